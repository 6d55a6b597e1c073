// A file of Jupyter's as a notebook: Markdown and code, without results.
// Neighbours: `IPYNB` writes such files, and what it wrote comes back as it was.

import Formats
import Notebook

extension IPYNB {
  public enum ImportError: Error { case noJSON, noNotebook, oldFormat(Int) }

  /// The source of a notebook.
  ///
  /// Code of other languages becomes plain fences of that language, which are not run.
  public static func imported(_ file: [UInt8]) throws(ImportError) -> [UInt8] {
    guard let json = JSON(reading: file) else { throw .noJSON }
    let format = json["nbformat"]?.int ?? 0
    guard let cells = json["cells"]?.array else {
      if format > 0, format < 4 { throw .oldFormat(format) }
      throw .noNotebook
    }
    let metadata = json["metadata"]
    let language = metadata?["kernelspec"]?["language"]?.string ?? metadata?["language_info"]?["name"]?.string ?? "python"
    var page = metadata?["advnb"]?["front_matter"]?.string ?? (language == "advnb" ? "---\nadvnb: 1\n---\n\n" : "")
    var names: Set<String> = []
    var isAfterCell = false
    for cell in cells {
      let source = IPYNBText.joined(cell["source"])
      switch cell["cell_type"]?.string {
      case "markdown":
        let text = String(decoding: PageStripper.strip(Array(source.utf8)), as: UTF8.self)
        page += (isAfterCell ? "\n" : "") + (text.hasSuffix("\n") ? text : text + "\n")
        page += "\n"
        isAfterCell = false
      case "code":
        page += isAfterCell ? "\n" : ""
        page += language == "advnb" ? advnbCell(cell, source, &names) : fence(language, source)
        isAfterCell = true
      default: continue
      }
    }
    var bytes = Array(page.utf8)
    while bytes.count > 1, bytes.last == 0x0A, bytes[bytes.count - 2] == 0x0A { bytes.removeLast() }
    return bytes
  }

  private static func advnbCell(_ cell: JSON, _ source: String, _ names: inout Set<String>) -> String {
    var label: String?
    var body = Substring(source)
    while let (key, value, rest) = kernelOption(body) {
      if key == "label" { label = value }
      body = rest
    }
    if let info = cell["metadata"]?["advnb"]?["info"]?.string, !info.utf8.contains(0x0A) {
      if let label, info.contains("#" + label) { names.insert(label) }
      return fence(info, String(body))
    }
    guard let label, CellName.isWellFormed(label), !CellName.isReserved(label), names.insert(label).inserted else {
      return fence("advnb", String(body))
    }
    return fence("advnb {#\(label)}", String(body))
  }

  /// A first line that is there for the kernel, and what follows it.
  static func kernelOption(_ text: Substring) -> (key: String, value: String, rest: Substring)? {
    for key in ["label", "seed", "digits"] {
      let mark = "#| \(key): "
      guard text.hasPrefix(mark) else { continue }
      let tail = text.dropFirst(mark.count)
      let end = tail.firstIndex(of: "\n")
      let value = tail[..<(end ?? tail.endIndex)]
      return (key, String(value), end.map { tail[tail.index(after: $0)...] } ?? "")
    }
    return nil
  }

  /// A fence longer than any inside.
  private static func fence(_ info: String, _ code: String) -> String {
    var (longest, run) = (0, 0)
    for byte in code.utf8 {
      run = byte == 0x60 ? run + 1 : 0
      longest = max(longest, run)
    }
    let marks = String(repeating: "`", count: max(3, longest + 1))
    let body = code.isEmpty || code.hasSuffix("\n") ? code : code + "\n"
    return "\(marks)\(info)\n\(body)\(marks)\n"
  }
}

/// What a cell's first lines tell the kernel.
public struct KernelOptions: Sendable {
  public private(set) var label: String?
  public private(set) var seed: UInt64?
  public private(set) var digits: Int?

  public init(_ code: String) {
    var rest = Substring(code)
    while let (key, value, tail) = IPYNB.kernelOption(rest) {
      switch key {
      case "label": label = value
      case "seed": seed = UInt64(value)
      default: digits = Int(value)
      }
      rest = tail
    }
  }
}

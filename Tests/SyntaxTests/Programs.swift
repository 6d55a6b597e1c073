// The real programs of the repository: the library, the notebooks' cells, the language's suite.
// Neighbours: `FormatterTests` formats them, `FuzzTests` damages them.

import Glibc
import Notebook
import SourceText

enum Programs {
  /// The repository's folder, found from this file.
  static let root = String(#filePath.dropLast("/Tests/SyntaxTests/Programs.swift".count))

  /// All real programs, by file and cell.
  static let all: [(name: String, text: [UInt8])] = {
    var programs = files(below: "Sources/CBundle/adv", ending: ".adv")
    for (name, text) in files(below: "Tests/LanguageSuite", ending: ".adv") {
      programs += entries(of: text).enumerated().map { (name: "\(name), entry \($0 + 1)", text: $1) }
    }
    for (name, page) in files(below: "notebooks", ending: ".advnb") {
      let document = Document(source: page, id: SourceID(raw: 0))
      programs += document.cells.filter { $0.attributes.expectedError != .syntax }.map {
        (name: "\(name), \($0.label)", text: $0.body)
      }
    }
    return programs
  }()

  /// The entries of a file of the suite: each ends at what is expected of it. Those that are wrong in their
  /// syntax are left out.
  private static func entries(of text: [UInt8]) -> [[UInt8]] {
    var entries: [[UInt8]] = []
    var entry: [UInt8] = []
    for line in text.split(separator: 0x0A, omittingEmptySubsequences: false) {
      entry += line + [0x0A]
      guard line.starts(with: Array("# expect".utf8)) else { continue }
      if !line.starts(with: Array("# expect error E01".utf8)) { entries.append(entry) }
      entry = []
    }
    return entries
  }

  /// The environment's number of random programs, or a sample's.
  static func count(orSample sample: Int) -> Int {
    getenv("ADVNB_FUZZ").flatMap { Int(String(cString: $0)) } ?? sample
  }

  static func files(below folder: String, ending: String) -> [(name: String, text: [UInt8])] {
    var found: [(name: String, text: [UInt8])] = []
    guard let directory = opendir("\(root)/\(folder)") else { return [] }
    defer { closedir(directory) }
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard !name.hasPrefix(".") else { continue }
      let path = "\(folder)/\(name)"
      if name.hasSuffix(ending) { found.append((path, contents(of: "\(root)/\(path)"))) }
      found += files(below: path, ending: ending)
    }
    return found.sorted { $0.name < $1.name }
  }

  static func contents(of path: String) -> [UInt8] {
    guard let file = fopen(path, "rb") else { return [] }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      guard count > 0 else { return bytes }
      bytes += buffer.prefix(count)
    }
  }
}

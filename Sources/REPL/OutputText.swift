// Outputs as plain text, for terminals and pipes: what `-e`, scripts and conversations show.
// Neighbours: `Conversation` and the program's commands print it; pages have `Transcript/MarkdownWriter`.

import Display
import Transcript

public struct OutputText {
  private let digits: Int
  private let width: Int
  /// Control characters of printed text are shown, not sent: a terminal would obey them.
  private let isForTerminal: Bool

  public init(width: Int = 100, digits: Int = 4, isForTerminal: Bool = false) {
    self.width = width
    self.digits = digits
    self.isForTerminal = isForTerminal
  }

  /// All of them in order, each ended by a line end.
  public func text(_ outputs: [Output]) -> String {
    var result = ""
    for output in outputs {
      if case .text = output {} else { result.endLine() }
      result += text(output)
    }
    result.endLine()
    return result
  }

  /// One output; only printed text may lack its line end.
  public func text(_ output: Output) -> String {
    switch output {
    case .text(let words): isForTerminal ? TextCleaner.clean(words) : words
    case .value(let words), .check(let words), .error(_, rendered: let words): words + "\n"
    case .table(let table): text(table)
    case .claims(let rows): rows.map { text($0) + "\n" }.joined()
    case .figure(let figure): text(figure) + "\n"
    }
  }

  private func text(_ claim: ClaimRow) -> String {
    "claim \(claim.label): stated \(claim.stated), computed \(claim.computed): \(claim.verdict.rawValue)"
  }

  private func text(_ figure: Figure) -> String {
    let words = [figure.alt, figure.caption].compactMap { $0 }.first { !$0.isEmpty }
    let about = words.map { ": " + TextCleaner.clean($0) } ?? ""
    switch figure.content {
    case .image(let image): return "[image \(image.width)×\(image.height)\(about)]"
    case .chart, .panels: return "[plot\(about)]"
    }
  }

  /// Columns two spaces apart, numbers at the right.
  private func text(_ table: Table) -> String {
    guard !table.columns.isEmpty else { return "" }
    let columns = table.columns.enumerated().map { index, column -> [String] in
      let cells = (0..<table.rowCount).map { table.cell(row: $0, column: index).text(digits: digits) }
      let texts = ([column.name] + cells).map { TextCleaner.clean($0) }
      let widest = texts.map(\.count).max() ?? 0
      return texts.map { text in
        let gap = String(repeating: " ", count: widest - text.count)
        return column.isNumeric ? gap + text : text + gap
      }
    }
    return (0...table.rowCount).map { row in
      var line = columns.map { $0[row] }.joined(separator: "  ")
      while line.utf8.last == 0x20 { line.removeLast() }
      return line + "\n"
    }.joined()
  }
}

extension String {
  fileprivate mutating func endLine() {
    if let last = utf8.last, last != 0x0A { self += "\n" }
  }
}

extension Output {
  public var isError: Bool {
    if case .error = self { return true }
    return false
  }
}

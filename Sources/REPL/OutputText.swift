// Outputs as plain text, for terminals and pipes: what `-e`, scripts and conversations show.
// Neighbours: `Conversation` and the program's commands print it; pages have `Transcript/MarkdownWriter`.

import Display
import Transcript

public struct OutputText {
  private let digits: Int
  /// Columns that tables are cut to; nil: as many as they need.
  private let width: Int?
  /// Control characters of printed text are shown, not sent: a terminal would obey them.
  private let isForTerminal: Bool

  public init(width: Int? = nil, digits: Int = 4, isForTerminal: Bool = false) {
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
      return ([column.name] + cells).map { TextCleaner.clean($0) }
    }
    let widths = fitted(
      columns.map { texts in texts.map { TextFit.width($0) }.max() ?? 0 }, table.columns.map(\.isNumeric))
    return (0...table.rowCount).map { row in
      var line = zip(columns.indices, widths).map { index, size -> String in
        let text = TextFit.cut(columns[index][row], size)
        return table.columns[index].isNumeric ? TextFit.indented(text, to: size) : TextFit.padded(text, to: size)
      }.joined(separator: "  ")
      if widths.count < columns.count { line += "  …" }
      while line.utf8.last == 0x20 { line.removeLast() }
      return line + "\n"
    }.joined()
  }

  /// Widths of columns for the window: the widest words are cut first, then columns at the end are left out.
  private func fitted(_ widths: [Int], _ isNumeric: [Bool]) -> [Int] {
    guard let width else { return widths }
    var widths = widths
    let least = 6
    func excess() -> Int { widths.reduce(2 * (widths.count - 1), +) - width }
    while excess() > 0, let widest = widths.indices.filter({ !isNumeric[$0] && widths[$0] > least }).max(by: { widths[$0] < widths[$1] }) {
      widths[widest] -= min(excess(), widths[widest] - least)
    }
    while excess() > (widths.count < isNumeric.count ? -3 : 0), widths.count > 1 { widths.removeLast() }
    return widths
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

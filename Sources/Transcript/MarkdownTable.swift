// Tables in GitHub's Markdown: numbers at the right, everything escaped.
// Neighbours: `MarkdownWriter`; `Display.Table` and `ClaimRow` are what it writes.

import Display

enum MarkdownTable {
  /// A table; of more than `maxRows` rows only the first, and a line that counts the rest.
  static func text(_ table: Table, digits: Int, maxRows: Int) -> String? {
    guard !table.columns.isEmpty else { return nil }
    let shown = min(table.rowCount, maxRows)
    let rows = (0..<shown).map { row in
      table.columns.indices.map { table.cell(row: row, column: $0).text(digits: digits) }
    }
    let text = grid(
      head: table.columns.map(\.name), isNumeric: table.columns.map(\.isNumeric), rows: rows)
    let missing = table.rowCount - shown
    return missing > 0
      ? text + "\n\n*… \(TextBudget.grouped(missing)) more row\(missing == 1 ? "" : "s").*" : text
  }

  static func text(_ claims: [ClaimRow]) -> String? {
    guard !claims.isEmpty else { return nil }
    return grid(
      head: ["claim", "stated", "computed", "verdict"], isNumeric: [false, true, true, false],
      rows: claims.map { [$0.label, $0.stated, $0.computed, $0.verdict.rawValue] })
  }

  private static func grid(head: [String], isNumeric: [Bool], rows: [[String]]) -> String {
    func line(_ cells: [String]) -> String {
      "| " + cells.map { MarkdownText.escaped(TextBudget.cut($0, to: 200)) }.joined(separator: " | ") + " |"
    }
    let rule = "| " + isNumeric.map { $0 ? "--:" : ":--" }.joined(separator: " | ") + " |"
    return ([line(head), rule] + rows.map(line)).joined(separator: "\n")
  }
}

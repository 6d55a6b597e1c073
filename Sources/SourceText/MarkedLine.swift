// One source line as displayed, and the rows of marks and label texts below it.
// Neighbours: `DiagnosticRenderer` puts the gutter before it; `DisplayWidth` counts its columns.

/// A line of a source with its labels, cut to a window of columns around them.
struct MarkedLine {
  /// The line as shown: tabs expanded, control characters replaced, long lines cut with `…`.
  let text: String
  /// Mark row and label rows, in order.
  let rows: [String]

  static let maximumColumns = 100

  init(_ source: Source, line: Int, labels: [Label]) {
    let cells = LineCells(source, line: line)
    var marks = labels.map { label in
      let range = cells.columns(ofBytes: Int(label.span.start), Int(label.span.end))
      return Mark(
        start: range.lowerBound, end: max(range.upperBound, range.lowerBound + 1),
        text: Self.plain(label.text),
        isPrimary: label.isPrimary)
    }
    let window = Self.window(over: marks, width: cells.width)
    text = cells.text(in: window)
    for index in marks.indices { marks[index].shift(into: window) }
    rows = Self.rows(of: marks)
  }

  private struct Mark {
    var start: Int
    var end: Int
    let text: String
    let isPrimary: Bool

    mutating func shift(into window: Range<Int>) {
      start = max(window.lowerBound, min(start, window.upperBound)) - window.lowerBound
      end = max(start + 1, min(end, window.upperBound) - window.lowerBound)
    }
  }

  /// The columns to show: all of them, or a hundred that hold the first primary mark.
  private static func window(over marks: [Mark], width: Int) -> Range<Int> {
    guard width > maximumColumns, let focus = marks.first(where: \.isPrimary) ?? marks.first else {
      return 0..<max(width, 1)
    }
    // Leave two thirds of the window to the right of the mark; a long mark shows its beginning.
    var low = max(0, focus.start - maximumColumns / 3)
    if focus.end <= maximumColumns - 2 { low = 0 }
    low = min(low, width - maximumColumns)
    return low..<(low + maximumColumns)
  }

  /// The rightmost label's text stands right of its mark; the others follow from right to left, each
  /// under its own mark, and bars lead to those still to come.
  private static func rows(of marks: [Mark]) -> [String] {
    var result = Row()
    for mark in marks where !mark.isPrimary { result.fill(mark.start..<mark.end, with: "-") }
    for mark in marks where mark.isPrimary { result.fill(mark.start..<mark.end, with: "^") }
    var pending = marks.filter { !$0.text.isEmpty }
    pending.sort { ($0.start, $0.end) < ($1.start, $1.end) }
    if let last = pending.last, marks.allSatisfy({ $0.end <= last.end }) {
      result.put(last.text, at: last.end + 1)
      pending.removeLast()
    }
    var rows = [result.text]
    while let mark = pending.popLast() {
      var row = Row()
      for other in pending where other.start < mark.start { row.put("│", at: other.start) }
      row.put(mark.text, at: mark.start)
      rows.append(row.text)
    }
    return rows
  }

  /// A label's text is one row: line ends and control characters in it become spaces.
  private static func plain(_ text: String) -> String {
    String(
      String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }))
  }

  /// A row under construction, by display column.
  private struct Row {
    private var cells: [String] = []

    mutating func fill(_ range: Range<Int>, with mark: String) {
      for column in range { set(mark, at: column) }
    }

    /// Puts a text at a column; it may be wider than its one cell, so nothing may follow it.
    mutating func put(_ text: String, at column: Int) { set(text, at: column) }

    private mutating func set(_ text: String, at column: Int) {
      while cells.count <= column { cells.append(" ") }
      cells[column] = text
    }

    var text: String { cells.joined() }
  }
}

/// The characters of one line with the columns they are displayed in.
private struct LineCells {
  private var cells: [(byte: Int, column: Int, text: String, width: Int)] = []
  private(set) var width = 0
  private let lineEnd: Int

  init(_ source: Source, line: Int) {
    let range = source.bytes(ofLine: line)
    lineEnd = range.upperBound
    var offset = range.lowerBound
    // A line of megabytes would cost as much again; what lies so far right is shown as its end.
    let limit = min(range.upperBound, range.lowerBound + 100_000)
    while offset < limit {
      let decoded = decodeScalar(source.text, at: offset)
      add(decoded?.scalar ?? "\u{FFFD}", at: offset)
      offset += decoded?.length ?? 1
    }
  }

  private mutating func add(_ scalar: Unicode.Scalar, at offset: Int) {
    var text = String(scalar)
    var columns = DisplayWidth.of(scalar)
    if scalar == "\t" {
      columns = 4 - width % 4
      text = String(repeating: " ", count: columns)
    } else if scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) {
      text = "\u{FFFD}"
    }
    cells.append((offset, width, text, columns))
    width += columns
  }

  /// Columns of a byte range; what lies outside the line is drawn to its ends.
  func columns(ofBytes start: Int, _ end: Int) -> Range<Int> {
    let low = column(ofByte: start)
    return low..<max(low, column(ofByte: end))
  }

  private func column(ofByte offset: Int) -> Int {
    guard offset < lineEnd else { return width }
    var low = 0
    var high = cells.count
    while low < high {
      let middle = (low + high) / 2
      if cells[middle].byte <= offset { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? 0 : cells[low - 1].column
  }

  func text(in window: Range<Int>) -> String {
    let isCutLeft = window.lowerBound > 0
    let isCutRight = window.upperBound < width
    var result = isCutLeft ? "…" : ""
    var column = window.lowerBound + (isCutLeft ? 1 : 0)
    let end = window.upperBound - (isCutRight ? 1 : 0)
    for cell in cells where cell.column >= window.lowerBound + (isCutLeft ? 1 : 0) {
      guard cell.column + cell.width <= end else { break }
      while column < cell.column {
        result += " "
        column += 1
      }
      result += cell.text
      column = cell.column + cell.width
    }
    return isCutRight ? result + "…" : result
  }
}

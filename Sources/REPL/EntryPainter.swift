// Draws the entry on the terminal: only rows that changed, and of tall entries only those around the cursor.
// Neighbours: `EntryLayout` lays out the rows; `LineEditor` says when.

/// What of an entry stands on the screen.
struct EntryPainter {
  /// Rows as they were drawn; empty if nothing is drawn and the cursor stands at the beginning of a line.
  private var drawn: [String] = []
  private var widths: [Int] = []
  private var cursorRow = 0
  private var cursorColumn = 0
  /// The first row shown, where not all fit into the window.
  private var top = 0

  /// Forgets what was drawn: the cursor stands at the beginning of an empty line.
  mutating func forget() { self = EntryPainter() }

  /// What to write so that the screen shows the layout.
  mutating func changes(to layout: EntryLayout, windowRows: Int) -> String {
    let height = min(layout.rows.count, max(windowRows, 1))
    top = min(max(top, layout.cursor.row - height + 1), layout.cursor.row)
    top = min(top, layout.rows.count - height)
    let rows = Array(layout.rows[top..<top + height])
    let text = redraw(rows) + move(toRow: layout.cursor.row - top, layout.cursor.column, from: rows.count - 1)
    widths = Array(layout.widths[top..<top + height])
    return text
  }

  /// Draws all of an entry that is done, with the cursor below it.
  mutating func end(_ layout: EntryLayout) -> String {
    // What stands there of a tall entry does not begin with its first row.
    let start = top > 0 ? up(cursorRow) + "\r\u{1B}[J" : ""
    if top > 0 { forget() }
    // The row that was only for the cursor, behind one that fills the window, is not left empty.
    let isForCursor = layout.rows.count > 1 && layout.widths.last == 0
    let text = start + redraw(isForCursor ? layout.rows.dropLast() : layout.rows) + "\r\n"
    forget()
    return text
  }

  /// Goes back to the entry's first row after the window has changed, and clears from there.
  ///
  /// - Parameter columns: of the new window; a terminal breaks rows anew that do not fit.
  mutating func restart(columns: Int) -> String {
    let columns = max(columns, 1)
    let rowsAbove = widths.prefix(cursorRow).reduce(cursorColumn / columns) { $0 + max(1, ($1 + columns - 1) / columns) }
    forget()
    return up(rowsAbove) + "\r\u{1B}[J"
  }

  /// Rewrites rows that differ; leaves the cursor at the last one.
  private mutating func redraw(_ rows: [String]) -> String {
    var text = up(cursorRow) + "\r"
    for (index, row) in rows.enumerated() {
      if index > 0 { text += index < drawn.count ? "\u{1B}[B\r" : "\r\n" }
      if index >= drawn.count || drawn[index] != row { text += "\u{1B}[K" + row }
    }
    if drawn.count > rows.count {
      text += "\r\u{1B}[B\u{1B}[J\u{1B}[A"
    }
    drawn = rows
    return text
  }

  private mutating func move(toRow row: Int, _ column: Int, from last: Int) -> String {
    (cursorRow, cursorColumn) = (row, column)
    return up(last - row) + "\r" + (column > 0 ? "\u{1B}[\(column)C" : "")
  }

  private func up(_ rows: Int) -> String { rows > 0 ? "\u{1B}[\(rows)A" : "" }
}

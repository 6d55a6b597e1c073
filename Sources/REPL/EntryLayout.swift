// An entry as rows of the screen: prompts, lines broken at the window's edge, colours, and where the cursor is.
// Neighbours: `EntryPainter` draws the rows; `SyntaxPart` says what has which colour.

import Syntax

/// The rows that an entry takes in a window of some width.
struct EntryLayout {
  /// Each row with its colours, none wider than the window.
  private(set) var rows: [String] = []
  /// Cells of each row.
  private(set) var widths: [Int] = []
  private(set) var cursor = (row: 0, column: 0)

  private let columns: Int
  private let isColoured: Bool
  /// Cells that a character takes.
  private let width: (UInt32) -> Int
  private var row = ""
  private var column = 0
  private var ink = Ink.plain
  private var isCursorPlaced = false

  /// - Parameters:
  ///   - continuation: stands before the second line and all later ones.
  ///   - cursor: a byte of the text.
  init(
    prompt: String, continuation: String, text: [UInt8], cursor: Int, columns: Int, isColoured: Bool,
    width: @escaping (UInt32) -> Int
  ) {
    self.columns = max(columns, 2)
    self.isColoured = isColoured
    self.width = width
    write(prompt, .prompt)
    let parts = isColoured && !text.starts(with: [0x3A]) ? SyntaxPart.parts(of: text)[...] : []
    write(text, parts, cursor: cursor, continuation)
    endRow()
  }

  private mutating func write(_ words: String, _ ink: Ink) {
    for scalar in words.unicodeScalars { put(scalar, ink) }
  }

  private mutating func write(
    _ text: [UInt8], _ parts: ArraySlice<SyntaxPart>, cursor: Int, _ continuation: String
  ) {
    var parts = parts
    var place = 0
    while place <= text.count {
      if place >= cursor, !isCursorPlaced { placeCursor() }
      guard place < text.count else { break }
      while let part = parts.first, part.range.upperBound <= place { parts = parts.dropFirst() }
      let ink = parts.first.flatMap { $0.range.contains(place) ? Ink($0.role) : nil } ?? .plain
      let (scalar, count) = Self.scalar(text[place...])
      if scalar == "\n" {
        // Past the window's edge the cursor may stand on a row of its own.
        if column >= columns { endRow() }
        endRow()
        write(continuation, .faint)
      } else if scalar == "\t" {
        write("  ", ink)
      } else {
        put(scalar, ink)
      }
      place += count
    }
    if column >= columns { endRow() }
  }

  private mutating func placeCursor() {
    cursor = column >= columns ? (rows.count + 1, 0) : (rows.count, column)
    isCursorPlaced = true
  }

  private mutating func put(_ scalar: Unicode.Scalar, _ ink: Ink) {
    let size = width(scalar.value)
    // What a terminal would obey is shown by its letter: ^[ for escape.
    guard size >= 0 else {
      let letter = scalar.value < 0x20 ? Unicode.Scalar(UInt8(scalar.value) + 0x40) : "?"
      put("^", .inverse)
      put(letter, .inverse)
      return
    }
    if column + size > columns { endRow() }
    if isColoured, ink != self.ink {
      row += ink.start
      self.ink = ink
    }
    row.unicodeScalars.append(scalar)
    column += size
  }

  private mutating func endRow() {
    if ink != .plain { row += Ink.plain.start }
    rows.append(row)
    widths.append(column)
    (row, column, ink) = ("", 0, .plain)
  }

  /// The first character and its length; bytes that are no UTF-8 stand for themselves.
  private static func scalar(_ bytes: ArraySlice<UInt8>) -> (Unicode.Scalar, Int) {
    var decoder = UTF8()
    var iterator = bytes.prefix(4).makeIterator()
    guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return ("\u{FFFD}", 1) }
    return (scalar, UTF8.width(scalar))
  }
}

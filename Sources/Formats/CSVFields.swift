// Where the fields of a table begin and end; quotes, line ends and ragged rows are settled here.
// Neighbours: `CSV` (types the columns), `CSVNumber`.

/// The fields of a table, as places in its bytes.
struct CSVFields {
  /// What a field holds.
  enum Content: Equatable {
    case number(Double)
    case missing, text
  }

  private struct Field {
    var start: Int
    var end: Int
    var hasQuotes: Bool
  }

  /// What a field takes while its table is read: its place, and the number it becomes.
  private static let bytesPerField = MemoryLayout<Field>.stride + MemoryLayout<Double>.stride

  private let bytes: [UInt8]
  private let separator: UInt8
  private let limit: Int
  private var fields: [Field] = []
  private var lines: [Int] = []
  /// Fields in every row; nil before the first.
  private(set) var width: Int?

  private var offset = 0
  private var line = 1
  /// The last byte that ends no line.
  private let lastContent: Int

  var rowCount: Int { lines.count }

  /// The line of the file, from 1, on which a row begins.
  func line(ofRow row: Int) -> Int { lines[row] }

  init(split bytes: [UInt8], limit: Int) throws(FormatError) {
    self.bytes = bytes
    self.limit = limit
    separator = Self.separator(of: bytes)
    lastContent = bytes.lastIndex { !Self.isLineEnd($0) } ?? 0
    if let zero = bytes.firstIndex(of: 0) { throw .notText(.csv, offset: zero) }
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { offset = 3 }
    while offset < bytes.count {
      if skipBlankLine() { continue }
      try readRow()
    }
  }

  /// The first line shows what separates fields; a comma where it does not.
  private static func separator(of bytes: [UInt8]) -> UInt8 {
    let first = bytes.prefix { $0 != 0x0a && $0 != 0x0d }
    func count(_ byte: UInt8) -> Int { first.reduce(0) { $1 == byte ? $0 + 1 : $0 } }
    let comma = count(0x2c)
    let (semicolon, tab) = (count(0x3b), count(0x09))
    if comma >= max(semicolon, tab) { return 0x2c }
    return semicolon >= tab ? 0x3b : 0x09
  }

  // MARK: Splitting

  private static func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0a || byte == 0x0d }

  /// Steps over LF, CR or CRLF.
  private mutating func skipLineEnd() {
    guard offset < bytes.count else { return }
    offset += bytes[offset] == 0x0d && offset + 1 < bytes.count && bytes[offset + 1] == 0x0a ? 2 : 1
    line += 1
  }

  /// A blank line is no row, unless it stands between rows of one column: there it is a missing value.
  private mutating func skipBlankLine() -> Bool {
    guard Self.isLineEnd(bytes[offset]) else { return false }
    if width == 1, offset < lastContent { return false }
    skipLineEnd()
    return true
  }

  private mutating func readRow() throws(FormatError) {
    let (firstField, firstLine) = (fields.count, line)
    while true {
      fields.append(try readField(column: fields.count - firstField + 1, rowLine: firstLine))
      guard fields.count <= max(limit, 0) / Self.bytesPerField else {
        throw .overLimit(.csv, needed: nil, limit: limit)
      }
      guard offset < bytes.count, bytes[offset] == separator else { break }
      offset += 1
    }
    skipLineEnd()
    let count = fields.count - firstField
    guard count == width ?? count else {
      throw .raggedRow(row: firstLine, fields: count, expected: width ?? count)
    }
    width = count
    lines.append(firstLine)
  }

  /// Leaves `offset` at the separator or line end after the field.
  private mutating func readField(column: Int, rowLine: Int) throws(FormatError) -> Field {
    if offset < bytes.count, bytes[offset] == 0x22 { return try readQuoted(column: column, rowLine: rowLine) }
    let start = offset
    while offset < bytes.count, bytes[offset] != separator, !Self.isLineEnd(bytes[offset]) { offset += 1 }
    return Field(start: start, end: offset, hasQuotes: false)
  }

  private mutating func readQuoted(column: Int, rowLine: Int) throws(FormatError) -> Field {
    offset += 1
    var field = Field(start: offset, end: offset, hasQuotes: false)
    while true {
      guard offset < bytes.count else { throw .openQuote(row: rowLine) }
      if bytes[offset] == 0x22 {
        guard offset + 1 < bytes.count, bytes[offset + 1] == 0x22 else { break }
        field.hasQuotes = true
        offset += 1
      } else if Self.isLineEnd(bytes[offset]) {
        skipLineEnd()
        continue
      }
      offset += 1
    }
    field.end = offset
    offset += 1
    if offset < bytes.count, bytes[offset] != separator, !Self.isLineEnd(bytes[offset]) {
      throw .textAfterQuote(row: rowLine, column: column)
    }
    return field
  }

  // MARK: Reading

  private func field(row: Int, column: Int) -> Field { fields[row * (width ?? 0) + column] }

  /// The text of a field, with its doubled quotes made single.
  func text(row: Int, column: Int) -> String {
    let field = field(row: row, column: column)
    guard field.hasQuotes else { return String(decoding: bytes[field.start..<field.end], as: UTF8.self) }
    var content: [UInt8] = []
    var place = field.start
    while place < field.end {
      content.append(bytes[place])
      place += bytes[place] == 0x22 ? 2 : 1
    }
    return String(decoding: content, as: UTF8.self)
  }

  /// The text of a header's field, without spaces around it.
  func name(column: Int) -> String {
    let letters = Array(text(row: 0, column: column).utf8)
    return String(decoding: Self.trim(letters[...]), as: UTF8.self)
  }

  func content(row: Int, column: Int) -> Content {
    let field = field(row: row, column: column)
    let trimmed = Self.trim(bytes[field.start..<field.end])
    if let value = CSVNumber.parse(trimmed) { return .number(value) }
    return Self.missing.contains { trimmed.elementsEqual($0) } ? .missing : .text
  }

  private static let missing: [[UInt8]] = ["", "NA", "N/A", "null", "NULL", "?"].map { Array($0.utf8) }

  private static func trim(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
    guard let first = text.firstIndex(where: { !isSpace($0) }),
      let last = text.lastIndex(where: { !isSpace($0) })
    else { return text.prefix(0) }
    return text[first...last]
  }
}

// Tables of separated values: RFC 4180, with the liberties that real files take.
// Neighbours: `CSVFields` (where fields begin and end), `CSVNumber` (what a number is), `CSVTable`.

/// The csv format: comma, semicolon or tab between fields, whichever the first line has most of.
public enum CSV {
  public static let columnLimit = 100_000

  /// Whether the first row names the columns.
  public enum Header: Sendable {
    /// It does if some column is numbers below a first field that is none.
    case detect
    case present, absent
  }

  /// Reads a table within `limit` bytes, counting 32 a field: its place while reading, and its number.
  ///
  /// A column is numbers if each of its fields is one or is missing, and a missing one is then an error;
  /// `nan` and `inf` are numbers. All other columns are texts. Missing are empty fields, `NA`, `N/A`,
  /// `null` and `?`.
  public static func decode(_ bytes: [UInt8], header: Header = .detect, limit: Int) throws(FormatError)
    -> CSVTable
  {
    let fields = try CSVFields(split: bytes, limit: limit)
    guard let width = fields.width, fields.rowCount > 0 else { throw .emptyTable }
    guard width <= columnLimit else { throw .tooManyColumns(count: width) }
    let hasHeader =
      switch header {
      case .present: true
      case .absent: false
      case .detect: hasHeader(fields, width: width)
      }
    let first = hasHeader ? 1 : 0
    let names: [String]? = hasHeader ? (0..<width).map { fields.name(column: $0) } : nil
    var columns: [CSVTable.Column] = []
    columns.reserveCapacity(width)
    for column in 0..<width {
      columns.append(try readColumn(column, of: fields, from: first, name: names?[column]))
    }
    return CSVTable(names: names, columns: columns, rows: fields.rowCount - first)
  }

  private static func hasHeader(_ fields: CSVFields, width: Int) -> Bool {
    guard fields.rowCount > 1 else { return false }
    return (0..<width).contains { column in
      fields.content(row: 0, column: column) == .text && isNumeric(column, of: fields, from: 1)
    }
  }

  /// Whether a column has a number and nothing but numbers and missing values.
  private static func isNumeric(_ column: Int, of fields: CSVFields, from first: Int) -> Bool {
    var hasNumber = false
    for row in first..<fields.rowCount {
      switch fields.content(row: row, column: column) {
      case .text: return false
      case .number: hasNumber = true
      case .missing: break
      }
    }
    return hasNumber
  }

  private static func readColumn(_ column: Int, of fields: CSVFields, from first: Int, name: String?)
    throws(FormatError) -> CSVTable.Column
  {
    var numbers: [Double] = []
    numbers.reserveCapacity(fields.rowCount - first)
    var firstMissing: Int?
    for row in first..<fields.rowCount {
      switch fields.content(row: row, column: column) {
      case .number(let value): numbers.append(value)
      case .missing: firstMissing = firstMissing ?? row
      case .text: return texts(column, of: fields, from: first)
      }
    }
    guard !numbers.isEmpty else { return texts(column, of: fields, from: first) }
    if let row = firstMissing {
      throw .missingValue(row: fields.line(ofRow: row), column: column + 1, name: name)
    }
    return .numbers(numbers)
  }

  private static func texts(_ column: Int, of fields: CSVFields, from first: Int) -> CSVTable.Column {
    .texts((first..<fields.rowCount).map { fields.text(row: $0, column: column) })
  }
}

// A table as columns: each is all numbers or all texts.
// Neighbours: `CSV` (reads it).

/// A decoded table.
public struct CSVTable: Sendable, Equatable {
  public enum Column: Sendable, Equatable {
    case numbers([Double])
    case texts([String])
  }

  /// The header's names, one a column; nil if the file has no header.
  public let names: [String]?
  public let columns: [Column]
  /// Rows of data, the header not among them.
  public let rows: Int

  /// All numbers row by row, `rows × columns.count` of them; nil if a column holds texts.
  public func matrix() -> [Double]? {
    var numbers: [[Double]] = []
    for column in columns {
      guard case .numbers(let values) = column else { return nil }
      numbers.append(values)
    }
    var result: [Double] = []
    result.reserveCapacity(rows * columns.count)
    for row in 0..<rows {
      for column in numbers { result.append(column[row]) }
    }
    return result
  }
}

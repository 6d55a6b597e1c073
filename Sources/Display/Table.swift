// A table as columns of plain cells; how numbers look is decided where it is written.
// Neighbours: `Output`, `NumberFormat`; `Transcript/MarkdownTable` writes it.

/// One entry of a table.
public enum Cell: Sendable, Equatable {
  case number(Double)
  case integer(Int)
  case text(String)
  case bool(Bool)
  case none

  /// True for cells that stand at the right edge of their column.
  public var isNumeric: Bool {
    switch self {
    case .number, .integer: true
    case .text, .bool, .none: false
    }
  }

  /// The cell's text, numbers with `digits` significant digits; `none` is empty.
  public func text(digits: Int = 4) -> String {
    switch self {
    case .number(let x): NumberFormat.text(x, digits: digits)
    case .integer(let n): String(n)
    case .text(let s): s
    case .bool(let b): b ? "true" : "false"
    case .none: ""
    }
  }
}

public struct Column: Sendable, Equatable {
  public let name: String
  public let cells: [Cell]

  public init(name: String, cells: [Cell]) {
    self.name = name
    self.cells = cells
  }

  /// True if the column holds numbers and nothing else but gaps.
  public var isNumeric: Bool {
    cells.contains(where: \.isNumeric) && cells.allSatisfy { $0.isNumeric || $0 == .none }
  }
}

/// Columns of any lengths; short ones are filled with gaps.
public struct Table: Sendable, Equatable {
  public let columns: [Column]

  public init(columns: [Column]) { self.columns = columns }

  public var rowCount: Int { columns.map(\.cells.count).max() ?? 0 }

  /// The cell at a place; `none` outside.
  public func cell(row: Int, column: Int) -> Cell {
    guard columns.indices.contains(column), columns[column].cells.indices.contains(row) else { return .none }
    return columns[column].cells[row]
  }
}

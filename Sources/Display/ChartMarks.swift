// What a chart can show, mark by mark, as data.
// Neighbours: `Chart` collects them; `Transcript/ChartInk` and its like draw them.

/// Points in order; a missing y (nan) breaks a line.
public struct Series: Sendable, Equatable {
  public var x: [Double]
  public var y: [Double]
  public var label: String?
  /// A line shows its points, too.
  public var hasMarkers: Bool
  /// Place in the palette; nil: the next that is free.
  public var slot: Int?

  public init(x: [Double], y: [Double], label: String? = nil, hasMarkers: Bool = false, slot: Int? = nil) {
    self.x = x
    self.y = y
    self.label = label
    self.hasMarkers = hasMarkers
    self.slot = slot
  }

  /// The number of complete points.
  public var count: Int { min(x.count, y.count) }
}

/// The stretch between two curves over the same x.
public struct Band: Sendable, Equatable {
  public var x: [Double]
  public var low: [Double]
  public var high: [Double]
  public var label: String?
  /// Place in the palette; nil: the next that is free.
  public var slot: Int?

  public init(x: [Double], low: [Double], high: [Double], label: String? = nil, slot: Int? = nil) {
    self.x = x
    self.low = low
    self.high = high
    self.label = label
    self.slot = slot
  }

  public var count: Int { min(x.count, min(low.count, high.count)) }
}

/// Bars side by side over names; several groups share the names.
public struct Bars: Sendable, Equatable {
  public var names: [String]
  public var heights: [Double]
  public var label: String?

  public init(names: [String], heights: [Double], label: String? = nil) {
    self.names = names
    self.heights = heights
    self.label = label
  }
}

/// Counts between edges; there is one edge more than counts.
public struct Histogram: Sendable, Equatable {
  public var edges: [Double]
  public var counts: [Double]
  public var label: String?

  public init(edges: [Double], counts: [Double], label: String? = nil) {
    self.edges = edges
    self.counts = counts
    self.label = label
  }

  public var count: Int { max(0, min(edges.count - 1, counts.count)) }
}

/// A matrix as coloured squares, row 0 at the top.
public struct Heatmap: Sendable, Equatable {
  public var rows: Int
  public var columns: Int
  /// Row by row.
  public var values: [Double]
  public var rowNames: [String]
  public var columnNames: [String]
  /// Writes the numbers into the squares, where they fit.
  public var showsValues: Bool
  /// Ends of the colour scale; nil: from the values.
  public var range: Limits?

  public init(
    rows: Int, columns: Int, values: [Double], rowNames: [String] = [], columnNames: [String] = [],
    showsValues: Bool = true, range: Limits? = nil
  ) {
    self.rows = max(0, rows)
    self.columns = max(0, columns)
    self.values = values
    self.rowNames = rowNames
    self.columnNames = columnNames
    self.showsValues = showsValues
    self.range = range
  }

  /// Nan outside the matrix.
  public func value(row: Int, column: Int) -> Double {
    let (start, overflow) = row.multipliedReportingOverflow(by: columns)
    guard !overflow, row >= 0, column >= 0, column < columns else { return .nan }
    let index = start &+ column
    return values.indices.contains(index) ? values[index] : .nan
  }
}

/// Numbers over a grid of places: `values[row * x.count + column]` stands at (x[column], y[row]).
public struct Field: Sendable, Equatable {
  public var x: [Double]
  public var y: [Double]
  public var values: [Double]

  public init(x: [Double], y: [Double], values: [Double]) {
    self.x = x
    self.y = y
    self.values = values
  }

  /// Nan outside the grid.
  public func value(row: Int, column: Int) -> Double {
    guard x.indices.contains(column), y.indices.contains(row) else { return .nan }
    let index = row * x.count + column
    return values.indices.contains(index) ? values[index] : .nan
  }
}

/// Lines of equal value in a field.
public struct Contour: Sendable, Equatable {
  public var field: Field
  public var levels: [Double]
  /// Colours the steps between the levels.
  public var isFilled: Bool

  public init(field: Field, levels: [Double], isFilled: Bool) {
    self.field = field
    self.levels = levels
    self.isFilled = isFilled
  }
}

/// Arrows that begin at (x, y) and point along (u, v); their lengths share one scale.
public struct Arrows: Sendable, Equatable {
  public var x: [Double]
  public var y: [Double]
  public var u: [Double]
  public var v: [Double]
  public var label: String?
  public var slot: Int?

  public init(x: [Double], y: [Double], u: [Double], v: [Double], label: String? = nil, slot: Int? = nil) {
    self.x = x
    self.y = y
    self.u = u
    self.v = v
    self.label = label
    self.slot = slot
  }

  public var count: Int { min(x.count, y.count, u.count, v.count) }
}

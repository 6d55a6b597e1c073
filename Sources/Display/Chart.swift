// A chart as data: what is shown, not how it is drawn.
// Neighbours: `Figure`, `Palette`; `Transcript/SVGChart` draws it.

/// Points in order; a missing y (nan) breaks a line.
public struct Series: Sendable, Equatable {
  public var x: [Double]
  public var y: [Double]
  public var label: String?

  public init(x: [Double], y: [Double], label: String? = nil) {
    self.x = x
    self.y = y
    self.label = label
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

  public init(x: [Double], low: [Double], high: [Double], label: String? = nil) {
    self.x = x
    self.low = low
    self.high = high
    self.label = label
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

  public init(
    rows: Int, columns: Int, values: [Double], rowNames: [String] = [], columnNames: [String] = [],
    showsValues: Bool = true
  ) {
    self.rows = max(0, rows)
    self.columns = max(0, columns)
    self.values = values
    self.rowNames = rowNames
    self.columnNames = columnNames
    self.showsValues = showsValues
  }

  /// Nan outside the matrix.
  public func value(row: Int, column: Int) -> Double {
    let (start, overflow) = row.multipliedReportingOverflow(by: columns)
    guard !overflow, row >= 0, column >= 0, column < columns else { return .nan }
    let index = start &+ column
    return values.indices.contains(index) ? values[index] : .nan
  }
}

/// A straight line across the whole chart.
public struct Rule: Sendable, Equatable {
  public var at: Double
  public var label: String?

  public init(at: Double, label: String? = nil) {
    self.at = at
    self.label = label
  }
}

/// Wanted ends of an axis, in either order.
public struct Limits: Sendable, Equatable {
  public let low: Double
  public let high: Double

  public init(_ a: Double, _ b: Double) {
    low = min(a, b)
    high = max(a, b)
  }
}

/// One axis: its words, its ends (nil: from the data) and its scale.
public struct Axis: Sendable, Equatable {
  public var label: String?
  public var limits: Limits?
  public var isLog: Bool

  public init(label: String? = nil, limits: Limits? = nil, isLog: Bool = false) {
    self.label = label
    self.limits = limits
    self.isLog = isLog
  }
}

public struct Chart: Sendable, Equatable {
  public enum Mark: Sendable, Equatable {
    case line(Series)
    case scatter(Series)
    case step(Series)
    case band(Band)
    case bars(Bars)
    case histogram(Histogram)
    case heatmap(Heatmap)
  }

  public var marks: [Mark]
  public var title: String?
  public var x: Axis
  public var y: Axis
  public var horizontals: [Rule]
  public var verticals: [Rule]

  public init(
    marks: [Mark], title: String? = nil, x: Axis = Axis(), y: Axis = Axis(), horizontals: [Rule] = [],
    verticals: [Rule] = []
  ) {
    self.marks = marks
    self.title = title
    self.x = x
    self.y = y
    self.horizontals = horizontals
    self.verticals = verticals
  }
}

extension Chart: CustomStringConvertible {
  /// What kind of chart it is, in words: the alternative text of last resort.
  public var description: String {
    let kind =
      switch marks.first {
      case .line, .step, .none: "Line chart"
      case .scatter: "Scatter chart"
      case .band: "Band chart"
      case .bars: "Bar chart"
      case .histogram: "Histogram"
      case .heatmap: "Heat map"
      }
    switch (y.label, x.label) {
    case (let y?, let x?): return "\(kind) of \(y) over \(x)"
    case (let y?, nil): return "\(kind) of \(y)"
    case (nil, let x?): return "\(kind) over \(x)"
    case (nil, nil): return kind
    }
  }
}

// A chart as data: what is shown, not how it is drawn.
// Neighbours: `ChartMarks`, `Figure`, `Palette`; `Transcript/SVGChart` draws it.

/// A straight line across the whole chart.
public struct Rule: Sendable, Equatable {
  public var at: Double
  public var label: String?

  public init(at: Double, label: String? = nil) {
    self.at = at
    self.label = label
  }
}

/// Words at a place among the data.
public struct Note: Sendable, Equatable {
  public var x: Double
  public var y: Double
  public var words: String

  public init(x: Double, y: Double, words: String) {
    self.x = x
    self.y = y
    self.words = words
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
    /// Areas coloured by class number, which is a place in the palette.
    case regions(Field)
    case contour(Contour)
    case arrows(Arrows)

    /// The name in a legend.
    public var label: String? {
      switch self {
      case .line(let s), .scatter(let s), .step(let s): s.label
      case .band(let band): band.label
      case .bars(let bars): bars.label
      case .histogram(let histogram): histogram.label
      case .arrows(let arrows): arrows.label
      case .heatmap, .regions, .contour: nil
      }
    }

    /// The place in the palette that it asks for.
    fileprivate var slot: Int? {
      switch self {
      case .line(let s), .scatter(let s), .step(let s): s.slot
      case .band(let band): band.slot
      case .arrows(let arrows): arrows.slot
      default: nil
      }
    }

    /// Whether it takes a colour of the palette for itself.
    fileprivate var takesSlot: Bool {
      switch self {
      case .heatmap, .regions, .contour: false
      case .arrows(let arrows): arrows.label != nil
      default: true
      }
    }
  }

  public var marks: [Mark]
  public var title: String?
  public var x: Axis
  public var y: Axis
  public var horizontals: [Rule]
  public var verticals: [Rule]
  public var notes: [Note]

  public init(
    marks: [Mark], title: String? = nil, x: Axis = Axis(), y: Axis = Axis(), horizontals: [Rule] = [],
    verticals: [Rule] = [], notes: [Note] = []
  ) {
    self.marks = marks
    self.title = title
    self.x = x
    self.y = y
    self.horizontals = horizontals
    self.verticals = verticals
    self.notes = notes
  }

  /// Each mark's place in the palette: what it asks for, else the next one.
  public var slots: [Int] {
    var next = 0
    return marks.map { mark in
      if let slot = mark.slot { return slot }
      guard mark.takesSlot else { return 0 }
      next += 1
      return next - 1
    }
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
      case .regions: "Regions of classes"
      case .contour: "Contour lines"
      case .arrows: "Field of arrows"
      }
    switch (y.label, x.label) {
    case (let y?, let x?): return "\(kind) of \(y) over \(x)"
    case (let y?, nil): return "\(kind) of \(y)"
    case (nil, let x?): return "\(kind) over \(x)"
    case (nil, nil): return kind
    }
  }
}

// What a chart's marks say about its axes: ranges, names, colours, legend entries.
// Neighbours: `ChartScale`, `ChartLegend`, `SVGChart`.

import Display

/// The ends of a set of numbers, ignoring what is not finite.
struct Extent {
  private(set) var limits: Limits?

  mutating func add(_ x: Double) {
    guard x.isFinite else { return }
    limits = limits.map { Limits(min($0.low, x), max($0.high, x)) } ?? Limits(x, x)
  }

  mutating func add(_ xs: some Sequence<Double>, positiveOnly: Bool) {
    for x in xs where !positiveOnly || x > 0 { add(x) }
  }
}

extension Chart {
  var barGroups: [Bars] {
    marks.compactMap { mark -> Bars? in
      guard case .bars(let bars) = mark else { return nil }
      return bars
    }
  }

  var heatmap: Heatmap? {
    for mark in marks { if case .heatmap(let map) = mark, map.rows > 0, map.columns > 0 { return map } }
    return nil
  }

  /// Numbers that the x axis must hold.
  var xExtent: Limits? {
    var extent = Extent()
    for mark in marks {
      switch mark {
      case .line(let s), .scatter(let s), .step(let s): extent.add(s.x.prefix(s.count), positiveOnly: x.isLog)
      case .band(let band): extent.add(band.x.prefix(band.count), positiveOnly: x.isLog)
      case .histogram(let h): extent.add(h.edges.prefix(h.count + 1), positiveOnly: x.isLog)
      case .regions(let field): extent.add(field.x, positiveOnly: x.isLog)
      case .contour(let contour): extent.add(contour.field.x, positiveOnly: x.isLog)
      case .arrows(let a): extent.add(a.x.prefix(a.count), positiveOnly: x.isLog)
      case .bars, .heatmap: break
      }
    }
    extent.add(notes.map(\.x), positiveOnly: x.isLog)
    extent.add(verticals.map(\.at), positiveOnly: x.isLog)
    return extent.limits
  }

  /// Numbers that the y axis must hold; bars stand on zero.
  var yExtent: Limits? {
    var extent = Extent()
    for mark in marks {
      switch mark {
      case .line(let s), .scatter(let s), .step(let s): extent.add(s.y.prefix(s.count), positiveOnly: y.isLog)
      case .band(let band):
        extent.add(band.low.prefix(band.count), positiveOnly: y.isLog)
        extent.add(band.high.prefix(band.count), positiveOnly: y.isLog)
      case .histogram(let h): extent.add([0] + h.counts.prefix(h.count), positiveOnly: y.isLog)
      case .bars(let bars): extent.add([0] + bars.heights, positiveOnly: y.isLog)
      case .regions(let field): extent.add(field.y, positiveOnly: y.isLog)
      case .contour(let contour): extent.add(contour.field.y, positiveOnly: y.isLog)
      case .arrows(let a): extent.add(a.y.prefix(a.count), positiveOnly: y.isLog)
      case .heatmap: break
      }
    }
    extent.add(notes.map(\.y), positiveOnly: y.isLog)
    extent.add(horizontals.map(\.at), positiveOnly: y.isLog)
    return extent.limits
  }

  /// Share of the range that is left free at both ends of the axes: none where a field fills the data area.
  var padding: (x: Double, y: Double) {
    if fillsPlane { return (0, 0) }
    let isLoose = marks.contains { mark in
      switch mark {
      case .scatter, .arrows: true
      default: false
      }
    }
    return (isLoose ? 0.04 : 0, 0.05)
  }

  /// Whether a field fills the data area from edge to edge: its axes lie on top, and zero is no line to measure from.
  var fillsPlane: Bool {
    marks.contains { mark in
      switch mark {
      case .regions, .contour: true
      default: false
      }
    }
  }

  /// The filled contour, whose colours need a scale.
  var filledContour: Contour? {
    for mark in marks { if case .contour(let contour) = mark, contour.isFilled { return contour } }
    return nil
  }

  /// Label and colour of every mark that has a label.
  var legend: [ChartLegend.Entry] {
    zip(marks, slots).compactMap { mark, slot -> ChartLegend.Entry? in
      guard let label = mark.label, !label.isEmpty else { return nil }
      return ChartLegend.Entry(label: label, mark: mark, slot: slot)
    }
  }
}

/// Where the data area lies and how numbers are placed in it.
struct Frame {
  var box: Box
  var x: ChartScale
  var y: ChartScale

  func px(_ value: Double) -> Double? { x.share(value).map { box.left + $0 * box.width } }
  func py(_ value: Double) -> Double? { y.share(value).map { box.bottom - $0 * box.height } }

  /// The place of zero, or the lower edge where zero is not on the axis (logarithms).
  var baseline: Double { min(max(py(0) ?? box.bottom, box.top), box.bottom) }
}

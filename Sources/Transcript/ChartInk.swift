// The marks of a chart as SVG paths, and the points that a legend must keep clear of.
// Neighbours: `SVGChart` gives the frame; `SVGHeatmap` draws matrices.

import Display

enum ChartInk {
  /// Points of a curve that can be told apart at 600 px; longer ones are thinned to their extremes.
  static let mostPoints = 2000

  static func draw(_ chart: Chart, in frame: Frame, to svg: inout SVGWriter) {
    let groupCount = chart.barGroups.count
    var group = 0
    for (mark, slot) in zip(chart.marks, chart.slots) {
      let colour = Palette.series(slot).hex
      switch mark {
      case .line(let s):
        curve(runs(s, frame), colour, to: &svg)
        if s.hasMarkers { markers(s, slot, frame, opacity: 1, to: &svg) }
      case .step(let s):
        curve(runs(s, frame).map(stepped), colour, to: &svg)
        if s.hasMarkers { markers(s, slot, frame, opacity: 1, to: &svg) }
      case .scatter(let s): markers(s, slot, frame, opacity: 0.8, isOutlined: s.slot != nil, to: &svg)
      case .band(let band): area(band, frame, colour, to: &svg)
      case .bars(let bars):
        for box in boxes(bars, frame, group: group, of: groupCount) {
          svg.rect(box, fill: colour)
        }
        group += 1
      case .histogram(let h):
        let more = "\(fillOpacity(mark)) stroke=\"\(Ink.paper)\" stroke-width=\"0.5\""
        for box in boxes(h, frame) { svg.rect(box, fill: colour, more: more) }
      case .regions(let field): regions(field, frame, to: &svg)
      case .contour(let contour): draw(contour, frame, to: &svg)
      case .arrows(let arrows):
        svg.path(path(arrows, frame), arrowStyle(arrows.label == nil ? Ink.axis : colour))
      case .heatmap: break
      }
    }
  }

  /// - Parameter isOutlined: with a white line around each, which keeps neighbours and tinted ground apart.
  private static func markers(
    _ s: Series, _ slot: Int, _ frame: Frame, opacity: Double, isOutlined: Bool = true, to svg: inout SVGWriter
  ) {
    let d = thinned(places(s, frame)).map { marker(slot, $0.x, $0.y) }.joined()
    guard !d.isEmpty else { return }
    let outline = isOutlined ? " stroke=\"\(Ink.paper)\" stroke-width=\"0.6\"" : ""
    svg.path(d, "fill=\"\(Palette.series(slot).hex)\" fill-opacity=\"\(opacity)\"\(outline)")
  }

  static func fillOpacity(_ mark: Chart.Mark) -> String {
    switch mark {
    case .band: "fill-opacity=\"0.25\""
    case .histogram: "fill-opacity=\"0.75\""
    default: ""
    }
  }

  // MARK: Curves

  private static func places(_ s: Series, _ frame: Frame) -> [(x: Double, y: Double)] {
    (0..<s.count).compactMap { i -> (x: Double, y: Double)? in
      guard let x = frame.px(s.x[i]), let y = frame.py(s.y[i]) else { return nil }
      return (x, y)
    }
  }

  /// The stretches of a curve between its gaps.
  private static func runs(_ s: Series, _ frame: Frame) -> [[(x: Double, y: Double)]] {
    var result: [[(x: Double, y: Double)]] = []
    var run: [(x: Double, y: Double)] = []
    for i in 0..<s.count {
      if let x = frame.px(s.x[i]), let y = frame.py(s.y[i]) {
        run.append((x, y))
      } else if !run.isEmpty {
        result.append(thinned(run))
        run = []
      }
    }
    return run.isEmpty ? result : result + [thinned(run)]
  }

  /// Of many points the lowest and the highest of each small stretch.
  static func thinned(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
    guard points.count > mostPoints else { return points }
    let size = (points.count * 2 + mostPoints - 1) / mostPoints
    var result: [(x: Double, y: Double)] = []
    for start in stride(from: 0, to: points.count, by: size) {
      let part = points[start..<min(start + size, points.count)]
      var (low, high) = (part.startIndex, part.startIndex)
      for index in part.indices {
        if part[index].y < part[low].y { low = index }
        if part[index].y > part[high].y { high = index }
      }
      result.append(points[min(low, high)])
      if low != high { result.append(points[max(low, high)]) }
    }
    return result
  }

  private static func stepped(_ run: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
    var result: [(x: Double, y: Double)] = []
    for point in run {
      if let last = result.last { result.append((point.x, last.y)) }
      result.append(point)
    }
    return result
  }

  private static func curve(_ runs: [[(x: Double, y: Double)]], _ colour: String, to svg: inout SVGWriter) {
    let d = runs.map(pathText).joined(separator: " ")
    guard !d.isEmpty else { return }
    svg.path(
      d,
      "fill=\"none\" stroke=\"\(colour)\" stroke-width=\"2\" stroke-linejoin=\"round\" stroke-linecap=\"round\""
    )
  }

  static func pathText(_ run: [(x: Double, y: Double)]) -> String {
    // A point alone between gaps would be invisible as a line of no length.
    let points = run.count == 1 ? run + run : run
    return points.enumerated().map { index, point in
      (index == 0 ? "M" : "L") + SVGWriter.number(point.x) + " " + SVGWriter.number(point.y)
    }.joined(separator: " ")
  }

  private static func area(_ band: Band, _ frame: Frame, _ colour: String, to svg: inout SVGWriter) {
    var upper: [(x: Double, y: Double)] = []
    var lower: [(x: Double, y: Double)] = []
    for i in 0..<band.count {
      guard let x = frame.px(band.x[i]), let low = frame.py(band.low[i]), let high = frame.py(band.high[i])
      else { continue }
      upper.append((x, high))
      lower.append((x, low))
    }
    guard !upper.isEmpty else { return }
    let outline = thinned(upper) + thinned(lower).reversed()
    svg.path(pathText(outline) + " Z", "fill=\"\(colour)\" fill-opacity=\"0.25\"")
  }

  /// A small shape; series differ in shape as well as in colour.
  static func marker(_ index: Int, _ x: Double, _ y: Double) -> String {
    func at(_ dx: Double, _ dy: Double) -> String {
      SVGWriter.number(x + dx) + " " + SVGWriter.number(y + dy)
    }
    switch index % 4 {
    case 0: return "M\(at(-3.2, 0))a3.2 3.2 0 1 0 6.4 0a3.2 3.2 0 1 0 -6.4 0Z"
    case 1: return "M\(at(-2.9, -2.9))h5.8v5.8h-5.8Z"
    case 2: return "M\(at(0, -4))L\(at(3.8, 2.8))L\(at(-3.8, 2.8))Z"
    default: return "M\(at(0, -4.2))L\(at(4.2, 0))L\(at(0, 4.2))L\(at(-4.2, 0))Z"
    }
  }

  // MARK: Boxes

  private static func boxes(_ bars: Bars, _ frame: Frame, group: Int, of count: Int) -> [Box] {
    let slot = 0.8 / Double(max(count, 1))
    return bars.heights.enumerated().compactMap { place, height -> Box? in
      let left = Double(place) - 0.4 + Double(group) * slot
      guard let x0 = frame.px(left), let x1 = frame.px(left + slot), let top = frame.py(height) else {
        return nil
      }
      return upright(x0, x1, top, frame)
    }
  }

  private static func boxes(_ h: Histogram, _ frame: Frame) -> [Box] {
    (0..<h.count).compactMap { i -> Box? in
      guard h.counts[i] != 0, let x0 = frame.px(h.edges[i]), let x1 = frame.px(h.edges[i + 1]),
        let top = frame.py(h.counts[i])
      else { return nil }
      return upright(x0, x1, top, frame)
    }
  }

  private static func upright(_ x0: Double, _ x1: Double, _ end: Double, _ frame: Frame) -> Box {
    let base = frame.baseline
    return Box(left: min(x0, x1), top: min(end, base), width: abs(x1 - x0), height: abs(end - base))
  }

  // MARK: What is covered

  /// Places on the page where data are drawn, close enough together that no legend slips between.
  static func covered(_ chart: Chart, in frame: Frame) -> [(x: Double, y: Double)] {
    var points: [(x: Double, y: Double)] = []
    let groupCount = chart.barGroups.count
    var group = 0
    for mark in chart.marks {
      switch mark {
      case .line(let s), .step(let s): for run in runs(s, frame) { addLine(run, to: &points) }
      case .scatter(let s): points += places(s, frame)
      case .band(let b):
        addLine(thinned(places(Series(x: b.x, y: b.low), frame)), to: &points)
        addLine(thinned(places(Series(x: b.x, y: b.high), frame)), to: &points)
      case .bars(let bars):
        for box in boxes(bars, frame, group: group, of: groupCount) { addBox(box, to: &points) }
        group += 1
      case .histogram(let h): for box in boxes(h, frame) { addBox(box, to: &points) }
      case .contour(let contour):
        for level in lines(contour, frame) { for line in level.lines { addLine(line, to: &points) } }
      case .arrows(let arrows): points += places(Series(x: arrows.x, y: arrows.y), frame)
      case .heatmap, .regions: break
      }
    }
    for note in chart.notes {
      if let x = frame.px(note.x), let y = frame.py(note.y) {
        addLine([(x, y), (x + TextWidth.of(note.words, size: 12), y - 8)], to: &points)
      }
    }
    for rule in chart.horizontals {
      if let y = frame.py(rule.at) { addLine([(frame.box.left, y), (frame.box.right, y)], to: &points) }
    }
    for rule in chart.verticals {
      if let x = frame.px(rule.at) { addLine([(x, frame.box.top), (x, frame.box.bottom)], to: &points) }
    }
    return points
  }

  private static func addLine(_ run: [(x: Double, y: Double)], to points: inout [(x: Double, y: Double)]) {
    points += run
    for (a, b) in zip(run, run.dropFirst()) {
      let steps = min(Int(max(abs(b.x - a.x), abs(b.y - a.y)) / 6), 200)
      for step in 1..<max(steps, 1) {
        let part = Double(step) / Double(steps)
        points.append((a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part))
      }
    }
  }

  private static func addBox(_ box: Box, to points: inout [(x: Double, y: Double)]) {
    for x in [box.left, box.left + box.width / 2, box.right] {
      addLine([(x, box.top), (x, box.bottom)], to: &points)
    }
    addLine([(box.left, box.top), (box.right, box.top)], to: &points)
  }
}

// A chart as an SVG page of 600 px: margins from the words, axes, data, rules, legend.
// Neighbours: `ChartScale`, `ChartInk`, `ChartLegend`, `SVGHeatmap`, `SVGPanels`; `MarkdownWriter` files it.

import Display

/// Room for a drawing, in units of the page.
struct PageSize {
  var width: Double
  var height: Double

  static let whole = PageSize(width: 600, height: 360)
}

/// SVG elements that start at the origin, and how far down they reach.
struct Drawing {
  let elements: String
  let height: Double
}

public enum SVGChart {
  static let tickSize = 12.0
  static let labelSize = 13.0
  static let titleSize = 15.0

  /// The SVG file of a chart; equal charts give equal bytes.
  public static func text(_ chart: Chart, alt: String) -> String {
    page(drawing(chart, .whole, id: "data"), width: PageSize.whole.width, alt: alt)
  }

  /// - Parameter id: names what the drawing clips by; no two drawings of a page may share it.
  static func drawing(_ chart: Chart, _ size: PageSize, id: String) -> Drawing {
    if let map = chart.heatmap { return SVGHeatmap(chart, map, size).drawing() }
    return ChartPage(chart, size).drawing(id: id)
  }

  /// The page around a drawing.
  static func page(_ drawing: Drawing, width: Double, alt: String) -> String {
    let (width, height) = (Int(width), Int(drawing.height))
    return """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(width)" height="\(height)" viewBox="0 0 \(width) \(height)" \
      role="img" font-family="Helvetica, Arial, sans-serif">
      <title>\(SVGWriter.escaped(MarkdownText.oneLine(alt)))</title>
      <rect width="\(width)" height="\(height)" fill="\(Ink.paper)"/>
      \(drawing.elements)</svg>

      """
  }
}

/// Lays out and draws one chart with numbers on its axes.
private struct ChartPage {
  let chart: Chart
  private let size: PageSize
  private var frame: Frame
  private var legendRows: [[ChartLegend.Entry]] = []
  private var legendBox: Box?
  /// Names below the bars stand at an angle where they would run into each other.
  private var turnsNames = false

  init(_ chart: Chart, _ size: PageSize) {
    self.chart = chart
    self.size = size
    frame = Self.frame(chart, size, extraTop: 0, turned: false)
    if !chart.barGroups.isEmpty {
      turnsNames = Self.collide(frame)
      if turnsNames { frame = Self.frame(chart, size, extraTop: 0, turned: true) }
    }
    guard let legend = ChartLegend(chart.legend) else { return }
    legendBox = legend.place(in: frame.box, avoiding: ChartInk.covered(chart, in: frame))
    if legendBox == nil {
      legendRows = legend.rows(width: size.width - 40)
      let extra = Double(legendRows.count) * ChartLegend.lineHeight + 4
      frame = Self.frame(chart, size, extraTop: extra, turned: turnsNames)
    }
  }

  private static func frame(_ chart: Chart, _ size: PageSize, extraTop: Double, turned: Bool) -> Frame {
    let y = ChartScale(
      range: chart.yExtent, wanted: chart.y.limits, isLog: chart.y.isLog, padding: chart.padding.y,
      room: max(4, Int(size.height / 60)))
    let tickWidth = y.ticks.map { TextWidth.of($0.label, size: SVGChart.tickSize) }.max() ?? 0
    let left = 16 + tickWidth + (chart.y.label == nil ? 0 : 22)
    let top = (chart.title == nil ? 14 : 38) + extraTop
    let x = xScale(chart, size)
    var bottom = chart.x.label == nil ? 30.0 : 50.0
    if turned {
      let longest = x.ticks.map { TextWidth.of($0.label, size: SVGChart.tickSize) }.max() ?? 0
      bottom += min(longest, 130) * 0.6
    }
    // The last label of the x axis is centred on the edge of the data.
    let lastWidth = turned ? 0 : TextWidth.of(x.ticks.last?.label ?? "", size: SVGChart.tickSize)
    let scaleRoom = chart.filledContour == nil ? 0.0 : 62
    let right = scaleRoom + max(16, x.isLog || chart.barGroups.isEmpty ? lastWidth / 2 + 6 : 16)
    let box = Box(
      left: left, top: top, width: max(size.width - left - right, 20), height: max(size.height - top - bottom, 20))
    return Frame(box: box, x: x, y: y)
  }

  private static func xScale(_ chart: Chart, _ size: PageSize) -> ChartScale {
    let groups = chart.barGroups
    if let longest = groups.max(by: { $0.heights.count < $1.heights.count }) {
      let names = (groups.max { $0.names.count < $1.names.count })?.names ?? []
      let count = longest.heights.count
      return ChartScale(names: names.isEmpty ? (0..<count).map(String.init) : names, count: count)
    }
    return ChartScale(
      range: chart.xExtent, wanted: chart.x.limits, isLog: chart.x.isLog, padding: chart.padding.x,
      room: max(4, Int(size.width / 85)))
  }

  private static func collide(_ frame: Frame) -> Bool {
    let room = frame.box.width / Double(max(frame.x.ticks.count, 1))
    return frame.x.ticks.contains { TextWidth.of($0.label, size: SVGChart.tickSize) + 6 > room }
  }

  func drawing(id: String) -> Drawing {
    var svg = SVGWriter()
    drawGrid(to: &svg)
    if !chart.fillsPlane { drawAxes(to: &svg) }
    let box = frame.box
    svg.raw(
      "<clipPath id=\"\(id)\"><rect x=\"\(SVGWriter.number(box.left - 4))\" y=\"\(SVGWriter.number(box.top - 4))\" "
        + "width=\"\(SVGWriter.number(box.width + 8))\" height=\"\(SVGWriter.number(box.height + 8))\"/></clipPath>"
    )
    svg.raw("<g clip-path=\"url(#\(id))\">")
    ChartInk.draw(chart, in: frame, to: &svg)
    svg.raw("</g>")
    if chart.fillsPlane { drawAxes(to: &svg) }
    drawRules(to: &svg)
    drawNotes(to: &svg)
    drawWords(to: &svg)
    if let contour = chart.filledContour {
      ColourScale(steps: contour.levels).draw(left: box.right + 16, top: box.top, height: box.height, to: &svg)
    }
    if let legend = ChartLegend(chart.legend) {
      if let legendBox {
        legend.draw(in: legendBox, to: &svg)
      } else {
        legend.draw(rows: legendRows, left: 20, top: chart.title == nil ? 6 : 30, to: &svg)
      }
    }
    return Drawing(elements: svg.text, height: size.height)
  }

  private func drawGrid(to svg: inout SVGWriter) {
    let box = frame.box
    for tick in frame.y.ticks {
      guard let y = frame.py(tick.at) else { continue }
      svg.line(box.left, y, box.right, y, stroke: Ink.grid)
      svg.label(tick.label, box.left - 7, y + 4, size: SVGChart.tickSize, anchor: .end, fill: Ink.axis)
    }
    for tick in shownXTicks {
      guard let x = frame.px(tick.at) else { continue }
      if chart.barGroups.isEmpty {
        svg.line(x, box.top, x, box.bottom, stroke: Ink.grid)
        svg.line(x, box.bottom, x, box.bottom + 4, stroke: Ink.axis)
      }
      if turnsNames {
        let name = TextWidth.cut(tick.label, size: SVGChart.tickSize, to: 130)
        svg.label(
          name, x + 4, box.bottom + 16, size: SVGChart.tickSize, anchor: .end, fill: Ink.axis, turned: -35)
      } else {
        svg.label(tick.label, x, box.bottom + 18, size: SVGChart.tickSize, anchor: .middle, fill: Ink.axis)
      }
    }
  }

  private func drawAxes(to svg: inout SVGWriter) {
    let box = frame.box
    svg.line(box.left, box.top, box.left, box.bottom, stroke: Ink.axis)
    svg.line(box.left, box.bottom, box.right, box.bottom, stroke: Ink.axis)
    let base = frame.baseline
    if !chart.fillsPlane, base < box.bottom - 1 { svg.line(box.left, base, box.right, base, stroke: Ink.axis) }
  }

  /// Of names that are too many to read, every second, third… is written.
  private var shownXTicks: [ChartScale.Tick] {
    let ticks = frame.x.ticks
    guard !chart.barGroups.isEmpty else { return ticks }
    let room = frame.box.width / Double(max(ticks.count, 1))
    let stride = max(1, Int((16 / max(room, 0.1)).rounded(.up)))
    return ticks.enumerated().filter { $0.offset % stride == 0 }.map(\.element)
  }

  private func drawRules(to svg: inout SVGWriter) {
    let box = frame.box
    let dash = "stroke-width=\"1.5\" stroke-dasharray=\"5 4\""
    for rule in chart.horizontals {
      guard let y = frame.py(rule.at), y >= box.top - 0.5, y <= box.bottom + 0.5 else { continue }
      svg.line(box.left, y, box.right, y, stroke: Ink.rule, more: dash)
      if let label = rule.label {
        svg.label(
          label, box.right - 4, y < box.top + 16 ? y + 14 : y - 5, size: 12, anchor: .end, fill: Ink.axis)
      }
    }
    for rule in chart.verticals {
      guard let x = frame.px(rule.at), x >= box.left - 0.5, x <= box.right + 0.5 else { continue }
      svg.line(x, box.top, x, box.bottom, stroke: Ink.rule, more: dash)
      if let label = rule.label {
        let atEnd = x + TextWidth.of(label, size: 12) + 6 > box.right
        svg.label(
          label, atEnd ? x - 5 : x + 5, box.top + 12, size: 12, anchor: atEnd ? .end : .start, fill: Ink.axis)
      }
    }
  }

  private func drawNotes(to svg: inout SVGWriter) {
    for note in chart.notes {
      guard let x = frame.px(note.x), let y = frame.py(note.y), frame.box.contains(x, y) else { continue }
      let isAtEnd = x + 8 + TextWidth.of(note.words, size: 12) > frame.box.right
      let isAtTop = y - 20 < frame.box.top
      svg.path("M\(SVGWriter.number(x - 2.5)) \(SVGWriter.number(y))a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0 -5 0Z", "fill=\"\(Ink.text)\"")
      svg.haloLabel(note.words, isAtEnd ? x - 7 : x + 7, isAtTop ? y + 16 : y - 6, size: 12, anchor: isAtEnd ? .end : .start)
    }
  }

  private func drawWords(to svg: inout SVGWriter) {
    let box = frame.box
    let middle = box.left + box.width / 2
    if let title = chart.title {
      let words = TextWidth.cut(title, size: SVGChart.titleSize * 1.08, to: size.width - 32)
      svg.label(
        words, size.width / 2, 24, size: SVGChart.titleSize, anchor: .middle, more: "font-weight=\"bold\""
      )
    }
    if let label = chart.x.label {
      let words = TextWidth.cut(label, size: SVGChart.labelSize, to: box.width)
      svg.label(words, middle, size.height - 12, size: SVGChart.labelSize, anchor: .middle)
    }
    if let label = chart.y.label {
      let words = TextWidth.cut(label, size: SVGChart.labelSize, to: box.height + 20)
      svg.label(
        words, 19, box.top + box.height / 2, size: SVGChart.labelSize, anchor: .middle, turned: -90)
    }
  }
}

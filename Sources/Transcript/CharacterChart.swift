// A chart in characters, for terminals without pixels: dots of braille (or ASCII signs), axes with ticks, a legend.
// Neighbours: `ChartScale` and `ChartData` find axes and ticks as for SVG; `CharacterCanvas` holds the dots.

import Display

public struct CharacterChart {
  /// What may be used to draw.
  public struct Style: Sendable {
    /// Only the characters of ASCII.
    public var isASCII: Bool
    public var isColoured: Bool

    public init(isASCII: Bool, isColoured: Bool) {
      self.isASCII = isASCII
      self.isColoured = isColoured
    }
  }

  private let chart: Chart
  private let style: Style
  private let x: ChartScale
  private let y: ChartScale
  /// Cells of the data area, and of the labels to its left.
  private let width: Int
  private let height: Int
  private let margin: Int
  private var canvas: CharacterCanvas
  /// What stands around the data, axes aside.
  private let words: Set<Words>

  private enum Words { case title, legend, x, y }
  private static let leastHeight = 3

  /// Lines of the chart, each ended; nil for charts that are pictures (heat maps, fields) and in windows too small for axes.
  ///
  /// - Parameters:
  ///   - columns: cells it may be wide.
  ///   - rows: cells it may be high.
  public static func text(_ chart: Chart, columns: Int, rows: Int, style: Style) -> String? {
    guard chart.marks.allSatisfy(isDrawn), columns >= 24, rows >= leastHeight + 2 else { return nil }
    var page = CharacterChart(chart, columns: min(columns, 84), rows: min(rows, 20), style: style)
    page.draw()
    return page.lines.map { $0 + "\n" }.joined()
  }

  /// Fields of colours and of arrows are pictures.
  private static func isDrawn(_ mark: Chart.Mark) -> Bool {
    switch mark {
    case .line, .scatter, .step, .band, .bars, .histogram: true
    case .heatmap, .regions, .contour, .arrows: false
    }
  }

  private init(_ chart: Chart, columns: Int, rows: Int, style: Style) {
    self.chart = chart
    self.style = style
    // In a low window the data come first.
    let present = [
      (Words.title, chart.title != nil), (.legend, !chart.legend.isEmpty), (.x, chart.x.label != nil),
      (.y, chart.y.label != nil),
    ]
    words = Set(present.filter(\.1).map(\.0).prefix(max(0, rows - 2 - Self.leastHeight)))
    height = max(Self.leastHeight, rows - 2 - words.count)
    y = ChartScale(
      range: chart.yExtent, wanted: chart.y.limits, isLog: chart.y.isLog, padding: chart.padding.y, room: max(2, height / 3))
    margin = min((y.ticks.map(\.label.count).max() ?? 0) + 1, columns / 3)
    width = columns - margin - 2
    x = Self.xScale(chart, width: width)
    canvas = CharacterCanvas(width: width, height: height, isASCII: style.isASCII)
  }

  private static func xScale(_ chart: Chart, width: Int) -> ChartScale {
    guard let bars = chart.barGroups.max(by: { $0.heights.count < $1.heights.count }) else {
      return ChartScale(
        range: chart.xExtent, wanted: chart.x.limits, isLog: chart.x.isLog, padding: chart.padding.x,
        room: max(2, width / 10))
    }
    let names = bars.names.isEmpty ? bars.heights.indices.map(String.init) : bars.names
    return ChartScale(names: names, count: bars.heights.count)
  }

  // MARK: Data

  private mutating func draw() {
    for rule in chart.horizontals {
      guard let row = dotRow(rule.at) else { continue }
      for column in stride(from: 0, to: canvas.dotWidth, by: 3) { canvas.set(column, row, CharacterCanvas.faint) }
    }
    for rule in chart.verticals {
      guard let column = dotColumn(rule.at) else { continue }
      for row in stride(from: 0, to: canvas.dotHeight, by: 2) { canvas.set(column, row, CharacterCanvas.faint) }
    }
    for (mark, slot) in zip(chart.marks, chart.slots) { draw(mark, slot) }
  }

  private func dotColumn(_ value: Double) -> Int? { place(x.share(value), canvas.dotWidth) }
  private func dotRow(_ value: Double) -> Int? { place(y.share(value).map { 1 - $0 }, canvas.dotHeight) }

  private func place(_ share: Double?, _ count: Int) -> Int? {
    guard let share, share >= -1e-9, share <= 1 + 1e-9 else { return nil }
    return min(count - 1, max(0, Int((share * Double(count - 1)).rounded())))
  }

  private mutating func draw(_ mark: Chart.Mark, _ index: Int) {
    switch mark {
    case .line(let series): draw(points(series), index)
    case .step(let series): draw(steps(points(series)), index)
    case .scatter(let series):
      for point in points(series) {
        if let point, let column = dotColumn(point.0), let row = dotRow(point.1) { canvas.blot(column, row, index) }
      }
    case .band(let band):
      draw((0..<band.count).map { (band.x[$0], band.low[$0]) }, index)
      draw((0..<band.count).map { (band.x[$0], band.high[$0]) }, index)
    case .histogram(let counts):
      for bin in 0..<counts.count { fill(counts.edges[bin], counts.edges[bin + 1], to: counts.counts[bin], index) }
    case .bars(let bars):
      let groups = chart.barGroups
      let place = groups.firstIndex(of: bars) ?? 0
      let size = 0.8 / Double(max(groups.count, 1))
      for (name, top) in bars.heights.enumerated() {
        let left = Double(name) - 0.4 + size * Double(place)
        fill(left, left + size * 0.95, to: top, index)
      }
    default: break
    }
  }

  private func points(_ series: Series) -> [(Double, Double)?] {
    (0..<series.count).map { series.x[$0].isFinite && series.y[$0].isFinite ? (series.x[$0], series.y[$0]) : nil }
  }

  private func steps(_ points: [(Double, Double)?]) -> [(Double, Double)?] {
    zip(points, points.dropFirst() + [nil]).flatMap { now, next in
      now.map { point in next.map { [point, ($0.0, point.1)] } ?? [point] } ?? [nil]
    }
  }

  /// Lines from point to point; a missing point breaks them.
  private mutating func draw(_ points: [(Double, Double)?], _ index: Int) {
    var last: (Double, Double)?
    for point in points {
      // In dots, and possibly outside of the area.
      let here: (Double, Double)? = point.flatMap { point in
        guard let across = x.share(point.0), let up = y.share(point.1) else { return nil }
        return (across * Double(canvas.dotWidth - 1), (1 - up) * Double(canvas.dotHeight - 1))
      }
      if let here { canvas.line(from: last ?? here, to: here, index) }
      last = here
    }
  }

  private mutating func fill(_ left: Double, _ right: Double, to top: Double, _ index: Int) {
    guard let a = x.share(left), let b = x.share(right), let high = y.share(top) else { return }
    let base = y.share(0) ?? 0
    let rows = [1 - high, 1 - base].map { min(max($0, 0), 1) * Double(canvas.dotHeight) }.map { Int($0.rounded()) }
    let columns = [a, b].map { min(max($0, 0), 1) * Double(canvas.dotWidth) }.map { Int($0.rounded()) }
    let lastColumn = columns[1] - columns[0] > 2 ? columns[1] - 1 : max(columns[1], columns[0] + 1)
    for column in columns[0]..<max(lastColumn, columns[0]) {
      for row in min(rows[0], rows[1])..<max(rows[0], rows[1]) { canvas.set(column, row, index) }
    }
  }

  // MARK: Around the data

  private var lines: [String] {
    var lines: [String] = []
    if words.contains(.title), let title = chart.title { lines.append(centred(title, bold: true)) }
    if words.contains(.y), let label = chart.y.label { lines.append(cut(label, width + margin)) }
    let labels = rowLabels
    for row in 0..<height {
      let label = labels[row] ?? ""
      let edge = style.isASCII ? (labels[row] == nil ? "|" : "+") : (labels[row] == nil ? "│" : "┤")
      lines.append(pad(label, margin) + edge + canvas.text(row: row, isColoured: style.isColoured))
    }
    lines += axis
    if words.contains(.x), let label = chart.x.label { lines.append(centred(label, bold: false)) }
    if words.contains(.legend) { lines.append(legend) }
    return lines.map { line in String(line.reversed().drop { $0 == " " }.reversed()) }
  }

  private var rowLabels: [Int: String] {
    var labels: [Int: String] = [:]
    for tick in y.ticks {
      guard let dot = dotRow(tick.at) else { continue }
      let row = min(height - 1, dot * height / max(canvas.dotHeight, 1))
      if labels[row] == nil { labels[row] = cut(tick.label, margin - 1) }
    }
    return labels
  }

  /// The line of the axis, and its labels where they fit.
  private var axis: [String] {
    var line = [Character](repeating: style.isASCII ? "-" : "─", count: width)
    var labels = [Character](repeating: " ", count: width + margin + 2)
    var free = 0
    for tick in x.ticks {
      guard let share = x.share(tick.at), share >= -1e-9, share <= 1 + 1e-9 else { continue }
      let column = min(width - 1, max(0, Int((share * Double(width - 1)).rounded())))
      let label = Array(tick.label)
      let start = max(0, min(margin + 1 + column - label.count / 2, labels.count - label.count))
      guard start >= free else { continue }
      line[column] = style.isASCII ? "+" : "┬"
      for (offset, letter) in label.enumerated() where start + offset < labels.count { labels[start + offset] = letter }
      free = start + label.count + 1
    }
    return [String(repeating: " ", count: margin) + (style.isASCII ? "+" : "└") + String(line), String(labels)]
  }

  private var legend: String {
    let entries = chart.legend.map { entry -> String in
      let mark = style.isASCII ? String(CharacterCanvas.sign(entry.slot)) : "━━"
      return (style.isColoured ? CharacterCanvas.painted(mark, entry.slot) : mark) + " " + cut(entry.label, 24)
    }
    return String(repeating: " ", count: margin + 1) + entries.joined(separator: "   ")
  }

  private func pad(_ text: String, _ columns: Int) -> String {
    String(repeating: " ", count: max(0, columns - 1 - text.count)) + text + " "
  }

  private func cut(_ text: String, _ columns: Int) -> String {
    let line = TextCleaner.clean(MarkdownText.oneLine(text))
    return line.count <= columns ? line : line.prefix(max(0, columns - 1)) + "…"
  }

  private func centred(_ text: String, bold: Bool) -> String {
    let words = cut(text, width)
    let gap = String(repeating: " ", count: margin + 1 + max(0, (width - words.count) / 2))
    return gap + (bold && style.isColoured ? "\u{1B}[1m\(words)\u{1B}[0m" : words)
  }
}

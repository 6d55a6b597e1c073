// A chart in characters, for terminals without pixels: dots of braille (or ASCII signs), axes with ticks, a legend.
// Neighbours: `ChartScale` and `ChartData` find axes and ticks as for SVG; `CharacterCanvas` holds the dots.

import Display
import SourceText

public struct CharacterChart {
  private let chart: Chart
  let style: CharacterStyle
  let x: ChartScale
  let y: ChartScale
  /// Cells of the data area, and of the labels to its left.
  private let width: Int
  private let height: Int
  private let margin: Int
  /// Cells that a line may take.
  private let columns: Int
  var canvas: CharacterCanvas
  private let map: CharacterHeatmap?
  /// What stands around the data, axes aside.
  private let words: Set<Words>

  private enum Words { case title, legend, scale, x, y, axes }
  private static let leastHeight = 3

  /// Lines of the chart, each ended; nil in windows too small for axes.
  ///
  /// - Parameters:
  ///   - columns: cells it may be wide.
  ///   - rows: cells it may be high.
  public static func text(_ chart: Chart, columns: Int, rows: Int, style: CharacterStyle) -> String? {
    guard columns >= 24, rows >= leastHeight + 2 else { return nil }
    // Without colours a row of a matrix takes a line: better a picture that scrolls than one that lacks rows.
    let least = style.paints ? 0 : chart.heatmap.map { min($0.rows, 14) + 6 } ?? 0
    var page = CharacterChart(chart, columns: min(columns, 84), rows: min(max(rows, least), 20), style: style)
    page.draw()
    return page.lines.map { $0 + "\n" }.joined()
  }

  private init(_ chart: Chart, columns: Int, rows: Int, style: CharacterStyle) {
    self.chart = chart
    self.style = style
    self.columns = columns
    words = Self.words(chart, rows: rows, style)
    let room = max(Self.leastHeight, rows - 2 - words.count)
    if let map = chart.heatmap {
      let names = CharacterHeatmap.rowNames(map).map(style.width).max() ?? 0
      margin = min(names + 1, columns / 3)
      let drawn = CharacterHeatmap(map, width: columns - margin - 2, height: room, style: style)
      (x, y, width, height, self.map) = (drawn.x, drawn.y, drawn.width, drawn.height, drawn)
    } else {
      height = room
      y = ChartScale(
        range: chart.yExtent, wanted: chart.y.limits, isLog: chart.y.isLog, padding: chart.padding.y, room: max(2, height / 3))
      margin = min((y.ticks.map(\.label.count).max() ?? 0) + 1, columns / 3)
      width = columns - margin - 2
      x = Self.xScale(chart, width: width)
      map = nil
    }
    canvas = CharacterCanvas(width: width, height: height, style: style)
  }

  /// In a low window the data come first.
  private static func words(_ chart: Chart, rows: Int, _ style: CharacterStyle) -> Set<Words> {
    let matrix = chart.heatmap.map { style.paints ? ($0.rows + 1) / 2 : $0.rows } ?? 0
    // Of a matrix that is too high for the window rows are left out anyway.
    let room = max(0, rows - 2 - max(leastHeight, matrix <= rows - 3 ? matrix : rows - 4))
    let axes = [(Words.x, chart.x.label != nil), (.y, chart.y.label != nil)]
    let hasScale = chart.heatmap != nil || chart.filledContour != nil
    let others = [(Words.title, chart.title != nil), (.legend, !chart.legend.isEmpty)]
    let all = others + axes + [(.scale, hasScale)]
    let present = all.filter(\.1).map(\.0)
    if present.count <= room { return Set(present) }
    // Both axes' words share a line.
    let merged = axes.allSatisfy(\.1) ? others + [(.axes, true), (.scale, hasScale)] : all
    return Set(merged.filter(\.1).map(\.0).prefix(room))
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
    map?.draw(on: &canvas)
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
    case .regions(let field): drawRegions(field)
    case .contour(let contour): draw(contour)
    case .arrows(let arrows): draw(arrows, index)
    case .heatmap: break
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
    if words.contains(.y), let label = chart.y.label { lines.append(style.cut(label, columns - 1)) }
    let labels = rowLabels
    for row in 0..<height {
      let label = labels[row] ?? ""
      let edge = style.isASCII ? (labels[row] == nil ? "|" : "+") : (labels[row] == nil ? "│" : "┤")
      lines.append(pad(label, margin) + edge + canvas.text(row: row))
    }
    lines += axis
    if words.contains(.x), let label = chart.x.label { lines.append(centred(label, bold: false)) }
    if words.contains(.axes) { lines.append(centred("x: \(chart.x.label ?? ""), y: \(chart.y.label ?? "")", bold: false)) }
    if words.contains(.legend) { lines.append(legend) }
    if words.contains(.scale), let scale { lines.append(gap + scale.line(style: style, columns: columns - margin - 2)) }
    return lines.map { $0.droppingLast() }
  }

  private var rowLabels: [Int: String] {
    var labels: [Int: String] = [:]
    for tick in y.ticks {
      guard let dot = dotRow(tick.at) else { continue }
      let row = min(height - 1, dot * height / max(canvas.dotHeight, 1))
      if labels[row] == nil { labels[row] = style.cut(tick.label, margin - 1) }
    }
    return labels
  }

  /// The line of the axis, and its labels where they fit.
  private var axis: [String] {
    var line = [Character](repeating: style.isASCII ? "-" : "─", count: width)
    var labels = ""
    var free = 0
    for tick in x.ticks {
      guard let share = x.share(tick.at), share >= -1e-9, share <= 1 + 1e-9 else { continue }
      // The middle of a square has a column of its own.
      let place = map == nil ? (share * Double(width - 1)).rounded() : share * Double(width)
      let column = min(width - 1, max(0, Int(place)))
      let label = style.cut(tick.label, columns - 1)
      let size = style.width(label)
      let start = max(0, min(margin + 1 + column - size / 2, columns - size))
      guard start >= free else { continue }
      line[column] = style.isASCII ? "+" : "┬"
      let used = free == 0 ? 0 : free - 1
      labels += String(repeating: " ", count: start - used) + label
      free = start + size + 1
    }
    return [String(repeating: " ", count: margin) + (style.isASCII ? "+" : "└") + String(line), labels]
  }

  private var legend: String {
    let hasRegions = chart.marks.contains { if case .regions = $0 { true } else { false } }
    let entries = chart.legend.map { entry -> (text: String, width: Int) in
      let sign = CharacterStyle.sign(entry.slot)
      let fill = hasRegions && !style.paints ? String(CharacterStyle.fill(entry.slot)) : ""
      let mark = fill + (style.isASCII ? String(sign) : "━━") + fill
      let label = style.cut(entry.label, 24)
      // Points on colours have those of the palette.
      let code = chart.fillsPlane && style.paints ? style.code(38, Palette.series(entry.slot)) : CharacterStyle.code(entry.slot)
      return (style.painted(mark, code) + " " + label, mark.count + 1 + style.width(label))
    }
    // As many as fit.
    var line = gap
    var used = margin + 1
    for (place, entry) in entries.enumerated() {
      let space = place == 0 ? "" : "   "
      guard used + space.count + entry.width < columns else { break }
      line += space + entry.text
      used += space.count + entry.width
    }
    return line
  }

  /// What the colours of the data area mean.
  private var scale: ColourScale? { map?.scale ?? chart.filledContour.map { ColourScale(steps: $0.levels) } }

  private var gap: String { String(repeating: " ", count: margin + 1) }

  private func pad(_ text: String, _ columns: Int) -> String {
    String(repeating: " ", count: max(0, columns - 1 - style.width(text))) + text + " "
  }

  private func centred(_ text: String, bold: Bool) -> String {
    let words = style.cut(text, columns - 1)
    let size = style.width(words)
    let start = max(0, min(margin + 1 + (width - size) / 2, columns - size))
    return String(repeating: " ", count: start) + (bold ? style.painted(words, "1") : words)
  }
}

// A matrix as coloured squares with its scale at the right; row 0 at the top.
// Neighbours: `SVGChart`; colours come from `Display.Palette`.

import Display

struct SVGHeatmap {
  /// Squares a side that are drawn; of larger matrices every k-th row and column is taken.
  static let mostCells = 128

  private let chart: Chart
  private let map: Heatmap
  private let rows: [Int]
  private let columns: [Int]
  private let scale: ColourScale
  private let page: PageSize
  private let box: Box
  /// Names below the columns stand at an angle where they would run into each other.
  private let turnsNames: Bool

  init(_ chart: Chart, _ map: Heatmap, _ page: PageSize) {
    self.chart = chart
    self.map = map
    self.page = page
    rows = Self.picks(map.rows, most: Self.mostCells)
    columns = Self.picks(map.columns, most: Self.mostCells)
    scale = ColourScale(values: map.values, range: map.range)
    let box = Self.layout(chart, map, rows.count, columns.count, page)
    let room = box.width / Double(max(columns.count, 1)) - 6
    self.box = box
    turnsNames = map.columnNames.contains { TextWidth.of($0, size: SVGChart.tickSize) > room }
  }

  /// All of `count`, or as many of them as there may be.
  static func picks(_ count: Int, most: Int) -> [Int] {
    guard count > most else { return Array(0..<max(count, 0)) }
    return (0..<max(most, 0)).map { $0 * (count / most) + $0 * (count % most) / most }
  }

  private static func layout(_ chart: Chart, _ map: Heatmap, _ rows: Int, _ columns: Int, _ page: PageSize)
    -> Box
  {
    let names = map.rowNames.map { TextWidth.of($0, size: SVGChart.tickSize) }.max() ?? 24
    let left = 16 + min(names, 140) + (chart.y.label == nil ? 0 : 22)
    let top = chart.title == nil ? 14.0 : 38.0
    let room = (width: max(page.width - left - 90, 40), height: page.height + 40)
    // Squares where they fit; very long matrices are stretched, so that they can be seen at all.
    let cell = min(room.width / Double(max(columns, 1)), room.height / Double(max(rows, 1)), 60)
    let width = max(cell * Double(columns), min(room.width, 160))
    let height = max(cell * Double(rows), 60)
    return Box(left: left + (room.width - width) / 2, top: top, width: width, height: height)
  }

  func drawing() -> Drawing {
    var svg = SVGWriter()
    drawCells(to: &svg)
    drawNames(to: &svg)
    scale.draw(left: box.right + 18, top: box.top, height: box.height, to: &svg)
    let height = box.bottom + (chart.x.label == nil ? 30 : 50) + (turnsNames ? widestColumnName * 0.6 : 0)
    if let title = chart.title {
      let words = TextWidth.cut(title, size: SVGChart.titleSize * 1.08, to: page.width - 32)
      svg.label(
        words, page.width / 2, 24, size: SVGChart.titleSize, anchor: .middle, more: "font-weight=\"bold\""
      )
    }
    if let label = chart.x.label {
      svg.label(label, box.left + box.width / 2, height - 12, size: SVGChart.labelSize, anchor: .middle)
    }
    if let label = chart.y.label {
      let names = rowLabels.map { TextWidth.of($0, size: SVGChart.tickSize) }.max() ?? 0
      svg.label(
        label, box.left - min(names, 140) - 18, box.top + box.height / 2, size: SVGChart.labelSize,
        anchor: .middle, turned: -90)
    }
    return Drawing(elements: svg.text, height: height.rounded(.up))
  }

  private var cellWidth: Double { box.width / Double(max(columns.count, 1)) }
  private var cellHeight: Double { box.height / Double(max(rows.count, 1)) }

  private func colour(row: Int, column: Int) -> RGB { scale.colour(map.value(row: row, column: column)) }

  private func drawCells(to svg: inout SVGWriter) {
    let labels = map.showsValues ? cellLabels : []
    let size = min(12, cellHeight * 0.45)
    svg.raw("<g shape-rendering=\"crispEdges\">")
    for (i, row) in rows.enumerated() {
      for (j, column) in columns.enumerated() {
        // Edges fall on whole pixels: no seams show between the squares.
        let left = (box.left + Double(j) * cellWidth).rounded()
        let top = (box.top + Double(i) * cellHeight).rounded()
        let right = (box.left + Double(j + 1) * cellWidth).rounded()
        let bottom = (box.top + Double(i + 1) * cellHeight).rounded()
        svg.rect(
          Box(left: left, top: top, width: right - left, height: bottom - top),
          fill: colour(row: row, column: column).hex)
      }
    }
    svg.raw("</g>")
    for (i, line) in labels.enumerated() {
      for (j, label) in line.enumerated() {
        let dark = colour(row: rows[i], column: columns[j]).luminance < 0.5
        svg.label(
          label, box.left + (Double(j) + 0.5) * cellWidth,
          box.top + (Double(i) + 0.5) * cellHeight + size * 0.36,
          size: size, anchor: .middle, fill: dark ? Ink.paper : Ink.text)
      }
    }
  }

  /// Numbers for the squares; none if they would not fit.
  private var cellLabels: [[String]] {
    guard cellHeight >= 16, rows.count * columns.count <= 400 else { return [] }
    let labels = rows.map { row in
      columns.map { NumberFormat.text(map.value(row: row, column: $0), digits: 3) }
    }
    let size = min(12, cellHeight * 0.45)
    let widest = labels.joined().map { TextWidth.of($0, size: size) }.max() ?? 0
    return widest <= cellWidth - 4 ? labels : []
  }

  private var rowLabels: [String] {
    rows.map { map.rowNames.indices.contains($0) ? map.rowNames[$0] : "\($0)" }
  }

  private func drawNames(to svg: inout SVGWriter) {
    let size = SVGChart.tickSize
    let rowStep = max(1, Int((15 / cellHeight).rounded(.up)))
    for (i, label) in rowLabels.enumerated() where i % rowStep == 0 {
      svg.label(
        TextWidth.cut(label, size: size, to: 140), box.left - 7, box.top + (Double(i) + 0.5) * cellHeight + 4,
        size: size, anchor: .end, fill: Ink.axis)
    }
    let step = max(1, Int((((turnsNames ? 10 : widestColumnName) + 6) / cellWidth).rounded(.up)))
    for (j, label) in columnLabels.enumerated() where j % step == 0 {
      let x = box.left + (Double(j) + 0.5) * cellWidth
      let words = TextWidth.cut(label, size: size, to: 120)
      if turnsNames {
        svg.label(words, x + 4, box.bottom + 16, size: size, anchor: .end, fill: Ink.axis, turned: -35)
      } else {
        svg.label(words, x, box.bottom + 18, size: size, anchor: .middle, fill: Ink.axis)
      }
    }
  }

  private var columnLabels: [String] {
    columns.map { map.columnNames.indices.contains($0) ? map.columnNames[$0] : "\($0)" }
  }

  private var widestColumnName: Double {
    min(columnLabels.map { TextWidth.of($0, size: SVGChart.tickSize) }.max() ?? 0, 120)
  }
}

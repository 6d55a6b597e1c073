// Pictures and charts side by side on one SVG page, each with its words above.
// Neighbours: `SVGChart` draws the charts; pictures are embedded with whole pixels.

import Display

public enum SVGPanels {
  private static let gap = 14.0
  private static let labelSize = 12.0

  /// The SVG file of panels; equal panels give equal bytes.
  public static func text(_ panels: Panels, alt: String) -> String {
    let columns = min(panels.columns, max(panels.items.count, 1))
    let hasCharts = panels.items.contains { if case .chart = $0.content { true } else { false } }
    // Three charts in a row need more than a page of text is wide, to be read at all.
    let width = hasCharts && columns > 2 ? 840.0 : PageSize.whole.width
    var svg = SVGWriter()
    var top = 10.0
    if let title = panels.title {
      let words = TextWidth.cut(title, size: SVGChart.titleSize * 1.08, to: width - 32)
      svg.label(words, width / 2, 24, size: SVGChart.titleSize, anchor: .middle, more: "font-weight=\"bold\"")
      top = 38
    }
    let cell = cellWidth(panels, columns, width)
    let left = max((width - Double(columns) * cell - Double(columns - 1) * gap) / 2, gap)
    for start in stride(from: 0, to: panels.items.count, by: columns) {
      let row = panels.items[start..<min(start + columns, panels.items.count)]
      top += draw(row, left: left, top: top, cell: cell, to: &svg) + (hasCharts ? gap : gap * 0.6)
    }
    return SVGChart.page(Drawing(elements: svg.text, height: top.rounded(.up)), width: width, alt: alt)
  }

  /// As wide as the page allows; pictures no wider than 200, and a whole number of pixels each.
  private static func cellWidth(_ panels: Panels, _ columns: Int, _ width: Double) -> Double {
    let room = (width - gap * Double(columns + 1)) / Double(columns)
    var widest: Int?
    for item in panels.items {
      guard case .image(let image) = item.content else { return room }
      widest = max(widest ?? 0, image.width)
    }
    guard let widest else { return room }
    return max(min(room, 200), min(Double(widest), room))
  }

  /// Draws one row; gives its height.
  private static func draw(
    _ row: ArraySlice<Panels.Item>, left: Double, top: Double, cell: Double, to svg: inout SVGWriter
  ) -> Double {
    let hasLabels = row.contains { $0.label != nil }
    let labelHeight = hasLabels ? labelSize + 7 : 0
    var height = 0.0
    for (place, item) in row.enumerated() {
      let x = left + Double(place) * (cell + gap)
      if let label = item.label {
        let words = TextWidth.cut(label, size: labelSize, to: cell + gap * 0.8)
        svg.label(words, x + cell / 2, top + labelSize, size: labelSize, anchor: .middle)
      }
      switch item.content {
      case .image(let image):
        height = max(height, draw(image, x: x, top: top + labelHeight, cell: cell, to: &svg))
      case .chart(let chart):
        let size = PageSize(width: cell, height: max(cell * 0.68, 190))
        let id = "data-\(row.startIndex + place + 1)"
        let drawing = SVGChart.drawing(chart, size, id: id)
        let shift = "translate(\(SVGWriter.number(x)) \(SVGWriter.number(top + labelHeight)))"
        svg.raw("<g transform=\"\(shift)\">\n\(drawing.elements)</g>")
        height = max(height, drawing.height)
      }
    }
    return height + labelHeight
  }

  /// A picture in the middle of its cell, its pixels as large as fit; gives its height.
  private static func draw(
    _ image: RasterImage, x: Double, top: Double, cell: Double, to svg: inout SVGWriter
  ) -> Double {
    let factor = max(1, Int(cell) / image.width)
    let shrink = min(1, cell / Double(image.width))
    let width = Double(image.width * factor) * shrink
    let height = Double(image.height * factor) * shrink
    let box = Box(left: x + (cell - width) / 2, top: top, width: width, height: height)
    // Enlarged here: viewers smooth small pictures, each in its own way.
    svg.image(
      ImageFigure.enlarged(image, by: factor), width: image.width * factor, height: image.height * factor,
      channels: image.channels, in: box)
    svg.rect(box, fill: "none", more: "stroke=\"\(Ink.grid)\"")
    return height
  }
}

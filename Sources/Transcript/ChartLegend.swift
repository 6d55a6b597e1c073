// The legend, in a corner where no data are; above the data if there is no such corner.
// Neighbours: `ChartData` lists the entries, `ChartInk` says where data are drawn.

import Display

struct ChartLegend {
  struct Entry {
    let label: String
    let mark: Chart.Mark
    /// Place in the palette.
    let slot: Int
  }

  static let size = 12.0
  static let lineHeight = 18.0
  static let sample = 22.0
  static let widestLabel = 220.0

  let entries: [Entry]

  init?(_ entries: [Entry]) {
    if entries.isEmpty { return nil }
    self.entries = Array(entries.prefix(12))
  }

  private func width(_ entry: Entry) -> Double {
    min(TextWidth.of(entry.label, size: Self.size), Self.widestLabel) + Self.sample + 8
  }

  /// Size of the box inside the data area.
  var boxSize: (width: Double, height: Double) {
    ((entries.map(width).max() ?? 0) + 12, Double(entries.count) * Self.lineHeight + 8)
  }

  /// A corner of the data area that no data touch; nil if there is none or the box does not fit.
  func place(in area: Box, avoiding points: [(x: Double, y: Double)]) -> Box? {
    let (width, height) = boxSize
    guard width < area.width * 0.7, height < area.height * 0.7 else { return nil }
    let (left, right) = (area.left + 8, area.right - 8 - width)
    let (top, bottom) = (area.top + 8, area.bottom - 8 - height)
    for (x, y) in [(right, top), (left, top), (right, bottom), (left, bottom)] {
      let free = Box(left: x - 5, top: y - 5, width: width + 10, height: height + 10)
      if !points.contains(where: { free.contains($0.x, $0.y) }) {
        return Box(left: x, top: y, width: width, height: height)
      }
    }
    return nil
  }

  /// Rows of entries as wide as the page allows, for a legend above the data.
  func rows(width room: Double) -> [[Entry]] {
    var rows: [[Entry]] = [[]]
    var used = 0.0
    for entry in entries {
      let needed = width(entry) + 14
      if used + needed > room, used > 0 {
        rows.append([])
        used = 0
      }
      rows[rows.count - 1].append(entry)
      used += needed
    }
    return rows
  }

  /// Draws the box in its corner.
  func draw(in box: Box, to svg: inout SVGWriter) {
    svg.rect(box, fill: Ink.paper, more: "fill-opacity=\"0.9\" stroke=\"\(Ink.grid)\" rx=\"3\"")
    for (row, entry) in entries.enumerated() {
      draw(entry, left: box.left + 6, middle: box.top + 4 + (Double(row) + 0.5) * Self.lineHeight, to: &svg)
    }
  }

  /// Draws the rows from a place on.
  func draw(rows: [[Entry]], left: Double, top: Double, to svg: inout SVGWriter) {
    for (row, entries) in rows.enumerated() {
      var x = left
      for entry in entries {
        draw(entry, left: x, middle: top + (Double(row) + 0.5) * Self.lineHeight, to: &svg)
        x += width(entry) + 14
      }
    }
  }

  private func draw(_ entry: Entry, left: Double, middle: Double, to svg: inout SVGWriter) {
    let colour = Palette.series(entry.slot).hex
    switch entry.mark {
    case .line(let series), .step(let series):
      svg.line(left, middle, left + Self.sample, middle, stroke: colour, more: "stroke-width=\"2\"")
      if series.hasMarkers {
        svg.path(ChartInk.marker(entry.slot, left + Self.sample / 2, middle), "fill=\"\(colour)\"")
      }
    case .arrows:
      svg.path(
        ChartInk.arrow((left + 2, middle), (left + Self.sample - 2, middle)), ChartInk.arrowStyle(colour))
    case .scatter:
      svg.path(
        ChartInk.marker(entry.slot, left + Self.sample / 2, middle), "fill=\"\(colour)\"")
    case .band, .bars, .histogram, .heatmap, .regions, .contour:
      let box = Box(left: left + 4, top: middle - 5, width: Self.sample - 8, height: 10)
      svg.rect(box, fill: colour, more: ChartInk.fillOpacity(entry.mark))
    }
    let label = TextWidth.cut(entry.label, size: Self.size, to: Self.widestLabel)
    svg.label(label, left + Self.sample + 6, middle + 4, size: Self.size)
  }
}

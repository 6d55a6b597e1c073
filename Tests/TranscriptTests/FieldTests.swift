// What fills a plane, and panels: contours are where the heights are, regions have the colours of their points.
// Neighbours: `ContourLines`, `ChartInk+Fields`, `SVGPanels`, `SVGRaster`.

import Display
import Formats
import Testing

@testable import Transcript

@Suite struct FieldTests {
  static func field(_ count: Int, _ f: (Double, Double) -> Double) -> Field {
    let axis = (0..<count).map { -1 + 2 * Double($0) / Double(count - 1) }
    return Field(x: axis, y: axis, values: axis.flatMap { y in axis.map { f($0, y) } })
  }

  @Test func aCircleIsOneClosedLineOfItsRadius() throws {
    let lines = ContourLines(Self.field(41) { $0 * $0 + $1 * $1 }, level: 0.5).lines
    #expect(lines.count == 1)
    let circle = try #require(lines.first)
    let (first, last) = (try #require(circle.first), try #require(circle.last))
    #expect(first.x == last.x && first.y == last.y)
    for point in circle { #expect(abs(point.x * point.x + point.y * point.y - 0.5) < 2e-3) }
    // Half the turning of a full circle would miss half of its length.
    let length = zip(circle, circle.dropFirst()).reduce(0) {
      $0 + (($1.0.x - $1.1.x) * ($1.0.x - $1.1.x) + ($1.0.y - $1.1.y) * ($1.0.y - $1.1.y)).squareRoot()
    }
    #expect(abs(length - 2 * Double.pi * 0.5.squareRoot()) < 0.01)
  }

  @Test func aSlopeIsOneOpenLine() {
    let lines = ContourLines(Self.field(11) { x, _ in x }, level: 0.25).lines
    #expect(lines.count == 1 && lines[0].count == 11)
    #expect(lines[0].allSatisfy { abs($0.x - 0.25) < 1e-12 })
  }

  @Test func aSaddleIsTwoLinesAndNoCellIsLost() {
    #expect(ContourLines(Self.field(20) { $0 * $1 }, level: 0.01).lines.count == 2)
    #expect(ContourLines(Self.field(20) { $0 * $1 }, level: 5).lines.isEmpty)
    #expect(ContourLines(Self.field(20) { _, _ in .nan }, level: 0).lines.isEmpty)
    #expect(ContourLines(Field(x: [], y: [], values: []), level: 0).lines.isEmpty)
  }

  @Test func regionsHaveTheTintOfTheirClass() throws {
    let field = Self.field(21) { x, y in x + y > 0 ? 1 : 0 }
    let svg = SVGChart.text(Chart(marks: [.regions(field)]), alt: "two halves")
    let start = try #require(svg.firstRange(of: "base64,"))
    let png = try #require(Base64.decode(svg[start.upperBound...].prefix { $0 != "\"" }.utf8))
    let picture = try PNG.decode(png, limit: 1 << 24)
    guard case .eight(let samples) = picture.samples else {
      Issue.record("8-bit samples were written")
      return
    }
    // Row 0 is the top: the upper right corner belongs to class 1, the lower left to class 0.
    let width = picture.shape[1]
    let (zero, one) = (Palette.tint(0), Palette.tint(1))
    #expect(Array(samples[(width - 1) * 3..<width * 3]) == [one.red, one.green, one.blue])
    let corner = (picture.shape[0] - 1) * width * 3
    #expect(Array(samples[corner..<corner + 3]) == [zero.red, zero.green, zero.blue])
    let ones = stride(from: 0, to: samples.count, by: 3).count { samples[$0] == one.red }
    #expect(abs(Double(ones) / Double(samples.count / 3) - 0.5) < 0.05)
  }

  @Test func seriesOfOneSlotShareTheirColour() {
    let line = Series(x: [0, 1], y: [0, 1], slot: 3)
    let chart = Chart(marks: [.band(Band(x: [0, 1], low: [0, 0], high: [1, 1], slot: 3)), .line(line), .line(Series(x: [0], y: [0]))])
    #expect(chart.slots == [3, 3, 0])
  }

  @Test func panelsClipByDifferentNames() throws {
    let chart = Chart(marks: [.line(Series(x: [0, 1], y: [0, 1]))])
    let image = try #require(RasterImage(width: 2, height: 2, channels: 1, samples: [0, 80, 160, 255]))
    let panels = Panels(
      items: [.init(.chart(chart), label: "a & b"), .init(.image(image)), .init(.chart(chart))], columns: 2,
      title: "Panels")
    let svg = SVGPanels.text(panels, alt: "three")
    #expect(svg.contains("clipPath id=\"data-1\"") && svg.contains("clipPath id=\"data-3\""))
    #expect(svg.contains("a &amp; b") && svg.contains("<title>three</title>"))
    #expect(svg == SVGPanels.text(panels, alt: "three"))
    #expect(SVGPanels.text(Panels(items: [], columns: 3), alt: "").hasSuffix("</svg>\n"))
  }

  @Test(.enabled(if: SVGRaster.png("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"4\" height=\"4\"></svg>") != nil))
  func chartsCanBePixels() throws {
    let svg = SVGChart.text(Chart(marks: [.line(Series(x: [0, 1], y: [0, 1]))]), alt: "")
    let png = try #require(SVGRaster.png(svg))
    let picture = try PNG.decode(png, limit: 1 << 24)
    #expect(picture.shape == [540, 900, 3])
    guard case .eight(let samples) = picture.samples else {
      Issue.record("8-bit samples were written")
      return
    }
    #expect(samples[0] == 255 && samples.contains { $0 < 100 })
    #expect(SVGRaster.png(svg) == png)
    #expect(SVGRaster.png("no drawing") == nil)
  }
}

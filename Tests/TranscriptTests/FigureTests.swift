// Charts as SVG and pictures as PNG: well formed, the same every time, and never a trap.
// Neighbours: `SVGChart`, `ChartScale`, `ImageFigure`, `Palette`.

import Display
import Formats
import Testing

@testable import Transcript

@Suite struct FigureTests {
  static func line(_ x: [Double], _ y: [Double], _ label: String? = nil) -> Chart.Mark {
    .line(Series(x: x, y: y, label: label))
  }

  @Test(arguments: [
    (0.0, 0.6, ["0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6"]),
    (0, 1, ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    (-4, 4, ["-4", "-2", "0", "2", "4"]), (0, 1e7, ["0", "2e+06", "4e+06", "6e+06", "8e+06", "1e+07"]),
    (3, 3.02, ["3.000", "3.005", "3.010", "3.015", "3.020"]),
  ])
  func ticksStandAtOneTwoAndFive(low: Double, high: Double, labels: [String]) {
    #expect(ChartScale.linearTicks(low, high, room: 6).map(\.label) == labels)
  }

  @Test func logarithmicTicksAreDecadesOrThreeADecade() {
    #expect(
      ChartScale.logTicks(0.02, 2, room: 6).map(\.label) == ["0.02", "0.05", "0.1", "0.2", "0.5", "1", "2"])
    #expect(ChartScale.logTicks(1e-8, 1, room: 6).map(\.label) == ["1e-08", "1e-06", "0.0001", "0.01", "1"])
  }

  @Test func aChartIsTheSameTextEveryTime() {
    let chart = Chart(
      marks: [Self.line([0, 1, 2], [0, 1, 4], "squares")], title: "A & B", x: Axis(label: "<x>"),
      horizontals: [Rule(at: 1, label: "one")])
    let text = SVGChart.text(chart, alt: "a \"b\" & c")
    #expect(text == SVGChart.text(chart, alt: "a \"b\" & c"))
    #expect(text.contains("<title>a &quot;b&quot; &amp; c</title>"))
    #expect(text.contains("A &amp; B") && text.contains("&lt;x&gt;") && text.contains("squares"))
    #expect(text.contains("<rect width=\"600\" height=\"360\" fill=\"#ffffff\"/>"))
    #expect(!text.contains("style") && !text.contains("script"))
  }

  static let hostile: [Double] = [
    .nan, .infinity, -.infinity, 0, -0.0, 1e308, -1e308, .leastNonzeroMagnitude, .leastNormalMagnitude / 64,
    1, -1, 1e16, 1e16 + 2, .greatestFiniteMagnitude,
  ]

  @Test(arguments: [false, true])
  func noNumbersBreakAChart(isLog: Bool) {
    let xs = Self.hostile
    for a in xs {
      for b in xs {
        let axis = Axis(label: "a", limits: a.isNaN ? nil : Limits(a, b), isLog: isLog)
        let free = Axis(isLog: isLog)
        let marks: [Chart.Mark] = [
          Self.line([a, b], [b, a]), .scatter(Series(x: [a, b, 1], y: [b, a])),
          .step(Series(x: [a, b], y: [a, b])),
          .band(Band(x: [a, b], low: [a, a], high: [b, b])),
          .histogram(Histogram(edges: [a, b], counts: [b])),
          .contour(Contour(field: Field(x: [a, b], y: [0, 1], values: [a, b, 1, 2]), levels: [a, 1], isFilled: false)),
          .arrows(Arrows(x: [a, 0], y: [b, 1], u: [a, 1], v: [b, 0])),
        ]
        for chart in [
          Chart(
            marks: marks, x: axis, y: free, horizontals: [Rule(at: a)], verticals: [Rule(at: b, label: "v")]),
          Chart(marks: marks, x: free, y: axis),
          Chart(marks: [.bars(Bars(names: ["n"], heights: [a, b]))], y: free),
          Chart(marks: [.heatmap(Heatmap(rows: 1, columns: 2, values: [a, b]))]),
        ] {
          let text = SVGChart.text(chart, alt: "")
          #expect(!text.contains("nan") || chart.heatmap != nil)
          #expect(text.hasSuffix("</svg>\n"))
        }
      }
    }
  }

  @Test func emptyAndCrookedChartsAreDrawn() {
    let charts = [
      Chart(marks: []), Chart(marks: [.bars(Bars(names: [], heights: []))]),
      Chart(marks: [.histogram(Histogram(edges: [], counts: [1, 2]))]),
      Chart(marks: [.heatmap(Heatmap(rows: -1, columns: 3, values: []))]),
      Chart(marks: [.heatmap(Heatmap(rows: 300, columns: 2, values: [1]))]),
      Chart(marks: (0..<40).map { Self.line([0, 1], [0, Double($0)], String(repeating: "w", count: 500)) }),
    ]
    for chart in charts { #expect(SVGChart.text(chart, alt: "x").hasSuffix("</svg>\n")) }
  }

  @Test func longCurvesAreThinned() {
    let xs = (0..<200_000).map(Double.init)
    let chart = Chart(marks: [Self.line(xs, xs.map { $0.truncatingRemainder(dividingBy: 97) })])
    #expect(SVGChart.text(chart, alt: "").utf8.count < 60_000)
  }

  @Test func theLegendStandsInAnEmptyCorner() throws {
    let area = Box(left: 0, top: 0, width: 400, height: 300)
    let legend = try #require(ChartLegend(Chart(marks: [Self.line([0], [0], "curve")]).legend))
    let free = try #require(legend.place(in: area, avoiding: []))
    #expect(free.right == 392 && free.top == 8)
    let next = try #require(legend.place(in: area, avoiding: [(380, 20)]))
    #expect(next.left == 8 && next.top == 8)
    #expect(legend.place(in: area, avoiding: [(380, 20), (20, 20), (380, 280), (20, 280)]) == nil)
  }

  @Test(arguments: [(8, 8, 60), (28, 8, 17), (480, 2, 1), (1000, 1000, 1), (320, 10, 2), (1, 1, 480)])
  func smallPicturesAreEnlargedByWholeFactors(width: Int, height: Int, factor: Int) {
    #expect(ImageFigure.factor(width: width, height: height) == factor)
  }

  @Test func aPictureComesBackFromItsPNG() throws {
    let image = try #require(RasterImage(width: 2, height: 1, channels: 3, samples: [255, 0, 0, 0, 0, 255]))
    let bytes = try #require(ImageFigure.png(image))
    let back = try PNG.decode(bytes, limit: 1 << 24)
    #expect(back.shape == [240, 480, 3])
    guard case .eight(let samples) = back.samples else {
      Issue.record("8-bit samples were written")
      return
    }
    #expect(Array(samples.prefix(3)) == [255, 0, 0] && Array(samples.suffix(3)) == [0, 0, 255])
    #expect(samples == ImageFigure.enlarged(image, by: 240))
  }

  @Test func picturesMustHaveAsManySamplesAsPixels() {
    #expect(RasterImage(width: 2, height: 2, channels: 1, samples: [0]) == nil)
    #expect(RasterImage(width: 0, height: 2, channels: 1, samples: []) == nil)
    #expect(RasterImage(width: Int.max, height: 3, channels: 3, samples: []) == nil)
    #expect(RasterImage(width: 1, height: 1, channels: 2, samples: [0, 0]) == nil)
  }

  @Test func colourMapsRunAsTheyShould() {
    let ramp = (0...20).map { Palette.sequential(Double($0) / 20).luminance }
    #expect(zip(ramp, ramp.dropFirst()).allSatisfy { $0 < $1 })
    #expect(Palette.diverging(0) == RGB(247, 247, 245))
    #expect(Palette.diverging(-9) == Palette.diverging(-1) && Palette.sequential(.nan) == Palette.missing)
    #expect(Palette.diverging(1).red > Palette.diverging(1).blue)
    #expect(Palette.series(0).hex == "#0b6bb0" && Palette.series(8) == Palette.series(0))
  }

  /// Red-green blindness after Machado, Oliveira and Fernandes (2009), full deuteranopia.
  @Test func seriesColoursStayApartForColourBlindReaders() {
    func seen(_ c: RGB) -> [Double] {
      let (r, g, b) = (Double(c.red), Double(c.green), Double(c.blue))
      return [
        0.367 * r + 0.861 * g - 0.228 * b, 0.280 * r + 0.673 * g + 0.047 * b,
        -0.012 * r + 0.043 * g + 0.969 * b,
      ]
    }
    for (i, a) in Palette.series.enumerated() {
      for b in Palette.series.dropFirst(i + 1) {
        let distance = zip(seen(a), seen(b)).map { ($0 - $1) * ($0 - $1) }.reduce(0, +).squareRoot()
        #expect(distance > 50, "\(a.hex) and \(b.hex): \(distance)")
      }
    }
  }
}

// Charts that are pictures, in characters: words and numbers stand as text around and on them.
// Neighbours: `CharacterHeatmap`, `CharacterChart+Planes`, `CharacterStyle`.

import Display
import Testing

@testable import Transcript

@Suite struct CharacterPlaneTests {
  private let plain = CharacterStyle(isASCII: true, isColoured: false)
  private let colours = CharacterStyle(isASCII: false, isColoured: true)

  private func lines(_ chart: Chart, _ columns: Int, _ rows: Int, _ style: CharacterStyle) throws -> [String] {
    let text = try #require(CharacterChart.text(chart, columns: columns, rows: rows, style: style))
    let bare = text.replacing(/\u{1B}\[[0-9;]*m/, with: "")
    return bare.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }

  private let matrix = Chart(
    marks: [.heatmap(Heatmap(rows: 2, columns: 2, values: [1, -0.5, 12, .nan], rowNames: ["cat", "dog"], columnNames: ["x", "y"]))],
    title: "a matrix", x: Axis(label: "across"), y: Axis(label: "down"))

  @Test func numbersStandInTheirSquaresBelowEachOther() throws {
    for style in [plain, colours] {
      let lines = try lines(matrix, 60, 20, style)
      let cat = try #require(lines.first { $0.contains("cat") })
      let dog = try #require(lines.first { $0.contains("dog") })
      #expect(cat.contains("1") && cat.contains("-0.5") && dog.contains("12") && dog.contains("nan"))
      let text = lines.joined(separator: "\n")
      for word in ["a matrix", "across", "down", "x", "y"] { #expect(text.contains(word), "\(word) is not in\n\(text)") }
    }
  }

  @Test func coloursAreOfTheMatrixAndLettersCanBeReadOnThem() throws {
    let chart = Chart(marks: [.heatmap(Heatmap(rows: 1, columns: 2, values: [0, 1]))])
    let text = try #require(CharacterChart.text(chart, columns: 40, rows: 10, style: colours))
    for (value, ink) in [(0.0, "255;255;255"), (1.0, "20;20;20")] {
      let paper = Palette.sequential(value)
      #expect(text.contains("\u{1B}[38;2;\(ink);48;2;\(paper.red);\(paper.green);\(paper.blue)m"))
    }
    let few = CharacterStyle(isASCII: false, isColoured: true, hasTrueColour: false)
    let indexed = try #require(CharacterChart.text(chart, columns: 40, rows: 10, style: few))
    #expect(indexed.contains("48;5;") && !indexed.contains("48;2;"))
  }

  @Test(arguments: [(24, 5), (38, 8), (79, 22), (200, 60)])
  func theyFitTheirWindows(_ columns: Int, _ rows: Int) throws {
    let field = Field(x: [0, 1, 2], y: [0, 1, 2], values: [0, 1, 2, 1, 2, 3, 0, 0, .nan])
    var charts = [matrix]
    for (rows, columns) in [(1, 1), (1, 300), (300, 1), (300, 300), (10, 10), (0, 0)] {
      charts.append(Chart(marks: [.heatmap(Heatmap(rows: rows, columns: columns, values: (0..<rows * columns).map(Double.init)))]))
    }
    for mark: Chart.Mark in [
      .regions(field), .contour(Contour(field: field, levels: [0.5, 1.5], isFilled: false)),
      .contour(Contour(field: field, levels: [0.5, 1.5], isFilled: true)),
      .contour(Contour(field: Field(x: [0, 1, 2], y: [0, 1], values: [-.infinity, 0, 1e300, 1, .infinity, -1e300]), levels: [0, 0.5], isFilled: false)),
      .arrows(Arrows(x: [0, 1, 2], y: [0, 1, 2], u: [1, 0, .nan], v: [0, -1, 5], label: "steps")),
      .arrows(Arrows(x: [0, 1, 2], y: [0, 1, 2], u: [1e308, 0, 1], v: [1e308, 0, 5e-324])),
      .arrows(Arrows(x: [0, 1, 2], y: [0, 1, 2], u: [5e-324, 0, 0], v: [0, 0, 5e-324])),
      .heatmap(Heatmap(rows: 1, columns: 5, values: [1e30, -1e30, .infinity, -.infinity, .nan], range: Limits(0, 1e-20))),
    ] {
      charts.append(Chart(marks: [mark], title: "a title that is longer than most windows are wide", x: Axis(label: "x"), y: Axis(label: "y")))
    }
    for chart in charts {
      for style in [plain, colours, CharacterStyle(isASCII: false, isColoured: false)] {
        let lines = try lines(chart, columns, rows, style)
        #expect(lines.allSatisfy { $0.count <= columns }, "\(lines)")
        // Without colours a matrix may be higher, so that no row is left out.
        #expect(lines.count <= (style.paints || chart.heatmap == nil ? rows : max(rows, 20)), "\(lines)")
      }
    }
  }

  @Test func regionsAndTheirPointsHaveSignsOfTheirOwn() throws {
    let field = Field(x: [0, 1, 2, 3], y: [0, 1], values: [0, 0, 1, 1, 0, 0, 1, 1])
    let points = (0..<2).map { Series(x: [Double($0) * 3], y: [0.5], label: "class \($0)", slot: $0) }
    let chart = Chart(marks: [.regions(field)] + points.map { .scatter($0) })
    let lines = try lines(chart, 40, 12, plain)
    #expect(lines.contains { $0.hasSuffix("...") && $0.contains("   ") })
    #expect(lines.contains { $0.contains("*") && $0.contains("o") })
    #expect(lines.last?.contains("* ") == true && lines.last?.contains(".o. class 1") == true)
  }

  @Test func contoursAreLabelledAndArrowsHaveTips() throws {
    let side = (0..<9).map { Double($0) - 4 }
    let field = Field(x: side, y: side, values: side.flatMap { y in side.map { $0 * $0 + y * y } })
    let contour = Chart(marks: [.contour(Contour(field: field, levels: [4, 9], isFilled: false))])
    let text = try lines(contour, 60, 20, plain).dropLast().map { $0.drop { $0 != "|" && $0 != "+" } }.joined()
    #expect(text.contains("4") && text.contains("9"))
    let arrows = Chart(marks: [.arrows(Arrows(x: [0, 1, 0, 1], y: [0, 0, 1, 1], u: [0.4, 0, -0.4, 0], v: [0, 0.4, 0, -0.4]))], x: Axis(limits: Limits(-1, 2)))
    let tips = try lines(arrows, 60, 20, plain).joined()
    #expect(tips.contains(">") && tips.contains("^") && tips.contains("<") && tips.contains("v"))
  }
}

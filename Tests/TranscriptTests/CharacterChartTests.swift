// Charts in characters: axes, marks, legend, windows of any size.
// Neighbours: `CharacterChart`, `CharacterCanvas`.

import Display
import Testing

@testable import Transcript

@Suite struct CharacterChartTests {
  private let plain = CharacterStyle(isASCII: true, isColoured: false)

  @Test func aLineRisesFromCornerToCorner() throws {
    let chart = Chart(marks: [.line(Series(x: [0, 1], y: [0, 1]))], title: "up", x: Axis(label: "t"))
    let text = try #require(CharacterChart.text(chart, columns: 40, rows: 10, style: plain))
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    #expect(lines.count <= 10)
    #expect(lines.allSatisfy { $0.count <= 40 })
    #expect(lines.first?.contains("up") == true)
    #expect(lines.last?.contains("t") == true)
    // Higher rows have their mark further to the right.
    let places = lines.compactMap { line in line.firstIndex(of: "*").map { line.distance(from: line.startIndex, to: $0) } }
    #expect(places.count > 3 && places == places.sorted(by: >))
  }

  @Test(arguments: [(24, 5), (24, 7), (30, 9), (80, 24), (200, 60)])
  func itFitsItsWindow(_ columns: Int, _ rows: Int) throws {
    let series = Series(x: [0, 1, 2, .nan, 4], y: [1e6, -3, .infinity, 2, 7], label: "wild")
    let marks: [Chart.Mark] = [
      .line(series), .scatter(series), .step(series), .histogram(Histogram(edges: [0, 1, 4], counts: [3, 9])),
      .bars(Bars(names: ["a", "b"], heights: [1, -2])), .band(Band(x: [0, 4], low: [0, 1], high: [2, 3])),
    ]
    for mark in marks {
      for isASCII in [true, false] {
        let chart = Chart(
          marks: [mark], title: "a title that is longer than most windows are wide", y: Axis(label: "y"),
          horizontals: [Rule(at: 0.5)], verticals: [Rule(at: 1)])
        let style = CharacterStyle(isASCII: isASCII, isColoured: false)
        let text = try #require(CharacterChart.text(chart, columns: columns, rows: rows, style: style))
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        #expect(lines.count <= rows && lines.allSatisfy { $0.count <= columns }, "\(mark) in \(columns) × \(rows)\n\(text)")
        if isASCII { #expect(text.utf8.allSatisfy { $0 < 0x80 } || text.contains("…")) }
      }
    }
  }

  @Test func seriesHaveColoursAndSigns() throws {
    let chart = Chart(marks: [
      .line(Series(x: [0, 1], y: [0, 1], label: "one")), .line(Series(x: [0, 1], y: [1, 0], label: "two")),
    ])
    let signs = try #require(CharacterChart.text(chart, columns: 40, rows: 12, style: plain))
    #expect(signs.contains("* one   o two"))
    let style = CharacterStyle(isASCII: false, isColoured: true)
    let colours = try #require(CharacterChart.text(chart, columns: 40, rows: 12, style: style))
    #expect(colours.contains("\u{1B}[34m") && colours.contains("\u{1B}[33m"))
  }

  @Test func tinyWindowsAreLeftToOthers() throws {
    let line = Chart(marks: [.line(Series(x: [0, 1], y: [0, 1]))])
    #expect(CharacterChart.text(line, columns: 10, rows: 24, style: plain) == nil)
    #expect(CharacterChart.text(line, columns: 80, rows: 4, style: plain) == nil)
  }
}

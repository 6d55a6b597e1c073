// What counts as the same when a transcript is compared with a fresh run.
// Neighbours: `Check`, `CheckWords`.

import SourceText
import Testing

@testable import Notebook

@Suite struct CheckTests {
  private func areSame(_ a: String, _ b: String, _ rule: WordRule = WordRule()) -> Bool {
    WordDiff(Array(a.utf8), Array(b.utf8), rule: rule).isEmpty
  }

  @Test(arguments: [
    ("0.1234", "0.1235"), ("0.5", "0.5001"), ("1", "0.9999"), ("-0.25", "-0.24"), ("1.2e-05", "1.3e-05"),
    ("12346", "12347"), ("[0.1, 0.2]", "[0.1, 0.3]"), ("a  b", "a b"), ("x=1.50,", "x=1.51,"),
    ("0", "0.0001"),
  ])
  func numbersMayDifferInTheirLastDigit(_ a: String, _ b: String) {
    #expect(areSame(a, b))
    #expect(areSame(b, a))
  }

  @Test(arguments: [
    ("0.1234", "0.1236"), ("7", "8"), ("f32[6]", "f32[7]"), ("f32", "f33"), ("x1", "x2"), ("0.5", "0.6001"),
    ("1.2e-05", "1.2e-04"), ("holds", "fails"), ("a b", "a b c"), ("1", "-1"), ("0.25", "nan"),
    ("a\nb", "a b"),
  ])
  func otherDifferencesCount(_ a: String, _ b: String) {
    #expect(!areSame(a, b))
    #expect(!areSame(b, a))
  }

  @Test func aCellMayWidenTheTolerance() {
    #expect(areSame("0.50", "0.54", WordRule(tolerance: 0.05)))
    #expect(!areSame("0.50", "0.56", WordRule(tolerance: 0.05)))
  }

  @Test func exactMeansEveryDigit() { #expect(!areSame("0.1234", "0.1235", WordRule(isExact: true))) }

  @Test func drawingsHaveNumbersBehindLetters() {
    #expect(!areSame("M12.3", "M12.4"))
    #expect(areSame("M12.3", "M12.4", WordRule(isDrawing: true)))
    #expect(!areSame("M12.3", "M12.6", WordRule(isDrawing: true)))
  }

  @Test func theDiffShowsOnlyLinesThatDiffer() {
    let diff = WordDiff(Array("a b\nc d\ne f".utf8), Array("a b\nc x y\ne f".utf8), rule: WordRule())
    #expect(diff.lines(most: 5) == ["c [-d-] {+x y+}"])
    let grown = WordDiff(Array("a".utf8), Array("a\nb".utf8), rule: WordRule())
    #expect(grown.lines(most: 5) == ["{+b+}"])
  }

  @Test func longDifferencesAreCut() {
    let a = (0..<50).map { "line \($0)" }.joined(separator: "\n")
    let b = (0..<50).map { "row \($0)" }.joined(separator: "\n")
    let lines = WordDiff(Array(a.utf8), Array(b.utf8), rule: WordRule()).lines(most: 3)
    #expect(lines.count == 4)
    #expect(lines.last == "… 47 more lines differ")
  }

  @Test func hugeDifferencesTakeLittleTime() {
    let a = Array((0..<20_000).map { "a\($0)" }.joined(separator: " ").utf8)
    let b = Array((0..<20_000).map { "b\($0)" }.joined(separator: " ").utf8)
    #expect(!WordDiff(a, b, rule: WordRule()).lines(most: 3).isEmpty)
  }

  @Test(arguments: [(1, true), (2, false)])
  func pixelsMayDifferByOne(_ step: UInt8, _ isSame: Bool) {
    let page = "```advnb {#a}\n1\n```\n"
    let document = Document(source: Array(page.utf8), id: SourceID(raw: 0))
    let check = PageCheck(
      document, exact: false, storedFigure: { _ in [100, 100] },
      decode: { PageCheck.Pixels(width: $0.count, height: 1, samples: $0) })
    let figure = PageCheck.Figure(cell: "a", name: "a.png", bytes: [100, 100 + step])
    let found = check.differences(stored: Array(page.utf8), fresh: Array(page.utf8), figures: [figure])
    #expect(found.isEmpty == isSame)
  }
}

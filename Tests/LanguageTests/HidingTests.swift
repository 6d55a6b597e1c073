// A program that takes a function's name for itself is told so once, and breaks nothing.
// Neighbours: `Session+Hiding` finds the names.

import Language
import SourceText
import Testing

@Suite struct HidingTests {
  /// The names in the notes that the programs draw, entry after entry.
  private func notes(_ programs: [String]) -> [String] {
    let session = ExecutorKind.reference.session()
    var titles: [String] = []
    session.onNote = { note in
      #expect(note.severity == .note)
      titles.append(note.title)
    }
    for program in programs { #expect(session.outcome(of: program).diagnostic == nil) }
    return titles.map { String($0.split(separator: "`")[0]) }
  }

  @Test func hidingAFunctionIsNotedOnce() {
    #expect(notes(["sum = 0", "sum = 1\nsum += 1"]) == ["sum"])
    #expect(notes(["mean(x) = x", "accuracy = 0.9"]) == ["mean", "accuracy"])
    #expect(notes(["for max in range(2) { max }", "(abs, rest) = (1, 2)"]) == ["max", "abs"])
  }

  @Test func otherNamesAreNot() {
    #expect(notes(["total = 0", "f(sum) = sum + 1\nf(2)", "[sum for sum in range(3)]", "e = 3\npi = 3"]) == [])
    #expect(notes(["g() = { max = 3\nmax }\ng()", "sum([1, 2])"]) == [])
  }

  @Test func theLibraryKeepsItsOwn() throws {
    let session = ExecutorKind.engine.session()
    try session.run("before = mse([1, 2], [3, 1])\nmean = 0\nsum = 1\nsquare = 2")
    #expect(try session.number("mse([1, 2], [3, 1]) - before") == 0)
  }
}

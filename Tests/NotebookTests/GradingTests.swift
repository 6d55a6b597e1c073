// What students get, and what becomes of what they hand in.
// Neighbours: `StudentVersion`, `Grading`.

import Language
import Reference
import SourceText
import Testing

@testable import Notebook

@Suite struct GradingTests {
  static let key = """
    # Key

    ```advnb {#help .setup}
    base = 2
    ```

    ```advnb {#twice .exercise points=4}
    #| prompt: Write twice(x).
    #| stub: twice(x) = 0\\n# more
    ## begin solution
    twice(x) = base * x
    ## end solution
    after = 1
    ```

    ```advnb {#t1 .test for=twice}
    check twice(3) == 6
    ```

    ```advnb {#t2 .test .hidden for=twice points=3}
    claim twice(0.5) == 1 +- 0.001 "half"
    ```

    Between.

    ```advnb {#free .exercise points=2}
    #| hint: anything
    free = 7
    ```

    ```advnb {#last}
    after + 1
    ```

    """

  private func document(_ text: String) -> Document { Document(source: Array(text.utf8), id: SourceID(raw: 0)) }

  private func grade(_ answer: String, clock: @escaping () -> Double = { 0 }) -> Grade {
    var limits = RunLimits()
    limits.total = 10
    return Grading(document(Self.key)).grade(
      document(answer), in: Session(executor: ReferenceExecutor()), limits: limits, clock: clock)
  }

  @Test func studentsGetNoSolutionsAndNoHiddenTests() {
    let text = String(decoding: document(Self.key).studentVersion, as: UTF8.self)
    #expect(!text.contains("base * x") && !text.contains("t2") && !text.contains("solution"))
    #expect(text.contains("#| prompt: Write twice(x).\ntwice(x) = 0\n# more\nafter = 1\n```"))
    #expect(text.contains("#| hint: anything\n# your answer\n```"))
    #expect(text.contains("check twice(3) == 6\n```\n\nBetween."))
    // It is a notebook with the same exercises, and a student's version of itself.
    #expect(document(text).problems.isEmpty)
  }

  @Test func theKeyItselfEarnsAllThatTestsCanGive() {
    let grade = grade(Self.key)
    #expect(grade.points == 6 && grade.earned == 4)
    #expect(grade.items.last?.failure == "to be graded by hand")
    #expect(grade.items.map(\.points) == [1, 3, 2])
    #expect(grade.remarks == [])
  }

  @Test func theStudentVersionEarnsWhatItDoes() {
    let grade = grade(String(decoding: document(Self.key).studentVersion, as: UTF8.self))
    #expect(grade.earned == 0)
    #expect(grade.items[0].failure?.hasPrefix("CheckError") == true)
    #expect(grade.items[1].failure == "half: 0 instead of 1 ± 0.001")
  }

  static let good = "```advnb {#twice .exercise}\ntwice(x) = x + x\nafter = 1\n```\n"

  @Test func onlyNamedExerciseCellsAreTaken() {
    let other = "```advnb {#t1 .test for=twice}\ncheck true\n```\n\n```advnb {#extra}\ntwice(x) = 0\n```\n\n```advnb\ntwice(x) = 1\n```\n"
    let grade = grade(Self.good + "\n" + other)
    #expect(grade.earned == 4)
    #expect(grade.remarks == ["cell free is missing", "cell extra is unknown and is not run"])
  }

  @Test func copiedRenamedAndBrokenCellsHarmNothing() {
    let copied = Self.good + "\n" + Self.good.replacingFirst("x + x", "0")
    #expect(grade(copied).earned == 4)
    #expect(grade(copied).remarks.contains("cell twice stands 2 times; the first is taken"))
    let renamed = grade(Self.good.replacingFirst("#twice", "#twise"))
    #expect(renamed.earned == 0 && renamed.remarks.contains("cell twice is missing"))
    let broken = grade(Self.good.replacingFirst("x + x", "x + )"))
    #expect(broken.earned == 0 && broken.remarks.contains { $0.hasPrefix("cell twice: SyntaxError") })
    let open = grade(Self.good + "\n```advnb {#free}\nfree = 1\n")
    #expect(open.earned == 4 && open.remarks.contains { $0.contains("never closed") })
    #expect(grade("").earned == 0)
  }

  @Test func aFullClockEndsTheAnswerOnly() {
    var time = 0.0
    let grade = grade(Self.key) {
      time += 4
      return time
    }
    #expect(grade.isCutOff && grade.earned < 4)
    #expect(grade.items.last?.failure == "the time for the answer was used up")
  }
}

extension String {
  fileprivate func replacingFirst(_ old: String, _ new: String) -> String {
    guard let place = firstRange(of: old) else { return self }
    return String(self[..<place.lowerBound]) + new + String(self[place.upperBound...])
  }
}

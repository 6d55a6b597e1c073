// Printed text on a page: what a terminal would show, and nothing hidden.
// Neighbours: `TextCleaner`, `TextLimits`.

import Testing

@testable import Transcript

@Suite struct TextCleanerTests {
  @Test(arguments: [
    ("plain\ntext", "plain\ntext"), ("10 %\r50 %\r100 %\ndone", "100 %\ndone"), ("abcdef\rxy", "xycdef"),
    ("a\r\nb", "a\nb"), ("\u{1B}[31mred\u{1B}[0m", "red"), ("\u{1B}]0;title\u{07}text", "text"),
    ("\u{1B}]8;;http://a\u{1B}\\link\u{1B}]8;;\u{1B}\\", "link"), ("\u{1B}(Bx", "x"), ("a\u{1B}", "a\\x1b"),
    ("\u{1B}[31", "\\x1b[31"), ("bell\u{07}", "bell\\x07"), ("nul\u{0}", "nul\\x00"),
    ("\u{9B}31m", "\\x9b31m"),
    ("\u{7F}", "\\x7f"), ("\u{202E}evil", "\\u{202e}evil"), ("tab\tstays", "tab\tstays"),
    ("é 🐟 \u{301}", "é 🐟 \u{301}"),
    ("\u{1B}]no end\nnext", "\\x1b]no end\nnext"), ("\u{1B}[2K\r50%\u{1B}[K", "50%"), ("a\u{08}b", "a\\x08b"),
  ])
  func textShowsAsATerminalWould(raw: String, clean: String) {
    #expect(TextCleaner.clean(raw) == clean)
  }

  @Test func cleaningTwiceChangesNothing() {
    let raw = (0..<0x300).compactMap(Unicode.Scalar.init).map { String($0) }.joined(separator: "x")
    #expect(TextCleaner.clean(TextCleaner.clean(raw)) == TextCleaner.clean(raw))
  }

  @Test func longTextEndsWithACount() {
    var budget = TextBudget(TextLimits())
    let lines = (1...10_000).map(String.init).joined(separator: "\n")
    let kept = budget.take(lines).split(separator: "\n")
    #expect(kept.count == 41)
    #expect(kept.last == "… 9,960 more lines")
    #expect(budget.take("one more") == "… 1 more line")
  }

  @Test func longLinesAreCut() {
    let cut = TextBudget.cut(String(repeating: "é", count: 300), to: 200)
    #expect(cut.count == 200)
    #expect(cut.hasSuffix("é…"))
    #expect(TextBudget.cut(String(repeating: "x", count: 200), to: 200).hasSuffix("x"))
  }

  @Test func aPileOfMarksOnOneLetterIsCutToo() {
    let pile = "a" + String(repeating: "\u{301}", count: 100_000)
    #expect(TextBudget.cut("b" + pile, to: 200).utf8.count < 400_000)
    var budget = TextBudget(TextLimits(bytes: 1000))
    #expect(budget.take(pile + "\nnext").utf8.count < 1100)
  }
}

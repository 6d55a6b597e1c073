// The look of messages, and that no span brings the renderer down.
// Neighbours: `SuggestionTests`.

import SourceText
import Testing

struct DiagnosticRendererTests {
  private func render(_ text: String, _ labels: [(Int, Int, String, Bool)], hint: String? = nil) -> String {
    let map = SourceMap()
    let id = map.add(Source(name: "cell train", text: Array(text.utf8)))
    let diagnostic = Diagnostic(
      .shape, "E0204", "bad shapes",
      labels: labels.map { Label(Span(source: id, start: $0.0, end: $0.1), $0.2, primary: $0.3) }, hint: hint)
    return DiagnosticRenderer(map).text(diagnostic)
  }

  @Test func labelsFollowFromRightToLeft() {
    let text = "a\nb\n  h = relu(x @ w1 + b1)"
    let start = 4
    let shown = render(
      text,
      [
        (start + 13, start + 14, "inner sizes differ: 784 and 128", true),
        (start + 11, start + 12, "x: f32[128, 784]", false),
        (start + 15, start + 17, "w1: f32[128, 256]", false),
      ], hint: "w1 should be [784, 256].")
    #expect(
      shown == """
        error[E0204]: bad shapes
          ┌─ cell train, line 3
        3 │   h = relu(x @ w1 + b1)
          │            - ^ -- w1: f32[128, 256]
          │            │ inner sizes differ: 784 and 128
          │            x: f32[128, 784]
        hint: w1 should be [784, 256].
        """)
  }

  @Test func columnsCountDisplayWidth() {
    #expect(
      render("\tŷ = 日本 + x\u{302}\u{301} @ z", [(21, 22, "here", true)]).split(separator: "\n").suffix(2) == [
        "1 │     ŷ = 日本 + x\u{302}\u{301} @ z", "  │                  ^ here",
      ])
  }

  @Test func otherLinesAndSourcesAreShownToo() {
    let map = SourceMap()
    let first = map.add(Source(name: "cell a", text: Array("w = 1\r\n".utf8)))
    let second = map.add(Source(name: "cell b", text: Array("f(\n1,\n2,\ny".utf8)))
    let diagnostic = Diagnostic(
      .syntax, "E0111", "not closed",
      labels: [
        Label(Span(source: second, start: 10, end: 10), "ends here", primary: true),
        Label(Span(source: second, start: 1, end: 2), "opened here"),
        Label(Span(source: first, start: 0, end: 1), "made here"),
      ], notes: ["one", "two"])
    #expect(
      DiagnosticRenderer(map).text(diagnostic) == """
        error[E0111]: not closed
          ┌─ cell b, line 4
        1 │ f(
          │  - opened here
          ⋮
        4 │ y
          │  ^ ends here
          ┌─ cell a, line 1
        1 │ w = 1
          │ - made here
        note: one
        note: two
        """)
  }

  @Test func longLinesAreCutAroundTheSpan() {
    let text = String(repeating: "a", count: 300) + "@" + String(repeating: "b", count: 300)
    let lines = render(text, [(300, 301, "here", true)]).split(separator: "\n").map(String.init)
    #expect(lines.count == 4)
    #expect(lines[2].unicodeScalars.count == 4 + 100)
    let mark = Array(lines[3].unicodeScalars).firstIndex(of: "^")
    #expect(mark != nil)
    #expect(mark == Array(lines[2].unicodeScalars).firstIndex(of: "@"))
  }

  @Test func aDiagnosticWithoutPlaceIsHeaderAndHint() {
    #expect(render("x", [], hint: "try") == "error[E0204]: bad shapes\nhint: try")
  }

  @Test(arguments: [(-5, 2), (0, 0), (3, 900), (900, 901), (5, 1), (1, 2), (Int.max, Int.max), (4, 9)])
  func oddSpansAreTolerated(_ start: Int, _ end: Int) {
    let text = String(decoding: [0xC3, 0x28] + Array("é\r\n\u{1B}[0m\n".utf8), as: UTF8.self)
    let shown = render(text, [(start, end, "a\nb", true), (end, start, "", false)], hint: nil)
    #expect(shown.contains("^"))
    #expect(!shown.contains("\u{1B}"))
  }

  @Test(arguments: [("abc", 3), ("日本", 4), ("x\u{302}", 1), ("🙂", 2), ("", 0), ("\u{200B}", 0)])
  func widthIsThatOfATerminal(_ text: String, _ width: Int) {
    #expect(DisplayWidth.of(text) == width)
  }

  @Test func invalidBytesDecodeToNothing() {
    for bytes: [UInt8] in [
      [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82], [0x80],
    ] {
      #expect(decodeScalar(bytes, at: 0) == nil)
    }
    #expect(decodeScalar(Array("€".utf8), at: 0)?.scalar == "€")
    #expect(decodeScalar([], at: 3) == nil)
  }
}

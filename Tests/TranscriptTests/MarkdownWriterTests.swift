// Regions as they stand on the page.
// Neighbours: `MarkdownWriter`, `MarkdownTable`.

import Display
import SourceText
import Testing

@testable import Transcript

@Suite struct MarkdownWriterTests {
  static let writer = MarkdownWriter(page: "toy")

  static func text(_ outputs: [Output]) -> String? { writer.region(cell: "c", outputs: outputs)?.text }

  @Test func nothingGivesNoRegion() {
    #expect(Self.text([]) == nil)
    #expect(Self.text([.text(""), .value(""), .claims([]), .table(Table(columns: []))]) == nil)
  }

  @Test func piecesOfPrintedTextBecomeOneBlockInOrder() {
    let table = Table(columns: [Column(name: "a", cells: [.integer(1)])])
    #expect(
      Self.text([.text("one "), .text("line\n"), .text("two\n"), .table(table), .text("three"), .value("4")])
        == """
        ```text {.stdout}
        one line
        two
        ```

        | a |
        | --: |
        | 1 |

        ```text {.stdout}
        three
        ```

        ```text {.value}
        4
        ```
        """)
  }

  @Test func aFenceIsLongerThanWhatIsInside() {
    #expect(
      Self.text([.text("```\n````\n<!-- /out -->\n")])
        == "`````text {.stdout}\n```\n````\n<!-- /out -->\n`````")
  }

  @Test func tablesAlignNumbersAndEscapeText() {
    let table = Table(columns: [
      Column(
        name: "a|b", cells: [.text("x | y"), .text("line\nbreak"), .text("*b* _e_ x_1 `c` <i> \\| &amp; $")]),
      Column(name: "n", cells: [.number(0.179862), .none, .integer(1_234_567)]),
      Column(name: "ok", cells: [.bool(true)]),
    ])
    #expect(
      Self.text([.table(table)]) == #"""
        | a\|b | n | ok |
        | :-- | --: | :-- |
        | x \| y | 0.1799 | true |
        | line break |  |  |
        | \*b\* \_e\_ x_1 \`c\` \<i\> \\\| &amp;amp; \$ | 1234567 |  |
        """#)
  }

  @Test func longTablesEndWithACount() {
    let table = Table(columns: [Column(name: "i", cells: (0..<1100).map { .integer($0) })])
    #expect(Self.text([.table(table)])?.hasSuffix("| 39 |\n\n*… 1,060 more rows.*") == true)
  }

  @Test func claimsThatFollowEachOtherShareATable() {
    let rows = [
      ClaimRow(
        label: "notes, A simple example", stated: "0.27 ± 0.005", computed: "0.01799",
        verdict: .refutedAsMarked),
      ClaimRow(label: "notes, x + eps W", stated: "0.83 ± 0.005", computed: "0.832", verdict: .holds),
    ]
    #expect(
      Self.text([.claims([rows[0]]), .claims([rows[1]])]) == """
        | claim | stated | computed | verdict |
        | :-- | --: | --: | :-- |
        | notes, A simple example | 0.27 ± 0.005 | 0.01799 | refuted, as marked |
        | notes, x + eps W | 0.83 ± 0.005 | 0.832 | holds |
        """)
  }

  @Test func checksAndErrorsHaveTheirFences() {
    let error = Diagnostic(.shape, "E0204", "sizes differ")
    #expect(
      Self.text([.check("ok"), .check("ok too"), .error(error, rendered: "error[E0204]: sizes differ\n")])
        == """
        ```text {.check}
        ok
        ok too
        ```

        ```text {.error}
        error[E0204]: sizes differ
        ```
        """)
  }

  @Test func aValueIsShownBehindALongPrint() {
    let text = Self.text([.text(String(repeating: "x\n", count: 100)), .value("7")])
    #expect(text?.contains("… 60 more lines\n```\n\n```text {.value}\n7\n```") == true)
  }

  @Test func figuresAreFiledByCellAndCaptioned() throws {
    let image = try #require(
      RasterImage(width: 1, height: 1, channels: 1, samples: [9], scaleNote: "scale ±1"))
    let chart = Chart(marks: [], title: "A [b]")
    let outputs: [Output] = [
      .figure(Figure(.chart(chart))), .figure(Figure(.image(image), caption: "Why? ")),
    ]
    let region = try #require(
      Self.writer.region(cell: "fig", outputs: outputs, caption: "The curve", alt: "rising"))
    #expect(
      region.text == """
        ![rising](toy_files/fig.svg)

        *The curve.*

        ![Why?](toy_files/fig-2.png)

        *Why? scale ±1.*
        """)
    #expect(region.files.map(\.name) == ["fig.svg", "fig-2.png"])
    #expect(String(decoding: region.files[0].bytes, as: UTF8.self).contains("<title>rising</title>"))
  }

  @Test func aSecondFigureNeverTakesAnotherCellsFile() throws {
    var writer = Self.writer
    writer.cellNames = ["fig", "fig-2"]
    let outputs = Array(repeating: Output.figure(Figure(.chart(Chart(marks: [])))), count: 3)
    let region = try #require(writer.region(cell: "fig", outputs: outputs))
    #expect(region.files.map(\.name) == ["fig.svg", "fig-3.svg", "fig-4.svg"])
  }

  @Test func chartsCanBeFiledAsPNG() throws {
    var writer = Self.writer
    writer.rasterise = { $0.hasPrefix("<svg") ? [1, 2, 3] : nil }
    let region = try #require(writer.region(cell: "f", outputs: [.figure(Figure(.chart(Chart(marks: []))))]))
    #expect(region.files == [FigureFile(name: "f.png", bytes: [1, 2, 3])])
    #expect(region.text.hasSuffix("(toy_files/f.png)"))
  }

  @Test func pathsWithSpacesAreStillLinks() throws {
    let writer = MarkdownWriter(page: "my notes (1) é")
    let region = try #require(writer.region(cell: "f", outputs: [.figure(Figure(.chart(Chart(marks: []))))]))
    #expect(region.text == "![Line chart](my%20notes%20%281%29%20é_files/f.svg)")
  }

  @Test(arguments: [
    ("a *b* c", "_a *b* c._"), ("plain", "*plain.*"), ("x_1 * y", "*x_1 \\* y.*"),
    ("two\nlines", "*two lines.*"),
  ])
  func captionsStayItalic(caption: String, line: String) {
    let text = Self.text([.figure(Figure(.chart(Chart(marks: [])), caption: caption, alt: "a"))])
    #expect(text?.hasSuffix("\n\n" + line) == true, "\(text ?? "")")
  }

  @Test func inlineValuesStandInOneLine() {
    #expect(Self.writer.inline("\u{1B}[1mf32[2]\n  1  2\u{1B}[0m ") == "f32[2] 1 2")
  }
}

// What is a cell and what is not, and what is wrong with a page.
// Neighbours: `Document`, `BlockScanner`, `CellAttributes`, `FrontMatter`.

import SourceText
import Testing

@testable import Notebook

/// The notebook in a text.
func notebook(_ text: String) -> Document {
  Document(source: Document.sourceText(of: Array(text.utf8)), id: SourceID(raw: 0))
}

func text(_ bytes: some Sequence<UInt8>) -> String { String(decoding: Array(bytes), as: UTF8.self) }

@Suite struct DocumentTests {
  @Test(arguments: [
    "```advnb\nx\n```", "```advnb {#toy}\nx\n```\n", "``` advnb\nx\n```", "```julia {.advnb #toy}\nx\n```",
    "~~~advnb\nx\n~~~", "````advnb\nx\n````", "```advnb{.quiet}\nx\n```", "para\n```advnb\nx\n```\npara",
    "- item\n```advnb\nx\n```", "> quote\n```advnb\nx\n```", "- item\n\n  ```text\n```advnb\nx\n```",
    "<b>inline</b> text\n```advnb\nx\n```", "<!-- note -->\n```advnb\nx\n```",
    "<div>\n\n```advnb\nx\n```\n\n</div>",
    "> ```text\n```advnb\nx\n```", "```advnb\nx\n   ```", "```advnb\nx\n````  ",
    "- ```text\n  ```\n```advnb\nx\n```",
  ])
  func aFenceAtColumnZeroIsACell(page: String) throws {
    let document = notebook(page)
    #expect(document.problems.isEmpty)
    #expect(document.cells.count == 1)
    #expect(text(try #require(document.cells.first).body) == "x\n")
  }

  @Test(arguments: [
    " ```advnb\nx\n ```", "- ```advnb\n  x\n  ```", "  ```advnb\n  x\n  ```", "> ```advnb\n> x\n> ```",
    "```text\n```advnb\n```", "~~~\n```advnb\nx\n~~~", "````\n```advnb\nx\n```\n````",
    "<!--\n```advnb\nx\n```\n-->",
    "<pre>\n```advnb\nx\n```\n</pre>", "<div>\n```advnb\nx\n```\n</div>", "    ```advnb\n    x\n    ```",
    "```advnbx\nx\n```", "```text advnb\nx\n```", "```{advnb}\nx\n```", "- a\n\n  ```text\n  ```advnb\n  ```",
    "``advnb``", "\u{301}```advnb\nx", "<script>\n```advnb\nx\n```\n</script>",
  ])
  func allElseIsProse(page: String) {
    let document = notebook(page)
    #expect(document.cells.isEmpty)
    #expect(document.problems.isEmpty, "\(document.problems)")
  }

  @Test func attributesAndOptionsAreRead() throws {
    let document = notebook(
      """
      ```advnb {#shape .quiet .test error=ShapeError timeout=2.5 points=3 for=exercise-1 max-lines=7 tol="1e-3" seed=9}
      #| caption: A curve: rising.
      #|alt:words
      #| prompt: p
      x = 1
      #| no option any more
      ```
      """)
    #expect(document.problems.isEmpty)
    let cell = try #require(document.cells.first)
    #expect(
      cell.name == "shape" && cell.label == "shape" && cell.has(.quiet) && cell.has(.test) && !cell.has(.hide)
    )
    #expect(cell.attributes.expectedError == .shape && cell.attributes.timeout == 2.5)
    #expect(cell.attributes.points == 3 && cell.attributes.exercise == "exercise-1")
    #expect(cell.attributes.maxLines == 7 && cell.attributes.tolerance == 0.001 && cell.attributes.seed == 9)
    #expect(
      cell.options.caption == "A curve: rising." && cell.options.alt == "words" && cell.options.prompt == "p")
    #expect(cell.source.name == "cell shape" && cell.source.string(cell.source.bytes(ofLine: 4)) == "x = 1")
    #expect(cell.fenceLine == 1 && cell.firstLine == 2)
  }

  @Test func cellsWithoutANameAreNumberedAmongThemselves() {
    let document = notebook("```advnb\n```\n\n```advnb {#b}\n```\n```advnb\n```\n")
    #expect(document.cells.map(\.label) == ["c1", "b", "c2"])
    #expect(document.cells.map(\.fenceLine) == [1, 4, 6])
  }

  @Test func settingsAreRead() {
    let settings = notebook(
      "---\nadvnb: 1\nseed: 18446744073709551615\n\n# note\ndigits: 6\nmax-lines: 10\ntimeout: 0.5\nfigures: png\n---\n"
    ).settings
    #expect(settings.format == 1 && settings.seed == .max && settings.digits == 6 && settings.maxLines == 10)
    #expect(settings.timeout == 0.5 && settings.figures == .png)
  }

  static let wrong: [(page: String, code: String, words: String, hint: String)] = [
    ("text\n```advnb\nx\n", "E1301", "this cell is never closed", "a line of ```"),
    ("~~~~text\nx\n~~~\n", "E1301", "this code fence is never closed", "~~~~"),
    ("a\n\n  ```text\nx", "E1301", "never closed", "```"),
    ("---\nseed: 1\n", "E1302", "front matter", "---"),
    ("---\nseed 1\n---\n", "E1303", "\"seed 1\"", "seed: 4"),
    ("---\nsede: 1\n---\n", "E1304", "no key \"sede\"", "did you mean seed?"),
    ("---\nthing: 1\n---\n", "E1304", "thing", "there are advnb, seed"),
    ("---\nseed: 1\nseed: 2\n---\n", "E1305", "\"seed\" is given twice", ""),
    ("---\nseed: -1\n---\n", "E1306", "seed is a whole number of 0 or more, and \"-1\" is not", ""),
    ("---\ndigits: 99999999999999999999\n---\n", "E1306", "from 1 to 17", ""),
    ("---\nadvnb: 2\n---\n", "E1307", "format 2", ""),
    ("```advnb {toy}\n```", "E1308", "\"toy\"", "#name"),
    ("```advnb toy\n```", "E1308", "\"toy\"", "#name"),
    ("```advnb {#toy\n```", "E1309", "closing brace", ""),
    ("```advnb {#Toy}\n```", "E1310", "\"Toy\"", "small letters"),
    ("```advnb {#é}\n```", "E1310", "\"é\"", ""),
    ("```advnb {#c12}\n```", "E1311", "\"c12\"", "says what the cell does"),
    ("```advnb {#a}\n```\n```advnb {#a}\n```", "E1312", "\"a\" stands in line 1", ""),
    ("```advnb {.quite}\n```", "E1313", "\".quite\"", "did you mean .quiet?"),
    ("```advnb {error=Shape}\n```", "E1306", "ShapeError", ""),
    ("```advnb {tiemout=1}\n```", "E1304", "tiemout", "did you mean timeout?"),
    ("```advnb\n#| captoin: x\n```", "E1304", "captoin", "did you mean caption?"),
    ("a\n<!-- /out -->\n", "E1314", "written by a run", "advnb strip"),
    ("a\n<!-- out toy -->\n", "E1314", "written by a run", "advnb strip"),
    ("a <samp title=\"= x\">1</samp>\n", "E1315", "written by a run", "advnb strip"),
    ("a `= x +\ny` b\n", "E1316", "one line", ""),
    ("a `=  : .2f` b\n", "E1317", "no expression", ""),
  ]

  @Test(arguments: wrong.indices)
  func whatIsWrongIsSaidWithItsPlace(index: Int) throws {
    let (page, code, words, hint) = Self.wrong[index]
    let problem = try #require(notebook(page).problems.first)
    #expect(problem.code == code && problem.kind == .syntax)
    #expect(problem.title.contains(words), "\(problem.title)")
    #expect(hint.isEmpty || problem.hint?.contains(hint) == true, "\(problem.hint ?? "")")
    #expect(problem.labels.first?.span.isEmpty == false)
  }

  @Test func aProblemPointsAtItsLine() throws {
    let document = notebook("a\r\nb\r\n```advnb {#x .quite}\r\n```\r\n")
    let span = try #require(document.problems.first?.labels.first?.span)
    #expect(text(document.source[Int(span.start)..<Int(span.end)]) == ".quite")
    #expect(Source(name: "f", text: document.source).line(at: Int(span.start)) == 3)
  }

  @Test(arguments: [
    ("", ""), ("\u{FEFF}a\r\nb", "a\nb\n"), ("a\n\n\n", "a\n"), ("\n\n", ""), ("a\r", "a\n"),
    ("a\rb\n", "a\rb\n"),
    ("a\u{2028}\u{0C}b", "a\u{2028}\u{0C}b\n"),
  ])
  func pagesAreNormalised(raw: String, expected: String) {
    #expect(text(PageText(normalising: Array(raw.utf8)).bytes) == expected)
  }

  @Test func carriageReturnsHideNoFence() {
    #expect(notebook("a\r\n```advnb\r\nx = 1\r\n```\r\n").cells.map { text($0.body) } == ["x = 1\n"])
  }
}

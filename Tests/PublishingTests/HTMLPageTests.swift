// Exported pages: formulas, pictures, values and cells are where they belong, and nothing comes from outside.
// Neighbours: `HTMLPage`, `CodeHTML`.

import CMarkdown
import Notebook
import SourceText
import Testing

@testable import Publishing

@Suite(.enabled(if: markdown_open(), "cmark-gfm is not installed")) struct HTMLPageTests {
  private func html(_ page: String, regions: [String: String] = [:], values: [Int: String] = [:], figures: [String: [UInt8]] = [:]) throws -> String {
    let document = Document(source: Array(page.utf8), id: SourceID(raw: 0))
    #expect(document.problems.isEmpty)
    var writer = HTMLPage(document, PublishedRun(regions: regions, values: values, figures: figures, folder: "page_files"))
    let text = writer.text()
    return try #require(text)
  }

  @Test func aPageHoldsEverything() throws {
    let page = "# A & B\n\nWith $x_1$ and `code $y$` and `= v`.\n\n$$\na = b\n$$\n\n```advnb {#fig}\n#| alt: x\nplot(1) # \"<b>\"\n```\n\n```math\nc\n```\n\n| a |\n| -- |\n| $t$ |\n"
    let place = try #require(Array(page.utf8).firstIndex(of: 0x3D)) - 1
    let text = try html(
      page, regions: ["fig": "```text {.stdout}\nhi < there\n```\n\n![a curve](page_files/fig.svg)\n\n*A curve.*"],
      values: [place: "0.5 < 1"], figures: ["fig.svg": Array("<svg/>".utf8)])
    #expect(text.contains("<title>A &amp; B</title>") && text.contains("<h1>A &amp; B</h1>"))
    #expect(text.contains("<msub><mi>x</mi><mn>1</mn></msub>") && text.contains("<code>code $y$</code>"))
    #expect(text.contains("<samp title=\"= v\">0.5 &lt; 1</samp>"))
    #expect(text.contains("display=\"block\"><semantics><mrow><mi>a</mi><mo>=</mo><mi>b</mi></mrow>"))
    #expect(text.contains("<pre class=\"cell\" id=\"fig\"><code><span class=\"f\">plot</span>(<span class=\"n\">1</span>) <span class=\"c\"># &quot;&lt;b&gt;&quot;</span>"))
    #expect(!text.contains("alt: x"))
    #expect(text.contains("<img src=\"data:image/svg+xml;base64,PHN2Zy8+\" alt=\"a curve\""))
    #expect(text.contains("hi &lt; there") && text.contains("<td>") && text.contains("<mi>t</mi>"))
    #expect(!text.contains("\u{E000}") && !text.contains("\u{E001}"))
    for outside in ["src=\"http", "href=\"http", "<script", "url(", "@import"] { #expect(!text.contains(outside)) }
  }

  @Test func coloursAreSaidForBothScreensAndWideThingsScroll() throws {
    let parts = HTMLStyle.text.split(separator: "@media (prefers-color-scheme: dark)")
    #expect(parts.count == 2)
    let (light, dark) = (parts[0], parts.last?.prefix { $0 != "*" } ?? "")
    let used = Set(HTMLStyle.text.matches(of: /var\((--[a-z]+)\)/).map { String($0.1) })
    #expect(!used.isEmpty)
    for name in used { #expect(light.contains("\(name):") && dark.contains("\(name):"), "\(name)") }
    for thing in ["pre {", "table {", "math[display=\"block\"] {"] {
      let rule = HTMLStyle.text.split(separator: "\n").first { $0.hasPrefix(thing) }
      #expect(rule?.contains("overflow-x: auto") == true, "\(thing)")
    }
    #expect(HTMLStyle.text.contains("@media (max-width: 40rem)"))
  }

  @Test func hiddenCodeIsNotShown() throws {
    let text = try html("# T\n\n```advnb {#h .hide}\nsecret = 1\n```\n", regions: ["h": "```text {.value}\n1\n```"])
    #expect(!text.contains("secret") && text.contains("data-meta=\"{.value}\""))
  }

  @Test func scriptsInProseAreNot() throws {
    let text = try html("# T\n\n<script>alert(1)</script>\n")
    #expect(!text.contains("<script>"))
  }

  @Test func everyByteOfCodeShows() {
    for code in ["f(x) = \"a{x}\" # é\n\"open", "1 +", "$ ? !\n# end", "", "\"\"\"\na\n\"\"\"", "x\u{0}y"] {
      let html = CodeHTML.text(Array(code.utf8))
      var plain = ""
      var isTag = false
      for character in html {
        if character == "<" { isTag = true } else if character == ">" { isTag = false } else if !isTag { plain.append(character) }
      }
      #expect(plain == HTMLText.escaped(code), "\(code)")
    }
  }
}

// What a notebook prints stays text: it makes no cell, no mark, no element of a page, and no command of a terminal.
// Neighbours: `BreakoutTests` has the files.

import Testing

@Suite(.serialized) struct InjectionTests {
  private static let texts = [
    "<script>alert(1)</script>", "</samp><script>alert(1)</script>", "<!-- /out -->", "<!-- out a -->", "```",
    "~~~", "`````", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "| a | b |", "a\\n\\n# heading",
    "```advnb\\nprint(1)\\n```", "<!-- advnb-transcript format=1 source=x sha256=0000000000000000 -->", "&lt;script&gt;",
    "\\u{1b}]0;title\\u{7}", "\\u{1b}[2J", "\\u{1b}[31mred", "\\u{9b}31m", "\\u{202e}reversed", "a\\rb", "\\u{0}", "\\u{7f}", "-->",
  ]

  /// Ways in which a text reaches the page.
  private static let ways = [
    "print(\"TEXT\")", "\"TEXT\"", "table(({a: \"TEXT\", b: 1},))", "claim 1 == 1 \"TEXT\"", "error(\"TEXT\")",
    "plot([1, 2], title = \"TEXT\")", "plot([1, 2], xlabel = \"TEXT\", label = \"TEXT\")", "{name: \"TEXT\"}",
  ]

  @Test(arguments: texts) func textStaysText(text: String) throws {
    for (number, way) in Self.ways.enumerated() {
      let folder = try Folder()
      let source = """
        # Page

        ```advnb {#a}
        \(way.replacing("TEXT", with: text))
        ```

        The value is `= "TEXT"`.

        """.replacing("TEXT", with: number == 0 ? text.replacing("`", with: "") : "x")
      folder["n.advnb"] = source
      _ = try BuiltProgram.run(["run", "n.advnb"], in: folder)
      let page = try #require(folder["n.md"], "\(way) \(text)")
      let stripped = try BuiltProgram.run(["strip", "n.md"], in: folder)
      #expect(stripped.output == source, "\(way) \(text)")
      // `\\<` is a character in Markdown and opens no element.
      let produced = Self.produced(page).replacing("\\\\", with: "").replacing("\\<", with: "")
      #expect(!produced.contains("<script"), "\(way) \(text): \(produced)")
      #expect(!produced.contains("<img"), "\(way) \(text): \(produced)")
      for byte in page.utf8 { #expect(byte >= 0x20 && byte != 0x7F || byte == 0x0A, "\(way) \(text): byte \(byte)") }
      for picture in folder.names where picture.hasSuffix("_files") {
        let drawing = folder["\(picture)/a.svg"] ?? ""
        #expect(!drawing.contains("<script") && !drawing.contains("<img"), "\(drawing)")
      }
    }
  }

  /// What the page holds outside of fences: there a browser would see elements.
  private static func produced(_ page: String) -> String {
    var fence: Substring?
    var lines: [Substring] = []
    for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
      let ticks = line.prefix { $0 == "`" }
      if let open = fence {
        if ticks.count >= open.count, line.count == ticks.count { fence = nil }
      } else if ticks.count >= 3 {
        fence = ticks
      } else {
        lines.append(line)
      }
    }
    return lines.joined(separator: "\n")
  }

  /// Colours of our own aside, nothing that begins with ESC reaches a terminal, nor any other control character.
  @Test(arguments: texts) func terminalsGetNoCommands(text: String) throws {
    let folder = try Folder()
    for program in ["print(\"\(text)\")", "\"\(text)\"", "error(\"\(text)\")", "load(\"\(text).csv\")", "{a: \"\(text)\"}"] {
      let dialogue = try Dialogue(["--color", "never", "-e", program], in: folder)
      let shown = dialogue.readToEnd()
      #expect(dialogue.end() <= 3)
      for scalar in shown.unicodeScalars where scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) {
        #expect("\n\r\t".unicodeScalars.contains(scalar), "\(program): \(scalar.value) in \(shown.debugDescription)")
      }
    }
  }
}

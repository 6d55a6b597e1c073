// Pages that show what each stage makes of one program: source, tokens, tree, formatted text, problems.
// Neighbours: `Pages/*.md`. A page needs no more than a SOURCE; ADVNB_ACCEPT=1 writes the rest, to be read.

import Glibc
import SourceText
import Syntax
import Testing

struct PageTests {
  private static let pages = Programs.files(below: "Tests/SyntaxTests/Pages", ending: ".md")

  @Test func thereArePages() { #expect(Self.pages.count >= 10) }

  @Test(arguments: pages.map(\.name))
  func pageShowsWhatTheStagesGive(_ name: String) throws {
    let path = "\(Programs.root)/\(name)"
    let old = String(decoding: Programs.contents(of: path), as: UTF8.self)
    let source = try #require(Self.source(of: old), "\(name) has no SOURCE")
    let new = Self.page(title: Self.title(of: old), source, hasTokens: old.contains("\n## TOKENS\n"))
    guard new != old else { return }
    if getenv("ADVNB_ACCEPT") != nil {
      let file = try #require(fopen(path, "wb"))
      fputs(new, file)
      fclose(file)
    } else {
      Issue.record("\(name) is now:\n\(new)")
    }
  }

  private static func title(of page: String) -> String {
    String(page.prefix { $0 != "\n" })
  }

  private static func source(of page: String) -> String? {
    let marks = ("\n## SOURCE\n\n```adv\n", "\n```\n")
    guard let start = page.ranges(of: marks.0).first?.upperBound else { return nil }
    guard let end = page[start...].ranges(of: marks.1).first?.lowerBound else { return nil }
    return String(page[start..<end]) + "\n"
  }

  private static func page(title: String, _ text: String, hasTokens: Bool) -> String {
    let map = SourceMap()
    let source = Source(name: "program", text: Array(text.utf8))
    let id = map.add(source)
    let parsed = Parser.parse(source, id: id)
    var page = title + section("SOURCE", "adv", text)
    if hasTokens { page += section("TOKENS", "text", TokenDump().text(source, id: id) + "\n") }
    if !parsed.block.statements.isEmpty {
      page += section("TREE", "text", TreeDump().text(parsed.block) + "\n")
    }
    for problem in parsed.diagnostics {
      page += section("PROBLEMS", "text", DiagnosticRenderer(map).text(problem) + "\n")
    }
    if let formatted = try? Formatter.format(source, id: id) {
      let result = String(decoding: formatted, as: UTF8.self)
      page += result == text ? "\n\n## FORMATTED\n\nAs it is." : section("FORMATTED", "adv", result)
    }
    return page + "\n"
  }

  private static func section(_ name: String, _ kind: String, _ text: String) -> String {
    "\n\n## \(name)\n\n```\(kind)\n\(text)\(text.last == "\n" ? "" : "\n")```"
  }
}

// `include`: another notebook's cells run here, in its own words and with its own random numbers.
// Neighbours: `Include`, `RunnerTests`.

import Display
import Language
import Reference
import SourceText
import Testing

@testable import Notebook

@Suite struct IncludeTests {
  final class Pages: FileAccess {
    let pages: [String: String]
    init(_ pages: [String: String]) { self.pages = pages }
    func read(_ path: String) throws -> [UInt8] {
      guard let text = pages[path] else { throw FileAccessError("cannot read \(path): no such file") }
      return Array(text.utf8)
    }
    func write(_ path: String, _ bytes: [UInt8]) throws { throw FileAccessError("no") }
    func dataset(_ relativePath: String) -> [UInt8]? { nil }
  }

  private func run(_ page: String, _ pages: [String: String]) -> Run {
    let session = Session(executor: ReferenceExecutor(), files: Pages(pages))
    let id = session.sources.add(Source(name: "page", text: Array(page.utf8)))
    var runner = Runner(Document(source: Array(page.utf8), id: id), in: session, limits: RunLimits()) { 0 }
    return runner()
  }

  private static let page = "```advnb {#parts}\ninclude parts.advnb\n```\n\n`= twice(x)`\n"

  @Test func cellsOfAnotherNotebookRunHere() {
    let parts = "# Parts\n\n```advnb {#a}\nprint(\"loud\")\nx = 4\n```\n\n```advnb\ntwice(x) = 2 * x\n```\n\n```advnb {.test}\nnobody\n```\n"
    let run = run(Self.page, ["parts.advnb": parts])
    #expect(run.end == .passed)
    #expect(run.values.map(\.value) == ["8"])
    #expect(run.cells.first?.outputs == [])
  }

  @Test func transcriptsAndFoldersWork() {
    let pages = [
      "lib/all.advnb": "```advnb\ninclude deep/x.md\n```\n",
      "lib/deep/x.md":
        "<!-- advnb-transcript format=1 source=x.advnb sha256=0 -->\n```advnb {#a}\nx = 1\nx\n```\n\n<!-- out a -->\n\n```text {.value}\n1\n```\n\n<!-- /out -->\n",
    ]
    let run = run("```advnb\n# what we need\ninclude lib/all.advnb\n```\n\n`= x + 1`\n", pages)
    #expect(run.end == .passed && run.values.map(\.value) == ["2"])
  }

  @Test func errorsInsideStopTheRunAndSayWhere() throws {
    let run = run(Self.page, ["parts.advnb": "```advnb {#bad}\nx = nobody\n```\n"])
    #expect(run.end == .failed)
    guard case .error(let error, let text) = try #require(run.cells.first?.outputs.last) else {
      Issue.record("an error is shown")
      return
    }
    #expect(error.kind == .name && text.contains("cell bad of parts.advnb"))
  }

  @Test func missingAndCircularNotebooksAreErrors() {
    #expect(run(Self.page, [:]).cells.first?.error?.kind == .file)
    let circle = run(Self.page, ["parts.advnb": "```advnb\ninclude parts.advnb\n```\n"])
    #expect(circle.cells.first?.error?.code == "E1322")
    let broken = run(Self.page, ["parts.advnb": "```advnb {#a}\n1\n"])
    #expect(broken.cells.first?.error?.kind == .syntax)
  }

  @Test func onlyALineOfItsOwnIncludes() {
    func path(_ body: String) -> String? {
      let page = Array("```advnb\n\(body)\n```\n".utf8)
      return Document(source: page, id: SourceID(raw: 0)).cells.first?.includedPath
    }
    #expect(path("include a.advnb") == "a.advnb")
    #expect(path("#| hint: x\n\n  include  a b.md ") == "a b.md")
    #expect(path("include a.advnb\nx = 1") == nil)
    #expect(path("include") == nil && path("include x") == nil && path("include = 3") == nil)
  }
}

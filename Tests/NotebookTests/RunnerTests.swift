// The runner without a program around it: keys of random numbers, classes, limits, values in prose.
// Neighbours: `ProgramTests` run whole notebooks from outside.

import Display
import Language
import Reference
import SourceText
import Testing

@testable import Notebook

@Suite struct RunnerTests {
  /// Runs a page on an executor that is never asked: these cells hold no tensors.
  private func run(_ page: String, limits: RunLimits = RunLimits()) -> Run {
    let session = Session(executor: ReferenceExecutor())
    let id = session.sources.add(Source(name: "page", text: Array(page.utf8)))
    let document = Document(source: Array(page.utf8), id: id)
    #expect(document.problems.isEmpty)
    var time = 0.0
    var runner = Runner(document, in: session, limits: limits) {
      time += 1
      return time
    }
    return runner()
  }

  @Test func valuesInProseSeeWhatStandsAboveThem() {
    let page = "```advnb\nx = 1\n```\n\n`= x`\n\n```advnb\nx = 2\n```\n\n`= x` and `= x / 8 : .2f`\n"
    let run = run(page)
    #expect(run.values.sorted { $0.key < $1.key }.map(\.value) == ["1", "2", "0.25"])
    #expect(run.end == .passed)
  }

  @Test func quietCellsPutNothingOutButTheirErrors() {
    #expect(run("```advnb {.quiet}\nprint(1)\n2\n```\n").cells.first?.outputs == [])
    let failed = run("```advnb {.quiet}\nprint(1)\nnobody\n```\n")
    #expect(failed.cells.first?.outputs.count == 1)
    #expect(failed.end == .failed)
  }

  @Test func skippedCellsAreNotRun() {
    let run = run("```advnb {.skip}\nx = 1\n```\n\n```advnb {error=NameError}\nx\n```\n")
    #expect(run.cells.map(\.status) == [.skipped, .passed])
    #expect(run.end == .passed)
  }

  @Test func cellsAfterAnErrorAreNotReached() {
    let run = run("```advnb\nnobody\n```\n\n`= 1`\n\n```advnb\n1\n```\n")
    #expect(run.cells.map(\.status) == [.failed, .notReached])
    #expect(run.values.isEmpty)
  }

  @Test func aFailedClaimFailsTheRunButDoesNotStopIt() {
    let run = run("```advnb\nclaim 1 == 2\n```\n\n```advnb\nprint(1)\n```\n")
    #expect(run.cells.map(\.status) == [.failed, .passed])
    #expect(run.end == .failed)
  }

  @Test func theTimeForAllCellsIsALimit() {
    var limits = RunLimits()
    limits.total = 2.5
    let run = run("```advnb\n1\n```\n\n```advnb\n2\n```\n\n```advnb\n3\n```\n", limits: limits)
    #expect(run.end == .limit)
    #expect(run.cells.last?.status == .notReached)
  }

  @Test func theRunEndsBehindTheCellAskedFor() {
    var limits = RunLimits()
    limits.lastCell = "b"
    let run = run(
      "```advnb {#a}\n1\n```\n\n```advnb {#b}\n2\n```\n\n```advnb {#c}\nnobody\n```\n", limits: limits)
    #expect(run.cells.map(\.status) == [.passed, .passed, .notReached])
    #expect(run.end == .passed)
  }

  @Test func theCommandLineCapsWhatANotebookAllowsItself() throws {
    let page = "---\ntimeout: 50\n---\n\n```advnb {timeout=100}\n1\n```\n\n```advnb\n1\n```\n"
    let document = Document(source: Array(page.utf8), id: SourceID(raw: 0))
    var limits = RunLimits()
    let cells = document.cells
    #expect(cells.map { limits.seconds(for: $0, in: document.settings, left: .infinity) } == [100, 50])
    limits.timeout = 60
    #expect(cells.map { limits.seconds(for: $0, in: document.settings, left: .infinity) } == [60, 50])
    #expect(cells.map { limits.seconds(for: $0, in: document.settings, left: 3) } == [3, 3])
    #expect(limits.seconds(forValueIn: FrontMatter(), left: .infinity) == 60)
  }
}

// `advnb lint`: what will trouble readers or the next edit, without running anything.
// Neighbours: `Notebook/Lint` and `MathLint` look at the page, `Syntax` at the cells.

import ArgumentParser
import Formats
import Glibc
import Notebook
import REPL
import SourceText
import Syntax

struct LintCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint", abstract: "Look for what will trouble readers or the next edit.",
    discussion: """
      Mistakes of syntax, formulas that GitHub shows wrong, figures without words for those who cannot see them, \
      cells without names whose pictures or random numbers would move, cells in lists, marks of exercises that do not \
      pair up. Nothing is run. The exit status is 1 if there is something to say.
      """)

  @ArgumentParser.Argument(help: "Notebooks or transcripts.", completion: .notebooks)
  var files: [String]

  @Flag(help: "Answer in JSON, one object a line.")
  var json = false

  func run() throws {
    var count = 0
    for file in files {
      let notebook = try NotebookFile(file)
      let sources = SourceMap()
      let document = try notebook.document(in: sources, coloured: false)
      let findings = Lint.findings(in: document) + syntaxFindings(document)
      for finding in findings.sorted(by: { $0.line < $1.line }) { try show(finding, file) }
      count += findings.count
    }
    if count > 0 { throw ExitStatus.failed }
  }

  private func syntaxFindings(_ document: Document) -> [LintFinding] {
    document.cells.compactMap { cell -> LintFinding? in
      guard cell.includedPath == nil, cell.attributes.expectedError != .syntax else { return nil }
      let parsed = Parser.parse(cell.source, id: SourceID(raw: 0))
      guard let error = parsed.diagnostics.first(where: { $0.severity == .error }) else { return nil }
      let offset = Int(error.labels.first(where: \.isPrimary)?.span.start ?? 0)
      let lines = cell.body.prefix(offset).count { $0 == 0x0A }
      return LintFinding(
        line: cell.firstLine + lines, rule: "syntax", message: error.title, hint: error.hint ?? "run it to see where")
    }
  }

  private func show(_ finding: LintFinding, _ file: String) throws {
    guard json else {
      return try Console.say("\(file):\(finding.line): \(finding.message) (\(finding.rule))\n  hint: \(finding.hint)\n")
    }
    let line = JSON.fields([
      "file": .string(file), "line": .int(finding.line), "rule": .string(finding.rule),
      "message": .string(finding.message), "hint": .string(finding.hint),
    ])
    try Console.output(line.text() + "\n")
  }
}

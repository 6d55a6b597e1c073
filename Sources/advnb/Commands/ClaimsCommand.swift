// `advnb claims`: all numbers that the text of a notebook states, and what became of them.
// Neighbours: `NotebookRun` runs the cells; `OutputText` writes tables.

import ArgumentParser
import Display
import Formats
import Glibc
import Notebook
import REPL

struct ClaimsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "claims", abstract: "Run a notebook and list its claims.",
    discussion: "Nothing is written. The exit status is 1 if a claim fails or the notebook stops early.")

  @Argument(help: "The notebook or transcript; - for standard input.", completion: .notebooks)
  var file: String

  @OptionGroup var common: CommonOptions

  func run() throws {
    let notebook = try NotebookFile(file)
    let session = common.session(folder: notebook.folder)
    let coloured = common.isColoured(STDERR_FILENO)
    let document = try notebook.document(in: session.sources, coloured: coloured)
    common.confine(to: notebook.folder, writing: [])
    let run = NotebookRun.run(document, in: session, common)
    let claims = run.cells.flatMap { cell in Self.rows(cell.outputs).map { (cell.label, $0) } }
    try common.json ? showJSON(claims) : show(claims)
    try NotebookRun.finish(run, document, coloured: coloured)
  }

  private static func rows(_ outputs: [Output]) -> [ClaimRow] {
    outputs.flatMap { output -> [ClaimRow] in
      guard case .claims(let rows) = output else { return [] }
      return rows
    }
  }

  private func show(_ claims: [(cell: String, row: ClaimRow)]) throws {
    func column(_ name: String, _ text: (String, ClaimRow) -> String) -> Column {
      Column(name: name, cells: claims.map { .text(text($0.cell, $0.row)) })
    }
    let table = Table(columns: [
      column("cell") { cell, _ in cell }, column("claim") { $1.label }, column("stated") { $1.stated },
      column("computed") { $1.computed }, column("verdict") { $1.verdict.rawValue },
    ])
    if !claims.isEmpty { try Console.output(OutputText().text([.table(table)])) }
    let failed = claims.count { !$0.row.verdict.passes }
    let refuted = claims.count { $0.row.verdict == .refutedAsMarked }
    let words = ["\(claims.count) claim\(claims.count == 1 ? "" : "s")", "\(refuted) refuted as marked", "\(failed) failed"]
    try Console.say(words.joined(separator: ", ") + "\n")
  }

  private func showJSON(_ claims: [(cell: String, row: ClaimRow)]) throws {
    for (cell, row) in claims {
      let line = JSON.fields([
        "cell": .string(cell), "claim": .string(row.label), "stated": .string(row.stated),
        "computed": .string(row.computed), "verdict": .string(row.verdict.rawValue), "passes": .bool(row.verdict.passes),
      ])
      try Console.output(line.text() + "\n")
    }
  }
}

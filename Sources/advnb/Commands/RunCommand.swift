// `advnb run`: a notebook in, its transcript out.
// Neighbours: `Runner` runs the cells, `PageFiles` writes, `Report` counts.

import ArgumentParser
import Glibc
import Language
import Notebook
import REPL

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run a notebook and write its transcript.",
    discussion: """
      The transcript of x.advnb is x.md, with its figures in x_files/. A transcript is a notebook, too: it is \
      run anew and written over. With -o - the page goes to standard output and figures are not written.
      """)

  @Argument(help: "The notebook or transcript; - for standard input.", completion: .notebooks)
  var file: String

  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp("Where the transcript goes.", valueName: "file.md"), completion: .transcripts)
  var output: String?

  @Option(help: "Run up to this cell and print what it puts out; no transcript unless -o is given.")
  var cell: String?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Give a top-level name its value for good.", valueName: "name=expr"))
  var settings: [String] = []

  @Option(help: ArgumentHelp("Write times and counts of the cells.", valueName: "file.json"), completion: .file(extensions: ["json"]))
  var report: String?

  @OptionGroup var common: CommonOptions

  func run() throws {
    let notebook = try NotebookFile(file)
    let target = try output ?? (cell == nil ? notebook.transcriptPath() : nil)
    if let target, target != "-", !notebook.isTranscript, isSameFile(target, file) {
      throw ProgramProblem("the transcript would overwrite the notebook \(file)", status: .usage)
    }
    if output == nil, !notebook.isTranscript, let target, target != "-" { try PageFiles.refuseForeign(target) }
    let session = common.session(folder: notebook.folder)
    common.showNotes(of: session)
    let coloured = common.isColoured(STDERR_FILENO)
    let document = try notebook.document(in: session.sources, coloured: coloured)
    if let cell, !document.cells.contains(where: { $0.label == cell }) {
      throw ProgramProblem("\(file) has no cell \(cell)", status: .usage)
    }
    common.confine(to: notebook.folder, writing: [target, report])
    try Parameters.apply(settings, to: session)
    let costs = CellCosts(session)
    let run = NotebookRun.run(document, in: session, common, lastCell: cell, costs: costs)
    if let target { try write(document, run, notebook, to: target) }
    if let report { try writeReport(Report(run, costs, source: notebook.sourceName), to: report) }
    if common.json, target != "-" { try Console.output(Report(run, costs, source: notebook.sourceName).json) }
    if let cell, !common.json, let shown = run.cells.first(where: { $0.label == cell }) {
      let text = OutputText().text(shown.outputs.filter { !$0.isError })
      if !text.isEmpty { try Console.output(text) }
    }
    try NotebookRun.finish(run, document, coloured: coloured)
  }

  private func isSameFile(_ a: String, _ b: String) -> Bool {
    a == b || (Disk.realPath(a) != nil && Disk.realPath(a) == Disk.realPath(b))
  }

  private func write(_ document: Document, _ run: Run, _ notebook: NotebookFile, to target: String) throws {
    let name = target == "-" ? Disk.stem(notebook.sourceName) : Disk.stem(Disk.split(target).name)
    let page = Page(document, run, name: name, sourceName: notebook.sourceName)
    guard target == "-" else { return try PageFiles.write(page, to: target) }
    try Console.output(page.bytes)
    if !page.figures.isEmpty {
      Console.error(
        "advnb: \(page.figures.count) figures are not written: standard output holds the page alone")
    }
  }

  private func writeReport(_ report: Report, to path: String) throws {
    do { try Disk.write(Array(report.json.utf8), to: path) } catch {
      throw ProgramProblem("cannot write \(path): \(error.words)")
    }
  }
}

/// What `run` and `check` have in common.
enum NotebookRun {
  static func run(
    _ document: Document, in session: Session, _ common: CommonOptions, lastCell: String? = nil,
    costs: CellCosts? = nil
  ) -> Run {
    var limits = RunLimits()
    limits.seed = common.seed
    limits.timeout = common.timeout
    limits.total = common.totalTimeout
    limits.lastCell = lastCell
    let bar = ProgressBar.attached(to: session)
    var runner = Runner(document, in: session, limits: limits, clock: Clock.seconds)
    runner.willRun = { cell, index, count in
      bar?.begin("cell \(cell.label) (\(index + 1) of \(count))")
      costs?.begin(cell.label)
    }
    // One thread for all cells: to start one for each would cost more than a small cell does.
    let run = Session.onLargeStack { runner() }
    costs?.begin(nil)
    bar?.end()
    return run
  }

  /// Prints what went wrong.
  ///
  /// - Throws: the exit status of a run that did not pass.
  static func finish(_ run: Run, _ document: Document, coloured: Bool) throws {
    if let failure = run.failure { Console.error(ErrorPaint.text(failure, coloured: coloured)) }
    let failed = run.cells.filter { $0.status == .failed && $0.error == nil }.map(\.label)
    for label in failed { Console.error("advnb: a claim fails in cell \(label)") }
    switch run.end {
    case .passed: return
    case .failed: throw ExitStatus.failed
    case .limit: throw ExitStatus.limit
    case .interrupted: throw ExitStatus.interrupted
    }
  }
}

/// `--set name=expr`.
enum Parameters {
  static func apply(_ settings: [String], to session: Session) throws {
    for setting in settings {
      let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = parts.first.map(String.init) ?? ""
      guard parts.count == 2, isName(name) else {
        throw ProgramProblem("--set wants name=expression, not \(setting)", status: .usage)
      }
      let result = session.execute(.init(text: Array(parts[1].utf8), name: "--set \(name)"))
      if let error = result.diagnostic {
        throw ProgramProblem(session.render(error), status: .usage)
      }
      guard let value = result.value else {
        throw ProgramProblem("--set \(name): there is no value in \"\(parts[1])\"", status: .usage)
      }
      session.fix(name, value)
    }
  }

  private static func isName(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first else { return false }
    return (first.properties.isXIDStart || first == "_")
      && text.unicodeScalars.allSatisfy(\.properties.isXIDContinue)
  }
}

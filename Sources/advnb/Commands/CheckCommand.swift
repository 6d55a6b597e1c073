// `advnb check`: do transcripts still say what their notebooks compute?
// Neighbours: `PageComparison` runs and compares; nothing but pictures of differences is written unless `--accept` asks.

import ArgumentParser
import Formats
import Glibc
import Notebook

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Run a transcript's notebook afresh and compare.",
    discussion: """
      Numbers may differ by one in their last printed digit (short whole numbers may not), pixels by 1; cells \
      marked .volatile are passed over. Differences are shown as [-in the page-] {+in the fresh run+}. Of a figure \
      that changed both pictures and their difference are written into x_check beside x.md.
      """)

  @Argument(help: "The transcripts.", completion: .transcripts)
  var files: [String]

  @Flag(help: "Compare bytes.")
  var exact = false

  @Flag(help: "Write the fresh transcript over the old one.")
  var accept = false

  @Flag(help: "Run nothing: say whether the notebook has changed since.")
  var stale = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if stale, accept || exact { throw ValidationError("--stale runs nothing, so --exact and --accept mean nothing") }
  }

  func run() throws {
    var worst = ExitStatus.good
    let paths = files.map(Self.transcriptPath)
    if !stale, let first = paths.first { common.confine(to: Disk.split(first).folder, writing: paths) }
    for file in files {
      do { try check(Self.transcriptPath(file)) } catch let status as ExitStatus {
        if files.count == 1 || status == .interrupted { throw status }
        if worst == .good || status != .failed { worst = status }
      }
    }
    if worst != .good { throw worst }
  }

  /// `x.md` for `x.advnb`.
  private static func transcriptPath(_ file: String) -> String {
    guard file.hasSuffix(".advnb") else { return file }
    return String(file.dropLast(".advnb".utf8.count)) + ".md"
  }

  private func check(_ path: String) throws {
    let notebook = try NotebookFile(path)
    let isStale = PageComparison.isStale(notebook)
    if stale {
      guard notebook.isTranscript else {
        throw ProgramProblem("\(path) is no transcript", hint: "`advnb run` writes one")
      }
      if isStale { try showStale(notebook) }
      if common.json { try showJSON(path, [], isStale: isStale) }
      if isStale { throw ExitStatus.failed }
      return
    }
    let comparison = try PageComparison(notebook, exact: exact, common)
    let pictures = path == "-" || accept ? nil : try FigureDifferences.write(comparison, notebook)
    if common.json {
      try showJSON(path, comparison.differences, isStale: isStale)
    } else {
      if isStale, !accept { try showStale(notebook) }
      try show(comparison.differences, path, pictures: pictures)
    }
    if accept, path != "-" {
      FigureDifferences.clear(FigureDifferences.folder(for: path))
      try PageFiles.write(comparison.page, to: path)
    } else if !comparison.differences.isEmpty || isStale {
      throw ExitStatus.failed
    }
    try NotebookRun.finish(comparison.run, comparison.document, coloured: common.isColoured(STDERR_FILENO))
  }

  private func showStale(_ notebook: NotebookFile) throws {
    if common.json { return }
    try Console.say("\(notebook.path): \(notebook.sourceName) has changed since; run it again\n")
  }

  private func show(_ differences: [PageCheck.Difference], _ path: String, pictures: String?) throws {
    var text = ""
    for difference in differences {
      text += "\(path):\(difference.line): \(difference.title)\n"
      for line in difference.details { text += "  \(line)\n" }
    }
    if let pictures { text += "pictures of the differences are in \(pictures)\n" }
    if !text.isEmpty { try Console.output(text) }
  }

  private func showJSON(_ path: String, _ differences: [PageCheck.Difference], isStale: Bool) throws {
    let items = differences.map { difference -> JSON in
      .fields([
        "line": .int(difference.line), "title": .string(difference.title),
        "details": .array(difference.details.map(JSON.string)),
      ])
    }
    let answer = JSON.fields([
      "file": .string(path), "stale": .bool(isStale), "differences": .array(items),
    ])
    try Console.output(answer.text() + "\n")
  }
}

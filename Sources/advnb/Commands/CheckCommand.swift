// `advnb check`: does a transcript still say what its notebook computes?
// Neighbours: `PageCheck` compares; nothing is written unless `--accept` asks for it.

import ArgumentParser
import Formats
import Glibc
import Language
import Notebook

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Run a transcript's notebook afresh and compare.",
    discussion: """
      Numbers may differ by one in their last printed digit (short whole numbers may not), pixels by 1; cells \
      marked .volatile are passed over. Differences are shown as [-in the page-] {+in the fresh run+}.
      """)

  @Argument(help: "The transcript.")
  var file: String

  @Flag(help: "Compare bytes.")
  var exact = false

  @Flag(help: "Write the fresh transcript over the old one.")
  var accept = false

  @OptionGroup var common: CommonOptions

  func run() throws {
    let path = try transcriptPath()
    let notebook = try NotebookFile(path)
    guard notebook.isTranscript else {
      throw ProgramProblem("\(path) is no transcript", hint: "`advnb run` writes one")
    }
    let session = common.session(folder: notebook.folder)
    let coloured = common.isColoured(STDERR_FILENO)
    let document = try notebook.document(in: session.sources, coloured: coloured)
    common.confine(to: notebook.folder, writing: [path])
    let run = NotebookRun.run(document, in: session, common)
    let page = Page(document, run, name: Disk.stem(Disk.split(path).name), sourceName: notebook.sourceName)
    let differences = compare(document, notebook, page)
    let isStale = try hasOtherSource(notebook)
    try show(differences, path)
    if accept, path != "-" {
      try PageFiles.write(page, to: path)
    } else if !differences.isEmpty || isStale {
      throw ExitStatus.failed
    }
    try NotebookRun.finish(run, document, coloured: coloured)
  }

  /// `x.md` for `x.advnb`.
  private func transcriptPath() throws -> String {
    guard file.hasSuffix(".advnb") else { return file }
    return String(file.dropLast(".advnb".utf8.count)) + ".md"
  }

  private func compare(_ document: Document, _ notebook: NotebookFile, _ page: Page) -> [PageCheck.Difference]
  {
    let base = Disk.split(notebook.path).folder + "/" + page.folder
    let check = PageCheck(
      document, exact: exact, storedFigure: { try? Disk.read(base + "/" + $0) }, decode: Self.pixels)
    return check.differences(stored: notebook.bytes, fresh: page.bytes, figures: page.figures)
  }

  private static func pixels(_ png: [UInt8]) -> PageCheck.Pixels? {
    guard let image = try? PNG.decode(png, limit: 1 << 28) else { return nil }
    // Pages hold 8-bit pictures; of deeper ones the upper byte tells enough.
    let samples: [UInt8] =
      switch image.samples {
      case .eight(let samples): samples
      case .sixteen(let samples): samples.map { UInt8(truncatingIfNeeded: $0 >> 8) }
      }
    return PageCheck.Pixels(width: image.width, height: image.height, samples: samples)
  }

  /// The notebook beside the transcript may have moved on.
  private func hasOtherSource(_ notebook: NotebookFile) throws -> Bool {
    let source = notebook.folder + "/" + notebook.sourceName
    guard notebook.path != "-", !notebook.sourceName.utf8.contains(0x2F),
      Disk.split(notebook.path).name != notebook.sourceName,
      let bytes = try? Disk.read(source, regularOnly: true),
      PageStripper.strip(bytes) != notebook.page.source
    else { return false }
    try Console.output("\(notebook.path): \(notebook.sourceName) has changed since; run it again\n")
    return true
  }

  private func show(_ differences: [PageCheck.Difference], _ path: String) throws {
    var text = ""
    for difference in differences {
      text += "\(path):\(difference.line): \(difference.title)\n"
      for line in difference.details { text += "  \(line)\n" }
    }
    if !text.isEmpty { try Console.output(text) }
  }
}

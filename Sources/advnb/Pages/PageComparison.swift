// A transcript run afresh and compared with itself.
// Neighbours: `CheckCommand` and `watch` ask; `PageCheck` compares, `FigureDifferences` shows pictures.

import Formats
import Glibc
import Language
import Notebook

struct PageComparison {
  let document: Document
  let run: Run
  let page: Page
  let differences: [PageCheck.Difference]

  /// - Throws: `ProgramProblem` if the file is no transcript, `ExitStatus.unreadable` if it is a broken one.
  init(_ notebook: NotebookFile, exact: Bool, _ common: CommonOptions) throws {
    guard notebook.isTranscript else {
      throw ProgramProblem("\(notebook.path) is no transcript", hint: "`advnb run` writes one")
    }
    let session = common.session(folder: notebook.folder)
    document = try notebook.document(in: session.sources, coloured: common.isColoured(STDERR_FILENO))
    run = NotebookRun.run(document, in: session, common)
    page = Page(
      document, run, name: Disk.stem(Disk.split(notebook.path).name), sourceName: notebook.sourceName)
    let base = Self.folder(of: page, notebook)
    let check = PageCheck(
      document, exact: exact, storedFigure: { try? Disk.read(base + "/" + $0) }, decode: Self.pixels,
      base64: { Base64.decode($0) })
    differences = check.differences(stored: notebook.bytes, fresh: page.bytes, figures: page.figures)
  }

  static func folder(of page: Page, _ notebook: NotebookFile) -> String {
    Disk.split(notebook.path).folder + "/" + page.folder
  }

  static func pixels(_ png: [UInt8]) -> PageCheck.Pixels? {
    guard let image = try? PNG.decode(png, limit: 1 << 28) else { return nil }
    // Pages hold 8-bit pictures; of deeper ones the upper byte tells enough.
    let samples: [UInt8] =
      switch image.samples {
      case .eight(let samples): samples
      case .sixteen(let samples): samples.map { UInt8(truncatingIfNeeded: $0 >> 8) }
      }
    return PageCheck.Pixels(width: image.width, height: image.height, samples: samples)
  }

  /// True if the notebook beside a transcript is not the one that it was made from.
  static func isStale(_ notebook: NotebookFile) -> Bool {
    if let header = notebook.page.header,
      TranscriptHeader(source: header.source, of: notebook.page.source) != header
    {
      return true
    }
    let source = notebook.folder + "/" + notebook.sourceName
    guard notebook.path != "-", !notebook.sourceName.utf8.contains(0x2F),
      Disk.split(notebook.path).name != notebook.sourceName,
      let bytes = try? Disk.read(source, regularOnly: true)
    else { return false }
    return PageStripper.strip(bytes) != notebook.page.source
  }
}

// A notebook on disk: its source, its name, and where its transcript goes.
// Neighbours: `Document` reads the source, `PageWriter` makes the page.

import Language
import Notebook
import REPL
import SourceText

struct NotebookFile {
  /// As given; `-` is standard input.
  let path: String
  /// The file's bytes: a notebook or a transcript.
  let bytes: [UInt8]
  /// Taken apart: source, and what an earlier run put in.
  let page: PageStripper

  init(_ path: String) throws {
    self.path = path
    do { bytes = path == "-" ? try Disk.readStandardInput() : try Disk.read(path) } catch {
      throw ProgramProblem("cannot read \(path): \(error.words)")
    }
    page = PageStripper(bytes)
  }

  var isTranscript: Bool { page.header != nil }

  /// Below it the notebook may read and write.
  var folder: String { path == "-" ? "." : Disk.split(path).folder }

  /// The name of the source, as the transcript's header holds it.
  var sourceName: String {
    if let header = page.header { return header.source }
    return path == "-" ? "notebook.advnb" : Disk.split(path).name
  }

  /// Where the transcript goes if nobody says so.
  func transcriptPath() throws -> String {
    if path == "-" { return "-" }
    let (folder, name) = Disk.split(path)
    if isTranscript { return path }
    guard !name.hasSuffix(".md") else {
      throw ProgramProblem(
        "\(path) would be overwritten: it is a page of Markdown, but no transcript",
        hint: "say where the transcript goes with -o", status: .usage)
    }
    let page = Disk.stem(name) + ".md"
    return path.utf8.contains(0x2F) ? (folder == "/" ? "/" : folder + "/") + page : page
  }

  /// The notebook, read.
  ///
  /// - Throws: `ExitStatus.unreadable` after its problems have been printed.
  func document(in sources: SourceMap, coloured: Bool) throws -> Document {
    let name = path == "-" ? "standard input" : Disk.split(path).name
    let id = sources.add(Source(name: name, text: page.source))
    let document = Document(source: page.source, id: id)
    let renderer = DiagnosticRenderer(sources)
    for problem in document.problems {
      Console.error(ErrorPaint.text(renderer.text(problem), coloured: coloured))
    }
    if document.problems.contains(where: { $0.severity == .error }) { throw ExitStatus.unreadable }
    return document
  }
}

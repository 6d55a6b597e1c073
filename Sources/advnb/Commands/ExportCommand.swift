// `advnb export`: a notebook as a web page, for Jupyter, or as a program.
// Neighbours: `Publishing` writes the forms; `NotebookRun` runs the cells first.

import ArgumentParser
import Formats
import Glibc
import Language
import Notebook
import Publishing

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write a notebook as HTML, ipynb or a program.",
    discussion: """
      The notebook is run first, but for --to script. An HTML page is one file: formulas are MathML, pictures stand \
      inside, and it looks well on dark screens, too. An ipynb holds the results, and `advnb kernel install` lets \
      Jupyter run it.
      """)

  enum Form: String, ExpressibleByArgument, CaseIterable { case html, ipynb, script }

  @Argument(help: "The notebook or transcript; - for standard input.", completion: .notebooks)
  var file: String

  @Option(name: .customLong("to"), help: "html, ipynb or script.")
  var form: Form

  @Option(name: [.customShort("o"), .customLong("output")], help: "Where it goes; - for standard output.", completion: .file())
  var output: String?

  @OptionGroup var common: CommonOptions

  func run() throws {
    let notebook = try NotebookFile(file)
    let session = common.session(folder: notebook.folder)
    let coloured = common.isColoured(STDERR_FILENO)
    let document = try notebook.document(in: session.sources, coloured: coloured)
    if form == .script { return try write(ScriptExport.text(document), ending: "adv") }
    common.confine(to: notebook.folder, writing: [target(ending: form.rawValue)])
    let run = NotebookRun.run(document, in: session, common)
    switch form {
    case .html: try write(html(document, run, notebook), ending: "html")
    case .ipynb: try write(Array((IPYNB.notebook(document, run).text(indent: 1) + "\n").utf8), ending: "ipynb")
    case .script: break
    }
    try NotebookRun.finish(run, document, coloured: coloured)
  }

  private func html(_ document: Document, _ run: Run, _ notebook: NotebookFile) throws -> [UInt8] {
    let page = Page(document, run, name: "page", sourceName: notebook.sourceName)
    let regions = PageStripper(page.bytes).regions.map { ($0.label, $0.text) }
    let published = PublishedRun(
      regions: Dictionary(regions, uniquingKeysWith: { first, _ in first }), values: run.values,
      figures: Dictionary(page.figures.map { ($0.name, $0.bytes) }, uniquingKeysWith: { first, _ in first }),
      folder: page.folder)
    var writer = HTMLPage(document, published)
    guard let text = writer.text() else {
      throw ProgramProblem(
        "the library that reads Markdown is not installed", hint: "on Debian: apt-get install libcmark-gfm-extensions0.29.0.gfm.6")
    }
    return Array(text.utf8)
  }

  private func target(ending: String) -> String {
    output ?? (file == "-" ? "-" : Disk.withoutExtension(file) + "." + ending)
  }

  private func write(_ bytes: [UInt8], ending: String) throws {
    let target = target(ending: ending)
    guard target != "-" else { return try Console.output(bytes) }
    do { try Disk.write(bytes, to: target) } catch {
      throw ProgramProblem("cannot write \(target): \(error.words)")
    }
    try Console.say("\(target)\n")
  }
}

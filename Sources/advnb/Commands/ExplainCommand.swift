// `advnb explain`: what a stage of the program makes of a text.
// Neighbours: `TokenDump`, `TreeDump`, `NodeDump` and `PlanReport` print; the last two see a running program.

import ArgumentParser
import Engine
import Glibc
import Language
import REPL
import Notebook
import SourceText
import Syntax
import TensorIR

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Show how a program or notebook is read and computed.",
    discussion: """
      tokens and tree read the text. ir and plan run it, and show for each flush what was recorded (a node a line; \
      what is wanted ends in an arrow), or the steps that compute it and the memory they need.
      """)

  enum Stage: String, ExpressibleByArgument, CaseIterable { case tokens, tree, ir, plan }

  @Option(help: "What to show.")
  var stage: Stage

  @ArgumentParser.Argument(
    help: "A program, notebook or transcript; - for a program on standard input.", completion: .sources)
  var file: String

  @OptionGroup var common: CommonOptions

  func run() throws {
    let notebook = try NotebookFile(file)
    switch stage {
    case .tokens, .tree: try read(notebook)
    case .ir, .plan: try compute(notebook)
    }
  }

  private func read(_ notebook: NotebookFile) throws {
    let sources = SourceMap()
    var failed = false
    for source in try texts(notebook, sources) {
      let id = sources.add(source)
      if let title = title(of: source) { try Console.say(title + "\n") }
      if stage == .tokens {
        try Console.say(TokenDump().text(source, id: id) + "\n")
        continue
      }
      let parsed = Parser.parse(source, id: id)
      let text = TreeDump().text(parsed.block)
      if !text.isEmpty { try Console.say(text + "\n") }
      for problem in parsed.diagnostics { Console.error(ErrorPaint.text(DiagnosticRenderer(sources).text(problem), coloured: false)) }
      failed = failed || !parsed.diagnostics.isEmpty
    }
    if failed { throw ExitStatus.unreadable }
  }

  /// Runs the texts one after the other; what they put out is not shown.
  private func compute(_ notebook: NotebookFile) throws {
    let session = common.session(folder: notebook.folder)
    for source in try texts(notebook, session.sources) {
      if let title = title(of: source) { try Console.say(title + "\n") }
      let seen = FlushPages()
      if stage == .ir {
        session.interpreter.arena.observer = { seen.add("roots \($1.count)", NodeDump.text($0, roots: $1)) }
      } else if let engine = session.interpreter.arena.executor as? Engine {
        engine.observer = { seen.add(nil, $0.text) }
      }
      var entry = Session.Entry(text: source.text, name: source.name)
      entry.firstLine = source.firstLine
      entry.timeout = common.timeout
      let result = session.execute(entry)
      try Console.say(seen.text)
      if let problem = result.diagnostic {
        Console.error(ErrorPaint.text(session.render(problem), coloured: false))
        throw problem.kind == .syntax ? ExitStatus.unreadable : ExitStatus.failed
      }
    }
  }

  private var isNotebook: Bool { file.hasSuffix(".advnb") || file.hasSuffix(".md") }

  private func title(of source: Source) -> String? { isNotebook ? "# \(source.name)" : nil }

  private func texts(_ notebook: NotebookFile, _ sources: SourceMap) throws -> [Source] {
    guard isNotebook else {
      let name = file == "-" ? "standard input" : Disk.split(file).name
      return [Source(name: name, text: notebook.bytes)]
    }
    return try notebook.document(in: sources, coloured: false).cells.map(\.source)
  }
}

/// What observers saw of an entry, flush by flush; the same again is counted, not repeated.
private final class FlushPages {
  private var pages: [(text: String, count: Int)] = []

  func add(_ note: String?, _ body: String) {
    let text = note.map { "\($0)\n\(body)" } ?? body
    if let last = pages.indices.last, pages[last].text == text {
      pages[last].count += 1
    } else {
      pages.append((text, 1))
    }
  }

  var text: String {
    var number = 1
    var result = ""
    for page in pages {
      let last = number + page.count - 1
      result +=
        page.count == 1 ? "flush \(number): \(page.text)\n" : "flushes \(number) to \(last): \(page.text)\n"
      number = last + 1
    }
    return result
  }
}

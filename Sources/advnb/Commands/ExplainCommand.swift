// `advnb explain`: what a stage of the program makes of a text.
// Neighbours: `TokenDump` and `TreeDump` print.

import ArgumentParser
import Glibc
import Notebook
import SourceText
import Syntax

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Show how a program or notebook is read.")

  enum Stage: String, ExpressibleByArgument, CaseIterable { case tokens, tree }

  @Option(help: "What to show.")
  var stage: Stage

  @ArgumentParser.Argument(help: "A program, notebook or transcript; - for a program on standard input.")
  var file: String

  func run() throws {
    let sources = SourceMap()
    var failed = false
    for source in try texts(sources) {
      let id = sources.add(source)
      if let title = title(of: source) { try Console.output(title + "\n") }
      switch stage {
      case .tokens: try Console.output(TokenDump().text(source, id: id) + "\n")
      case .tree:
        let parsed = Parser.parse(source, id: id)
        let text = TreeDump().text(parsed.block)
        if !text.isEmpty { try Console.output(text + "\n") }
        for problem in parsed.diagnostics { Console.error(DiagnosticRenderer(sources).text(problem)) }
        failed = failed || !parsed.diagnostics.isEmpty
      }
    }
    if failed { throw ExitStatus.unreadable }
  }

  private var isNotebook: Bool { file.hasSuffix(".advnb") || file.hasSuffix(".md") }

  private func title(of source: Source) -> String? { isNotebook ? "# \(source.name)" : nil }

  private func texts(_ sources: SourceMap) throws -> [Source] {
    let notebook = try NotebookFile(file)
    guard isNotebook else {
      let name = file == "-" ? "standard input" : Disk.split(file).name
      return [Source(name: name, text: notebook.bytes)]
    }
    return try notebook.document(in: sources, coloured: false).cells.map(\.source)
  }
}

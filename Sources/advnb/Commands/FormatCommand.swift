// `advnb fmt`: programs and the cells of notebooks in the house's spelling.
// Neighbours: `Formatter` does the work; `ExplainCommand` shows how a text is read.

import ArgumentParser
import Notebook
import REPL
import SourceText
import Syntax

struct FormatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fmt", abstract: "Format programs and the cells of notebooks.",
    discussion: """
      Comments, names, numbers and strings stay as they are written, and so does the prose of a notebook. A file \
      that does not parse is left alone. Transcripts are written by `run`, so there is nothing to format in them.
      """)

  @Flag(help: "Write nothing; exit with 1 if something would change.")
  var check = false

  @ArgumentParser.Argument(
    help: "Programs (.adv) and notebooks (.advnb); - for a program on standard input.", completion: .sources)
  var files: [String]

  func run() throws {
    var status = ExitStatus.good
    for file in files {
      do {
        let notebook = try NotebookFile(file)
        let text = try formatted(notebook)
        if file == "-", !check {
          try Console.output(text)
        } else if text != notebook.bytes {
          if check { status = status == .good ? .failed : status }
          try Console.say("\(file)\(check ? " would change" : "")\n")
          if !check { try write(text, to: file) }
        }
      } catch ExitStatus.unreadable {
        status = .unreadable
      }
    }
    if status != .good { throw status }
  }

  private func write(_ text: [UInt8], to file: String) throws {
    do { try Disk.write(text, to: file) } catch {
      throw ProgramProblem("cannot write \(file): \(error.words)")
    }
  }

  private func formatted(_ file: NotebookFile) throws -> [UInt8] {
    if file.path.hasSuffix(".md") {
      throw ProgramProblem(
        "\(file.path) is a page of Markdown, and only programs and notebooks are formatted",
        hint: "format the notebook, then run it", status: .usage)
    }
    let sources = SourceMap()
    guard file.path.hasSuffix(".advnb") else {
      let name = file.path == "-" ? "standard input" : Disk.split(file.path).name
      return try formatted(Source(name: name, text: file.bytes), sources)
    }
    return try formattedCells(of: file.document(in: sources, coloured: false), sources)
  }

  /// The page with other cells. A cell that shows a mistake of syntax keeps it, one that includes a notebook its line.
  private func formattedCells(of document: Document, _ sources: SourceMap) throws -> [UInt8] {
    var page: [UInt8] = []
    var position = 0
    for cell in document.cells {
      let start = document.body(of: cell)
      page += document.source[position..<start]
      position = start + cell.body.count
      page +=
        cell.attributes.expectedError == .syntax || cell.includedPath != nil
        ? cell.body : try formatted(cell.source, sources, isCell: true)
    }
    return page + document.source[position...]
  }

  /// - Throws: `ExitStatus.unreadable` after the problem has been printed.
  private func formatted(_ source: Source, _ sources: SourceMap, isCell: Bool = false) throws -> [UInt8] {
    do throws(FormatProblem) {
      var text = try Formatter.format(source, id: sources.add(source))
      if isCell, source.text.last != 0x0A, text.last == 0x0A { text.removeLast() }
      return text
    } catch {
      switch error {
      case .unreadable(let problem): Console.error(ErrorPaint.text(DiagnosticRenderer(sources).text(problem), coloured: false))
      case .changesMeaning:
        Console.error("advnb: \(source.name) is left alone: the formatter does not read it well")
      }
      throw ExitStatus.unreadable
    }
  }
}

extension Document {
  /// Where the code of a cell begins in the source: below its fence.
  fileprivate func body(of cell: CodeCell) -> Int {
    let fenceEnd = source[cell.range].firstIndex(of: 0x0A) ?? cell.range.upperBound
    return min(fenceEnd + 1, cell.range.upperBound)
  }
}

// `advnb import`: a file of Jupyter's as a notebook.
// Neighbours: `Publishing/IPYNB+Import` reads it.

import ArgumentParser
import Publishing

struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Turn an ipynb file into a notebook.",
    discussion: """
      Markdown and code are kept, results are dropped. Code of other languages becomes plain fences, which are not \
      run.
      """)

  @Argument(help: "The .ipynb file; - for standard input.", completion: .file(extensions: ["ipynb"]))
  var file: String

  @Option(name: [.customShort("o"), .customLong("output")], help: "Where it goes; - for standard output.", completion: .notebooks)
  var output: String?

  func run() throws {
    let bytes: [UInt8]
    do { bytes = file == "-" ? try Disk.readStandardInput() : try Disk.read(file) } catch {
      throw ProgramProblem("cannot read \(file): \(error.words)")
    }
    let source: [UInt8]
    do { source = try IPYNB.imported(bytes) } catch {
      switch error {
      case .noJSON: throw ProgramProblem("\(file) is no JSON")
      case .noNotebook: throw ProgramProblem("\(file) is no notebook of Jupyter's")
      case .oldFormat(let format):
        throw ProgramProblem(
          "\(file) is of format \(format)", hint: "bring it to format 4 first: jupyter nbconvert --to notebook")
      }
    }
    let target = output ?? (file == "-" ? "-" : Disk.withoutExtension(file) + ".advnb")
    guard target != "-" else { return try Console.output(source) }
    if Disk.kind(target) != .missing, output == nil {
      throw ProgramProblem("\(target) exists already", hint: "say where it goes with -o", status: .usage)
    }
    do { try Disk.write(source, to: target) } catch {
      throw ProgramProblem("cannot write \(target): \(error.words)")
    }
    try Console.say("\(target)\n")
  }
}

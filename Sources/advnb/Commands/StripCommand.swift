// `advnb strip`: the notebook inside a transcript, byte for byte.
// Neighbours: `PageStripper` does the work.

import ArgumentParser
import Notebook

struct StripCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "strip", abstract: "Take all results out of a transcript.")

  @Argument(help: "The transcript; - for standard input.", completion: .transcripts)
  var file: String

  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: "Where the notebook goes. (default: standard output)", completion: .notebooks)
  var output: String?

  func run() throws {
    let source = try NotebookFile(file).page.source
    guard let output, output != "-" else { return try Console.output(source) }
    do { try Disk.write(source, to: output) } catch {
      throw ProgramProblem("cannot write \(output): \(error.words)")
    }
  }
}

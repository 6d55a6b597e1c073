// `advnb student`: what students get of a key.
// Neighbours: `Notebook/StudentVersion` leaves out what they shall not see.

import ArgumentParser
import Glibc
import Notebook
import SourceText

struct StudentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "student", abstract: "Write the notebook for students: no solutions, no hidden cells, no results.",
    discussion: """
      In cells of the class .exercise what stands between ## begin solution and ## end solution makes way for the \
      cell's #| stub: line; cells of the class .hidden are left out. Of key.advnb the result is key-student.advnb.
      """)

  @Argument(help: "The key: a notebook or transcript.", completion: .notebooks)
  var key: String

  @Option(
    name: [.customShort("o"), .customLong("output")],
    help: ArgumentHelp("Where it goes; - for standard output.", valueName: "file.advnb"), completion: .notebooks)
  var output: String?

  func run() throws {
    let notebook = try NotebookFile(key)
    let document = try notebook.document(in: SourceMap(), coloured: false)
    for cell in document.cells where cell.has(.exercise) {
      if SolutionText(cell.body).problem != nil {
        throw ProgramProblem(
          "the marks of the solution in cell \(cell.label) do not pair up",
          hint: "write ## begin solution and ## end solution on lines of their own")
      }
    }
    let text = document.studentVersion
    let target = output ?? (key == "-" ? "-" : Disk.withoutExtension(key) + "-student.advnb")
    guard target != "-" else { return try Console.output(text) }
    do { try Disk.write(text, to: target) } catch {
      throw ProgramProblem("cannot write \(target): \(error.words)")
    }
    try Console.say("\(target)\n")
  }
}

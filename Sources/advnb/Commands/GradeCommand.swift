// `advnb grade`: answers run inside the key, one after the other, and what each earned.
// Neighbours: `Notebook/Grading` runs, `GradeReport` writes, `AnswerFiles` keeps the key from being read.

import ArgumentParser
import Formats
import Glibc
import Language
import Notebook
import SourceText

struct GradeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "grade", abstract: "Run students' answers inside the key.",
    discussion: """
      Of each answer only the bodies of the key's exercise cells are taken, by name; whatever else is in it is not \
      run. Each runs in a session of its own under limits of time and memory, and may write no files. grades.csv, \
      grades.json and a report for each answer go into a folder.
      """)

  @Argument(help: "The key.", completion: .notebooks)
  var key: String

  @Argument(help: "The answers.", completion: .notebooks)
  var answers: [String]

  @Option(
    name: [.customShort("o"), .customLong("output")], help: ArgumentHelp("Folder of the results.", valueName: "dir"),
    completion: .directory)
  var output = "grades"

  @OptionGroup var common: CommonOptions

  /// Seconds a cell, and all of an answer, may take where nobody says so.
  private static let cellSeconds = 10.0
  private static let answerSeconds = 120.0

  func run() throws {
    let file = try NotebookFile(key)
    let document = try file.document(in: SourceMap(), coloured: false)
    let grading = Grading(document)
    guard !grading.exercises.isEmpty else {
      throw ProgramProblem("\(key) has no exercises", hint: "mark them with a name and a class: {#ex-1 .exercise}")
    }
    do { try Disk.makeFolders(output) } catch {
      throw ProgramProblem("cannot make the folder \(output): \(error.words)")
    }
    common.confine(to: file.folder, writing: answers + [output + "/grades.csv"])
    var report = GradeReport(key: file.sourceName, grading: grading)
    for answer in answers {
      let grade = try grade(answer, grading, folder: file.folder)
      report.add(answer, grade)
      if !common.json {
        try Console.say("\(answer): \(GradeReport.points(grade.earned)) of \(GradeReport.points(grade.points))\n")
      }
      if Interrupt.stopFlag.isRaised { throw ExitStatus.interrupted }
    }
    do throws(SystemError) {
      for file in report.files { try Disk.write(file.bytes, to: output + "/" + file.name) }
    } catch {
      throw ProgramProblem("cannot write below \(output): \(error.words)")
    }
    if common.json { try Console.output(report.json.text() + "\n") }
  }

  private func grade(_ answer: String, _ grading: Grading, folder: String) throws -> Grade {
    let file: NotebookFile
    do { file = try NotebookFile(answer) } catch let problem as ProgramProblem {
      var grade = grading.emptyGrade
      grade.remark(problem.message)
      return grade
    }
    let session = common.session(folder: folder, wrap: AnswerFiles.init)
    let page = Document(source: file.page.source, id: session.sources.add(Source(name: answer, text: file.page.source)))
    var limits = RunLimits()
    limits.seed = common.seed
    limits.timeout = common.timeout ?? Self.cellSeconds
    limits.total = common.totalTimeout ?? Self.answerSeconds
    return grading.grade(page, in: session, limits: limits, clock: Clock.seconds)
  }
}

/// Files as answers may see them: data of the key's folder, but no notebooks, and nothing is written.
final class AnswerFiles: FileAccess {
  private let files: any FileAccess

  init(_ files: any FileAccess) { self.files = files }

  func read(_ path: String) throws -> [UInt8] {
    let lower = path.lowercased()
    if [".advnb", ".md", ".ipynb"].contains(where: lower.hasSuffix) {
      throw FileAccessError("answers may not read notebooks: \(path)")
    }
    return try files.read(path)
  }

  func write(_ path: String, _ bytes: [UInt8]) throws {
    throw FileAccessError("answers may not write files: \(path)")
  }

  func dataset(_ relativePath: String) -> [UInt8]? { files.dataset(relativePath) }
}

// The committed transcripts of the guide are what the program computes today, on both executors.
// Neighbours: `notebooks/guide` holds the pages, `NotebookCommandTests` look at `check` itself.

import Testing

@Suite(.serialized) struct GuideTests {
  static let pages = [
    "01-values-and-shapes", "02-functions-and-scope", "03-indexing", "04-gradients", "05-models-and-training",
    "06-randomness", "07-pictures-and-charts", "08-errors", "09-notebooks",
  ]

  @Test(arguments: pages, ["engine", "reference"])
  func transcriptHolds(_ page: String, on executor: String) throws {
    let root = String(#filePath.dropLast("/Tests/ProgramTests/GuideTests.swift".utf8.count))
    let folder = try Folder()
    let ending = try BuiltProgram.run(["check", "--executor", executor, "\(root)/notebooks/guide/\(page).md"], in: folder)
    #expect(ending.status == 0, "\(ending.output)\(ending.error)")
  }
}

// What newcomers get wrong, and the whole message that they get: place, names, shapes, origin, hint.
// Neighbours: `Tests/LanguageSuite/errors` holds one mistake a file: the program, `----`, the message.

import Language
import Testing

struct Mistake: CustomTestStringConvertible, Sendable {
  let name: String
  let program: String
  let message: String

  var testDescription: String { name }

  static let all: [Mistake] = {
    let folder = Folder.suite + "/errors"
    return Folder.names(folder, ending: ".txt").compactMap { name in
      guard let lines = Folder.text(folder + "/" + name)?.lines,
        let mark = lines.firstIndex(of: "----")
      else { return nil }
      return Mistake(
        name: name, program: lines.prefix(max(0, mark - 1)).joined(separator: "\n"),
        message: lines.dropFirst(mark + 2).joined(separator: "\n"))
    }
  }()
}

@Suite struct ErrorMessageTests {
  @Test(arguments: Mistake.all)
  func messageIsAsCommitted(_ mistake: Mistake) throws {
    let session = ExecutorKind.reference.session()
    let result = session.outcome(of: mistake.program, name: "program")
    let diagnostic = try #require(result.diagnostic)
    #expect(session.render(diagnostic) == mistake.message)
  }

  @Test(arguments: Mistake.all)
  func theSessionGoesOnAfterAMistake(_ mistake: Mistake) throws {
    let session = ExecutorKind.reference.session()
    try session.run("kept = 41")
    _ = session.outcome(of: mistake.program)
    #expect(try session.number("kept + 1") == 42)
  }

  @Test func fortyMistakesAndMore() { #expect(Mistake.all.count >= 40) }

  @Test func everyMessagePointsIntoTheProgram() throws {
    for mistake in Mistake.all {
      #expect(mistake.message.contains("program, line "), "\(mistake.name)")
    }
  }
}

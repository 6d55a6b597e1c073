// The program in a real terminal, played by the scenarios of `Tests/TerminalTests`.
// Neighbours: those scripts; `ConversationTests` talks without a screen.

import Foundation
import Testing

@Suite(.serialized) struct TerminalTests {
  private static let scripts = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "TerminalTests").path

  /// Runs a script of that folder; Debian's Python, which has pexpect and pyte.
  private func play(_ script: String, _ options: [String] = []) throws -> Ending {
    try BuiltProgram.run(
      ["\(Self.scripts)/\(script)", BuiltProgram.path] + options, tool: "/usr/bin/python3", in: Folder())
  }

  @Test func screensAreAsCommitted() throws {
    let ending = try play("scenarios.py")
    #expect(ending.status == 0, "\(ending.output)\(ending.error)")
  }

  @Test func randomKeysNeitherEndNorWedgeIt() throws {
    let ending = try play("fuzz.py", ["--seconds", "20", "--seed", "7"])
    #expect(ending.status == 0, "\(ending.output)\(ending.error)")
  }
}

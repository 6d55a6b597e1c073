// Behind the kernel's wall a bug of the language opens no socket, starts no process, and reaches no other folder.
// Neighbours: `advnb probe` makes the attempts; `CommandTests` has the wall in front, that of the language.

import Testing

@Suite(.serialized) struct ConfinementTests {
  private func attempts(_ flags: String...) throws -> [String: Int] {
    let folder = try Folder()
    folder.makeFolder("own")
    folder["secret"] = "of others"
    let ending = try BuiltProgram.run(["probe", "own", "secret"] + flags, in: folder)
    var result: [String: Int] = [:]
    for line in ending.output.split(separator: "\n") {
      let words = line.split(separator: " ")
      result[words.dropLast().joined(separator: " ")] = words.last.flatMap { Int($0) }
    }
    if flags.isEmpty { #expect(folder["secret"] == "of others") }
    return result
  }

  @Test func nothingGetsOut() throws {
    let found = try attempts()
    #expect(found.count == 13)
    for (name, error) in found where name != "inside" { #expect(error != 0, "\(name)") }
    #expect(found["inside"] == 0)
  }

  /// The attempts are real: without the walls they work, up to the one that turns the process into another program.
  @Test func withoutWallsTheAttemptsWork() throws {
    let found = try attempts("--open")
    for name in ["tcp socket", "udp socket", "local socket", "fork", "look into others", "read", "write", "make folder", "link", "remove"] {
      #expect(found[name] == 0, "\(name)")
    }
  }
}

// A conversation that is killed at any moment: entries that were answered are in the history, each line of it is one that was
// typed, and saved files are whole.
// Neighbours: `KillTests` does the same to runs; `REPL/History` writes the file.

import Glibc
import Testing

@testable import Formats

@Suite(.serialized) struct ConversationKillTests {
  /// Kills; `ADVNB_KILLS` asks for more.
  static let count = getenv("ADVNB_KILLS").flatMap { Int(String(cString: $0)) } ?? 25

  @Test func whatWasAnsweredIsKept() throws {
    let folder = try Folder()
    var (typed, answered, killed): (Set<String>, [String], Int) = ([], [], 0)
    for round in 0..<Self.count {
      let dialogue = try Dialogue(in: folder)
      // Half of them are killed while the program starts and reads the history.
      if round % 2 == 0 { _ = dialogue.read(until: "advnb> ") }
      let entries = (0..<4).flatMap { number -> [String] in
        ["print(\"done \" + \"\(round).\(number)\")", "save(\"x.npy\", ones(100, 100) * \(round * 4 + number))"]
      }
      typed.formUnion(entries)
      dialogue.type(entries.map { $0 + "\r" }.joined())
      let shown = dialogue.read(milliseconds: Int32(round * 7919 % 180))
      if dialogue.killNow() == 128 + SIGKILL { killed += 1 }
      for number in 0..<4 where shown.contains("done \(round).\(number)\r\n") {
        answered.append("print(\"done \" + \"\(round).\(number)\")")
      }
      try expectWhole(folder, typed, answered, "round \(round)")
    }
    #expect(killed > Self.count / 2)
    #expect(answered.count > Self.count / 4, "\(answered.count) answers in \(Self.count) conversations")
    // And it can be talked to as ever, the entries before at hand.
    let dialogue = try Dialogue(in: folder)
    try #require(dialogue.read(until: "advnb> ") != nil)
    #expect(dialogue.ask("1 + 1")?.contains("2") == true)
  }

  private func expectWhole(_ folder: Folder, _ typed: Set<String>, _ answered: [String], _ round: String) throws {
    let history = folder[".local/state/advnb/history"] ?? ""
    #expect(history.isEmpty || history.hasSuffix("\n"), "\(round)")
    let lines = history.split(separator: "\n").map(String.init)
    for line in lines.suffix(20) where !typed.contains(line) { Issue.record("\(round): \(line.debugDescription) was never typed") }
    let missing = Set(answered).subtracting(lines)
    #expect(missing.isEmpty, "\(round): \(missing) are lost")
    guard let bytes = folder.bytes("x.npy") else { return }
    let value = try NPY.decode(bytes, limit: 1 << 20)
    #expect(value.shape == [100, 100], "\(round)")
    #expect(Set(stride(from: 0, to: value.bytes.count, by: 4).map { Array(value.bytes[$0..<$0 + 4]) }).count == 1, "\(round)")
  }
}

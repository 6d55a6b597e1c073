// The history file under bad conditions: cut lines, full disks, sessions that come while it is shortened.
// Neighbours: `REPL/History`; `ProgramTests/ConversationKillTests` kills whole conversations.

import Foundation
import Testing

@testable import REPL

@Suite struct HistoryTests {
  private let path = NSTemporaryDirectory() + "/advnb-history-\(UUID().uuidString)/history"

  private func write(_ text: String) throws {
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  private var text: String { (try? String(contentsOfFile: path, encoding: .utf8)) ?? "" }

  @Test func entriesComeBackAsTheyWere() {
    let history = History(path: path)
    let entries = ["x = 1", "a\nb", "\\n is no line end", "", "é 🐟"]
    for entry in entries { history.append(entry) }
    #expect(history.load() == entries.filter { !$0.isEmpty })
  }

  @Test func aCutLineDoesNotSwallowTheNext() throws {
    try write("x = 1\ny = ")
    let history = History(path: path)
    history.append("z = 3")
    #expect(history.load() == ["x = 1", "y = ", "z = 3"])
    #expect(text == "x = 1\ny = \nz = 3\n")
  }

  @Test func aLongHistoryIsShortenedInOneStep() throws {
    try write((0..<9_000).map { "entry \($0)\n" }.joined())
    let history = History(path: path, sizeLimit: 1_000)
    #expect(history.load().count == 5_000)
    #expect(text.hasPrefix("entry 4000\n") && text.hasSuffix("entry 8999\n"))
    let names = try FileManager.default.contentsOfDirectory(atPath: (path as NSString).deletingLastPathComponent)
    #expect(names == ["history"])
  }

  /// Conversations that begin, and shorten the file, while others add to it: no entry is lost.
  @Test func nothingIsLostWhileItIsShortened() async throws {
    try write((0..<6_000).map { "old \($0)\n" }.joined())
    let path = path
    await withTaskGroup(of: Void.self) { group in
      for writer in 0..<4 {
        group.addTask { for number in 0..<100 { History(path: path).append("new \(writer).\(number)") } }
        group.addTask { for _ in 0..<20 { _ = History(path: path, sizeLimit: 1_000).load() } }
      }
    }
    let kept = Set(History(path: path).load())
    let wanted = Set((0..<4).flatMap { writer in (0..<100).map { "new \(writer).\($0)" } })
    #expect(wanted.isSubset(of: kept), "\(wanted.subtracting(kept).count) are lost")
  }
}

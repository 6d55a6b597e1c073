// Talks with the program at a terminal.
// Neighbours: `Dialogue`.

import Glibc
import Testing

@Suite(.serialized) struct ConversationTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  private func begin(_ environment: [String] = ["ADVNB_HISTORY=", "NO_COLOR=1"]) throws -> Dialogue {
    let dialogue = try Dialogue(in: folder, environment: environment)
    try #require(dialogue.read(until: "advnb> ") != nil)
    return dialogue
  }

  @Test func showsTheValueOfAnEntryAndLeavesOnControlD() throws {
    let dialogue = try begin()
    #expect(dialogue.ask("1+1")?.contains("2") == true)
    dialogue.type("\u{04}")
    #expect(dialogue.end() == 0)
  }

  @Test func anEntryGoesOnUntilItsBracketsClose() throws {
    let dialogue = try begin()
    dialogue.type("f(x) = {\r")
    #expect(dialogue.read(until: "  ...> ") != nil)
    dialogue.type("  x ^ 2\r")
    #expect(dialogue.read(until: "  ...> ") != nil)
    #expect(dialogue.ask("}") != nil)
    #expect(dialogue.ask("f(12)")?.contains("144") == true)
  }

  @Test func controlCStopsAnEndlessLoopAndKeepsValues() throws {
    let dialogue = try begin()
    _ = dialogue.ask("kept = 41")
    dialogue.type("while true { }\r")
    _ = dialogue.read(until: "\n")
    usleep(300_000)
    dialogue.type("\u{03}")
    #expect(dialogue.read(until: "advnb> ")?.contains("interrupted") == true)
    #expect(dialogue.ask("kept + 1")?.contains("42") == true)
  }

  @Test func controlCAtThePromptGivesUpTheLineOnly() throws {
    let dialogue = try begin()
    dialogue.type("garbage (")
    _ = dialogue.read(until: "garbage (")
    for _ in 0..<2 {
      dialogue.type("\u{03}")
      #expect(dialogue.read(until: "advnb> ") != nil)
    }
    #expect(dialogue.ask("5 * 5")?.contains("25") == true)
  }

  @Test func anErrorLeavesTheConversationAndItsValuesAlone() throws {
    let dialogue = try begin()
    _ = dialogue.ask("n = 7")
    #expect(dialogue.ask("nn")?.contains("`nn` is not defined") == true)
    #expect(dialogue.ask("n * 6")?.contains("42") == true)
  }

  @Test func lastValuesHaveNames() throws {
    let dialogue = try begin()
    _ = dialogue.ask("20 + 1")
    _ = dialogue.ask("1000")
    #expect(dialogue.ask("_1 * 2")?.contains("42") == true)
    #expect(dialogue.ask("_ + 1")?.contains("43") == true)
    #expect(dialogue.ask("|> (x -> x + 1)")?.contains("44") == true)
  }

  @Test func tabTurnsTeXNamesIntoLettersAndCompletesNames() throws {
    let dialogue = try begin()
    #expect(dialogue.ask("\\alpha\t = 3") != nil)
    #expect(dialogue.ask("α + 4")?.contains("7") == true)
    _ = dialogue.ask("zebra = {weights: 11, bias: 2}")
    #expect(dialogue.ask("zeb\t.wei\t")?.contains("11") == true)
  }

  @Test func pastedPromptsAreTakenOff() throws {
    let dialogue = try begin()
    dialogue.type("advnb> 6 * 7\r")
    _ = dialogue.read(until: "\n")
    #expect(dialogue.read(until: "advnb> ")?.contains("42") == true)
  }

  @Test func aBracketedPasteIsOneEntry() throws {
    let dialogue = try begin()
    dialogue.type("\u{1B}[200~a = 40\nb = 2\na + b\u{1B}[201~\r")
    #expect(dialogue.read(until: "42") != nil)
    #expect(dialogue.read(until: "advnb> ") != nil)
    #expect(dialogue.ask("_1")?.contains("42") == true)
  }

  @Test func historyIsPrivateAndKeepsEntriesWhole() throws {
    let environment = ["XDG_STATE_HOME=\(folder.path)/state", "NO_COLOR=1"]
    let dialogue = try begin(environment)
    dialogue.type("g = (\r")
    _ = dialogue.read(until: "  ...> ")
    _ = dialogue.ask("12)")
    dialogue.type("\u{04}")
    #expect(dialogue.end() == 0)
    #expect(folder.mode("state/advnb/history") == 0o600)
    #expect(folder["state/advnb/history"] == "g = (\\n  12)\n")
    let second = try begin(environment)
    second.type("\u{10}\r")  // Ctrl-P brings the entry back.
    #expect(second.read(until: "advnb> ") != nil)
    #expect(second.ask("g")?.contains("12") == true)
  }

  @Test func historyCanBeTurnedOff() throws {
    let dialogue = try begin()
    _ = dialogue.ask("1")
    dialogue.type("\u{04}")
    _ = dialogue.end()
    #expect(folder.names.isEmpty)
  }

  @Test func commandsTakeUniqueBeginnings() throws {
    let dialogue = try begin()
    _ = dialogue.ask("first = 1")
    #expect(dialogue.ask(":var")?.contains("first") == true)
    #expect(dialogue.ask(":s")?.contains("which one") == true)
    #expect(dialogue.ask(":nonsense")?.contains(":help :doc") == true)
    #expect(dialogue.ask(":undo")?.contains("first") == true)
    #expect(dialogue.ask("first")?.contains("not defined") == true)
    dialogue.type(":quit\r")
    #expect(dialogue.end() == 0)
  }

  @Test func questionMarksAskForHelpAndSource() throws {
    let dialogue = try begin()
    #expect(dialogue.ask("relu?")?.contains("relu(x") == true)
    #expect(dialogue.ask("sgd??")?.contains("fn sgd(") == true)
    #expect(dialogue.ask("nobody?")?.contains("there is no nobody") == true)
  }

  @Test func savedEntriesSpellTheLastValueOut() throws {
    let dialogue = try begin()
    _ = dialogue.ask("randn(2)")
    _ = dialogue.ask("(a, _) = (1, 2)")
    let sum = try #require(dialogue.ask("sum(_ * 100)"))
    _ = dialogue.ask("|> (s -> s + 1)")
    _ = dialogue.ask(":save talk.advnb")
    let ending = try BuiltProgram.run(["run", "talk.advnb", "--cell", "in-3"], in: folder)
    let line = try #require(ending.output.split(separator: "\n").first)
    #expect(sum.contains(line))
    #expect(try BuiltProgram.run(["run", "talk.advnb"], in: folder).status == 0)
  }

  @Test func savedEntriesRunAsANotebookWithTheSameRandomNumbers() throws {
    let dialogue = try begin()
    _ = dialogue.ask(":seed 9")
    let drawn = try #require(dialogue.ask("randn(3)"))
    _ = dialogue.ask("broken +* 1")
    _ = dialogue.ask(":save talk.advnb")
    #expect(try BuiltProgram.run(["run", "talk.advnb"], in: folder).status == 0)
    let page = try #require(folder["talk.md"])
    let numbers = try #require(drawn.split(whereSeparator: \.isNewline).first { $0.contains("f32[3]") })
    #expect(page.contains(numbers.drop { $0 != "f" }))
    #expect(!page.contains("broken"))
  }
}

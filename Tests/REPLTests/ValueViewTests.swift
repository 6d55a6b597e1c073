// Values, pages of entries, pasted text and pictures, without a terminal.
// Neighbours: `ValueView`, `EntryRecord`, `PastedText`, `TerminalAbilities`.

import Display
import Engine
import Language
import StandardLibrary
import Testing

@testable import REPL

@Suite struct ValueViewTests {
  let session = Session(executor: Engine(threads: 1), library: StandardLibrary.sources)

  private func text(_ program: String, width: Int = 60, isColoured: Bool = false) throws -> String {
    let value = try session.run(program)
    try session.settle()
    return ValueView(session: session, width: width, isColoured: isColoured).text(value)
  }

  @Test func aModelIsATableOfItsLayers() throws {
    let table = try text("sequential(dense(784, 256), relu, batch_norm(256), dense(256, 10))", width: 90)
    let lines = table.split(separator: "\n")
    #expect(lines[0].hasPrefix("layer") && lines[0].hasSuffix("parameters"))
    #expect(lines[1] == "sequential")
    #expect(lines[2].hasPrefix("  dense") && lines[2].contains("w f32[784, 256]") && lines[2].hasSuffix("200,960"))
    #expect(lines[3] == "  relu")
    #expect(lines[4].hasPrefix("  batch_norm") && lines[4].contains("buffer"))
    #expect(lines.last?.hasPrefix("204,042 parameters") == true)
  }

  @Test func aRecordThatFitsIsALineAndElseATree() throws {
    #expect(try text("{a: 1, b: \"two\"}") == "{a: 1, b: \"two\"}")
    let tree = try text("{x: zeros(20, 20), inner: {y: zeros(300), z: zeros(2, 2)}}", width: 50)
    #expect(
      tree == """
        record of 2 fields, 2.75 KiB
        ├ x      f32[20, 20]  min 0  mean 0  max 0
        └ inner  record of 2 fields, 1.19 KiB
          ├ y  f32[300] [0, 0, 0, …, 0, 0, 0]  min 0  mea…
          └ z  f32[2, 2]
        """)
  }

  @Test func theMiddleOfALongListIsLeftOut() throws {
    let tree = try text("list(i * 1000000 for i in range(500))", width: 40)
    #expect(tree.split(separator: "\n").count == 12)
    #expect(tree.contains("├ … 490 more"))
  }

  @Test func aFunctionIsItsHeadAndWhatItIsFor() throws {
    #expect(try text("## Twice x.\nf(x, k = 2) = x * k\nf") == "f(x, k = 2)\n  Twice x.")
  }

  @Test func coloursLeaveTheWordsAsTheyAre() throws {
    let plain = try text("{a: [1, 2], s: \"x\\\"y\", t: true}")
    let coloured = try text("{a: [1, 2], s: \"x\\\"y\", t: true}", isColoured: true)
    #expect(coloured != plain)
    #expect(coloured.contains("\u{1B}[0;2mf32[2]\u{1B}[0m"))
    let words = coloured.split(separator: "\u{1B}", omittingEmptySubsequences: false).enumerated().map { index, part in
      index == 0 ? part : part.drop { $0 != "m" }.dropFirst()
    }
    #expect(words.joined() == plain)
  }

  @Test func rowsOfMatricesFitTheWindow() throws {
    session.interpreter.displayWidth = 40
    defer { session.interpreter.displayWidth = nil }
    let rows = try text("reshape(arange(24), 2, 12) * 1000.5", width: 40).split(separator: "\n").dropFirst()
    #expect(rows.allSatisfy { $0.count <= 40 })
    #expect(rows.allSatisfy { $0.contains("…") })
    #expect(try text("[[1, 2], [3, 4]] * 1", width: 40) == "f32[2, 2]\n  1  2\n  3  4")
  }

  @Test func aStoppedEntryLeavesNoWorkBehind() throws {
    try session.run("kept = 1")
    let flag = session.interpreter.stopFlag
    session.define("stop", "") { _ in
      flag.raise()
      return .none
    }
    let result = session.execute(.init(text: Array("a = ones(4) * 2; kept = 2; stop(); b = 3".utf8), name: "in-2"))
    flag.lower()
    #expect(result.diagnostic?.kind == .interrupted)
    #expect(session["a"] == nil)
    #expect(try session.number(session["kept"] ?? .none) == 2)
    #expect(session["b"] == nil)
  }
}

@Suite struct EntryTextTests {
  @Test func promptsAndAnswersGoFromAPieceOfAConversation() {
    #expect(PastedText.withoutPrompts("advnb> a = [\n  ...>   1]\nadvnb> a\nf32[1] [1]") == "a = [\n  1]\na")
    #expect(PastedText.withoutPrompts("a = 1\nadvnb> b") == "a = 1\nadvnb> b")
    #expect(PastedText.withoutPrompts("advnb>") == "")
  }

  @Test func placesInMessagesAreNamedAsOnAPage() {
    #expect(EntryRecord.asOnPage("  ┌─ in-3, line 1\n(in-12, line 2) begin-3, line 1") == "  ┌─ cell in-3, line 1\n(cell in-12, line 2) begin-3, line 1")
  }

  @Test(arguments: [
    ("\u{1B}_Gi=31;OK\u{1B}\\\u{1B}[6;20;9t\u{1B}[?62;4c", PictureMode.kitty), ("\u{1B}[?62;4;6c", .sixel),
    ("\u{1B}[?6c", .halfblocks), ("", .halfblocks),
  ])
  func picturesAreDrawnAsTheTerminalCan(_ answer: String, _ mode: PictureMode) {
    let abilities = TerminalAbilities(
      wanted: .auto, environment: { $0 == "TERM" ? "xterm-256color" : nil }, ask: { _ in answer })
    #expect(abilities.mode == mode)
    if mode == .kitty { #expect(abilities.cell == (9, 20)) }
  }

  @Test func aTerminalWithoutColoursIsNotAsked() {
    for variables in [["TERM": "dumb"], ["TERM": "xterm", "NO_COLOR": "1"]] {
      let abilities = TerminalAbilities(wanted: .auto, environment: { variables[$0] }) { _ in
        Issue.record("the terminal was asked")
        return ""
      }
      #expect(abilities.mode == .ascii)
    }
  }

  @Test func tablesAreCutToTheWindow() {
    let table = Table(columns: [
      Column(name: "name", cells: [.text("attacked by one large step"), .text("clean")]),
      Column(name: "accuracy", cells: [.number(0.03125), .number(0.98)]),
      Column(name: "loss", cells: [.number(1), .none]),
    ])
    #expect(
      OutputText(width: 30).text(.table(table)) == """
        name            accuracy  loss
        attacked by o…   0.03125     1
        clean               0.98

        """)
    #expect(
      OutputText(width: 20).text(.table(table)) == """
        name    accuracy  …
        attac…   0.03125  …
        clean       0.98  …

        """)
  }

  @Test func amountsAreShort() {
    #expect(Amount.seconds(0.00123) == "1.23 ms")
    #expect(Amount.bytes(203_530 * 4) == "795 KiB")
    #expect(Amount.grouped(-1_234_567) == "-1,234,567")
  }

  @Test func everyCommandHasHelpAndAUniqueName() {
    #expect(Set(Command.all.map(\.name)).count == Command.all.count)
    let contract = "help doc type source vars time bench mem seed digits grad graph plan load save transcript show edit undo tour set clear reset history quit"
    #expect(Set(contract.split(separator: " ").map(String.init)) == Set(Command.all.map(\.name)))
    #expect(Command.all.allSatisfy { !$0.summary.isEmpty && $0.helpText.hasPrefix(":\($0.name)") })
  }
}

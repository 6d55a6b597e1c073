// Entries as rows of a window, and how they are drawn over what stands there.
// Neighbours: `EntryLayout`, `EntryPainter`; `Tests/TerminalTests` sees them on a screen.

import Testing

@testable import REPL

@Suite struct EntryLayoutTests {
  private func layout(_ text: String, cursor: Int? = nil, columns: Int = 20, isColoured: Bool = false) -> EntryLayout {
    let bytes = Array(text.utf8)
    return EntryLayout(
      prompt: "> ", continuation: ". ", text: bytes, cursor: cursor ?? bytes.count, columns: columns,
      isColoured: isColoured, width: { $0 < 0x20 ? -1 : $0 >= 0x3000 ? 2 : 1 })
  }

  @Test func linesGetPromptsAndTheCursorItsPlace() {
    let entry = layout("a = 1\nb", cursor: 6)
    #expect(entry.rows == ["> a = 1", ". b"])
    #expect(entry.cursor == (1, 2))
    #expect(entry.widths == [7, 3])
  }

  @Test func aLineThatFillsTheWindowHasTheCursorOnTheNextRow() {
    let entry = layout("12345678", columns: 10)
    #expect(entry.rows == ["> 12345678", ""])
    #expect(entry.cursor == (1, 0))
  }

  @Test func wideCharactersAreNotCut() {
    let entry = layout("日本語", columns: 5)
    #expect(entry.rows == ["> 日", "本語"])
    #expect(entry.cursor == (1, 4))
  }

  @Test func whatATerminalWouldObeyIsShown() {
    #expect(layout("\u{1B}[2J\ta").rows == ["> ^[[2J  a"])
  }

  @Test func bytesThatAreNoTextTakeACell() {
    let entry = EntryLayout(
      prompt: "> ", continuation: ". ", text: [0xFF, 0x61], cursor: 2, columns: 20, isColoured: false, width: { _ in 1 })
    #expect(entry.rows == ["> \u{FFFD}a"])
    #expect(entry.cursor == (0, 4))
  }

  @Test func coloursEndWithTheirRow() {
    let entry = layout("\"abcdef\"", columns: 6, isColoured: true)
    #expect(entry.rows.count == 2)
    #expect(entry.rows.allSatisfy { !$0.contains("\u{1B}[0;32m") || $0.hasSuffix("\u{1B}[0m") })
    #expect(layout(":help", isColoured: true).rows[0].hasSuffix(":help"))
  }

  @Test func onlyRowsThatDifferAreWritten() {
    var painter = EntryPainter()
    _ = painter.changes(to: layout("first\nsecond"), windowRows: 24)
    let text = painter.changes(to: layout("first\nsecond!"), windowRows: 24)
    #expect(!text.contains("first"))
    #expect(text.contains(". second!"))
  }

  @Test func ofTallEntriesThePartAroundTheCursorIsShown() {
    var painter = EntryPainter()
    let text = (1...50).map { "line\($0)" }.joined(separator: "\n")
    let end = painter.changes(to: layout(text), windowRows: 10)
    #expect(end.contains("line50") && end.contains("line41") && !end.contains("line40"))
    let start = painter.changes(to: layout(text, cursor: 0), windowRows: 10)
    #expect(start.contains("> line1") && !start.contains("line11"))
    // When it is done all of it stands on the screen and above it.
    _ = painter.changes(to: layout(text), windowRows: 10)
    #expect(painter.end(layout(text)).contains("> line1\r\n"))
  }
}

// Between keyboard and screen: entries fit any window, and nothing that was typed or received is obeyed by mistake.
// Neighbours: `TerminalTests/fuzz.py` types at the whole program.

import Formats
import SourceText

@testable import Jupyter
@testable import REPL

enum ConversationClaims {
  static let all = [
    Claim("entry") { entry($0) },
    Claim("message") { message($0) },
  ]

  /// Two bytes for the window and the cursor, then the entry.
  private static func entry(_ bytes: [UInt8]) -> String? {
    guard bytes.count >= 2 else { return nil }
    let (columns, text) = (Int(bytes[0]) % 90, Array(bytes.dropFirst(2)))
    let cursor = text.isEmpty ? 0 : Int(bytes[1]) % (text.count + 1)
    let layout = EntryLayout(
      prompt: "advnb> ", continuation: "  ...> ", text: text, cursor: cursor, columns: columns, isColoured: bytes[1] % 2 == 0,
      width: { $0 < 0x20 || (0x7F..<0xA0).contains($0) ? -1 : $0 >= 0x1100 ? 2 : 1 })
    let width = max(columns, 2)
    if let wide = layout.widths.first(where: { $0 > width + 1 }) { return "a row of \(wide) in a window of \(width)" }
    if layout.cursor.row > layout.rows.count { return "the cursor is below the entry" }
    for scalar in layout.rows.joined().unicodeScalars where scalar.value < 0x20 && scalar != "\u{1B}" {
      return "control character \(scalar.value) on the screen"
    }
    var painter = EntryPainter()
    _ = painter.changes(to: layout, windowRows: Int(bytes[1]) % 7)
    _ = painter.restart(columns: width)
    _ = painter.end(layout)
    _ = CompletionContext(text, wordStart: cursor)
    let words = String(decoding: text, as: UTF8.self)
    _ = PastedText.withoutPrompts(words)
    let cut = TextFit.cut(words, width)
    if TextFit.width(cut) > width { return "cut to \(TextFit.width(cut)) of \(width) columns" }
    _ = TextFit.wrapped(words, width)
    return nil
  }

  /// Frames are cut at bytes of 255; without the key's signature no message is believed.
  private static func message(_ bytes: [UInt8]) -> String? {
    let frames = bytes.split(separator: 0xFF, omittingEmptySubsequences: false).map { Array($0) }
    if Message(frames, key: Array("secret".utf8)) != nil { return "an unsigned message is believed" }
    guard let open = Message(frames, key: []) else { return nil }
    return Message(open.frames(key: [7]), key: [7]) == nil ? "a signed message is not read" : nil
  }
}

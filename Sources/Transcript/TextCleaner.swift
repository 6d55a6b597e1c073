// Printed text as it may stand on a page: what a terminal would show, with nothing that could hide.
// Neighbours: `MarkdownWriter` puts it in fences, `TextLimits` cuts it.

import Display

public enum TextCleaner {
  /// The text a reader would have seen.
  ///
  /// `\r` overwrites its line, ANSI and OSC sequences go, other control characters and marks that turn
  /// the direction of writing show as `\x1b`, `\u{202e}`. Lines end in LF.
  public static func clean(_ text: String) -> String {
    var page = ScreenText()
    let scalars = Array(text.unicodeScalars)
    var index = 0
    while index < scalars.count {
      let scalar = scalars[index]
      switch scalar {
      case "\u{1B}":
        if let end = sequenceEnd(scalars, index) {
          index = end
          continue
        }
        page.write("\\x1b")
      case "\n": page.endLine()
      // The terminal's driver sends 0D 0A for a line end; only a lone 0D goes back.
      case "\r": if index + 1 >= scalars.count || scalars[index + 1] != "\n" { page.returnToStart() }
      case "\t": page.write("\t")
      default:
        if let name = escape(scalar) { page.write(name) } else { page.write(scalar) }
      }
      index += 1
    }
    return page.text
  }

  /// How a scalar that must not stand raw is written; nil for all others.
  static func escape(_ scalar: Unicode.Scalar) -> String? {
    guard scalar.isHidden else { return nil }
    let hex = String(scalar.value, radix: 16)
    return scalar.value < 0x100 ? "\\x" + (hex.count < 2 ? "0" : "") + hex : "\\u{\(hex)}"
  }

  /// The end of the terminal sequence that begins with the ESC at `start`; nil if it is none.
  private static func sequenceEnd(_ text: [Unicode.Scalar], _ start: Int) -> Int? {
    guard start + 1 < text.count else { return nil }
    switch text[start + 1] {
    case "[":
      var index = start + 2
      while index < text.count, (0x30...0x3F).contains(text[index].value) { index += 1 }
      while index < text.count, (0x20...0x2F).contains(text[index].value) { index += 1 }
      guard index < text.count, (0x40...0x7E).contains(text[index].value) else { return nil }
      return index + 1
    case "]", "P", "X", "^", "_":
      var index = start + 2
      // A title or a link is short; without an end in sight the sequence is shown as text.
      while index < text.count, text[index] != "\n", index - start < 4096 {
        if text[index] == "\u{07}" { return index + 1 }
        if text[index] == "\u{1B}" {
          return index + 1 < text.count && text[index + 1] == "\\" ? index + 2 : nil
        }
        index += 1
      }
      return nil
    default:
      var index = start + 1
      while index < text.count, (0x20...0x2F).contains(text[index].value) { index += 1 }
      guard index < text.count, (0x30...0x7E).contains(text[index].value) else { return nil }
      return index + 1
    }
  }
}

/// Lines with a cursor in the last one.
private struct ScreenText {
  private var done = String.UnicodeScalarView()
  private var line: [Unicode.Scalar] = []
  private var cursor = 0

  var text: String {
    var all = done
    all.append(contentsOf: line)
    return String(all)
  }

  mutating func write(_ scalar: Unicode.Scalar) {
    if cursor < line.count { line[cursor] = scalar } else { line.append(scalar) }
    cursor += 1
  }

  mutating func write(_ text: String) {
    for scalar in text.unicodeScalars { write(scalar) }
  }

  mutating func returnToStart() { cursor = 0 }

  mutating func endLine() {
    done.append(contentsOf: line)
    done.append("\n")
    line.removeAll(keepingCapacity: true)
    cursor = 0
  }
}

// Whether a text is a whole entry, and where its next line begins if it is not.
// Neighbours: the parser decides; `LineEditor` asks when Enter is pressed.

import Language

struct Completeness {
  let session: Session

  /// Spaces that the next line begins with; nil if the text is a whole entry.
  func indentation(after text: String) -> Int? {
    let entry = PastedText.withoutPrompts(text)
    if Self.isBlank(entry) || entry.hasPrefix(":") || Question(entry) != nil { return nil }
    guard session.isIncomplete(Array(Self.program(entry).utf8)) else { return nil }
    return Self.indentation(text)
  }

  static func isBlank(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A }
  }

  /// An entry that begins with a pipe goes on with the last value.
  static func program(_ entry: String) -> String {
    let start = entry.utf8.drop { $0 == 0x20 || $0 == 0x09 }
    return start.starts(with: "|>".utf8) ? "_ " + entry : entry
  }

  /// As the last line, and two more spaces for each bracket that it leaves open.
  private static func indentation(_ text: String) -> Int {
    let line = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).last ?? text.utf8[...]
    var depth = 0
    for byte in line {
      switch byte {
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
      // Brackets that close what earlier lines opened were moved to the left when they were typed.
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(0, depth - 1)
      default: break
      }
    }
    return line.prefix { $0 == 0x20 }.count + 2 * depth
  }
}

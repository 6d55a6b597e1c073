// Lines of help: padded, broken at the width of a terminal.
// Neighbours: `HelpText` and `ErrorPages` lay their words out with these.

enum HelpLines {
  static let width = 100

  /// Each line broken between words; indented ones (examples) as they are.
  static func folded(_ text: String) -> String {
    text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
      let words = String(decoding: Array(line), as: UTF8.self)
      return words.hasPrefix("  ") || line.count <= width
        ? words : wrapped(words.split(separator: " ").map(String.init), after: "", indent: 0, comma: "")
    }.joined(separator: "\n")
  }

  /// Up to the first full stop that ends a sentence.
  static func firstSentence(_ line: String) -> String {
    let bytes = Array(line.utf8)
    for place in bytes.indices.dropLast() where bytes[place] == UInt8(ascii: ".") && bytes[place + 1] == UInt8(ascii: " ") {
      return String(decoding: bytes[...place], as: UTF8.self)
    }
    return line
  }

  static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.utf8.count))
  }

  /// Words with commas (or none), in lines that begin under the first word.
  static func wrapped(_ names: [String], after head: String, indent: Int, comma: String = ",") -> String {
    var result = head
    var column = indent
    for (place, name) in names.enumerated() {
      let word = place == names.count - 1 ? name : name + comma
      if column + word.utf8.count + 1 > width, column > indent {
        result += "\n" + String(repeating: " ", count: indent)
        column = indent
      }
      result += column > indent ? " " + word : word
      column += word.utf8.count + (column > indent ? 1 : 0)
    }
    return result
  }
}

// Help and source as the terminal shows them: words broken at the window's edge, code in colours.
// Neighbours: `Session.help` has the words; `SyntaxPart` the colours.

import Syntax

enum HelpPaint {
  /// - Parameter isSource: all of it is code; else only what is indented.
  static func text(_ text: String, isSource: Bool, width: Int, isColoured: Bool) -> String {
    if isSource { return isColoured ? code(text) : text }
    let words = TextFit.wrapped(text, width)
    guard isColoured else { return words }
    return words.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map { index, line in
      if index == 0 { return Ink.bold.text(String(line)) }
      return line.hasPrefix("    ") ? code(String(line)) : String(line)
    }.joined(separator: "\n")
  }

  /// A piece of the language in colours.
  static func code(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var result = ""
    var end = 0
    for part in SyntaxPart.parts(of: bytes) {
      result += String(decoding: bytes[end..<part.range.lowerBound], as: UTF8.self)
      let words = String(decoding: bytes[part.range], as: UTF8.self)
      let ink = Ink(part.role)
      result += ink == .plain ? words : ink.text(words)
      end = part.range.upperBound
    }
    return result + String(decoding: bytes[end...], as: UTF8.self)
  }
}

// A cell's code with its words in colours.
// Neighbours: `Syntax/SyntaxColours` tells words apart, `HTMLStyle` has the colours.

import Syntax

enum CodeHTML {
  /// HTML of a program; every byte of it shows.
  static func text(_ code: [UInt8]) -> String {
    var result = ""
    var position = 0
    for part in SyntaxPart.parts(of: code) where part.range.lowerBound >= position {
      result += escaped(code[position..<part.range.lowerBound])
      let words = escaped(code[part.range])
      result += name(of: part.role).map { "<span class=\"\($0)\">\(words)</span>" } ?? words
      position = part.range.upperBound
    }
    return result + escaped(code[position...])
  }

  private static func escaped(_ bytes: ArraySlice<UInt8>) -> String {
    HTMLText.escaped(String(decoding: bytes, as: UTF8.self))
  }

  private static func name(of role: SyntaxPart.Role) -> String? {
    switch role {
    case .keyword: "k"
    case .number: "n"
    case .string: "s"
    case .comment, .documentation: "c"
    case .call: "f"
    case .operation: nil
    }
  }
}

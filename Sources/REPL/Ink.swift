// Colours of the terminal: few, from the sixteen that every theme makes readable.
// Neighbours: `EntryLayout` colours what is typed, `ValuePaint` values, `ErrorPaint` errors.

import Syntax

/// A colour or weight that text can stand in.
enum Ink: String {
  case plain = "0"
  case prompt = "1;32"
  case faint = "2"
  case keyword = "35"
  case number = "36"
  case string = "32"
  case call = "34"
  case bold = "1"
  case inverse = "7"

  /// The sequence that switches to it, from whatever was before.
  var start: String { self == .plain ? "\u{1B}[0m" : "\u{1B}[0;\(rawValue)m" }

  init(_ role: SyntaxPart.Role) {
    switch role {
    case .keyword: self = .keyword
    case .number: self = .number
    case .string: self = .string
    case .comment, .documentation: self = .faint
    case .call: self = .call
    case .operation: self = .plain
    }
  }

  func text(_ words: String) -> String { start + words + Ink.plain.start }
}

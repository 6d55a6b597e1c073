// Operators and brackets; those of other languages are recognised, to be refused with a hint.
// Neighbours: `Lexer` calls this for every other ASCII byte; `SyntaxErrors` holds the hints.

import SourceText

extension Lexer {
  /// Spellings from other languages, longest first; none of them can be part of a correct program.
  private static let foreign: [[UInt8]] = [
    "...", "===", "!==", "&&", "||", "**", "=>", ":=", "<>", "/*",
  ].map { Array($0.utf8) }

  private static let foreignStarts = Set(foreign.compactMap(\.first) + [UInt8(ascii: "!")])

  mutating func readOperator() throws(SyntaxError) {
    let start = position
    let first = byte(at: start)
    if Self.foreignStarts.contains(first) { try refuseForeignOperator() }
    let next = byte(at: start + 1)
    switch first {
    case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: ")"), UInt8(ascii: "]"),
      UInt8(ascii: "}"):
      position += 1
      readBracket(first, from: start)
      return
    case UInt8(ascii: "+"), UInt8(ascii: "-"):
      if next == first, isEndOfLine(after: start + 2) { throw foreignOperator(length: 2) }
    default: break
    }
    let (kind, length) = try operatorToken(first, next)
    position += length
    emit(kind, from: start)
  }

  private mutating func readBracket(_ byte: UInt8, from start: Int) {
    switch byte {
    case UInt8(ascii: "("): emitOpening(.parenOpen, from: start)
    case UInt8(ascii: "["): emitOpening(.bracketOpen, from: start)
    case UInt8(ascii: "{"): emitOpening(.braceOpen, from: start)
    case UInt8(ascii: ")"): emitClosing(.parenClose, for: .parenOpen, from: start)
    case UInt8(ascii: "]"): emitClosing(.bracketClose, for: .bracketOpen, from: start)
    default: emitClosing(.braceClose, for: .braceOpen, from: start)
    }
  }

  private func operatorToken(_ first: UInt8, _ next: UInt8) throws(SyntaxError) -> (TokenKind, Int) {
    let isAssign = next == UInt8(ascii: "=")
    switch first {
    case UInt8(ascii: ","): return (.comma, 1)
    case UInt8(ascii: ":"): return (.colon, 1)
    case UInt8(ascii: ";"): return (.semicolon, 1)
    case UInt8(ascii: "~"): return (.tilde, 1)
    case UInt8(ascii: "&"): return (.ampersand, 1)
    case UInt8(ascii: "."): return next == first ? (.spread, 2) : (.dot, 1)
    case UInt8(ascii: "|"): return next == UInt8(ascii: ">") ? (.pipe, 2) : (.bar, 1)
    case UInt8(ascii: "="): return isAssign ? (.equal, 2) : (.assign, 1)
    case UInt8(ascii: "<"): return isAssign ? (.lessEqual, 2) : (.less, 1)
    case UInt8(ascii: ">"): return isAssign ? (.greaterEqual, 2) : (.greater, 1)
    case UInt8(ascii: "!") where isAssign: return (.notEqual, 2)
    case UInt8(ascii: "+"): return isAssign ? (.plusAssign, 2) : (.plus, 1)
    case UInt8(ascii: "-"):
      if next == UInt8(ascii: ">") { return (.arrow, 2) }
      return isAssign ? (.minusAssign, 2) : (.minus, 1)
    case UInt8(ascii: "*"): return isAssign ? (.starAssign, 2) : (.star, 1)
    case UInt8(ascii: "/"):
      if next == first {
        return byte(at: position + 2) == UInt8(ascii: "=") ? (.floorAssign, 3) : (.floor, 2)
      }
      return isAssign ? (.slashAssign, 2) : (.slash, 1)
    case UInt8(ascii: "%"): return isAssign ? (.percentAssign, 2) : (.percent, 1)
    case UInt8(ascii: "^"): return isAssign ? (.caretAssign, 2) : (.caret, 1)
    case UInt8(ascii: "@"): return isAssign ? (.atAssign, 2) : (.at, 1)
    default: throw .unexpectedCharacter(Unicode.Scalar(first), span(position, position + 1))
    }
  }

  private func refuseForeignOperator() throws(SyntaxError) {
    for spelling in Self.foreign where matches(spelling) {
      throw foreignOperator(length: spelling.count)
    }
    if byte(at: position) == UInt8(ascii: "!"), byte(at: position + 1) != UInt8(ascii: "=") {
      throw foreignOperator(length: 1)
    }
  }

  private func matches(_ spelling: [UInt8]) -> Bool {
    for (index, wanted) in spelling.enumerated() where byte(at: position + index) != wanted { return false }
    return true
  }

  private func foreignOperator(length: Int) -> SyntaxError {
    let end = min(position + length, limit)
    return .foreignOperator(String(decoding: bytes[position..<end], as: UTF8.self), span(position, end))
  }

  /// True if nothing that could be an operand follows on the line: so `x++` is told from `x + +y`.
  private func isEndOfLine(after offset: Int) -> Bool {
    var offset = offset
    while byte(at: offset) == 0x20 || byte(at: offset) == 0x09 { offset += 1 }
    guard offset < limit else { return true }
    switch bytes[offset] {
    case 0x0A, 0x0D, UInt8(ascii: ";"), UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"),
      UInt8(ascii: "#"), UInt8(ascii: ","):
      return true
    default: return false
    }
  }
}

// Numbers: decimal, with point and exponent, `_` between digits, and `0x`, `0b`, `0o`.
// Neighbours: `Lexer` calls this; `Parser+Primary` turns the bytes into a value.

import SourceText

extension Lexer {
  mutating func readNumber() throws(SyntaxError) {
    let start = position
    if byte(at: start) == UInt8(ascii: "0"), let isDigit = Self.digits(ofPrefix: byte(at: start + 1)) {
      position += 2
      let digits = position
      while isDigit(byte(at: position)) || byte(at: position) == UInt8(ascii: "_") { position += 1 }
      guard position > digits else { throw .badNumber(text(start, position), span(start, position)) }
      try refuseTrailingLetters(from: start, kind: .integer)
      emit(.integer, from: start)
      return
    }
    var isFloat = false
    skipDigits()
    if byte(at: position) == UInt8(ascii: "."), pointBelongsToNumber() {
      isFloat = true
      position += 1
      skipDigits()
    }
    if skipExponent() { isFloat = true }
    if byte(at: position) == UInt8(ascii: "."), byte(at: position + 1).isDigit {
      while byte(at: position).isDigit || byte(at: position) == UInt8(ascii: ".") { position += 1 }
      throw .badNumber(text(start, position), span(start, position))
    }
    try refuseTrailingLetters(from: start, kind: isFloat ? .float : .integer)
    emit(isFloat ? .float : .integer, from: start)
  }

  /// Which bytes are digits after `0x`, `0b`, `0o`; nil for any other letter.
  private static func digits(ofPrefix letter: UInt8) -> ((UInt8) -> Bool)? {
    switch letter {
    case UInt8(ascii: "x"), UInt8(ascii: "X"):
      { $0.isDigit || ($0 | 0x20) >= UInt8(ascii: "a") && ($0 | 0x20) <= UInt8(ascii: "f") }
    case UInt8(ascii: "b"), UInt8(ascii: "B"): { $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: "1") }
    case UInt8(ascii: "o"), UInt8(ascii: "O"): { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "7") }
    default: nil
    }
  }

  private mutating func skipDigits() {
    while byte(at: position).isDigit
      || (byte(at: position) == UInt8(ascii: "_") && byte(at: position + 1).isDigit)
    {
      position += 1
    }
  }

  /// `5.` is a number; in `5..x` and `5.T` the point is not part of it.
  private func pointBelongsToNumber() -> Bool {
    let next = byte(at: position + 1)
    if next == UInt8(ascii: ".") { return false }
    if next | 0x20 == UInt8(ascii: "e") { return hasExponent(at: position + 1) }
    return !next.isNamePart || next.isDigit
  }

  private func hasExponent(at offset: Int) -> Bool {
    guard byte(at: offset) | 0x20 == UInt8(ascii: "e") else { return false }
    let next = byte(at: offset + 1)
    let isSign = next == UInt8(ascii: "+") || next == UInt8(ascii: "-")
    return isSign ? byte(at: offset + 2).isDigit : next.isDigit
  }

  private mutating func skipExponent() -> Bool {
    guard hasExponent(at: position) else { return false }
    position += byte(at: position + 1).isDigit ? 1 : 2
    skipDigits()
    return true
  }

  /// `2x` lacks its operator; a bracket directly after a number does too.
  private func refuseTrailingLetters(from start: Int, kind: TokenKind) throws(SyntaxError) {
    let next = byte(at: position)
    if next == UInt8(ascii: "(") {
      throw .missingMultiplication(text(start, position), "(", span(start, position + 1))
    }
    var end = position
    while byte(at: end).isNamePart { end += 1 }
    if end == position, let (scalar, length) = decodeScalar(bytes, at: end), scalar.value > 0x7F,
      scalar.startsName
    {
      end += length
    }
    guard end > position else { return }
    let isExponent = next | 0x20 == UInt8(ascii: "e") && end == position + 1
    if isExponent { throw .badNumber(text(start, end), span(start, end)) }
    throw .missingMultiplication(text(start, position), text(position, end), span(start, end))
  }

  private func text(_ start: Int, _ end: Int) -> String {
    String(decoding: bytes[start..<max(start, min(end, limit))], as: UTF8.self)
  }
}

// Names (Unicode letters and marks) and the extent of strings with their interpolations.
// Neighbours: `Lexer` calls this; `StringScanner` finds ends; `Parser+String` reads what is inside.

import SourceText

extension Lexer {
  mutating func readASCIIName() {
    let start = position
    while byte(at: position).isNamePart { position += 1 }
    if byte(at: position) >= 0x80 { skipNameScalars() }
    emit(Self.keyword(bytes[start..<position]) ?? .name, from: start)
  }

  private mutating func skipNameScalars() {
    while position < limit {
      if bytes[position].isNamePart {
        position += 1
      } else if bytes[position] >= 0x80, let (scalar, length) = decodeScalar(bytes, at: position),
        scalar.properties.isXIDContinue
      {
        position += length
      } else {
        return
      }
    }
  }

  private static let keywords: [UInt64: TokenKind] = Dictionary(
    uniqueKeysWithValues: TokenKind.keywords.map { (packed(Array($0.spelling.utf8)[...]), $0) })

  private static func packed(_ word: ArraySlice<UInt8>) -> UInt64 {
    word.reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static func keyword(_ word: ArraySlice<UInt8>) -> TokenKind? {
    guard word.count >= 2, word.count <= 8 else { return nil }
    return keywords[packed(word)]
  }

  /// A name that begins beyond ASCII, or one of the operators there.
  mutating func readUnicode() throws(SyntaxError) {
    let start = position
    guard let (scalar, length) = decodeScalar(bytes, at: start) else {
      throw .invalidUTF8(span(start, start + 1))
    }
    position += length
    switch scalar {
    case "≈": emit(.approximately, from: start)
    case "±": emit(.plusMinus, from: start)
    case "≤": emit(.lessEqual, from: start)
    case "≥": emit(.greaterEqual, from: start)
    case "≠": emit(.notEqual, from: start)
    case _ where scalar.startsName:
      skipNameScalars()
      emit(.name, from: start)
    default:
      position = start
      throw .unexpectedCharacter(scalar, span(start, start + length))
    }
  }

  /// Reads a string whose first quotation mark is at the present position.
  mutating func readString(from start: Int, isRaw: Bool) throws(SyntaxError) {
    let isTriple =
      byte(at: position + 1) == UInt8(ascii: "\"") && byte(at: position + 2) == UInt8(ascii: "\"")
    let scanner = StringScanner(bytes: bytes, limit: limit, id: id)
    position = try scanner.end(ofStringAt: position, isRaw: isRaw, depth: 0)
    var flags: Token.Flags = []
    if isRaw { flags.insert(.raw) }
    if isTriple { flags.insert(.triple) }
    emit(.string, from: start, flags)
  }
}

extension Unicode.Scalar {
  /// Letters, `_`, and the two operators of analysis that serve as names: `∇`, `∂`.
  var startsName: Bool { properties.isXIDStart || self == "_" || self == "∇" || self == "∂" }
}

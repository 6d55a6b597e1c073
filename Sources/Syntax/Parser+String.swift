// The inside of strings: escapes, doubled braces, interpolations, stripped indentation.
// Neighbours: `StringScanner` finds ends; interpolations are parsed by a parser of their own.

import SourceText

extension Parser {
  /// A string as an expression.
  mutating func parseString() throws(SyntaxError) -> Expr {
    let token = token
    let outer = begin()
    let parts = try parseParts(of: token)
    advance()
    let expression = try make(.string(parts), from: Int(token.start))
    finish(outer)
    return expression
  }

  /// A string that must be plain text: a path or a key.
  mutating func parsePlainString(_ expectation: SyntaxError.Expectation) throws(SyntaxError) -> String {
    guard kind == .string else { throw refuse(expectation) }
    var text = ""
    for part in try parseParts(of: token) {
      guard case .text(let piece) = part else {
        throw .expected(expectation, found: "a value in a string", span(of: token))
      }
      text += piece
    }
    advance()
    return text
  }

  private mutating func parseParts(of token: Token) throws(SyntaxError) -> [StringPart] {
    let isRaw = token.flags.contains(.raw)
    let isTriple = token.flags.contains(.triple)
    let quotes = isTriple ? 3 : 1
    var start = Int(token.start) + (isRaw ? 1 : 0) + quotes
    var end = max(start, Int(token.end) - quotes)
    var indentation = 0
    if isTriple { (start, end, indentation) = strippedRange(start, end) }
    var reader = PartReader(
      position: start, end: end, indentation: indentation, isRaw: isRaw, isTriple: isTriple)
    reader.skipIndentation(
      in: bytes, isAtStart: isTriple && start > Int(token.start) + quotes + (isRaw ? 1 : 0))
    while reader.position < reader.end { try readPart(&reader) }
    reader.flush()
    return reader.parts
  }

  /// The state of reading one string.
  private struct PartReader {
    var position: Int
    let end: Int
    let indentation: Int
    let isRaw: Bool
    let isTriple: Bool
    var text: [UInt8] = []
    var parts: [StringPart] = []

    mutating func flush() {
      guard !text.isEmpty else { return }
      parts.append(.text(String(decoding: text, as: UTF8.self)))
      text = []
    }

    mutating func skipIndentation(in bytes: [UInt8], isAtStart: Bool = true) {
      guard isAtStart else { return }
      let limit = min(end, position + indentation)
      while position < limit, bytes[position] == 0x20 || bytes[position] == 0x09 { position += 1 }
    }
  }

  private mutating func readPart(_ reader: inout PartReader) throws(SyntaxError) {
    let byte = bytes[reader.position]
    let next = reader.position + 1 < reader.end ? bytes[reader.position + 1] : 0
    switch byte {
    case 0x0D where next == 0x0A: reader.position += 1
    case 0x0A:
      reader.text.append(byte)
      reader.position += 1
      if reader.isTriple { reader.skipIndentation(in: bytes) }
    case UInt8(ascii: "\\") where !reader.isRaw: try readEscape(&reader)
    case UInt8(ascii: "{") where !reader.isRaw && next != byte: try readInterpolation(&reader)
    case UInt8(ascii: "}") where !reader.isRaw && next != byte:
      throw .loneBrace(Span(source: id, start: reader.position, end: reader.position + 1))
    case UInt8(ascii: "{") where !reader.isRaw, UInt8(ascii: "}") where !reader.isRaw:
      reader.text.append(byte)
      reader.position += 2
    default:
      guard let (_, length) = decodeScalar(bytes, at: reader.position) else {
        throw .invalidUTF8(Span(source: id, start: reader.position, end: reader.position + 1))
      }
      reader.text += bytes[reader.position..<min(reader.position + length, reader.end)]
      reader.position += length
    }
  }

  private func readEscape(_ reader: inout PartReader) throws(SyntaxError) {
    let start = reader.position
    let letter = start + 1 < reader.end ? bytes[start + 1] : 0
    reader.position += 2
    switch letter {
    case UInt8(ascii: "n"): reader.text.append(0x0A)
    case UInt8(ascii: "t"): reader.text.append(0x09)
    case UInt8(ascii: "r"): reader.text.append(0x0D)
    case UInt8(ascii: "0"): reader.text.append(0)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "'"):
      reader.text.append(letter)
    case UInt8(ascii: "u"): try readCodePoint(&reader, from: start)
    default:
      let length = decodeScalar(bytes, at: start + 1)?.length ?? 1
      let place = Span(source: id, start: start, end: min(start + 1 + length, reader.end))
      throw .badEscape(text(of: place), place)
    }
  }

  /// `\u{1F600}`
  private func readCodePoint(_ reader: inout PartReader, from start: Int) throws(SyntaxError) {
    var value: UInt32 = 0
    var digits = 0
    var offset = reader.position
    if offset < reader.end, bytes[offset] == UInt8(ascii: "{") {
      offset += 1
      while offset < reader.end, digits < 7,
        let digit = Character(Unicode.Scalar(bytes[offset])).hexDigitValue
      {
        value = value << 4 | UInt32(digit)
        digits += 1
        offset += 1
      }
    }
    guard digits > 0, offset < reader.end, bytes[offset] == UInt8(ascii: "}"),
      let scalar = Unicode.Scalar(value)
    else {
      let place = Span(source: id, start: start, end: min(offset + 1, reader.end))
      throw .badEscape(text(of: place), place)
    }
    reader.text += Array(String(scalar).utf8)
    reader.position = offset + 1
  }

  /// `{expr}` or `{expr:format}`
  private mutating func readInterpolation(_ reader: inout PartReader) throws(SyntaxError) {
    let start = reader.position
    let scanner = StringScanner(bytes: bytes, limit: reader.end, id: id)
    let (colon, end) = try scanner.interpolation(at: start, isMultiline: reader.isTriple, depth: 0)
    let range = (start + 1)..<(colon ?? end)
    guard bytes[range].contains(where: { $0 > 0x20 }) else {
      throw .interpolationEmpty(Span(source: id, start: start, end: end + 1))
    }
    reader.flush()
    let expression = try parseNested(range)
    reader.parts.append(
      .interpolation(expression, format: colon.flatMap { trimmedFormat(bytes, $0 + 1, end) }))
    reader.position = end + 1
  }

  private mutating func parseNested(_ range: Range<Int>) throws(SyntaxError) -> Expr {
    let list = Lexer.tokens(of: bytes, in: range, id: id)
    var parser = Parser(bytes, list, id: id, isNested: true, depth: depth)
    try parser.descend()
    let expression = try parser.parseExpression()
    guard parser.kind == .endOfInput else { throw parser.refuse(.end) }
    peak = max(peak, parser.peak)
    return expression
  }

  /// A text in three quotation marks: a line end after the opening ones and one before the closing ones
  /// are not part of it, nor is the indentation that all its lines share with the closing marks.
  private func strippedRange(_ start: Int, _ end: Int) -> (start: Int, end: Int, indentation: Int) {
    var first = start
    while first < end, bytes[first] == 0x20 || bytes[first] == 0x09 || bytes[first] == 0x0D { first += 1 }
    guard first < end, bytes[first] == 0x0A else { return (start, end, 0) }
    first += 1
    let indentation = sharedIndentation(first, end)
    var last = end
    while last > first, bytes[last - 1] == 0x20 || bytes[last - 1] == 0x09 { last -= 1 }
    guard last > first, bytes[last - 1] == 0x0A else {
      return (first, last == first ? first : end, indentation)
    }
    last -= 1
    if last > first, bytes[last - 1] == 0x0D { last -= 1 }
    return (first, last, indentation)
  }

  /// The least indentation of all lines that are not blank; the closing marks' line counts.
  private func sharedIndentation(_ start: Int, _ end: Int) -> Int {
    var least = Int.max
    var lineStart = start
    while lineStart <= end {
      var offset = lineStart
      while offset < end, bytes[offset] == 0x20 || bytes[offset] == 0x09 { offset += 1 }
      let isBlank = offset < end && (bytes[offset] == 0x0A || bytes[offset] == 0x0D)
      if !isBlank { least = min(least, offset - lineStart) }
      while offset < end, bytes[offset] != 0x0A { offset += 1 }
      lineStart = offset + 1
    }
    return least == Int.max ? 0 : least
  }
}

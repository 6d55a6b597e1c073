// Where strings and their interpolations end: quotation marks, braces and brackets inside one another.
// Neighbours: the lexer (extent of a string), `Parser+String` (its parts), inline values in prose.

import SourceText

/// Finds the ends of strings and interpolations in a text, without reading what they mean.
struct StringScanner {
  let bytes: [UInt8]
  let limit: Int
  let id: SourceID

  /// Strings within interpolations within strings: more levels than this are refused.
  static let maximumDepth = 32

  private func byte(at offset: Int) -> UInt8 { offset >= 0 && offset < limit ? bytes[offset] : 0 }
  private func span(_ start: Int, _ end: Int) -> Span { Span(source: id, start: start, end: end) }

  /// Offset after the closing quotation mark of the string that opens at `start`.
  func end(ofStringAt start: Int, isRaw: Bool, depth: Int) throws(SyntaxError) -> Int {
    guard depth < Self.maximumDepth else { throw .tooDeep(span(start, start + 1)) }
    let isTriple = isQuote(start + 1) && isQuote(start + 2)
    var offset = start + (isTriple ? 3 : 1)
    while offset < limit {
      switch bytes[offset] {
      case UInt8(ascii: "\""):
        if !isTriple { return offset + 1 }
        if isQuote(offset + 1), isQuote(offset + 2) { return offset + 3 }
        offset += 1
      case 0x0A where !isTriple:
        throw .unterminatedString(span(start, offset), isTriple: false)
      case UInt8(ascii: "\\") where !isRaw:
        offset += byte(at: offset + 1) == 0x0A ? 1 : 2
        if byte(at: offset - 1) == UInt8(ascii: "u"), byte(at: offset) == UInt8(ascii: "{") { offset += 1 }
      case UInt8(ascii: "{") where !isRaw:
        if byte(at: offset + 1) == UInt8(ascii: "{") {
          offset += 2
        } else {
          offset = try interpolation(at: offset, isMultiline: isTriple, depth: depth).end + 1
        }
      default: offset += 1
      }
    }
    throw .unterminatedString(span(start, min(start + (isTriple ? 3 : 1), limit)), isTriple: isTriple)
  }

  private func isQuote(_ offset: Int) -> Bool { byte(at: offset) == UInt8(ascii: "\"") }

  /// The `{…}` that opens at `start`: offset of its format's colon, if any, and of its closing brace.
  func interpolation(at start: Int, isMultiline: Bool, depth: Int) throws(SyntaxError) -> (
    colon: Int?, end: Int
  ) {
    let colon: Int?
    let end: Int
    do throws(SyntaxError) {
      (colon, end) = try split(from: start + 1, isMultiline: isMultiline, depth: depth)
    } catch .unterminatedString(_, let isTriple) {
      // The string's own closing mark was taken for the beginning of a string inside.
      throw .interpolationUnclosed(span(start, start + 1), isIncomplete: isTriple)
    }
    guard byte(at: end) == UInt8(ascii: "}") else {
      throw .interpolationUnclosed(span(start, start + 1), isIncomplete: isMultiline && end >= limit)
    }
    return (colon, end)
  }

  /// Offset of the first `:` outside brackets and strings, and of the `}` (or line end, or end) after it.
  func split(
    from start: Int, isMultiline: Bool, depth: Int
  ) throws(SyntaxError) -> (colon: Int?, end: Int) {
    var offset = start
    // Braces are counted apart, so that a forgotten `)` does not hide the end of the interpolation.
    var brackets = 0
    var braces = 0
    while offset < limit {
      switch bytes[offset] {
      case UInt8(ascii: "\""):
        let isRaw =
          offset > start && bytes[offset - 1] == UInt8(ascii: "r") && !byte(at: offset - 2).isNamePart
        offset = try end(ofStringAt: offset, isRaw: isRaw, depth: depth + 1)
        continue
      case UInt8(ascii: "("), UInt8(ascii: "["): brackets += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"): brackets = max(0, brackets - 1)
      case UInt8(ascii: "{"): braces += 1
      case UInt8(ascii: "}"):
        if braces == 0 { return (nil, offset) }
        braces -= 1
      case 0x0A where !isMultiline: return (nil, offset)
      case UInt8(ascii: ":") where brackets == 0 && braces == 0:
        return (offset, endOfFormat(from: offset + 1))
      default: break
      }
      offset += 1
    }
    return (nil, limit)
  }

  /// A format holds no braces, quotation marks or line ends.
  private func endOfFormat(from start: Int) -> Int {
    var offset = start
    while offset < limit {
      switch bytes[offset] {
      case UInt8(ascii: "}"), UInt8(ascii: "{"), UInt8(ascii: "\""), 0x0A: return offset
      default: offset += 1
      }
    }
    return limit
  }
}

/// Splits `expr : format`: the byte range of the expression, and the format without spaces around it.
///
/// The format begins at the first `:` outside brackets and strings, in strings and in prose alike.
public func splitFormat(_ bytes: [UInt8]) -> (expression: Range<Int>, format: String?) {
  let scanner = StringScanner(bytes: bytes, limit: bytes.count, id: SourceID(raw: -1))
  guard let (colon, _) = try? scanner.split(from: 0, isMultiline: true, depth: 0), let colon else {
    return (0..<bytes.count, nil)
  }
  return (0..<colon, trimmedFormat(bytes, colon + 1, bytes.count))
}

/// The text of a format; nil if there is nothing but spaces.
func trimmedFormat(_ bytes: [UInt8], _ start: Int, _ end: Int) -> String? {
  var range = max(0, min(start, bytes.count))..<max(start, min(end, bytes.count))
  while !range.isEmpty, bytes[range.lowerBound] <= 0x20 { range = range.lowerBound + 1..<range.upperBound }
  while !range.isEmpty, bytes[range.upperBound - 1] <= 0x20 {
    range = range.lowerBound..<range.upperBound - 1
  }
  return range.isEmpty ? nil : String(decoding: bytes[range], as: UTF8.self)
}

// Bytes to tokens in one pass: lines, brackets with their partners, documentation lines.
// Neighbours: `Lexer+Number`, `Lexer+Text`, `Lexer+Operator` read one token each; `Parser` reads the list.

import SourceText

/// Cuts a range of a source into tokens. It stops at the first byte that begins no token.
struct Lexer {
  let bytes: [UInt8]
  let limit: Int
  let id: SourceID
  var position: Int
  var list = TokenList()
  private var flags: Token.Flags = []
  /// Indices of the brackets still open.
  private var openBrackets: [Int] = []
  private var pendingDocumentation: [Range<Int>] = []
  /// Line ends since the last comment or token; two of them leave a blank line.
  private var lineEnds = 0

  /// Tokens of a whole source; a byte-order mark at its start is skipped.
  static func tokens(of source: Source, id: SourceID) -> TokenList {
    let hasMark = source.text.starts(with: [0xEF, 0xBB, 0xBF])
    return tokens(of: source.text, in: (hasMark ? 3 : 0)..<source.text.count, id: id)
  }

  /// Tokens of a part of a text, with positions in the whole of it.
  static func tokens(of bytes: [UInt8], in range: Range<Int>, id: SourceID) -> TokenList {
    var lexer = Lexer(bytes, in: range, id: id)
    lexer.run()
    return lexer.list
  }

  private init(_ bytes: [UInt8], in range: Range<Int>, id: SourceID) {
    self.bytes = bytes
    self.id = id
    limit = max(0, min(range.upperBound, bytes.count))
    position = max(0, min(range.lowerBound, limit))
    list.tokens.reserveCapacity((limit - position) / 3 + 2)
  }

  private mutating func run() {
    do throws(SyntaxError) {
      while skipBlanks() { try readToken() }
    } catch {
      list.problem = error
      list.tokens.append(Token(.invalid, flags, start: Int(error.span.start), end: Int(error.span.end)))
      flags = []
    }
    list.tokens.append(Token(.endOfInput, flags, start: limit, end: limit))
  }

  /// The byte at an offset; 0 outside the range.
  @inline(__always)
  func byte(at offset: Int) -> UInt8 { offset >= 0 && offset < limit ? bytes[offset] : 0 }

  func span(_ start: Int, _ end: Int) -> Span { Span(source: id, start: start, end: end) }

  /// Appends a token from `start` to the present position and takes the flags gathered before it.
  mutating func emit(_ kind: TokenKind, from start: Int, _ extra: Token.Flags = []) {
    if !pendingDocumentation.isEmpty {
      list.documentation[list.tokens.count] = pendingDocumentation
      pendingDocumentation = []
    }
    list.tokens.append(Token(kind, flags.union(extra), start: start, end: position))
    flags = []
    lineEnds = 0
  }

  mutating func emitOpening(_ kind: TokenKind, from start: Int) {
    openBrackets.append(list.tokens.count)
    emit(kind, from: start)
  }

  /// A closer that does not fit the innermost opener gets no partner; the parser reports it.
  mutating func emitClosing(_ kind: TokenKind, for opening: TokenKind, from start: Int) {
    let index = list.tokens.count
    emit(kind, from: start)
    guard let opener = openBrackets.last, list.tokens[opener].kind == opening else { return }
    openBrackets.removeLast()
    list.tokens[opener].partner = Int32(clamping: index)
    list.tokens[index].partner = Int32(clamping: opener)
  }

  /// Skips white space, line ends and comments; false at the end.
  private mutating func skipBlanks() -> Bool {
    while position < limit {
      switch bytes[position] {
      case 0x20, 0x09, 0x0C, 0x0D:
        flags.insert(.afterSpace)
        position += 1
      case 0x0A:
        flags.formUnion([.afterSpace, .afterLineEnd])
        position += 1
        lineEnds += 1
        if lineEnds > 1 { pendingDocumentation = [] }
      case UInt8(ascii: "#"):
        skipComment()
      case 0xC2, 0xE1, 0xE2, 0xE3:
        guard let (scalar, length) = decodeScalar(bytes, at: position),
          scalar.properties.generalCategory == .spaceSeparator
        else { return true }
        flags.insert(.afterSpace)
        position += length
      default: return true
      }
    }
    return false
  }

  /// A comment alone on its line that begins with just two marks documents what follows.
  private mutating func skipComment() {
    let start = position
    while position < limit, bytes[position] != 0x0A { position += 1 }
    var end = position
    while end > start, byte(at: end - 1) == 0x0D || byte(at: end - 1) == 0x20 { end -= 1 }
    flags.insert(.afterSpace)
    lineEnds = 0
    let isAlone = flags.contains(.afterLineEnd) || list.tokens.isEmpty
    guard isAlone, byte(at: start + 1) == UInt8(ascii: "#"), byte(at: start + 2) != UInt8(ascii: "#") else {
      return
    }
    guard !Self.isMarker(bytes[start..<end]) else { return }
    let textStart = byte(at: start + 2) == 0x20 && start + 2 < end ? start + 3 : start + 2
    pendingDocumentation.append(textStart..<max(textStart, end))
  }

  private static let markers = [Array("## begin solution".utf8), Array("## end solution".utf8)]

  private static func isMarker(_ line: ArraySlice<UInt8>) -> Bool {
    markers.contains { $0.elementsEqual(line) }
  }

  private mutating func readToken() throws(SyntaxError) {
    let first = bytes[position]
    switch first {
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      try readNumber()
    case UInt8(ascii: "r") where byte(at: position + 1) == UInt8(ascii: "\""):
      position += 1
      try readString(from: position - 1, isRaw: true)
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
      readASCIIName()
    case UInt8(ascii: "\""):
      try readString(from: position, isRaw: false)
    case UInt8(ascii: ".") where byte(at: position + 1).isDigit:
      try readNumber()
    case 0x80...:
      try readUnicode()
    default:
      try readOperator()
    }
  }
}

extension UInt8 {
  var isDigit: Bool { self >= 0x30 && self <= 0x39 }
  /// A byte that a name of ASCII letters can go on with.
  var isNamePart: Bool {
    isDigit || self == 0x5F || (self | 0x20) >= 0x61 && (self | 0x20) <= 0x7A
  }
}

// Tokens to tree by recursive descent: entry points, the cursor, and the bounds on depth.
// Neighbours: the `Parser+…` files hold one part of the grammar each; `Tree` is what they build.

import SourceText

/// What parsing gives: the statements before the first error, and that error.
public struct ParseResult: Sendable {
  public let block: Block
  public let diagnostics: [Diagnostic]
  /// True if the text is right as far as it goes, but ends too early: the REPL asks for another line.
  public var isIncomplete: Bool { diagnostics.contains(where: \.isIncomplete) }

  public init(block: Block, diagnostics: [Diagnostic]) {
    self.block = block
    self.diagnostics = diagnostics
  }
}

/// Reads the language's texts into trees.
public struct Parser {
  /// Levels of brackets, blocks, lambdas and prefix operators.
  public static let maximumDepth = 200
  /// Nodes on the longest way from a tree's root to a leaf: `1 + 1 + …` makes one level per operator.
  public static let maximumHeight = 1000

  let bytes: [UInt8]
  let id: SourceID
  let list: TokenList
  /// True inside an interpolation, where the end of the tokens is not the end of the input.
  let isNested: Bool
  var index = 0
  /// True where the innermost bracket makes line ends count as spaces.
  var hidesLines = false
  /// True in the stated number of a claim, where `+-` begins the tolerance.
  var stopsAtTolerance = false
  var depth = 0
  /// Height of the highest tree built since the present node was begun.
  var peak = 0
  /// Token indices of the brackets the parser is in.
  var openers: [Int] = []
  /// By token, where the formatter asked for them.
  var roles: [TokenRoles]?

  init(_ bytes: [UInt8], _ list: TokenList, id: SourceID, isNested: Bool = false, depth: Int = 0) {
    self.bytes = bytes
    self.list = list
    self.id = id
    self.isNested = isNested
    self.depth = depth
    hidesLines = isNested
  }

  /// Parses a cell, file or entry. The first error ends it; statements before that one are kept.
  public static func parse(_ source: Source, id: SourceID) -> ParseResult {
    var parser = Parser(source.text, Lexer.tokens(of: source, id: id), id: id)
    var statements: [Statement] = []
    var diagnostics: [Diagnostic] = []
    do throws(SyntaxError) {
      try parser.parseStatements(isTopLevel: true, into: &statements)
    } catch {
      diagnostics.append(error.diagnostic)
    }
    let whole = Span(source: id, start: 0, end: source.text.count)
    return ParseResult(block: Block(statements, whole), diagnostics: diagnostics)
  }

  /// Parses a text that must be one expression, as between the backticks of an inline value.
  public static func parseExpression(_ source: Source, id: SourceID) -> Result<Expr, Diagnostic> {
    parseExpression(source, id: id, in: 0..<source.text.count)
  }

  /// Parses a part of a source as one expression; spans count in the whole source.
  public static func parseExpression(
    _ source: Source, id: SourceID, in range: Range<Int>
  ) -> Result<Expr, Diagnostic> {
    let list = Lexer.tokens(of: source.text, in: range, id: id)
    var parser = Parser(source.text, list, id: id)
    parser.hidesLines = true
    do throws(SyntaxError) {
      let expression = try parser.parseExpression()
      guard parser.kind == .endOfInput else { throw parser.refuse(.end) }
      return .success(expression)
    } catch {
      return .failure(error.diagnostic)
    }
  }
}

/// The cursor.
extension Parser {
  var token: Token { tokenAt(index) }
  @inline(__always) var kind: TokenKind { tokenAt(index).kind }

  func tokenAt(_ index: Int) -> Token {
    list.tokens.indices.contains(index)
      ? list.tokens[index] : Token(.endOfInput, [], start: bytes.count, end: bytes.count)
  }

  mutating func advance() { if index < list.tokens.count - 1 { index += 1 } }

  /// Steps over a token of this kind, if one stands here.
  mutating func skip(_ wanted: TokenKind) -> Bool {
    guard kind == wanted else { return false }
    advance()
    return true
  }

  mutating func expect(_ wanted: TokenKind, _ expectation: SyntaxError.Expectation) throws(SyntaxError) {
    guard skip(wanted) else { throw refuse(expectation) }
  }

  /// True if the present token begins a new line where lines count.
  var isAtLineStart: Bool { !hidesLines && token.isAfterLineEnd }

  var startOffset: Int { Int(token.start) }

  /// From a byte offset to the end of the token before the present one.
  func span(from start: Int) -> Span {
    Span(source: id, start: start, end: index > 0 ? Int(tokenAt(index - 1).end) : start)
  }

  func span(of token: Token) -> Span { Span(source: id, start: Int(token.start), end: Int(token.end)) }

  func text(of token: Token) -> String { String(decoding: bytes[token.range], as: UTF8.self) }

  func text(of span: Span) -> String {
    let end = min(Int(span.end), bytes.count)
    return String(decoding: bytes[min(Int(span.start), end)..<end], as: UTF8.self)
  }

  /// The name a token spells, in normal form C: `x̂` is one name however it was typed.
  func name(of token: Token) -> String {
    let slice = bytes[token.range]
    let text = String(decoding: slice, as: UTF8.self)
    return slice.allSatisfy { $0 < 0x80 } ? text : text.inNormalFormC
  }

  func isWord(_ word: String, _ token: Token) -> Bool {
    token.kind == .name && token.range.count == word.utf8.count && bytes[token.range].elementsEqual(word.utf8)
  }
}

/// Bounds: the parser's own recursion, and the height of what it builds.
extension Parser {
  struct Context {
    let hidesLines: Bool
    let stopsAtTolerance: Bool
  }

  mutating func descend() throws(SyntaxError) {
    depth += 1
    guard depth <= Self.maximumDepth else { throw .tooDeep(span(of: token)) }
  }

  mutating func ascend() { depth -= 1 }

  /// Steps into the bracket at the present token.
  mutating func open(hidingLines: Bool) throws(SyntaxError) -> Context {
    try descend()
    let context = Context(hidesLines: hidesLines, stopsAtTolerance: stopsAtTolerance)
    hidesLines = hidingLines
    stopsAtTolerance = false
    openers.append(index)
    advance()
    return context
  }

  /// Steps out of a bracket; anything but its closer is refused as something between its parts.
  mutating func close(_ closer: TokenKind, _ context: Context) throws(SyntaxError) {
    guard skip(closer) else { throw refuseBetweenParts() }
    _ = openers.popLast()
    hidesLines = context.hidesLines
    stopsAtTolerance = context.stopsAtTolerance
    ascend()
  }

  /// Begins a node: gives the height outside it, to be handed to `finish`.
  mutating func begin() -> Int {
    defer { peak = 0 }
    return peak
  }

  /// Builds the node of what was parsed since `begin`, one level above the highest part.
  mutating func make(_ kind: Expr.Kind, from start: Int) throws(SyntaxError) -> Expr {
    peak += 1
    let span = span(from: start)
    guard peak <= Self.maximumHeight else { throw .tooLong(span) }
    return Expr(kind, span)
  }

  mutating func finish(_ outer: Int) { peak = max(peak, outer) }
}

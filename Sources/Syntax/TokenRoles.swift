// What a token is for in its program, where its kind does not tell: noted by the parser for the formatter.
// Neighbours: the `Parser+…` files call `mark`, `FormatPieces` reads what was marked.

import SourceText

/// What the parser made of a token.
struct TokenRoles: OptionSet, Sendable {
  let rawValue: UInt8
  /// Begins a statement.
  static let statement = TokenRoles(rawValue: 1)
  /// Belongs to what stands before it: the bracket of a call or index, the dot of a member.
  static let attached = TokenRoles(rawValue: 2)
  /// Belongs to what follows: a sign, the dot of a member.
  static let prefix = TokenRoles(rawValue: 4)
  /// The brace that opens a block of statements.
  static let block = TokenRoles(rawValue: 8)
  /// The colon of a slice.
  static let slice = TokenRoles(rawValue: 16)
  /// `for` or `if` of a comprehension.
  static let clause = TokenRoles(rawValue: 32)
  /// Begins a column of a claim: its relation, tolerance, verdict or label.
  static let column = TokenRoles(rawValue: 64)
}

extension Parser {
  /// Notes what the present token is for; costs nothing where nobody asked.
  @inline(__always)
  mutating func mark(_ role: TokenRoles) {
    guard roles != nil else { return }
    roles?[index].insert(role)
  }

  /// A program's statements, and what its tokens are for.
  ///
  /// - Throws: the first error; a program with one has no roles.
  static func roles(
    of source: Source, _ list: TokenList, id: SourceID
  ) throws(SyntaxError) -> (block: Block, roles: [TokenRoles]) {
    var parser = Parser(source.text, list, id: id)
    parser.roles = [TokenRoles](repeating: [], count: list.tokens.count)
    var statements: [Statement] = []
    try parser.parseStatements(isTopLevel: true, into: &statements)
    let whole = Span(source: id, start: 0, end: source.text.count)
    return (Block(statements, whole), parser.roles ?? [])
  }
}

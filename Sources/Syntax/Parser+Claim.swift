// Statements that begin with a word which is otherwise a name: `claim`, `check`, `use`.
// Neighbours: `Parser+Statement` asks here first when a statement begins with a name.

import SourceText

extension Parser {
  /// Parses `claim …`, `check …` or `use …`; nil if the name at hand is just a name.
  mutating func parseWordStatement() throws(SyntaxError) -> Statement.Kind? {
    if isWord("use", token) {
      let next = tokenAt(index + 1)
      return next.kind == .string && !next.isAfterLineEnd ? try parseUse() : nil
    }
    guard isWord("claim", token) || isWord("check", token), isFollowedByOperand else { return nil }
    let isClaim = isWord("claim", token)
    advance()
    let outer = begin()
    let kind: Statement.Kind = isClaim ? .claim(try parseClaim()) : .check(try parseCheck())
    finish(outer)
    return kind
  }

  /// `claim (x)` and `claim -x` make a claim, `claim(x)`, `claim[0]` and `claim - x` use a name.
  private var isFollowedByOperand: Bool {
    let next = tokenAt(index + 1)
    guard !next.isAfterLineEnd, next.isAfterSpace else { return false }
    switch next.kind {
    case .minus, .plus: return !tokenAt(index + 2).isAfterSpace
    default: return next.kind.startsOperand
    }
  }

  private mutating func parseUse() throws(SyntaxError) -> Statement.Kind {
    advance()
    let path = try parsePlainString(.path)
    guard isWord("as", token), !token.isAfterLineEnd else { return .use(path: path, alias: nil) }
    advance()
    guard kind == .name else {
      let endsHere = kind == .endOfInput || kind == .invalid
      throw endsHere ? refuse(.name) : .expected(.name, found: describe(token), span(of: token))
    }
    let alias = name(of: token)
    advance()
    return .use(path: path, alias: alias)
  }

  private mutating func parseCheck() throws(SyntaxError) -> Statement.CheckKind {
    let value = try parseExpression()
    if kind == .colon, !token.isAfterLineEnd {
      advance()
      return .shape(value, try parseAnnotation())
    }
    if kind == .assign, !token.isAfterLineEnd { throw .assignmentInExpression(span(of: token)) }
    return .condition(value)
  }

  private mutating func parseClaim() throws(SyntaxError) -> Claim {
    let computed = try parseBinary(Level.bitOr)
    guard !isAtLineStart, let relation = Claim.Relation(kind) else {
      if kind == .endOfInput || token.isAfterLineEnd || kind == .semicolon || kind == .braceClose {
        throw .claimWithoutRelation(computed.span)
      }
      throw kind == .assign ? .assignmentInExpression(span(of: token)) : refuse(.end)
    }
    let first = span(of: token)
    mark(.column)
    advance()
    stopsAtTolerance = true
    let stated = try parseBinary(Level.bitOr)
    stopsAtTolerance = false
    if !isAtLineStart, Claim.Relation(kind) != nil {
      throw .chainedComparison(repair: "two claims", span(of: token), first: first)
    }
    let tolerance = try parseTolerance(relation)
    let (isRefuted, label) = try parseVerdictAndLabel()
    return Claim(
      computed: computed, relation: relation, stated: stated, tolerance: tolerance, isRefuted: isRefuted,
      label: label)
  }

  /// True at `±`, or at a `+` and `-` written together.
  var isTolerance: Bool {
    if kind == .plusMinus { return true }
    let next = tokenAt(index + 1)
    return kind == .plus && next.kind == .minus && !next.isAfterSpace
  }

  private mutating func parseTolerance(_ relation: Claim.Relation) throws(SyntaxError) -> Expr? {
    guard !isAtLineStart, isTolerance else { return nil }
    guard relation == .equal || relation == .approximately else {
      throw .toleranceNeedsEquality(relation.rawValue, span(of: token))
    }
    mark(.column)
    if kind == .plus {
      advance()
      mark(.attached)
    }
    advance()
    return try parseBinary(Level.bitOr)
  }

  private mutating func parseVerdictAndLabel() throws(SyntaxError) -> (isRefuted: Bool, label: Expr?) {
    var isRefuted = false
    var label: Expr?
    while !token.isAfterLineEnd {
      if !isRefuted, isWord("refuted", token) {
        isRefuted = true
        mark(.column)
        advance()
      } else if label == nil, kind == .string {
        mark(.column)
        label = try parseString()
      } else {
        break
      }
    }
    return (isRefuted, label)
  }
}

extension Claim.Relation {
  init?(_ kind: TokenKind) {
    switch kind {
    case .equal: self = .equal
    case .notEqual: self = .notEqual
    case .less: self = .less
    case .lessEqual: self = .lessEqual
    case .greater: self = .greater
    case .greaterEqual: self = .greaterEqual
    case .approximately: self = .approximately
    default: return nil
    }
  }
}

// Operators by precedence: one loop for the infix ones, prefix ones on the way down.
// Neighbours: `Parser+Primary` reads operands, `Parser+Brackets` what stands in brackets.

import SourceText

/// Binding strength from loose to tight.
enum Level {
  static let pipe = 1
  static let or = 2
  static let and = 3
  static let not = 4
  static let comparison = 5
  static let bitOr = 6
  static let bitAnd = 7
  static let additive = 8
  static let multiplicative = 9
  static let power = 10
}

extension Parser {
  private enum Infix {
    case pipe, or, and
    case comparison(BinaryOperator)
    case arithmetic(BinaryOperator)
  }

  /// Any expression; a lambda or a pipe is the loosest.
  mutating func parseExpression() throws(SyntaxError) -> Expr { try parseBinary(Level.pipe) }

  /// An operand and all infix operators that bind at least as tight as `minimum`.
  mutating func parseBinary(_ minimum: Int) throws(SyntaxError) -> Expr {
    let start = startOffset
    let outer = begin()
    var left = try parsePrefix()
    while let (infix, level) = infixHere(), level >= minimum {
      let operatorToken = token
      let operatorSpan = try skipInfix(infix)
      switch infix {
      case .pipe:
        left = try parsePipeStage(left, from: start)
      case .or:
        left = try make(.or(left, try parseBinary(Level.and)), from: start)
      case .and:
        left = try make(.and(left, try parseBinary(Level.not)), from: start)
      case .comparison(let op):
        let opener = token
        let right = try parseBinary(Level.bitOr)
        let isBracketed = opener.kind == .parenOpen && Int(opener.partner) == index - 1
        try refuseChain(left, operatorToken, right, isBracketed: isBracketed)
        left = try make(.binary(op, left, right, operatorSpan: operatorSpan), from: start)
      case .arithmetic(.power):
        // Right to left, so it descends; `2^-1` takes its sign along.
        try descend()
        let right = try parseBinary(Level.power)
        ascend()
        left = try make(.binary(.power, left, right, operatorSpan: operatorSpan), from: start)
      case .arithmetic(let op):
        let right = try parseBinary(level + 1)
        left = try make(.binary(op, left, right, operatorSpan: operatorSpan), from: start)
      }
    }
    finish(outer)
    return left
  }

  /// The infix operator at the present token; nil where the expression ends.
  private func infixHere() -> (Infix, Int)? {
    let token = token
    if token.isAfterLineEnd, !hidesLines, token.kind != .pipe { return nil }
    switch token.kind {
    case .pipe: return (.pipe, Level.pipe)
    case .orWord: return (.or, Level.or)
    case .andWord: return (.and, Level.and)
    case .bar: return (.arithmetic(.bitOr), Level.bitOr)
    case .ampersand: return (.arithmetic(.bitAnd), Level.bitAnd)
    case .plus, .minus:
      if stopsAtTolerance, isTolerance { return nil }
      return (.arithmetic(token.kind == .plus ? .add : .subtract), Level.additive)
    case .star: return (.arithmetic(.multiply), Level.multiplicative)
    case .slash: return (.arithmetic(.divide), Level.multiplicative)
    case .floor: return (.arithmetic(.floorDivide), Level.multiplicative)
    case .percent: return (.arithmetic(.remainder), Level.multiplicative)
    case .at: return (.arithmetic(.matmul), Level.multiplicative)
    case .caret: return (.arithmetic(.power), Level.power)
    default: return comparisonHere().map { (.comparison($0), Level.comparison) }
    }
  }

  private func comparisonHere() -> BinaryOperator? {
    switch kind {
    case .equal: .equal
    case .notEqual: .notEqual
    case .less: .less
    case .lessEqual: .lessEqual
    case .greater: .greater
    case .greaterEqual: .greaterEqual
    case .approximately: .approximately
    case .inWord: .isIn
    case .notWord where tokenAt(index + 1).kind == .inWord: .isNotIn
    default: nil
    }
  }

  private mutating func skipInfix(_ infix: Infix) throws(SyntaxError) -> Span {
    let start = startOffset
    advance()
    if case .comparison(.isNotIn) = infix { advance() }
    return span(from: start)
  }

  /// `0 < x < 1`; where `&` or `|` stands between, its precedence is what surprised.
  private func refuseChain(
    _ left: Expr, _ operatorToken: Token, _ right: Expr, isBracketed: Bool
  ) throws(SyntaxError) {
    guard hidesLines || !token.isAfterLineEnd, comparisonHere() != nil else { return }
    if !isBracketed, case .binary(let op, _, _, let place) = right.kind, op == .bitAnd || op == .bitOr {
      throw .comparisonBesideBits(op.rawValue, place)
    }
    let next = tokenAt(index + 1)
    let isShort = [.name, .integer, .float].contains(next.kind)
    let repair =
      "\(text(of: left.span)) \(text(of: operatorToken)) \(text(of: right.span)) and "
      + "\(text(of: right.span)) \(text(of: token)) \(text(of: next))"
    throw .chainedComparison(
      repair: isShort && repair.utf8.count <= 80 ? repair : nil, span(of: token),
      first: span(of: operatorToken))
  }

  /// `x |> f`, `x |> f(a)`, `x |> (e)`: a stage that is nothing but a bracket is marked.
  private mutating func parsePipeStage(_ left: Expr, from start: Int) throws(SyntaxError) -> Expr {
    let opener = token
    let isLambdaStage = isLambda
    let stage = try parseBinary(Level.or)
    var isParenthesised = opener.kind == .parenOpen && !isLambdaStage && Int(opener.partner) == index - 1
    if case .list = stage.kind { isParenthesised = false }
    return try make(.pipe(left, stage, isParenthesised: isParenthesised), from: start)
  }

  private mutating func parsePrefix() throws(SyntaxError) -> Expr {
    let sign: UnaryOperator
    switch kind {
    case .minus: sign = .negate
    case .plus: sign = .plus
    case .tilde: sign = .complement
    case .notWord: return try parseNot()
    default: return try parsePostfix()
    }
    let start = startOffset
    let outer = begin()
    try descend()
    mark(.prefix)
    advance()
    let operand = try parseBinary(Level.power)
    ascend()
    let expression = try make(.unary(sign, operand), from: start)
    finish(outer)
    return expression
  }

  private mutating func parseNot() throws(SyntaxError) -> Expr {
    let start = startOffset
    let outer = begin()
    try descend()
    advance()
    let operand = try parseBinary(Level.not + 1)
    ascend()
    let expression = try make(.not(operand), from: start)
    finish(outer)
    return expression
  }

  /// An operand and the calls, indices and members that follow it.
  private mutating func parsePostfix() throws(SyntaxError) -> Expr {
    if isLambda { return try parseLambda() }
    if kind == .ifWord { return try parseConditional() }
    let start = startOffset
    let outer = begin()
    var base = try parsePrimary()
    if case .block = base.kind {
      finish(outer)
      return base
    }
    while !isAtLineStart {
      switch kind {
      case .parenOpen:
        mark(.attached)
        let arguments = try parseArguments()
        base = try make(.call(base, arguments), from: start)
      case .bracketOpen:
        mark(.attached)
        let subscripts = try parseSubscripts()
        base = try make(.index(base, subscripts), from: start)
      case .dot:
        mark([.attached, .prefix])
        advance()
        guard kind == .name || kind.isKeyword else { throw refuse(.fieldName) }
        let nameToken = token
        advance()
        base = try make(.member(base, name(of: nameToken), nameSpan: span(of: nameToken)), from: start)
      default:
        finish(outer)
        return base
      }
    }
    finish(outer)
    return base
  }

  /// `if c { … } else if d { … } else { … }`
  private mutating func parseConditional() throws(SyntaxError) -> Expr {
    let start = startOffset
    let outer = begin()
    var arms: [ConditionalArm] = []
    var otherwise: Block?
    repeat {
      advance()
      let condition = try parseCondition()
      arms.append(ConditionalArm(condition: condition, body: try parseBlock()))
      guard skip(.elseWord) else { break }
      guard kind == .ifWord else {
        otherwise = try parseBlock()
        break
      }
    } while true
    let expression = try make(.conditional(arms, otherwise: otherwise), from: start)
    finish(outer)
    return expression
  }
}

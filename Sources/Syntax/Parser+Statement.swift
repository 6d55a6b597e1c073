// Statements: definitions, loops, bindings, and where one ends and the next begins.
// Neighbours: `Parser+Claim` (claims, checks, use), `Parser+Pattern` (targets), `Parser+Function`.

import SourceText

extension Parser {
  /// Parses statements up to the end of the input or the `}` of the block they stand in.
  mutating func parseStatements(isTopLevel: Bool, into statements: inout [Statement]) throws(SyntaxError) {
    while true {
      while skip(.semicolon) {}
      if kind == .endOfInput || (kind == .braceClose && !isTopLevel) { return }
      mark(.statement)
      let statement = try parseStatement()
      if skip(.semicolon) {
        while skip(.semicolon) {}
        let isLast = kind == .endOfInput || token.isAfterLineEnd
        statements.append(
          isTopLevel && isLast ? Statement(statement.kind, statement.span, isSilenced: true) : statement)
        continue
      }
      guard kind == .endOfInput || token.isAfterLineEnd || (kind == .braceClose && !isTopLevel) else {
        throw refuseAfter(statement)
      }
      statements.append(statement)
    }
  }

  /// `{ statements }`, where nothing but a block can stand.
  mutating func parseBlock() throws(SyntaxError) -> Block {
    guard kind == .braceOpen else { throw refuse(.block) }
    let start = startOffset
    let outer = begin()
    mark(.block)
    let context = try open(hidingLines: false)
    var statements: [Statement] = []
    try parseStatements(isTopLevel: false, into: &statements)
    try close(.braceClose, context)
    peak += 1
    guard peak <= Self.maximumHeight else { throw .tooLong(span(from: start)) }
    finish(outer)
    return Block(statements, span(from: start))
  }

  private mutating func parseStatement() throws(SyntaxError) -> Statement {
    let start = startOffset
    let documentation = documentationText(above: index)
    let kind = try parseStatementKind(documentation)
    return Statement(kind, span(from: start))
  }

  private mutating func parseStatementKind(_ documentation: String?) throws(SyntaxError) -> Statement.Kind {
    switch kind {
    case .fnWord: return try parseFunction(documentation)
    case .forWord: return try parseFor()
    case .whileWord:
      advance()
      let condition = try parseCondition()
      return .whileLoop(condition, try parseBlock())
    case .breakWord:
      advance()
      return .breakLoop
    case .continueWord:
      advance()
      return .continueLoop
    case .returnWord:
      advance()
      let endsHere = token.isAfterLineEnd || [.semicolon, .braceClose, .endOfInput].contains(kind)
      return .returnValue(endsHere ? nil : try parseExpression())
    case .name:
      if let kind = try parseWordStatement() { return kind }
      if isShortDefinition { return try parseShortDefinition(documentation) }
    case .parenOpen, .braceOpen:
      if isFollowedByAssignment {
        let pattern = try parsePattern()
        advance()
        return .assign(.pattern(pattern), try parseExpression())
      }
    default: break
    }
    return try parseBindingOrExpression(documentation)
  }

  /// `(a, b) = …` and `{w, b} = …`: the bracket's partner is followed by `=` on its line.
  private var isFollowedByAssignment: Bool {
    guard token.partner >= 0 else { return false }
    let next = tokenAt(Int(token.partner) + 1)
    return next.kind == .assign && !next.isAfterLineEnd
  }

  private mutating func parseFor() throws(SyntaxError) -> Statement.Kind {
    advance()
    let outer = begin()
    let pattern = try parsePattern()
    try expect(.inWord, .inWord)
    let source = try parseExpression()
    let body = try parseBlock()
    finish(outer)
    return .forLoop(pattern, source, body)
  }

  /// The condition of `if` and `while`: a brace here begins the block.
  mutating func parseCondition() throws(SyntaxError) -> Expr {
    guard kind != .braceOpen else { throw refuse(.expression) }
    return try parseExpression()
  }

  private mutating func parseBindingOrExpression(_ documentation: String?) throws(SyntaxError)
    -> Statement.Kind
  {
    let expression = try parseExpression()
    guard !token.isAfterLineEnd else { return .expression(expression) }
    if kind == .assign {
      let target = try target(from: expression)
      advance()
      return .assign(target, documented(try parseExpression(), documentation))
    }
    if let op = kind.updateOperator {
      let target = try target(from: expression)
      if case .pattern(.wildcard) = target { throw .cannotAssign(.wildcardPlace, expression.span) }
      advance()
      return .update(target, op, try parseExpression())
    }
    return .expression(expression)
  }

  /// `##` lines above `f = x -> …` document the function, as they would a definition.
  private func documented(_ value: Expr, _ documentation: String?) -> Expr {
    guard let documentation, case .lambda(let body) = value.kind else { return value }
    let copy = FunctionBody(
      name: body.name, parameters: body.parameters, result: body.result, body: body.body,
      documentation: documentation, span: body.span)
    return Expr(.lambda(copy), value.span)
  }

  private func documentationText(above index: Int) -> String? {
    guard let lines = list.documentation[index] else { return nil }
    return lines.map { String(decoding: bytes[$0], as: UTF8.self) }.joined(separator: "\n")
  }
}

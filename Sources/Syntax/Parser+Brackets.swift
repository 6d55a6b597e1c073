// What stands in brackets: lists, tensors, records, arguments, indices, comprehensions.
// Neighbours: `Parser+Primary` and `Parser+Expression` call this; `Parser.close` refuses what does not fit.

import SourceText

extension Parser {
  /// `(e)`, `(a, b)`, `(a,)`, `()`, `(f(x) for x in xs)`
  mutating func parseParenthesised() throws(SyntaxError) -> Expr {
    let start = startOffset
    let context = try open(hidingLines: true)
    let (elements, hasComma, clauses) = try parseElements(until: .parenClose)
    try close(.parenClose, context)
    guard let first = elements.first else { return try make(.list([]), from: start) }
    if let clauses {
      let comprehension = Comprehension(isTensor: false, body: first.value, clauses: clauses)
      return try make(.comprehension(comprehension), from: start)
    }
    if elements.count == 1, !hasComma, !first.isSpread { return Expr(first.value.kind, span(from: start)) }
    return try make(.list(elements), from: start)
  }

  /// `[a, b, ..c]`, `[f(x) for x in xs if c]`
  mutating func parseTensor() throws(SyntaxError) -> Expr {
    let start = startOffset
    let context = try open(hidingLines: true)
    let (elements, _, clauses) = try parseElements(until: .bracketClose)
    try close(.bracketClose, context)
    guard let clauses, let first = elements.first else { return try make(.tensor(elements), from: start) }
    let comprehension = Comprehension(isTensor: true, body: first.value, clauses: clauses)
    return try make(.comprehension(comprehension), from: start)
  }

  private mutating func parseElements(
    until closer: TokenKind
  ) throws(SyntaxError) -> (elements: [Element], hasComma: Bool, clauses: [Comprehension.Clause]?) {
    var elements: [Element] = []
    var hasComma = false
    while kind != closer {
      let isSpread = skip(.spread)
      elements.append(Element(try parseExpression(), isSpread: isSpread))
      if kind == .forWord, elements.count == 1, !isSpread { return (elements, false, try parseClauses()) }
      guard skip(.comma) else { break }
      hasComma = true
    }
    return (elements, hasComma, nil)
  }

  /// `for p in xs if c for q in ys …`
  private mutating func parseClauses() throws(SyntaxError) -> [Comprehension.Clause] {
    var clauses: [Comprehension.Clause] = []
    while kind == .forWord {
      mark(.clause)
      advance()
      let pattern = try parsePattern()
      try expect(.inWord, .inWord)
      let source = try parseExpression()
      var conditions: [Expr] = []
      while kind == .ifWord {
        mark(.clause)
        advance()
        conditions.append(try parseExpression())
      }
      clauses.append(Comprehension.Clause(pattern: pattern, source: source, conditions: conditions))
    }
    return clauses
  }

  /// `{a: 1, "two words": 2, ..p, w}`
  mutating func parseRecord() throws(SyntaxError) -> Expr {
    let start = startOffset
    let context = try open(hidingLines: true)
    var fields: [Field] = []
    while kind != .braceClose {
      fields.append(try parseField())
      guard skip(.comma) else { break }
    }
    try close(.braceClose, context)
    return try make(.record(fields), from: start)
  }

  private mutating func parseField() throws(SyntaxError) -> Field {
    let start = startOffset
    if skip(.spread) {
      let value = try parseExpression()
      return Field(.spread(value), span(from: start))
    }
    let keyToken = token
    let key = try parseFieldKey()
    if skip(.colon) {
      let value = try parseExpression()
      return Field(.named(key, value), span(from: start))
    }
    if kind == .assign { throw .expected(.colon, found: describe(token), span(of: token)) }
    guard keyToken.kind == .name else { throw refuse(.colon) }
    return Field(.shorthand(key), span(from: start))
  }

  mutating func parseFieldKey() throws(SyntaxError) -> String {
    if kind == .string { return try parsePlainString(.fieldName) }
    guard kind == .name || (kind.isKeyword && tokenAt(index + 1).kind == .colon) else {
      throw refuse(.fieldName)
    }
    let key = name(of: token)
    advance()
    return key
  }

  /// `(a, k = 5, ..rest)`, or one comprehension without parentheses of its own.
  mutating func parseArguments() throws(SyntaxError) -> [Argument] {
    let context = try open(hidingLines: true)
    var arguments: [Argument] = []
    var hasNamed = false
    while kind != .parenClose {
      let argument = try parseArgument()
      switch argument.kind {
      case .named: hasNamed = true
      case .positional where hasNamed: throw .positionalAfterNamed(argument.span)
      default: break
      }
      if kind == .forWord, arguments.isEmpty, case .positional(let body) = argument.kind {
        arguments.append(try parseComprehensionArgument(body, argument.span))
        break
      }
      arguments.append(argument)
      guard skip(.comma) else { break }
    }
    try close(.parenClose, context)
    return arguments
  }

  private mutating func parseArgument() throws(SyntaxError) -> Argument {
    let start = startOffset
    if skip(.spread) {
      let value = try parseExpression()
      return Argument(.spread(value), span(from: start))
    }
    if kind == .name, tokenAt(index + 1).kind == .assign {
      let word = name(of: token)
      advance()
      advance()
      let value = try parseExpression()
      return Argument(.named(word, value), span(from: start))
    }
    let value = try parseExpression()
    return Argument(.positional(value), span(from: start))
  }

  private mutating func parseComprehensionArgument(_ body: Expr, _ place: Span) throws(SyntaxError)
    -> Argument
  {
    let start = Int(place.start)
    let outer = begin()
    // The body was parsed before: its height is what `begin` put aside.
    peak = outer
    let clauses = try parseClauses()
    let comprehension = Comprehension(isTensor: false, body: body, clauses: clauses)
    let value = try make(.comprehension(comprehension), from: start)
    finish(outer)
    return Argument(.positional(value), span(from: start))
  }

  /// `[i, 2:5, ::2, .., new]`
  mutating func parseSubscripts() throws(SyntaxError) -> [Subscript] {
    let context = try open(hidingLines: true)
    guard kind != .bracketClose else { throw .expected(.index, found: describe(token), span(of: token)) }
    var subscripts: [Subscript] = []
    while kind != .bracketClose {
      subscripts.append(try parseSubscript())
      guard skip(.comma) else { break }
    }
    try close(.bracketClose, context)
    return subscripts
  }

  private mutating func parseSubscript() throws(SyntaxError) -> Subscript {
    let start = startOffset
    let next = tokenAt(index + 1).kind
    if next == .comma || next == .bracketClose {
      if skip(.spread) { return Subscript(.ellipsis, span(from: start)) }
      if isWord("new", token) {
        advance()
        return Subscript(.new, span(from: start))
      }
    }
    let low = kind == .colon ? nil : try parseExpression()
    mark(.slice)
    guard skip(.colon) else {
      guard let low else { throw refuse(.index) }
      return Subscript(.at(low), span(from: start))
    }
    let high = try parseBound()
    mark(.slice)
    let step = skip(.colon) ? try parseBound() : nil
    return Subscript(.slice(low, high, step), span(from: start))
  }

  private mutating func parseBound() throws(SyntaxError) -> Expr? {
    switch kind {
    case .colon, .comma, .bracketClose: nil
    default: try parseExpression()
    }
  }
}

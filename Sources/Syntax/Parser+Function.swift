// Functions: `fn f(x) { … }`, `f(x) = …`, lambdas, their parameters and shape annotations.
// Neighbours: `Parser+Statement` and `Parser+Primary` call this; `Parser+Pattern` reads patterns.

import SourceText

extension Parser {
  mutating func parseFunction(_ documentation: String?) throws(SyntaxError) -> Statement.Kind {
    let start = startOffset
    advance()
    guard kind == .name else {
      throw kind == .parenOpen ? .anonymousFunction(span(of: token)) : refuse(.functionName)
    }
    return try parseDefinition(from: start, documentation, isLong: true)
  }

  /// `f(x) = …` or `f(x): [n] = …`: the parameters' bracket is followed by `=` or `:` on its line.
  var isShortDefinition: Bool {
    let bracket = tokenAt(index + 1)
    guard bracket.kind == .parenOpen, bracket.partner >= 0, !bracket.isAfterLineEnd else { return false }
    let next = tokenAt(Int(bracket.partner) + 1)
    guard !next.isAfterLineEnd else { return false }
    if next.kind == .colon { return SyntaxError.foreignHints[text(of: token)] == nil }
    return next.kind == .assign
  }

  mutating func parseShortDefinition(_ documentation: String?) throws(SyntaxError) -> Statement.Kind {
    try parseDefinition(from: startOffset, documentation, isLong: false)
  }

  private mutating func parseDefinition(
    from start: Int, _ documentation: String?, isLong: Bool
  ) throws(SyntaxError) -> Statement.Kind {
    let nameToken = token
    advance()
    guard kind == .parenOpen else { throw refuse(.parameters) }
    let outer = begin()
    mark(.attached)
    let parameters = try parseParameters()
    var result: Annotation?
    if kind == .colon {
      let next = tokenAt(index + 1)
      if next.isAfterLineEnd || next.kind == .endOfInput { throw .colonForBlock(span(of: token)) }
      advance()
      result = try parseAnnotation()
    }
    let body: Expr
    if isLong, kind == .braceOpen {
      let bodyStart = startOffset
      body = try make(.block(try parseBlock()), from: bodyStart)
    } else {
      try expect(.assign, .body)
      try descend()
      body = try parseExpression()
      ascend()
    }
    finish(outer)
    let function = FunctionBody(
      name: name(of: nameToken), parameters: parameters, result: result, body: body,
      documentation: documentation, span: span(from: start))
    return .define(function, nameSpan: span(of: nameToken))
  }

  /// `(x, (a, b), k: [n] = 3, ..rest)`
  mutating func parseParameters() throws(SyntaxError) -> [Parameter] {
    let context = try open(hidingLines: true)
    var parameters: [Parameter] = []
    var names = NameSet()
    while kind != .parenClose {
      let parameter = try parseParameter()
      if parameters.last?.isRest == true { throw .restNotLast(parameters.last?.span ?? parameter.span) }
      try names.insert(parameter.pattern)
      parameters.append(parameter)
      guard skip(.comma) else { break }
    }
    try close(.parenClose, context)
    return parameters
  }

  private mutating func parseParameter() throws(SyntaxError) -> Parameter {
    let start = startOffset
    let isRest = skip(.spread)
    guard [.name, .parenOpen, .braceOpen].contains(kind) else {
      if [.integer, .float, .string, .bracketOpen, .minus].contains(kind) || kind.isKeyword {
        throw .notAParameter(found: describe(token), span(of: token))
      }
      throw refuse(.pattern)
    }
    let pattern = try parsePattern()
    let annotation = skip(.colon) ? try parseAnnotation() : nil
    let defaultValue = skip(.assign) ? try parseExpression() : nil
    if kind != .comma, kind != .parenClose, kind != .endOfInput, kind != .invalid, !token.isAfterLineEnd,
      kind != .bracketClose, kind != .braceClose
    {
      throw kind == .name
        ? refuseBetweenParts() : .notAParameter(found: describe(token), span(of: token))
    }
    return Parameter(
      pattern: pattern, annotation: annotation, defaultValue: defaultValue, isRest: isRest,
      span: span(from: start))
  }

  /// True if the present token begins a lambda: a name or bracket whose end an arrow follows.
  var isLambda: Bool {
    let last: Int
    switch kind {
    case .name: last = index
    case .parenOpen, .braceOpen:
      guard token.partner >= 0 else { return false }
      last = Int(token.partner)
    default: return false
    }
    let next = tokenAt(last + 1)
    return next.kind == .arrow && (hidesLines || !next.isAfterLineEnd)
  }

  mutating func parseLambda() throws(SyntaxError) -> Expr {
    let start = startOffset
    let outer = begin()
    try descend()
    let parameters: [Parameter]
    if kind == .parenOpen {
      parameters = try parseParameters()
    } else {
      let pattern = try parsePattern()
      parameters = [Parameter(pattern: pattern, span: pattern.span)]
    }
    try expect(.arrow, .arrow)
    let body = try parseExpression()
    ascend()
    let function = FunctionBody(name: nil, parameters: parameters, body: body, span: span(from: start))
    let expression = try make(.lambda(function), from: start)
    finish(outer)
    return expression
  }

  /// `f32`, `[n, d]`, `i32[n]`, `[.., 3]`, `function`, `{x, y}`
  mutating func parseAnnotation() throws(SyntaxError) -> Annotation {
    let start = startOffset
    if kind == .braceOpen { return Annotation(.fields(try parseFields()), span: span(from: start)) }
    var dtype: String?
    if kind == .name {
      let word = text(of: token)
      if let kind = Annotation.Kind(rawValue: word) {
        advance()
        return Annotation(.kind(kind), span: span(from: start))
      }
      guard Annotation.dtypes.contains(word) else { throw .unknownDtype(word, span(of: token)) }
      dtype = word
      advance()
    }
    guard kind == .bracketOpen, !isAtLineStart else {
      guard dtype != nil else { throw refuseAnnotation() }
      return Annotation(.tensor(dtype: dtype, sizes: nil), span: span(from: start))
    }
    if dtype != nil { mark(.attached) }
    let context = try open(hidingLines: true)
    var sizes: [Annotation.Size] = []
    while kind != .bracketClose {
      sizes.append(try parseSize())
      guard skip(.comma) else { break }
    }
    try close(.bracketClose, context)
    return Annotation(.tensor(dtype: dtype, sizes: sizes), span: span(from: start))
  }

  private mutating func parseFields() throws(SyntaxError) -> [String] {
    let context = try open(hidingLines: true)
    var fields: [String] = []
    while kind != .braceClose {
      guard kind == .name else { throw refuseAnnotation() }
      fields.append(name(of: token))
      advance()
      guard skip(.comma) else { break }
    }
    try close(.braceClose, context)
    return fields
  }

  private mutating func parseSize() throws(SyntaxError) -> Annotation.Size {
    let size: Annotation.Size
    switch kind {
    case .spread: size = .ellipsis
    case .name: size = isWord("_", token) ? .any : .name(name(of: token))
    case .integer: size = .exact(try integerValue(of: token))
    default: throw refuseAnnotation()
    }
    advance()
    return size
  }

  private func refuseAnnotation() -> SyntaxError {
    switch kind {
    case .endOfInput, .invalid, .bracketClose, .parenClose, .braceClose: refuse(.expression)
    default: .badAnnotation(found: describe(token), span(of: token))
    }
  }
}

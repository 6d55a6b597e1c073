// What is bound: patterns before `=`, `->` and `in`, and places inside names.
// Neighbours: `Parser+Statement`, `Parser+Function` and comprehensions call this.

import SourceText

/// The names that one pattern or parameter list binds, to refuse a second `x` in it.
struct NameSet {
  private var names: Set<String> = []

  mutating func insert(_ pattern: Pattern) throws(SyntaxError) {
    switch pattern {
    case .wildcard: return
    case .name(let name, let span): try insert(name, span)
    case .list(let items, let rest, _):
      for item in items { try insert(item) }
      if let rest, let name = rest.name { try insert(name, rest.span) }
    case .record(let items, let rest, _):
      for item in items { try insert(item.pattern) }
      if let rest, let name = rest.name { try insert(name, rest.span) }
    }
  }

  private mutating func insert(_ name: String, _ span: Span) throws(SyntaxError) {
    guard names.insert(name).inserted else { throw .repeatedName(name, span) }
  }
}

extension Parser {
  /// A pattern in which every name stands once.
  mutating func parsePattern() throws(SyntaxError) -> Pattern {
    let pattern = try parseInnerPattern()
    if case .name = pattern { return pattern }
    var names = NameSet()
    try names.insert(pattern)
    return pattern
  }

  private mutating func parseInnerPattern() throws(SyntaxError) -> Pattern {
    switch kind {
    case .name:
      let place = span(of: token)
      let isWildcard = isWord("_", token)
      let word = name(of: token)
      advance()
      return isWildcard ? .wildcard(place) : .name(word, place)
    case .parenOpen: return try parseListPattern()
    case .braceOpen: return try parseRecordPattern()
    case .bracketOpen: throw .cannotAssign(.tensor, span(of: token))
    case .integer, .float, .string: throw .cannotAssign(.literal, span(of: token))
    case _ where kind.isKeyword: throw .cannotAssign(.keyword(kind.spelling), span(of: token))
    default: throw refuse(.pattern)
    }
  }

  private mutating func parseListPattern() throws(SyntaxError) -> Pattern {
    let start = startOffset
    let outer = begin()
    let context = try open(hidingLines: true)
    var items: [Pattern] = []
    var rest: Pattern.RestPattern?
    var hasComma = false
    while kind != .parenClose {
      if kind == .spread {
        guard rest == nil else { throw .secondRest(span(of: token)) }
        rest = try parseRest(at: items.count)
      } else {
        items.append(try parseInnerPattern())
      }
      try refuseExpressionInPattern()
      guard skip(.comma) else { break }
      hasComma = true
    }
    try close(.parenClose, context)
    peak += 1
    finish(outer)
    if items.count == 1, rest == nil, !hasComma, let only = items.first { return only }
    return .list(items, rest: rest, span(from: start))
  }

  /// `(a + b) = …`: the name was the beginning of something that cannot be bound.
  private func refuseExpressionInPattern() throws(SyntaxError) {
    switch kind {
    case .comma, .parenClose, .bracketClose, .braceClose, .endOfInput, .invalid, .name: return
    default: throw .cannotAssign(.expression, span(of: token))
    }
  }

  private mutating func parseRest(at position: Int) throws(SyntaxError) -> Pattern.RestPattern {
    let start = startOffset
    advance()
    var word: String?
    if kind == .name {
      word = isWord("_", token) ? nil : name(of: token)
      advance()
    } else if kind != .comma, kind != .parenClose, kind != .braceClose {
      throw refuse(.name)
    }
    return Pattern.RestPattern(name: word, position: position, span: span(from: start))
  }

  private mutating func parseRecordPattern() throws(SyntaxError) -> Pattern {
    let start = startOffset
    let outer = begin()
    let context = try open(hidingLines: true)
    var items: [Pattern.RecordItem] = []
    var rest: Pattern.RestPattern?
    while kind != .braceClose {
      if kind == .spread {
        guard rest == nil else { throw .secondRest(span(of: token)) }
        rest = try parseRest(at: items.count)
      } else {
        items.append(try parseRecordPatternItem())
      }
      guard skip(.comma) else { break }
    }
    try close(.braceClose, context)
    peak += 1
    finish(outer)
    return .record(items, rest: rest, span(from: start))
  }

  private mutating func parseRecordPatternItem() throws(SyntaxError) -> Pattern.RecordItem {
    let keyToken = token
    let key = try parseFieldKey()
    if skip(.colon) { return Pattern.RecordItem(key: key, pattern: try parseInnerPattern()) }
    guard keyToken.kind == .name else { throw refuse(.colon) }
    return Pattern.RecordItem(key: key, pattern: .name(key, span(of: keyToken)))
  }

  /// Reads an expression left of `=` as what it binds.
  func target(from expression: Expr) throws(SyntaxError) -> Target {
    switch expression.kind {
    case .name("_"): return .pattern(.wildcard(expression.span))
    case .name(let name): return .pattern(.name(name, expression.span))
    case .index, .member: return try place(from: expression)
    case .none, .bool, .integer, .float, .string: throw .cannotAssign(.literal, expression.span)
    case .call(let callee, _):
      if case .name(let name) = callee.kind { throw .cannotAssign(.call(name: name), expression.span) }
      throw .cannotAssign(.call(name: nil), expression.span)
    case .tensor: throw .cannotAssign(.tensor, expression.span)
    case .list, .record: throw .cannotAssign(.updateOfPattern, expression.span)
    default: throw .cannotAssign(.expression, expression.span)
    }
  }

  private func place(from expression: Expr) throws(SyntaxError) -> Target {
    var steps: [Target.Step] = []
    var current = expression
    while true {
      switch current.kind {
      case .index(let base, let subscripts):
        steps.append(.index(subscripts, current.span))
        current = base
      case .member(let base, let name, let nameSpan):
        steps.append(.member(name, nameSpan))
        current = base
      case .name("_"): throw .cannotAssign(.wildcardPlace, current.span)
      case .name(let root):
        return .place(root: root, rootSpan: current.span, steps: steps.reversed(), span: expression.span)
      case .call: throw .cannotAssign(.call(name: nil), current.span)
      default: throw .cannotAssign(.expression, current.span)
      }
    }
  }
}

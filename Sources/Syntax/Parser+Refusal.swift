// Which error a token deserves that cannot stand where it stands: the most telling one.
// Neighbours: every `Parser+…` file throws what this gives; `SyntaxErrors` holds the cases.

import SourceText

extension Parser {
  /// The present token is not what must stand here.
  func refuse(_ wanted: SyntaxError.Expectation) -> SyntaxError {
    if let error = refuseEndOrBracket(wanted) ?? refuseForeignWord(isOperandExpected: wanted == .expression) {
      return error
    }
    let place = span(of: token)
    switch (wanted, kind) {
    case (.expression, .floor) where index == 0 || isAtLineStart: return .doubleSlashComment(place)
    case (.expression, .spread): return .spreadOutsideBrackets(place)
    case (.expression, .fnWord) where tokenAt(index + 1).kind == .parenOpen: return .anonymousFunction(place)
    case (.expression, .fnWord), (.expression, .forWord), (.expression, .whileWord),
      (.expression, .returnWord), (.expression, .breakWord), (.expression, .continueWord):
      return .statementInExpression(kind.spelling, place)
    case (.block, .assign): return .assignmentInExpression(place)
    case (.block, .colon), (.body, .colon): return .colonForBlock(place)
    case (.end, .assign): return .assignmentInExpression(place)
    case (.end, .ifWord): return .trailingConditional(place)
    case (.end, _): return .statementNotEnded(found: describe(token), place)
    default: return .expected(wanted, found: describe(token), place)
    }
  }

  /// The present token stands between the parts of a bracket, where a comma or the closer belongs.
  func refuseBetweenParts() -> SyntaxError {
    if let error = refuseEndOrBracket(.expression) ?? refuseForeignWord(isOperandExpected: false) {
      return error
    }
    let place = span(of: token)
    switch kind {
    case .assign: return .assignmentInExpression(place)
    case .ifWord where !token.isAfterLineEnd: return .trailingConditional(place)
    case .forWord, .comma: return .mixedComprehension(place)
    case .spread: return .rangeDots(place)
    default: break
    }
    guard let opener = openers.last.map(tokenAt) else {
      return .statementNotEnded(found: describe(token), place)
    }
    return .missingComma(
      found: describe(token), place, opener: opener.kind.spelling, openerSpan: span(of: opener),
      isOnNewLine: token.isAfterLineEnd)
  }

  /// The present token follows a whole statement on its line.
  func refuseAfter(_ statement: Statement) -> SyntaxError {
    if let error = refuseEndOrBracket(.end) ?? refuseForeignWord(isOperandExpected: false) { return error }
    let place = span(of: token)
    switch (kind, statement.kind) {
    case (.assign, .assign), (.assign, .update), (.assign, .define): return .cannotAssign(.twice, place)
    case (.comma, .expression(let value)), (.comma, .assign(_, let value)),
      (.comma, .returnValue(let value?)):
      return .bareTuple(textUntilAssignment(from: Int(value.span.start)), place)
    case (.ifWord, _): return .trailingConditional(place)
    case (.spread, _): return .rangeDots(place)
    case (.float, _) where !token.isAfterSpace && bytes[token.range].first == UInt8(ascii: "."):
      return .expected(.fieldName, found: describe(token), place)
    case (_, .expression(let expression)) where kind.startsOperand:
      guard case .name(let name) = expression.kind else { break }
      return .callWithoutParentheses(name, argument: textUntilAssignment(from: startOffset), place)
    default: break
    }
    return .statementNotEnded(found: describe(token), place)
  }

  private func refuseEndOrBracket(_ wanted: SyntaxError.Expectation) -> SyntaxError? {
    let place = span(of: token)
    let opener = openers.last.map(tokenAt)
    switch kind {
    case .invalid: return list.problem ?? .expected(wanted, found: describe(token), place)
    case .endOfInput:
      guard let opener else { return .inputEnded(wanted, place, isIncomplete: !isNested) }
      return .unclosed(opener.kind.spelling, opener: span(of: opener), at: place, isIncomplete: !isNested)
    case .parenClose, .bracketClose, .braceClose:
      guard let opener else { return .strayCloser(kind.spelling, place) }
      guard SyntaxError.closer(of: opener.kind.spelling) != kind.spelling else { return nil }
      return .mismatchedCloser(
        kind.spelling, place, opener: opener.kind.spelling, openerSpan: span(of: opener))
    default: return nil
    }
  }

  /// `lambda x`, `import numpy`, `x is none`: the word before the token, or the token itself, tells.
  private func refuseForeignWord(isOperandExpected: Bool) -> SyntaxError? {
    let before = tokenAt(index - 1)
    if index > 0, before.kind == .name, !token.isAfterLineEnd {
      let word = text(of: before)
      if SyntaxError.foreignHints[word] != nil { return .foreignWord(word, span(of: before)) }
    }
    guard kind == .name, !isOperandExpected else { return nil }
    let word = text(of: token)
    return SyntaxError.foreignHints[word] == nil ? nil : .foreignWord(word, span(of: token))
  }

  func describe(_ token: Token) -> String {
    switch token.kind {
    case .name: "`\(text(of: token))`"
    case .integer, .float, .string, .endOfInput, .invalid: token.kind.spelling
    default: "`\(token.kind.spelling)`"
    }
  }

  /// The rest of the line up to an `=`, as a proposal repeats it; at most 60 bytes.
  private func textUntilAssignment(from start: Int) -> String {
    var end = index
    while tokenAt(end + 1).kind != .assign, tokenAt(end + 1).kind != .endOfInput,
      tokenAt(end + 1).kind != .semicolon, !tokenAt(end + 1).isAfterLineEnd
    {
      end += 1
    }
    let stop = Int(tokenAt(end).end)
    return stop - start > 60 ? "…" : text(of: Span(source: id, start: start, end: stop))
  }
}

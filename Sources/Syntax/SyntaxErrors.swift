// Everything that can be wrong with a text, as cases with their evidence.
// Neighbours: lexer and parser throw these; `SyntaxErrors+Words` has the words and codes for them.

import SourceText

/// Why a text is no program. The parser stops at the first one.
enum SyntaxError: Error {
  // Characters, numbers and strings.
  case invalidUTF8(Span)
  case unexpectedCharacter(Unicode.Scalar, Span)
  case unterminatedString(Span, isTriple: Bool)
  case badEscape(String, Span)
  case interpolationUnclosed(Span, isIncomplete: Bool)
  case interpolationEmpty(Span)
  case loneBrace(Span)
  case badNumber(String, Span)
  case numberTooLarge(String, Span)
  case missingMultiplication(String, String, Span)

  // Habits from other languages.
  case foreignOperator(String, Span)
  case foreignWord(String, Span)
  case callWithoutParentheses(String, argument: String, Span)
  case trailingConditional(Span)
  case doubleSlashComment(Span)
  case colonForBlock(Span)
  case bareTuple(String, Span)
  case anonymousFunction(Span)

  // Structure.
  case expected(Expectation, found: String, Span)
  case inputEnded(Expectation, Span, isIncomplete: Bool)
  case unclosed(String, opener: Span, at: Span, isIncomplete: Bool)
  case mismatchedCloser(String, Span, opener: String, openerSpan: Span)
  case strayCloser(String, Span)
  case missingComma(found: String, Span, opener: String, openerSpan: Span, isOnNewLine: Bool)
  case statementNotEnded(found: String, Span)
  case statementInExpression(String, Span)
  case spreadOutsideBrackets(Span)
  case rangeDots(Span)
  case mixedComprehension(Span)

  // Meaning that the grammar already knows.
  case chainedComparison(repair: String?, Span, first: Span)
  case comparisonBesideBits(String, Span)
  case cannotAssign(AssignmentProblem, Span)
  case assignmentInExpression(Span)
  case notAParameter(found: String, Span)
  case repeatedName(String, Span)
  case secondRest(Span)
  case restNotLast(Span)
  case positionalAfterNamed(Span)
  case badAnnotation(found: String, Span)
  case unknownDtype(String, Span)
  case claimWithoutRelation(Span)
  case toleranceNeedsEquality(String, Span)
  case tooDeep(Span)
  case tooLong(Span)

  /// What would have been right.
  enum Expectation: String {
    case expression = "an expression"
    case name = "a name"
    case pattern = "a name or a pattern"
    case block = "a block in braces"
    case parameters = "the parameters in parentheses"
    case body = "`=` or a block in braces"
    case functionName = "the name of the function"
    case inWord = "`in`"
    case forWord = "`for`"
    case arrow = "`->`"
    case assign = "`=`"
    case colon = "`:`"
    case fieldName = "the name of a field"
    case path = "a file name in quotation marks"
    case end = "the end of the expression"
    case index = "an index"
  }

  enum AssignmentProblem {
    case literal, call(name: String?), comparison, tensor, expression, twice, updateOfPattern, wildcardPlace
    case keyword(String)
  }

  /// Where the error is shown.
  var span: Span {
    switch self {
    case .invalidUTF8(let span), .unexpectedCharacter(_, let span), .unterminatedString(let span, _),
      .badEscape(_, let span), .interpolationUnclosed(let span, _), .interpolationEmpty(let span),
      .loneBrace(let span), .badNumber(_, let span), .numberTooLarge(_, let span),
      .missingMultiplication(_, _, let span), .foreignOperator(_, let span), .foreignWord(_, let span),
      .callWithoutParentheses(_, _, let span), .trailingConditional(let span), .doubleSlashComment(let span),
      .colonForBlock(let span), .bareTuple(_, let span), .anonymousFunction(let span),
      .expected(_, _, let span), .inputEnded(_, let span, _), .unclosed(_, _, let span, _),
      .mismatchedCloser(_, let span, _, _), .strayCloser(_, let span), .missingComma(_, let span, _, _, _),
      .statementNotEnded(_, let span), .statementInExpression(_, let span), .spreadOutsideBrackets(let span),
      .rangeDots(let span),
      .mixedComprehension(let span), .chainedComparison(_, let span, _), .comparisonBesideBits(_, let span),
      .cannotAssign(_, let span), .assignmentInExpression(let span), .notAParameter(_, let span),
      .repeatedName(_, let span), .secondRest(let span), .restNotLast(let span),
      .positionalAfterNamed(let span), .badAnnotation(_, let span), .unknownDtype(_, let span),
      .claimWithoutRelation(let span), .toleranceNeedsEquality(_, let span), .tooDeep(let span),
      .tooLong(let span):
      span
    }
  }

  /// True if more input could still make the text right.
  var isIncomplete: Bool {
    switch self {
    case .unterminatedString(_, let isTriple): isTriple
    case .interpolationUnclosed(_, let isIncomplete), .inputEnded(_, _, let isIncomplete),
      .unclosed(_, _, _, let isIncomplete):
      isIncomplete
    default: false
    }
  }
}

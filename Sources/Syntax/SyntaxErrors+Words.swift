// The words for every syntax error: code, title, label, hint. Nothing else in this target talks to users.
// Neighbours: `SyntaxErrors` has the cases, `SyntaxErrors+Foreign` the habits of other languages.

import SourceText

/// What a message says, apart from its main place.
struct ErrorWords {
  let code: String
  let title: String
  var label = ""
  var hint: String?
  var others: [Label] = []
  var kind = ErrorKind.syntax

  init(
    _ code: String, _ title: String, _ label: String = "", hint: String? = nil, others: [Label] = [],
    kind: ErrorKind = .syntax
  ) {
    self.code = code
    self.title = title
    self.label = label
    self.hint = hint
    self.others = others
    self.kind = kind
  }
}

extension SyntaxError {
  /// The error as a value for the reader.
  var diagnostic: Diagnostic {
    let words = lexicalWords ?? foreignWords ?? structureWords ?? partWords ?? meaningWords ?? formWords
    return Diagnostic(
      words.kind, words.code, words.title, labels: [Label(span, words.label, primary: true)] + words.others,
      hint: words.hint, isIncomplete: isIncomplete)
  }

  private var lexicalWords: ErrorWords? {
    switch self {
    case .invalidUTF8:
      ErrorWords("E0101", "this text is not valid UTF-8", "an invalid byte", hint: "save the file as UTF-8")
    case .unexpectedCharacter(let scalar, _):
      characterWords(scalar)
    case .unterminatedString(_, let isTriple):
      ErrorWords(
        "E0103", "this string is not closed", "it begins here",
        hint: isTriple
          ? "end it with \"\"\"" : "end it with \" on the same line, or write \"\"\"…\"\"\" for several")
    case .badEscape(let escape, _):
      ErrorWords(
        "E0104", "`\(escape)` is no escape that a string knows",
        hint:
          "known are \\n \\t \\r \\0 \\\" \\\\ \\{ \\} \\u{…}; for LaTeX write a raw string, r\"\\epsilon\"")
    case .interpolationUnclosed:
      ErrorWords(
        "E0105", "a `{` in a string begins a value, and this one is not closed", "it begins here",
        hint: "close it with `}`, or write `{{` for a brace")
    case .interpolationEmpty:
      ErrorWords(
        "E0105", "there is no value between these braces",
        hint: "write an expression, as in \"{x:.3f}\", or `{{}}` for two braces")
    case .loneBrace:
      ErrorWords("E0105", "a `}` alone in a string", hint: "write `}}` for a brace")
    case .badNumber(let text, _):
      ErrorWords("E0106", "`\(text)` is no number", hint: "write it as in 12, 1_000, 0.5, 1e-3 or 0x1F")
    case .numberTooLarge(let text, _):
      ErrorWords(
        "E0106", "the whole number \(text) is too large", "at most 9223372036854775807",
        hint: "write it with a point, \(text.count > 20 ? "as in 1e30" : text + ".0"), to make it a float")
    case .missingMultiplication(let number, let other, _):
      ErrorWords(
        "E0107", "an operator is missing between `\(number)` and `\(other)`",
        hint: "write \(number) * \(other == "(" ? "(…)" : other)")
    default: nil
    }
  }

  private var structureWords: ErrorWords? {
    switch self {
    case .expected(let wanted, let found, _):
      ErrorWords("E0110", "expected \(wanted.rawValue), found \(found)", hint: expectationHint(wanted, found))
    case .inputEnded(let wanted, _, let isIncomplete):
      ErrorWords(
        "E0110", "the \(isIncomplete ? "input" : "interpolation") ends where \(wanted.rawValue) should stand")
    case .unclosed(let bracket, let opener, _, _):
      ErrorWords(
        "E0111", "`\(bracket)` is not closed", "the input ends here",
        hint: "close it with `\(Self.closer(of: bracket))`",
        others: [Label(opener, "`\(bracket)` is opened here")])
    case .mismatchedCloser(let closer, _, let opener, let openerSpan):
      ErrorWords(
        "E0111", "`\(closer)` does not close `\(opener)`", "expected `\(Self.closer(of: opener))`",
        hint: "close `\(opener)` with `\(Self.closer(of: opener))` first",
        others: [Label(openerSpan, "`\(opener)` is opened here")])
    case .strayCloser(let closer, _):
      ErrorWords(
        "E0111", "`\(closer)` closes nothing", "no bracket is open here", hint: "remove it, or open it before"
      )
    default: nil
    }
  }

  private var partWords: ErrorWords? {
    switch self {
    case .missingComma(let found, _, let opener, let openerSpan, let isOnNewLine):
      ErrorWords(
        "E0112", "expected `,` or `\(Self.closer(of: opener))`, found \(found)",
        hint: isOnNewLine
          ? "close `\(opener)` with `\(Self.closer(of: opener))`, or separate the parts with a comma"
          : "put a comma (or an operator) between the parts",
        others: [Label(openerSpan, "`\(opener)` is still open")])
    case .statementNotEnded(let found, _):
      ErrorWords(
        "E0113", "expected the end of the statement, found \(found)",
        hint: found == "`{`"
          ? "a definition with a body in braces begins with fn: fn f(x) { … }"
          : "an operator is missing, or two statements need a line end or `;` between them")
    case .statementInExpression(let word, _):
      ErrorWords(
        "E0114", "`\(word)` is a statement and has no value", "a value should stand here",
        hint: word == "for"
          ? "for values of a loop write [f(x) for x in xs]" : "let it stand on its own line, or inside { … }")
    case .spreadOutsideBrackets:
      ErrorWords(
        "E0114", "`..` spreads a list, a record or arguments, and there are none around it",
        hint: "write it inside brackets, as in (..xs, x); a range of numbers is range(0, n)")
    case .rangeDots:
      ErrorWords(
        "E0114", "`..` stands before what it spreads, not between values",
        hint: "a range of numbers is range(0, n), a part of a tensor x[a:b]")
    case .mixedComprehension:
      ErrorWords(
        "E0114", "a comprehension stands alone in its brackets",
        hint: "write one expression before `for`, as in [f(x) for x in xs], and nothing after it")
    default: nil
    }
  }

  private var meaningWords: ErrorWords? {
    switch self {
    case .chainedComparison(let repair, _, let first):
      ErrorWords(
        "E0120", "comparisons cannot be chained", "the second comparison",
        hint: "write \(repair ?? "a < b and b < c")", others: [Label(first, "the first")])
    case .comparisonBesideBits(let op, _):
      ErrorWords(
        "E0120", "`\(op)` binds tighter than a comparison", "it takes its neighbours first",
        hint: "put parentheses around the comparisons, as in (x > 0) \(op) (y > 0)")
    case .cannotAssign(let problem, _): assignmentWords(problem)
    case .assignmentInExpression:
      ErrorWords("E0122", "`=` binds a name, and has no place here", hint: "to compare, write ==")
    case .notAParameter(let found, _):
      ErrorWords(
        "E0123", "\(found) cannot be a parameter",
        hint: "parameters are names, as in f(x, k = 3), or patterns, as in f((a, b))")
    case .repeatedName(let name, _):
      ErrorWords("E0123", "the name `\(name)` appears twice", "again here", hint: "give each its own name")
    case .secondRest:
      ErrorWords("E0123", "only one `..rest` can stand in a pattern", "the second")
    case .restNotLast:
      ErrorWords("E0123", "`..args` takes all that is left, so it stands last")
    default: nil
    }
  }

  private var formWords: ErrorWords {
    switch self {
    case .positionalAfterNamed:
      ErrorWords(
        "E0124", "an argument without a name follows a named one", "this one",
        hint: "put it before the named ones, or name it")
    case .badAnnotation(let found, _):
      ErrorWords(
        "E0125", "\(found) is no shape",
        hint: "an annotation is a dtype, a shape or both, or a kind of value: f32, [n, d], i32[n], function, {x, y}")
    case .unknownDtype(let name, _):
      ErrorWords(
        "E0125", "there is no dtype `\(name)`",
        hint: suggestion(for: name, among: Annotation.words).map { "did you mean \($0)?" }
          ?? "an annotation is a dtype (\(Annotation.dtypes.joined(separator: ", "))), a shape as [\(name)], or a kind (\(Annotation.Kind.allCases.map(\.rawValue).joined(separator: ", ")))")
    case .claimWithoutRelation:
      ErrorWords(
        "E0126", "a claim states a number", "a comparison is missing",
        hint: "write claim x == 0.83 +- 0.005; for a plain condition write check")
    case .toleranceNeedsEquality(let relation, _):
      ErrorWords(
        "E0126", "a tolerance goes with == or ≈, not with \(relation)", hint: "leave the tolerance out")
    case .tooDeep:
      ErrorWords(
        "E0127", "this is nested too deeply",
        "at most \(Parser.maximumDepth) levels, \(StringScanner.maximumDepth) of strings",
        hint: "give inner parts names of their own", kind: .limit)
    default:
      ErrorWords(
        "E0127", "this expression is too long",
        "more than \(Parser.maximumHeight) operations hang on each other",
        hint: "split it into several statements, or sum a list", kind: .limit)
    }
  }

  private func assignmentWords(_ problem: AssignmentProblem) -> ErrorWords {
    switch problem {
    case .literal:
      ErrorWords(
        "E0121", "a value cannot be assigned to", "this is no name", hint: "write the name on the left: x = 3"
      )
    case .call(let name):
      ErrorWords(
        "E0121", "the result of a call cannot be assigned to",
        hint: "bind it to a name first\(name.map { "; a function is defined as \($0)(x) = …" } ?? "")")
    case .comparison, .expression:
      ErrorWords(
        "E0121", "an expression cannot be assigned to", "this is no name", hint: "to compare, write ==")
    case .tensor:
      ErrorWords(
        "E0121", "a tensor cannot be assigned to", hint: "to take values apart, write (a, b) = …")
    case .twice:
      ErrorWords(
        "E0121", "one statement binds once", "the second `=`", hint: "write two statements, or == to compare")
    case .updateOfPattern:
      ErrorWords("E0121", "only one name or place can be updated", hint: "update each on its own line")
    case .wildcardPlace:
      ErrorWords("E0121", "`_` holds nothing that could be changed", hint: "use a name")
    case .keyword(let word):
      ErrorWords("E0121", "`\(word)` is a word of the language and no name", hint: "choose another name")
    }
  }

  private func expectationHint(_ wanted: Expectation, _ found: String) -> String? {
    switch wanted {
    case .block: "blocks stand in braces: if x > 0 { … }"
    case .inWord: "write for x in xs { … }; several names as for (i, x) in enumerate(xs) { … }"
    case .path: "write use \"helpers.adv\", or use \"helpers.adv\" as h"
    case .body: "write fn f(x) = x + 1, or fn f(x) { … }"
    case .expression where found == "`else`": "`else` follows the `}` of an `if`"
    case .expression where found == "`.`": "write x.name on one line"
    case .expression where found == "`=`": "to compare, write =="
    case .colon: "fields are written name: value"
    case .fieldName where found == "a number": "write x[0] for the part at a place"
    default: nil
    }
  }

  static func closer(of opener: String) -> String {
    switch opener {
    case "(": ")"
    case "[": "]"
    default: "}"
    }
  }
}

extension Annotation {
  /// Names that an annotation can begin with.
  public static let dtypes = ["f32", "f64", "i32", "u32", "u8", "bool"]

  /// All words that an annotation can be or begin with.
  static var words: [String] { dtypes + Kind.allCases.map(\.rawValue) }
}

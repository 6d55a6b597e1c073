// What people type who come from Python, Julia, JavaScript or C, and how it is written here.
// Neighbours: `SyntaxErrors+Words` asks here; `Parser+Refusal` finds out which of these it is.

import SourceText

extension SyntaxError {
  /// Words of other languages that stand before or between expressions, and what to write instead.
  static let foreignHints: [String: String] = [
    "lambda": "write x -> x + 1",
    "def": "write fn f(x) { … }, or f(x) = … for a short one",
    "func": "write fn f(x) { … }, or f(x) = … for a short one",
    "function": "write fn f(x) { … }, or f(x) = … for a short one",
    "fun": "write fn f(x) { … }, or f(x) = … for a short one",
    "import": "all built-ins are there; a file's definitions come with use \"helpers.adv\"",
    "from": "all built-ins are there; a file's definitions come with use \"helpers.adv\"",
    "using": "all built-ins are there; a file's definitions come with use \"helpers.adv\"",
    "include": "write use \"helpers.adv\"",
    "None": "write none",
    "null": "write none",
    "nil": "write none",
    "nothing": "write none",
    "True": "write true",
    "False": "write false",
    "elif": "write else if … { … }",
    "elseif": "write else if … { … }",
    "elsif": "write else if … { … }",
    "class": "a model or an object is a record of values, {w: 1, b: 2}, and functions of it",
    "struct": "a model or an object is a record of values, {w: 1, b: 2}, and functions of it",
    "let": "write x = 3: a binding needs no word before it",
    "var": "write x = 3: a binding needs no word before it",
    "const": "write x = 3: a binding needs no word before it",
    "val": "write x = 3: a binding needs no word before it",
    "global": "functions cannot rebind names outside; return the new value and bind it there",
    "nonlocal": "functions cannot rebind names outside; return the new value and bind it there",
    "assert": "write check x > 0",
    "is": "write == to compare",
    "as": "only use \"helpers.adv\" as h knows this word",
    "del": "nothing needs to be deleted; bind the name anew",
    "raise": "write error(\"…\")",
    "throw": "write error(\"…\")",
    "with": "there is no with; frozen(m), training(m) and evaluating(m) give models in other modes",
    "switch": "write if … { … } else if … { … }",
    "match": "write if … { … } else if … { … }",
    "case": "write if … { … } else if … { … }",
    "unless": "write if not … { … }",
    "until": "write while not … { … }",
    "then": "blocks stand in braces: if x > 0 { … } else { … }",
    "do": "blocks stand in braces: while x > 0 { … }",
    "begin": "blocks stand in braces: { … }",
    "yield": "collect values with (f(x) for x in xs)",
    "async": "there is no async; operations run in parallel by themselves",
    "await": "there is no await; operations run in parallel by themselves",
  ]

  /// Names that no program here has a use for, so that they are refused wherever they stand as a value.
  static let foreignValues: Set<String> = ["None", "True", "False"]

  private static let operatorHints: [String: String] = [
    "**": "write ^ for powers: x^2",
    "&&": "write and (for conditions), or & between bool tensors",
    "||": "write or (for conditions), or | between bool tensors",
    "!": "write not x (for conditions), or ~x on a bool tensor",
    "...": "write .. to spread (f(..args)) and for all other axes (x[.., 0])",
    "=>": "write -> for a function: x -> x + 1",
    ":=": "write = to bind a name",
    "<>": "write != for unequal",
    "===": "write == for equal",
    "!==": "write != for unequal",
    "++": "write x += 1",
    "--": "write x -= 1",
    "/*": "comments begin with # and go to the end of the line",
  ]

  var foreignWords: ErrorWords? {
    switch self {
    case .foreignOperator(let spelling, _):
      ErrorWords("E0115", "`\(spelling)` is no operator here", hint: Self.operatorHints[spelling])
    case .foreignWord(let word, _):
      ErrorWords("E0116", "`\(word)` is no word of this language", hint: Self.foreignHints[word])
    case .callWithoutParentheses(let name, let argument, _):
      ErrorWords(
        "E0117", "a call of `\(name)` needs parentheses", hint: "write \(name)(\(argument))")
    case .trailingConditional:
      ErrorWords(
        "E0116", "`if` cannot follow a value", hint: "write if c { a } else { b }; it has a value")
    case .doubleSlashComment:
      ErrorWords(
        "E0115", "`//` divides and rounds down, and nothing stands before it",
        hint: "comments begin with #")
    case .colonForBlock:
      ErrorWords("E0116", "a block does not begin with `:`", hint: "blocks stand in braces: if x > 0 { … }")
    case .bareTuple(let text, _):
      ErrorWords(
        "E0112", "a list stands in parentheses", "this comma is outside of brackets", hint: "write (\(text))")
    case .anonymousFunction:
      ErrorWords(
        "E0114", "a function without a name is written with an arrow",
        hint: "write x -> …, or (x, y) -> { … }")
    default: nil
    }
  }

  func characterWords(_ scalar: Unicode.Scalar) -> ErrorWords {
    switch scalar {
    case "“", "”", "„", "«", "»", "″":
      ErrorWords("E0102", "`\(scalar)` is a printer's quotation mark", hint: "write \"…\" with straight ones")
    case "'", "‘", "’", "`":
      ErrorWords("E0102", "strings stand in double quotation marks", hint: "write \"…\"")
    case "−", "–", "—":
      ErrorWords("E0102", "`\(scalar)` is a dash, not a minus sign", hint: "write -")
    case "×", "·", "⋅", "∗": ErrorWords("E0102", "`\(scalar)` is no operator here", hint: "write *")
    case "÷": ErrorWords("E0102", "`\(scalar)` is no operator here", hint: "write /")
    case "→": ErrorWords("E0102", "`→` is no operator here", hint: "write ->")
    case "∞": ErrorWords("E0102", "`∞` is no number here", hint: "write inf")
    case "²": ErrorWords("E0102", "`²` is no operator here", hint: "write ^2")
    case "³": ErrorWords("E0102", "`³` is no operator here", hint: "write ^3")
    case "∈": ErrorWords("E0102", "`∈` is no operator here", hint: "write in")
    case "√": ErrorWords("E0102", "`√` is no operator here", hint: "write sqrt(x)")
    case "∑": ErrorWords("E0102", "`∑` is no function here", hint: "write sum(x)")
    case "…": ErrorWords("E0102", "`…` stands for nothing here", hint: "write .. to spread")
    case "?":
      ErrorWords(
        "E0102", "`?` has no meaning here",
        hint: "a choice is written if c { a } else { b }; help on a name is help(name)")
    case "\\":
      ErrorWords(
        "E0102", "a backslash has no meaning here",
        hint: "a line goes on by itself inside brackets and after an operator")
    case "$": ErrorWords("E0102", "`$` has no meaning here", hint: "a value in a string is written {x}")
    default: unknownCharacterWords(scalar)
    }
  }

  private func unknownCharacterWords(_ scalar: Unicode.Scalar) -> ErrorWords {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    let code = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    let isVisible: Bool
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .nonspacingMark, .enclosingMark, .privateUse,
      .unassigned, .surrogate:
      isVisible = false
    default: isVisible = true
    }
    if isVisible {
      return ErrorWords(
        "E0102", "`\(scalar)` (\(code)) has no meaning here", hint: "names are made of letters, digits and _")
    }
    return ErrorWords(
      "E0102", "a character that cannot be seen (\(code)) stands here",
      hint: "delete it and type the line anew")
  }
}

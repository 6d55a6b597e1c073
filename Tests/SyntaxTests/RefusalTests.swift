// Texts that are no programs: the code, the hint and the place of each.
// Neighbours: `TreeTests` has the right ones, `RobustnessTests` the random ones.

import SourceText
import Syntax
import Testing

func parse(_ text: String) -> ParseResult {
  Parser.parse(Source(name: "cell c1", text: Array(text.utf8)), id: SourceID(raw: 0))
}

struct RefusalTests {
  @Test(arguments: [
    ("x = 2**3", "E0115", "write ^", "**"), ("a && b", "E0115", "write and", "&&"),
    ("a || b", "E0115", "write or", "||"), ("!x", "E0115", "write not x", "!"),
    ("f(...args)", "E0115", "write ..", "..."), ("x++", "E0115", "x += 1", "++"),
    ("x => 3", "E0115", "write ->", "=>"), ("/* c */", "E0115", "comments begin with #", "/*"),
    ("// c", "E0115", "comments begin with #", "//"), ("x := 3", "E0115", "write =", ":="),
    ("g = lambda x: x", "E0116", "write x -> x + 1", "lambda"),
    ("map(lambda x: x, y)", "E0116", "write x -> x + 1", "lambda"),
    ("def f(x):", "E0116", "write fn f(x)", "def"),
    ("import numpy as np", "E0116", "use \"helpers.adv\"", "import"),
    ("x = None", "E0116", "write none", "None"), ("True", "E0116", "write true", "True"),
    ("f(False)", "E0116", "write false", "False"),
    ("if a { 1 } elif b { 2 }", "E0116", "else if", "elif"),
    ("if a { 1 }\nelif b { 2 }", "E0116", "else if", "elif"),
    ("x is none", "E0116", "==", "is"), ("let x = 3", "E0116", "write x = 3", "let"),
    ("x = a if b else c", "E0116", "if c { a } else { b }", "if"),
    ("if x > 0:\n  y", "E0116", "braces", ":"),
    ("print x", "E0117", "write print(x)", "x"),
    ("print \"a\", b", "E0117", "write print(\"a\", b)", "\"a\""),
  ])
  func habitsOfOtherLanguagesGetAHint(_ text: String, _ code: String, _ hint: String, _ marked: String) {
    expectRefusal(text, code, hint, marked)
  }

  @Test(arguments: [
    ("x = “a”", "E0102", "straight", "“"), ("x = 'a'", "E0102", "write \"…\"", "'"),
    ("x−1", "E0102", "write -", "−"), ("c ? a : b", "E0102", "if c { a } else { b }", "?"),
    ("a\u{200B}b", "E0102", "type the line anew", "\u{200B}"), ("x²", "E0102", "^2", "²"),
    ("\"abc\ny = 1", "E0103", "end it with", "\"abc"),
    ("\"\\epsilon\"", "E0104", "raw string", "\\e"), ("\"\\u{110000}\"", "E0104", "known are", "\\u{110000}"),
    ("\"a {x\"", "E0105", "write `{{`", "{"), ("\"a {}\"", "E0105", "{{}}", "{}"),
    ("\"a } b\"", "E0105", "}}", "}"),
    ("1.2.3", "E0106", "1_000", "1.2.3"), ("99999999999999999999", "E0106", "point", "99999999999999999999"),
    ("2x + 1", "E0107", "write 2 * x", "2x"), ("2(x)", "E0107", "write 2 * (…)", "2("),
    ("2ε", "E0107", "write 2 * ε", "2ε"),
  ])
  func badCharactersStringsAndNumbers(_ text: String, _ code: String, _ hint: String, _ marked: String) {
    expectRefusal(text, code, hint, marked)
  }

  @Test(arguments: [
    ("}", "E0111", "remove it", "}"), ("x = (1, 2]", "E0111", "close `(`", "]"),
    ("[1 2]", "E0112", "comma", "2"), ("f(1, 2\ny = 3", "E0112", "close `(` with `)`", "y"),
    ("a, b = 1, 2", "E0112", "write (a, b)", ","), ("x = 3 4", "E0113", "line end", "4"),
    ("x = for i in y { }", "E0114", "[f(x) for x in xs]", "for"),
    ("[a, b for x in y]", "E0114", "one expression", "for"), ("0..5", "E0114", "range(0, n)", ".."),
    ("f(x for x in xs, 1)", "E0114", "nothing after", ","), ("return x, y", "E0112", "write (x, y)", ","),
    ("z = 1, 2", "E0112", "write (1, 2)", ","), ("fn f(x) x + 1", "E0110", "fn f(x) = x + 1", "x"),
    ("a\n  .b", "E0110", "on one line", "."), ("else { }", "E0110", "`}` of an `if`", "else"),
    ("g = fn(x) { x }", "E0114", "x -> …", "fn"),
    ("for i, x in xs { }", "E0110", "for (i, x) in", ","), ("{a: 1, b = 2}", "E0110", "name: value", "="),
    ("x.0", "E0110", "x[0]", ".0"), ("if { 1 }", "E0110", "", "{"), ("use \"a\" as 3", "E0110", "", "3"),
  ])
  func bracketsAndSeparators(_ text: String, _ code: String, _ hint: String, _ marked: String) {
    expectRefusal(text, code, hint, marked)
  }

  @Test(arguments: [
    ("0 < x < 1", "E0120", "write 0 < x and x < 1", "<"),
    ("x > 0 & y > 0", "E0120", "(x > 0) & (y > 0)", "&"),
    ("x > (a & b) > 0", "E0120", "write x > (a & b) and (a & b) > 0", ">"),
    ("1 = x", "E0121", "x = 3", "1"), ("f(x)(y) = 3", "E0121", "bind it", "f(x)(y)"),
    ("[a, b] = c", "E0121", "write (a, b) = …", "[a, b]"), ("a = b = c", "E0121", "==", "="),
    ("(a + b) = 3", "E0121", "==", "+"), ("_ += 1", "E0121", "use a name", "_"),
    ("for if in xs { }", "E0121", "another name", "if"),
    ("if x = 3 { 1 }", "E0122", "write ==", "="), ("while (x = 3) { }", "E0122", "write ==", "="),
    ("f(1) = 3", "E0123", "f(x, k = 3)", "1"), ("fn f(x, x) = 3", "E0123", "own name", "x"),
    ("(a, a) = b", "E0123", "own name", "a"), ("(..a, ..b) = c", "E0123", "", ".."),
    ("fn f(..a, b) = 1", "E0123", "", "..a"), ("f(a = 1, 2)", "E0124", "before", "2"),
    ("fn f(x: n) = x", "E0125", "[n]", "n"), ("check x: [1.5]", "E0125", "i32[n]", "1.5"),
    ("claim x", "E0126", "check", "x"), ("claim x > 3 +- 1", "E0126", "leave", "+"),
  ])
  func meaningsThatTheGrammarKnows(_ text: String, _ code: String, _ hint: String, _ marked: String) {
    expectRefusal(text, code, hint, marked)
  }

  private func expectRefusal(_ text: String, _ code: String, _ hint: String, _ marked: String) {
    let result = parse(text)
    let problem = result.diagnostics.first
    #expect(problem?.code == code, "\(text)")
    let shown = problem?.hint ?? ""
    #expect(hint.isEmpty || shown.contains(hint))
    #expect(!result.isIncomplete)
    let map = SourceMap()
    _ = map.add(Source(name: "", text: Array(text.utf8)))
    #expect(problem?.labels.first.map { map.text(of: $0.span) }.map { $0.hasPrefix(marked) } == true)
  }

  @Test(arguments: [
    "f(1, 2", "x = 1 +", "x = ", "fn f(x)", "fn", "while x {", "if a", "if a { 1 } else", "x |>", "y ->",
    "[1,\n 2",
    "\"\"\"\nabc", "{a: 1,", "a and", "not", "for x in", "for x", "a in", "claim x ==", "f(x -> {", "{ x = 1",
    "x[1:", "use \"a\" as", "f(1, # c", "x = a +\n# c\n", "\"\"\"{f(",
  ])
  func whatEndsTooEarlyIsIncomplete(_ text: String) {
    #expect(parse(text).isIncomplete)
    #expect(parse(text).diagnostics.first?.kind == .syntax)
  }

  @Test(arguments: [
    "x = 1", "f(1)", "if a { 1 }", "", "# c", "\n\n", "x;", "\"{x +}\"", "\"abc", "x++", "f(1]",
  ])
  func whatIsWholeOrWrongIsNotIncomplete(_ text: String) {
    #expect(!parse(text).isIncomplete)
  }

  @Test func statementsBeforeTheErrorAreKept() {
    let result = parse("x = 1\ny = x\nz = )\nw = 3")
    #expect(TreeDump().text(result.block) == "(assign x 1)\n(assign y x)")
    #expect(result.diagnostics.count == 1)
  }
}

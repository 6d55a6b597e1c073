// Pages of the errors in how a program is written: E01…
// Neighbours: `Syntax/SyntaxErrors` finds them; `ErrorPages` shows these.

extension ErrorPages {
  static let syntax: [ErrorPage] = [
    ErrorPage(
      "E0101", "the text is not UTF-8",
      "Programs and notebooks are UTF-8 text. Another encoding, or a file that is no text, has bytes that mean nothing. Save the file as UTF-8."),
    ErrorPage(
      "E0102", "a character has no meaning here",
      "Often a character that came with a copy from a document: curly quotation marks, a long dash for a minus, × for *, or one that cannot be seen.",
      wrong: "3 × 4", right: "3 * 4"),
    ErrorPage(
      "E0103", "a string is not closed",
      "A string in \"…\" ends on the line where it begins. For several lines write three quotation marks on each side.",
      wrong: "name = \"digits", right: "name = \"digits\""),
    ErrorPage(
      "E0104", "a backslash with a letter that strings do not know",
      "A backslash begins an escape such as \\n. For LaTeX or file names with backslashes write a raw string.",
      wrong: "\"\\epsilon\"", right: "r\"\\epsilon\""),
    ErrorPage(
      "E0105", "braces in a string do not fit",
      "In a string `{x}` inserts a value. To get the brace itself, write it twice.",
      wrong: "\"a set {}\"", right: "\"a set {{}}\""),
    ErrorPage(
      "E0106", "this is no number",
      "Digits, one point, an exponent: 12, 1_000, 0.5, 1e-3, 0x1F. Whole numbers have at most 64 bits.",
      wrong: "1.2.3", right: "1.23"),
    ErrorPage(
      "E0107", "an operator is missing after a number",
      "Products need their star: nothing is multiplied by standing side by side.",
      wrong: "x = 3\n2x", right: "x = 3\n2 * x"),
    ErrorPage(
      "E0110", "something else was expected here",
      "The message names what should stand here and what does. The cause is often a little before the place: a word left out, or a block without its braces.",
      wrong: "if 1 > 0 print(1)", right: "if 1 > 0 { print(1) }"),
    ErrorPage(
      "E0111", "brackets do not match",
      "Each ( [ { needs its own closing bracket, in the right order. The message shows where the open one is.",
      wrong: "sum([1, 2)", right: "sum([1, 2])"),
    ErrorPage(
      "E0112", "a comma is missing, or one stands outside of brackets",
      "Items are separated by commas. A list needs its parentheses, also on the left of `=`.",
      wrong: "a, b = (1, 2)", right: "(a, b) = (1, 2)"),
    ErrorPage(
      "E0113", "the statement should end here",
      "One line holds one statement; `;` separates two. A definition with a body in braces begins with `fn`.",
      wrong: "f(x) { x + 1 }", right: "fn f(x) { x + 1 }"),
    ErrorPage(
      "E0114", "this form has no value here",
      "`for`, `while`, bindings and spreads stand for themselves. A loop that gives values is a comprehension.",
      wrong: "y = for i in range(3) { i }", right: "y = [i for i in range(3)]"),
    ErrorPage(
      "E0115", "an operator of another language",
      "Powers are `^`, conditions are joined by `and`, `or`, `not`, and bool tensors by `&`, `|`, `~`.",
      wrong: "2 ** 3", right: "2 ^ 3"),
    ErrorPage(
      "E0116", "a word of another language",
      "Functions are `fn f(x) { … }` or `f(x) = …`; blocks stand in braces; `else if`, `none`, `true`.",
      wrong: "def f(x): x + 1", right: "f(x) = x + 1"),
    ErrorPage(
      "E0117", "a call needs parentheses", "Also `print` is a function.",
      wrong: "print 3", right: "print(3)"),
    ErrorPage(
      "E0120", "comparisons cannot be chained, and bind weaker than & and |",
      "Write two comparisons with `and`; between bool tensors put each comparison in parentheses.",
      wrong: "x = 0.5\n0 < x < 1", right: "x = 0.5\n0 < x and x < 1"),
    ErrorPage(
      "E0121", "this cannot stand on the left of =",
      "On the left stands a name, a place (x[i], p.w), or a pattern such as (a, b) or {w, b}.",
      wrong: "x + 1 = 3", right: "x = 3 - 1"),
    ErrorPage(
      "E0122", "a binding inside an expression", "`=` binds a name in a statement of its own; `==` compares.",
      wrong: "x = 3\nif x = 3 { print(x) }", right: "x = 3\nif x == 3 { print(x) }"),
    ErrorPage(
      "E0123", "parameters or patterns that are none",
      "Parameters are names, names with a default, or patterns; each name stands once, and `..rest` last.",
      wrong: "fn f(x, x) { x }", right: "fn f(x, y) { x }"),
    ErrorPage(
      "E0124", "an argument without a name after a named one",
      "Arguments by position come first.",
      wrong: "clip(low = 0, [2])", right: "clip([2], low = 0, high = 1)"),
    ErrorPage(
      "E0125", "this is no shape, element type or kind of value",
      "An annotation is a dtype, a shape or both: f32, [n, d], i32[n]. The dtypes are f32, f64, i32, u32, u8, bool. Or it is a kind of value: number, integer, tensor, list, record, function, string, or a record with certain fields, as {x, y}.",
      wrong: "fn f(x: float) { x }", right: "fn f(x: f32) { x }"),
    ErrorPage(
      "E0126", "a claim without a number to hold",
      "A claim compares: claim x == 0.83 +- 0.005, claim x >= 0.9. A plain condition is a check.",
      wrong: "claim 0.5", right: "claim 0.5 <= 1"),
    ErrorPage(
      "E0127", "nested too deeply, or too long in one piece",
      "Give inner parts names of their own. A long sum of many terms is a list and `sum`."),
    ErrorPage(
      "E0190", "a field of a record needs a value",
      "{w, b} is a pattern, to take a record apart. A record that is made names each value.",
      wrong: "(w, b) = (1, 2)\nprint({w, b})", right: "(w, b) = (1, 2)\nprint({w: w, b: b})"),
    ErrorPage(
      "E0191", "only one name or place can be updated", "`+=` and its like work on one name or place."),
    ErrorPage(
      "E0192", "return or break outside of what they leave",
      "`return` stands in a function, `break` and `continue` in a loop. A cell's last expression is its value.",
      wrong: "return 3", right: "fn f() { return 3 }\nf()"),
  ]
}

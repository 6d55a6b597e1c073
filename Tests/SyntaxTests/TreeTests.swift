// Every construct of the grammar as a tree.
// Neighbours: `RefusalTests` has the texts that are no programs.

import SourceText
import Syntax
import Testing

/// The tree of a text, or the code of its first error.
func dump(_ text: String) -> String {
  let result = Parser.parse(Source(name: "test", text: Array(text.utf8)), id: SourceID(raw: 0))
  if let problem = result.diagnostics.first { return "\(problem.code) \(problem.title)" }
  return TreeDump().text(result.block)
}

struct TreeTests {
  @Test(arguments: [
    ("-2^2", "(- (^ 2 2))"),
    ("2^-1", "(^ 2 (- 1))"),
    ("2^3^2", "(^ 2 (^ 3 2))"),
    ("-x * y", "(* (- x) y)"),
    ("a - b - c", "(- (- a b) c)"),
    ("a + b * c @ d", "(+ a (@ (* b c) d))"),
    ("7 // 2 % 3", "(% (// 7 2) 3)"),
    ("not a == b and c or d", "(or (and (not (== a b)) c) d)"),
    ("a in b and c not in d", "(and (in a b) (not in c d))"),
    ("m & a | b & c", "(| (& m a) (& b c))"),
    ("(x > 0) & (y > 0)", "(& (> x 0) (> y 0))"),
    ("m & x > 0", "(> (& m x) 0)"),
    ("~a & b", "(& (~ a) b)"),
    ("x ≈ y", "(≈ x y)"),
    ("x ≤ y", "(<= x y)"),
    ("a.T @ b[0](1)", "(@ (. a T) (call (index b 0) 1))"),
  ])
  func operatorsBindAsTheTableSays(_ text: String, _ tree: String) {
    #expect(dump(text) == tree)
  }

  @Test(arguments: [
    ("x |> f |> g(1)", "(|> (|> x f) (call g 1))"),
    ("x |> (e)", "(pipe-value x e)"),
    ("x |> (a, b)", "(|> x (list a b))"),
    ("x |> (e)(1)", "(|> x (call e 1))"),
    ("x |> y -> y + 1", "(|> x (lambda (y) (+ y 1)))"),
    ("x\n  |> f\n\n  # why\n  |> g", "(|> (|> x f) g)"),
  ])
  func pipesKeepTheirStagesAsWritten(_ text: String, _ tree: String) {
    #expect(dump(text) == tree)
  }

  @Test(arguments: [
    ("{}", "(record)"),
    ("{a: 1, ..p, \"two words\": 2,}", "(record (: a 1) (.. p) (: two words 2))"),
    ("{in: 3}.in", "(. (record (: in 3)) in)"),
    ("{w, b}", "(record w b)"),
    ("{w}", "(block w)"),
    ("{w, b} = p", "(assign (record (: w w) (: b b)) p)"),
    ("{w} = p", "(assign (record (: w w)) p)"),
    ("{w, b: (c, _), ..rest} = p", "(assign (record (: w w) (: b (list c _)) ..rest) p)"),
    ("{ x = 1; x }", "(block (assign x 1) x)"),
    ("f = x -> {a: 1}", "(assign f (lambda (x) (record (: a 1))))"),
    ("f = x -> { y = x\n y }", "(assign f (lambda (x) (block (assign y x) y)))"),
    ("if a { {} }", "(if (arm a (block (record))))"),
  ])
  func bracesAreRecordsBlocksOrPatterns(_ text: String, _ tree: String) {
    #expect(dump(text) == tree)
  }

  @Test(arguments: [
    ("()", "(list)"), ("(a)", "a"), ("(a,)", "(list a)"), ("(..xs, x)", "(list (.. xs) x)"),
    ("[1, 2,\n 3,]", "(tensor 1 2 3)"), ("[]", "(tensor)"),
    (
      "[f(x) for x in xs if a if b for (i, _) in ys]",
      "(each-tensor (call f x) (for x xs (if a) (if b)) (for (list i _) ys))"
    ),
    ("(x for x in xs)", "(each-list x (for x xs))"),
    ("sum(f(x) for x in xs)", "(call sum (each-list (call f x) (for x xs)))"),
    ("f(..args, k = 5)", "(call f (.. args) (= k 5))"),
    (
      "x[1:2:3, .., new, ::2, :, a:, -1]",
      "(index x (slice 1 2 3) .. new (slice _ _ 2) (slice _ _ _) (slice a _ _) (- 1))"
    ),
    ("x[new + 1]", "(index x (+ new 1))"),
  ])
  func bracketsHoldTheirParts(_ text: String, _ tree: String) {
    #expect(dump(text) == tree)
  }

  @Test(arguments: [
    ("(a, b) = (b, a)", "(assign (list a b) (list b a))"),
    ("(p, ..rest, q) = z", "(assign (list p ..rest q) z)"),
    ("(x,) = q", "(assign (list x) q)"),
    ("x[i, 1:] = 3", "(assign (place x [i (slice 1 _ _)]) 3)"),
    ("p.layers[0].w += 1", "(update + (place p .layers [0] .w) 1)"),
    (
      "x -= 1; x *= 1; x /= 1; x //= 1; x %= 1; x ^= 1; x @= 1",
      ["-", "*", "/", "//", "%", "^", "@"].map { "(update \($0) x 1)" }.joined(separator: "\n")
    ),
    ("_ = f(x)", "(assign _ (call f x))"),
  ])
  func assignmentsReinterpretTheirLeftSide(_ text: String, _ tree: String) {
    #expect(dump(text) == tree)
  }

  @Test(arguments: [
    ("f(x, k = 3) = x", "(define f (x (= k 3)) x)"),
    ("fn f(x) = x", "(define f (x) x)"),
    ("fn f((a, b), {w}, ..rest) { a }", "(define f ((list a b) (record (: w w)) ..rest) (block a))"),
    (
      "fn f(x: [n, d], y: i32[n], k: f32 = 3): [n, 64, _, ..] { x }",
      "(define f (x:[n,d] y:i32[n] (= k:f32 3)) : [n,64,_,..] (block x))"
    ),
    ("g(x: [n]): [n] = x", "(define g (x:[n]) : [n] x)"),
    ("x -> y -> x + y", "(lambda (x) (lambda (y) (+ x y)))"),
    ("(x, k = 3) -> x", "(lambda (x (= k 3)) x)"),
    ("() -> 3", "(lambda () 3)"), ("_ -> 1", "(lambda (_) 1)"),
    ("((a, b)) -> a", "(lambda ((list a b)) a)"),
    ("{w, b} -> w", "(lambda ((record (: w w) (: b b))) w)"),
    ("f(x) == 3", "(== (call f x) 3)"),
  ])
  func functionsHaveFourForms(_ text: String, _ tree: String) {
    #expect(dump(text) == tree)
  }

  @Test(arguments: [
    ("if a { 1 } else if b { 2 }\nelse { 3 }", "(if (arm a (block 1)) (arm b (block 2)) (block 3))"),
    ("y = if c {1} else {2} + 1", "(assign y (+ (if (arm c (block 1)) (block 2)) 1))"),
    (
      "while x < 3 { x += 1; break; continue }",
      "(while (< x 3) (block (update + x 1) (break) (continue)))"
    ),
    ("for (i, (a, b)) in xs { a }", "(for (list i (list a b)) xs (block a))"),
    ("fn f() { return\n 3 }", "(define f () (block (return) 3))"),
    ("fn f() { return 3; }", "(define f () (block (return 3)))"),
    ("use \"helpers.adv\" as h", "(use \"helpers.adv\" h)"),
    ("use \"b.adv\"", "(use \"b.adv\")"),
  ])
  func statementsOfControl(_ text: String, _ tree: String) {
    #expect(dump(text) == tree)
  }

  @Test(arguments: [
    (
      "claim p(x) == 0.27 +- 0.005  refuted  \"notes\"",
      "(claim (call p x) == 0.27 (+- 0.005) refuted (label \"notes\"))"
    ),
    ("claim a ≈ b ± 1e-3 \"l\" refuted", "(claim a ≈ b (+- 0.001) refuted (label \"l\"))"),
    ("claim x >= 3", "(claim x >= 3)"),
    ("claim -x == (1 +-2)", "(claim (- x) == (+ 1 (- 2)))"),
    ("claim = 3", "(assign claim 3)"), ("claim(x)", "(call claim x)"), ("claim - x", "(- claim x)"),
    ("check = use", "(assign check use)"), ("refuted + new", "(+ refuted new)"),
    ("check x > 0 and y", "(check (and (> x 0) y))"),
    ("check h: [n, 64]", "(check-shape h [n,64])"),
    ("1 +-2", "(+ 1 (- 2))"),
  ])
  func wordsOfTruthAreNamesElsewhere(_ text: String, _ tree: String) {
    #expect(dump(text) == tree)
  }

  @Test(arguments: [
    ("\"a {x[1:2]:.3f} {{b}}\"", "(string \"a \" (value (index x (slice 1 2 _)) \".3f\") \" {b}\")"),
    ("\"{\"in {y}\"}\"", "(string (value (string \"in \" (value y))))"),
    ("\"\\u{1F600}\\n\\t\\\"\\\\\\{\"", "\"😀\\n\\t\\\"\\\\{\""),
    ("r\"\\epsilon {x}\"", "\"\\\\epsilon {x}\""),
    ("\"\"\"\n    two\n\n      lines {x}\n    \"\"\"", "(string \"two\\n\\n  lines \" (value x))"),
    ("\"\"\"\r\n  a\r\n  b\r\n\"\"\"", "\"  a\\n  b\""),
    ("\"\"\"a \"b\" c\"\"\"", "\"a \\\"b\\\" c\""),
    ("\"\"", "\"\""), ("\"{ {a: 1}.a : d }\"", "(string (value (. (record (: a 1)) a) \"d\"))"),
  ])
  func stringsHoldTextAndValues(_ text: String, _ tree: String) {
    #expect(dump(text) == tree)
  }

  @Test(arguments: [
    ("1_000", "1000"), ("1e-3", "0.001"), (".5", "0.5"), ("0x1F", "31"), ("5.", "5.0"), ("5.e3", "5000.0"),
    ("0b101", "5"), ("1.5E+3", "1500.0"), ("x[5.]", "(index x 5.0)"), ("5.T", "(. 5 T)"),
    ("9223372036854775807", "9223372036854775807"),
  ])
  func numbersHaveTheirUsualForms(_ text: String, _ tree: String) {
    #expect(dump(text) == tree)
  }
}

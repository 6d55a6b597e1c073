// Line ends, semicolons, comments, encodings, names, positions and tokens.
// Neighbours: `TreeTests` for what stands within a line.

import SourceText
import Testing

@testable import Syntax

struct LineTests {
  @Test(arguments: [
    ("z = a\n-1", "(assign z a)\n(- 1)"), ("f\n(x)", "f\nx"), ("x\n[0]", "x\n(tensor 0)"),
    ("x = 1 + # why\n\n  2", "(assign x (+ 1 2))"), ("x =\n  1", "(assign x 1)"),
    ("y = a ->\n  b", "(assign y (lambda (a) b))"),
    ("a and\n b", "(and a b)"), ("x not\n in y", "(not in x y)"), ("(a\n + b\n - c)", "(- (+ a b) c)"),
    ("f(x,\n  y,\n)", "(call f x y)"), ("[1,\n 2]", "(tensor 1 2)"),
    ("{a: 1,\n b: 2\n}", "(record (: a 1) (: b 2))"),
    ("f(x -> {\n  a\n  -b\n})", "(call f (lambda (x) (block a (- b))))"),
    ("if a\n{ 1 }", "(if (arm a (block 1)))"), ("x; y", "x\ny"), ("x = 1;\ny", "(silenced (assign x 1))\ny"),
    ("x;  # quiet", "(silenced x)"), ("{ x; }", "(block x)"), ("a; b;", "a\n(silenced b)"),
    (";;x;;", "(silenced x)"),
  ])
  func lineEndsEndStatementsUnlessHidden(_ text: String, _ tree: String) {
    #expect(dump(text) == tree)
    #expect(dump(text.replacing("\n", with: "\r\n")) == tree, "CRLF")
    #expect(dump("\u{FEFF}" + text) == tree, "byte-order mark")
  }

  @Test(arguments: [
    ("## One.\n##\n## Two.\nfn f(x) = x", "(define f (x) (doc \"One.\\n\\nTwo.\") x)"),
    ("## Doc.\nf = x -> x", "(assign f (lambda (x) (doc \"Doc.\") x))"),
    ("## begin solution\nf(x) = x\n## end solution\ng(x) = x", "(define f (x) x)\n(define g (x) x)"),
    ("## Doc.\n## begin solution\nf(x) = x", "(define f (x) (doc \"Doc.\") x)"),
    ("## Lost.\n\nf(x) = x", "(define f (x) x)"), ("### no\nf(x) = x", "(define f (x) x)"),
    ("x ## no\nf(x) = x", "x\n(define f (x) x)"),
    ("## Doc.\r\nf(x) = x", "(define f (x) (doc \"Doc.\") x)"),
    ("fn g() {\n  ## Inner.\n  fn f(x) = x\n}", "(define g () (block (define f (x) (doc \"Inner.\") x)))"),
  ])
  func documentationBelongsToTheDefinitionBelow(_ text: String, _ tree: String) {
    #expect(dump(text) == tree)
  }

  @Test func namesAreUnicodeInOneNormalForm() throws {
    #expect(dump("∇ = grad; σ(x̂) + θ1 + ŷ + ∇L") == "(assign ∇ grad)\n(+ (+ (+ (call σ x̂) θ1) ŷ) ∇L)")
    let decomposed = parse("y\u{302}").block.statements.first
    guard case .expression(let expression)? = decomposed?.kind, case .name(let name) = expression.kind else {
      Issue.record("not a name")
      return
    }
    #expect(Array(name.unicodeScalars) == ["ŷ"])
  }

  @Test func invalidUTF8IsAnErrorWithItsPlace() {
    let text = Array("x = 1\ny = ".utf8) + [0xFF]
    let result = Parser.parse(Source(name: "t", text: text), id: SourceID(raw: 0))
    #expect(result.diagnostics.first?.code == "E0101")
    #expect(result.diagnostics.first?.labels.first?.span.start == 10)
    #expect(result.block.statements.count == 1)
  }

  @Test func spansCoverWhatWasWritten() {
    let text = "y = (a + b) * f(x)[0].T"
    let block = parse(text).block
    guard case .assign(_, let value)? = block.statements.first?.kind else {
      Issue.record("no assignment")
      return
    }
    #expect(
      TreeDump(spans: true).text(value)
        == "(* (+ a@5-6 b@9-10)@4-11 (. (index (call f@14-15 x@16-17)@14-18 0@19-20)"
        + "@14-21 T)@14-23)@4-23")
    #expect(block.statements.first?.span.end == 23)
  }

  @Test func interpolationsKeepTheirPlaceInTheSource() {
    guard case .expression(let string)? = parse("\"ab {x}\"").block.statements.first?.kind,
      case .string(let parts) = string.kind, case .interpolation(let value, _)? = parts.last
    else {
      Issue.record("no interpolation")
      return
    }
    #expect(value.span == Span(source: SourceID(raw: 0), start: 5, end: 6))
  }

  @Test func tokensArePrintedWithTheirPlaces() {
    let source = Source(name: "t", text: Array("fn f\n  x //= 0x1F \"a\"".utf8))
    #expect(
      TokenDump().text(source, id: SourceID(raw: 0))
        == "0-2 fn\n3-4 name f\n7-8 ⏎ name x\n9-12 //=\n13-17 integer 0x1F\n18-21 string \"a\"\n21-21 end")
  }

  @Test func bracketsKnowTheirPartners() {
    let list = Lexer.tokens(of: Source(name: "t", text: Array("(a[b]))".utf8)), id: SourceID(raw: 0))
    #expect(list.tokens.map(\.partner) == [5, -1, 4, -1, 2, 0, -1, -1])
  }

  @Test(
    arguments: [
      ("predict(x) : .4f", "predict(x) ", ".4f"), ("x[1:2]", "x[1:2]", nil), ("{a: 1}.a:d", "{a: 1}.a", "d"),
      ("f(\"a:b\") :.2f", "f(\"a:b\") ", ".2f"), ("x :", "x ", nil),
    ] as [(String, String, String?)])
  func formatBeginsAtTheFirstOuterColon(_ text: String, _ expression: String, _ format: String?) {
    let bytes = Array(text.utf8)
    let split = splitFormat(bytes)
    #expect(String(decoding: bytes[split.expression], as: UTF8.self) == expression)
    #expect(split.format == format)
  }

  @Test func inlineExpressionsAreOneExpression() throws {
    let source = Source(name: "t", text: Array("f(x) y".utf8))
    let good = Parser.parseExpression(source, id: SourceID(raw: 0), in: 0..<4)
    #expect(try TreeDump().text(good.get()) == "(call f x)")
    guard case .failure(let problem) = Parser.parseExpression(source, id: SourceID(raw: 0)) else {
      Issue.record("two expressions were taken for one")
      return
    }
    #expect(problem.code == "E0113")
  }
}

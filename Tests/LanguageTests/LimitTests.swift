// Programs that ask for too much get an error, and the session goes on.
// Neighbours: `FuzzTests` looks for what nobody thought of.

import Language
import SourceText
import TensorIR
import Testing

@Suite struct LimitTests {
  static let greedy = [
    "xs = ()\nfor i in range(1000000) { xs = (xs,) }",
    "p = {}\nfor i in range(1000000) { p = {a: p} }",
    "fn wrap(g) = x -> g(x) + 1\nf = x -> x\nfor i in range(1000000) { f = wrap(f) }",
    "list(range(10^12))", "(x for x in range(10^12))", "[x for x in range(10^12)]",
    "map(x -> x, range(10^12))",
    "xs = (1, 2)\nwhile true { xs = xs + xs }", "xs = (1, 2)\nwhile true { xs = (..xs, ..xs) }",
    "s = \"abcdefgh\"\nwhile true { s = s + s }", "s = \"abcdefgh\"\nwhile true { s = \"{s}{s}\" }",
    "s = \"abcdefgh\"\nwhile true { s = join((s, s)) }",
    "zeros(10^12)", "zeros(100000, 100000)", "repeat([1], 10^9)", "eye(10^6)", "one_hot([0], 10^9)",
    "rand(10^10)", "permutation(10^10)", "arange(10^9)", "linspace(0, 1, 10^9)",
    "zeros(10000)[:, new] + zeros(10000)[new, :]", "pad([1], 10^11)",
    "f(x) = 1 + f(x)\nf(0)", "f(x) = grad(f)(x)\nf(1)", "f(x) = map(f, (x,))\nf(1)",
    "f(a, x) = fold(f, x, (x,))\nf(1, 1)", "f(x) = [f(x) for i in range(1)]\nf(1)", "f(x) = \"{f(x)}\"\nf(1)",
    "f(x) = vmap(y -> f(x))(x)\nf([1])", "f(x) = ((((((((((((1 + (f(x)))))))))))))) \nf(1)",
    "even(n) = odd(n + 1)\nodd(n) = even(n + 1)\neven(0)",
    "x = lazy(10^18, i -> i)\nx == x",
  ]

  @Test(arguments: greedy)
  func greedyProgramsAreLimited(_ program: String) throws {
    let session = ExecutorKind.reference.session(memory: 50_000_000)
    try session.run("kept = 1")
    let result = session.outcome(of: program, seconds: 20)
    #expect(result.diagnostic?.kind == .limit)
    #expect(try session.number("kept + 1") == 2)
  }

  static let endless = [
    "while true {}", "for i in range(10^18) {}",
    "fib(n) = if n < 2 { n } else { fib(n - 1) + fib(n - 2) }\nfib(80)",
    "xs = 1\nfor i in range(60) { xs = (xs, xs) }\nxs == (xs, 1)[0]",
    "xs = 1\nfor i in range(60) { xs = (xs, xs) }\ntree_leaves(xs)",
    "fold((a, b) -> a, 0, range(10^15))", "grad(x -> { while true { x = x * 1 }; x })(1)",
    "vmap(x -> { while true {}; x })([1])", "x in range(10^15)\n0 in map(i -> { while true {} }, (1,))",
  ]

  @Test(arguments: endless)
  func endlessProgramsEndAtTheirTime(_ program: String) {
    let session = ExecutorKind.reference.session(memory: 50_000_000)
    let clock = ContinuousClock()
    let start = clock.now
    let result = session.outcome(of: "x = -1\n" + program, seconds: 0.3)
    #expect(result.diagnostic?.kind == .limit)
    #expect(clock.now - start < .seconds(10))
  }

  @Test func aRaisedStopFlagEndsALoop() {
    let executor = ExecutorKind.reference.make()
    let session = Session(executor: executor)
    session.define("stop", "") { _ in
      executor.stopFlag.raise()
      return .none
    }
    let result = session.outcome(of: "while true { stop() }")
    #expect(result.diagnostic?.kind == .interrupted)
    executor.stopFlag.lower()
    #expect(session.outcome(of: "1 + 1").diagnostic == nil)
  }

  /// Work without a loop of the language stops at the limit of time, too, and what it was to compute is given up.
  @Test(arguments: ExecutorKind.allCases) func aLongPlanEndsAtItsTime(kind: ExecutorKind) throws {
    let session = kind.session()
    try session.run("y = 1\nx = rand(1000, 1000)")
    let begin = monotonicSeconds()
    let result = session.outcome(of: "y = sum([sum(tanh(x * i)) for i in range(2000)])", seconds: 0.3)
    #expect(result.diagnostic?.code == "E0504")
    #expect(monotonicSeconds() - begin < 3)
    #expect(try session.number("y") == 1)
  }

  @Test func sharedPartsShowInBoundedText() throws {
    let session = ExecutorKind.reference.session()
    let text = session.text(try session.run("xs = 1\nfor i in range(60) { xs = (xs, xs) }\nxs"))
    #expect(text.utf8.count < 200_000)
  }

  @Test func longStringsShowTheirBeginningAndHowMuchIsMissing() throws {
    let session = ExecutorKind.reference.session()
    let text = session.text(try session.run("s = \"äbc\\n\"\nfor i in range(20) { s = s + s }\n(s, s)"))
    #expect(text.hasPrefix("(\"äbc\\näbc\\n"))
    #expect(text.hasSuffix("äbc\\n\" … 5177345 more bytes, \"\" … 5242880 more bytes)"))
    #expect(session.text(try session.run("\"{s}\" == s")) == "true")
  }

  @Test func deepValuesCompareAndShow() throws {
    let session = ExecutorKind.reference.session()
    try session.run("xs = ()\nfor i in range(900) { xs = (xs,) }")
    #expect(try session.number("if xs == xs { 1 } else { 0 }") == 1)
    #expect(session.text(try session.run("xs")).utf8.count < 200)
    #expect(try session.number("len(tree_leaves(xs))") == 0)
  }

  @Test func usesInACircleAreRefused() {
    let files = MemoryFiles(["a.adv": Array("use \"b.adv\"".utf8), "b.adv": Array("use \"a.adv\"".utf8)])
    let result = ExecutorKind.reference.session(files: files).outcome(of: "use \"a.adv\"")
    #expect(result.diagnostic?.title.contains("circle") == true)
  }
}

// Loops that go on without being recorded give what a plain loop gives, and end as one does.
// Neighbours: `Language/Replay/Interpreter+Cycle` is what is tried here, `ReplayTests` tries the calls it is made of.

import Language
import Testing

@Suite struct CycleTests {
  /// Bodies of a loop over x, with the values before the first pass; `long` records enough to be kept.
  static let bodies: [(name: String, step: String, start: String)] = [
    ("a tensor", "step(x) = long(x) + 0.5 * x", "a"),
    ("gradient descent", "step(x) = x - 0.1 * grad(x -> sum(long(x)))(x)", "a"),
    ("a pair whose halves are one at first", "step(p) = (long(p[1]) + p[0], p[0])", "(a, a)"),
    ("three that go round", "step(p) = (p[1], long(p[2]), p[0])", "(a, b, a + b)"),
    ("one that stays", "step(p) = {x: long(p.x) * p.w, w: p.w}", "{x: a, w: b}"),
    ("one that is not read", "step(p) = {x: long(p.x), last: p.x}", "{x: a, last: b}"),
    ("a constant from outside", "step(x) = long(x) * b", "a"),
    ("a constant that is also where it begins", "step(x) = long(x) * a", "a"),
    ("random numbers", "step(x) = long(x) + rand(3) * randn(3)", "a"),
    ("a view of the value before", "step(x) = reverse(long(x), 0)", "a"),
    ("one value twice", "fn step(p) { y = long(p[0] + p[1])\n (y, y) }", "(a, b)"),
    ("a counter", "step(s) = {x: long(s.x) * s.i, i: s.i + 1}", "{x: a, i: counter()}"),
    ("a small product", "step(x) = reshape(arange(9), 3, 3) / 9 @ long(x) + long(x) @ x * b", "a"),
    ("a small product of f64", "step(x) = (reshape(arange(9), 3, 3) / 9).T @ long(x)", "f64(a)"),
    ("rows and columns", "step(x) = sum(long(x[:, new] * b[new] + arange(3)[new]), axis = 0) / 9 - reverse(x, 0)", "a"),
    ("a view that is read in another order", "step(x) = (long(x).T + x * 2) * 0.4", "[a, b, a * b]"),
    ("a type that settles", "step(x) = long(x)", "i32([1, 2, 3])"),
    ("a function that changes", "step(s) = {x: s.f(s.x), f: x -> long(x) * 0.5}", "{x: a, f: long}"),
    ("a model", "step(m) = tree_map(w -> if type(w) == \"tensor\" { long(w) } else { w }, m)", "dense(3, 2)"),
  ]

  private static func program(_ body: (name: String, step: String, start: String), loop: String) -> String {
    """
    long(x) = tanh(sin(x) * 2 + cos(x) * 3 - square(x) / 5 + sqrt(abs(x) + 1) * exp(-abs(x)))
    a = [0.1, 0.2, 0.3]; b = [0.5, -0.5, 1.5]
    \(body.step)
    fn plain(n) { s = \(body.start)
      for i in range(n) { s = step(s) }
      s }
    together(n) = \(loop)
    seed(3)
    results = (\(loop == "plain" ? "plain" : "together")(n) for n in (1, 4, 5, 6, 7, 8, 40))
    (results, rand(2))
    """
  }

  @Test(arguments: bodies.indices, ExecutorKind.allCases)
  func theResultIsThatOfAPlainLoop(_ index: Int, on kind: ExecutorKind) {
    let body = CycleTests.bodies[index]
    let expected = outcome(CycleTests.program(body, loop: "plain"), kind, replays: false)
    #expect(!expected.contains("error["), "\(body.name): \(expected)")
    #expect(outcome(CycleTests.program(body, loop: "plain"), kind) == expected, "\(body.name)")
    for loop in ["fori(0, n, (i, s) -> step(s), \(body.start))", "fold((s, i) -> step(s), \(body.start), range(n))"] {
      #expect(outcome(CycleTests.program(body, loop: loop), kind) == expected, "\(body.name)")
    }
  }

  private func outcome(_ text: String, _ kind: ExecutorKind, replays: Bool = true) -> String {
    kind.outcome(of: [text], replays: replays)
  }

  @Test(arguments: ExecutorKind.allCases)
  func anErrorInALaterPassHasItsPlace(on kind: ExecutorKind) {
    let text = outcome(
      "f(p) = (p[0] * i32(2), tanh(sin(p[1]) * 2 + cos(p[1]) * 3 - square(p[1]) / 5 + exp(-abs(p[1])) + 1))\n"
        + "fori(0, 100, (i, p) -> f(p), (i32([1, 1]), [0.1]))", kind)
    #expect(text.contains("E0404") && text.contains("integer overflow in `*`"), "\(text)")
  }

  @Test func aLimitOfTimeEndsIt() {
    let session = ExecutorKind.engine.session()
    let result = session.outcome(
      of: "fori(0, 10^12, (i, x) -> tanh(sin(x) + cos(x) * 3 - x * x / 5 + exp(-x) * x + sqrt(abs(x)) * 2), [0.5])",
      seconds: 0.2)
    #expect(result.diagnostic?.code == "E0504")
  }

  @Test func numbersFurtherApartThanOneCanSayAreMany() {
    let session = ExecutorKind.engine.session()
    let result = session.outcome(of: "fori(-9223372036854775807, 9223372036854775807, (i, x) -> x, 0)", seconds: 0.2)
    #expect(result.diagnostic?.code == "E0504")
  }

  @Test func itemsWithEffectsAreMadeOncePerPass() {
    let session = ExecutorKind.engine.session()
    var made = 0
    session.define("made", "") { _ in
      made += 1
      return .int(made)
    }
    let text = "fold((s, i) -> tanh(sin(s) + cos(s) * 3 - s * s / 5 + exp(-s) * s + sqrt(abs(s)) * 2), [0.5], lazy(20, i -> made()))"
    #expect(session.outcome(of: text).diagnostic == nil)
    #expect(made == 20)
  }
}

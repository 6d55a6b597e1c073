// Passes of `for` loops that are kept give what they give when each is run, and leave the same names behind.
// Neighbours: `Language/Replay/Interpreter+Passes` is what is tried here; `CycleTests` tries built-in loops.

import Language
import Testing

@Suite struct PassTests {
  /// Loops over the names that `start` makes; each leaves behind what `end` looks at.
  static let loops: [(name: String, text: String)] = [
    ("a tensor", "for i in range(20) { a = long(a) + 0.5 * a }"),
    ("two that feed each other", "for i in range(20) { (a, b) = (long(b), a) }"),
    ("one after the other", "for i in range(20) { a = long(a)\n b = a * b + long(b) }"),
    ("two names of one value", "b = a\nfor i in range(20) { a = long(a) * b }"),
    ("two names that become one value", "for i in range(20) { a = long(a)\n b = a }"),
    ("a name that first appears inside", "for i in range(20) { inner = long(a)\n a = inner * 0.5 }\nb = inner"),
    ("the item counts", "for i in range(20) { a = long(a) * i }"),
    ("the item is a row", "for row in reshape(arange(60), 20, 3) / 60 { a = long(a + row) }"),
    ("the item is left behind", "for i in range(20) { a = long(a) }\nb = i"),
    ("a row is left behind", "for row in reshape(arange(60), 20, 3) / 60 { a = long(a) }\nb = row"),
    ("items of a list", "for item in (a, b, a + b, a - b, b, a, a, a) { a = long(a) + item }"),
    ("parts of items", "for (u, v) in list((a * i, b) for i in range(9)) { a = long(a) + u * v }"),
    ("a count of its own", "k = 0\nfor i in range(12) { a = long(a) * k\n k = k + 1 }\nb = k"),
    ("a choice by a count", "k = 0\nfor i in range(12) { k = k + 1\n if k % 3 == 0 { a = long(a) } else { b = long(b) } }"),
    ("a choice by a value", "for i in range(12) { if sum(a) > 0.5 { a = long(a) - 0.1 } else { a = long(a) + 0.7 } }"),
    ("an end by a value", "for i in range(30) { a = long(a) * 0.9\n if sum(a) < 0.8 { break } }"),
    ("an end by a count", "for i in range(30) { if i > 9 { break }\n a = long(a) * 0.9 }"),
    ("passes that are left out", "for i in range(12) { if i % 2 == 0 { continue }\n a = long(a) }"),
    ("passes that always end early", "for i in range(12) { a = long(a)\n if true { continue }\n b = long(b) }"),
    ("a return", "fn f(a) { for i in range(12) { a = long(a)\n if i == 7 { return a } }\n b }\nb = f(a)"),
    ("draws", "for i in range(12) { a = long(a) + rand(3) * randn(3) }\nb = rand(2)"),
    ("draws without use", "for i in range(12) { u = rand(3)\n a = long(a) }\nb = rand(2)"),
    ("printing", "for i in range(6) { a = long(a)\n print(\"pass\") }"),
    ("showing values", "for i in range(6) { a = long(a)\n print(a) }"),
    ("claims", "for i in range(6) { a = long(a)\n claim sum(a) > -9 \"sum\" }"),
    ("changes in part", "p = {w: a, n: 2}\nfor i in range(12) { p.w = long(p.w) * p.n\n a[0] = sum(p.w) / 9 }\nb = p"),
    ("updates", "for i in range(12) { a += long(b)\n b *= 0.5 }"),
    ("a loop inside", "for i in range(8) { for j in range(5) { a = long(a) * (j + 1) / 5 } }\nb = j"),
    ("a loop inside that is the same each time", "for i in range(8) { for j in range(9) { a = long(a) } }"),
    ("a loop of passes", "fn g(a) { for i in range(9) { a = long(a) }\n a }\nfor k in range(8) { b = g(b) + a }"),
    ("shapes that change", "for i in range(12) { a = if i < 6 { long(a) } else { long(ones(4)) } }"),
    ("sizes that grow", "for i in range(8) { a = concat((long(a), [0.5]), 0) }"),
    ("a comprehension inside", "for i in range(12) { a = sum(stack(list(long(a) * k for k in range(3))), axis = 0) }"),
    ("a comprehension around", "b = list({ s = a\n for i in range(7) { s = long(s) * k }\n s } for k in range(3))"),
    ("a function inside", "for i in range(12) { f(x) = long(x) * b\n g(x) = f(x) + a\n a = g(a) }\nb = f(a)"),
    ("a function in a function", "fn h(a, b) { for i in range(12) { f(x) = long(x) * b\n g(x) = f(x) + a\n a = g(a) }\n f(a) }\nb = h(a, b)"),
    ("a function that changes", "f = long\nfor i in range(12) { a = f(a)\n f = x -> long(x) * 0.5 }"),
    ("what a function captured before", "f = x -> long(x) * b\nfor i in range(12) { a = f(a)\n b = long(b) }"),
    ("a name of the top level from a function", "w = b\nf(x) = long(x) * w\nfor i in range(12) { a = f(a)\n w = w * 0.5 }"),
    ("gradients", "for i in range(20) { a = a - 0.1 * grad(x -> sum(long(x) * b))(a) }"),
    ("a model", "m = dense(3, 2)\nfor i in range(12) { m = tree_map(w -> if type(w) == \"tensor\" { long(w) } else { w }, m) }\nb = m.w"),
    ("training", """
      seed(1); m = sequential(dense(3, 4), batch_norm(4), relu, dense(4, 1)); opt = adam(m, lr = 0.1)
      for i in range(12) {
        (l, g) = value_and_grad(m -> mean(square(m(rand(5, 3)))))(m)
        (m, opt) = step(opt, m, g)
        a = l
      }
      b = m(ones(2, 3))
      """),
    ("named sizes", "fn f(x) { for i in range(9) { check x: [n]\n x = long(x) }\n check x: [n]\n x }\na = f(a)"),
    ("named sizes that disagree", "fn f(x) { for i in range(9) { check x: [n]\n x = long(x)\n if i == 5 { x = ones(4) } }\n x }\na = f(a)"),
    ("an overflow", "a = i32([1, 2, 3])\nfor i in range(99) { a = a * 2 + a // 3 + a % 5 + abs(a) - a * 1 + a - 1 + 2 * a }"),
    ("an overflow that is caught", """
      k = i32([1, 2, 3])
      r = try(() -> { for i in range(99) { k = k * 2 + k // 3 + k % 5 + abs(k) - k * 1 + k - 1 + 2 * k }
        k })
      b = r.ok
      """),
    ("no number", "nan_check(true)\nfor i in range(20) { a = log(long(a) - 0.05 * i) * 2 }"),
    ("a sequence", "made = lazy(9, i -> rand(3))\nfor u in made { a = long(a) + u }"),
    ("a sequence that is not looked at", "made = lazy(9, i -> rand(3))\nfor u in made { a = long(a) }\nb = rand(2)"),
    ("nothing to do", "for i in range(0) { a = long(a) }\nfor i in range(1) { b = long(b) }"),
    ("a type that settles", "a = i32([1, 2, 3])\nfor i in range(12) { a = long(a) }"),
    ("seeds", "for i in range(8) { seed(4)\n a = long(a) + rand(3) }\nb = rand(2)"),
    ("the host", "for i in range(8) { a = long(a) + host() }"),
  ]

  private static let start = """
    long(x) = tanh(sin(x) * 2 + cos(x) * 3 - square(x) / 5 + sqrt(abs(x) + 1) * exp(-abs(x)))
    a = [0.1, 0.2, 0.3]; b = [0.5, -0.5, 1.5]

    """

  private static let failing = ["named sizes that disagree", "an overflow", "no number"]

  /// At the top level, and twice in a function.
  private static func programs(_ text: String) -> [String] {
    [
      start + text + "\n(a, b)",
      start + "fn all(a, b) {\n\(text)\n(a, b)\n}\nc = all(a, b)\nd = all(b, a)\n(c, d, all(a, b))",
    ]
  }

  @Test(arguments: loops.indices, ExecutorKind.allCases)
  func keptPassesChangeNothing(_ index: Int, on kind: ExecutorKind) {
    let loop = PassTests.loops[index]
    for program in PassTests.programs(loop.text) {
      let (kept, plain) = (outcome(program, kind, replays: true), outcome(program, kind, replays: false))
      #expect(kept == plain, "\(loop.name)")
      #expect(kept.contains("error[") == PassTests.failing.contains(loop.name), "\(loop.name): \(kept)")
    }
  }

  /// Statements for bodies that chance puts together; `i` is the item.
  private static let statements = [
    "a = long(a)", "b = long(b) * 0.5", "a = a + b", "b = a", "(a, b) = (b, a)", "c = long(a * b)", "a = c", "c = b - 1",
    "a = a * 0.9 + rand(3)", "k = k + 1", "a = a * k / 20", "a = long(a + i)", "if k % 2 == 0 { a = long(b) }",
    "if sum(a) > 1 { b = long(b) }", "for j in range(3) { a = long(a) }", "a = f(a)", "g = x -> long(x) * b", "a = g(a)",
    "r = (a, c)", "c = r[0] + long(r[1])", "p = {w: a, v: b}", "p.w = long(p.v)", "a = p.w", "if i == 7 { continue }",
    "if i == 11 { break }", "b = b * i / 9", "a[0] = 0.5", "c += long(a)", "h = host()", "a = sum(stack((a, b, c)), axis = 0) / 3",
  ]

  @Test(arguments: 0..<60) func bodiesByChanceChangeNothing(seed: Int) {
    var state = UInt64(truncatingIfNeeded: seed) &* 0x9e37_79b9_7f4a_7c15 &+ 7
    func draw(_ count: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % count
    }
    let body = (0..<1 + draw(4)).map { _ in PassTests.statements[draw(PassTests.statements.count)] }
    let text = "c = a - b; k = 1; g = long; r = (a, b); p = {w: a, v: b}; h = 0\nw = b\nf(x) = long(x) * w\n"
      + "for i in range(\(4 + draw(14))) {\n\(body.joined(separator: "\n"))\n}\na = (a, c, k, h, p)"
    for program in PassTests.programs(text) {
      let (kept, plain) = (outcome(program, .engine, replays: true), outcome(program, .engine, replays: false))
      #expect(kept == plain, "\(text)")
    }
  }

  /// What is left behind where it ended, too.
  private func outcome(_ program: String, _ kind: ExecutorKind, replays: Bool) -> String {
    kind.outcome(of: [program, "(a, b)"], replays: replays)
  }

  @Test func passesAreComputedWithoutBeingRecorded() {
    let session = ExecutorKind.engine.session()
    let text = "for i in range(100_000) { a = long(a) }\na"
    let start = ContinuousClock.now
    #expect(session.outcome(of: PassTests.start + text).diagnostic == nil)
    // To run each would take ten times as long.
    #expect(ContinuousClock.now - start < .seconds(4))
  }

  @Test func aLoopThatIsStoppedKeepsWhatItHad() {
    let session = ExecutorKind.engine.session()
    let text = PassTests.start + "s = [1.0]\nfor i in range(10^12) { a = long(a)\n s = s + 1 }"
    #expect(session.outcome(of: text, seconds: 0.5).diagnostic?.code == "E0504")
    let after = session.outcome(of: "print(s > 100, all(a == a))")
    #expect("\(after.outputs)".contains("true"), "\(after.outputs)")
  }
}

// Calls that are kept and recorded again give what they give when each is run.
// Neighbours: `Language/Replay` is what is tried here, `Executors` has the sessions.

import Language
import Testing

@Suite struct ReplayTests {
  /// Every program with and without replay, on both executors.
  @Test(arguments: ReplayProgram.all, ExecutorKind.allCases)
  func replayChangesNothing(_ program: ReplayProgram, on kind: ExecutorKind) {
    let (replayed, plain) = (outcome(program, kind, replays: true), outcome(program, kind, replays: false))
    #expect(replayed == plain)
    #expect(program.fails == replayed.contains("error["), "\(replayed)")
  }

  private func outcome(_ program: ReplayProgram, _ kind: ExecutorKind, replays: Bool) -> String {
    kind.outcome(of: [ReplayProgram.start + program.text], replays: replays)
  }
}

struct ReplayProgram: CustomTestStringConvertible {
  let testDescription: String
  let text: String
  var fails = false

  /// `long` records enough for its callers' calls to be kept.
  static let start = """
    long(x) = tanh(sin(x) * 2 + cos(x) * 3 - square(x) / 5 + sqrt(abs(x) + 1) * exp(-abs(x)))
    x = [0.1, 0.2, 0.3]; y = [0.5, -0.5, 1.5]; z = [2.0, 1.0, 0.0]

    """

  private init(_ name: String, _ text: String, fails: Bool = false) {
    testDescription = name
    self.text = text
    self.fails = fails
  }

  static let all: [ReplayProgram] = [
    .init("host numbers", "f(x, k) = long(x * k)\n(f(x, i // 3) for i in range(9))"),
    .init("shapes", "f(x) = sum(long(x))\n(f(ones(3 + i // 4)) for i in range(12))"),
    .init("captures", "g(w) = x -> long(x * w)\n(g(x + i)(y) for i in range(8))"),
    .init("rebound global", "W = x\nf(x) = long(W * x)\nr = ()\nfor i in range(8) { r = (..r, f(y)); W = W + 1 }\nr"),
    .init(
      "redefined function",
      "h(x) = x + 1\nf(x) = long(h(x))\nr = ()\nfor i in range(8) { r = (..r, f(y)); if i == 4 { h = x -> x * 3 } }\nr"),
    .init("draws", "f(x) = long(x + rand(3)) + randn(3) + 0 * rand(3)\n(f(x) for i in range(8))"),
    .init("draws without use", "fn f(x) { u = rand(3)\n long(x) + normal(3) }\n(f(x) for i in range(8))"),
    .init("host draws", "f(x) = long(x + permutation(3))\n(f(x) for i in range(8))"),
    .init("draws in vmap", "f(x) = vmap(r -> sum(long(r + rand(1))))(x)\n(f(x) for i in range(6))"),
    .init("printing", "fn f(x) { print(\"called\")\n long(x) }\n(f(x) for i in range(6))"),
    .init("reading", "fn f(x) { if sum(x) > 3 { long(x) } else { -long(x) } }\n(f(x * i) for i in range(9))"),
    .init("aliases read", "f(a, b) = long(a) + long(b)\nfor i in range(4) { f(x, x) }\n(f(x, x), f(x, y), f(y, y))"),
    .init(
      "aliases unread",
      "f(a, b, c) = (b, a, long(c))\nfor i in range(4) { f(x, x, z) }\n(f(x, x, z), f(x, y, z), f(y, x, z))"),
    .init("one result twice", "fn f(x) { y = long(x)\n {a: y, b: (y, y), c: x} }\n(f(x + i) for i in range(6))"),
    .init("functions as results", "fn f(x) { w = long(x)\n y -> y * w + x }\n(f(x + i)(y) for i in range(6))"),
    .init(
      "values kept by a sequence",
      "f(a, s) = long(a) + s[1]\ns = lazy(3, i -> x)\nfor i in range(4) { f(x, s) }\n(f(x, s), f(y, s))"),
    .init("pull", "(v, pull) = vjp(long, x)\nf(c) = long(pull(c))\n(f(y + i) for i in range(6))"),
    .init(
      "batch_norm", """
        seed(1)
        m = sequential(dense(3, 4), batch_norm(4), relu, dense(4, 1)); opt = adam(m, lr = cosine_schedule(0.1, 8))
        r = ()
        for i in range(8) {
          (l, g) = value_and_grad(m -> mean(square(m(ones(5, 3) * i + rand(5, 3)))))(m)
          (m, opt) = step(opt, m, g)
          r = (..r, l)
        }
        (r, m(ones(2, 3)))
        """),
    .init("nested grad", "f(x) = sum(square(grad(x -> sum(long(x)))(x)))\n(grad(f)(x + i) for i in range(6))"),
    .init("hessian", "(hessian(x -> sum(long(x)))(x * i) for i in range(6))"),
    .init("jvp", "(jvp(long, x + i, y) for i in range(6))"),
    .init("vmap of grad", "(vmap(grad(a -> long(a)))(x + i) for i in range(6))"),
    .init("wrt", "f(a, b) = sum(long(a) * b)\n(grad(f, wrt = i % 2)(x, y + i) for i in range(8))"),
    .init("shape error", "f(a) = long(a) + x\n(f(ones(if i < 5 { 3 } else { 4 })) for i in range(8))", fails: true),
    .init(
      "nan_check", "f(x) = log(long(x) - 10)\nfor i in range(8) { if i == 5 { nan_check(true) }; print(f(x)) }", fails: true),
    .init("try", "f(x) = try(() -> long(x)[3]).ok\n(f(ones(2 + i // 3)) for i in range(9))"),
    .init(
      "labels", "f(l, y) = cross_entropy(long(l), y)\n(f(ones(2, 3), i32([0, i // 2])) for i in range(9))", fails: true),
    .init("indices", "f(x, i) = long(x)[i]\n(f(x, i32([i % 3, 0])) for i in range(6))"),
    .init("scan", "f(x) = scan((c, a) -> (long(c + a), c), 0.5, x)\n(f(x + i) for i in range(6))"),
    .init("fori", "f(x) = fori(0, 3, (i, a) -> long(a) + i, x)\n(f(x + i) for i in range(6))"),
    .init("recursion", "f(x, n) = if n == 0 { x } else { f(long(x), n - 1) }\n(f(x + i, 3) for i in range(6))"),
    .init("overflow", "f(n) = abs(n * 1000 + n - n * 2) + n * n * n - n // 3 + n % 5 + n - 1 + n * 2\n(f(i32([10^i])) for i in range(8))", fails: true),
    .init("host function", "f(x) = long(x) + host()\n(f(x) for i in range(6))"),
    .init("seed inside", "fn f(x) { seed(1)\n long(x) + rand(3) }\n(f(x) for i in range(6))"),
  ]
}

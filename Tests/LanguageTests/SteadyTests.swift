// Training goes on and on: after its first steps no plan is made, a long chain is cut in time, and a cell that is run a
// thousand times leaves nothing behind.
// Neighbours: `Executors` has the sessions; `ProgramTests/MemoryTests` sees to the memory of the whole program.

import CStack
import Engine
import Glibc
import Language
import TensorIR
import Testing

@Suite(.serialized) struct SteadyTests {
  fileprivate static let classifier = """
    digits = {x: rand(1437, 64), y: randint(0, 10, 1437)}
    order = stack(permutation(1437)[:1408] for epoch in range(5)) |> reshape(110, 64)
    model = sequential(dense(64, 32), relu, dense(32, 10))
    state = {model: model, opt: adam(model, lr = 1e-3), i: 0}
    fn train_step({model, opt, i}) {
      (x, y) = (digits.x[order[i % 110]], digits.y[order[i % 110]])
      (loss, g) = value_and_grad(m -> cross_entropy(m(x), y))(model)
      (model, opt) = step(opt, model, g)
      {model: model, opt: opt, i: i + 1}
    }
    """
  private static let game = """
    G = sequential(dense(2, 16), relu, dense(16, 2)); D = sequential(dense(2, 16), relu, dense(16, 1))
    state = {G: G, D: D, opt_g: adam(G, lr = 1e-3), opt_d: adam(D, lr = 1e-3)}
    fn train_step({G, D, opt_g, opt_d}) {
      (real, z) = (randn(64, 2), randn(64, 2))
      fake = stop_grad(G(z))
      d = grad(D -> mean(softplus(-D(real))) + mean(softplus(D(fake))))(D)
      (D, opt_d) = step(opt_d, D, d)
      g = grad(G -> mean(softplus(-D(G(z)))))(G)
      (G, opt_g) = step(opt_g, G, g)
      {G: G, D: D, opt_g: opt_g, opt_d: opt_d}
    }
    """

  @Test(arguments: [classifier, game]) func stepsFindTheirPlans(program: String) throws {
    let session = ExecutorKind.engine.session()
    let engine = try #require(session.interpreter.arena.executor as? Engine)
    try session.run(program)
    func steps(_ count: Int) throws { try session.run("for i in range(\(count)) { state = train_step(state) }") }
    try steps(100)
    let (flushes, hits) = (engine.statistics.flushes, engine.statistics.hits)
    try steps(400)
    let (later, found) = (engine.statistics.flushes - flushes, engine.statistics.hits - hits)
    #expect(later >= 400)
    #expect(Double(found) >= 0.99 * Double(later), "\(found) of \(later)")
  }

  @Test func aLongChainIsCutIntoPieces() throws {
    let arena = Arena(executor: Engine(threads: 1), memoryLimit: 1 << 30)
    let start = arena.scalar(1, .f32)
    var x = start
    var longest = 0
    for _ in 0..<300_000 {
      x = try arena.record(.add, [try arena.record(.mul, [x, arena.scalar(0.5, .f32)]), start])
      longest = max(longest, arena.pendingCount)
    }
    #expect(longest <= 100_000)
    #expect(try arena.read(x)?.double(at: 0) == 2)
  }

  @Test func whatASessionDefinedGoesWithIt() throws {
    weak var interpreter: Interpreter?
    weak var function: Function?
    do {
      let session = ExecutorKind.engine.session()
      try session.run(
        Self.classifier + "\nf(n) = if n == 0 { 0 } else { 1 + f(n - 1) }\nf(9)\nstate = train_step(state)")
      interpreter = session.interpreter
      if case .function(let found)? = session["f"] { function = found }
      #expect(function != nil)
    }
    #expect(interpreter == nil)
    #expect(function == nil)
  }

  // MARK: A cell again and again

  /// Cells of several kinds, after the classifier.
  static let cells = [
    "x = rand(60, 60)\ny = x @ x + 1\nsum(y)",
    "grad(w -> sum(tanh(w)^2))(rand(300))\nhessian(w -> sum(w^3))(rand(4))",
    "make(n) = x -> x + n\nf = make(3)\nfor i in range(10) { f = (g -> x -> g(x) + 1)(f) }\nf(1)",
    "plot(sin(linspace(0, 6, 50)))\nimage(rand(8, 8))\nsubplots(hist(randn(50)), bar((\"a\", \"b\"), [1, 2]))",
    "x = rand(3)\nx[7]", "zeros(2) + zeros(3)", "f(x) = x +\n", "missing(1)", "zeros(10^10)",
    "s = join(list(\"{i:.2f}\" for i in range(200)), \", \")\ncodes(s)\ntry(() -> error(s))",
    "table(list({name: \"row {i}\", value: i^2} for i in range(20)))\nclaim 1 == 1 \"one\"",
    "p = {a: (1, {b: [1, 2]}), c: \"text\"}\np.a[1].b[0] = 4\nq = {..p, c: p}\ntree_leaves(q)",
    "vmap((a, b) -> a @ b, over = (0, none))(rand(5, 4), rand(4))\n[x * x for x in range(50)]\nscan((c, x) -> (c + x, c), 0, [1, 2])",
    "conv2d(rand(1, 1, 6, 6), rand(2, 1, 3, 3), padding = 1) |> relu |> (x -> max_pool2d(x, 2)) |> sum",
    "state = train_step(state)\naccuracy(state.model, {x: digits.x[:100], y: digits.y[:100]})",
    "for i in range(2) { state = train_step(state) }\nx = sort(rand(100))\nsvd(rand(3, 3))",
  ]

  /// Bytes that are allocated now. Sanitizers have a heap of their own, and count it.
  private static func heapBytes() -> Int {
    guard let counter = dlsym(nil, "__sanitizer_get_current_allocated_bytes") else { return Int(advnb_heap_bytes()) }
    return unsafeBitCast(counter, to: (@convention(c) () -> Int).self)()
  }

  /// In a process of its own: other tests would move the heap.
  @Test(arguments: cells) func aThousandRunsOfACellLeaveNothing(cell: String) async {
    await #expect(processExitsWith: .success) { [cell] in
      let session = ExecutorKind.engine.session(callDepth: 200)
      try session.run(SteadyTests.classifier)
      func heap(after runs: Int) -> Int {
        for _ in 0..<runs { _ = session.outcome(of: cell) }
        return SteadyTests.heapBytes()
      }
      let early = heap(after: 200)
      let grown = heap(after: 1000) - early
      // A session keeps the text of each run for the errors that may point at it later, and where its lines begin.
      let texts = 1000 * (2 * cell.utf8.count + 800)
      #expect(grown <= texts, "\(grown) bytes for 1,000 runs")
    }
  }
}

// Training goes on and on: after its first steps no plan is made, and a long chain is cut in time.
// Neighbours: `Executors` has the sessions; `ProgramTests/MemoryTests` sees to the memory.

import Engine
import Language
import TensorIR
import Testing

@Suite(.serialized) struct SteadyTests {
  private static let classifier = """
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
}

// The game as the library plays it: whose weights move, what is saved, what is refused.
// Neighbours: `Sources/CBundle/adv/gan_*.adv`; `GANReferenceTests` has the numbers.

import Foundation
import Language
import Testing

@Suite struct GANGameTests {
  private static let players = """
    mlp(n_in, n_out) = sequential(dense(n_in, 8), relu, dense(8, n_out))
    same(a, b) = all(stack(list(all(x == y) for (x, y) in zip(tree_leaves(a), tree_leaves(b)))))
    real = randn(100, 2)
    """

  private func session(_ kind: ExecutorKind = .engine) throws -> Session {
    let session = kind.session(files: MemoryFiles())
    try session.run(GANGameTests.players)
    return session
  }

  /// Networks, optimisers, running mean, random state: all go on where they stopped.
  @Test(arguments: ["latent = 2", "latent = 2, lr = cosine_schedule(1e-3, 40)"], ["r1 = 0.1", "gp = 1, noise = 0.1, k = 2"])
  func aSavedGameGoesOnToTheSameBits(_ game: String, _ rules: String) throws {
    let session = try session()
    try session.run(
      """
      new() = gan(sequential(dense(2, 8), batch_norm(8), relu, dense(8, 2)), sequential(spectral(dense(2, 8)), relu, dense(8, 1)), \(game))
      start = new()
      go(g, until) = train_gan(g, real, steps = 40, batch = 10, quiet = true, until = until, \(rules))[0]
      whole = go(start, 40)
      save_game("half.npz", go(start, 17))
      resumed = go(load_game("half.npz", like = new()), 40)
      check same(whole.generator, resumed.generator)
      check same(whole.discriminator, resumed.discriminator)
      check same(whole.average, resumed.average)
      check same(whole.opt_d.v, resumed.opt_d.v)
      check all(whole.key == resumed.key)
      check item(resumed.step) == 40
      check resumed.generator.layers[0].w.dtype == "f32"
      """)
  }

  @Test func replayedStepsAreTheRunOnes() throws {
    let program = """
      seed(4)
      g = gan(mlp(2, 2), mlp(2, 1))
      for i in range(8) { g = gan_step(g, real, batch = 10, r1 = 0.1) }
      """
    let (plain, replaying) = (try session(), try session())
    plain.replays = false
    for session in [plain, replaying] { try session.run("seed(1); real = randn(100, 2);" + program) }
    for leaf in ["w", "b"] {
      let place = "sum(g.generator.layers[0].\(leaf) * arange(8))"
      #expect(try plain.number(place) == replaying.number(place))
    }
  }

  /// G stays while D learns, and the other way round; rates of 0 are rates.
  @Test func eachPlayerLeavesTheOtherAsItIs() throws {
    try session().run(
      """
      start = gan(mlp(2, 2), mlp(2, 1), lr = 0, lr_d = 1e-2)
      g = gan_step(start, real, batch = 10, k = 3)
      check same(g.generator, start.generator)
      check not same(g.discriminator, start.discriminator)
      check item(g.opt_d.t) == 3 and item(g.opt_g.t) == 1
      start = gan(mlp(2, 2), mlp(2, 1), lr = 1e-2, lr_d = 0)
      g = gan_step(start, real, batch = 10)
      check same(g.discriminator, start.discriminator)
      check not same(g.generator, start.generator)
      """)
  }

  @Test func theFiguresAreThoseOfTheCosts() throws {
    try session().run(
      """
      sure = {c: 1.0, call: (self, x) -> 0 * x[:, :1] + self.c}
      g = gan_step(gan(mlp(2, 2), sure, lr = 0), real, batch = 10)
      wanted = stack((softplus(-1.0) + softplus(1.0), softplus(-1.0), sigmoid(1.0), sigmoid(1.0)))
      check max(abs(g.figures - wanted)) < 1e-6
      """)
  }

  @Test func classesGoToBothPlayersOrToOne() throws {
    try session().run(
      """
      data = {x: randn(60, 3), y: randint(0, 4, 60)}
      (g, _) = train_gan(gan(mlp(2 + 4, 3), mlp(3 + 4, 1), classes = 4), data, steps = 4, batch = 8, quiet = true)
      check sample(g, 5, y = [0, 1, 2, 3, 0]).shape == (5, 3)
      (g, _) = train_gan(gan(mlp(2 + 4, 3), mlp(3, 1 + 4), classes = 4, auxiliary = true), data, steps = 4, batch = 8, quiet = true)
      check sample(g, 7).shape == (7, 3)
      images = {x: randn(20, 1, 4, 4), y: randint(0, 2, 20)}
      check labelled(images.x, images.y, 2).shape == (20, 3, 4, 4)
      check all(labelled(images.x, images.y, 2)[:, 1] == f32(images.y == 0)[:, new, new])
      """)
  }

  /// An auxiliary-classifier game learns to make the class that is asked for.
  @Test func anAuxiliaryGameMakesWhatIsAskedFor() throws {
    let session = try session()
    try session.run(
      """
      seed(2)
      y = randint(0, 2, 400)
      data = {x: 0.3 * randn(400, 2) + 2 * f32(y)[:, new] - 1, y: y}
      g = gan(mlp(2 + 2, 2), sequential(dense(2, 16), leaky_relu, dense(16, 1 + 2)), classes = 2, auxiliary = true)
      (g, _) = train_gan(g, data, steps = 600, batch = 64, lr = 5e-3, r1 = 0.1, ema = 0.98, quiet = true)
      """)
    #expect(try session.number("mean(sample(g, 200, y = full(200, 1)))") > 0.5)
    #expect(try session.number("mean(sample(g, 200, y = full(200, 0)))") < -0.5)
  }

  @Test func restartsKeepTheLowestScore() throws {
    let session = try session()
    try session.run(
      """
      score(g) = sum(abs(g.generator.w))
      new() = gan(dense(2, 2), dense(2, 1), lr = 0)
      seed(3)
      (best, _) = train_gan(new, real, steps = 1, batch = 4, lr = 0, restarts = 5, score = score, quiet = true)
      seed(3)
      all_scores = list(score(train_gan(new, real, steps = 1, batch = 4, lr = 0, quiet = true)[0]) for i in range(5))
      check score(best) == min(stack(all_scores))
      """)
  }

  @Test func healthIsTold() throws {
    let session = try session()
    try session.run(
      """
      fine = {"D(x)": 0.6, "D(G(z))": 0.4}
      check gan_health(gan(x -> x, mlp(2, 1)), real, fine) == ""
      check gan_health(gan(x -> 0.01 * x, mlp(2, 1)), real, fine) == "G collapsed"
      check gan_health(gan(x -> x / 0, mlp(2, 1)), real, fine) == "G gives nan"
      check gan_health(gan(x -> x, mlp(2, 1)), real, {"D(x)": 0.999, "D(G(z))": 0.001}) == "D saturated"
      """)
  }

  @Test(arguments: [
    ("discriminator_cost([0], [0], kind = \"vanilla\")", "the kinds are"),
    ("discriminator_cost([0], [0], kind = \"wgan\", smooth = 0.1)", "no targets"),
    ("generator_cost([0], kind = \"relativistic\")", "d_real"),
    ("gan_step(gan(mlp(6, 2), mlp(6, 1), classes = 4), {x: real, y: randint(0, 4, 100)}, pack = 2)", "pack"),
    ("packed(ones(3, 2), 2)", "3 samples"),
    ("train_gan(gan(mlp(2, 2), mlp(2, 1)), real, restarts = 2)", "() -> gan"),
    ("frechet(ones(3, 5), ones(9, 5))", "too few"),
    ("mmd(ones(3, 5), ones(9, 5), kernel = \"linear\")", "poly and rbf"),
    ("prdc(ones(3, 5), ones(9, 5), k = 3)", "k is 3"),
    ("dp_epsilon(1.5, 1, 10, 1e-5)", "probability"),
    ("dp_epsilon(0.5, 0, 10, 1e-5)", "sigma"),
    ("dp_epsilon(0.5, 1, 10, 0)", "delta"),
    ("codes_where(gan(mlp(2, 2), mlp(2, 1)), x -> x[:, 0] > 1e9, 5, tries = 2)", "only 0 of 2000"),
  ])
  func misuseIsExplained(_ program: String, _ words: String) throws {
    let session = try session()
    let diagnostic = try #require(session.outcome(of: program).diagnostic)
    #expect(diagnostic.title.contains(words), "\(diagnostic.title)")
  }

  @Test func privacyHasItsLimits() throws {
    let session = try session()
    // Orders end at 63, so that the bound is never better than this.
    let least = (-log(1e-5) - log(63)) / 62 + log(62.0 / 63)
    #expect(abs(try session.number("dp_epsilon(0, 1, 10, 1e-5)") - least) < 1e-9)
    #expect(try session.number("dp_epsilon(1, 1e4, 1, 1e-5)") < least + 1e-3)
    #expect(try session.number("dp_epsilon(0.1, 0.3, 1000, 1e-5)") > 100)
    try session.run(
      """
      g = {w: randn(500, 3), b: randn(500)}
      check all(example_norms({w: clipped_sum({w: g.w[:1], b: g.b[:1]}, 0.1).w[new, :]}) <= 0.1001)
      noisy = private_gradient(tree_map(x -> 0 * x, g), 2, 3, 10, key = rng(1))
      check noisy.w.shape == (3,)
      spread = std(stack(list(private_gradient({b: zeros(1)}, 2, 3, 10, key = rng(i)).b for i in range(2000))))
      check spread == spread and abs(spread - 0.6) < 0.03
      check abs(mean(poisson_sample(20000, 0.2)) - 0.2) < 0.01
      """)
  }
}

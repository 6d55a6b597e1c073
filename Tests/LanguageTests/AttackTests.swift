// What holds for every attack: images do not influence each other, masks and bounds are kept, the record is complete.
// Neighbours: `AttackCaseTests` compares with public libraries; `LanguageSuite/attacks.adv` has the errors.

import Language
import Testing

@Suite struct AttackTests {
  /// Attacks with few steps, as calls of f on x, y with `target = t`, `mask = m` and `bounds = b` to be put in for `…`.
  static let calls: [String] = [
    "fgsm(f, x, y, 0.2 * s…)", "pgd(f, x, y, 0.2 * s, steps = 4…)", "pgd(f, x, y, s, norm = \"l2\", steps = 4, restarts = 2, keep = \"best\"…)",
    "pgd(f, x, y, 2 * s, norm = \"l1\", steps = 4, loss = \"dlr\"…)", "bim(f, x, y, 0.2 * s, steps = 3…)",
    "mifgsm(f, x, y, 0.2 * s, steps = 3…)", "adam_pgd(f, x, y, 0.2 * s, steps = 4…)",
    "apgd(f, x, y, 0.2 * s, steps = 12…)", "apgd(f, x, y, s, norm = \"l2\", loss = \"dlr\", steps = 12…)",
    "deepfool(f, x, y, steps = 6…)", "deepfool(f, x, y, norm = \"linf\", steps = 6…)",
    "ddn(f, x, y, steps = 8…)", "fmn(f, x, y, steps = 8…)", "fmn(f, x, y, norm = \"l0\", steps = 8…)",
    "fmn(f, x, y, norm = \"l1\", steps = 8…)", "fmn(f, x, y, norm = \"linf\", steps = 8…)",
    "cw(f, x, y, steps = 12, search_steps = 4, step = 0.1…)", "ead(f, x, y, steps = 8, search_steps = 4, initial_const = 1…)",
    "jsma(f, x, y, theta = s, gamma = 0.2…)", "sparse_l1_descent(f, x, y, 2 * s, steps = 4, quantile = 0.9…)",
    "fab(f, x, y, steps = 5…)", "fab(f, x, y, norm = \"l2\", steps = 5, restarts = 2…)",
    "square(f, x, y, 0.2 * s, queries = 60…)", "square(f, x, y, s, norm = \"l2\", queries = 60…)",
    "nes(f, x, y, 0.2 * s, steps = 2, pairs = 12, sigma = 0.01 * s…)", "spsa(f, x, y, 0.2 * s, steps = 2, pairs = 12, delta = 0.01 * s, step = 0.05 * s…)",
    "simba(f, x, y, step = 0.2 * s, queries = 60…)", "boundary(f, x, y, steps = 30…)",
    "hopskipjump(f, x, y, steps = 2, evaluations = 12…)", "hopskipjump(f, x, y, norm = \"linf\", steps = 2, evaluations = 12…)",
    "noise_attack(f, x, y, 0.2 * s, tries = 2…)",
  ]

  /// A session with a trained model f, 100 images x in rows and their labels y; s is the range of a pixel.
  static func session() throws -> Session {
    let session = ExecutorKind.engine.session(files: MemoryFiles())
    try session.run(
      """
      seed(5)
      data = dataset("digits")
      (f, _) = fit(sequential(dense(64, 16), relu, dense(16, 10)), subset(data, range(400)), epochs = 6)
      (x, y, s) = (data.x[500:600], data.y[500:600], 1)
      """)
    return session
  }

  static func call(_ pattern: String, _ options: String = "") -> String {
    pattern.replacing("…", with: options)
  }

  @Test(arguments: calls)
  func imagesDoNotInfluenceEachOther(_ pattern: String) throws {
    let session = try Self.session()
    try session.run("attack(x, y) = { seed(9); \(Self.call(pattern)) }; all_of = attack(x, y)")
    #expect(try session.number("sum(attack(x[:10], y[:10]) != all_of[:10])") == 0)
    for place in [0, 57, 99] {
      #expect(try session.number("sum(attack(x[\(place):\(place + 1)], y[\(place):\(place + 1)])[0] != all_of[\(place)])") == 0)
    }
    #expect(try session.number("min(all_of)") >= 0)
    #expect(try session.number("max(all_of)") <= 1)
    #expect(try session.number("sum(all_of != x)") > 0)
  }

  @Test(arguments: ["pgd(f, x, y, 0.2, steps = 3)", "deepfool(f, x, y, steps = 3)", "square(f, x, y, 0.2, queries = 30)"])
  func imagesDoNotInfluenceEachOtherInConvolutions(_ call: String) throws {
    let session = try Self.session()
    try session.run(
      """
      x = reshape(x, 100, 1, 8, 8)
      f = sequential(conv(1, 6, 3, padding = 1), relu, max_pool(2), conv(6, 8, 3), relu, flatten_each, dense(32, 10))
      attack(x, y) = { seed(9); \(call) }; all_of = attack(x, y)
      """)
    #expect(try session.number("sum(attack(x[:10], y[:10]) != all_of[:10])") == 0)
    for place in [0, 57] {
      #expect(try session.number("sum(attack(x[\(place):\(place + 1)], y[\(place):\(place + 1)])[0] != all_of[\(place)])") == 0)
    }
  }

  /// Nothing of an attack widens the images: what is computed in f64 without need costs twice the time.
  @Test(arguments: calls, ["f32", "f64"])
  func modelsAreAskedInTheImagesOwnType(_ pattern: String, _ type: String) throws {
    let session = try Self.session()
    try session.run(
      """
      (x, y) = (\(type)(x[:20]), y[:20])
      g = tree_map(v -> if type(v) == "tensor" and v.dtype == "f32" { \(type)(v) } else { v }, f)
      f = x -> if x.dtype == "\(type)" { g(x) } else { error("the model is asked in {x.dtype}") }
      """)
    #expect(try session.number("if (\(Self.call(pattern))).dtype == \"\(type)\" { 1 } else { 0 }") == 1)
  }

  /// What comes in from outside is 0, and a sum of weights may lie a little above the largest pixel.
  @Test func turnedImagesStayInsideTheBounds() throws {
    let session = try Self.session()
    try session.run("g = f; a = spatial(x -> g(flatten(x, from = 1) / 255), 255 * reshape(x, 100, 8, 8), y, bounds = (0, 255))")
    #expect(try session.number("min(a)") >= 0)
    #expect(try session.number("max(a)") <= 255)
  }

  @Test(arguments: calls)
  func onlyTheMaskedPartChanges(_ pattern: String) throws {
    let session = try Self.session()
    try session.run(
      """
      (x, y) = (x[:20], y[:20])
      m = arange(64) % 2 == 0
      found = \(Self.call(pattern, ", mask = m"))
      """)
    #expect(try session.number("sum((found != x) & ~m)") == 0)
    #expect(try session.number("sum(found != x)") > 0)
  }

  /// Pixels from 0 to 256 are attacked as pixels from 0 to 1 are, where no constant of an attack counts in pixels. An
  /// image that was wrong before may have a loss that is constant: its gradient is noise.
  @Test(arguments: calls.filter { !$0.hasPrefix("square") && !$0.hasPrefix("ddn") && !$0.hasPrefix("fmn") && !$0.hasPrefix("deepfool") && !$0.hasPrefix("spsa") })
  func boundsAreAUnit(_ pattern: String) throws {
    let session = try Self.session()
    try session.run(
      """
      (x, y) = (f64(x[:20]), y[:20])
      f = tree_map(f64, f)
      seed(9); found = \(Self.call(pattern))
      (g, x, s) = (f, 256 * x, 256)
      f = x -> g(x / 256)
      seed(9); large = \(Self.call(pattern, ", bounds = (0, 256)")) / 256
      """)
    let far = "max(abs(large - found), axis = -1)[predict_class(g, x / 256) == y]"
    // Steps and constants of cw and ead count in pixels' units: there only the outcome is compared.
    if pattern.hasPrefix("cw") || pattern.hasPrefix("ead") || pattern.hasPrefix("boundary") || pattern.hasPrefix("hop") {
      #expect(try session.number("max(\(far))") <= 1)
    } else {
      #expect(try session.number("sum(\(far) > 1e-6)") <= 1)
    }
  }

  @Test(arguments: calls.filter { !$0.hasPrefix("fab(f, x, y, norm") })
  func targetsAreMet(_ pattern: String) throws {
    let session = try Self.session()
    try session.run(
      """
      (x, y) = (x[:20], y[:20])
      t = (y + 1) % 10
      r = \(Self.call(pattern, ", target = t, details = true"))
      """)
    #expect(try session.number("sum(r.success != (predict_class(f, r.x_adv) == t))") == 0)
    #expect(try session.number("sum(r.wrong_before != (predict_class(f, x) == t))") == 0)
  }

  @Test(arguments: calls)
  func theRecordIsComplete(_ pattern: String) throws {
    let session = try Self.session()
    try session.run("(x, y) = (x[:20], y[:20]); seed(9); found = \(Self.call(pattern)); seed(9); r = \(Self.call(pattern, ", details = true"))")
    #expect(try session.number("sum(r.x_adv != found)") == 0)
    #expect(try session.number("sum(r.success != (predict_class(f, found) != y)) + sum(r.pred != predict_class(f, found))") == 0)
    #expect(try session.number("max(abs(r.confidence - max(softmax(f(found)), axis = -1)))") <= 1e-6)
    #expect(try session.number("max(abs(r.distances.l2 - norm(found - x, axis = -1)))") <= 1e-6)
    #expect(try session.number("len(r.distance)") == 20)
    #expect(try session.number("r.history.loss.shape[1] + r.history.distance.shape[1] + r.history.margin.shape[1]") == 60)
    // Whoever was fooled at the end was so at some step; the count is of whole passes.
    #expect(try session.number("sum(r.success & (r.first_success < 0))") == 0)
    #expect(try session.number("min(r.forwards)") >= 0)
    let shown = session.outcome(of: "r")
    #expect(shown.diagnostic == nil)
    #expect(shown.outputs.count == 2)
  }

  @Test func eachImageMayHaveItsOwnEps() throws {
    let session = try Self.session()
    try session.run("e = where(arange(100) % 2 == 0, 0, 0.1)")
    for call in ["fgsm(f, x, y, e)", "pgd(f, x, y, e, steps = 3)", "apgd(f, x, y, e, steps = 5)", "square(f, x, y, e, queries = 20)"] {
      try session.run("δ = max(abs(\(call) - x), axis = -1)")
      #expect(try session.number("max(δ[::2])") <= 1e-7)
      // Of the images that are right before, those with an eps move.
      #expect(try session.number("sum((δ == 0) & (e > 0) & (predict_class(f, x) == y))") == 0)
      #expect(try session.number("max(δ)") <= 0.1001)
    }
  }

  @Test func restartsNeverMakeAnAttackWeaker() throws {
    let session = try Self.session()
    try session.run(
      """
      success(n) = { seed(4); predict_class(f, pgd(f, x, y, 0.05, steps = 2, restarts = n)) != y }
      """)
    #expect(try session.number("sum(success(4)) - sum(success(1))") >= 0)
  }

  @Test func theTableOfTheFamilyHasAllAttacks() throws {
    let session = ExecutorKind.engine.session(files: MemoryFiles())
    let shown = session.outcome(of: "help(\"attacks\")")
    #expect(shown.diagnostic == nil)
    var listed: Set<String> = []
    for case .table(let table) in shown.outputs {
      for cell in table.columns[0].cells { if case .text(let words) = cell { listed.insert(words) } }
    }
    for pattern in Self.calls { #expect(listed.contains(String(pattern.prefix { $0 != "(" }))) }
    for name in ["autoattack", "targeted_descent", "fooling_image", "newtonfool", "universal", "spatial", "transfer"] {
      #expect(listed.contains(name))
    }
  }
}

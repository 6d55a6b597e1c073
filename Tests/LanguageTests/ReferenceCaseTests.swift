// Number for number against saved results of public attack libraries, all in the language itself.
// Neighbours: the folder `reference/attacks` beside the repository; without it these tests have nothing to compare.
// `AttackCaseTests` goes through all of the folder's attacks.

import Language
import Testing

@Suite(.enabled(if: Folder.reference != nil, "the reference cases are not at hand"))
struct ReferenceCaseTests {
  /// A session with the network as `net`, its f64 twin as `net64`, the images as `x` and `y`.
  static func session(_ kind: ExecutorKind) throws -> Session {
    let session = kind.session(files: MemoryFiles(folder: Folder.reference))
    try session.run(
      """
      w = load("mlp_weights.npz")
      layers(self, x) = relu(x @ self.w1.T + self.b1) @ self.w2.T + self.b2
      net = {w1: w.fc1_weight, b1: w.fc1_bias, w2: w.fc2_weight, b2: w.fc2_bias, call: layers}
      net64 = tree_map(f64, net)
      forward = load("mlp_forward.npz")
      (x, y) = (forward.x, forward.y)
      far(a, b) = max(abs(f64(a) - f64(b)))
      """)
    return session
  }

  @Test(arguments: ExecutorKind.allCases)
  func logitsAgree(_ kind: ExecutorKind) throws {
    let session = try Self.session(kind)
    #expect(try session.number("far(net(x), forward.logits64)") <= 1e-5)
    #expect(try session.number("far(net64(f64(x)), forward.logits64)") <= 1e-12)
    #expect(try session.number("far(net(x), forward.logits)") <= 1e-5)
  }

  @Test(arguments: ExecutorKind.allCases)
  func inputGradientAgreesWithEverySign(_ kind: ExecutorKind) throws {
    let session = try Self.session(kind)
    try session.run(
      """
      g = load("mlp_gradient.npz")
      found = grad(x -> sum(cross_entropies(net(x), y)))(x)
      found64 = grad(x -> sum(cross_entropies(net64(x), y)))(f64(x))
      """)
    #expect(try session.number("far(found, g.grad64) / max(abs(g.grad64))") <= 1e-5)
    #expect(try session.number("far(found64, g.grad64)") <= 1e-12)
    #expect(try session.number("far(cross_entropies(net64(f64(x)), y), g.ce64)") <= 1e-12)
    #expect(try session.number("sum(sign(found) != f32(sign(g.grad64)))") == 0)
  }

  @Test(arguments: ["0.05", "0.1", "0.2"], ExecutorKind.allCases)
  func fastGradientSignAgrees(_ eps: String, _ kind: ExecutorKind) throws {
    let session = try Self.session(kind)
    try session.run(
      """
      ref = load("fgsm_linf_eps\(eps).npz")
      adv = fgsm(net, x, y, \(eps))
      missed = abs(adv - ref.x_adv)[ref.stable]
      success = predict_class(net, adv) != y
      """)
    #expect(try session.number("max(missed)") <= 1e-5)
    #expect(try session.number("sum(success != ref.success)") <= 1)
  }

  /// The oracle is slow, so that it takes some of the images; examples do not influence each other.
  @Test(arguments: [(ExecutorKind.reference, 3), (.engine, 100)])
  func targetedDescentAgrees(_ kind: ExecutorKind, images: Int) throws {
    let session = try Self.session(kind)
    try session.run(
      """
      ref = load("lecture_gd_targeted.npz")
      n = \(images)
      (xs, target) = (x[:n], ref.target[:n])
      found64 = targeted_descent(net64, f64(xs), target)
      """)
    #expect(try session.number("far(found64, ref.x_adv64[:n])") <= 1e-9)
    guard kind == .engine else { return }
    try session.run(
      """
      found = targeted_descent(net, xs, target)
      success = predict_class(net, found) == target
      """)
    #expect(try session.number("max(abs(found - ref.x_adv)[ref.stable])") <= 1e-4)
    #expect(try session.number("sum(success != ref.success)") <= 1)
  }
}

// Translation number for number, and its checkpoints: the five costs, enlarged pictures, pools, ciphers.
// Neighbours: `GANCases` reads the reference values; `GANReferenceTests` has the costs of a single game.

import Language
import Testing

@Suite(.enabled(if: GANCases.folder != nil, "the reference cases are not at hand"))
struct TranslationReferenceTests {
  @Test(arguments: ExecutorKind.allCases, GANCases.Precision.allCases)
  func fiveCostsAndTheirGradientsAgree(_ kind: ExecutorKind, _ precision: GANCases.Precision) throws {
    try GANCases.session(kind, precision).run(
      """
      C = c.cyclegan
      affine(A, b) = {A: A, b: b, call: (self, x) -> x @ self.A.T + self.b}
      g = {g1: affine(C.A1, C.b1), g2: affine(C.A2, C.b2)}
      d = {d1: x -> x @ C.w1, d2: x -> x @ C.w2}
      fn compare(name, f) {
        (value, slope) = value_and_grad(f)(g)
        want = C["values"][name]
        agree(name, value, want.value)
        agree(name + " by A1", slope.g1.A, want.dA1)
        agree(name + " by A2", slope.g2.A, want.dA2)
      }
      costs(g) = cyclegan_costs(g, d, C.H, C.Z, h = C.h, z = C.z)
      for name in ("J_D1", "J_G1", "J_D2", "J_G2", "J_cycle") { compare(name, g -> costs(g)[name]) }
      compare("total_G_lambda10", g -> {
        k = costs(g)
        k.J_G1 + k.J_G2 + 10 * k.J_cycle
      })
      """)
  }
}

@Suite struct TranslationTests {
  /// Two steps, a file, and two more give the same bits as four steps.
  @Test(arguments: ExecutorKind.allCases)
  func cycleGANGoesOnFromItsFile(_ kind: ExecutorKind) throws {
    let session = kind.session(files: MemoryFiles())
    try session.run(
      """
      (a, b) = (randn(9, 2), randn(7, 2) + 3)
      start = cyclegan(dense(2, 2), dense(2, 2), dense(2, 1), dense(2, 1), pool = 6, r1 = 0.1)
      on(c, steps) = train_cyclegan(c, a, b, steps = steps, batch = 4)
      whole = on(start, 4)
      save_game("half.npz", on(start, 2))
      resumed = on(load_game("half.npz", like = on(start, 0)), 2)
      same(p, q) = all(list(item(all(u == v)) for (u, v) in zip(tree_leaves(p), tree_leaves(q))))
      check same(whole.g, resumed.g)
      check same(whole.average, resumed.average)
      check same(whole.pools, resumed.pools)
      check same(whole.opt_d.v, resumed.opt_d.v)
      check not same(on(start, 2).g, resumed.g)
      """)
  }

  /// What is shown and what is kept change places, image by image, about half of the time.
  @Test(arguments: ExecutorKind.allCases)
  func poolKeepsEveryImage(_ kind: ExecutorKind) throws {
    let session = kind.session(files: MemoryFiles())
    try session.run(
      """
      made = reshape(arange(40), 40, 1) + 100
      kept = reshape(arange(50), 50, 1)
      (shown, pool) = from_pool(kept, made)
      before = sort(flatten(concat((made, kept))))
      check all(sort(flatten(concat((shown, pool)))) == before)
      check sum(shown < 100) > 8
      check sum(shown < 100) < 32
      check not try(() -> from_pool(zeros(2, 1), ones(3, 1))).ok
      """)
  }

  /// For grey levels that are multiples of 1/2 the measure can be followed by hand: one window, a = 0 and b = 1/2.
  @Test func similarityFollowsItsFormula() throws {
    let session = ExecutorKind.reference.session(files: MemoryFiles())
    try session.run(
      """
      (a, b) = (zeros(2, 2), full((2, 2), 0.5))
      check ssim(a, b, size = 2) ≈ 1e-4 / (0.25 + 1e-4)
      c = [[0, 1], [1, 0]]
      check ssim(c, 1 - c, size = 2) ≈ (-2 / 3 + 9e-4) / (2 / 3 + 9e-4)
      check ssim(c, c, size = 2) == 1
      check not try(() -> ssim(a, b)).ok
      """)
  }

  @Test func ciphersAreUndoneByTheirInverse() throws {
    let session = ExecutorKind.reference.session(files: MemoryFiles())
    try session.run(
      """
      text = letters("The Quick brown fox; it JUMPS over 13 lazy dogs!")
      check letters_text(text) == "the quick brown fox it jumps over lazy dogs "
      for key in (shift_key(3), shift_key(-30), substitution_key(), vigenere_key([3, 4, 5])) {
        check all(decipher(encipher(text, key), key) == text)
        check all(encipher(encipher(text, key), inverse_key(key)) == text)
      }
      check letters_text(encipher(letters("aaaa"), vigenere_key([1, 2]))) == "bcbc"
      uneven = letters("eeeeettta")
      secret = encipher(uneven, shift_key(5))
      check all(encipher(secret, frequency_key(secret, uneven)) == uneven)
      """)
  }

  @Test func codesOfTextAreUnicodeNumbers() throws {
    let session = ExecutorKind.reference.session(files: MemoryFiles())
    try session.run(
      """
      check all(codes("aé€😀") == [97, 233, 8364, 128512])
      check from_codes(codes("aé€😀")) == "aé€😀"
      check len(codes("")) == 0
      for bad in ([-1], [55296], [1114112], [0.5], [nan], [[65]]) { check not try(() -> from_codes(bad)).ok }
      """)
  }
}

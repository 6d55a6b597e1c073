// GANs and privacy number for number: costs, penalties, optimisers, measures, the accountant.
// Neighbours: `GANCases` reads the values; without the folder these tests have nothing to compare.

import Language
import Testing

@Suite(.enabled(if: GANCases.folder != nil, "the reference cases are not at hand"))
struct GANReferenceTests {
  @Test(arguments: ExecutorKind.allCases, GANCases.Precision.allCases)
  func costsOfBothPlayersAgree(_ kind: ExecutorKind, _ precision: GANCases.Precision) throws {
    try GANCases.session(kind, precision).run(
      """
      fn cost(name, f) {
        (r, l) = (c.losses.logits_real, c.losses.logits_fake)
        want = c.losses["values"][name]
        agree(name, f(r, l), want.value)
        (g_real, g_fake) = grad(f, wrt = (0, 1))(r, l)
        agree(name + " by real logits", g_real, want.grad_real)
        agree(name + " by generated logits", g_fake, want.grad_fake)
      }
      cost("d_bce", (r, f) -> discriminator_cost(r, f))
      cost("d_bce_smooth0.1", (r, f) -> discriminator_cost(r, f, smooth = 0.1))
      cost("d_rel_avg", (r, f) -> discriminator_cost(r, f, kind = "relativistic"))
      cost("g_saturating", (r, f) -> generator_cost(f, kind = "saturating") + 0 * sum(r))
      cost("g_nonsaturating", (r, f) -> generator_cost(f) + 0 * sum(r))
      for kind in ("lsgan", "hinge", "wgan") {
        cost("d_" + kind, (r, f) -> discriminator_cost(r, f, kind = kind))
        cost("g_" + kind, (r, f) -> generator_cost(f, kind = kind) + 0 * sum(r))
      }
      """)
  }

  /// Gradients of gradients.
  @Test(arguments: ExecutorKind.allCases, GANCases.Precision.allCases)
  func penaltiesAgreeWithTheirWeightGradients(_ kind: ExecutorKind, _ precision: GANCases.Precision) throws {
    try GANCases.session(kind, precision).run(
      """
      R = c.regularisers
      net = {W: R.W, c: R.c, v: R.v, call: (self, x) -> tanh(x @ self.W.T + self.c) @ self.v}
      fn penalty(name, p) {
        (value, g) = value_and_grad(p)(net)
        want = R["values"][name]
        agree(name, value, want.value)
        agree(name + " by W", g.W, want.dW)
        agree(name + " by c", g.c, want.dc)
        agree(name + " by v", g.v, want.dv)
      }
      penalty("r1", D -> r1(D, R.real))
      penalty("r2", D -> r2(D, R.fake))
      penalty("wgan_gp", D -> gradient_penalty(D, R.real, R.fake, u = R.u))
      """)
  }

  @Test(arguments: ExecutorKind.allCases, GANCases.Precision.allCases)
  func spectralNormAgrees(_ kind: ExecutorKind, _ precision: GANCases.Precision) throws {
    try GANCases.session(kind, precision).run(
      """
      S = c.spectral_norm
      agree("sigma", spectral_norm(S.M), S.sigma_max)
      u = 0 * S.M[:, 0] + 0.5
      for want in S["power_iteration_from_u=ones/2"] {
        (sigma, u) = power_iteration(S.M, u)
        agree("an iteration", sigma, want)
      }
      """)
  }

  @Test(arguments: ExecutorKind.allCases, GANCases.Precision.allCases)
  func cycleCostsAgree(_ kind: ExecutorKind, _ precision: GANCases.Precision) throws {
    try GANCases.session(kind, precision).run(
      """
      C = c.cyclegan
      (D1, D2) = (x -> x @ C.w1, x -> x @ C.w2)
      l1(x) = mean(sum(abs(x), axis = 1))
      fn J(p) {
        (G1, G2) = (x -> x @ p.A1.T + C.b1, x -> x @ p.A2.T + C.b2)
        (g1, g2) = (generator_cost(D1(G1(C.H))), generator_cost(D2(G2(C.Z))))
        cycle = l1(G2(G1(C.H)) - C.H) + l1(G1(G2(C.Z)) - C.Z)
        {
          J_D1: discriminator_cost(D1(C.z), D1(G1(C.H))), J_G1: g1,
          J_D2: discriminator_cost(D2(C.h), D2(G2(C.Z))), J_G2: g2, J_cycle: cycle,
          identity_L1: l1(G1(C.z) - C.z) + l1(G2(C.h) - C.h), total_G_lambda10: g1 + g2 + 10 * cycle,
        }
      }
      for (name, want) in C["values"] {
        (value, g) = value_and_grad(p -> J(p)[name])({A1: C.A1, A2: C.A2})
        agree(name, value, want.value)
        agree(name + " by A1", g.A1, want.dA1)
        agree(name + " by A2", g.A2, want.dA2)
      }
      """)
  }

  @Test(arguments: ExecutorKind.allCases, GANCases.Precision.allCases)
  func adamAndRunningMeanAgree(_ kind: ExecutorKind, _ precision: GANCases.Precision) throws {
    try GANCases.session(kind, precision).run(
      """
      fn follow(name, lr, beta1, beta2) {
        (weights, average) = (c.adam.theta0, c.adam.theta0)
        opt = adam(weights, lr = lr, beta1 = beta1, beta2 = beta2, eps = 1e-8)
        for (g, want) in zip(c.adam.grads, c.adam.steps[name]) {
          (weights, opt) = step(opt, weights, g)
          average = ema(average, weights, decay = 0.99)
          agree(name, weights, want.theta)
          agree(name + ", running mean", average, want["ema0.99"])
        }
      }
      follow("dcgan lr=2e-4 b1=.5 b2=.999", 2e-4, 0.5, 0.999)
      follow("wgan-gp lr=1e-4 b1=0 b2=.9", 1e-4, 0, 0.9)
      """)
  }

  @Test(arguments: ExecutorKind.allCases, GANCases.Precision.allCases)
  func privateGradientAgrees(_ kind: ExecutorKind, _ precision: GANCases.Precision) throws {
    try GANCases.session(kind, precision).run(
      """
      P = c.dpsgd
      g = vmap(grad((w, x, y) -> bce(x @ w, y)), over = (none, 0, 0))(P.w, P.X, P.y)
      agree("lengths", example_norms(g), P.per_example_norms)
      agree("clipped sum", clipped_sum(g, P.clip), P.clipped_sum)
      noisy = private_gradient(g, P.clip, P.sigma, P.expected_batch, noise = P.unit_noise)
      agree("noisy mean", noisy, P["noisy_mean_grad=(sum+sigma*clip*noise)/4"])
      """)
  }

  @Test(arguments: [ExecutorKind.engine], GANCases.Precision.allCases)
  func measuresOfDigitsAgree(_ kind: ExecutorKind, _ precision: GANCases.Precision) throws {
    try GANCases.session(kind, precision).run(
      """
      M = c.metrics_digits
      digits = dataset("digits")
      x = \(precision.rawValue)(digits.x)
      (real, fake) = (x[:300], x[300:600])
      agree("Fréchet", frechet(real, fake), M.frechet_cov_ddof1, tol = \(precision == .f64 ? "1e-7" : "1e-3"))
      agree("poly", mmd(real, fake), M["mmd2_unbiased_poly3_gamma1/64_coef1"])
      agree("rbf", mmd(real, fake, kernel = "rbf", width = 2), M.mmd2_unbiased_rbf_sigma2)
      for (k, want) in ((5, M.prdc_k5), (3, M.prdc_k3)) {
        found = prdc(real, fake, k = k)
        for name in keys(want) { agree("{name}, k = {k}", found[name], want[name]) }
      }
      counts = bincount(digits.y[300:600], 10)
      agree("counts", counts, M.label_counts_of_fake)
      agree("divergence of labels", coverage_of(counts).reverse_kl, M["KL(labels||uniform)"])
      low = avg_pool2d(reshape(real[0], 1, 1, 8, 8), 2)
      psnr_of(mode) = -10 * log10(mean(square(reshape(upsample(low, 2, mode), 64) - real[0])))
      agree("nearest", psnr_of("nearest"), c.superres.psnr_nearest_peak1)
      agree("bilinear", psnr_of("bilinear"), c.superres.psnr_bilinear_half_pixel_peak1)
      """)
  }

  @Test(arguments: ExecutorKind.allCases, GANCases.Precision.allCases)
  func modesAndPathsAgree(_ kind: ExecutorKind, _ precision: GANCases.Precision) throws {
    try GANCases.session(kind, precision).run(
      """
      Q = c.modes_grid25
      found = modes(Q.points, \(precision.rawValue)(grid_centres(5)), std = 0.05)
      agree("modes", found.modes, Q.modes)
      agree("high quality", found.high_quality, Q.high_quality_fraction)
      agree("reverse KL", found.reverse_kl, Q["reverse_KL=sum p log(25 p)"])
      agree("JSD", found.jsd, Q.JSD)
      agree("lerp", lerp(c.interp.z0, c.interp.z1, 0.25), c.interp["lerp0.25"])
      agree("slerp", slerp(c.interp.z0, c.interp.z1, 0.25), c.interp["slerp0.25"])
      """)
  }

  /// To six decimals, as Opacus has it.
  @Test func theAccountantAgrees() throws {
    let session = ExecutorKind.engine.session()
    let rows = GANCases.rows("rdp_epsilon.csv")
    #expect(rows.count >= 13)
    for (place, row) in rows.enumerated() {
      let (q, sigma, steps, delta) = (row["q"] ?? "", row["sigma"] ?? "", row["steps"] ?? "", row["delta"] ?? "")
      let wanted = Double(row["eps_opacus"] ?? "") ?? .nan
      let found = try session.number("dp_epsilon(\(q), \(sigma), \(steps), \(delta))")
      #expect(abs(found - wanted) <= 5.1e-7, "q = \(q), sigma = \(sigma), \(steps) steps")
      // The way back is slow: each digit of sigma asks for an epsilon.
      guard place < 3 else { continue }
      let back = try session.number("dp_sigma_for(\(found), \(q), \(steps), \(delta))")
      #expect(abs(back / (Double(sigma) ?? .nan) - 1) <= 1e-5)
    }
  }

  @Test func divergencesOfOrdersAgree() throws {
    let session = ExecutorKind.engine.session()
    let rows = GANCases.rows("rdp_orders.csv")
    #expect(rows.count >= 14)
    for row in rows {
      let order = row["alpha"] ?? ""
      let found = try session.number(
        "gaussian_rdp(\(row["q"] ?? ""), \(row["sigma"] ?? ""), tensor((\(order),), dtype = f64))[0]")
      let wanted = Double(row["rdp_per_step"] ?? "") ?? .nan
      #expect(abs(found / wanted - 1) <= 1e-8, "order \(order)")
    }
  }
}

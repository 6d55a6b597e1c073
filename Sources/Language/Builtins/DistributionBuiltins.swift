// Distributions made of one uniform number each, by the formulas of `jax.random`.
// Neighbours: `RandomBuiltins` has the keys and the uniform numbers; `randomness.adv` builds on these.

import TensorIR

extension Registry {
  static func distributions() -> [Builtin] { [bernoulli(), exponential(), laplace(), gumbel()] }

  /// f32, uniform in [low, high).
  private static func uniform(_ call: Call, low: Double, high: Double, key: [Tensor]) throws -> Tensor {
    let recorder = call.interpreter.recorder
    let x = try unit(call, try call.restShape(), key: key)
    let scaled = try call.emit(.mul, [x, recorder.scalar(high - low, .f32)])
    let shifted = try call.emit(.add, [scaled, recorder.scalar(low, .f32)])
    return try call.emit(.max, [shifted, recorder.scalar(low, .f32)])
  }

  private static func bernoulli() -> Builtin {
    Builtin("bernoulli", "p, ..shape, key = none", .random,
      """
      bool: true with probability p, a number or a tensor that fits the shape.

          all(bernoulli(1, 3))    # true
      """) { call in
      let p = try call.interpreter.lifted(try call.numeric(0), .f32)
      let shape = call.rest.isEmpty ? p.shape : try call.restShape()
      let u = try unit(call, shape, key: try key(call, 2))
      return .tensor(try call.emit(.compare, [u, p], .comparison(.lt)))
    }
  }

  private static func exponential() -> Builtin {
    Builtin("exponential", "..shape, rate = 1, key = none", .random,
      """
      f32, exponential with mean 1 / rate.

          all(exponential(5) >= 0)    # true
      """) { call in
      let u = try unit(call, try call.restShape(), key: try key(call, 2))
      let size = try call.emit(.neg, [try call.emit(.log1p, [try call.emit(.neg, [u])])])
      return .tensor(try call.emit(.div, [size, call.interpreter.recorder.scalar(try call.number(1, or: 1), .f32)]))
    }
  }

  private static func laplace() -> Builtin {
    Builtin("laplace", "..shape, key = none", .random,
      """
      f32, of density exp(-|x|) / 2.

          laplace(2, 3).shape    # (2, 3)
      """) { call in
      let u = try uniform(call, low: -1 + 0x1p-24, high: 1, key: try key(call, 1))
      let size = try call.emit(.log1p, [try call.emit(.neg, [try call.emit(.abs, [u])])])
      return .tensor(try call.emit(.mul, [try call.emit(.sign, [u]), size]))
    }
  }

  private static func gumbel() -> Builtin {
    Builtin("gumbel", "..shape, key = none", .random,
      """
      f32, Gumbel: -log(-log(u)) of a uniform u.

          gumbel(2).shape    # (2,)
      """) { call in
      let u = try uniform(call, low: 0x1p-126, high: 1, key: try key(call, 1))
      let inner = try call.emit(.neg, [try call.emit(.log, [u])])
      return .tensor(try call.emit(.neg, [try call.emit(.log, [inner])]))
    }
  }
}

// Random tensors. The key of a draw is fixed when the draw is written down.
// Neighbours: `RandomState` gives the keys, `Op.threefry` the bits; numbers are made as `jax.random` makes them.

import Glibc
import TensorIR

extension Registry {
  static func randomness() -> [Builtin] { uniforms() + normals() + distributions() + choices() }

  /// Both halves of a draw's key: those of `key =` at `index`, or of the next draw.
  static func key(_ call: Call, _ index: Int) throws -> [Tensor] {
    guard call.isGiven(index) else {
      let key = tensors(try next(call), call)
      call.interpreter.capture?.note(draw: key[0], key[1])
      return key
    }
    guard case .tensor(let pair) = call.value(index), pair.dtype == .u32, pair.shape == [2] else {
      throw call.wrong(index, "a key, as rng(7) gives it")
    }
    return try (0..<2).map { half in
      let part = try call.emit(.slice, [pair], .slice(starts: [half], limits: [half + 1], steps: [1]))
      return try call.emit(.reshape, [part], .shape([]))
    }
  }

  /// The key of the next draw.
  private static func next(_ call: Call) throws -> RandomKey {
    // Under `vmap` every example has its own draw: the examples are taken one by one.
    if call.interpreter.batchesWithOwnDraws > 0 { throw BatchedRead() }
    return call.interpreter.random.next()
  }

  private static func tensors(_ key: RandomKey, _ call: Call) -> [Tensor] {
    let recorder = call.interpreter.recorder
    return [recorder.scalar(Double(key.high), .u32), recorder.scalar(Double(key.low), .u32)]
  }

  /// As `key`, but read: for draws whose key is split.
  private static func hostKey(_ call: Call, _ index: Int) throws -> RandomKey {
    guard call.isGiven(index) else {
      // What is made of the key by the host is not part of any recording.
      call.interpreter.noteEffect()
      return try next(call)
    }
    let halves = try key(call, index).map { UInt32(saturating: try call.interpreter.read($0).double(at: 0)) }
    return RandomKey(high: halves[0], low: halves[1])
  }

  private static func bits(_ call: Call, _ shape: Shape, key: [Tensor]) throws -> Tensor {
    try call.emit(.threefry, key, .shape(shape))
  }

  /// f32 in [0, 1): 23 random bits as a fraction.
  static func unit(_ call: Call, _ shape: Shape, key: [Tensor]) throws -> Tensor {
    let recorder = call.interpreter.recorder
    let high = try call.emit(.shr, [try bits(call, shape, key: key), recorder.scalar(9, .u32)])
    let number = try call.emit(.convert, [high], .dtype(.f32))
    return try call.emit(.mul, [number, recorder.scalar(0x1p-23, .f32)])
  }

  /// `uniform(0, 1)` would be an empty tensor of shape [0, 1], which nobody means who writes it.
  private static func refuseBounds(_ call: Call, _ names: String) throws {
    guard call.rest.count > 1, case .int(0)? = call.rest.first else { return }
    throw Failure.value(
      "\(call.name)'s first arguments are sizes, and the first one is 0",
      hint: "bounds go by name: \(call.name)(3, \(names)); for an empty tensor write the sizes as a list.")
  }

  private static func uniforms() -> [Builtin] {
    [
      Builtin("rand", "..shape, key = none", .random,
        """
        f32, uniform in [0, 1).

            rand(2, 3).shape    # (2, 3)
            all(rand(100) < 1)    # true
        """) { call in
        .tensor(try unit(call, try call.restShape(), key: try key(call, 1)))
      },
      Builtin("uniform", "..shape, low = 0, high = 1, key = none", .random,
        """
        f32, uniform in [low, high).

            uniform(4, low = -1, high = 1).shape    # (4,)
            min(uniform(100, low = 2, high = 3)) >= 2    # true
        """) { call in
        try refuseBounds(call, "low = 0, high = 1")
        let (low, high) = (try call.number(1, or: 0), try call.number(2, or: 1))
        let x = try unit(call, try call.restShape(), key: try key(call, 3))
        let recorder = call.interpreter.recorder
        let scaled = try call.emit(.mul, [x, recorder.scalar(high - low, .f32)])
        return .tensor(try call.emit(.add, [scaled, recorder.scalar(low, .f32)]))
      },
      Builtin("random_bits", "..shape, key = none", .random,
        """
        u32: 32 random bits in each element.

            random_bits(2).dtype    # "u32"
        """) { call in
        .tensor(try bits(call, try call.restShape(), key: try key(call, 1)))
      },
      Builtin("randint", "low, high, ..shape, key = none", .random,
        """
        i32, uniform in low, …, high - 1; as jax.random.randint.

        Low and high are whole numbers, at most 2^31 - 1 apart.

            randint(0, 10, 5).shape    # (5,)
            max(randint(0, 2, 100))    # 1
        """) { call in
        let (low, high) = (try call.whole(0), try call.whole(1))
        guard Int32(exactly: low) != nil, Int32(exactly: high) != nil, high > low, Int32(exactly: high - low) != nil
        else {
          throw Failure.value("randint needs low < high, at most 2^31 - 1 apart, but got \(low) and \(high)")
        }
        let offset = try below(high - low, call, try call.restShape(), key: try hostKey(call, 3))
        let result = try call.emit(.add, [offset, call.interpreter.recorder.scalar(Double(low), .i32)])
        result.knownBounds = low...(high - 1)
        return .tensor(result)
      },
    ]
  }

  /// i32 in 0, …, span - 1: the remainder of 64 random bits, whose bias nobody can see.
  private static func below(_ span: Int, _ call: Call, _ shape: Shape, key: RandomKey) throws -> Tensor {
    let recorder = call.interpreter.recorder
    let divisor = recorder.scalar(Double(span), .u32)
    let halves = try (0..<2).map { half in
      try call.emit(.mod, [try bits(call, shape, key: tensors(key.folded(UInt32(half)), call)), divisor])
    }
    // 2^32 modulo the span, wrapped on the way as JAX wraps it.
    let root = UInt32(65_536 % span)
    let factor = recorder.scalar(Double((root &* root) % UInt32(span)), .u32)
    let sum = try call.emit(.add, [try call.emit(.mul, [halves[0], factor]), halves[1]])
    return try call.emit(.convert, [try call.emit(.mod, [sum, divisor])], .dtype(.i32))
  }

  private static func normals() -> [Builtin] {
    [
      Builtin("randn", "..shape, key = none", .random,
        """
        f32, standard normal.

            randn(2, 3).shape    # (2, 3)
        """) { call in
        .tensor(try normal(call, try call.restShape(), key: try key(call, 1)))
      },
      Builtin("normal", "..shape, mean = 0, std = 1, key = none", .random,
        """
        f32, normal with a mean and standard deviation.

            normal(1000, mean = 5, std = 0.1).shape    # (1000,)
        """) { call in
        try refuseBounds(call, "mean = 0, std = 1")
        let x = try normal(call, try call.restShape(), key: try key(call, 3))
        let recorder = call.interpreter.recorder
        let scaled = try call.emit(.mul, [x, recorder.scalar(try call.number(2, or: 1), .f32)])
        return .tensor(try call.emit(.add, [scaled, recorder.scalar(try call.number(1, or: 0), .f32)]))
      },
    ]
  }

  /// sqrt(2) erfinv(u), u uniform in (-1, 1).
  private static func normal(_ call: Call, _ shape: Shape, key: [Tensor]) throws -> Tensor {
    let recorder = call.interpreter.recorder
    let low = Double((-1 as Float).nextUp)
    let x = try unit(call, shape, key: key)
    let spread = try call.emit(.mul, [x, recorder.scalar(1 - low, .f32)])
    let shifted = try call.emit(.max, [try call.emit(.add, [spread, recorder.scalar(low, .f32)]), recorder.scalar(low, .f32)])
    return try call.emit(.mul, [try call.emit(.erfinv, [shifted]), recorder.scalar(2.0.squareRoot(), .f32)])
  }

  private static func choices() -> [Builtin] {
    [
      Builtin("permutation", "n, key = none", .random,
        """
        i32: 0, …, n - 1 in random order; or the rows of a tensor, shuffled. As jax.random.permutation.

            sort(permutation(4))    # i32[4] [0, 1, 2, 3]
        """) { call in
        if case .tensor(let x) = call.value(0), x.rank > 0 {
          let order = try shuffled(call, x.shape[0], try hostKey(call, 1))
          return .tensor(try call.emit(.gather, [x, order], .gather(axis: 0, batch: 0)))
        }
        let n = try call.whole(0)
        guard n >= 0 else { throw call.wrong(0, "a number of at least 0") }
        return .tensor(try shuffled(call, n, try hostKey(call, 1)))
      },
      Builtin("seed", "n", .random,
        """
        Starts the random numbers anew, from n.

            seed(1); a = rand(2); seed(1); all(a == rand(2))    # true
        """) { call in
        let n = try call.whole(0)
        call.interpreter.noteEffect()
        call.interpreter.random.reset(seed: UInt64(bitPattern: Int64(n)))
        return .none
      },
      Builtin("rng", "n", .random,
        """
        A key u32[2] for `key =` of the random functions: one key always gives the same draw. As jax.random.key(n).

            rng(7)    # u32[2] [0, 7]
        """) { call in
        let key = RandomKey(seed: UInt64(bitPattern: Int64(try call.whole(0))))
        return .tensor(
          try call.interpreter.tensor([Double(key.high), Double(key.low)], shape: [2], dtype: .u32))
      },
      Builtin("split_key", "key, n = 2", .random,
        """
        n new keys, the rows of a u32[n, 2]; independent of each other and of the one they come from.

            split_key(rng(7), 3).shape    # (3, 2)
        """) { call in
        let n = try call.whole(1, or: 2)
        guard n >= 0, n <= 1 << 24 else { throw call.wrong(1, "a number of keys of at most 2^24") }
        let parent = try hostKey(call, 0)
        let numbers = (0..<n).flatMap { number -> [Double] in
          let child = parent.folded(UInt32(truncatingIfNeeded: number))
          return [Double(child.high), Double(child.low)]
        }
        return .tensor(try call.interpreter.tensor(numbers, shape: [n, 2], dtype: .u32))
      },
    ]
  }

  /// 0, …, n - 1 sorted by random keys, so often that equal keys do not matter: the rounds of JAX's shuffle.
  private static func shuffled(_ call: Call, _ n: Int, _ key: RandomKey) throws -> Tensor {
    let shape = try Call.checked([n])
    let rounds = Int((3 * log(Double(max(1, n))) / log(Double(UInt32.max))).rounded(.up))
    var order = try call.emit(.iota, [], .iota(shape, axis: 0))
    var key = key
    for round in 0..<rounds {
      let sortKeys = try bits(call, shape, key: tensors(key.folded(1), call))
      let places = try call.emit(.argsort, [sortKeys], .axes([0]))
      order = round == 0 ? places : try call.emit(.gather, [order, places], .gather(axis: 0, batch: 0))
      key = key.folded(0)
    }
    if n > 0 { order.knownBounds = 0...(n - 1) }
    return order
  }
}

// Random numbers: every draw has a key of its own, made of the seed, the cell's name and a count.
// Neighbours: `Builtins/RandomBuiltins` turn keys into bits and bits into numbers.

/// Threefry-2x32 on single counters (Salmon et al., 2011, "Parallel random numbers: as easy as 1, 2, 3").
enum Threefry {
  /// Encrypts one 64-bit counter, 20 rounds.
  static func encrypt(key: (UInt32, UInt32), _ counter: (UInt32, UInt32)) -> (UInt32, UInt32) {
    let parity = key.0 ^ key.1 ^ 0x1BD1_1BDA
    let keys = [key.0, key.1, parity]
    let rotations: [[UInt32]] = [[13, 15, 26, 6], [17, 29, 16, 24]]
    var (x, y) = (counter.0 &+ key.0, counter.1 &+ key.1)
    for group in 0..<5 {
      for rotation in rotations[group % 2] {
        x = x &+ y
        y = (y << rotation | y >> (32 - rotation)) ^ x
      }
      x = x &+ keys[(group + 1) % 3]
      y = y &+ keys[(group + 2) % 3] &+ UInt32(group + 1)
    }
    return (x, y)
  }
}

/// A key of 64 bits, split and folded as JAX does.
struct RandomKey: Hashable {
  let high: UInt32
  let low: UInt32

  init(seed: UInt64) {
    high = UInt32(truncatingIfNeeded: seed >> 32)
    low = UInt32(truncatingIfNeeded: seed)
  }

  init(high: UInt32, low: UInt32) {
    self.high = high
    self.low = low
  }

  /// `jax.random.fold_in`: the key of a numbered child.
  func folded(_ number: UInt32) -> RandomKey {
    let (a, b) = Threefry.encrypt(key: (high, low), (0, number))
    return RandomKey(high: a, low: b)
  }
}

/// The keys of a cell: its n-th draw uses count n, whatever happens elsewhere.
public struct RandomState {
  private var base: RandomKey
  private var draws: UInt32 = 0

  /// - Parameters:
  ///   - seed: of the notebook or program.
  ///   - cell: the cell's name, so that an edit of one cell leaves the numbers of the others.
  public init(seed: UInt64, cell: String) {
    var key = RandomKey(seed: seed)
    if !cell.isEmpty { key = key.folded(RandomState.digest(cell)) }
    base = key
  }

  init(key: RandomKey) { base = key }

  /// Starts anew: `seed(n)`.
  mutating func reset(seed: UInt64) {
    base = RandomKey(seed: seed)
    draws = 0
  }

  mutating func next() -> RandomKey {
    draws &+= 1
    return base.folded(draws &- 1)
  }

  /// FNV-1a of the name.
  private static func digest(_ name: String) -> UInt32 {
    name.utf8.reduce(2_166_136_261) { ($0 ^ UInt32($1)) &* 16_777_619 }
  }
}

// Operations that are one node for speed: random bits and the softmax family.
// Neighbours: `Threefry` is the cipher; `Expansion` in `Autodiff` says the same in primitive operations.

import TensorIR

#if canImport(Glibc)
  import Glibc
#endif

extension Kernel {
  func composite() throws(ExecutionError) -> Values {
    if op == .threefry { return .integers(try bits()) }
    let x = inputs[0].values.reals
    let size = inputs[0].shape.last ?? 1
    let rows = size == 0 ? 0 : x.count / size
    var result: [Double] = []
    if op == .softmaxXent {
      let labels = inputs[1].values.integers
      if size == 0 { return .reals(Array(repeating: .nan, count: node.shape.product)) }
      try each(rows) { (row: Int) throws(ExecutionError) in
        let logits = Array(x[row * size..<(row + 1) * size])
        let label = Swift.max(0, Swift.min(labels[row], size - 1))
        result.append(Kernel.logSum(logits, minus: logits[label]))
      }
      return .reals(result)
    }
    try each(rows) { (row: Int) throws(ExecutionError) in
      let logits = Array(x[row * size..<(row + 1) * size])
      result += op == .softmax ? Kernel.softmax(logits) : logits.map { -Kernel.logSum(logits, minus: $0) }
    }
    return .reals(result)
  }

  private static func softmax(_ x: [Double]) -> [Double] {
    let top = x.reduce(-Double.infinity, RealFormulas.greatest)
    let powers = x.map { exp($0 - top) }
    let total = powers.reduce(0, +)
    return powers.map { $0 / total }
  }

  /// log Σ exp(x) - value; the largest term is taken out of the sum, so that a value near it keeps its digits.
  private static func logSum(_ x: [Double], minus value: Double) -> Double {
    let top = x.reduce(-Double.infinity, RealFormulas.greatest)
    guard let place = x.firstIndex(of: top) else { return .nan }
    var rest = 0.0
    for index in x.indices where index != place { rest += exp(x[index] - top) }
    return (top - value) + log1p(rest)
  }

  private func bits() throws(ExecutionError) -> [Int] {
    let key0 = UInt32(clamping: inputs[0].values.integers.first ?? 0)
    let key1 = UInt32(clamping: inputs[1].values.integers.first ?? 0)
    var result: [Int] = []
    try each(node.shape.product) { (index: Int) throws(ExecutionError) in
      let counter = UInt64(index)
      let (high, low) = (UInt32(counter >> 32), UInt32(truncatingIfNeeded: counter))
      let (y0, y1) = Threefry.encrypt(key: (key0, key1), counter: (high, low))
      result.append(Int(y0 ^ y1))
    }
    return result
  }
}

/// The block cipher Threefry-2x32 with 20 rounds (Salmon and others, "Parallel random numbers: as easy as
/// 1, 2, 3", 2011).
public enum Threefry {
  private static let rotations: [[UInt32]] = [[13, 15, 26, 6], [17, 29, 16, 24]]

  public static func encrypt(key: (UInt32, UInt32), counter: (UInt32, UInt32)) -> (UInt32, UInt32) {
    let keys = [key.0, key.1, key.0 ^ key.1 ^ 0x1bd1_1bda]
    var x0 = counter.0 &+ keys[0]
    var x1 = counter.1 &+ keys[1]
    for group in 0..<5 {
      for rotation in rotations[group & 1] {
        x0 = x0 &+ x1
        x1 = (x1 << rotation) | (x1 >> (32 - rotation))
        x1 ^= x0
      }
      x0 = x0 &+ keys[(group + 1) % 3]
      x1 = x1 &+ keys[(group + 2) % 3] &+ UInt32(group + 1)
    }
    return (x0, x1)
  }
}

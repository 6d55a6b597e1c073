// What every test of this target needs: an arena on the reference executor, numbers in, numbers out.
// Neighbours: `OpCases` is the table of operations, the test files run it.

import Autodiff
import Reference
import TensorIR
import Testing

/// Numbers with a shape and a type.
struct Numbers: Sendable {
  var dtype: DType = .f64
  var shape: Shape
  var values: [Double]

  static func of(_ shape: Shape, _ values: [Double], _ dtype: DType = .f64) -> Numbers {
    Numbers(dtype: dtype, shape: shape, values: values)
  }

  /// Distinct values in (low, high) without order or pattern, the same on each run.
  static func spread(_ shape: Shape, from low: Double = -1, to high: Double = 1, seed: Int = 0) -> Numbers {
    let values = (0..<shape.product).map { index in
      let turn = Double(index * 7 + seed * 13 + 3) * 0.618033988749895
      return low + (high - low) * (turn - turn.rounded(.down))
    }
    return Numbers(shape: shape, values: values)
  }

  static func integers(_ shape: Shape, _ values: [Double]) -> Numbers { .of(shape, values, .i32) }
}

final class Laboratory {
  let executor = ReferenceExecutor()
  let arena: Arena
  let recorder: Recorder

  init(memoryLimit: Int = 1 << 28) {
    arena = Arena(executor: executor, memoryLimit: memoryLimit)
    recorder = Recorder(arena: arena)
  }

  func tensor(_ numbers: Numbers) throws -> Tensor {
    let storage = try #require(Storage(dtype: numbers.dtype, count: numbers.values.count))
    for (index, value) in numbers.values.enumerated() { storage.store(value, at: index) }
    return arena.tensor(storage, shape: numbers.shape)
  }

  func scalar(_ value: Double, _ dtype: DType = .f64) throws -> Tensor {
    try tensor(.of([], [value], dtype))
  }

  func read(_ tensor: Tensor) throws -> [Double] {
    let storage = try #require(try arena.read(tensor))
    return (0..<storage.count).map { storage.double(at: $0) }
  }

  func number(_ tensor: Tensor) throws -> Double {
    try #require(try read(tensor).first)
  }

  func sum(_ x: Tensor) throws -> Tensor {
    x.rank == 0 ? x : try recorder.emit(.reduceSum, [x], .axes(Axes(clamping: x.shape.indices)))
  }

  /// Σ weights · x
  func dot(_ weights: Tensor, _ x: Tensor) throws -> Tensor {
    try sum(try recorder.emit(.mul, [weights, x]))
  }

  /// Gradient of a scalar function; zeros where it does not depend on an argument.
  func grad(_ x: [Tensor], _ body: ([Tensor]) throws -> Tensor) throws -> [Tensor] {
    let tape = recorder.beginTape()
    defer { recorder.end(tape) }
    let watched = x.map { tape.watch($0) }
    let y = try body(watched)
    let found = try tape.gradients(of: y, wrt: watched)
    var result: [Tensor] = []
    for (gradient, x) in zip(found, x) {
      if let gradient { result.append(gradient) } else { result.append(try recorder.constant(0, like: x)) }
    }
    return result
  }

  func grad(_ x: Tensor, _ body: (Tensor) throws -> Tensor) throws -> Tensor {
    try grad([x]) { try body($0[0]) }[0]
  }
}

/// Largest distance relative to the larger of 1 and the size of the value.
func distance(_ a: [Double], _ b: [Double]) -> Double {
  guard a.count == b.count else { return .infinity }
  var worst = 0.0
  for (x, y) in zip(a, b) where !(x.isNaN && y.isNaN) && x != y {
    let error = abs(x - y) / Swift.max(1, abs(x), abs(y))
    worst = error.isNaN ? .infinity : Swift.max(worst, error)
  }
  return worst
}

// What the tests of this target share: an arena on the reference executor, numbers in, numbers out.
// Neighbours: every file here.

import Reference
import TensorIR
import Testing

final class Bench {
  let executor: Spy
  let arena: Arena

  init(memoryLimit: Int = 1 << 28) {
    executor = Spy()
    arena = Arena(executor: executor, memoryLimit: memoryLimit)
  }

  func tensor(_ shape: Shape, _ values: [Double], _ dtype: DType = .f32) throws -> Tensor {
    let storage = try #require(Storage(dtype: dtype, count: values.count))
    for (index, value) in values.enumerated() { storage.store(value, at: index) }
    return arena.tensor(storage, shape: shape)
  }

  func vector(_ values: [Double], _ dtype: DType = .f32) throws -> Tensor {
    try tensor([values.count], values, dtype)
  }

  /// Any values, for tests that look at shapes alone.
  func blank(_ shape: Shape, _ dtype: DType = .f32) throws -> Tensor {
    try tensor(shape, Array(repeating: 1, count: shape.product), dtype)
  }

  func read(_ tensor: Tensor) throws -> [Double] {
    let storage = try #require(try arena.read(tensor))
    return (0..<storage.count).map { storage.double(at: $0) }
  }
}

/// The reference executor, with a note of what it was asked for.
final class Spy: Executor {
  let inner = ReferenceExecutor()
  var requests: [[NodeID]] = []
  var stopFlag: StopFlag { inner.stopFlag }

  func execute(_ arena: Arena, roots: [NodeID], isRepeated: Bool) throws(ExecutionError) -> [Storage] {
    requests.append(roots)
    return try inner.execute(arena, roots: roots, isRepeated: isRepeated)
  }
}

/// A small generator with a fixed start: the same numbers on each run.
struct Dice {
  var state: UInt64

  mutating func roll(_ sides: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(sides))
  }
}

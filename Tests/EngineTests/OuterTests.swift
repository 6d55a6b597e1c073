// Outer products of examples that are never written: the same bits as when they are, and no memory for them.
// Neighbours: `Engine/Passes/Planner+Outer.swift`, `CKernels/outer.c`.

import CKernels
import Engine
import TensorIR
import Testing

@Suite struct OuterTests {
  /// Examples, rows, columns: around lanes of 8, blocks of 512, tiles of 4 by 16 and 32, chunks of 64 and 256.
  static let sizes: [(Int, Int, Int)] = [
    (256, 64, 10), (65, 32, 64), (129, 3, 257), (2, 300, 128), (3, 1, 30_000), (7, 10_000, 1), (64, 40, 40), (512, 16, 8),
    (300, 33, 300),
  ]

  private enum Use: CaseIterable { case both, lengths, sum, productToo, otherOrder }

  /// Lengths and the weighted sum of a[e] · b[e]ᵀ; `isSeen` if the products are computed before.
  private func clipped(
    _ arena: Arena, _ size: (Int, Int, Int), _ dtype: DType, _ use: Use, isSeen: Bool
  ) throws -> [Tensor] {
    let (examples, m, n) = size
    let a = try random(arena, [examples, m], dtype, seed: 1)
    var b = try random(arena, use == .otherOrder ? [n, examples] : [examples, n], dtype, seed: 2)
    let scale = try random(arena, [examples], dtype, seed: 3)
    if use == .otherOrder { b = try arena.record(.transpose, [b], .permutation([1, 0])) }
    let product = try arena.record(
      .dotGeneral, [a, b], .dot(DotDimensions(leftContracting: [], rightContracting: [], leftBatch: [0], rightBatch: [0])))
    if isSeen { _ = try arena.read(product) }
    var results: [Tensor] = use == .productToo ? [product] : []
    if use != .sum {
      let flat = try arena.record(.reshape, [product], .shape([examples, m * n]))
      results.append(try arena.record(.reduceSum, [arena.record(.mul, [flat, flat])], .axes([1])))
    }
    if use != .lengths {
      let whole = use == .otherOrder ? [product, scale] : [scale, product]
      results.append(
        try arena.record(.dotGeneral, whole, .dot(DotDimensions(leftContracting: [0], rightContracting: [0]))))
    }
    return results
  }

  @Test(arguments: sizes.indices) func bitsAreThoseOfWrittenProducts(place: Int) throws {
    let size = Self.sizes[place]
    for dtype in [DType.f32, .f64] {
      for use in Use.allCases {
        let seen = engineArena()
        let wanted = try clipped(seen, size, dtype, use, isSeen: true)
        for threads in [1, 2] {
          let arena = engineArena(threads: threads)
          let found = try clipped(arena, size, dtype, use, isSeen: false)
          for (one, other) in zip(found, wanted) {
            #expect(try bits(arena, one) == bits(seen, other), "\(size) \(dtype) \(use) \(threads) threads")
          }
        }
      }
    }
  }

  @Test func valuesAreTheOracles() throws {
    try expectEqual({ try clipped($0, (20, 60, 70), .f64, .both, isSeen: false) }, tolerance: 1e-12, threads: 2)
    try expectEqual({ try clipped($0, (20, 60, 70), .f32, .otherOrder, isSeen: false) }, tolerance: 1e-4)
  }

  @Test func productsTakeNoMemory() throws {
    let size = (256, 128, 128)
    for use in [Use.both, .otherOrder] {
      let engine = Engine(threads: 1)
      let arena = Arena(executor: engine, memoryLimit: 1 << 30)
      for result in try clipped(arena, size, .f32, use, isSeen: false) { _ = try bits(arena, result) }
      #expect(engine.statistics.peakBytes < 1 << 20)
    }
  }

  @Test func zerosAndInfinitiesAreTheProductsOwn() throws {
    let values: [Double] = [0, -0.0, .infinity, 1e-30, -1e-30, 1e30, -1, .nan]
    // A value that is no number has no sign that means anything.
    func results(_ arena: Arena, isSeen: Bool) throws -> [UInt64] {
      let a = try tensor(arena, [64, 32], .f32, (0..<64 * 32).map { values[($0 / 3) % 7] })
      let b = try tensor(arena, [64, 40], .f32, (0..<64 * 40).map { values[($0 / 5) % 8] })
      let scale = try tensor(arena, [64], .f32, (0..<64).map { $0 < 32 ? -1e-30 : 1e-30 })
      let product = try arena.record(
        .dotGeneral, [a, b],
        .dot(DotDimensions(leftContracting: [], rightContracting: [], leftBatch: [0], rightBatch: [0])))
      if isSeen { _ = try arena.read(product) }
      let squares = try arena.record(.reduceSum, [arena.record(.mul, [product, product])], .axes([1, 2]))
      let sum = try arena.record(
        .dotGeneral, [scale, product], .dot(DotDimensions(leftContracting: [0], rightContracting: [0])))
      return try (read(arena, squares) + read(arena, sum)).map { $0.isNaN ? Double.nan.bitPattern : $0.bitPattern }
    }
    let wanted = try results(engineArena(), isSeen: true)
    defer { ck_limit_level(3) }
    for level in [Int32(3), 1, 0] {
      ck_limit_level(level)
      #expect(try results(engineArena(), isSeen: false) == wanted, "level \(level)")
    }
  }
}

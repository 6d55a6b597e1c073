// All forms of `dotGeneral` against the oracle, around the sizes of its tiles and tasks.
// Neighbours: `KernelTests`.

import TensorIR
import Testing

@Suite struct ProductTests {
  static let forms: [(Shape, Shape, DotDimensions)] = [
    ([5, 7], [7, 3], DotDimensions(leftContracting: [1], rightContracting: [0])),
    ([7, 5], [7, 3], DotDimensions(leftContracting: [0], rightContracting: [0])),
    ([5, 7], [3, 7], DotDimensions(leftContracting: [1], rightContracting: [1])),
    ([7, 5], [3, 7], DotDimensions(leftContracting: [0], rightContracting: [1])),
    ([7], [7], DotDimensions(leftContracting: [0], rightContracting: [0])),
    ([5, 7], [7], DotDimensions(leftContracting: [1], rightContracting: [0])),
    ([7], [7, 5], DotDimensions(leftContracting: [0], rightContracting: [0])),
    ([5], [7], DotDimensions(leftContracting: [], rightContracting: [])),
    ([], [], DotDimensions(leftContracting: [], rightContracting: [])),
    (
      [4, 5, 7], [4, 7, 3],
      DotDimensions(leftContracting: [2], rightContracting: [1], leftBatch: [0], rightBatch: [0])
    ),
    (
      [5, 4, 7], [3, 7, 4],
      DotDimensions(leftContracting: [2], rightContracting: [1], leftBatch: [1], rightBatch: [2])
    ),
    ([2, 3, 4, 5], [4, 5, 6], DotDimensions(leftContracting: [2, 3], rightContracting: [0, 1])),
    ([2, 4, 3, 5], [5, 6, 4], DotDimensions(leftContracting: [1, 3], rightContracting: [2, 0])),
    (
      [2, 3, 4, 5], [2, 3, 6, 5],
      DotDimensions(leftContracting: [3], rightContracting: [3], leftBatch: [0, 1], rightBatch: [0, 1])
    ),
    ([0, 7], [7, 3], DotDimensions(leftContracting: [1], rightContracting: [0])),
    ([5, 0], [0, 3], DotDimensions(leftContracting: [1], rightContracting: [0])),
    ([33, 300], [300, 47], DotDimensions(leftContracting: [1], rightContracting: [0])),
    ([1, 600], [600, 700], DotDimensions(leftContracting: [1], rightContracting: [0])),
    ([700, 600], [600], DotDimensions(leftContracting: [1], rightContracting: [0])),
    ([300, 90], [300, 71], DotDimensions(leftContracting: [0], rightContracting: [0])),
    ([90, 300], [71, 300], DotDimensions(leftContracting: [1], rightContracting: [1])),
    ([300, 90], [71, 300], DotDimensions(leftContracting: [0], rightContracting: [1])),
    (
      [3, 70, 80], [3, 80, 90],
      DotDimensions(leftContracting: [2], rightContracting: [1], leftBatch: [0], rightBatch: [0])
    ),
  ]

  @Test(arguments: forms.indices) func productsAgree(place: Int) throws {
    let (left, right, dims) = ProductTests.forms[place]
    let isLarge = left.product * right.product > 1_000_000
    for dtype in isLarge ? [DType.f32] : [.f32, .f64, .i32] {
      try expectEqual(
        { arena in
          let a = try random(arena, left, dtype, seed: 1, in: -3...3)
          let b = try random(arena, right, dtype, seed: 2, in: -3...3)
          return [try arena.record(.dotGeneral, [a, b], .dot(dims))]
        }, tolerance: dtype == .f32 ? 3e-6 : 1e-13, scale: 100, "\(dtype) \(left) \(right)")
    }
  }

  @Test func productsReadViewsOfAllKinds() throws {
    let plain = DotDimensions(leftContracting: [1], rightContracting: [0])
    for size in [9, 90] {
      try expectEqual(
        { arena in
          let x = try random(arena, [size, size], seed: 3)
          let row = try random(arena, [size], seed: 4)
          let turned = try arena.record(.transpose, [x], .permutation([1, 0]))
          let mirrored = try arena.record(.reverse, [x], .reverse([0]))
          let columns = try arena.record(.reverse, [x], .reverse([1]))
          let spread = try arena.record(.broadcastInDim, [row], .broadcast([size, size], axes: [1]))
          let steps = try arena.record(
            .slice, [random(arena, [2 * size, 2 * size], seed: 5)],
            .slice(starts: [1, 0], limits: [2 * size, 2 * size], steps: [2, 2]))
          let views = [x, turned, mirrored, columns, spread, steps]
          return try views.flatMap { a in
            try views.map { try arena.record(.dotGeneral, [a, $0], .dot(plain)) }
          }
        }, tolerance: 3e-6, scale: 30)
    }
  }

  @Test func integerProductOverflowIsAnError() throws {
    let arena = engineArena()
    let x = try tensor(arena, [2], .i32, [60_000, 60_000])
    let product = try arena.record(
      .dotGeneral, [x, x], .dot(DotDimensions(leftContracting: [0], rightContracting: [0])))
    #expect(throws: ExecutionError.integerOverflow(.dotGeneral, origin: .unknown)) { try arena.read(product) }
  }
}

// Convolutions and windows against the oracle, in each of the five ways and around their blocks.
// Neighbours: `Engine/Kernels/Convolution.swift` chooses the way.

import CKernels
import Engine
import TensorIR
import Testing

private struct Case {
  var x: Shape
  var weights: Shape
  var windows: Windows
  var groups = 1
  /// The way that must be taken.
  var way: String
}

private let plain = WindowAxis()
private func square(_ axis: WindowAxis) -> Windows { Windows(axis, axis) }
private func padded(_ padding: Int, stride: Int = 1) -> WindowAxis {
  WindowAxis(stride: stride, low: padding, high: padding)
}

private let cases: [Case] = [
  Case(x: [2, 3, 7, 9], weights: [4, 3, 3, 3], windows: square(plain), way: "rows"),
  Case(x: [1, 1, 1, 1], weights: [1, 1, 1, 1], windows: square(plain), way: "unfolding"),
  Case(x: [3, 1, 28, 28], weights: [8, 1, 5, 5], windows: square(padded(2)), way: "tiles"),
  Case(
    x: [2, 3, 33, 17], weights: [5, 3, 3, 2], windows: Windows(padded(1, stride: 2), padded(0, stride: 3)),
    way: "rows"),
  Case(x: [9, 16, 4, 4], weights: [12, 16, 4, 4], windows: square(plain), way: "unfolding"),
  Case(x: [2, 40, 31, 29], weights: [24, 40, 3, 3], windows: square(padded(1)), way: "tiles"),
  Case(
    x: [2, 2, 9, 9], weights: [2, 2, 3, 3], windows: square(WindowAxis(low: 2, high: 2, windowDilation: 2)),
    way: "rows"),
  Case(x: [2, 6, 9, 8], weights: [4, 3, 3, 3], windows: square(padded(1)), groups: 2, way: "rows"),
  Case(
    x: [2, 5, 9, 8], weights: [5, 1, 3, 3], windows: square(padded(1, stride: 2)), groups: 5, way: "rows"
  ),
  Case(x: [3, 2, 5000], weights: [3, 2, 9], windows: Windows(padded(4)), way: "rows"),
  Case(
    x: [2, 2, 6, 6], weights: [3, 2, 3, 3],
    windows: square(WindowAxis(stride: 2, low: 3, high: 2, dilation: 3)), way: "rows"),
  Case(x: [4, 8, 9, 7], weights: [2, 8, 3, 3], windows: square(padded(1)), way: "rows"),
  Case(x: [2, 32, 16, 16], weights: [1, 32, 7, 7], windows: square(padded(3)), way: "rows"),
  Case(
    x: [2, 4, 5, 6], weights: [3, 4, 4, 4], windows: square(WindowAxis(low: 2, high: 2, dilation: 2)),
    way: "rows"),
  Case(x: [5, 7, 1, 1], weights: [6, 7, 4, 4], windows: square(padded(3)), way: "unfolding"),
  Case(x: [70, 12, 1, 1], weights: [6, 12, 4, 4], windows: square(padded(3)), way: "folding"),
  Case(x: [2, 64, 20, 20], weights: [20, 64, 3, 3], windows: square(padded(1)), way: "tiles"),
  Case(
    x: [2, 4, 7], weights: [2, 2, 5],
    windows: Windows(WindowAxis(low: 1, high: -1, dilation: 3, windowDilation: 2)), groups: 2, way: "rows"),
  Case(x: [3, 9, 10, 10], weights: [4, 9, 8, 8], windows: square(plain), way: "long sums"),
  Case(x: [600, 3, 6, 6], weights: [2, 3, 6, 6], windows: square(plain), way: "long sums"),
  Case(x: [2, 20, 26, 26], weights: [6, 20, 24, 24], windows: square(plain), way: "long sums"),
  Case(
    x: [2, 4, 15, 15], weights: [6, 2, 7, 7], windows: square(WindowAxis(low: 1, high: 1, windowDilation: 2)),
    groups: 2, way: "long sums"),
  Case(x: [1, 3, 300], weights: [2, 3, 299], windows: Windows(padded(1)), way: "long sums"),
  // A class of places for each remainder, with and without strides; taps that meet nothing.
  Case(
    x: [3, 5, 6, 7], weights: [33, 5, 4, 4], windows: square(WindowAxis(low: 2, high: 3, dilation: 2)),
    way: "tiles"),
  Case(
    x: [2, 3, 9, 5], weights: [40, 3, 2, 3],
    windows: Windows(
      WindowAxis(stride: 2, low: 1, high: 4, dilation: 3),
      WindowAxis(stride: 4, low: -1, high: 3, dilation: 6, windowDilation: 4)), way: "tiles"),
  Case(
    x: [2, 6, 9, 11], weights: [34, 3, 3, 3],
    windows: Windows(padded(2, stride: 3), WindowAxis(stride: 2, low: -2, high: 5, windowDilation: 3)), groups: 2,
    way: "tiles"),
  Case(x: [50, 3, 4, 4], weights: [9, 3, 3, 3], windows: square(padded(1)), way: "tiles"),
  Case(x: [1, 2, 90, 130], weights: [9, 2, 3, 3], windows: square(padded(1)), way: "tiles"),
  Case(x: [1, 3, 9000], weights: [17, 3, 9], windows: Windows(padded(4, stride: 2)), way: "tiles"),
  Case(
    x: [1, 4, 5, 5000], weights: [8, 4, 3, 7], windows: Windows(padded(1), WindowAxis(low: 3, dilation: 2)),
    way: "tiles"),
  // Gradients of weights, also of strided and transposed convolutions; few outputs and spread-out images turn.
  Case(
    x: [5, 9, 16, 16], weights: [35, 9, 8, 8], windows: square(WindowAxis(low: 1, high: 1, windowDilation: 2)),
    way: "long sums"),
  Case(
    x: [33, 9, 8, 8], weights: [20, 9, 16, 16], windows: square(WindowAxis(low: 2, high: 2, dilation: 2)),
    way: "long sums"),
  Case(x: [32, 7, 13, 12], weights: [1, 7, 12, 11], windows: Windows(padded(2), padded(1)), way: "long sums"),
  Case(
    x: [20, 8, 11, 11], weights: [6, 4, 10, 10], windows: square(padded(1, stride: 2)), groups: 2,
    way: "long sums"),
  Case(
    x: [4, 3, 9, 9], weights: [9, 3, 7, 7],
    windows: square(WindowAxis(low: 1, high: 1, dilation: 3, windowDilation: 2)), way: "tiles"),
  Case(x: [0, 2, 5, 5], weights: [3, 2, 3, 3], windows: square(plain), way: "rows"),
  Case(x: [2, 0, 5, 5], weights: [3, 0, 3, 3], windows: square(plain), way: "unfolding"),
  Case(x: [2, 2, 5, 5], weights: [0, 2, 3, 3], windows: square(plain), way: "folding"),
]

@Suite(.serialized) struct ConvolutionTests {
  private func attributes(_ item: Case) -> Attributes { .convolution(item.windows, groups: item.groups) }

  @Test(arguments: cases.indices) func convolutionsAgree(place: Int) throws {
    let item = cases[place]
    for dtype in [DType.f32, .f64] {
      try expectEqual(
        { arena in
          let x = try random(arena, item.x, dtype, seed: 1)
          let weights = try random(arena, item.weights, dtype, seed: 2)
          return [try arena.record(.convolution, [x, weights], attributes(item))]
        }, tolerance: dtype == .f32 ? 2e-5 : 1e-12,
        scale: 4 + Double(item.weights.dropFirst().reduce(1, *)) / 200, "\(dtype) \(item)")
    }
    let arena = engineArena()
    let result = try arena.record(
      .convolution, [try random(arena, item.x, seed: 1), try random(arena, item.weights, seed: 2)],
      attributes(item))
    _ = try arena.read(result)
    let steps = (arena.executor as? Engine)?.lastPlan ?? []
    #expect(steps.contains { $0.contains(item.way) }, "\(item): \(steps)")
  }

  /// Operands that are turned, reversed or parts of others are read through their strides.
  @Test(arguments: cases.indices) func convolutionsOfViewsAgree(place: Int) throws {
    let item = cases[place]
    func turned(_ arena: Arena, _ shape: Shape, seed: Int) throws -> Tensor {
      let rank = shape.count
      let order = Axes(clamping: [1, 0] + Array((2..<rank).reversed()))
      let wide = Shape(clamping: order.map { shape[$0] + 1 })
      let zeros = Dims(repeating: 0, count: rank)
      let part = try arena.record(
        .slice, [try random(arena, wide, seed: seed)],
        .slice(
          starts: zeros, limits: Dims(clamping: order.map { shape[$0] }),
          steps: Dims(repeating: 1, count: rank)))
      let flipped = try arena.record(.reverse, [part], .reverse([rank - 1]))
      return try arena.record(.transpose, [flipped], .permutation(order))
    }
    try expectEqual(
      { arena in
        let x = try turned(arena, item.x, seed: 3)
        let weights = try turned(arena, item.weights, seed: 4)
        return [try arena.record(.convolution, [x, weights], attributes(item))]
      }, tolerance: 2e-5, scale: 4 + Double(item.weights.dropFirst().reduce(1, *)) / 200, "\(item)")
  }

  @Test func randomConvolutionsAgree() throws {
    var dice = Dice(11)
    var count = 0
    while count < 200 {
      func axis() -> WindowAxis {
        WindowAxis(
          stride: 1 + dice.below(3), low: dice.below(6) - 2, high: dice.below(6) - 2,
          dilation: 1 + dice.below(4) / 3 * dice.below(3), windowDilation: 1 + dice.below(3) / 2)
      }
      let groups = 1 + dice.below(4) / 3 * dice.below(3)
      let (own, outputs) = (1 + dice.below(5), groups * (1 + dice.below(4)))
      let isFlat = dice.below(4) == 0
      let windows = isFlat ? Windows(axis()) : Windows(axis(), axis())
      let images = dice.below(4)
      let plane = windows.map { _ in 1 + dice.below(14) }
      let taps = windows.map { _ in 1 + dice.below(8) }
      let x = Shape(clamping: [images, own * groups] + plane)
      let weights = Shape(clamping: [outputs, own] + taps)
      let attributes = Attributes.convolution(windows, groups: groups)
      let fits = zip(windows, zip(plane, taps)).allSatisfy { ($0.0.places($0.1.0, taps: $0.1.1) ?? 0) > 0 }
      guard fits else { continue }
      count += 1
      try expectEqual(
        { arena in
          [
            try arena.record(
              .convolution, [try random(arena, x, seed: count), try random(arena, weights, seed: count + 1)],
              attributes)
          ]
        }, tolerance: 2e-5, scale: 4, "\(x) \(weights) \(attributes)")
    }
  }

  @Test(arguments: cases.indices) func bitsDoNotDependOnThreads(place: Int) throws {
    let item = cases[place]
    func computed(_ threads: Int) throws -> [UInt8] {
      let arena = engineArena(threads: threads)
      let x = try random(arena, item.x, seed: 1)
      let weights = try random(arena, item.weights, seed: 2)
      return try bits(arena, try arena.record(.convolution, [x, weights], attributes(item)))
    }
    #expect(try computed(1) == computed(3))
  }

  @Test(arguments: cases.indices) func bitsDoNotDependOnVectorInstructions(place: Int) throws {
    let item = cases[place]
    defer { ck_limit_level(3) }
    for dtype in [DType.f32, .f64] {
      let found = try [Int32(3), 1, 0].map { level in
        ck_limit_level(level)
        let arena = engineArena()
        let x = try random(arena, item.x, dtype, seed: 1)
        let weights = try random(arena, item.weights, dtype, seed: 2)
        return try bits(arena, try arena.record(.convolution, [x, weights], attributes(item)))
      }
      #expect(found[0] == found[1] && found[0] == found[2], "\(item)")
    }
  }

  @Test func memoryOfAConvolutionIsBounded() throws {
    // Unfolded whole, this image would take 9 times its 16 MB.
    let arena = engineArena(memoryLimit: 80 << 20)
    let x = try random(arena, [1, 4, 1024, 1024], seed: 1)
    let weights = try random(arena, [4, 4, 3, 3], seed: 2)
    let y = try arena.record(.convolution, [x, weights], .convolution(square(padded(1)), groups: 1))
    #expect(try arena.read(y)?.count == 4 << 20)
  }

  @Test func placesOfMaximaAgree() throws {
    let shapes: [(Shape, Windows, Dims)] = [
      ([2, 3, 8, 8], square(WindowAxis(stride: 2)), [2, 2]),
      ([2, 1, 7, 9], square(padded(1, stride: 2)), [3, 3]),
      ([5, 6], Windows(WindowAxis(stride: 2, windowDilation: 2)), [2]),
      ([3, 5, 5], Windows(plain, padded(1)), [5, 2]), ([0, 4, 4], square(plain), [2, 2]),
      ([40, 40, 24, 24], square(WindowAxis(stride: 2)), [2, 2]),
    ]
    for (shape, windows, sizes) in shapes {
      for dtype in [DType.f32, .f64] {
        try expectEqual(
          { arena in
            // Few different values, so that there are ties.
            let x = try arena.record(.floor, [try random(arena, shape, dtype, seed: 5)])
            return [try arena.record(.windowArgMax, [x], .window(windows, sizes: sizes))]
          }, "\(shape) \(windows)")
      }
    }
  }

  @Test func nanIsTheLargestOfAWindow() throws {
    for arena in [engineArena(), referenceArena()] {
      let x = try tensor(arena, [4], .f32, [1, .nan, 3, .nan])
      let places = try arena.record(.windowArgMax, [x], .window(Windows(WindowAxis(stride: 2)), sizes: [2]))
      let whole = try arena.record(.windowArgMax, [x], .window(Windows(plain), sizes: [4]))
      #expect(try read(arena, places) == [1, 3] && read(arena, whole) == [1])
    }
  }
}

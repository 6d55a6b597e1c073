// Reductions, movement, indexing, rows and random bits against the oracle.
// Neighbours: `ProductTests`, `RandomGraphTests`.

import TensorIR
import Testing

private let shapesWithAxes: [(Shape, Axes)] = [
  ([7], [0]), ([0], [0]), ([1023], [0]), ([5, 7], [0]), ([5, 7], [1]), ([5, 7], [0, 1]), ([3, 0], [1]),
  ([0, 3], [0]),
  ([513, 9], [0]), ([9, 513], [1]), ([9, 1025], [0]), ([2, 3, 4], [0, 2]), ([2, 3, 4], [1]),
  ([70, 600], [0]),
  ([6, 5, 40, 3], [0, 2, 3]), ([4, 1, 5], [1]), ([3, 2000, 2], [1]), ([40_000], [0]), ([3, 20_000], [1]),
  ([2, 3], []),
]

private let paddings: [(Dims, Dims, Dims)] = [
  ([1, 2], [3, 0], [0, 0]), ([-1, 0], [0, -2], [0, 0]), ([2, -1], [-1, 1], [2, 1]),
  ([-3, -4], [5, 9], [1, 3]),
  ([-20, 0], [20, 0], [0, 0]),
]

@Suite struct KernelTests {
  @Test func loopsOverNothingReadNothing() throws {
    for (left, right) in [([4, 1], [4, 0]), ([0, 4], [1, 4]), ([2, 0, 3], [1, 1, 3]), ([0], [1])] as [(Shape, Shape)] {
      try expectEqual {
        let (x, y) = (try random($0, left, seed: 1), try random($0, right, seed: 2))
        return [try $0.record(.add, [x, y]), try $0.record(.mul, [$0.record(.tanh, [x]), y])]
      }
    }
    // What is counted has no buffer: it is made in the loop.
    for shape in [[0], [3, 0], [0, 3]] as [Shape] {
      try expectEqual {
        let places = try $0.record(.iota, [], .iota(shape, axis: 0))
        return [try $0.record(.add, [places, places])]
      }
    }
  }

  // By place: arguments of over-aligned types crash the test library.
  @Test(arguments: shapesWithAxes.indices) func reductionsAgree(place: Int) throws {
    let (shape, axes) = shapesWithAxes[place]
    let isEmpty = axes.contains { shape[$0] == 0 }
    for op in [Op.reduceSum, .reduceProd, .reduceMax, .reduceMin] {
      if isEmpty, op == .reduceMax || op == .reduceMin, shape.removing(axes).product > 0 { continue }
      for dtype in [DType.f32, .f64] {
        let range: ClosedRange<Double> = op == .reduceProd ? 0.999...1.001 : -2...2
        try expectEqual(
          { arena in
            let x = try random(arena, shape, dtype, seed: 1, in: range)
            // Plain, at the end of a fused loop, and from a view.
            let squared = try arena.record(.mul, [x, x])
            let turned = try arena.record(
              .transpose, [x], .permutation(Axes(clamping: shape.indices.reversed())))
            let turnedAxes = Axes(clamping: axes.map { shape.count - 1 - $0 })
            return [
              try arena.record(op, [x], .axes(axes)), try arena.record(op, [squared], .axes(axes)),
              try arena.record(op, [turned], .axes(turnedAxes)),
            ]
          }, tolerance: dtype == .f32 ? 2e-6 : 1e-12, "\(op) \(dtype) \(shape) \(axes)")
      }
    }
  }

  @Test(arguments: shapesWithAxes.indices) func integerReductionsAgree(place: Int) throws {
    let (shape, axes) = shapesWithAxes[place]
    let isEmpty = axes.contains { shape[$0] == 0 }
    for dtype in [DType.i32, .u8, .u32, .bool] {
      for op in [Op.reduceSum, .reduceMax, .reduceMin, .reduceAnd, .reduceOr] {
        let isLogical = op == .reduceAnd || op == .reduceOr
        if isLogical != (dtype == .bool) { continue }
        if isEmpty, op == .reduceMax || op == .reduceMin, shape.removing(axes).product > 0 { continue }
        let top = dtype == .u8 && op == .reduceSum ? 0.004 : dtype == .bool ? 1.6 : 100
        try expectEqual(
          { arena in [try arena.record(op, [random(arena, shape, dtype, seed: 2, in: 0...top)], .axes(axes))]
          },
          "\(op) \(dtype) \(shape) \(axes)")
      }
    }
  }

  @Test func reductionsOfNaNAndInfinityAgree() throws {
    for op in [Op.reduceSum, .reduceProd, .reduceMax, .reduceMin] {
      try expectEqual { arena in
        let x = try tensor(arena, [3, 3], .f32, [1, .nan, 2, .infinity, -.infinity, 3, -0.0, -.infinity, 0])
        return [try arena.record(op, [x], .axes([1])), try arena.record(op, [x], .axes([0]))]
      }
    }
  }

  @Test func sumOfTenMillionIsAccurate() throws {
    let arena = engineArena(threads: 2)
    let count = 10_000_000
    guard let storage = Storage(dtype: .f32, count: count) else { throw MissingValue() }
    let values = storage.elements(as: Float.self)
    var dice = Dice(9)
    var exact = 0.0
    for index in 0..<count {
      values[index] = Float(dice.real(0...1))
      exact += Double(values[index])
    }
    let sum = try read(
      arena, try arena.record(.reduceSum, [arena.tensor(storage, shape: [count])], .axes([0])))
    #expect((sum[0] - exact).magnitude <= 1e-7 * exact)
  }

  @Test func sumOverflowIsAnError() throws {
    let arena = engineArena()
    let x = try arena.record(.reduceSum, [tensor(arena, [3], .i32, [2e9, 2e9, 1])], .axes([0]))
    #expect(throws: ExecutionError.integerOverflow(.reduceSum, origin: .unknown)) { try arena.read(x) }
  }

  @Test func scansAgree() throws {
    for (shape, axes) in shapesWithAxes where axes.count == 1 && shape.product > 0 {
      try expectEqual(
        { arena in
          let x = try random(arena, shape, seed: 3)
          let coarse = try arena.record(.floor, [x])
          let whole = try arena.record(.convert, [coarse], .dtype(.i32))
          return try [x, coarse, whole].flatMap { x in
            try [Op.argMax, .argMin, .cumsum].map { try arena.record($0, [x], .axes(axes)) }
          }
        }, tolerance: 1e-6, "\(shape) \(axes)")
    }
  }

  @Test func extremesAndOrderTreatNaNAsTheOracleDoes() throws {
    try expectEqual { arena in
      let x = try tensor(arena, [2, 4], .f32, [1, .nan, 3, .nan, .infinity, 2, -.infinity, 2])
      return try [Op.argMax, .argMin, .argsort].map { try arena.record($0, [x], .axes([1])) }
    }
  }

  @Test func sortingIsStable() throws {
    for shape: Shape in [[0], [1], [9], [3, 100], [1023]] {
      try expectEqual { arena in
        let x = try arena.record(.floor, [random(arena, shape, seed: 4, in: 0...9)])
        let whole = try arena.record(.convert, [x], .dtype(.u8))
        let axis = Axes(clamping: [shape.count - 1])
        return [
          try arena.record(.argsort, [x], .axes(axis)), try arena.record(.argsort, [whole], .axes(axis)),
        ]
      }
    }
  }

  @Test(arguments: DType.allCases) func movementAgrees(dtype: DType) throws {
    try expectEqual { arena in
      let x = try random(arena, [3, 4, 5], dtype, seed: 5, in: 0...9)
      let turned = try arena.record(.transpose, [x], .permutation([2, 0, 1]))
      let cut = try arena.record(
        .slice, [turned], .slice(starts: [1, 0, 1], limits: [5, 3, 4], steps: [2, 1, 1]))
      let mirrored = try arena.record(.reverse, [cut], .reverse([0, 2]))
      let flat = try arena.record(.reshape, [mirrored], .shape([18]))
      let wide = try arena.record(.broadcastInDim, [flat], .broadcast([2, 18, 3], axes: [1]))
      let joined = try arena.record(
        .concat, [turned, turned, try arena.record(.reverse, [turned], .reverse([1]))], .concat(axis: 1))
      let empty = try arena.record(
        .slice, [x], .slice(starts: [1, 0, 0], limits: [1, 4, 5], steps: [1, 1, 1]))
      return [turned, cut, mirrored, flat, wide, joined, empty]
    }
  }

  @Test(arguments: paddings.indices) func padsAgree(place: Int) throws {
    let (low, high, interior) = paddings[place]
    try expectEqual { arena in
      let x = try random(arena, [4, 5], seed: 6)
      let turned = try arena.record(.transpose, [try random(arena, [5, 4], seed: 7)], .permutation([1, 0]))
      let attribute = Attributes.pad(low: low, high: high, interior: interior)
      return [try arena.record(.pad, [x], attribute), try arena.record(.pad, [turned], attribute)]
    }
  }

  @Test(arguments: [(0, 0), (1, 2), (-5, 1), (9, 9)]) func windowsAtRunTimePlacesAgree(row: Int, column: Int)
    throws
  {
    try expectEqual { arena in
      let x = try random(arena, [4, 5], seed: 8)
      let starts = [arena.scalar(Double(row), .i32), try tensor(arena, [], .i32, [Double(column)])]
      let window = try arena.record(.dynamicSlice, [x] + starts, .sizes([2, 3]))
      let update = try arena.record(.transpose, [try random(arena, [3, 2], seed: 9)], .permutation([1, 0]))
      return [window, try arena.record(.dynamicUpdateSlice, [x, update] + starts)]
    }
  }

  @Test(arguments: DType.allCases) func gatherAndScatterAgree(dtype: DType) throws {
    for (axis, batch, shape, indexShape) in [
      (0, 0, [6, 3], [4]), (1, 0, [3, 6, 2], [2, 2]), (1, 1, [3, 6], [3, 2]), (2, 1, [3, 2, 6, 2], [3, 5]),
      (0, 0, [6], []),
      (0, 0, [0, 2], [3]), (0, 0, [5, 2], [0]),
    ] as [(Int, Int, Shape, Shape)] {
      try expectEqual(
        { arena in
          let x = try random(arena, shape, dtype, seed: 10, in: 0...4)
          let indices = try random(arena, indexShape, .i32, seed: 11, in: -2...8)
          let attribute = Attributes.gather(axis: axis, batch: batch)
          let taken = try arena.record(.gather, [x, indices], attribute)
          let updates = try random(arena, taken.shape, dtype, seed: 12, in: 0...4)
          var results = [taken, try arena.record(.scatterSet, [x, indices, updates], attribute)]
          if dtype != .bool {
            results.append(try arena.record(.scatterAdd, [x, indices, updates], attribute))
          }
          return results
        }, "\(dtype) \(shape) \(indexShape)")
    }
  }

  @Test func softmaxFamilyAgrees() throws {
    for shape: Shape in [[1], [10], [7, 10], [3, 1], [2, 3, 1000], [0, 4], [3, 0]] {
      for dtype in [DType.f32, .f64] {
        try expectEqual(
          { arena in
            let x = try random(arena, shape, dtype, seed: 13, in: -30...30)
            let labels = try random(
              arena, Shape(clamping: shape.dropLast()), .i32, seed: 14,
              in: 0...Double(Swift.max(1, shape.last ?? 1) - 1))
            return [
              try arena.record(.softmax, [x]), try arena.record(.logSoftmax, [x]),
              try arena.record(.softmaxXent, [x, labels]),
            ]
          }, tolerance: dtype == .f32 ? 2e-6 : 1e-13, scale: 1e-4, "\(shape)")
      }
    }
  }

  @Test func softmaxEdgesAgree() throws {
    try expectEqual { arena in
      let x = try tensor(
        arena, [4, 3], .f32,
        [1, .nan, 2, .infinity, 1, 2, -.infinity, -.infinity, -.infinity, 100, -.infinity, 0])
      let labels = try tensor(arena, [4], .i32, [0, 1, 2, 0])
      return [
        try arena.record(.softmax, [x]), try arena.record(.logSoftmax, [x]),
        try arena.record(.softmaxXent, [x, labels]),
      ]
    }
  }

  @Test func tinyLossesKeepTheirDigits() throws {
    try expectEqual(
      { arena in
        let x = try tensor(arena, [1, 3], .f32, [40, 0, -3])
        return [try arena.record(.softmaxXent, [x, tensor(arena, [1], .i32, [0])])]
      }, tolerance: 1e-6, scale: 0)
  }

  @Test func randomBitsAgree() throws {
    for count in [0, 1, 7, 1023, 70_000] {
      try expectEqual { arena in
        let keys = [arena.scalar(4_294_967_295, .u32), try tensor(arena, [], .u32, [12345])]
        return [try arena.record(.threefry, keys, .shape([count]))]
      }
    }
  }

  @Test func iotaIsCountedInLoopsAndViews() throws {
    try expectEqual { arena in
      let rows = try arena.record(.iota, [], .iota([4, 5], axis: 0))
      let columns = try arena.record(.iota, [], .iota([4, 5], axis: 1))
      let turned = try arena.record(.transpose, [columns], .permutation([1, 0]))
      let flat = try arena.record(.reshape, [turned], .shape([20]))
      let back = try arena.record(.reverse, [flat], .reverse([0]))
      let sum = try arena.record(.add, [rows, columns])
      let total = try arena.record(.reduceSum, [turned], .axes([0]))
      let product = try arena.record(
        .dotGeneral, [rows, turned], .dot(DotDimensions(leftContracting: [1], rightContracting: [0])))
      return [rows, turned, flat, back, sum, total, product]
    }
  }

  @Test func rootsThatAreViewsScalarsAndMarksAreRead() throws {
    try expectEqual { arena in
      let x = try random(arena, [4, 6], seed: 15)
      let same = try arena.record(.reshape, [x], .shape([24]))
      let doubled = try arena.record(.add, [x, x])
      let flat = try arena.record(.reshape, [doubled], .shape([2, 12]))
      let kept = try arena.record(.stopGrad, [doubled])
      let number = arena.scalar(2.5, .f32)
      let spread = try arena.record(.broadcastInDim, [number], .broadcast([3], axes: []))
      let half = try arena.record(.slice, [doubled], .slice(starts: [2, 0], limits: [4, 6], steps: [1, 1]))
      let one = try arena.record(.reshape, [number], .shape([1, 1]))
      return [same, doubled, flat, kept, number, spread, half, one]
    }
  }
}

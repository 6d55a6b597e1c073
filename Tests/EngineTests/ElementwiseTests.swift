// Every elementwise operation against the oracle: types, odd shapes, broadcasting, edges.
// Neighbours: `AccuracyTests` measure the functions in ulps.

import TensorIR
import Testing

private let reals: [Op] = [
  .neg, .abs, .sign, .exp, .expm1, .log, .log1p, .sqrt, .rsqrt, .sin, .cos, .tanh, .logistic, .erf, .erfinv,
  .floor,
  .ceil, .roundEven, .isFinite, .relu, .softplus,
]
private let binaries: [Op] = [.add, .sub, .mul, .div, .pow, .max, .min, .atan2, .mod, .floorDiv, .mulNoNan]
private let integerBinaries: [Op] = [.add, .sub, .mul, .div, .max, .min, .mod, .floorDiv, .and, .or, .xor]
private let edges: [Double] = [
  0, -0.0, 1, -1, 0.5, -0.5, 2, -2, 3, -3, .infinity, -.infinity, .nan, 1e-40, -1e-40, 1e-45, 3.4e38, -3.4e38,
  88.7,
  -88.7, -103, 1e6, 2.5, -2.5, 0.99999994, -0.99999994, 1.0000001, 1e-8, -1e-8, 17, -17, 1e7, 4_194_305,
]

@Suite struct ElementwiseTests {
  @Test(arguments: reals) func unaryAgreesOnOddShapes(op: Op) throws {
    let domain: ClosedRange<Double> =
      [.log, .sqrt, .rsqrt].contains(op) ? 0.01...3 : op == .erfinv || op == .log1p ? -0.95...0.95 : -3...3
    for (index, shape) in oddShapes.enumerated() {
      for dtype in [DType.f32, .f64] {
        try expectEqual(
          { arena in [try arena.record(op, [random(arena, shape, dtype, seed: index, in: domain)])] },
          tolerance: dtype == .f32 ? 1e-6 : 1e-14, scale: 1e-3, "\(op) \(dtype)")
      }
    }
  }

  @Test(arguments: reals) func unaryAgreesOnEdges(op: Op) throws {
    for dtype in [DType.f32, .f64] {
      try expectEqual(
        { arena in [try arena.record(op, [tensor(arena, [edges.count], dtype, edges)])] },
        tolerance: dtype == .f32 ? 5e-7 : 1e-14, scale: dtype == .f32 ? 1e-38 : 1e-300, "\(op) \(dtype)")
    }
  }

  @Test(arguments: binaries) func binaryAgreesOnEdges(op: Op) throws {
    let left = edges.flatMap { x in edges.map { _ in x } }
    let right = edges.flatMap { _ in edges }
    for dtype in [DType.f32, .f64] {
      try expectEqual(
        { arena in
          let shape: Shape = [left.count]
          return [
            try arena.record(op, [tensor(arena, shape, dtype, left), tensor(arena, shape, dtype, right)])
          ]
        }, tolerance: dtype == .f32 ? 3e-7 : 1e-14, scale: dtype == .f32 ? 1e-38 : 1e-300, "\(op) \(dtype)")
    }
  }

  @Test(arguments: binaries) func binaryBroadcasts(op: Op) throws {
    let pairs: [(Shape, Shape)] = [
      ([7, 9], [9]), ([7, 9], [7, 1]), ([7, 1], [1, 9]), ([513, 3], [3]), ([3, 513], [3, 1]),
      ([4, 5, 6], [5, 1]),
      ([4, 5, 6], [4, 1, 6]), ([1023], []), ([], [1023]), ([0, 3], [3]), ([2, 1, 3], [2, 4, 3]), ([1], [8]),
    ]
    for (a, b) in pairs {
      try expectEqual(
        { arena in
          [
            try arena.record(
              op, [random(arena, a, seed: 1, in: 0.1...2), random(arena, b, seed: 2, in: 0.1...2)])
          ]
        }, tolerance: 1e-6, "\(op) \(a) \(b)")
    }
  }

  @Test(arguments: integerBinaries, [DType.i32, .u8, .u32, .bool]) func integersAgreeExactly(
    op: Op, dtype: DType
  ) throws {
    let isArithmetic = ![.and, .or, .xor, .max, .min].contains(op)
    if dtype == .bool && isArithmetic { return }
    let range: ClosedRange<Double> = dtype == .i32 ? -1000...1000 : dtype == .bool ? 0...1 : 0...15
    for shape: Shape in [[9], [513], [33, 65]] {
      try expectEqual { arena in
        var a = try random(arena, shape, dtype, seed: 3, in: range)
        var b = try random(arena, shape, dtype, seed: 4, in: range)
        // Nothing is divided by zero.
        if op == .mod || op == .floorDiv { b = try arena.record(.max, [b, arena.scalar(1, dtype)]) }
        // No difference below zero where the type has none.
        if op == .sub, dtype != .i32 { a = try arena.record(.max, [a, b]) }
        return [try arena.record(op, [a, b])]
      }
    }
  }

  @Test(arguments: [Op.shl, .shr]) func shiftsAgreeForAllWidths(op: Op) throws {
    for dtype in [DType.i32, .u8, .u32] {
      let amounts = (dtype == .i32 ? [-1, 0, 1, 7, 8, 31, 32, 40] : [0, 1, 7, 8, 31, 32, 40]).map(Double.init)
      let values = amounts.map { _ in dtype == .i32 ? -123.0 : 123 }
      try expectEqual { arena in
        let shape: Shape = [values.count]
        return [
          try arena.record(op, [tensor(arena, shape, dtype, values), tensor(arena, shape, dtype, amounts)])
        ]
      }
    }
  }

  @Test(arguments: [Op.mod, .floorDiv], [DType.i32, .u8, .u32])
  func integerDivisionByZeroIsAnError(op: Op, dtype: DType) throws {
    for arena in [engineArena(), referenceArena()] {
      let a = try tensor(arena, [3], dtype, [7, 8, 9])
      let b = try tensor(arena, [3], dtype, [2, 0, 3])
      let quotient = try arena.record(op, [a, b])
      #expect(throws: ExecutionError.integerOverflow(op, origin: .unknown)) { try read(arena, quotient) }
    }
  }

  @Test func integerPowersAgree() throws {
    try expectEqual { arena in
      let bases = try tensor(arena, [7], .i32, [2, -2, 0, 1, -1, 3, 7])
      let exponents = try tensor(arena, [7], .i32, [10, 5, 0, -3, -3, -1, 4])
      return [try arena.record(.pow, [bases, exponents])]
    }
  }

  @Test(arguments: DType.allCases) func comparisonsAndSelectAgree(dtype: DType) throws {
    for relation in Comparison.allCases {
      try expectEqual { arena in
        let a = try random(arena, [517], dtype, seed: 5, in: 0...3)
        let b = try random(arena, [517], dtype, seed: 6, in: 0...3)
        let condition = try arena.record(.compare, [a, b], .comparison(relation))
        return [condition, try arena.record(.select, [condition, b, a])]
      }
    }
  }

  @Test func comparisonsWithNaNAgree() throws {
    for relation in Comparison.allCases {
      try expectEqual { arena in
        let a = try tensor(arena, [4], .f32, [.nan, 1, .nan, 1])
        let b = try tensor(arena, [4], .f32, [.nan, .nan, 1, 1])
        return [try arena.record(.compare, [a, b], .comparison(relation))]
      }
    }
  }

  @Test(arguments: DType.allCases, DType.allCases) func conversionsAgree(from: DType, to: DType) throws {
    let values =
      from.isFloating
      ? [0, -0.7, 0.7, 300, -300, 1e10, -1e10, .nan, .infinity, -.infinity, 2.5] : [0, 1, 2, 3, 200]
    try expectEqual { arena in
      [try arena.record(.convert, [tensor(arena, [values.count], from, values)], .dtype(to))]
    }
  }

  @Test(arguments: [DType.f32, .f64, .i32, .u8]) func clampAgrees(dtype: DType) throws {
    try expectEqual { arena in
      let x = try random(arena, [9, 5], dtype, seed: 7, in: 0...9)
      let low = try random(arena, [5], dtype, seed: 8, in: 0...5)
      let high = arena.scalar(6, dtype)
      return [try arena.record(.clamp, [x, low, high])]
    }
  }

  @Test func integerOverflowNamesOperationAndOrigin() throws {
    for (op, dtype, a, b) in [
      (Op.add, DType.i32, 2_147_483_647.0, 1.0), (.sub, .i32, -2_147_483_648, 1),
      (.mul, .i32, 65_536, 65_536),
      (.add, .u8, 200, 100), (.sub, .u8, 1, 2), (.mul, .u8, 16, 16), (.pow, .i32, 10, 10),
      (.pow, .i32, 0, -1),
    ] {
      let arena = engineArena()
      let x = try tensor(arena, [2], dtype, [a, 1])
      let y = try tensor(arena, [2], dtype, [b, 1])
      arena.origin = Origin(source: 3, start: 5, end: 8)
      let z = try arena.record(op, [x, y])
      #expect(throws: ExecutionError.integerOverflow(op, origin: Origin(source: 3, start: 5, end: 8))) {
        try arena.read(z)
      }
    }
  }

  @Test func negationOfTheSmallestIntegerOverflows() throws {
    let arena = engineArena()
    let x = try arena.record(.neg, [tensor(arena, [1], .i32, [-2_147_483_648])])
    #expect(throws: ExecutionError.integerOverflow(.neg, origin: .unknown)) { try arena.read(x) }
  }

  @Test func unsignedBitsWrapAround() throws {
    try expectEqual { arena in
      let x = try tensor(arena, [2], .u32, [4_294_967_295, 5])
      let y = try tensor(arena, [2], .u32, [7, 6])
      return [
        try arena.record(.add, [x, y]), try arena.record(.sub, [y, x]), try arena.record(.mul, [x, y]),
      ]
    }
  }
}

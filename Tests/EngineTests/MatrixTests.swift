// Decompositions and solutions: the engine with LAPACK against the plain loops, identities, and refusals.
// Neighbours: `ProductTests`; `AutodiffTests/LinearCases` has the derivatives.

import TensorIR
import Testing

@Suite struct MatrixTests {
  /// A batch of two matrices with n on the diagonal.
  private func matrix(_ arena: Arena, _ m: Int, _ n: Int, _ dtype: DType, seed: Int) throws -> Tensor {
    var dice = Dice(seed)
    let values = (0..<2 * m * n).map { place in
      dice.real(-1...1) + (place / n % m == place % n ? Double(n) * (1 + Double(place % n) / 3) : 0)
    }
    return try tensor(arena, [2, m, n], dtype, values)
  }

  // 3 runs in plain loops, 40 in LAPACK.
  @Test(arguments: [0, 1, 3, 40]) func squareMatricesAgree(n: Int) throws {
    for dtype in [DType.f32, .f64] {
      try expectEqual(
        { arena in
          let a = try matrix(arena, n, n, dtype, seed: n)
          let b = try random(arena, [2, n, 3], dtype, seed: 7)
          return [
            try arena.record(.cholesky, [a]), try arena.record(.solve, [a, b]),
            try arena.record(.triangularSolve, [a, b], .triangle(isLower: true)),
            try arena.record(.triangularSolve, [a, b], .triangle(isLower: false)),
            try arena.record(.slogdet, [a]), try arena.record(.eigh, [a]), try arena.record(.svd, [a]),
          ]
        }, tolerance: dtype == .f32 ? 1e-5 : 1e-10, "\(n) \(dtype)")
    }
  }

  @Test(arguments: [[0, 3], [3, 0], [5, 2], [2, 5], [40, 30], [30, 40]]) func tallAndWideOnesAgree(
    size: [Int]
  ) throws {
    for dtype in [DType.f32, .f64] {
      try expectEqual(
        { arena in [try arena.record(.svd, [matrix(arena, size[0], size[1], dtype, seed: 3)])] },
        tolerance: dtype == .f32 ? 1e-5 : 1e-10, "\(size) \(dtype)")
    }
  }

  @Test func determinantsHaveTheirSign() throws {
    try expectEqual { arena in
      let a = try tensor(arena, [3, 2, 2], .f64, [0, 1, 1, 0, 1, 2, 3, 4, 1, 2, 2, 4])
      return [try arena.record(.det, [a]), try arena.record(.slogdet, [a])]
    }
    let arena = engineArena()
    let a = try tensor(arena, [3, 2, 2], .f64, [0, 1, 1, 0, 1, 2, 3, 4, 1, 2, 2, 4])
    let found = try read(arena, try arena.record(.det, [a]))
    for (value, wanted) in zip(found, [-1, -2, 0.0]) { #expect(close(value, wanted, 1e-14, 1)) }
  }

  /// a times the solution, and U·S·Vᵀ, give back what they were made from.
  @Test(arguments: [2, 40]) func factorsMultiplyBack(n: Int) throws {
    let arena = engineArena()
    let a = try matrix(arena, n, n, .f64, seed: 5)
    let b = try random(arena, [2, n, 2], .f64, seed: 6)
    let dims = DotDimensions(
      leftContracting: [2], rightContracting: [1], leftBatch: [0], rightBatch: [0])
    let x = try arena.record(.solve, [a, b])
    let back = try read(arena, try arena.record(.dotGeneral, [a, x], .dot(dims)))
    for (value, wanted) in zip(back, try read(arena, b)) { #expect(close(value, wanted, 1e-11, 1)) }
    let rows = try read(arena, try arena.record(.svd, [a]))
    let elements = try read(arena, a)
    let width = 2 * n + 1
    for i in 0..<n {
      for j in 0..<n {
        let sum = (0..<n).reduce(0.0) { total, k in
          total + rows[k * width + i] * rows[k * width + 2 * n] * rows[k * width + n + j]
        }
        #expect(close(sum, elements[i * n + j], 1e-11, 1))
      }
    }
  }

  @Test(arguments: [2, 30]) func singularMatricesAreErrors(n: Int) throws {
    for arena in [engineArena(), referenceArena()] {
      let a = try tensor(arena, [n, n], .f64, Array(repeating: 1, count: n * n))
      let b = try random(arena, [n, 1], .f64, seed: 1)
      let solved = try arena.record(.solve, [a, b])
      #expect(throws: ExecutionError.matrix(.solve, .singular, number: 0, origin: .unknown)) {
        try arena.read(solved)
      }
      let negative = try arena.record(.cholesky, [try arena.record(.neg, [a])])
      #expect(
        throws: ExecutionError.matrix(.cholesky, .notPositiveDefinite(leading: 1), number: 0, origin: .unknown)
      ) { try arena.read(negative) }
    }
  }

  @Test(arguments: [2, 30]) func whatIsNotFiniteGivesNaN(n: Int) throws {
    try expectEqual { arena in
      var values = Array(repeating: 1.0, count: n * n)
      values[n] = .infinity
      let a = try tensor(arena, [n, n], .f64, values)
      return try [Op.cholesky, .eigh, .svd, .det, .slogdet].map { try arena.record($0, [a]) }
    }
  }

  @Test func vectorsOfMatricesWithoutFullRankAreOrthogonal() throws {
    let arena = referenceArena()
    let rows = try read(
      arena, try arena.record(.svd, [tensor(arena, [3, 2], .f64, [1, 2, 2, 4, 3, 6])]))
    let (u, v) = (Array(rows[0..<3]), Array(rows[6..<9]))
    #expect(close(zip(u, v).reduce(0) { $0 + $1.0 * $1.1 }, 0, 1e-14, 1))
    #expect(close(v.reduce(0) { $0 + $1 * $1 }, 1, 1e-14, 1))
    #expect(close(rows[11], 0, 1e-14, 1))
  }

  @Test func shapesThatDoNotFitAreRefused() throws {
    let arena = referenceArena()
    let wide = try random(arena, [2, 3], .f64, seed: 1)
    let square = try random(arena, [3, 3], .f64, seed: 1)
    #expect(throws: ShapeError.notSquare(.cholesky, [2, 3])) { try arena.record(.cholesky, [wide]) }
    #expect(throws: ShapeError.notSquare(.svd, [])) { try arena.record(.svd, [arena.scalar(1, .f64)]) }
    #expect(throws: ShapeError.solveMismatch(.solve, [3, 3], [2, 3])) {
      try arena.record(.solve, [square, wide])
    }
  }
}

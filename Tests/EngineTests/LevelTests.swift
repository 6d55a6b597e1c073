// The same bits from the plain, AVX2 and AVX-512 kernels: transcripts do not depend on the machine.
// Neighbours: `RandomGraphTests` has the recordings; `CKernels/level.c` chooses.

import CKernels
import Engine
import TensorIR
import Testing

@Suite(.serialized) struct LevelTests {
  @Test(arguments: [Int32(0), 1]) func bitsDoNotDependOnVectorInstructions(level: Int32) throws {
    defer { ck_limit_level(3) }
    for seed in 0..<150 {
      ck_limit_level(3)
      let wide = engineArena()
      let wanted = try RandomGraphTests.recording(seed, all: true)(wide).map { try bits(wide, $0) }
      ck_limit_level(level)
      let narrow = engineArena()
      let found = try RandomGraphTests.recording(seed, all: true)(narrow).map { try bits(narrow, $0) }
      #expect(found == wanted, "seed \(seed)")
    }
  }

  @Test(arguments: [Int32(0), 1]) func functionsAndProductsGiveTheSameBits(level: Int32) throws {
    func record(_ arena: Arena) throws -> [[UInt8]] {
      let x = try random(arena, [70, 33], seed: 1)
      let y = try random(arena, [33, 41], seed: 2)
      let functions: [Op] = [
        .exp, .expm1, .tanh, .logistic, .erf, .sin, .cos, .softplus, .softmax, .logSoftmax, .relu, .abs,
      ]
      var results = try functions.map { try arena.record($0, [x]) }
      results += try ([.log, .log1p, .sqrt, .rsqrt] as [Op]).map {
        try arena.record($0, [try arena.record(.exp, [x])])
      }
      results += try ([[0], [1], [0, 1]] as [Axes]).map { try arena.record(.reduceSum, [x], .axes($0)) }
      results.append(
        try arena.record(
          .dotGeneral, [x, y], .dot(DotDimensions(leftContracting: [1], rightContracting: [0]))))
      return try results.map { try bits(arena, $0) }
    }
    defer { ck_limit_level(3) }
    ck_limit_level(3)
    let wanted = try record(engineArena())
    ck_limit_level(level)
    let found = try record(engineArena())
    for (place, pair) in zip(found, wanted).enumerated() {
      #expect(pair.0 == pair.1, "result \(place)")
    }
  }
}

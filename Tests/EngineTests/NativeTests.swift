// Machine code gives the bits of the block machine: any arithmetic, any lengths, zeros of either sign. Only the sign of a
// NaN is nobody's: compilers exchange the operands of sums, and which NaN of two goes on hangs on that.
// Neighbours: `CKernels/native.c` is what is tried; `Support.expectEqual` does the same for whatever others record.

import CKernels
import Engine
import TensorIR
import Testing

@Suite struct NativeTests {
  static let special: [Double] = [
    0, -0.0, 1, -1, .infinity, -.infinity, .nan, -.nan, 1e-42, -1e-42, 3e38, -3e38, 0.1, -2.5, 7, 1e-300, 1e300,
  ]

  /// A random program of arithmetic over operands of one length, some of them a single number.
  private static func program(_ arena: Arena, _ seed: Int, _ dtype: DType) throws -> [Tensor] {
    var dice = Dice(seed)
    let lengths = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 100, 511, 512, 513, 1500]
    let count = lengths[dice.below(lengths.count)]
    var values: [Tensor] = []
    for place in 0..<4 {
      let length = place == 3 ? 1 : count
      let numbers = (0..<length).map { _ in
        dice.below(3) == 0 ? special[dice.below(special.count)] : dice.real(-3...3)
      }
      values.append(try tensor(arena, [length], dtype, numbers))
    }
    for _ in 0..<4 { values.append(arena.scalar(dice.real(-3...3), dtype)) }
    for _ in 0..<3 + dice.below(dice.below(5) == 0 ? 90 : 25) {
      values.append(try operation(arena, &dice, values))
    }
    let full = values.filter { $0.shape == [count] }
    let sum = try arena.record(.reduceSum, [full[full.count - 1]], .axes([0]))
    return Array(full.suffix(1 + dice.below(6))) + [sum]
  }

  private static func operation(_ arena: Arena, _ dice: inout Dice, _ values: [Tensor]) throws -> Tensor {
    func any() -> Tensor { values[values.count - 1 - dice.below(dice.below(2) == 0 ? values.count : Swift.min(5, values.count))] }
    let unary: [Op] = [.neg, .abs, .sqrt, .rsqrt, .relu, .tanh]
    let binary: [Op] = [.add, .sub, .mul, .div, .max, .min, .mulNoNan]
    let comparisons: [Comparison] = [.eq, .ne, .lt, .le, .gt, .ge]
    switch dice.below(12) {
    case 0...2: return try arena.record(unary[dice.below(unary.count)], [any()])
    case 3:
      let condition = try arena.record(.compare, [any(), any()], .comparison(comparisons[dice.below(6)]))
      return try arena.record(.select, [condition, any(), any()])
    case 4: return try arena.record(.clamp, [any(), any(), any()])
    default: return try arena.record(binary[dice.below(binary.count)], [any(), any()])
    }
  }

  @Test(arguments: [DType.f32, .f64]) func bitsAreThoseOfTheMachine(dtype: DType) throws {
    for seed in 0..<1500 {
      let (machine, native) = (engineArena(), engineArena(compilesInRun: 1))
      let wanted = try NativeTests.program(machine, seed, dtype)
      let found = try NativeTests.program(native, seed, dtype)
      for (place, pair) in zip(wanted, found).enumerated() {
        let (a, b) = (try read(machine, pair.0), try read(native, pair.1))
        let bad = zip(a, b).enumerated().first { $1.0.bitPattern != $1.1.bitPattern && !($1.0.isNaN && $1.1.isNaN) }
        #expect(bad == nil && a.count == b.count, "\(dtype) seed \(seed) result \(place) of \(a.count)")
      }
    }
  }

  /// A plan is run by the machine first, then by its code.
  @Test func aPlanGetsItsCodeWhenItComesBack() throws {
    let arena = engineArena(compilesInRun: 3)
    let x = try random(arena, [1000], seed: 1)
    var results: [[UInt8]] = []
    for _ in 0..<5 {
      let y = try arena.record(.add, [try arena.record(.mul, [x, x]), try arena.record(.sqrt, [try arena.record(.abs, [x])])])
      results.append(try bits(arena, y))
    }
    #expect(Set(results).count == 1)
  }

  /// What overflows after a stretch of code is still found, with its own operation.
  @Test func overflowsKeepTheirPlace() throws {
    let arena = engineArena(compilesInRun: 1)
    let x = try random(arena, [20], seed: 2)
    let y = try arena.record(.add, [try arena.record(.mul, [x, x]), x])
    let large = try arena.record(.convert, [try arena.record(.mul, [y, arena.scalar(0, .f32)])], .dtype(.i32))
    let most = try tensor(arena, [20], .i32, Array(repeating: 2_147_483_647, count: 20))
    let bad = try arena.record(.add, [try arena.record(.add, [large, most]), try tensor(arena, [20], .i32, Array(repeating: 1, count: 20))])
    #expect { try bits(arena, bad) } throws: { error in
      if case ExecutionError.integerOverflow(.add, _) = error { true } else { false }
    }
  }
}

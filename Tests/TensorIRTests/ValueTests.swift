// Values of the operations: known answers, edges, and the rules for NaN and integers.
// Neighbours: `Reference` is what is tested here; other executors are tested against it.

import Reference
import TensorIR
import Testing

/// Largest distance relative to the larger of 1 and the value; NaN equals NaN.
func distance(_ a: [Double], _ b: [Double]) -> Double {
  guard a.count == b.count else { return .infinity }
  var worst = 0.0
  for (x, y) in zip(a, b) where !(x.isNaN && y.isNaN) && x != y {
    let error = abs(x - y) / Swift.max(1, abs(x), abs(y))
    worst = error.isNaN ? .infinity : Swift.max(worst, error)
  }
  return worst
}

struct Answer: Sendable, CustomTestStringConvertible {
  let op: Op
  let inputs: [[Double]]
  let expected: [Double]
  var dtype: DType
  var testDescription: String { "\(op.name) \(dtype.name) \(inputs)" }

  init(_ op: Op, _ inputs: [Double]..., is expected: [Double], dtype: DType = .f64) {
    self.op = op
    self.inputs = inputs
    self.expected = expected
    self.dtype = dtype
  }

  static let inf = Double.infinity
  static let nan = Double.nan

  static let reals: [Answer] = [
    Answer(.neg, [1, -0.0, inf], is: [-1, 0, -inf]),
    Answer(.abs, [-2, inf, nan], is: [2, inf, nan]),
    Answer(.sign, [-2, 0, 3, nan, -inf], is: [-1, 0, 1, nan, -1]),
    Answer(.exp, [0, 1, -inf, inf, 1000], is: [1, 2.718281828459045, 0, inf, inf]),
    Answer(.expm1, [1e-10, -inf], is: [1.00000000005e-10, -1]),
    Answer(.log, [1, 0, -1, inf], is: [0, -inf, nan, inf]),
    Answer(.log1p, [1e-10, -1, -2], is: [9.9999999995e-11, -inf, nan]),
    Answer(.sqrt, [4, 0, -1, inf], is: [2, 0, nan, inf]),
    Answer(.rsqrt, [4, 0, inf], is: [0.5, inf, 0]),
    Answer(.sin, [0, 1, inf], is: [0, 0.8414709848078965, nan]),
    Answer(.cos, [0, 1, inf], is: [1, 0.5403023058681398, nan]),
    Answer(.tanh, [0, 0.5, inf, -inf], is: [0, 0.46211715726000975, 1, -1]),
    Answer(.logistic, [0, -4, 1000, -1000], is: [0.5, 0.01798620996209156, 1, 0]),
    Answer(.erf, [0, 0.5, inf], is: [0, 0.5204998778130465, 1]),
    Answer(.erfinv, [0, 0.5204998778130465, 1, -1, 2], is: [0, 0.5, inf, -inf, nan]),
    Answer(.floor, [-1.5, 1.5, inf], is: [-2, 1, inf]),
    Answer(.ceil, [-1.5, 1.5], is: [-1, 2]),
    Answer(.roundEven, [0.5, 1.5, 2.5, -0.5], is: [0, 2, 2, 0]),
    Answer(.relu, [-1, 2, nan], is: [0, 2, nan]),
    Answer(.softplus, [0, 1000, -1000, nan], is: [0.6931471805599453, 1000, 0, nan]),
    Answer(.pow, [2, 0, -2, -8, nan], [10, 0, 3, 1.0 / 3, 0], is: [1024, 1, -8, nan, 1]),
    Answer(.max, [1, nan, 3], [2, 1, nan], is: [2, nan, nan]),
    Answer(.min, [1, nan, 3], [2, 1, nan], is: [1, nan, nan]),
    Answer(
      .atan2, [1, 0, -1], [1, -1, 0], is: [0.7853981633974483, 3.141592653589793, -1.5707963267948966]),
    Answer(.mod, [-7, 7, -7, 5.5], [3, -3, -3, 2], is: [2, -2, -1, 1.5]),
    Answer(.floorDiv, [-7, 7, -7, 5.5], [3, -3, -3, 2], is: [-3, -3, 2, 2]),
    Answer(.div, [1, -1, 0], [0, 0, 0], is: [inf, -inf, nan]),
    Answer(.mulNoNan, [inf, nan, 3, inf], [0, 0, 2, 1], is: [0, 0, 6, inf]),
  ]

  static let integers: [Answer] = [
    Answer(.div, [7, -7, 5], [2, 2, 0], is: [3, -3, 0], dtype: .i32),
    Answer(.floorDiv, [7, -7, 5], [2, 2, -3], is: [3, -4, -2], dtype: .i32),
    Answer(.mod, [-7, 7, 5], [3, -3, 5], is: [2, -2, 0], dtype: .i32),
    Answer(.pow, [2, -3, 1, -1, 2], [10, 3, -5, -3, -1], is: [1024, -27, 1, -1, 0], dtype: .i32),
    Answer(.not, [0, 5], is: [-1, -6], dtype: .i32),
    Answer(.not, [0, 1], is: [1, 0], dtype: .bool),
    Answer(.not, [0, 5], is: [255, 250], dtype: .u8),
    Answer(.shl, [1, 3, 1], [31, 4, 32], is: [-2_147_483_648, 48, 0], dtype: .i32),
    Answer(.shr, [-8, 8, 8], [1, 2, 40], is: [-4, 2, 0], dtype: .i32),
    Answer(.add, [4_294_967_295, 1], [1, 2], is: [0, 3], dtype: .u32),
    Answer(.mul, [4_294_967_295], [4_294_967_295], is: [1], dtype: .u32),
    Answer(.sub, [0], [1], is: [4_294_967_295], dtype: .u32),
    Answer(.xor, [6, 1], [3, 1], is: [5, 0], dtype: .u8),
    Answer(.max, [1, 0], [0, 0], is: [1, 0], dtype: .bool),
  ]
}

@Test(arguments: Answer.reals + Answer.integers)
func elementwiseValues(item: Answer) throws {
  let bench = Bench()
  let inputs = try item.inputs.map { try bench.vector($0, item.dtype) }
  #expect(try distance(bench.read(bench.arena.record(item.op, inputs)), item.expected) < 1e-15)
}

@Test func f32RoundsOnceForEachOperation() throws {
  let bench = Bench()
  let (a, b) = (try bench.vector([16_777_216]), try bench.vector([1]))
  let sum = try bench.arena.record(.add, [a, b])
  #expect(try bench.read(try bench.arena.record(.sub, [sum, a])) == [0])
  #expect(try bench.read(try bench.arena.record(.div, [b, try bench.vector([3])])) == [Double(Float(1) / 3)])
}

@Test func sumsOfF32KeepSmallTerms() throws {
  let bench = Bench()
  let x = try bench.vector([16_777_216] + Array(repeating: 1, count: 64))
  #expect(try bench.read(bench.arena.record(.reduceSum, [x], .axes([0]))) == [16_777_280])
}

@Test func conversionsTruncateAndSaturate() throws {
  let bench = Bench()
  let x = try bench.vector([-1.9, 2.9, 300, 1e20, .nan], .f64)
  func converted(_ dtype: DType) throws -> [Double] {
    try bench.read(bench.arena.record(.convert, [x], .dtype(dtype)))
  }
  #expect(try converted(.i32) == [-1, 2, 300, 2_147_483_647, 0])
  #expect(try converted(.u8) == [0, 2, 255, 255, 0])
  #expect(try converted(.bool) == [1, 1, 1, 1, 1])
}

@Test func comparisonsWithNaNAreFalseExceptUnequal() throws {
  let bench = Bench()
  let (a, b) = (try bench.vector([.nan]), try bench.vector([1]))
  for relation in Comparison.allCases {
    let result = try bench.arena.record(.compare, [a, b], .comparison(relation))
    #expect(try bench.read(result) == [relation == .ne ? 1 : 0])
  }
}

@Test func reductionsMeetNaNAndNothing() throws {
  let bench = Bench()
  let x = try bench.vector([3, .nan, 5, 5])
  func reduced(_ op: Op, _ x: Tensor) throws -> [Double] {
    try bench.read(bench.arena.record(op, [x], .axes([0])))
  }
  #expect(try distance(reduced(.reduceMax, x), [.nan]) == 0)
  #expect(try distance(reduced(.reduceMin, x), [.nan]) == 0)
  #expect(try reduced(.argMax, x) == [1])
  #expect(try reduced(.argMin, x) == [1])
  #expect(try reduced(.argMax, try bench.vector([1, 5, 5])) == [1])
  #expect(try reduced(.reduceSum, try bench.vector([])) == [0])
  #expect(try reduced(.reduceProd, try bench.vector([])) == [1])
  #expect(try reduced(.argsort, try bench.vector([.nan, 2, 1, 2, -.infinity])) == [4, 2, 1, 3, 0])
}

@Test func anInfiniteMaximumIsTaken() throws {
  let bench = Bench()
  let x = try bench.vector([-.infinity, -.infinity])
  #expect(try bench.read(bench.arena.record(.reduceMax, [x], .axes([0]))) == [-.infinity])
}

@Test func softmaxIsSafeForLargeLogits() throws {
  let bench = Bench()
  let x = try bench.tensor([2, 2], [1000, 1000, -1000, 0], .f64)
  #expect(try bench.read(bench.arena.record(.softmax, [x])) == [0.5, 0.5, 0, 1])
  let logs = try bench.read(bench.arena.record(.logSoftmax, [x]))
  #expect(distance(logs, [-0.6931471805599453, -0.6931471805599453, -1000, 0]) < 1e-15)
  let loss = try bench.arena.record(.softmaxXent, [x, try bench.vector([0, 0], .i32)])
  #expect(try distance(bench.read(loss), [0.6931471805599453, 1000]) < 1e-15)
}

@Test func crossEntropyOfASureModelKeepsItsDigits() throws {
  let bench = Bench()
  let x = try bench.tensor([1, 2], [30, 0])
  let loss = try bench.read(bench.arena.record(.softmaxXent, [x, try bench.vector([0], .i32)]))
  #expect(abs(loss[0] / 9.357622968839299e-14 - 1) < 1e-6)
}

@Test func indicesOutOfRangeClamp() throws {
  let bench = Bench()
  let x = try bench.vector([10, 20, 30])
  let picked = try bench.arena.record(
    .gather, [x, try bench.vector([-5, 1, 99], .i32)], .gather(axis: 0, batch: 0))
  #expect(try bench.read(picked) == [10, 20, 30])
}

// MARK: Threefry

@Test(
  arguments: [
    ([0, 0], [0, 0], [0x6b20_0159, 0x99ba_4efe]),
    ([0xffff_ffff, 0xffff_ffff], [0xffff_ffff, 0xffff_ffff], [0x1cb9_96fc, 0xbb00_2be7]),
    ([0x1319_8a2e, 0x0370_7344], [0x243f_6a88, 0x85a3_08d3], [0xc492_3a9c, 0x483d_f7a0]),
  ] as [([UInt32], [UInt32], [UInt32])])
func threefryKnownAnswers(key: [UInt32], counter: [UInt32], expected: [UInt32]) {
  let found = Threefry.encrypt(key: (key[0], key[1]), counter: (counter[0], counter[1]))
  #expect([found.0, found.1] == expected)
}

@Test func bitsEncryptTheNumberOfTheElement() throws {
  let bench = Bench()
  let keys = try [bench.tensor([], [7], .u32), bench.tensor([], [9], .u32)]
  let bits = try bench.read(try bench.arena.record(.threefry, keys, .shape([2, 3])))
  let expected = (0..<6).map { index in
    let pair = Threefry.encrypt(key: (7, 9), counter: (0, UInt32(index)))
    return Double(pair.0 ^ pair.1)
  }
  #expect(bits == expected)
}

// What derivatives are where analysis leaves a choice, and where plain rules would give NaN.
// Neighbours: `DerivativeTests` has the points where central differences decide.

import Autodiff
import TensorIR
import Testing

/// A point, an operation of one operand, and the derivative that is agreed upon there.
struct Agreed: Sendable, CustomTestStringConvertible {
  let op: Op
  let x: Double
  let derivative: Double
  var testDescription: String { "\(op.name)'(\(x)) = \(derivative)" }
}

@Test(arguments: [
  Agreed(op: .relu, x: 0, derivative: 0), Agreed(op: .abs, x: 0, derivative: 0),
  Agreed(op: .relu, x: -0.0, derivative: 0), Agreed(op: .sign, x: 0, derivative: 0),
  Agreed(op: .floor, x: 2, derivative: 0), Agreed(op: .ceil, x: 1.5, derivative: 0),
  Agreed(op: .roundEven, x: 0.5, derivative: 0), Agreed(op: .stopGrad, x: 3, derivative: 0),
  Agreed(op: .softplus, x: 0, derivative: 0.5), Agreed(op: .sqrt, x: 0, derivative: .infinity),
])
func agreedDerivative(item: Agreed) throws {
  let lab = Laboratory()
  let gradient = try lab.grad(lab.scalar(item.x)) { try lab.recorder.emit(item.op, [$0]) }
  #expect(try lab.number(gradient) == item.derivative)
}

@Test func clampPassesOnTheClosedInterval() throws {
  let lab = Laboratory()
  let x = try lab.tensor(.of([5], [-1.5, -1, 0, 1, 1.5]))
  let gradient = try lab.grad(x) {
    try lab.sum(try lab.recorder.emit(.clamp, [$0, lab.scalar(-1), lab.scalar(1)]))
  }
  #expect(try lab.read(gradient) == [0, 1, 1, 1, 0])
}

@Test(arguments: [Op.max, .min])
func tiesOfTwoSplitEqually(op: Op) throws {
  let lab = Laboratory()
  let gradients = try lab.grad([lab.scalar(2), lab.scalar(2)]) { try lab.recorder.emit(op, $0) }
  #expect(try gradients.map(lab.number) == [0.5, 0.5])
}

@Test(arguments: [Op.reduceMax, .reduceMin])
func tiesOfManySplitEqually(op: Op) throws {
  let lab = Laboratory()
  let x = try lab.tensor(.of([3, 2], [4, 1, 4, 4, 4, 4]))
  let gradient = try lab.grad(x) { try lab.sum(try lab.recorder.emit(op, [$0], .axes([0]))) }
  let third = 1.0 / 3
  #expect(
    try lab.read(gradient)
      == (op == .reduceMax ? [third, 0, third, 0.5, third, 0.5] : [third, 1, third, 0, third, 0]))
}

@Test func onlyTheLastOfSeveralUpdatesGetsTheGradient() throws {
  let lab = Laboratory()
  let indices = try lab.tensor(.integers([3], [1, 1, 0]))
  let x = try [lab.tensor(.spread([3])), lab.tensor(.spread([3], seed: 2))]
  let gradients = try lab.grad(x) {
    try lab.sum(try lab.recorder.emit(.scatterSet, [$0[0], indices, $0[1]], .gather(axis: 0, batch: 0)))
  }
  #expect(try gradients.map(lab.read) == [[0, 0, 1], [0, 1, 1]])
}

// MARK: Strong zero

@Test(arguments: [Op.sqrt, .log, .rsqrt, .log1p, .erfinv])
func theBranchNotTakenGivesNoNaN(op: Op) throws {
  let lab = Laboratory()
  let points = op == .log1p ? [-1, -2, 0.5] : op == .erfinv ? [1, -2, 0.5] : [0, -1, 0.5]
  let x = try lab.tensor(.of([3], points))
  let zero = try lab.scalar(0)
  func guarded(_ x: Tensor) throws -> Tensor {
    let taken = try lab.recorder.emit(.compare, [x, lab.scalar(0.5)], .comparison(.eq))
    return try lab.sum(try lab.recorder.emit(.select, [taken, try lab.recorder.emit(op, [x]), zero]))
  }
  let first = try lab.read(try lab.grad(x, guarded))
  #expect(first[0] == 0 && first[1] == 0 && first[2].isFinite && first[2] != 0)
  let second = try lab.read(try lab.grad(x) { try lab.sum(try lab.grad($0, guarded)) })
  #expect(second[0] == 0 && second[1] == 0 && second[2].isFinite && second[2] != 0)
}

@Test func overflowInTheBranchNotTakenGivesNoNaN() throws {
  let lab = Laboratory()
  let x = try lab.tensor(.of([2], [2000, 1]))
  func guarded(_ x: Tensor) throws -> Tensor {
    let isSmall = try lab.recorder.emit(.compare, [x, lab.scalar(100)], .comparison(.lt))
    let power = try lab.recorder.emit(.exp, [x])
    let product = try lab.recorder.emit(.mul, [power, power])
    return try lab.sum(try lab.recorder.emit(.select, [isSmall, product, lab.scalar(0)]))
  }
  let first = try lab.read(try lab.grad(x, guarded))
  let second = try lab.read(try lab.grad(x) { try lab.sum(try lab.grad($0, guarded)) })
  #expect(first[0] == 0 && second[0] == 0)
  #expect(distance([first[1], second[1]], [14.7781121978613, 29.5562243957226]) < 1e-14)
}

@Test func divisionByZeroInTheBranchNotTakenGivesNoNaN() throws {
  let lab = Laboratory()
  let x = try lab.tensor(.of([2], [0, 2]))
  let gradient = try lab.grad(x) { x in
    let isPositive = try lab.recorder.emit(.compare, [x, lab.scalar(0)], .comparison(.gt))
    let inverse = try lab.recorder.emit(.div, [lab.scalar(1), x])
    return try lab.sum(try lab.recorder.emit(.select, [isPositive, inverse, lab.scalar(0)]))
  }
  #expect(try lab.read(gradient) == [0, -0.25])
}

// MARK: Powers

@Test(arguments: [1.0, 2, 3], [0.0, -2])
func powersHaveFiniteDerivativesAtZeroAndBelow(n: Double, x: Double) throws {
  let lab = Laboratory()
  func power(_ x: Tensor) throws -> Tensor { try lab.recorder.emit(.pow, [x, lab.scalar(n)]) }
  func whole(_ exponent: Double) -> Double {
    // x^exponent for a whole exponent, 0 when it is negative: its factor is zero then.
    exponent < 0 ? 0 : (0..<Int(exponent)).reduce(1) { value, _ in value * x }
  }
  #expect(try lab.number(lab.grad(lab.scalar(x), power)) == n * whole(n - 1))
  let second = try lab.grad(lab.scalar(x)) { try lab.grad($0, power) }
  #expect(try lab.number(second) == n * (n - 1) * whole(n - 2))
}

@Test func aPowerOfZeroDoesNotDependOnItsExponent() throws {
  let lab = Laboratory()
  for n in [0.5, 1, 2] {
    let gradient = try lab.grad(lab.scalar(n)) { try lab.recorder.emit(.pow, [lab.scalar(0), $0]) }
    #expect(try lab.number(gradient) == 0)
  }
}

// MARK: Float32 tails

@Test func crossEntropyGradientKeepsItsSignWhereTheModelIsSure() throws {
  let lab = Laboratory()
  for margin in [5.0, 20, 40, 80] {
    let logits = try lab.tensor(.of([1, 3], [margin, 0, -1], .f32))
    let label = try lab.tensor(.integers([1], [0]))
    let gradient = try lab.read(
      try lab.grad(logits) { try lab.sum(try lab.recorder.emit(.softmaxXent, [$0, label])) })
    #expect(gradient[0] < 0 && gradient[1] > 0 && gradient[2] > 0)
    #expect(gradient[0] == Double(-(Float(gradient[1]) + Float(gradient[2]))))
  }
}

@Test func crossEntropyGradientIsSoftmaxMinusOneHot() throws {
  let lab = Laboratory()
  let logits = try lab.tensor(.spread([3, 4], from: -2, to: 2))
  let labels = try lab.tensor(.integers([3], [0, 3, 1]))
  let found = try lab.grad(logits) { try lab.sum(try lab.recorder.emit(.softmaxXent, [$0, labels])) }
  var expected = try lab.read(try lab.recorder.emit(.softmax, [logits]))
  for (row, label) in [0, 3, 1].enumerated() { expected[row * 4 + label] -= 1 }
  #expect(try distance(lab.read(found), expected) < 1e-14)
}

@Test(arguments: [Op.logistic, .softplus])
func slopesKeepTheirDigitsInTheTails(op: Op) throws {
  let lab = Laboratory()
  let x = try lab.scalar(op == .logistic ? 40 : -40, .f32)
  let slope = try lab.number(try lab.grad(x) { try lab.recorder.emit(op, [$0]) })
  #expect(abs(slope / 4.248354255291589e-18 - 1) < 1e-6)
}

@Test func integersAndBoolsHaveNoCotangent() throws {
  let lab = Laboratory()
  let tape = lab.recorder.beginTape()
  let whole = tape.watch(try lab.tensor(.integers([2], [1, 2])))
  let x = tape.watch(try lab.tensor(.of([2], [1, 2], .f32)))
  let y = try lab.recorder.emit(.mul, [x, try lab.recorder.emit(.convert, [whole], .dtype(.f32))])
  let gradients = try tape.gradients(of: try lab.sum(y), wrt: [whole, x])
  #expect(gradients[0] == nil)
  #expect(try lab.read(try #require(gradients[1])) == [1, 2])
}

@Test func aConversionReturnsTheCotangentInItsOwnType() throws {
  let lab = Laboratory()
  let x = try lab.tensor(.of([2], [1, 2], .f32))
  let gradient = try lab.grad(x) { x in
    let wide = try lab.recorder.emit(.convert, [x], .dtype(.f64))
    return try lab.sum(try lab.recorder.emit(.mul, [wide, wide]))
  }
  #expect(gradient.dtype == .f32)
  #expect(try lab.read(gradient) == [2, 4])
}

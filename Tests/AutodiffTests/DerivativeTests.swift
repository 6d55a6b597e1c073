// Every differentiable operation against central differences in f64, first and second order.
// Neighbours: `OpCases` is the table; `ConventionTests` has the points where differences mean nothing.

import Autodiff
import TensorIR
import Testing

/// A scalar function of the floating operands of one case: the weighted sum of the result.
struct Probe {
  let lab: Laboratory
  let item: OpCase
  let active: [Int]

  init(_ item: OpCase) {
    lab = Laboratory()
    self.item = item
    active = item.inputs.indices.filter { item.inputs[$0].dtype.isFloating }
  }

  var points: [Numbers] { active.map { item.inputs[$0] } }

  func apply(_ floating: [Tensor]) throws -> Tensor {
    var operands: [Tensor] = []
    var next = floating.makeIterator()
    for input in item.inputs {
      if input.dtype.isFloating {
        if let value = next.next() { operands.append(value) }
      } else {
        operands.append(try lab.tensor(input))
      }
    }
    return try lab.recorder.emit(item.op, operands, item.attributes)
  }

  func value(_ floating: [Tensor]) throws -> Tensor {
    let y = try apply(floating)
    return try lab.dot(try lab.tensor(.spread(y.shape, from: 0.3, to: 1.7, seed: 9)), y)
  }

  func gradient(_ floating: [Tensor]) throws -> [Tensor] { try lab.grad(floating, value) }

  /// Σ over operands of a weighted sum of the gradient: a scalar whose gradient is of second order.
  func slope(_ floating: [Tensor]) throws -> Tensor {
    var total = try lab.scalar(0)
    for (index, gradient) in try gradient(floating).enumerated() {
      let weights = try lab.tensor(.spread(gradient.shape, from: 0.2, to: 1.4, seed: 20 + index))
      total = try lab.recorder.emit(.add, [total, try lab.dot(weights, gradient)])
    }
    return total
  }

  /// Central differences of a scalar function at the case's point.
  func differences(_ body: ([Tensor]) throws -> Tensor, step: Double) throws -> [[Double]] {
    func evaluate(_ points: [Numbers]) throws -> Double {
      try lab.number(try body(try points.map(lab.tensor)))
    }
    return try points.indices.map { operand in
      try points[operand].values.indices.map { index in
        var (up, down) = (points, points)
        up[operand].values[index] += step
        down[operand].values[index] -= step
        return (try evaluate(up) - evaluate(down)) / (2 * step)
      }
    }
  }
}

@Test(arguments: OpCase.smooth)
func gradientEqualsCentralDifferences(item: OpCase) throws {
  let probe = Probe(item)
  let found = try probe.gradient(try probe.points.map(probe.lab.tensor)).map(probe.lab.read)
  let expected = try probe.differences(probe.value, step: 1e-5)
  for (gradient, difference) in zip(found, expected) { #expect(distance(gradient, difference) < 1e-7) }
}

@Test(arguments: OpCase.smooth)
func secondGradientEqualsCentralDifferencesOfTheFirst(item: OpCase) throws {
  let probe = Probe(item)
  let found = try probe.lab.grad(try probe.points.map(probe.lab.tensor), probe.slope).map(probe.lab.read)
  let expected = try probe.differences(probe.slope, step: 1e-5)
  for (gradient, difference) in zip(found, expected) { #expect(distance(gradient, difference) < 1e-6) }
}

@Test(arguments: OpCase.smooth)
func forwardAndReverseModeAreTransposes(item: OpCase) throws {
  let probe = Probe(item)
  let lab = probe.lab
  let tangents = probe.points.indices.map { Numbers.spread(probe.points[$0].shape, seed: 30 + $0) }
  let dual = lab.recorder.beginDual()
  let lifted = try zip(probe.points, tangents).map { try dual.lift(lab.tensor($0), tangent: lab.tensor($1)) }
  let output = try probe.apply(lifted)
  let tangent = dual.tangent(of: output)
  lab.recorder.end(dual)

  let seed = Numbers.spread(output.shape, seed: 40)
  let tape = lab.recorder.beginTape()
  let watched = try probe.points.map { tape.watch(try lab.tensor($0)) }
  let followed = try probe.apply(watched)
  lab.recorder.end(tape)
  let cotangents = try tape.gradients(of: followed, seed: try lab.tensor(seed), wrt: watched)

  let forward = try tangent.map { try lab.number(lab.dot(lab.tensor(seed), $0)) } ?? 0
  var reverse = 0.0
  for (cotangent, tangent) in zip(cotangents, tangents) {
    if let cotangent { reverse += try lab.number(lab.dot(lab.tensor(tangent), cotangent)) }
  }
  #expect(abs(forward - reverse) < 1e-11 * Swift.max(1, abs(forward)))
  #expect(try distance(lab.read(followed), lab.read(output)) == 0)
}

@Test(arguments: OpCase.smooth)
func forwardOverReverseEqualsReverseOverReverse(item: OpCase) throws {
  let probe = Probe(item)
  let lab = probe.lab
  let tangents = probe.points.indices.map { Numbers.spread(probe.points[$0].shape, seed: 50 + $0) }
  let dual = lab.recorder.beginDual()
  let lifted = try zip(probe.points, tangents).map { try dual.lift(lab.tensor($0), tangent: lab.tensor($1)) }
  let slope = try probe.slope(lifted)
  let forward = try dual.tangent(of: slope).map(lab.number) ?? 0
  lab.recorder.end(dual)

  let gradients = try lab.grad(try probe.points.map(lab.tensor), probe.slope)
  var reverse = 0.0
  for (gradient, tangent) in zip(gradients, tangents) {
    reverse += try lab.number(lab.dot(lab.tensor(tangent), gradient))
  }
  #expect(abs(forward - reverse) < 1e-9 * Swift.max(1, abs(forward)))
}

@Test func everyOperationIsInTheTable() {
  let covered = Set(OpCase.all.map(\.op))
  let leaves: Set<Op> = [.param, .scalar, .iota]
  #expect(Set(Op.allCases).subtracting(covered) == leaves)
}

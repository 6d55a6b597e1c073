// Transforms within transforms, long tapes, and what remains of a transform that has ended.
// Neighbours: `DerivativeTests` and `BatchTests` have single transforms over all operations.

import Autodiff
import TensorIR
import Testing

extension Laboratory {
  func power(_ x: Tensor, _ n: Double) throws -> Tensor { try recorder.emit(.pow, [x, scalar(n)]) }
  func mul(_ a: Tensor, _ b: Tensor) throws -> Tensor { try recorder.emit(.mul, [a, b]) }
  func add(_ a: Tensor, _ b: Tensor) throws -> Tensor { try recorder.emit(.add, [a, b]) }
}

@Test func thirdAndFourthDerivativeOfAPower() throws {
  let lab = Laboratory()
  let x = try lab.scalar(2)
  let third = try lab.grad(x) { try lab.grad($0) { try lab.grad($0) { try lab.power($0, 4) } } }
  #expect(try lab.number(third) == 48)
  let fourth = try lab.grad(x) {
    try lab.grad($0) { try lab.grad($0) { try lab.grad($0) { try lab.power($0, 4) } } }
  }
  #expect(try lab.number(fourth) == 24)
}

@Test func gradientPenalty() throws {
  let lab = Laboratory()
  // f(x) = Σ x³, so Σ (grad f)² = Σ 9 x⁴ and its gradient is 36 x³.
  let x = try lab.tensor(.of([3], [1, -2, 0.5]))
  let gradient = try lab.grad(x) { x in
    let inner = try lab.grad(x) { try lab.sum(try lab.power($0, 3)) }
    return try lab.sum(try lab.mul(inner, inner))
  }
  #expect(try lab.read(gradient) == [36, -288, 4.5])
}

@Test func gradientPenaltyOfANetworkEqualsCentralDifferences() throws {
  let lab = Laboratory()
  let dims = Attributes.dot(DotDimensions(leftContracting: [1], rightContracting: [0]))
  let x = try lab.tensor(.spread([4, 3]))
  func penalty(_ w: Tensor) throws -> Tensor {
    let inner = try lab.grad(x) { x in
      let hidden = try lab.recorder.emit(.tanh, [try lab.recorder.emit(.dotGeneral, [x, w], dims)])
      return try lab.sum(try lab.recorder.emit(.softplus, [hidden]))
    }
    return try lab.sum(try lab.mul(inner, inner))
  }
  let w = Numbers.spread([3, 2], seed: 3)
  let found = try lab.read(try lab.grad(lab.tensor(w), penalty))
  for index in w.values.indices {
    var (up, down) = (w, w)
    up.values[index] += 1e-5
    down.values[index] -= 1e-5
    let difference = (try lab.number(penalty(lab.tensor(up))) - lab.number(penalty(lab.tensor(down)))) / 2e-5
    #expect(abs(found[index] - difference) < 1e-8)
  }
}

@Test func innerAndOuterVariablesAreNotConfused() throws {
  let lab = Laboratory()
  // d/dx [x · d/dy (x + y)] = 1
  let reverse = try lab.grad(lab.scalar(3)) { x in
    try lab.mul(x, try lab.grad(lab.scalar(1)) { try lab.add(x, $0) })
  }
  #expect(try lab.number(reverse) == 1)

  let outer = lab.recorder.beginDual()
  let x = try outer.lift(lab.scalar(3), tangent: lab.scalar(1))
  let inner = lab.recorder.beginDual()
  let y = try inner.lift(lab.scalar(1), tangent: lab.scalar(1))
  let slope = try #require(inner.tangent(of: try lab.add(x, y)))
  lab.recorder.end(inner)
  let forward = try #require(outer.tangent(of: try lab.mul(x, slope)))
  lab.recorder.end(outer)
  #expect(try lab.number(forward) == 1)
}

@Test func batchInsideAGradient() throws {
  let lab = Laboratory()
  let x = try lab.tensor(.of([3, 2], [1, 2, 3, 4, 5, 6]))
  let gradient = try lab.grad(x) { x in
    let batch = lab.recorder.beginBatch(size: 3)
    let row = try batch.lift(x, axis: 0)
    let squares = try batch.lower(try lab.sum(try lab.mul(row, row)))
    lab.recorder.end(batch)
    return try lab.sum(try lab.mul(squares, lab.tensor(.of([3], [1, 10, 100]))))
  }
  #expect(try lab.read(gradient) == [2, 4, 60, 80, 1000, 1200])
}

@Test func aPullbackUnderABatchGivesTheJacobian() throws {
  let lab = Laboratory()
  let x = try lab.tensor(.of([2], [2, 3]))
  let tape = lab.recorder.beginTape()
  let watched = tape.watch(x)
  let flipped = try lab.recorder.emit(.reverse, [watched], .reverse([0]))
  let y = try lab.mul(watched, try lab.mul(watched, flipped))
  lab.recorder.end(tape)
  let batch = lab.recorder.beginBatch(size: 2)
  let seed = try batch.lift(lab.tensor(.of([2, 2], [1, 0, 0, 1])), axis: 0)
  let rows = try tape.gradients(of: y, seed: seed, wrt: [watched])
  let jacobian = try batch.lower(try #require(rows[0]))
  lab.recorder.end(batch)
  // y = (x0² x1, x1² x0)
  #expect(try lab.read(jacobian) == [12, 4, 9, 12])
}

@Test func aTapeCanBeWalkedAgainAfterItsEnd() throws {
  let lab = Laboratory()
  let tape = lab.recorder.beginTape()
  let x = tape.watch(try lab.scalar(3))
  let y = try lab.mul(x, x)
  let z = try lab.power(x, 3)
  lab.recorder.end(tape)
  #expect(try lab.number(#require(try tape.gradients(of: y, wrt: [x])[0])) == 6)
  #expect(try lab.number(#require(try tape.gradients(of: y, seed: lab.scalar(10), wrt: [x])[0])) == 60)
  let both = try tape.gradients(of: [(y, lab.scalar(1)), (z, lab.scalar(2))], wrt: [x])
  #expect(try lab.number(#require(both[0])) == 60)
}

@Test func gradientsOfIntermediateValuesCanBeAskedFor() throws {
  let lab = Laboratory()
  let tape = lab.recorder.beginTape()
  let x = tape.watch(try lab.scalar(3))
  let square = try lab.mul(x, x)
  let y = try lab.mul(square, x)
  let gradients = try tape.gradients(of: y, wrt: [square, x, y])
  #expect(try gradients.map { try lab.number(#require($0)) } == [3, 27, 1])
}

@Test func valuesOfAnEndedTapeAreConstants() throws {
  let lab = Laboratory()
  let tape = lab.recorder.beginTape()
  let x = tape.watch(try lab.scalar(3))
  lab.recorder.end(tape)
  let before = tape.count
  let y = try lab.mul(x, x)
  #expect(y.traceID == nil)
  #expect(tape.count == before)
  #expect(try lab.number(y) == 9)
  #expect(lab.recorder.primal(of: x, in: tape).traceID == nil)
}

@Test func onlyWhatDependsOnAWatchedValueIsKept() throws {
  let lab = Laboratory()
  let tape = lab.recorder.beginTape()
  let x = tape.watch(try lab.tensor(.spread([3])))
  let constant = try lab.mul(lab.scalar(2), lab.scalar(3))
  _ = try lab.recorder.emit(.compare, [x, constant], .comparison(.gt))
  _ = try lab.recorder.emit(.sign, [x])
  #expect(tape.count == 1)
  _ = try lab.mul(x, constant)
  #expect(tape.count == 2)
}

@Test func whatDoesNotDependHasNoGradient() throws {
  let lab = Laboratory()
  let tape = lab.recorder.beginTape()
  let (x, y) = (tape.watch(try lab.scalar(1)), tape.watch(try lab.scalar(2)))
  let gradients = try tape.gradients(of: try lab.mul(x, x), wrt: [x, y, lab.scalar(5)])
  #expect(gradients.map { $0 == nil } == [false, true, true])
}

@Test func aSeedOfTheWrongShapeIsRefused() throws {
  let lab = Laboratory()
  let tape = lab.recorder.beginTape()
  let x = tape.watch(try lab.tensor(.spread([3])))
  #expect(throws: ShapeError.updateMismatch(.add, expected: [3], got: [2])) {
    try tape.gradients(of: try lab.mul(x, x), seed: lab.tensor(.spread([2])), wrt: [x])
  }
}

@Test func valuesCanBeReadInsideAGradient() throws {
  let lab = Laboratory()
  let gradient = try lab.grad(lab.scalar(3)) { x in
    let square = try lab.mul(x, x)
    #expect(try lab.number(square) == 9)
    return try lab.mul(square, x)
  }
  #expect(try lab.number(gradient) == 27)
}

@Test func aLongChainOnATapeDoesNotOverflowTheStack() throws {
  let lab = Laboratory()
  let gradient = try lab.grad(lab.scalar(1)) { x in
    var y = x
    let small = try lab.scalar(1e-9)
    for step in 0..<100_000 { y = step % 2 == 0 ? try lab.add(y, small) : try lab.recorder.emit(.neg, [y]) }
    return y
  }
  #expect(try lab.number(gradient) == 1)
}

@Test func keysThatDifferByExampleGiveEachItsOwnBits() throws {
  let lab = Laboratory()
  let keys = try lab.tensor(.of([3], [1, 2, 3], .u32))
  let zero = try lab.tensor(.of([], [0], .u32))
  let batch = lab.recorder.beginBatch(size: 3)
  let bits = try lab.recorder.emit(.threefry, [try batch.lift(keys, axis: 0), zero], .shape([4]))
  let all = try lab.read(try batch.lower(bits))
  lab.recorder.end(batch)
  #expect(Set(all).count == 12)
}

@Test func aRuleOfItsOwnReplacesTheDerivative() throws {
  let lab = Laboratory()
  // The value of x³ with the slope 10 x: its own slope is 10.
  func custom(_ x: Tensor, on tape: Tape) throws -> Tensor {
    let below = lab.recorder.primal(of: x, in: tape)
    return tape.record(try lab.power(below, 3), from: [x]) { cotangent throws(ShapeError) in
      let slope = try lab.recorder.emit(.mul, [lab.recorder.scalar(10, .f64), below])
      return [try lab.recorder.emit(.mul, [cotangent, slope])]
    }
  }
  func slope(_ x: Tensor) throws -> Tensor {
    let tape = lab.recorder.beginTape()
    defer { lab.recorder.end(tape) }
    let watched = tape.watch(x)
    let y = try custom(watched, on: tape)
    #expect(try lab.number(y) == 8)
    return try #require(try tape.gradients(of: y, wrt: [watched])[0])
  }
  #expect(try lab.number(slope(lab.scalar(2))) == 20)
  #expect(try lab.number(lab.grad(lab.scalar(2), slope)) == 10)
}

// `vmap` of every operation against a loop over the examples, for every choice of batched operands.
// Neighbours: `OpCases` is the table; `NestingTests` mixes batches with tapes.

import Autodiff
import TensorIR
import Testing

extension OpCase {
  static let batchSize = 3

  /// Operand `index` as example `number` has it: near the case's own, and different for each.
  func example(_ number: Int, _ index: Int) -> Numbers {
    var numbers = inputs[index]
    let shift = Double(number)
    switch numbers.dtype {
    case .bool: if number % 2 == 1 { numbers.values = numbers.values.map { 1 - $0 } }
    case .i32, .u8, .u32: numbers.values = numbers.values.map { $0 + shift }
    default: numbers.values = numbers.values.map { $0 * (1 - 0.07 * shift) }
    }
    return numbers
  }

  /// All examples of an operand, stacked along `axis`.
  func stacked(_ index: Int, axis: Int) -> Numbers {
    let shape = inputs[index].shape
    let examples = (0..<OpCase.batchSize).map { example($0, index).values }
    let inner = shape.dropFirst(axis).reduce(1, *)
    var values: [Double] = []
    for block in 0..<shape.prefix(axis).reduce(1, *) {
      for example in examples { values += example[block * inner..<(block + 1) * inner] }
    }
    return Numbers(
      dtype: inputs[index].dtype, shape: shape.inserting(OpCase.batchSize, at: axis), values: values)
  }
}

@Test(arguments: OpCase.all)
func batchEqualsStackedLoop(item: OpCase) throws {
  for subset in 1..<(1 << item.inputs.count) {
    func isBatched(_ index: Int) -> Bool { subset >> index & 1 == 1 }
    let lab = Laboratory()
    var expected: [Double] = []
    for number in 0..<OpCase.batchSize {
      let operands = try item.inputs.indices.map {
        try lab.tensor(isBatched($0) ? item.example(number, $0) : item.inputs[$0])
      }
      expected += try lab.read(try lab.recorder.emit(item.op, operands, item.attributes))
    }
    let batch = lab.recorder.beginBatch(size: OpCase.batchSize)
    let operands = try item.inputs.indices.map { index in
      guard isBatched(index) else { return try lab.tensor(item.inputs[index]) }
      let axis = index % (item.inputs[index].shape.count + 1)
      return try batch.lift(lab.tensor(item.stacked(index, axis: axis)), axis: axis)
    }
    let output = try lab.recorder.emit(item.op, operands, item.attributes)
    let all = try batch.lower(output)
    lab.recorder.end(batch)
    #expect(all.shape == output.shape.inserting(OpCase.batchSize, at: 0))
    #expect(try distance(lab.read(all), expected) < 1e-15, "operands \(String(subset, radix: 2))")
  }
}

@Test(arguments: OpCase.smooth)
func gradientInsideABatchEqualsALoopOfGradients(item: OpCase) throws {
  let probe = Probe(item)
  let lab = probe.lab
  var expected: [[Double]] = probe.active.map { _ in [] }
  for number in 0..<OpCase.batchSize {
    let gradients = try probe.gradient(try probe.active.map { try lab.tensor(item.example(number, $0)) })
    for (place, gradient) in gradients.enumerated() { expected[place] += try lab.read(gradient) }
  }
  let batch = lab.recorder.beginBatch(size: OpCase.batchSize)
  let lifted = try probe.active.map { try batch.lift(lab.tensor(item.stacked($0, axis: 0)), axis: 0) }
  let gradients = try probe.gradient(lifted).map { try batch.lower($0) }
  lab.recorder.end(batch)
  for (found, expected) in zip(gradients, expected) {
    #expect(try distance(lab.read(found), expected) < 1e-13)
  }
}

@Test func batchSizesMustAgree() throws {
  let lab = Laboratory()
  let batch = lab.recorder.beginBatch(size: 3)
  let x = try lab.tensor(.spread([3, 2]))
  #expect(throws: ShapeError.updateMismatch(.transpose, expected: [3], got: [2])) {
    try batch.lift(x, axis: 1)
  }
  #expect(throws: ShapeError.axisOutOfRange(.transpose, axis: 2, rank: 2)) { try batch.lift(x, axis: 2) }
}

@Test func aNinthAxisIsRefused() throws {
  let lab = Laboratory()
  let batch = lab.recorder.beginBatch(size: 2)
  let x = try batch.lift(try lab.tensor(.spread([2])), axis: 0)
  #expect(throws: ShapeError.rankTooLarge(9)) {
    try lab.recorder.emit(.broadcastInDim, [x], .broadcast([1, 1, 1, 1, 1, 1, 1, 1], axes: []))
  }
}

@Test func shapeErrorsUnderABatchNameTheShapesOfOneExample() throws {
  let lab = Laboratory()
  let batch = lab.recorder.beginBatch(size: 2)
  let x = try batch.lift(try lab.tensor(.spread([2, 3])), axis: 0)
  let y = try lab.tensor(.spread([4]))
  #expect(throws: ShapeError.cannotBroadcast(.add, [3], [4], axis: 0)) {
    try lab.recorder.emit(.add, [x, y])
  }
}

@Test func aBatchedValueHasNoSingleReading() throws {
  let lab = Laboratory()
  let batch = lab.recorder.beginBatch(size: 2)
  let x = try batch.lift(try lab.tensor(.spread([2, 3])), axis: 0)
  #expect(try lab.arena.read(x) == nil)
}

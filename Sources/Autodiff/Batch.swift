// `vmap`: values with one more axis in front than the program sees.
// Neighbours: `BatchRules` has one rule an operation.

import TensorIR

/// A batching transform in progress. A batched value shows the shape of one example; the value one level
/// below has the batch axis in front.
///
/// `threefry` with keys shared by the batch gives every example the same bits; keys that are themselves
/// batched give each its own. There is a rule for every operation; an operation is refused only if the batch
/// axis would be a ninth (`ShapeError.rankTooLarge`).
public final class Batch: Trace {
  let id: TraceID
  let recorder: Recorder
  public let size: Int

  init(id: TraceID, recorder: Recorder, size: Int) {
    self.id = id
    self.recorder = recorder
    self.size = size
  }

  /// Maps over an axis of `x`: the result stands for one example.
  ///
  /// - Throws: `ShapeError` if there is no such axis or its size is not that of the batch.
  public func lift(_ x: Tensor, axis: Int) throws(ShapeError) -> Tensor {
    guard x.shape.indices.contains(axis) else {
      throw .axisOutOfRange(.transpose, axis: axis, rank: x.rank)
    }
    guard x.shape[axis] == size else {
      throw .updateMismatch(.transpose, expected: [size], got: [x.shape[axis]])
    }
    let order = [axis] + x.shape.indices.filter { $0 != axis }
    return wrapped(try recorder.transpose(recorder.stripped(x), Axes(clamping: order)), isWeak: false)
  }

  /// All examples, with the batch axis in front; a value that does not depend on the batch is repeated.
  public func lower(_ x: Tensor) throws(ShapeError) -> Tensor {
    if isBatched(x) { return x.below(id) }
    return try repeated(recorder.stripped(x))
  }

  func isBatched(_ x: Tensor) -> Bool { x.traceID == id }

  func repeated(_ x: Tensor) throws(ShapeError) -> Tensor {
    guard x.rank < Dims.maximumCount else { throw .rankTooLarge(x.rank + 1) }
    return try recorder.broadcastInDim(
      x, x.shape.inserting(size, at: 0), Axes(clamping: x.shape.indices.map { $0 + 1 }))
  }

  func wrapped(_ primal: Tensor, isWeak: Bool) -> Tensor {
    Tensor(
      dtype: primal.dtype, shape: primal.shape.removing([0]), isWeak: isWeak, origin: primal.origin,
      body: .traced(trace: id, primal: primal, payload: .batched))
  }

  func apply(_ op: Op, _ operands: [Tensor], _ attribute: Attributes, isWeak: Bool) throws(ShapeError)
    -> Tensor
  {
    let result = try ShapeRules.result(op, operands, attribute)
    let rank = operands.reduce(result.shape.count) { Swift.max($0, $1.rank) }
    guard rank < Dims.maximumCount else { throw .rankTooLarge(rank + 1) }
    if op == .threefry, case .shape(let shape) = attribute {
      return try Expansion.threefry(recorder, key0: operands[0], key1: operands[1], shape)
    }
    let step = BatchStep(
      batch: self, op: op, attributes: attribute, operands: operands.map { ($0.below(id), isBatched($0)) },
      rank: result.shape.count)
    return wrapped(try step.result(), isWeak: isWeak)
  }
}

extension Recorder {
  /// Starts a batch: what is computed from lifted values is computed for all examples at once.
  public func beginBatch(size: Int) -> Batch {
    begin { Batch(id: $0, recorder: self, size: size) }
  }

  public func end(_ batch: Batch) {
    end(batch.id)
  }
}

// Batch rules: what an operation on one example is for all of them, with the batch axis in front.
// Neighbours: `Batch` calls them; `BatchRules+Indexing` has windows, gather and scatter.

import TensorIR

/// One operation of which at least one operand is batched. Operands are physical: one level below.
struct BatchStep {
  let batch: Batch
  let op: Op
  let attributes: Attributes
  let operands: [(value: Tensor, isBatched: Bool)]
  /// Rank of the result for one example.
  let rank: Int

  var recorder: Recorder { batch.recorder }

  func result() throws(ShapeError) -> Tensor {
    switch op.family {
    case .unary, .mark, .leaf, .window: return try recorder.emit(op, operands.map(\.value), attributes)
    case .binary, .ternary: return try elementwise()
    case .movement: return try movement()
    case .indexing: return try indexing()
    case .reduction: return try reduction()
    case .contraction: return op == .convolution ? try convolution() : try product()
    case .composite, .linear: return try recorder.emit(op, try allBatched(), attributes)
    }
  }

  /// Operand with the batch axis, repeated if it had none.
  func batched(_ index: Int) throws(ShapeError) -> Tensor {
    operands[index].isBatched ? operands[index].value : try batch.repeated(operands[index].value)
  }

  func allBatched() throws(ShapeError) -> [Tensor] {
    var result: [Tensor] = []
    for index in operands.indices { result.append(try batched(index)) }
    return result
  }

  /// Operands are brought to equal rank, so that the batch axes meet and the guard on ranks is content.
  private func elementwise() throws(ShapeError) -> Tensor {
    var aligned: [Tensor] = []
    for (value, isBatched) in operands {
      if !isBatched, value.rank == 0 {
        aligned.append(value)
        continue
      }
      let own = isBatched ? Array(value.shape.dropFirst()) : Array(value.shape)
      let sizes = [isBatched ? batch.size : 1] + Array(repeating: 1, count: rank - own.count) + own
      aligned.append(try recorder.reshape(value, Shape(clamping: sizes)))
    }
    return try recorder.emit(op, aligned, attributes)
  }

  private func movement() throws(ShapeError) -> Tensor {
    switch op {
    case .dynamicSlice: return try window()
    case .dynamicUpdateSlice: return try updatedWindow()
    default: return try recorder.emit(op, try allBatched(), shiftedMovement)
    }
  }

  private var shiftedMovement: Attributes {
    switch attributes {
    case .shape(let shape): .shape(shape.inserting(batch.size, at: 0))
    case .permutation(let permutation): .permutation(shifted(permutation).inserting(0, at: 0))
    case .broadcast(let shape, let axes):
      .broadcast(shape.inserting(batch.size, at: 0), axes: shifted(axes).inserting(0, at: 0))
    case .slice(let starts, let limits, let steps):
      .slice(
        starts: starts.inserting(0, at: 0), limits: limits.inserting(batch.size, at: 0),
        steps: steps.inserting(1, at: 0))
    case .pad(let low, let high, let interior):
      .pad(
        low: low.inserting(0, at: 0), high: high.inserting(0, at: 0), interior: interior.inserting(0, at: 0))
    case .reverse(let axes): .reverse(shifted(axes))
    case .concat(let axis): .concat(axis: axis + 1)
    default: attributes
    }
  }

  func shifted(_ axes: Axes) -> Axes { Axes(clamping: axes.map { $0 + 1 }) }

  private func reduction() throws(ShapeError) -> Tensor {
    let x = operands[0].value
    if op == .argsort {
      // A single number is in order.
      return x.rank == 1 ? try recorder.filled(0, x.shape, .i32) : try recorder.emit(op, [x], attributes)
    }
    guard case .axes(let axes) = attributes else { return try recorder.emit(op, [x], attributes) }
    return try recorder.emit(op, [x], .axes(shifted(axes)))
  }

  // MARK: Products

  private func product() throws(ShapeError) -> Tensor {
    guard case .dot(var dims) = attributes else { return try recorder.emit(op, try allBatched(), attributes) }
    let (left, right) = (operands[0], operands[1])
    if left.isBatched {
      (dims.leftBatch, dims.leftContracting) = (shifted(dims.leftBatch), shifted(dims.leftContracting))
    }
    if right.isBatched {
      (dims.rightBatch, dims.rightContracting) = (shifted(dims.rightBatch), shifted(dims.rightContracting))
    }
    // Where the batch axis comes out: first among the batch axes, or first among one side's free ones.
    var place = dims.leftBatch.count
    if left.isBatched && right.isBatched {
      dims.leftBatch = dims.leftBatch.inserting(0, at: 0)
      dims.rightBatch = dims.rightBatch.inserting(0, at: 0)
      place = 0
    } else if right.isBatched {
      place = left.value.rank - dims.leftContracting.count
    }
    return try moved(try recorder.emit(.dotGeneral, [left.value, right.value], .dot(dims)), from: place)
  }

  /// Brings the batch axis to the front.
  func moved(_ x: Tensor, from place: Int) throws(ShapeError) -> Tensor {
    let order = [place] + x.shape.indices.filter { $0 != place }
    return try recorder.transpose(x, Axes(clamping: order))
  }
}

// Batch rules of windows, gather and scatter: an index for each example becomes a batched gather.
// Neighbours: `BatchRules`.

import TensorIR

extension BatchStep {
  // MARK: Gather and scatter

  func indexing() throws(ShapeError) -> Tensor {
    guard case .gather(let axis, let shared) = attributes else {
      return try recorder.emit(op, try allBatched(), attributes)
    }
    let indices = operands[1]
    if shared == 0, !indices.isBatched {
      // One choice for all examples: the batch axis is just another axis in front.
      var values = try allBatched()
      values[1] = indices.value
      return try recorder.emit(op, values, .gather(axis: axis + 1, batch: 0))
    }
    if op == .gather, shared == 0, !operands[0].isBatched {
      let picked = try recorder.gather(operands[0].value, indices.value, axis: axis, batch: 0)
      return try moved(picked, from: axis)
    }
    return try recorder.emit(op, try allBatched(), .gather(axis: axis + 1, batch: shared + 1))
  }

  // MARK: Windows

  private func hasBatchedStart(from first: Int) -> Bool {
    operands.dropFirst(first).contains { $0.isBatched }
  }

  private func plainStarts(from first: Int) -> [Tensor] {
    [recorder.scalar(0, .i32)] + operands.dropFirst(first).map(\.value)
  }

  func window() throws(ShapeError) -> Tensor {
    guard case .sizes(let sizes) = attributes else { return try batched(0) }
    var x = try batched(0)
    if !hasBatchedStart(from: 1) {
      return try recorder.emit(
        .dynamicSlice, [x] + plainStarts(from: 1), .sizes(sizes.inserting(batch.size, at: 0)))
    }
    for axis in sizes.indices where sizes[axis] != x.shape[axis + 1] {
      let start = try clampedStart(1 + axis, room: x.shape[axis + 1] - sizes[axis])
      let steps = try recorder.iota([batch.size, sizes[axis]], axis: 1)
      x = try recorder.gather(x, try recorder.add(steps, start), axis: axis + 1, batch: 1)
    }
    return x
  }

  /// i32 [batch, 1]
  private func clampedStart(_ index: Int, room: Int) throws(ShapeError) -> Tensor {
    let start = try recorder.reshape(try batched(index), [batch.size, 1])
    return try recorder.emit(.clamp, [start, recorder.scalar(0, .i32), recorder.scalar(Double(room), .i32)])
  }

  /// With a start for each example: the update is spread to full size, and a mask says where it counts.
  func updatedWindow() throws(ShapeError) -> Tensor {
    let x = try batched(0)
    var update = try batched(1)
    if !hasBatchedStart(from: 2) {
      return try recorder.emit(.dynamicUpdateSlice, [x, update] + plainStarts(from: 2))
    }
    if update.elementCount == 0 { return x }
    var mask: Tensor? = nil
    for axis in 1..<x.rank where update.shape[axis] != x.shape[axis] {
      let (size, window) = (x.shape[axis], update.shape[axis])
      let start = try clampedStart(1 + axis, room: size - window)
      let places = try recorder.sub(try recorder.iota([batch.size, size], axis: 1), start)
      let (low, high) = (recorder.scalar(0, .i32), recorder.scalar(Double(window - 1), .i32))
      let chosen = try recorder.emit(.clamp, [places, low, high])
      update = try recorder.gather(update, chosen, axis: axis, batch: 1)
      var sizes = Shape(repeating: 1, count: x.rank)
      sizes[0] = batch.size
      sizes[axis] = size
      let isInside = try recorder.reshape(try recorder.compare(.eq, places, chosen), sizes)
      if let known = mask {
        mask = try recorder.emit(.and, [known, isInside])
      } else {
        mask = isInside
      }
    }
    guard let mask else { return update }
    return try recorder.select(mask, update, x)
  }
}

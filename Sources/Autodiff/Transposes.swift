// Reverse rules: the cotangent of an operand from that of the result. Linear operations have one transpose each.
// Neighbours: `Partials` has the elementwise operations, `Tape` walks back and calls this.

import TensorIR

extension Recorder {
  /// The cotangent that `cotangent` of the result gives to operand `index`, in that operand's shape; nil is zero.
  func transposed(_ use: Application, _ index: Int, _ cotangent: Tensor) throws(ShapeError) -> Tensor? {
    let operand = use.inputs[index]
    guard operand.dtype.isFloating else { return nil }
    switch use.op.family {
    case .unary, .binary, .ternary:
      guard let part = try product(try partial(use, index), cotangent) else { return nil }
      let own = try unbroadcast(part, to: operand.shape)
      return own.dtype == operand.dtype ? own : try emit(.convert, [own], .dtype(operand.dtype))
    case .movement: return try transposedMovement(use, index, cotangent)
    case .indexing: return try transposedIndexing(use, index, cotangent)
    case .reduction: return try transposedReduction(use, cotangent)
    case .contraction:
      return use.op == .convolution
        ? try transposedConvolution(use, index, cotangent) : try transposedProduct(use, index, cotangent)
    case .linear: return try transposedLinear(use, index, cotangent)
    case .composite: return try transposedComposite(use, cotangent)
    case .leaf, .mark, .window: return nil
    }
  }

  // MARK: Movement

  private func transposedMovement(_ use: Application, _ index: Int, _ v: Tensor) throws(ShapeError) -> Tensor?
  {
    let shape = use.inputs[index].shape
    switch use.attributes {
    case .shape: return try reshape(v, shape)
    case .permutation(let permutation): return try transpose(v, permutation.inverse)
    case .broadcast(_, let axes): return try transposedBroadcast(v, shape, axes)
    case .slice(let starts, _, let steps):
      let low = starts
      var high = Dims(repeating: 0, count: shape.count)
      for axis in shape.indices {
        let reach = v.shape[axis] == 0 ? 0 : (v.shape[axis] - 1) * steps[axis] + 1
        high[axis] = shape[axis] - starts[axis] - reach
      }
      let interior = Dims(clamping: steps.map { $0 - 1 })
      return try emit(.pad, [v], .pad(low: low, high: high, interior: interior))
    case .pad(let low, let high, let interior): return try transposedPad(v, shape, low, high, interior)
    case .reverse(let axes): return try emit(.reverse, [v], .reverse(axes))
    case .concat(let axis): return try slice(v, axis: axis, part: index, of: use.inputs)
    case .sizes:
      let zeros = try filled(0, shape, v.dtype)
      return try emit(.dynamicUpdateSlice, [zeros, v] + use.inputs.dropFirst())
    default:
      guard use.op == .dynamicUpdateSlice else { return v }
      let starts = use.inputs.dropFirst(2)
      if index == 1 { return try emit(.dynamicSlice, [v] + starts, .sizes(shape)) }
      return try emit(.dynamicUpdateSlice, [v, try filled(0, use.inputs[1].shape, v.dtype)] + starts)
    }
  }

  private func transposedBroadcast(_ v: Tensor, _ shape: Shape, _ axes: Axes) throws(ShapeError) -> Tensor {
    // Operand axes that came through unrepeated, in the order of their places in the result.
    let through = axes.indices.filter { shape[$0] == v.shape[axes[$0]] }.sorted { axes[$0] < axes[$1] }
    let places = through.map { axes[$0] }
    let summed = try sum(v, Axes(clamping: v.shape.indices.filter { !places.contains($0) }))
    let order = through.sorted().map { operandAxis in through.firstIndex(of: operandAxis) ?? 0 }
    return try reshape(try transpose(summed, Axes(clamping: order)), shape)
  }

  private func transposedPad(_ v: Tensor, _ shape: Shape, _ low: Dims, _ high: Dims, _ interior: Dims)
    throws(ShapeError) -> Tensor
  {
    let none = Dims(repeating: 0, count: shape.count)
    let cropped = try emit(
      .pad, [v],
      .pad(low: Dims(clamping: low.map { -$0 }), high: Dims(clamping: high.map { -$0 }), interior: none))
    if interior == none { return cropped }
    return try emit(
      .slice, [cropped],
      .slice(starts: none, limits: cropped.shape, steps: Dims(clamping: interior.map { $0 + 1 })))
  }

  private func slice(_ v: Tensor, axis: Int, part: Int, of inputs: [Tensor]) throws(ShapeError) -> Tensor {
    var starts = Dims(repeating: 0, count: v.rank)
    var limits = v.shape
    starts[axis] = inputs[..<part].reduce(0) { $0 + $1.shape[axis] }
    limits[axis] = starts[axis] + inputs[part].shape[axis]
    let steps = Dims(repeating: 1, count: v.rank)
    return try emit(.slice, [v], .slice(starts: starts, limits: limits, steps: steps))
  }

  // MARK: Indexing

  private func transposedIndexing(_ use: Application, _ index: Int, _ v: Tensor) throws(ShapeError) -> Tensor?
  {
    let indices = use.inputs[1]
    if use.op == .gather {
      let zeros = try filled(0, use.inputs[0].shape, v.dtype)
      return try emit(.scatterAdd, [zeros, indices, v], use.attributes)
    }
    if index == 0 {
      guard use.op == .scatterSet else { return v }
      return try emit(.scatterSet, [v, indices, try filled(0, use.inputs[2].shape, v.dtype)], use.attributes)
    }
    let gathered = try emit(.gather, [v, indices], use.attributes)
    guard use.op == .scatterSet else { return gathered }
    return try select(try winners(use), gathered, 0)
  }

  /// Which updates of a `scatterSet` stayed: of several to one place only the last.
  private func winners(_ use: Application) throws(ShapeError) -> Tensor {
    let shape = use.inputs[2].shape
    let numbers = try reshape(try iota([shape.product], axis: 0), shape)
    let nobody = try filled(-1, use.inputs[0].shape, .i32)
    let last = try emit(.scatterSet, [nobody, use.inputs[1], numbers], use.attributes)
    return try compare(.eq, try emit(.gather, [last, use.inputs[1]], use.attributes), numbers)
  }

  // MARK: Reductions

  private func transposedReduction(_ use: Application, _ v: Tensor) throws(ShapeError) -> Tensor? {
    guard case .axes(let axes) = use.attributes else { return v }
    let x = use.inputs[0]
    switch use.op {
    case .reduceSum: return try spread(v, over: axes, x.shape)
    case .cumsum:
      let backward = try emit(.reverse, [v], .reverse(axes))
      return try emit(.reverse, [try emit(.cumsum, [backward], .axes(axes))], .reverse(axes))
    case .reduceMax, .reduceMin:
      let (isTaken, count) = try taken(use, axes)
      return try select(isTaken, try spread(try div(v, count), over: axes, x.shape), 0)
    default: return nil
    }
  }

  /// Repeats the result of a reduction over the axes that it removed.
  func spread(_ v: Tensor, over axes: Axes, _ shape: Shape) throws(ShapeError) -> Tensor {
    try broadcastInDim(v, shape, Axes(clamping: shape.indices.filter { !axes.contains($0) }))
  }

  /// Where a maximum (minimum) was taken, and at how many places: ties share equally.
  func taken(_ use: Application, _ axes: Axes) throws(ShapeError) -> (isTaken: Tensor, count: Tensor) {
    let x = use.inputs[0]
    let isTaken = try compare(.eq, x, try spread(use.output, over: axes, x.shape))
    let count = try sum(try emit(.convert, [isTaken], .dtype(x.dtype)), axes)
    return (isTaken, count)
  }

  // MARK: Products and composites

  private func transposedProduct(_ use: Application, _ index: Int, _ v: Tensor) throws(ShapeError) -> Tensor?
  {
    guard case .dot(let dims) = use.attributes else { return nil }
    let own = use.inputs[index]
    let other = use.inputs[1 - index]
    let (ownBatch, ownInner) =
      index == 0
      ? (dims.leftBatch, dims.leftContracting) : (dims.rightBatch, dims.rightContracting)
    let (otherBatch, otherInner) =
      index == 0
      ? (dims.rightBatch, dims.rightContracting) : (dims.leftBatch, dims.leftContracting)
    let ownFree = Axes.rest(own.rank, ownBatch, ownInner)
    let otherFree = Axes.rest(other.rank, otherBatch, otherInner)
    let batch = ownBatch.count
    // In v: batch axes, free axes of the left operand, free axes of the right.
    let otherStart = index == 0 ? batch + ownFree.count : batch
    let ofCotangent = (
      contracting: Axes(clamping: otherStart..<otherStart + otherFree.count), batch: Axes(clamping: 0..<batch))
    let ofOther = (contracting: otherFree, batch: otherBatch)
    // The factor first whose axes come first in the operand: then the product mostly is what is asked for as it is.
    let isOtherFirst = (ownInner.min() ?? own.rank) < (ownFree.min() ?? own.rank)
    let (first, second) = isOtherFirst ? (ofOther, ofCotangent) : (ofCotangent, ofOther)
    let product = try emit(
      .dotGeneral, isOtherFirst ? [other, v] : [v, other],
      .dot(
        DotDimensions(
          leftContracting: first.contracting, rightContracting: second.contracting, leftBatch: first.batch,
          rightBatch: second.batch)))
    // In the product: batch, then own free axes and those contracted before, in the order they have in the other.
    let freeStart = batch + (isOtherFirst ? ownInner.count : 0)
    let innerStart = batch + (isOtherFirst ? 0 : ownFree.count)
    var permutation = Axes(repeating: 0, count: own.rank)
    for (place, axis) in ownBatch.enumerated() { permutation[axis] = place }
    for (place, axis) in ownFree.enumerated() { permutation[axis] = freeStart + place }
    let sorted = otherInner.sorted()
    for (axis, partner) in zip(ownInner, otherInner) {
      permutation[axis] = innerStart + (sorted.firstIndex(of: partner) ?? 0)
    }
    return try transpose(product, permutation)
  }

  private func transposedComposite(_ use: Application, _ v: Tensor) throws(ShapeError) -> Tensor? {
    let y = use.output
    switch use.op {
    case .softmax:
      return try mul(y, try sub(v, try sumOfRows(try mul(v, y))))
    case .logSoftmax:
      return try sub(v, try mul(try emit(.exp, [y]), try sumOfRows(v)))
    case .softmaxXent:
      let slope = try Expansion.softmaxXentGradient(self, use.inputs[0], use.inputs[1])
      return try mul(slope, try reshape(v, v.shape.inserting(1, at: v.rank)))
    default: return nil
    }
  }
}

extension Dims {
  /// The permutation that undoes this one.
  var inverse: Dims {
    var result = self
    for (place, axis) in enumerated() { result[axis] = place }
    return result
  }

  /// Axes below `rank` that are in neither list.
  static func rest(_ rank: Int, _ a: Dims, _ b: Dims) -> Dims {
    Dims(clamping: (0..<rank).filter { !a.contains($0) && !b.contains($0) })
  }
}

// Shape rules of movement, indexing and products.
// Neighbours: `ShapeRules` has the elementwise operations and reductions.

extension ShapeRules {
  static func movement(_ op: Op, _ inputs: [Tensor], _ attribute: Attributes) throws(ShapeError) -> Result {
    if op == .concat { return try concat(inputs, attribute) }
    guard let x = inputs.first else { throw .operandCount(op, expected: 1, got: 0) }
    switch (op, attribute) {
    case (.reshape, .shape(let shape)):
      guard shape.product == x.shape.product else { throw .cannotReshape(from: x.shape, to: shape) }
      return (x.dtype, shape)
    case (.transpose, .permutation(let permutation)):
      guard permutation.count == x.rank, Set(permutation) == Set(0..<x.rank) else {
        throw .badPermutation(x.shape, permutation)
      }
      return (x.dtype, Shape(clamping: permutation.map { x.shape[$0] }))
    case (.broadcastInDim, .broadcast(let shape, let axes)):
      return try broadcastInDim(x, shape, axes)
    case (.slice, .slice(let starts, let limits, let steps)):
      return try slice(x, starts, limits, steps)
    case (.pad, .pad(let low, let high, let interior)):
      return try pad(x, low, high, interior)
    case (.reverse, .reverse(let axes)):
      try check(axes, op, rank: x.rank)
      return (x.dtype, x.shape)
    case (.dynamicSlice, .sizes(let sizes)):
      try checkStarts(op, inputs.dropFirst(1), rank: x.rank)
      guard sizes.count == x.rank, sizes.indices.allSatisfy({ sizes[$0] <= x.shape[$0] }) else {
        throw .updateMismatch(op, expected: x.shape, got: sizes)
      }
      return (x.dtype, sizes)
    case (.dynamicUpdateSlice, _):
      return try dynamicUpdateSlice(inputs)
    default:
      return (x.dtype, x.shape)
    }
  }

  private static func concat(_ inputs: [Tensor], _ attribute: Attributes) throws(ShapeError) -> Result {
    guard case .concat(let axis) = attribute, let first = inputs.first else {
      throw .operandCount(.concat, expected: 1, got: inputs.count)
    }
    guard first.shape.indices.contains(axis) else {
      throw .axisOutOfRange(.concat, axis: axis, rank: first.rank)
    }
    var total = 0
    for input in inputs {
      if input.dtype != first.dtype { throw .dtypeMismatch(.concat, first.dtype, input.dtype) }
      guard input.shape.removing([axis]) == first.shape.removing([axis]), input.rank == first.rank else {
        throw .concatMismatch(first.shape, input.shape, axis: axis)
      }
      total += input.shape[axis]
    }
    guard Int32(exactly: total) != nil else { throw .sizeTooLarge }
    var shape = first.shape
    shape[axis] = total
    return (first.dtype, shape)
  }

  private static func broadcastInDim(_ x: Tensor, _ shape: Shape, _ axes: Axes) throws(ShapeError) -> Result {
    guard axes.count == x.rank else { throw .badPermutation(x.shape, axes) }
    try check(axes, .broadcastInDim, rank: shape.count)
    for (axis, target) in axes.enumerated() where x.shape[axis] != 1 && x.shape[axis] != shape[target] {
      throw .cannotBroadcast(.broadcastInDim, x.shape, shape, axis: target)
    }
    return (x.dtype, shape)
  }

  private static func slice(_ x: Tensor, _ starts: Dims, _ limits: Dims, _ steps: Dims) throws(ShapeError)
    -> Result
  {
    guard starts.count == x.rank, limits.count == x.rank, steps.count == x.rank else {
      throw .axisOutOfRange(.slice, axis: starts.count, rank: x.rank)
    }
    var shape = Shape()
    for axis in x.shape.indices {
      let (start, limit, step) = (starts[axis], limits[axis], steps[axis])
      guard step > 0, start >= 0, start <= limit, limit <= x.shape[axis] else {
        throw .sliceOutOfRange(x.shape, axis: axis, start: start, limit: limit, step: step)
      }
      shape.append((limit - start + step - 1) / step)
    }
    return (x.dtype, shape)
  }

  private static func pad(_ x: Tensor, _ low: Dims, _ high: Dims, _ interior: Dims) throws(ShapeError) -> Result {
    guard low.count == x.rank, high.count == x.rank, interior.count == x.rank else {
      throw .badPadding(x.shape)
    }
    var sizes: [Int] = []
    for axis in x.shape.indices {
      guard interior[axis] >= 0 else { throw .badPadding(x.shape) }
      let inner = x.shape[axis] + Swift.max(0, x.shape[axis] - 1) * interior[axis]
      let size = inner + low[axis] + high[axis]
      guard size >= 0 else { throw .badPadding(x.shape) }
      sizes.append(size)
    }
    guard let shape = Shape(exactly: sizes) else { throw .sizeTooLarge }
    return (x.dtype, shape)
  }

  private static func checkStarts(_ op: Op, _ starts: ArraySlice<Tensor>, rank: Int) throws(ShapeError) {
    guard starts.count == rank else { throw .operandCount(op, expected: rank, got: starts.count) }
    for start in starts {
      guard start.dtype == .i32 else { throw .dtypeUnsupported(op, start.dtype) }
      guard start.rank == 0 else { throw .updateMismatch(op, expected: [], got: start.shape) }
    }
  }

  private static func dynamicUpdateSlice(_ inputs: [Tensor]) throws(ShapeError) -> Result {
    guard inputs.count >= 2 else {
      throw .operandCount(.dynamicUpdateSlice, expected: 2, got: inputs.count)
    }
    let (x, update) = (inputs[0], inputs[1])
    try checkStarts(.dynamicUpdateSlice, inputs.dropFirst(2), rank: x.rank)
    if update.dtype != x.dtype { throw .dtypeMismatch(.dynamicUpdateSlice, x.dtype, update.dtype) }
    guard update.rank == x.rank, x.shape.indices.allSatisfy({ update.shape[$0] <= x.shape[$0] }) else {
      throw .updateMismatch(.dynamicUpdateSlice, expected: x.shape, got: update.shape)
    }
    return (x.dtype, x.shape)
  }

  static func indexing(_ op: Op, _ inputs: [Tensor], _ attribute: Attributes) throws(ShapeError) -> Result {
    try expect(op == .gather ? 2 : 3, op, inputs)
    let (x, indices) = (inputs[0], inputs[1])
    guard case .gather(let axis, let batch) = attribute else { throw .gatherMismatch(x.shape, indices.shape) }
    guard indices.dtype == .i32 else { throw .dtypeUnsupported(op, indices.dtype) }
    guard x.shape.indices.contains(axis), (0...axis).contains(batch), batch <= indices.rank else {
      throw .axisOutOfRange(op, axis: axis, rank: x.rank)
    }
    for place in 0..<batch where x.shape[place] != indices.shape[place] {
      throw .gatherMismatch(x.shape, indices.shape)
    }
    let sizes = Array(x.shape.prefix(axis)) + Array(indices.shape.dropFirst(batch))
      + Array(x.shape.dropFirst(axis + 1))
    guard let shape = Shape(exactly: sizes) else { throw .rankTooLarge(sizes.count) }
    if op == .gather { return (x.dtype, shape) }
    let updates = inputs[2]
    if updates.dtype != x.dtype { throw .dtypeMismatch(op, x.dtype, updates.dtype) }
    guard updates.shape == shape else { throw .updateMismatch(op, expected: shape, got: updates.shape) }
    return (x.dtype, x.shape)
  }

  static func dot(_ inputs: [Tensor], _ attribute: Attributes) throws(ShapeError) -> Result {
    try expect(2, .dotGeneral, inputs)
    let (a, b) = (inputs[0], inputs[1])
    guard case .dot(let dims) = attribute else { throw .dotMismatch(a.shape, b.shape, leftAxis: 0, rightAxis: 0) }
    if a.dtype != b.dtype { throw .dtypeMismatch(.dotGeneral, a.dtype, b.dtype) }
    guard a.dtype.isFloating || a.dtype == .i32 else { throw .dtypeUnsupported(.dotGeneral, a.dtype) }
    let leftUsed = Array(dims.leftBatch) + Array(dims.leftContracting)
    let rightUsed = Array(dims.rightBatch) + Array(dims.rightContracting)
    guard dims.leftBatch.count == dims.rightBatch.count, leftUsed.count == rightUsed.count,
      leftUsed.count <= Dims.maximumCount
    else {
      throw .operandCount(.dotGeneral, expected: leftUsed.count, got: rightUsed.count)
    }
    try check(Axes(clamping: leftUsed), .dotGeneral, rank: a.rank)
    try check(Axes(clamping: rightUsed), .dotGeneral, rank: b.rank)
    for (left, right) in zip(leftUsed, rightUsed) where a.shape[left] != b.shape[right] {
      throw .dotMismatch(a.shape, b.shape, leftAxis: left, rightAxis: right)
    }
    let sizes = dims.leftBatch.map { a.shape[$0] }
      + a.shape.removing(Axes(clamping: leftUsed)).map { $0 }
      + b.shape.removing(Axes(clamping: rightUsed)).map { $0 }
    guard let shape = Shape(exactly: sizes) else { throw .rankTooLarge(sizes.count) }
    return (a.dtype, shape)
  }
}

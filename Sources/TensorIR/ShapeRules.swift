// One rule an op: the element type and shape of its result, or why the operands do not fit.
// Neighbours: `Arena.record` applies them; the transforms ask the same rules.

/// Shapes and element types of results.
public enum ShapeRules {
  public typealias Result = (dtype: DType, shape: Shape)

  public static func result(_ op: Op, _ inputs: [Tensor], _ attribute: Attributes) throws(ShapeError)
    -> Result
  {
    switch op.family {
    case .leaf: return try leaf(op, attribute)
    case .unary: return try unary(op, inputs, attribute)
    case .binary: return try binary(op, inputs)
    case .ternary: return try ternary(op, inputs)
    case .movement: return try movement(op, inputs, attribute)
    case .indexing: return try indexing(op, inputs, attribute)
    case .reduction: return try reduction(op, inputs, attribute)
    case .contraction:
      return op == .convolution ? try convolution(inputs, attribute) : try dot(inputs, attribute)
    case .window: return try windowArgMax(inputs, attribute)
    case .linear: return try linear(op, inputs)
    case .composite: return try composite(op, inputs, attribute)
    case .mark:
      try expect(1, op, inputs)
      return (inputs[0].dtype, inputs[0].shape)
    }
  }

  static func expect(_ count: Int, _ op: Op, _ inputs: [Tensor]) throws(ShapeError) {
    if inputs.count != count { throw .operandCount(op, expected: count, got: inputs.count) }
  }

  private static func leaf(_ op: Op, _ attribute: Attributes) throws(ShapeError) -> Result {
    guard op == .iota, case .iota(let shape, let axis) = attribute else { return (.f32, []) }
    guard shape.isEmpty || shape.indices.contains(axis) else {
      throw .axisOutOfRange(op, axis: axis, rank: shape.count)
    }
    return (.i32, shape)
  }

  // MARK: Elementwise

  private static func unary(_ op: Op, _ inputs: [Tensor], _ attribute: Attributes) throws(ShapeError)
    -> Result
  {
    try expect(1, op, inputs)
    let x = inputs[0]
    switch op {
    case .convert:
      guard case .dtype(let dtype) = attribute else { return (x.dtype, x.shape) }
      return (dtype, x.shape)
    case .isFinite: return (.bool, x.shape)
    case .not:
      guard !x.dtype.isFloating else { throw .dtypeUnsupported(op, x.dtype) }
    case .neg, .abs, .sign, .relu:
      guard x.dtype != .bool, x.dtype != .u32 else { throw .dtypeUnsupported(op, x.dtype) }
    default:
      guard x.dtype.isFloating else { throw .dtypeUnsupported(op, x.dtype) }
    }
    return (x.dtype, x.shape)
  }

  private static func binary(_ op: Op, _ inputs: [Tensor]) throws(ShapeError) -> Result {
    try expect(2, op, inputs)
    let (a, b) = (inputs[0], inputs[1])
    if a.dtype != b.dtype { throw .dtypeMismatch(op, a.dtype, b.dtype) }
    let shape = try broadcast(op, a.shape, b.shape)
    switch op {
    case .compare: return (.bool, shape)
    case .and, .or, .xor:
      guard !a.dtype.isFloating else { throw .dtypeUnsupported(op, a.dtype) }
    case .shl, .shr:
      guard a.dtype.isInteger else { throw .dtypeUnsupported(op, a.dtype) }
    case .max, .min: break
    case .atan2, .mulNoNan:
      guard a.dtype.isFloating else { throw .dtypeUnsupported(op, a.dtype) }
    default:
      guard a.dtype != .bool else { throw .dtypeUnsupported(op, a.dtype) }
    }
    return (a.dtype, shape)
  }

  private static func ternary(_ op: Op, _ inputs: [Tensor]) throws(ShapeError) -> Result {
    try expect(3, op, inputs)
    let (a, b, c) = (inputs[0], inputs[1], inputs[2])
    if op == .select {
      guard a.dtype == .bool else { throw .dtypeUnsupported(op, a.dtype) }
    } else if a.dtype != b.dtype {
      throw .dtypeMismatch(op, a.dtype, b.dtype)
    }
    if b.dtype != c.dtype { throw .dtypeMismatch(op, b.dtype, c.dtype) }
    let pair = try broadcast(op, b.shape, c.shape)
    return (b.dtype, try broadcast(op, a.shape, pair))
  }

  /// The common shape of two operands, by NumPy's rule and the guard for differing ranks.
  public static func broadcast(_ op: Op, _ a: Shape, _ b: Shape) throws(ShapeError) -> Shape {
    if a == b { return a }
    let (low, high) = a.count <= b.count ? (a, b) : (b, a)
    let offset = high.count - low.count
    var result = high
    for axis in low.indices {
      let (small, large) = (low[axis], high[axis + offset])
      if small == large || small == 1 { continue }
      guard large == 1 else { throw .cannotBroadcast(op, a, b, axis: axis + offset) }
      if offset > 0 { throw .stretchesHigherRank(op, a, b) }
      result[axis + offset] = small
    }
    return result
  }

  // MARK: Reductions and composites

  private static func reduction(_ op: Op, _ inputs: [Tensor], _ attribute: Attributes)
    throws(ShapeError) -> Result
  {
    try expect(1, op, inputs)
    let x = inputs[0]
    var axes = Axes()
    if case .axes(let given) = attribute { axes = given }
    try check(axes, op, rank: x.rank)
    switch op {
    case .argsort: return (.i32, x.shape)
    case .cumsum:
      guard x.dtype != .bool else { throw .dtypeUnsupported(op, x.dtype) }
      return (x.dtype, x.shape)
    case .reduceAnd, .reduceOr:
      guard x.dtype == .bool else { throw .dtypeUnsupported(op, x.dtype) }
    case .reduceSum, .reduceProd:
      guard x.dtype != .bool else { throw .dtypeUnsupported(op, x.dtype) }
    default: break
    }
    let shape = x.shape.removing(axes)
    let needsElements = [.reduceMax, .reduceMin, .argMax, .argMin].contains(op)
    if needsElements, axes.contains(where: { x.shape[$0] == 0 }), shape.product > 0 {
      throw .emptyReduction(op, x.shape)
    }
    return (op == .argMax || op == .argMin ? .i32 : x.dtype, shape)
  }

  static func check(_ axes: Axes, _ op: Op, rank: Int) throws(ShapeError) {
    for (place, axis) in axes.enumerated() {
      guard (0..<rank).contains(axis) else { throw .axisOutOfRange(op, axis: axis, rank: rank) }
      if axes.prefix(place).contains(axis) { throw .duplicateAxis(op, axis: axis) }
    }
  }

  private static func composite(_ op: Op, _ inputs: [Tensor], _ attribute: Attributes)
    throws(ShapeError) -> Result
  {
    switch op {
    case .threefry:
      try expect(2, op, inputs)
      for key in inputs {
        guard key.dtype == .u32 else { throw .dtypeUnsupported(op, key.dtype) }
        guard key.rank == 0 else { throw .updateMismatch(op, expected: [], got: key.shape) }
      }
      guard case .shape(let shape) = attribute else { return (.u32, []) }
      return (.u32, shape)
    case .softmaxXent:
      try expect(2, op, inputs)
      let (logits, labels) = (inputs[0], inputs[1])
      guard logits.dtype.isFloating else { throw .dtypeUnsupported(op, logits.dtype) }
      guard labels.dtype == .i32 else { throw .dtypeUnsupported(op, labels.dtype) }
      guard logits.rank >= 1 else { throw .axisOutOfRange(op, axis: -1, rank: 0) }
      let expected = Shape(clamping: Array(logits.shape.dropLast()))
      guard labels.shape == expected else {
        throw .updateMismatch(op, expected: expected, got: labels.shape)
      }
      return (logits.dtype, expected)
    default:
      try expect(1, op, inputs)
      let x = inputs[0]
      guard x.dtype.isFloating else { throw .dtypeUnsupported(op, x.dtype) }
      guard x.rank >= 1 else { throw .axisOutOfRange(op, axis: -1, rank: 0) }
      return (x.dtype, x.shape)
    }
  }
}

// The table of contents of the engine: every operation that can be recorded.
// Neighbours: `ShapeRules` (one rule an op), `Reference` (one plain kernel an op), `Autodiff` (one rule an op).

/// An operation of the tensor graph. Each node has one result.
///
/// Elementwise operations broadcast as NumPy does, with the guard of the language: when ranks differ only
/// the operand of lower rank may be stretched. Operands have equal element types unless said otherwise.
public enum Op: UInt8, Sendable, CaseIterable, BitwiseCopyable {
  // Leaves: no operands.
  /// A materialised tensor; its storage is a run-time operand of the plan.
  case param
  /// A 0-d number; its value is a run-time operand of the plan, never part of its key.
  case scalar
  /// Index along `axis`: StableHLO `iota`.
  case iota

  // Elementwise, one operand.
  case neg, abs, sign, exp, expm1, log, log1p, sqrt, rsqrt, sin, cos, tanh, logistic, erf, erfinv
  case floor, ceil, roundEven, isFinite, not, relu, softplus
  /// To the node's element type; floats to integers truncate toward zero, to bool: not equal to zero.
  case convert

  // Elementwise, two operands.
  case add, sub, mul, div, pow, max, min, atan2
  /// `a - floor(a / b) * b`: the sign of the divisor, as `%` of NumPy. Floats: `fmod(a, b)`, which is exact,
  /// plus `b` where the signs differ. Integer division by 0 gives 0.
  case mod
  /// `floor(a / b)`, the quotient rounded to the element type first.
  case floorDiv
  case and, or, xor, shl, shr
  /// Result bool; the relation is an attribute.
  case compare
  /// `b == 0 ? 0 : a * b`: products of the chain rule where the partial may be infinite (strong zero).
  case mulNoNan

  // Elementwise, three operands.
  /// `select(condition: bool, a, b)`.
  case select
  /// `clamp(x, low, high)`.
  case clamp

  // Movement.
  case reshape, transpose
  /// To the node's shape; an attribute names the result axis of each operand axis.
  case broadcastInDim
  case slice, pad, reverse, concat
  /// `dynamicSlice(x, start…)`: one i32 0-d start per axis, sizes are an attribute; starts clamp to fit.
  case dynamicSlice
  /// `dynamicUpdateSlice(x, update, start…)`.
  case dynamicUpdateSlice

  // Indexing.
  /// `gather(x, indices: i32)` along one axis, with leading batch axes in common.
  /// Result shape: x[:axis] + indices[batch:] + x[axis+1:]. Indices are valid or clamped.
  case gather
  /// The transpose of `gather`: `scatterAdd(into, indices, updates)`; updates have gather's result shape.
  case scatterAdd
  /// As `scatterAdd`, but the last update to a place replaces it.
  case scatterSet

  // Reductions over the axes of the attribute; the axes disappear.
  case reduceSum, reduceProd, reduceMax, reduceMin, reduceAnd, reduceOr
  /// i32; first maximum (minimum) along one axis. NaN counts as the largest (smallest).
  case argMax, argMin
  /// Along one axis, inclusive.
  case cumsum
  /// i32; stable ascending order along the last axis, NaN last.
  case argsort

  // Contraction.
  case dotGeneral
  /// `convolution(x [n, c, spatial…], weights [o, c / groups, kernel…])`, one or two spatial axes, no flip of
  /// the kernel: result [n, o, spatial…]. Outside of x, and between its elements if x is dilated, lie zeros.
  case convolution

  // Windows over the last axes.
  /// i32: for each window, the place of its first maximum, counted row by row in the plane of the spatial axes.
  /// NaN counts as the largest; what lies outside of x is never taken. Pooling is `gather` at these places.
  case windowArgMax

  // Linear algebra on the last two axes; axes before them count matrices, and are the same in both operands.
  // Computed in f64 and rounded once. An operand with nan or inf gives nan. Where there are several results they
  // are packed along the last axis, to be sliced: row i is what belongs to the i-th value.
  /// Lower L [..., n, n] with L·Lᵀ = (a + aᵀ)/2.
  case cholesky
  /// `solve(a [..., n, n], b [..., n, m])`: x with a·x = b.
  case solve
  /// As `solve`; an attribute says which triangle of `a` is read.
  case triangularSolve
  /// Of (a + aᵀ)/2: [..., n, n + 1], row i is the i-th eigenvector and its eigenvalue, ascending.
  case eigh
  /// Of a [..., m, n]: [..., k, m + n + 1] with k = min(m, n); row i is the i-th left and right singular vector
  /// and the singular value, descending.
  case svd
  case det
  /// [..., 2]: the sign of the determinant and the logarithm of its absolute value.
  case slogdet

  // Composites: one node, one fused kernel, an expansion in primitive terms (`Expansion`).
  /// u32 bits of Threefry-2x32: `threefry(key0, key1: u32[])`; element i encrypts the 64-bit counter i and
  /// gives the exclusive or of both halves (as `jax.random.bits`).
  case threefry
  /// Over the last axis.
  case softmax, logSoftmax
  /// `softmaxXent(logits [..., k], labels i32 [...])`: -log softmax at the label, per example.
  case softmaxXent

  // Marks: identity in value.
  case stopGrad

  /// Name in messages, tree dumps and plans.
  public var name: String { String(describing: self) }
}

extension Op {
  /// The families that executors, planners and transforms treat alike.
  public enum Family: Sendable {
    case leaf, unary, binary, ternary, movement, indexing, reduction, contraction, window, linear, composite, mark
  }

  public var family: Family {
    switch self {
    case .param, .scalar, .iota: .leaf
    case .neg, .abs, .sign, .exp, .expm1, .log, .log1p, .sqrt, .rsqrt, .sin, .cos, .tanh, .logistic, .erf,
      .erfinv, .floor, .ceil, .roundEven, .isFinite, .not, .relu, .softplus, .convert:
      .unary
    case .add, .sub, .mul, .div, .pow, .max, .min, .atan2, .mod, .floorDiv, .and, .or, .xor, .shl, .shr,
      .compare, .mulNoNan:
      .binary
    case .select, .clamp: .ternary
    case .reshape, .transpose, .broadcastInDim, .slice, .pad, .reverse, .concat, .dynamicSlice,
      .dynamicUpdateSlice:
      .movement
    case .gather, .scatterAdd, .scatterSet: .indexing
    case .reduceSum, .reduceProd, .reduceMax, .reduceMin, .reduceAnd, .reduceOr, .argMax, .argMin, .cumsum,
      .argsort:
      .reduction
    case .dotGeneral, .convolution: .contraction
    case .windowArgMax: .window
    case .cholesky, .solve, .triangularSolve, .eigh, .svd, .det, .slogdet: .linear
    case .threefry, .softmax, .logSoftmax, .softmaxXent: .composite
    case .stopGrad: .mark
    }
  }

  /// One result element depends on one element of each operand (after broadcasting).
  public var isElementwise: Bool {
    switch family {
    case .unary, .binary, .ternary, .mark: true
    default: false
    }
  }
}

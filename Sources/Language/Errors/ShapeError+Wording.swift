// Words for shapes that do not fit and for plans that could not run.
// Neighbours: `Failure+Wording`; the evidence is `TensorIR.ShapeError` and `ExecutionError`.

import SourceText
import TensorIR

extension ShapeError {
  func diagnostic(names: [String]) -> Diagnostic {
    switch self {
    case .dotMismatch, .cannotBroadcast, .stretchesHigherRank: return productDiagnostic
    case .cannotReshape(let from, let to):
      return Diagnostic(
        .shape, "E0206", "a tensor of shape \(from) has \(from.product) elements and cannot become \(to), which has \(to.product)",
        hint: "-1 as one of the sizes lets it be worked out.")
    case .concatMismatch(let a, let b, let axis):
      return Diagnostic(
        .shape, "E0207", "\(a) and \(b) cannot be joined along axis \(axis): all other sizes must be equal")
    case .axisOutOfRange(let op, let axis, let rank):
      return Diagnostic(
        .shape, "E0208", "there is no axis \(axis): the tensor given to \(op.word) has \(counted(rank, "axis"))")
    case .emptyReduction(let op, let shape):
      return Diagnostic(.value, "E0209", "\(op.word) of a tensor with no elements \(shape) has no value")
    case .convolutionChannels(let x, let weights, let groups):
      return Diagnostic(
        .shape, "E0213", "the channels of \(x) and of the weights \(weights) do not fit in \(counted(groups, "group"))",
        hint: "x is [n, c, …], weights are [out, c / groups, …], and the groups divide out.")
    case .windowTooLarge(_, let shape, _, let window, let image):
      return Diagnostic(
        .shape, "E0214", "a window that reaches over \(window) does not fit the image \(shape), which has \(image) there with its padding",
        hint: "use a smaller window, or padding.")
    case .tooLarge, .sizeTooLarge, .rankTooLarge, .failedOperand: return limitDiagnostic
    case .dtypeMismatch(let op, let a, let b):
      return Diagnostic(
        .type, "E0320", "\(op.word) needs equal element types, but got \(a.name) and \(b.name)",
        hint: "convert one of them, as in f32(x).")
    case .dtypeUnsupported(let op, let dtype):
      return Diagnostic(
        .type, "E0321", "\(op.word) does not work on \(dtype.name) tensors", hint: "convert it first, as in f32(x).")
    case .notSquare(let op, let shape):
      return Diagnostic(
        .shape, "E0223", "\(op.word) needs \(op == .svd ? "a matrix" : "a square matrix"), but got \(shape)",
        hint: shape.count < 2 ? "a matrix is written [[1, 2], [3, 4]]." : nil)
    case .solveMismatch(let op, let a, let b):
      return Diagnostic(
        .shape, "E0224", "\(op.word): the right-hand side \(b) does not fit the matrix \(a)",
        hint: "it has one row for each row of the matrix.")
    default:
      return Diagnostic(.shape, "E0201", "these shapes do not fit: \(evidence)")
    }
  }

  private var productDiagnostic: Diagnostic {
    switch self {
    case .dotMismatch(let a, let b, _, _):
      return Diagnostic(
        .shape, "E0204", "these two tensors cannot be matrix-multiplied", notes: [],
        hint: productHint(a, b))
    case .cannotBroadcast(let op, let a, let b, _):
      return Diagnostic(
        .shape, "E0202", "the shapes \(a) and \(b) do not fit for \(op.word)",
        hint: "sizes must be equal or 1, counted from the last axis.")
    case .stretchesHigherRank(let op, let a, let b):
      let (high, low) = a.count > b.count ? (a, b) : (b, a)
      return Diagnostic(
        .shape, "E0203", "\(op.word) of \(a) and \(b) would stretch the tensor of higher rank to \(low.count < high.count ? "match the other" : "fit")",
        hint: "this is seldom meant; make the ranks equal: x[:, 0] takes an axis of size 1 away, y[:, new] adds one.")
    default: return Diagnostic(.shape, "E0201", evidence)
    }
  }

  private func productHint(_ a: Shape, _ b: Shape) -> String {
    if a.count == 2, b.count == 2 {
      if a[1] == b[1] { return "transpose the right one: `a @ b.T`." }
      if a[0] == b[0] { return "transpose the left one: `a.T @ b`." }
      return "the right tensor should be [\(a[1]), \(b[1])]."
    }
    if a.count == 1, b.count == 1 { return "both vectors need the same length." }
    if let inner = a.last, b.count >= 1 { return "the right tensor needs \(inner) where it has \(b.count > 1 ? b[b.count - 2] : b[0])." }
    return "a product needs at least one axis on each side; use * for numbers."
  }

  private var limitDiagnostic: Diagnostic {
    switch self {
    case .tooLarge(let shape, let dtype, let limit):
      let bytes = shape.product.multipliedReportingOverflow(by: dtype.size)
      return Diagnostic(
        .limit, "E0501",
        "a tensor \(dtype.name)\(shape) needs \(bytes.overflow ? "more than the address space" : memoryText(bytes.partialValue)) of memory; the limit is \(memoryText(limit))",
        hint: "use a smaller size, or raise the limit with --memory.")
    case .rankTooLarge(let rank):
      return Diagnostic(.limit, "E0507", "a tensor has at most \(Dims.maximumCount) axes, this one would have \(rank)")
    case .failedOperand(let error): return error.diagnostic
    default:
      return Diagnostic(
        .limit, "E0501", "this tensor would need more memory than any machine has: a size does not fit 32 bits",
        hint: "use a smaller size.")
    }
  }

  /// What stands under the `^`.
  var pointer: String {
    switch self {
    case .dotMismatch(let a, let b, let left, let right):
      guard a.indices.contains(left), b.indices.contains(right) else { return "" }
      return "inner sizes differ: \(a[left]) and \(b[right])"
    case .cannotBroadcast(_, let a, let b, let axis):
      let rank = max(a.count, b.count)
      let (i, j) = (axis - (rank - a.count), axis - (rank - b.count))
      guard a.indices.contains(i), b.indices.contains(j) else { return "" }
      return "sizes differ: \(a[i]) and \(b[j])"
    default: return ""
    }
  }

  private var evidence: String {
    switch self {
    case .operandCount(let op, let expected, let got): "\(op.word) takes \(expected) tensors, got \(got)"
    case .duplicateAxis(let op, let axis): "axis \(axis) is named twice in \(op.word)"
    case .badPermutation(let shape, let axes): "\(axes) does not reorder the axes of \(shape)"
    case .sliceOutOfRange(let shape, let axis, let start, let limit, let step):
      "the slice \(start):\(limit):\(step) of axis \(axis) does not lie in \(shape)"
    case .badPadding(let shape): "the padding does not fit \(shape)"
    case .gatherMismatch(let a, let b): "indices \(b) do not fit \(a)"
    case .convolutionRanks(let a, let b): "a convolution takes images and weights of one rank, got \(a) and \(b)"
    case .badWindow(let op, let shape): "\(op.name) cannot move such a window over \(shape)"
    case .updateMismatch(let op, let expected, let got): "\(op.word) needs \(expected), got \(got)"
    default: "\(self)"
    }
  }
}

extension ExecutionError {
  var diagnostic: Diagnostic {
    switch self {
    case .memoryLimit(let needed, let limit, let largest):
      Diagnostic(
        .limit, "E0501", "this would need \(memoryText(needed)) of memory at its peak; the limit is \(memoryText(limit))",
        notes: largest.prefix(3).map {
          "\($0.dtype.name)\($0.shape) takes \(memoryText($0.shape.product &* $0.dtype.size))"
        },
        hint: "use smaller batches, or raise the limit with --memory.")
    case .outOfMemory(let bytes):
      Diagnostic(
        .limit, "E0501", "there is not enough memory for \(memoryText(bytes))", hint: "use smaller tensors or batches.")
    case .integerOverflow(let op, _) where op == .mod || op == .floorDiv:
      Diagnostic(
        .value, "E0405",
        "\(op.word) without a value: a divisor in an integer tensor is 0"
          + (op == .floorDiv ? " (or the smallest number is divided by -1)" : ""),
        hint: "divide by where(b == 0, 1, b), or by floats, as in f32(b), which give inf and nan.")
    case .integerOverflow(let op, _):
      Diagnostic(
        .value, "E0404", "integer overflow in \(op.word): a result does not fit the element type",
        hint: "convert first, as in f32(x) or i32(x).")
    case .matrix(let op, let failure, let number, _): matrixDiagnostic(op, failure, number)
    case .notFinite(let op, let isNaN, _): notFiniteDiagnostic(op.word, isNaN: isNaN)
    case .interrupted:
      Diagnostic(.interrupted, "E0505", "interrupted", hint: "earlier values are as they were.")
    }
  }
}

private func matrixDiagnostic(_ op: Op, _ failure: MatrixFailure, _ number: Int) -> Diagnostic {
  let which = number == 0 ? "" : " (matrix \(number) of the batch, from 0)"
  switch failure {
  case .singular:
    return Diagnostic(
      .value, "E0406", "\(op.name): the matrix is singular, so there is no single solution\(which)",
      hint: "pinv and lstsq give the solution of least squares.")
  case .notPositiveDefinite(let leading):
    return Diagnostic(
      .value, "E0407",
      "\(op.name): the matrix is not positive definite: its leading block of size \(leading) is not\(which)",
      hint: "a covariance becomes so by adding a small multiple of eye(n).")
  case .notConverged:
    return Diagnostic(.value, "E0408", "\(op.name): the iteration did not converge\(which)")
  }
}

/// What `nan_check(true)` asks for.
func notFiniteDiagnostic(_ word: String, isNaN: Bool) -> Diagnostic {
  Diagnostic(
    .value, "E0410", "\(word) gave \(isNaN ? "nan" : "inf") from numbers that are finite",
    notes: ["nan_check(true) asks for this; nan_check(false) lets such values pass"],
    hint: isNaN
      ? "is there a log or sqrt of a negative number, 0 / 0, or inf - inf?"
      : "is there a division by 0, log(0), or an exp of a large number? softmax, logsumexp and bce are safe forms.")
}

/// `3.7 TB`, `12 MB`, `640 bytes`
func memoryText(_ bytes: Int) -> String {
  let units = ["KB", "MB", "GB", "TB", "PB", "EB"]
  guard bytes >= 1000 else { return "\(bytes) bytes" }
  var value = Double(bytes)
  var unit = -1
  while value >= 1000, unit < units.count - 1 {
    value /= 1000
    unit += 1
  }
  let tenths = Int(saturating: (value * 10).rounded())
  return tenths >= 100 || tenths % 10 == 0
    ? "\((tenths + 5) / 10) \(units[max(0, unit)])" : "\(tenths / 10).\(tenths % 10) \(units[max(0, unit)])"
}

extension Op {
  /// What a program calls the operation: `+`, max, reshape.
  fileprivate var word: String {
    switch self {
    case .add: "`+`"
    case .sub: "`-`"
    case .mul, .mulNoNan: "`*`"
    case .div: "`/`"
    case .pow: "`^`"
    case .mod: "`%`"
    case .floorDiv: "`//`"
    case .and: "`&`"
    case .or: "`|`"
    case .not: "`~`"
    case .neg: "`-`"
    case .dotGeneral: "`@`"
    case .compare: "a comparison"
    case .select: "where"
    case .clamp: "clip"
    case .max: "maximum"
    case .min: "minimum"
    case .logistic: "sigmoid"
    case .roundEven: "round"
    case .logSoftmax: "log_softmax"
    case .softmaxXent: "cross_entropies"
    case .isFinite: "isfinite"
    case .convert: "the conversion"
    case .broadcastInDim: "broadcasting"
    case .reduceSum: "sum"
    case .reduceProd: "prod"
    case .reduceMax: "max"
    case .reduceMin: "min"
    case .reduceAnd: "all"
    case .reduceOr: "any"
    case .argMax: "argmax"
    case .argMin: "argmin"
    case .gather, .dynamicSlice, .slice: "indexing"
    case .scatterSet, .scatterAdd, .dynamicUpdateSlice: "an update"
    default: name
    }
  }
}

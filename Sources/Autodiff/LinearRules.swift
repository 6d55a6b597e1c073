// Reverse and forward rules of linear algebra, in ordinary operations, so that every order of derivative works.
// Neighbours: `LinearSpelling` has the words; `Transposes` and `Tangents` call these. After Giles, "Collected
// matrix derivative results" (2008), and Townsend, "Differentiating the singular value decomposition" (2016).
//
// Where eigenvalues or singular values are equal their vectors have no derivative: functions of the values alone
// have finite gradients there (a zero cotangent wins), functions of such vectors give nan.

import TensorIR

extension Recorder {
  /// The cotangent of operand `index` of an operation of the linear family.
  func transposedLinear(_ use: Application, _ index: Int, _ v: Tensor) throws(ShapeError) -> Tensor? {
    switch use.op {
    case .cholesky: return try transposedCholesky(use.output, v)
    case .solve, .triangularSolve: return try transposedSolution(use, index, v)
    case .eigh: return try transposedEigh(use.output, v)
    case .svd: return try transposedSVD(use, v)
    case .det: return try scaledInverse(use.inputs[0], by: try mul(v, use.output))
    case .slogdet: return try scaledInverse(use.inputs[0], by: try column(v, 1))
    default: return nil
    }
  }

  /// The tangent of the result of an operation of the linear family.
  func pushedLinearAlgebra(_ use: Application, _ tangents: [Tensor?]) throws(ShapeError) -> Tensor? {
    if use.op == .solve || use.op == .triangularSolve { return try pushedSolution(use, tangents) }
    guard let t = tangents.first ?? nil else { return nil }
    switch use.op {
    case .cholesky: return try pushedCholesky(use.output, t)
    case .eigh: return try pushedEigh(use.output, t)
    case .svd: return try pushedSVD(use, t)
    case .det: return try mul(use.output, try traceOfQuotient(use.inputs[0], t))
    case .slogdet:
      let change = try traceOfQuotient(use.inputs[0], t)
      return try beside([try asColumn(try filled(0, change.shape, t.dtype)), try asColumn(change)])
    default: return nil
    }
  }

  // MARK: Determinants

  /// factor · a^-T
  private func scaledInverse(_ a: Tensor, by factor: Tensor) throws(ShapeError) -> Tensor {
    let scaled = try mul(try identity(a), try asColumn(try asColumn(factor)))
    return try emit(.solve, [try turned(a), scaled])
  }

  /// trace(a⁻¹ t)
  private func traceOfQuotient(_ a: Tensor, _ t: Tensor) throws(ShapeError) -> Tensor {
    try sum(try diagonal(try emit(.solve, [a, t])), [a.rank - 2])
  }

  private func identity(_ a: Tensor) throws(ShapeError) -> Tensor {
    try emit(.convert, [try cells(.eq, a.shape)], .dtype(a.dtype))
  }

  // MARK: Cholesky

  /// The lower triangle with half the diagonal.
  private func halved(_ x: Tensor) throws(ShapeError) -> Tensor {
    let diagonal = try select(try cells(.eq, x.shape), try mul(x, 0.5), 0)
    return try add(try select(try cells(.gt, x.shape), x, 0), diagonal)
  }

  private func transposedCholesky(_ l: Tensor, _ v: Tensor) throws(ShapeError) -> Tensor {
    let upper = try turned(l)
    let inner = try halved(try matrixProduct(upper, try triangle(v, isLower: true)))
    let left = try emit(.triangularSolve, [upper, inner], .triangle(isLower: false))
    let right = try emit(.triangularSolve, [upper, try turned(left)], .triangle(isLower: false))
    return try symmetrised(right)
  }

  private func pushedCholesky(_ l: Tensor, _ t: Tensor) throws(ShapeError) -> Tensor {
    let left = try emit(.triangularSolve, [l, try symmetrised(t)], .triangle(isLower: true))
    let both = try emit(.triangularSolve, [l, try turned(left)], .triangle(isLower: true))
    return try matrixProduct(l, try halved(both))
  }

  // MARK: Solutions

  private func transposedSolution(_ use: Application, _ index: Int, _ v: Tensor) throws(ShapeError) -> Tensor {
    let a = use.inputs[0]
    var attributes = use.attributes
    if case .triangle(let isLower) = attributes { attributes = .triangle(isLower: !isLower) }
    let ofRight = try emit(use.op, [try turned(a), v], attributes)
    if index == 1 { return ofRight }
    let ofMatrix = try neg(try matrixProduct(ofRight, try turned(use.output)))
    return try seen(ofMatrix, use.attributes)
  }

  private func pushedSolution(_ use: Application, _ tangents: [Tensor?]) throws(ShapeError) -> Tensor? {
    var right: Tensor? = tangents.count > 1 ? tangents[1] : nil
    if let t = tangents.first ?? nil {
      let change = try matrixProduct(try seen(t, use.attributes), use.output)
      if let known = right { right = try sub(known, change) } else { right = try neg(change) }
    }
    guard let right else { return nil }
    return try emit(use.op, [use.inputs[0], right], use.attributes)
  }

  /// What the operation reads of its matrix.
  private func seen(_ x: Tensor, _ attributes: Attributes) throws(ShapeError) -> Tensor {
    guard case .triangle(let isLower) = attributes else { return x }
    return try triangle(x, isLower: isLower)
  }

  // MARK: Eigenvalues

  /// ā = Wᵀ (diag(λ̄) + F ∘ W V̄) W, symmetrised; W has the vectors as rows, V̄ their cotangents as columns.
  private func transposedEigh(_ y: Tensor, _ v: Tensor) throws(ShapeError) -> Tensor {
    let n = y.shape[y.rank - 2]
    let rows = try columns(y, 0, n)
    let turning = try matrixProduct(rows, try turned(try columns(v, 0, n)))
    let inner = try add(
      try strong(try reciprocalGaps(try column(y, n)), turning), try diagonalMatrix(try column(v, n)))
    return try symmetrised(try matrixProduct(try turned(rows), try matrixProduct(inner, rows)))
  }

  /// dλ = diag(P), dW = (F ∘ P)ᵀ W with P = W dA Wᵀ.
  private func pushedEigh(_ y: Tensor, _ t: Tensor) throws(ShapeError) -> Tensor {
    let n = y.shape[y.rank - 2]
    let rows = try columns(y, 0, n)
    let inner = try matrixProduct(rows, try matrixProduct(try symmetrised(t), try turned(rows)))
    let turning = try strong(try reciprocalGaps(try column(y, n)), inner)
    let vectors = try matrixProduct(try turned(turning), rows)
    return try beside([vectors, try asColumn(try diagonal(inner))])
  }

  // MARK: Singular values

  /// Left and right vectors as rows, values, and 1 / (s_j² - s_i²).
  private func parts(_ use: Application) throws(ShapeError) -> SingularParts {
    let shape = use.inputs[0].shape
    let (m, n) = (shape[shape.count - 2], shape[shape.count - 1])
    let y = use.output
    let s = try column(y, m + n)
    return SingularParts(
      left: try columns(y, 0, m), right: try columns(y, m, m + n), values: s,
      factor: try reciprocalGaps(try mul(s, s)), m: m, n: n)
  }

  /// F ∘ (x - xᵀ), in such a way that equal singular values are not overlooked.
  private func turning(_ factor: Tensor, _ x: Tensor) throws(ShapeError) -> Tensor {
    try sub(try strong(factor, x), try strong(factor, try turned(x)))
  }

  private func transposedSVD(_ use: Application, _ v: Tensor) throws(ShapeError) -> Tensor {
    let p = try parts(use)
    let (leftBar, rightBar) = (try columns(v, 0, p.m), try columns(v, p.m, p.m + p.n))
    let ofLeft = try turning(p.factor, try matrixProduct(p.left, try turned(leftBar)))
    let ofRight = try turning(p.factor, try matrixProduct(p.right, try turned(rightBar)))
    var inner = try diagonalMatrix(try column(v, p.m + p.n))
    inner = try add(inner, try mul(ofLeft, try asRow(p.values)))
    inner = try add(inner, try mul(ofRight, try asColumn(p.values)))
    var result = try matrixProduct(try turned(p.left), try matrixProduct(inner, p.right))
    let inverse = try asColumn(try div(1, p.values))
    if p.m > p.n {
      let outside = try strong(try broadcast(inverse, to: leftBar.shape), try outer(leftBar, p.left))
      result = try add(result, try matrixProduct(try turned(outside), p.right))
    }
    if p.n > p.m {
      let outside = try strong(try broadcast(inverse, to: rightBar.shape), try outer(rightBar, p.right))
      result = try add(result, try matrixProduct(try turned(p.left), outside))
    }
    return result
  }

  private func pushedSVD(_ use: Application, _ t: Tensor) throws(ShapeError) -> Tensor {
    let p = try parts(use)
    let inner = try matrixProduct(p.left, try matrixProduct(t, try turned(p.right)))
    let other = try turned(inner)
    let (row, column) = (try asRow(p.values), try asColumn(p.values))
    let ofLeft = try strong(p.factor, try add(try mul(inner, row), try mul(other, column)))
    let ofRight = try strong(p.factor, try add(try mul(inner, column), try mul(other, row)))
    var left = try matrixProduct(try turned(ofLeft), p.left)
    var right = try matrixProduct(try turned(ofRight), p.right)
    let inverse = try asColumn(try div(1, p.values))
    if p.m > p.n {
      let moved = try outer(try matrixProduct(p.right, try turned(t)), p.left)
      left = try add(left, try strong(try broadcast(inverse, to: moved.shape), moved))
    }
    if p.n > p.m {
      let moved = try outer(try matrixProduct(p.left, t), p.right)
      right = try add(right, try strong(try broadcast(inverse, to: moved.shape), moved))
    }
    return try beside([left, right, try asColumn(try diagonal(inner))])
  }

  /// The part of each row of `x` that is orthogonal to the rows of `basis`.
  private func outer(_ x: Tensor, _ basis: Tensor) throws(ShapeError) -> Tensor {
    try sub(x, try matrixProduct(try matrixProduct(x, try turned(basis)), basis))
  }
}

private struct SingularParts {
  let left: Tensor
  let right: Tensor
  let values: Tensor
  let factor: Tensor
  let m: Int
  let n: Int
}

// The words that the rules of linear algebra are written in: products, transposes and masks of matrices.
// Neighbours: `LinearRules`.

import TensorIR

extension Recorder {
  /// Matrix product over the last two axes; the axes before them are the same in both.
  func matrixProduct(_ a: Tensor, _ b: Tensor) throws(ShapeError) -> Tensor {
    let batch = Axes(clamping: 0..<Swift.max(0, a.rank - 2))
    return try emit(
      .dotGeneral, [a, b],
      .dot(
        DotDimensions(
          leftContracting: [a.rank - 1], rightContracting: [b.rank - 2], leftBatch: batch, rightBatch: batch)))
  }

  /// The last two axes exchanged.
  func turned(_ x: Tensor) throws(ShapeError) -> Tensor {
    var order = Axes(clamping: x.shape.indices)
    (order[x.rank - 2], order[x.rank - 1]) = (x.rank - 1, x.rank - 2)
    return try transpose(x, order)
  }

  /// (x + xᵀ) / 2
  func symmetrised(_ x: Tensor) throws(ShapeError) -> Tensor {
    try mul(try add(x, try turned(x)), 0.5)
  }

  /// Where row and column numbers of a matrix are so related.
  func cells(_ relation: Comparison, _ shape: Shape) throws(ShapeError) -> Tensor {
    try compare(
      relation, try iota(shape, axis: shape.count - 2), try iota(shape, axis: shape.count - 1))
  }

  /// The triangle of a matrix, diagonal included.
  func triangle(_ x: Tensor, isLower: Bool) throws(ShapeError) -> Tensor {
    try select(try cells(isLower ? .ge : .le, x.shape), x, 0)
  }

  /// [..., n] as the diagonal of [..., n, n].
  func diagonalMatrix(_ x: Tensor) throws(ShapeError) -> Tensor {
    let shape = x.shape.inserting(x.shape.last ?? 0, at: x.rank)
    let wide = try broadcastInDim(x, shape, Axes(clamping: x.shape.indices))
    return try select(try cells(.eq, shape), wide, 0)
  }

  /// The diagonal of [..., n, n].
  func diagonal(_ x: Tensor) throws(ShapeError) -> Tensor {
    try sum(try select(try cells(.eq, x.shape), x, 0), [x.rank - 1])
  }

  /// Columns `start..<limit` of the last axis.
  func columns(_ x: Tensor, _ start: Int, _ limit: Int) throws(ShapeError) -> Tensor {
    var (starts, limits) = (Dims(repeating: 0, count: x.rank), x.shape)
    (starts[x.rank - 1], limits[x.rank - 1]) = (start, limit)
    return try emit(
      .slice, [x], .slice(starts: starts, limits: limits, steps: Dims(repeating: 1, count: x.rank)))
  }

  /// Column `place` of the last axis, which disappears.
  func column(_ x: Tensor, _ place: Int) throws(ShapeError) -> Tensor {
    try reshape(try columns(x, place, place + 1), Shape(clamping: x.shape.dropLast()))
  }

  /// [..., n] as a column [..., n, 1], or as a row [..., 1, n].
  func asColumn(_ x: Tensor) throws(ShapeError) -> Tensor { try reshape(x, x.shape.inserting(1, at: x.rank)) }
  func asRow(_ x: Tensor) throws(ShapeError) -> Tensor { try reshape(x, x.shape.inserting(1, at: x.rank - 1)) }

  /// Parts side by side along the last axis.
  func beside(_ parts: [Tensor]) throws(ShapeError) -> Tensor {
    try emit(.concat, parts, .concat(axis: (parts.first?.rank ?? 1) - 1))
  }

  /// 1 / (x_j - x_i) off the diagonal, 0 on it; infinite where two are equal.
  func reciprocalGaps(_ x: Tensor) throws(ShapeError) -> Tensor {
    let shape = x.shape.inserting(x.shape.last ?? 0, at: x.rank)
    let rows = try broadcastInDim(try asRow(x), shape, Axes(clamping: shape.indices))
    let gaps = try sub(rows, try asColumn(x))
    let isDiagonal = try cells(.eq, shape)
    let safe = try select(isDiagonal, scalar(1, x.dtype), gaps)
    return try select(isDiagonal, scalar(0, x.dtype), try div(1, safe))
  }

  /// Products of the chain rule with factors that may be infinite: a zero in `value` wins.
  func strong(_ factor: Tensor, _ value: Tensor) throws(ShapeError) -> Tensor {
    try emit(.mulNoNan, [factor, value])
  }
}

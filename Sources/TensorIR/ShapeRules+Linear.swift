// Shapes of matrix decompositions and solutions.
// Neighbours: `ShapeRules`; `Op` says how several results are packed.

extension ShapeRules {
  static func linear(_ op: Op, _ inputs: [Tensor]) throws(ShapeError) -> Result {
    try expect(op == .solve || op == .triangularSolve ? 2 : 1, op, inputs)
    let a = inputs[0]
    guard a.dtype.isFloating else { throw .dtypeUnsupported(op, a.dtype) }
    let rank = a.rank
    guard rank >= 2, op == .svd || a.shape[rank - 1] == a.shape[rank - 2] else {
      throw .notSquare(op, a.shape)
    }
    let batch = Shape(clamping: a.shape.dropLast(2))
    let (m, n) = (a.shape[rank - 2], a.shape[rank - 1])
    switch op {
    case .cholesky: return (a.dtype, a.shape)
    case .eigh: return (a.dtype, try shape(batch, n, n + 1))
    case .svd: return (a.dtype, try shape(batch, Swift.min(m, n), m + n + 1))
    case .det: return (a.dtype, batch)
    case .slogdet: return (a.dtype, batch.inserting(2, at: batch.count))
    default: return try solution(op, a, inputs[1])
    }
  }

  private static func shape(_ batch: Shape, _ rows: Int, _ columns: Int) throws(ShapeError) -> Shape {
    guard let shape = Shape(exactly: Array(batch) + [rows, columns]) else { throw .sizeTooLarge }
    return shape
  }

  private static func solution(_ op: Op, _ a: Tensor, _ b: Tensor) throws(ShapeError) -> Result {
    if a.dtype != b.dtype { throw .dtypeMismatch(op, a.dtype, b.dtype) }
    guard b.rank == a.rank, b.shape.dropLast(1).elementsEqual(a.shape.dropLast(1)) else {
      throw .solveMismatch(op, a.shape, b.shape)
    }
    return (b.dtype, b.shape)
  }
}

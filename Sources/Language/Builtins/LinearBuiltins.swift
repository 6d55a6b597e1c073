// Products, decompositions and solutions. What is short in the language is in `matrices.adv`.
// Neighbours: `TensorArithmetic.product` is the operator `@`; `Einsum` reads index formulas.

import TensorIR

extension Registry {
  static func linearAlgebra() -> [Builtin] { products() + solutions() + decompositions() }

  private static func products() -> [Builtin] {
    [
      Builtin("matmul", "a, b", .linear,
        """
        The matrix product; the operator @.

        [n, k] by [k, m] gives [n, m]; vectors and leading axes of a batch work too. Other inner sizes: error E0204.

            matmul([[1, 2], [3, 4]], [1, 1])    # f32[2] [3, 7]
        """) { call in
        .tensor(try call.interpreter.product(.tensor(try call.tensor(0)), .tensor(try call.tensor(1))))
      },
      Builtin("dot", "a, b", .linear,
        """
        The sum of products of two vectors of one length.

            dot([1, 2, 3], [4, 5, 6])    # 32
        """) { call in
        let (a, b, _) = try call.meeting(0, 1)
        guard a.rank == 1, b.rank == 1 else {
          throw Failure.wrongShape(
            "dot takes two vectors, but got \(a.shape) and \(b.shape)", hint: "for matrices write a @ b.")
        }
        return .tensor(try call.interpreter.product(a, b))
      },
      Builtin("outer", "a, b", .linear,
        """
        All products of the elements of two vectors: [n, m].

            outer([1, 2], [1, 10])[1]    # f32[2] [2, 20]
        """) { call in
        let (a, b, _) = try call.meeting(0, 1)
        guard a.rank == 1, b.rank == 1 else {
          throw Failure.wrongShape("outer takes two vectors, but got \(a.shape) and \(b.shape)")
        }
        let column = try call.emit(.reshape, [a], .shape([a.elementCount, 1]))
        let row = try call.emit(.reshape, [b], .shape([1, b.elementCount]))
        return .tensor(try call.emit(.mul, [column, row]))
      },
      Builtin("einsum", "formula, ..tensors", .linear,
        """
        A sum of products by its index formula, as NumPy's: letters that the result lacks are summed over.

            einsum("ij,jk->ik", [[1, 2], [3, 4]], [[1], [1]]).shape    # (2, 1)
            einsum("ii", [[1, 2], [3, 4]])    # 5
        """) { call in
        .tensor(try Einsum(call, formula: try call.string(0)).result(try call.rest.map { try call.tensor($0, at: 1) }))
      },
    ]
  }

  /// A matrix, or a batch of them, as floats.
  private static func matrix(_ call: Call, _ index: Int) throws -> Tensor { try call.floating(index) }

  // MARK: Solutions

  /// x with a x = b for a vector or matrix b; leading axes are batches and broadcast.
  private static func solution(_ call: Call, _ op: Op, _ attribute: Attributes) throws -> Value {
    let (x, y, _) = try call.meeting(0, 1)
    let (a, b) = (try call.floating(x), try call.floating(y))
    guard a.rank >= 2, b.rank >= 1 else { throw Failure.shape(a.rank < 2 ? .notSquare(op, a.shape) : .solveMismatch(op, a.shape, b.shape), names: []) }
    let isVector = b.rank == 1
    let right = isVector ? try call.emit(.reshape, [b], .shape([b.elementCount, 1])) : b
    let (leftBatch, rightBatch) = (Shape(clamping: a.shape.dropLast(2)), Shape(clamping: right.shape.dropLast(2)))
    let batch: Shape
    do { batch = try ShapeRules.broadcast(op, leftBatch, rightBatch) } catch {
      throw Failure.shape(.solveMismatch(op, a.shape, b.shape), names: [])
    }
    func spread(_ x: Tensor) throws -> Tensor {
      let shape = try Call.checked(Array(batch) + Array(x.shape.suffix(2)))
      return x.shape == shape ? x : try call.interpreter.broadcast(x, to: shape)
    }
    let result = try call.emit(op, [try spread(a), try spread(right)], attribute)
    guard isVector else { return .tensor(result) }
    return .tensor(try call.emit(.reshape, [result], .shape(Shape(clamping: result.shape.dropLast()))))
  }

  private static func solutions() -> [Builtin] {
    [
      Builtin("solve", "a, b", .linear,
        """
        x with a @ x = b; a [.., n, n], b a vector [n] or columns [.., n, m]. A singular matrix is an error.

            solve([[2, 0], [0, 4]], [2, 2])    # f32[2] [1, 0.5]
        """) { try solution($0, .solve, .none) },
      Builtin("triangular_solve", "a, b, lower = true", .linear,
        """
        x with a @ x = b for a triangular matrix; the other triangle is not read.

            triangular_solve([[2, 9], [0, 4]], [20, 4], lower = false)    # f32[2] [5.5, 1]
        """) { try solution($0, .triangularSolve, .triangle(isLower: try $0.truth(2, or: true))) },
      Builtin("det", "a", .linear,
        """
        The determinant, of each matrix of a batch.

            det([[1, 2], [3, 4]])    # -2
        """) { .tensor(try $0.emit(.det, [try matrix($0, 0)])) },
      Builtin("slogdet", "a", .linear,
        """
        (sign, log of the absolute determinant), which does not overflow.

            slogdet([[0, 1], [1, 0]])    # (-1, 0)
        """) { call in
        let both = try call.emit(.slogdet, [try matrix(call, 0)])
        return .list(try List([.tensor(try column(call, both, 0)), .tensor(try column(call, both, 1))]))
      },
    ]
  }

  // MARK: Decompositions

  private static func columns(_ call: Call, _ x: Tensor, _ start: Int, _ limit: Int) throws -> Tensor {
    var (starts, limits) = (Dims(repeating: 0, count: x.rank), x.shape)
    (starts[x.rank - 1], limits[x.rank - 1]) = (start, limit)
    return try call.emit(
      .slice, [x], .slice(starts: starts, limits: limits, steps: Dims(repeating: 1, count: x.rank)))
  }

  private static func column(_ call: Call, _ x: Tensor, _ place: Int) throws -> Tensor {
    try call.emit(
      .reshape, [try columns(call, x, place, place + 1)], .shape(Shape(clamping: x.shape.dropLast())))
  }

  private static func turned(_ call: Call, _ x: Tensor) throws -> Tensor {
    var order = Axes(clamping: x.shape.indices)
    (order[x.rank - 2], order[x.rank - 1]) = (x.rank - 1, x.rank - 2)
    return try call.emit(.transpose, [x], .permutation(order))
  }

  private static func decompositions() -> [Builtin] {
    [
      Builtin("cholesky", "a", .linear,
        """
        The lower triangular l with l @ l.T = (a + a.T) / 2, which must be positive definite.

            cholesky([[4, 2], [2, 2]])[1]    # f32[2] [1, 1]
        """) { .tensor(try $0.emit(.cholesky, [try matrix($0, 0)])) },
      Builtin("eigh", "a", .linear,
        """
        (values, vectors) of (a + a.T) / 2: eigenvalues ascending, eigenvectors as columns.

        Signs: the first large component of each vector is positive. Functions of the values have gradients \
        everywhere; those of vectors that share a value have none: nan.

            eigh([[2, 0], [0, 1]])[0]    # f32[2] [1, 2]
        """) { call in
        let both = try call.emit(.eigh, [try matrix(call, 0)])
        let n = both.shape[both.rank - 2]
        let values = try column(call, both, n)
        return .list(try List([.tensor(values), .tensor(try turned(call, try columns(call, both, 0, n)))]))
      },
      Builtin("svd", "a", .linear,
        """
        (u, s, vt) with a = u @ diag(s) @ vt: the thin singular value decomposition of a [.., m, n], singular \
        values descending. Signs and gradients as with `eigh`. Ctrl-C waits until one matrix is done: seconds from some \
        2,000 rows on.

            svd([[0, 2], [3, 0]])[1]    # f32[2] [3, 2]
        """) { call in
        let a = try matrix(call, 0)
        let all = try call.emit(.svd, [a])
        let (m, n) = (a.shape[a.rank - 2], a.shape[a.rank - 1])
        let left = try turned(call, try columns(call, all, 0, m))
        let values = try column(call, all, m + n)
        return .list(try List([.tensor(left), .tensor(values), .tensor(try columns(call, all, m, m + n))]))
      },
    ]
  }
}

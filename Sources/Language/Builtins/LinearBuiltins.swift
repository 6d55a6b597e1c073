// Products. Decompositions come through LAPACK with a later issue's needs.
// Neighbours: `TensorArithmetic.product` is the operator `@`.

import TensorIR

extension Registry {
  static func linearAlgebra() -> [Builtin] {
    [
      Builtin("matmul", "a, b", .linear, "The matrix product; the operator @.") { call in
        .tensor(try call.interpreter.product(.tensor(try call.tensor(0)), .tensor(try call.tensor(1))))
      },
      Builtin("dot", "a, b", .linear, "The sum of products of two vectors of one length.") { call in
        let (a, b, _) = try call.meeting(0, 1)
        guard a.rank == 1, b.rank == 1 else { throw Failure.wrongShape("dot takes two vectors, but got \(a.shape) and \(b.shape)", hint: "for matrices write a @ b.") }
        return .tensor(try call.interpreter.product(a, b))
      },
      Builtin("outer", "a, b", .linear, "All products of the elements of two vectors: [n, m].") { call in
        let (a, b, _) = try call.meeting(0, 1)
        guard a.rank == 1, b.rank == 1 else { throw Failure.wrongShape("outer takes two vectors, but got \(a.shape) and \(b.shape)") }
        let column = try call.emit(.reshape, [a], .shape([a.elementCount, 1]))
        let row = try call.emit(.reshape, [b], .shape([1, b.elementCount]))
        return .tensor(try call.emit(.mul, [column, row]))
      },
    ]
  }
}

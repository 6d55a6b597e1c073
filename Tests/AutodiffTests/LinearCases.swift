// Linear algebra in the table of operations: values far apart, matrices well conditioned.
// Neighbours: `OpCases`; `LinearTests` has identities and the points where values coincide.

import TensorIR

extension OpCase {
  /// Rows of small numbers with the given ones on the diagonal.
  static func matrix(_ shape: Shape, diagonal: [Double], seed: Int = 0) -> Numbers {
    var numbers = Numbers.spread(shape, from: -0.4, to: 0.5, seed: seed)
    let (m, n) = (shape[shape.count - 2], shape[shape.count - 1])
    for index in numbers.values.indices where index / n % m == index % n {
      numbers.values[index] += diagonal[index % n % diagonal.count]
    }
    return numbers
  }

  static let linear: [OpCase] = {
    let square = matrix([3, 3], diagonal: [2, 3.5, 5])
    let batch = matrix([2, 3, 3], diagonal: [2, 3.5, 5])
    let big = matrix([4, 4], diagonal: [2, -3, 4, 5.5], seed: 2)
    return [
      OpCase("cholesky", .cholesky, [square]),
      OpCase("cholesky of a batch", .cholesky, [batch]),
      OpCase("cholesky of one", .cholesky, [.of([1, 1], [2])]),
      OpCase("solve", .solve, [square, .spread([3, 2], seed: 3)]),
      OpCase("solve of a batch", .solve, [batch, .spread([2, 3, 1], seed: 3)]),
      OpCase("triangularSolve lower", .triangularSolve, [square, .spread([3, 2], seed: 4)], .triangle(isLower: true)),
      OpCase("triangularSolve upper", .triangularSolve, [square, .spread([3, 2], seed: 4)], .triangle(isLower: false)),
      OpCase("eigh", .eigh, [square]),
      OpCase("eigh of a batch", .eigh, [batch]),
      OpCase("svd square", .svd, [square]),
      OpCase("svd tall", .svd, [matrix([4, 2], diagonal: [3, 5], seed: 5)]),
      OpCase("svd wide", .svd, [matrix([2, 2, 3], diagonal: [3, 5], seed: 6)]),
      OpCase("det of 1", .det, [.of([1, 1], [-2])]),
      OpCase("det of 2", .det, [matrix([2, 2], diagonal: [1, 2])]),
      OpCase("det of 3", .det, [batch]),
      OpCase("det of 4", .det, [big]),
      OpCase("slogdet", .slogdet, [big]),
      OpCase("slogdet of a batch", .slogdet, [batch]),
    ]
  }()
}

// The algebra of single matrices by the system's LAPACK.
// Neighbours: `CBLAS/lapack.c`; `MatrixStep` runs it. A matrix row by row is its transpose column by column.

import CBLAS
import Matrices
import TensorIR

/// LAPACK in f64, on the calling thread. `lapack_open` must have succeeded, and sizes must fit 32 bits.
struct LAPACKBackend: MatrixBackend {
  func cholesky(_ a: [Double], _ n: Int) throws(MatrixFailure) -> [Double] {
    var l = a
    let info = lapack_cholesky(Int32(clamping: n), &l)
    guard info == 0 else { throw info > 0 ? .notPositiveDefinite(leading: Int(info)) : .notConverged }
    for i in 0..<n {
      for j in i + 1..<Swift.max(n, i + 1) { l[i * n + j] = 0 }
    }
    return l
  }

  func solve(_ a: [Double], _ n: Int, _ b: [Double], _ m: Int) throws(MatrixFailure) -> [Double] {
    if n == 0 || m == 0 { return b }
    var factors = a
    var order = Array(repeating: Int32(0), count: n)
    guard lapack_factor(Int32(clamping: n), &factors, &order) == 0 else { throw .singular }
    var x = LAPACKBackend.turned(b, n, m)
    guard lapack_solve_transposed(Int32(clamping: n), Int32(clamping: m), factors, order, &x) == 0 else {
      throw .singular
    }
    return LAPACKBackend.turned(x, m, n)
  }

  func triangularSolve(_ a: [Double], _ n: Int, _ b: [Double], _ m: Int, isLower: Bool)
    throws(MatrixFailure) -> [Double]
  {
    if n == 0 || m == 0 { return b }
    var x = LAPACKBackend.turned(b, n, m)
    // Our lower triangle is LAPACK's upper one.
    let info = lapack_triangle_transposed(isLower, Int32(clamping: n), Int32(clamping: m), a, &x)
    guard info == 0 else { throw .singular }
    return LAPACKBackend.turned(x, m, n)
  }

  func pivots(_ a: [Double], _ n: Int) -> (sign: Double, pivots: [Double]) {
    if n == 0 { return (1, []) }
    var factors = a
    var order = Array(repeating: Int32(0), count: n)
    _ = lapack_factor(Int32(clamping: n), &factors, &order)
    let exchanges = order.indices.count { Int(order[$0]) != $0 + 1 }
    return (exchanges % 2 == 0 ? 1 : -1, (0..<n).map { factors[$0 * n + $0] })
  }

  func eigh(_ a: [Double], _ n: Int) throws(MatrixFailure) -> (vectors: [Double], values: [Double]) {
    if n == 0 { return ([], []) }
    var vectors = a
    var values = Array(repeating: 0.0, count: n)
    guard lapack_eigen(Int32(clamping: n), &vectors, &values) == 0 else { throw .notConverged }
    return (vectors, values)
  }

  func svd(_ a: [Double], _ m: Int, _ n: Int) throws(MatrixFailure) -> Singular {
    let k = Swift.min(m, n)
    if k == 0 { return Singular(left: [], values: [], right: []) }
    // LAPACK sees the transpose, n by m: its left vectors are our right ones.
    var matrix = a
    var values = Array(repeating: 0.0, count: k)
    var right = Array(repeating: 0.0, count: n * k)
    var left = Array(repeating: 0.0, count: k * m)
    let info = lapack_singular(Int32(clamping: n), Int32(clamping: m), &matrix, &values, &right, &left)
    guard info == 0 else { throw .notConverged }
    return Singular(left: LAPACKBackend.turned(left, m, k), values: values, right: right)
  }

  /// The transpose of a matrix of `rows` by `columns`, row by row.
  private static func turned(_ x: [Double], _ rows: Int, _ columns: Int) -> [Double] {
    var result = x
    for i in 0..<rows {
      for j in 0..<columns { result[j * rows + i] = x[i * columns + j] }
    }
    return result
  }
}

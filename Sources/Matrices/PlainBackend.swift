// Elimination, Cholesky's square root and substitution in plain loops.
// Neighbours: `PlainBackend+Spectra` has eigenvalues and singular values; `MatrixTask` calls both.

import TensorIR

#if canImport(Glibc)
  import Glibc
#endif

func logarithm(_ x: Double) -> Double { log(x) }

/// Textbook algorithms, in order and without blocking: the oracle, and what serves where there is no LAPACK.
public struct PlainBackend: MatrixBackend {
  public init() {}

  public func cholesky(_ a: [Double], _ n: Int) throws(MatrixFailure) -> [Double] {
    var l = Array(repeating: 0.0, count: n * n)
    for i in 0..<n {
      for j in 0...i {
        var rest = a[i * n + j]
        for k in 0..<j { rest -= l[i * n + k] * l[j * n + k] }
        if i == j {
          guard rest > 0 else { throw .notPositiveDefinite(leading: i + 1) }
          l[i * n + i] = rest.squareRoot()
        } else {
          l[i * n + j] = rest / l[j * n + j]
        }
      }
    }
    return l
  }

  /// P·a = L·U with partial pivoting (Golub and Van Loan, Matrix Computations, 3.4).
  private func factored(_ a: [Double], _ n: Int) -> (lu: [Double], order: [Int], sign: Double) {
    var lu = a
    var order = Array(0..<n)
    var sign = 1.0
    for k in 0..<n {
      var pivot = k
      for i in k..<n where lu[i * n + k].magnitude > lu[pivot * n + k].magnitude { pivot = i }
      if pivot != k {
        for j in 0..<n { lu.swapAt(k * n + j, pivot * n + j) }
        order.swapAt(k, pivot)
        sign.negate()
      }
      guard lu[k * n + k] != 0 else { continue }
      for i in k + 1..<Swift.max(n, k + 1) {
        let factor = lu[i * n + k] / lu[k * n + k]
        lu[i * n + k] = factor
        for j in k + 1..<n { lu[i * n + j] -= factor * lu[k * n + j] }
      }
    }
    return (lu, order, sign)
  }

  public func pivots(_ a: [Double], _ n: Int) -> (sign: Double, pivots: [Double]) {
    let (lu, _, sign) = factored(a, n)
    return (sign, (0..<n).map { lu[$0 * n + $0] })
  }

  public func solve(_ a: [Double], _ n: Int, _ b: [Double], _ m: Int) throws(MatrixFailure) -> [Double] {
    let (lu, order, _) = factored(a, n)
    for i in 0..<n where lu[i * n + i] == 0 { throw .singular }
    var x = order.flatMap { b[$0 * m..<($0 + 1) * m] }
    for i in 0..<n {
      for k in 0..<i { PlainBackend.subtract(&x, m, row: i, lu[i * n + k], times: k) }
    }
    return try triangularSolve(lu, n, x, m, isLower: false)
  }

  public func triangularSolve(_ a: [Double], _ n: Int, _ b: [Double], _ m: Int, isLower: Bool)
    throws(MatrixFailure) -> [Double]
  {
    var x = b
    for step in 0..<n {
      let i = isLower ? step : n - 1 - step
      let pivot = a[i * n + i]
      guard pivot != 0 else { throw .singular }
      for k in isLower ? 0..<i : i + 1..<n { PlainBackend.subtract(&x, m, row: i, a[i * n + k], times: k) }
      for j in 0..<m { x[i * m + j] /= pivot }
    }
    return x
  }

  private static func subtract(_ x: inout [Double], _ m: Int, row i: Int, _ factor: Double, times k: Int) {
    if factor == 0 { return }
    for j in 0..<m { x[i * m + j] -= factor * x[k * m + j] }
  }
}

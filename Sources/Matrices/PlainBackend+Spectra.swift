// Eigenvalues and singular values by Jacobi's rotations: short, and accurate to the last digits.
// Neighbours: `PlainBackend`.

import TensorIR

extension PlainBackend {
  private static let sweepLimit = 60
  private static let roundoff = 0x1p-53

  /// Cosine and sine of the rotation that makes the off-diagonal element `g` of [[a, g], [g, b]] zero.
  private static func rotation(_ a: Double, _ g: Double, _ b: Double) -> (cosine: Double, sine: Double) {
    let zeta = (b - a) / (2 * g)
    let tangent = (zeta < 0 ? -1 : 1) / (zeta.magnitude + (1 + zeta * zeta).squareRoot())
    let cosine = 1 / (1 + tangent * tangent).squareRoot()
    return (cosine, cosine * tangent)
  }

  /// Rows p and q become c·p - s·q and s·p + c·q.
  private static func rotate(
    _ x: inout [Double], _ width: Int, _ p: Int, _ q: Int, _ turn: (cosine: Double, sine: Double)
  ) {
    for k in 0..<width {
      let (a, b) = (x[p * width + k], x[q * width + k])
      x[p * width + k] = turn.cosine * a - turn.sine * b
      x[q * width + k] = turn.sine * a + turn.cosine * b
    }
  }

  private static func identity(_ n: Int) -> [Double] {
    (0..<n * n).map { $0 / n == $0 % n ? 1 : 0 }
  }

  /// A power of two that brings the largest element near one, so that squares stay in range.
  private static func scale(_ a: [Double]) -> Double {
    let largest = a.reduce(0) { Swift.max($0, $1.magnitude) }
    return largest == 0 ? 1 : Double(sign: .plus, exponent: Int(largest.exponent), significand: 1)
  }

  // MARK: Symmetric matrices

  public func eigh(_ a: [Double], _ n: Int) throws(MatrixFailure) -> (vectors: [Double], values: [Double]) {
    let scale = PlainBackend.scale(a)
    var x = a.map { $0 / scale }
    var vectors = PlainBackend.identity(n)
    let bound = x.reduce(0) { $0 + $1 * $1 }.squareRoot() * PlainBackend.roundoff / Double(Swift.max(1, n))
    var sweep = 0
    while PlainBackend.sweep(&x, &vectors, n, bound) {
      sweep += 1
      if sweep > PlainBackend.sweepLimit { throw .notConverged }
    }
    let values = (0..<n).map { x[$0 * n + $0] * scale }
    let order = (0..<n).sorted { (values[$0], $0) < (values[$1], $1) }
    return (order.flatMap { vectors[$0 * n..<($0 + 1) * n] }, order.map { values[$0] })
  }

  /// Turns every pair once; false if there was nothing left to turn.
  private static func sweep(_ x: inout [Double], _ vectors: inout [Double], _ n: Int, _ bound: Double) -> Bool {
    var hasTurned = false
    for p in 0..<n {
      for q in p + 1..<Swift.max(n, p + 1) where x[p * n + q].magnitude > bound {
        hasTurned = true
        let turn = rotation(x[p * n + p], x[p * n + q], x[q * n + q])
        rotate(&x, n, p, q, turn)
        for k in 0..<n {
          let (a, b) = (x[k * n + p], x[k * n + q])
          x[k * n + p] = turn.cosine * a - turn.sine * b
          x[k * n + q] = turn.sine * a + turn.cosine * b
        }
        (x[p * n + q], x[q * n + p]) = (0, 0)
        rotate(&vectors, n, p, q, turn)
      }
    }
    return hasTurned
  }

  // MARK: Singular values

  /// One-sided rotations (Hestenes, 1958) until the columns are orthogonal.
  public func svd(_ a: [Double], _ m: Int, _ n: Int) throws(MatrixFailure) -> Singular {
    if m < n {
      let turned = (0..<m * n).map { a[$0 % m * n + $0 / m] }
      let parts = try svd(turned, n, m)
      return Singular(left: parts.right, values: parts.values, right: parts.left)
    }
    let scale = PlainBackend.scale(a)
    // Row j is column j of a.
    var columns = (0..<m * n).map { a[$0 % Swift.max(1, m) * n + $0 / Swift.max(1, m)] / scale }
    var right = PlainBackend.identity(n)
    var sweep = 0
    while PlainBackend.orthogonalised(&columns, m, &right, n) {
      sweep += 1
      if sweep > PlainBackend.sweepLimit { throw .notConverged }
    }
    let lengths = (0..<n).map { PlainBackend.dot(columns, m, $0, $0).squareRoot() }
    let order = (0..<n).sorted { (-lengths[$0], $0) < (-lengths[$1], $1) }
    let smallest = (lengths.max() ?? 0) * Double(Swift.max(m, n)) * PlainBackend.roundoff
    let left = PlainBackend.directions(
      order.map { lengths[$0] > smallest ? Array(columns[$0 * m..<($0 + 1) * m]) : [] }, m)
    return Singular(
      left: left, values: order.map { lengths[$0] * scale },
      right: order.flatMap { right[$0 * n..<($0 + 1) * n] })
  }

  private static func dot(_ x: [Double], _ width: Int, _ p: Int, _ q: Int) -> Double {
    var total = 0.0
    for k in 0..<width { total += x[p * width + k] * x[q * width + k] }
    return total
  }

  private static func orthogonalised(_ x: inout [Double], _ m: Int, _ right: inout [Double], _ n: Int) -> Bool {
    var hasTurned = false
    for p in 0..<n {
      for q in p + 1..<Swift.max(n, p + 1) {
        let (a, b, g) = (dot(x, m, p, p), dot(x, m, q, q), dot(x, m, p, q))
        guard g.magnitude > Double(m + 8) * roundoff * (a * b).squareRoot(), g.magnitude > 0x1p-1000 else { continue }
        hasTurned = true
        let turn = rotation(a, g, b)
        rotate(&x, m, p, q, turn)
        rotate(&right, n, p, q, turn)
      }
    }
    return hasTurned
  }

  /// Unit vectors along the given rows; where a row is empty, one orthogonal to all others.
  private static func directions(_ rows: [[Double]], _ m: Int) -> [Double] {
    var result = rows.map { row in
      let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
      return row.map { $0 / length }
    }
    var axis = 0
    for index in result.indices where result[index].isEmpty {
      while axis < m, result[index].isEmpty {
        var candidate = Array(repeating: 0.0, count: m)
        candidate[axis] = 1
        axis += 1
        // Twice is enough (Kahan).
        for known in result + result where !known.isEmpty {
          let along = zip(candidate, known).reduce(0) { $0 + $1.0 * $1.1 }
          for k in 0..<m { candidate[k] -= along * known[k] }
        }
        let length = candidate.reduce(0) { $0 + $1 * $1 }.squareRoot()
        if length > 0.5 / Double(m).squareRoot() { result[index] = candidate.map { $0 / length } }
      }
      if result[index].isEmpty { result[index] = Array(repeating: 0, count: m) }
    }
    return result.flatMap { $0 }
  }
}

// One matrix operation of the engine, matrix by matrix: sizes, preparation, and how results are packed.
// Neighbours: a `MatrixBackend` does the algebra (`PlainBackend` here, LAPACK in the engine).

import TensorIR

/// The algebra of single matrices: f64, row by row.
public protocol MatrixBackend {
  /// Lower L with L·Lᵀ = a, zeros above the diagonal; `a` is symmetric, n by n.
  func cholesky(_ a: [Double], _ n: Int) throws(MatrixFailure) -> [Double]
  /// x with a·x = b; `b` has m columns.
  func solve(_ a: [Double], _ n: Int, _ b: [Double], _ m: Int) throws(MatrixFailure) -> [Double]
  /// As `solve`, reading one triangle of `a`.
  func triangularSolve(_ a: [Double], _ n: Int, _ b: [Double], _ m: Int, isLower: Bool)
    throws(MatrixFailure) -> [Double]
  /// Pivots of Gaussian elimination with exchanges of rows, and the sign of the exchanges.
  func pivots(_ a: [Double], _ n: Int) -> (sign: Double, pivots: [Double])
  /// Eigenvalues of a symmetric matrix, ascending; row i of `vectors` is the i-th eigenvector.
  func eigh(_ a: [Double], _ n: Int) throws(MatrixFailure) -> (vectors: [Double], values: [Double])
  /// Singular values, descending; row i of `left` (k by m) and `right` (k by n) are their vectors.
  func svd(_ a: [Double], _ m: Int, _ n: Int) throws(MatrixFailure) -> Singular
}

/// A thin singular value decomposition, vectors as rows.
public struct Singular {
  public var left: [Double]
  public var values: [Double]
  public var right: [Double]
  public init(left: [Double], values: [Double], right: [Double]) {
    self.left = left
    self.values = values
    self.right = right
  }
}

/// A node of the linear family as a batch of small problems. All is computed in f64 and rounded once.
public struct MatrixTask: Sendable {
  public let op: Op
  private let rows: Int
  private let columns: Int
  /// Columns of the right-hand side.
  private let width: Int
  private let isLower: Bool
  /// Matrices in the batch.
  public let count: Int

  /// - Parameter shapes: of the operands, as the shape rules accepted them.
  public init(_ op: Op, _ shapes: [Shape], _ attributes: Attributes) {
    self.op = op
    let shape = shapes.first ?? []
    rows = shape.dropLast().last ?? 0
    columns = shape.last ?? 0
    width = shapes.count > 1 ? shapes[1].last ?? 0 : 0
    count = shape.dropLast(2).reduce(1, &*)
    if case .triangle(let lower) = attributes { isLower = lower } else { isLower = true }
  }

  /// Elements of one matrix of operand `index`.
  public func inputSize(_ index: Int) -> Int { index == 0 ? rows &* columns : rows &* width }

  /// Elements that one matrix gives.
  public var outputSize: Int {
    switch op {
    case .cholesky: rows &* rows
    case .eigh: rows &* (rows &+ 1)
    case .svd: Swift.min(rows, columns) &* (rows &+ columns &+ 1)
    case .det: 1
    case .slogdet: 2
    default: rows &* width
    }
  }

  /// The result for one matrix; nan everywhere if an operand is not finite.
  ///
  /// - Parameter inputs: one matrix of each operand, of `inputSize` elements.
  public func result(_ inputs: [[Double]], by backend: some MatrixBackend) throws(MatrixFailure) -> [Double] {
    guard inputs.allSatisfy({ $0.allSatisfy(\.isFinite) }) else {
      return Array(repeating: .nan, count: outputSize)
    }
    let n = rows
    let a = inputs[0]
    switch op {
    case .cholesky: return try backend.cholesky(symmetric(a), n)
    case .solve: return try backend.solve(a, n, inputs[1], width)
    case .triangularSolve: return try backend.triangularSolve(a, n, inputs[1], width, isLower: isLower)
    case .eigh:
      let (vectors, values) = try backend.eigh(symmetric(a), n)
      return MatrixTask.packed([MatrixTask.oriented(vectors, n, with: []).rows], [n], values)
    case .svd:
      let parts = try backend.svd(a, rows, columns)
      let (left, right) = MatrixTask.oriented(parts.left, rows, with: parts.right, columns)
      return MatrixTask.packed([left, right], [rows, columns], parts.values)
    case .det:
      let (sign, pivots) = backend.pivots(a, n)
      return [pivots.reduce(sign, *)]
    default:
      let (sign, pivots) = backend.pivots(a, n)
      if pivots.contains(0) { return [0, -.infinity] }
      let negative = pivots.count { $0 < 0 }
      return [negative % 2 == 0 ? sign : -sign, pivots.reduce(0) { $0 + logarithm($1.magnitude) }]
    }
  }

  /// (a + aᵀ) / 2: what is not symmetric is not seen.
  private func symmetric(_ a: [Double]) -> [Double] {
    var result = a
    for i in 0..<rows {
      for j in 0..<rows { result[i * rows + j] = 0.5 * a[i * rows + j] + 0.5 * a[j * rows + i] }
    }
    return result
  }

  /// Vectors are unique but for their sign: of the components at least half as large as the largest, the
  /// first is made positive. Partners turn along.
  private static func oriented(
    _ vectors: [Double], _ length: Int, with partners: [Double], _ partnerLength: Int = 0
  ) -> (rows: [Double], partners: [Double]) {
    var (rows, others) = (vectors, partners)
    for row in 0..<(length == 0 ? 0 : vectors.count / length) {
      let range = row * length..<(row + 1) * length
      let bound = vectors[range].reduce(0) { Swift.max($0, $1.magnitude) } / 2
      guard let first = vectors[range].first(where: { $0.magnitude > bound }), first < 0 else { continue }
      for place in range { rows[place].negate() }
      for place in row * partnerLength..<(row + 1) * partnerLength { others[place].negate() }
    }
    return (rows, others)
  }

  /// Row i of each part, then value i.
  private static func packed(_ parts: [[Double]], _ lengths: [Int], _ values: [Double]) -> [Double] {
    var result: [Double] = []
    for (row, value) in values.enumerated() {
      for (part, length) in zip(parts, lengths) { result += part[row * length..<(row + 1) * length] }
      result.append(value)
    }
    return result
  }
}

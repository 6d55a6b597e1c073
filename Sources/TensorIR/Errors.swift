// What can go wrong when an operation is written down or computed. Evidence only; the words are the language's.
// Neighbours: `ShapeRules` throw `ShapeError`, executors throw `ExecutionError`.

/// An operation whose operands do not fit. Raised when it is recorded.
public enum ShapeError: Error, Sendable, Equatable {
  case operandCount(Op, expected: Int, got: Int)
  case dtypeMismatch(Op, DType, DType)
  case dtypeUnsupported(Op, DType)
  /// `axis` counts from the front of the result.
  case cannotBroadcast(Op, Shape, Shape, axis: Int)
  /// Ranks differ and the operand of higher rank would be stretched.
  case stretchesHigherRank(Op, Shape, Shape)
  case axisOutOfRange(Op, axis: Int, rank: Int)
  case duplicateAxis(Op, axis: Int)
  case badPermutation(Shape, Axes)
  case cannotReshape(from: Shape, to: Shape)
  case sliceOutOfRange(Shape, axis: Int, start: Int, limit: Int, step: Int)
  case badPadding(Shape)
  case concatMismatch(Shape, Shape, axis: Int)
  case gatherMismatch(Shape, Shape)
  case updateMismatch(Op, expected: Shape, got: Shape)
  /// Inner sizes (or batch sizes) of a product differ.
  case dotMismatch(Shape, Shape, leftAxis: Int, rightAxis: Int)
  /// Not [n, c, spatial…] and [o, c / groups, kernel…] with one or two spatial axes.
  case convolutionRanks(Shape, Shape)
  /// Channels of x (axis 1) are not those of the weights times the groups, or the groups do not divide them.
  case convolutionChannels(Shape, weights: Shape, groups: Int)
  /// A window reaches over `window` elements, but the padded image has only `image` along this axis.
  case windowTooLarge(Op, Shape, axis: Int, window: Int, image: Int)
  /// A stride, dilation or size below 1, or one axis too many.
  case badWindow(Op, Shape)
  case emptyReduction(Op, Shape)
  /// An operand is no matrix, or its last two sizes differ.
  case notSquare(Op, Shape)
  /// A right-hand side does not fit its matrix.
  case solveMismatch(Op, Shape, Shape)
  case rankTooLarge(Int)
  case sizeTooLarge
  /// One tensor needs more bytes than the limit allows.
  case tooLarge(Shape, DType, limit: Int)
  /// An operand could not be computed earlier.
  case failedOperand(ExecutionError)
}

/// A plan that could not be computed.
public enum ExecutionError: Error, Sendable, Equatable {
  /// Bytes a plan needs at its peak against the limit, and its largest values.
  case memoryLimit(needed: Int, limit: Int, largest: [LargeValue])
  /// The system had no memory left.
  case outOfMemory(bytes: Int)
  case integerOverflow(Op, origin: Origin)
  /// A nan or an infinity from finite operands, where the session asked that these be found.
  case notFinite(Op, isNaN: Bool, origin: Origin)
  /// A matrix has no such decomposition or solution; `number` counts the matrices of a batch.
  case matrix(Op, MatrixFailure, number: Int, origin: Origin)
  case interrupted

  public struct LargeValue: Sendable, Equatable {
    public let shape: Shape
    public let dtype: DType
    public let origin: Origin
    public init(shape: Shape, dtype: DType, origin: Origin) {
      self.shape = shape
      self.dtype = dtype
      self.origin = origin
    }
  }
}

/// Why a matrix operation has no result.
public enum MatrixFailure: Error, Sendable, Equatable {
  /// A pivot is zero.
  case singular
  /// The leading block of this size has a determinant that is not positive.
  case notPositiveDefinite(leading: Int)
  case notConverged
}

/// Where an operation was written: two opaque numbers of the front end (a source and byte offsets).
public struct Origin: Hashable, Sendable, BitwiseCopyable {
  public let source: Int32
  public let start: Int32
  public let end: Int32
  public init(source: Int32, start: Int32, end: Int32) {
    self.source = source
    self.start = start
    self.end = end
  }
  public static let unknown = Origin(source: -1, start: 0, end: 0)
}

// What an operation needs to know besides its operands. Attributes are part of a plan's key.
// Neighbours: `Op`, `ShapeRules`.

/// Relation of `compare`.
public enum Comparison: UInt8, Sendable, BitwiseCopyable, CaseIterable { case eq, ne, lt, le, gt, ge }

/// Which axes of a product are summed and which run along.
///
/// Result shape: batch axes, then the free axes of the left operand, then those of the right.
public struct DotDimensions: Hashable, Sendable, BitwiseCopyable {
  public var leftContracting: Axes
  public var rightContracting: Axes
  public var leftBatch: Axes
  public var rightBatch: Axes
  public init(
    leftContracting: Axes, rightContracting: Axes, leftBatch: Axes = [], rightBatch: Axes = []
  ) {
    self.leftContracting = leftContracting
    self.rightContracting = rightContracting
    self.leftBatch = leftBatch
    self.rightBatch = rightBatch
  }
}

/// Attributes of a node; each case names the operations that take it.
public enum Attributes: Hashable, Sendable, BitwiseCopyable {
  case none
  /// reduce…: the axes that disappear. argMax, argMin, cumsum, iota: one axis.
  case axes(Axes)
  /// transpose: result axis i is operand axis `permutation[i]`.
  case permutation(Axes)
  /// reshape, threefry, iota (with its axis): the result's shape.
  case shape(Shape)
  case iota(Shape, axis: Int)
  /// broadcastInDim: operand axis i becomes result axis `axes[i]`.
  case broadcast(Shape, axes: Axes)
  /// slice: per axis; steps are positive.
  case slice(starts: Dims, limits: Dims, steps: Dims)
  /// pad with zeros: low, high (negative crops), interior (between elements).
  case pad(low: Dims, high: Dims, interior: Dims)
  /// reverse.
  case reverse(Axes)
  /// concat along an axis.
  case concat(axis: Int)
  /// dynamicSlice: sizes of the result.
  case sizes(Shape)
  /// gather, scatterAdd, scatterSet.
  case gather(axis: Int, batch: Int)
  case dot(DotDimensions)
  case convolution(Windows, groups: Int)
  /// windowArgMax: sizes of the window along the last axes.
  case window(Windows, sizes: Dims)
  /// triangularSolve: whether the lower triangle is read.
  case triangle(isLower: Bool)
  case comparison(Comparison)
  /// convert.
  case dtype(DType)
}

// Short names for the operations that rules are written in.
// Neighbours: `Partials`, `Transposes`, `Tangents`, `BatchRules`, `Expansion`.

import TensorIR

extension Recorder {
  func add(_ a: Tensor, _ b: Tensor) throws(ShapeError) -> Tensor { try emit(.add, [a, b]) }
  func sub(_ a: Tensor, _ b: Tensor) throws(ShapeError) -> Tensor { try emit(.sub, [a, b]) }
  func mul(_ a: Tensor, _ b: Tensor) throws(ShapeError) -> Tensor { try emit(.mul, [a, b]) }
  func div(_ a: Tensor, _ b: Tensor) throws(ShapeError) -> Tensor { try emit(.div, [a, b]) }
  func neg(_ a: Tensor) throws(ShapeError) -> Tensor { try emit(.neg, [a]) }

  /// `number + a` and the like; the number takes the type of `a`.
  func add(_ a: Tensor, _ number: Double) throws(ShapeError) -> Tensor { try add(a, scalar(number, a.dtype)) }
  func mul(_ a: Tensor, _ number: Double) throws(ShapeError) -> Tensor { try mul(a, scalar(number, a.dtype)) }
  func div(_ number: Double, _ a: Tensor) throws(ShapeError) -> Tensor { try div(scalar(number, a.dtype), a) }

  func compare(_ relation: Comparison, _ a: Tensor, _ b: Tensor) throws(ShapeError) -> Tensor {
    try emit(.compare, [a, b], .comparison(relation))
  }

  func select(_ condition: Tensor, _ a: Tensor, _ b: Tensor) throws(ShapeError) -> Tensor {
    try emit(.select, [condition, a, b])
  }

  /// `condition ? a : number`
  func select(_ condition: Tensor, _ a: Tensor, _ number: Double) throws(ShapeError) -> Tensor {
    try select(condition, a, scalar(number, a.dtype))
  }

  func sum(_ x: Tensor, _ axes: Axes) throws(ShapeError) -> Tensor {
    axes.isEmpty ? x : try emit(.reduceSum, [x], .axes(axes))
  }

  /// The sum along the last axis, which stays with size 1.
  func sumOfRows(_ x: Tensor) throws(ShapeError) -> Tensor {
    try restored(try sum(x, [x.rank - 1]), axes: [x.rank - 1], of: x.shape)
  }

  func reshape(_ x: Tensor, _ shape: Shape) throws(ShapeError) -> Tensor {
    x.shape == shape ? x : try emit(.reshape, [x], .shape(shape))
  }

  func transpose(_ x: Tensor, _ permutation: Axes) throws(ShapeError) -> Tensor {
    if permutation.elementsEqual(permutation.indices) { return x }
    return try emit(.transpose, [x], .permutation(permutation))
  }

  func broadcastInDim(_ x: Tensor, _ shape: Shape, _ axes: Axes) throws(ShapeError) -> Tensor {
    if x.shape == shape, axes.elementsEqual(shape.indices) { return x }
    return try emit(.broadcastInDim, [x], .broadcast(shape, axes: axes))
  }

  /// Repeats `x` as broadcasting does, its last axis under the last of `shape`.
  func broadcast(_ x: Tensor, to shape: Shape) throws(ShapeError) -> Tensor {
    try broadcastInDim(x, shape, Axes(clamping: shape.count - x.rank..<shape.count))
  }

  /// Undoes a broadcast in a cotangent: sums over the axes along which an operand of `shape` was repeated.
  func unbroadcast(_ x: Tensor, to shape: Shape) throws(ShapeError) -> Tensor {
    if x.shape == shape { return x }
    let (missing, ones) = x.shape.stretchedAxes(from: shape)
    return try reshape(try sum(x, Axes(clamping: Array(missing) + Array(ones))), shape)
  }

  /// Puts the axes that a reduction of a tensor of `shape` removed back, with size 1.
  func restored(_ x: Tensor, axes: Axes, of shape: Shape) throws(ShapeError) -> Tensor {
    var kept = shape
    for axis in axes { kept[axis] = 1 }
    return try reshape(x, kept)
  }

  func gather(_ x: Tensor, _ indices: Tensor, axis: Int, batch: Int) throws(ShapeError) -> Tensor {
    try emit(.gather, [x, indices], .gather(axis: axis, batch: batch))
  }

  func iota(_ shape: Shape, axis: Int) throws(ShapeError) -> Tensor {
    try emit(.iota, [], .iota(shape, axis: axis))
  }
}

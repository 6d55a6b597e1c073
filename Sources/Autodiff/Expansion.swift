// Composite operations said in ordinary ones, where a rule needs them so.
// Neighbours: `Transposes`, `Tangents` and `BatchRules` use them; the executors compute composites whole.

import TensorIR

/// Ordinary operations with the value of a composite, or of its derivative.
enum Expansion {
  /// The product over `axes` by halving, in multiplications: its derivatives are right where elements are zero.
  static func product(_ recorder: Recorder, _ x: Tensor, _ axes: Axes) throws(ShapeError) -> Tensor {
    let kept = Axes(clamping: x.shape.indices.filter { !axes.contains($0) })
    let outer = x.shape.removing(axes)
    let front = try recorder.transpose(x, Axes(clamping: Array(axes) + Array(kept)))
    var count = axes.reduce(1) { $0 * x.shape[$1] }
    if count == 0 { return try recorder.filled(1, outer, x.dtype) }
    var rest = try recorder.reshape(front, [count, outer.product])
    while count > 1 {
      let half = count / 2
      var halved = try recorder.mul(
        try rows(recorder, rest, 0, half), try rows(recorder, rest, half, 2 * half))
      if count % 2 == 1 {
        let last = try rows(recorder, rest, count - 1, count)
        halved = try recorder.emit(.concat, [halved, last], .concat(axis: 0))
      }
      rest = halved
      count = half + count % 2
    }
    return try recorder.reshape(rest, outer)
  }

  private static func rows(_ recorder: Recorder, _ x: Tensor, _ start: Int, _ limit: Int) throws(ShapeError)
    -> Tensor
  {
    try recorder.emit(
      .slice, [x], .slice(starts: [start, 0], limits: [limit, x.shape[1]], steps: [1, 1]))
  }

  /// The determinant of matrices of at most 3 rows as the polynomial that it is: its derivatives are right where
  /// it is zero. nil for larger ones, or where the operands do not fit.
  static func determinant(_ recorder: Recorder, _ a: Tensor) throws(ShapeError) -> Tensor? {
    guard a.rank >= 2, let n = a.shape.last, a.shape[a.rank - 2] == n, (1...3).contains(n) else { return nil }
    let flat = try recorder.reshape(
      a, Shape(clamping: Array(a.shape.dropLast(2)) + [n * n]))
    func entry(_ i: Int, _ j: Int) throws(ShapeError) -> Tensor { try recorder.column(flat, i * n + j) }
    func minor(_ j: Int, _ k: Int) throws(ShapeError) -> Tensor {
      let (i, l) = (n - 2, n - 1)
      return try recorder.sub(
        try recorder.mul(try entry(i, j), try entry(l, k)), try recorder.mul(try entry(i, k), try entry(l, j)))
    }
    if n == 1 { return try entry(0, 0) }
    if n == 2 { return try minor(0, 1) }
    let first = try recorder.mul(try entry(0, 0), try minor(1, 2))
    let second = try recorder.mul(try entry(0, 1), try minor(0, 2))
    let third = try recorder.mul(try entry(0, 2), try minor(0, 1))
    return try recorder.add(try recorder.sub(first, second), third)
  }

  /// Derivative of `softmaxXent` in its logits, [..., k].
  ///
  /// The entry of the label is the negative sum of the other probabilities, never p - 1: in f32 that
  /// difference is 0 where the example is well classified, and attacks that read its sign go wrong.
  static func softmaxXentGradient(_ recorder: Recorder, _ logits: Tensor, _ labels: Tensor) throws(ShapeError)
    -> Tensor
  {
    let last = logits.rank - 1
    let classes = try recorder.iota(logits.shape, axis: last)
    let isLabel = try recorder.compare(
      .eq, classes, try recorder.reshape(labels, labels.shape.inserting(1, at: last)))
    let p = try recorder.emit(.softmax, [logits])
    let others = try recorder.select(isLabel, recorder.scalar(0, p.dtype), p)
    return try recorder.select(isLabel, try recorder.neg(try recorder.sumOfRows(others)), p)
  }

  /// `threefry` in operations on `u32`, for keys that differ from example to example.
  static func threefry(_ recorder: Recorder, key0: Tensor, key1: Tensor, _ shape: Shape) throws(ShapeError)
    -> Tensor
  {
    func xor(_ a: Tensor, _ b: Tensor) throws(ShapeError) -> Tensor { try recorder.emit(.xor, [a, b]) }
    func number(_ value: UInt32) -> Tensor { recorder.scalar(Double(value), .u32) }
    func rotated(_ x: Tensor, _ bits: UInt32) throws(ShapeError) -> Tensor {
      let high = try recorder.emit(.shl, [x, number(bits)])
      return try recorder.emit(.or, [high, try recorder.emit(.shr, [x, number(32 - bits)])])
    }
    let rotations: [[UInt32]] = [[13, 15, 26, 6], [17, 29, 16, 24]]
    let places = try recorder.reshape(try recorder.iota([shape.product], axis: 0), shape)
    let keys = [key0, key1, try xor(try xor(key0, key1), number(0x1bd1_1bda))]
    var x0 = try recorder.add(try recorder.filled(0, shape, .u32), keys[0])
    var x1 = try recorder.add(try recorder.emit(.convert, [places], .dtype(.u32)), keys[1])
    for group in 0..<5 {
      for bits in rotations[group & 1] {
        x0 = try recorder.add(x0, x1)
        x1 = try xor(try rotated(x1, bits), x0)
      }
      x0 = try recorder.add(x0, keys[(group + 1) % 3])
      x1 = try recorder.add(try recorder.add(x1, keys[(group + 2) % 3]), number(UInt32(group + 1)))
    }
    return try xor(x0, x1)
  }
}

// `x[i, j]` with two or more index tensors: they go along together, as in NumPy, PyTorch and JAX.
// Neighbours: `Indexing` has all other forms; one index tensor alone is a gather there.

import TensorIR

extension Interpreter {
  /// True if several places are tensors of indices: then `x[i, j]` is one element for each pair.
  func goTogether(_ places: [Place]) -> Bool {
    var count = 0
    for place in places {
      if case .at(let index) = place, isIndexTensor(index) { count += 1 }
    }
    return count > 1
  }

  private func isIndexTensor(_ value: Value) -> Bool {
    switch value {
    case .tensor(let tensor): tensor.rank > 0
    case .list, .range, .sequence: true
    default: false
    }
  }

  /// The axes that one index tensor (or mask) stands for.
  private struct Group {
    let axis: Int
    let axes: Int
    let index: Value
  }

  /// The index tensors broadcast against each other; their common shape stands where the first one stood, or in
  /// front of all else if a slice comes between them. Host numbers take their part first.
  func indexedTogether(_ tensor: Tensor, _ places: [Place]) throws -> Tensor {
    var x = tensor
    var axis = 0
    var groups: [Group] = []
    for place in places {
      if case .at(let index) = place, isIndexTensor(index) {
        var axes = 1
        if case .tensor(let mask) = index, mask.dtype == .bool { axes = mask.rank }
        groups.append(Group(axis: axis, axes: axes, index: index))
        axis += axes
      } else {
        x = try indexed(x, place, &axis)
      }
    }
    return try gathered(x, groups)
  }

  private func gathered(_ x: Tensor, _ groups: [Group]) throws -> Tensor {
    let taken = groups.flatMap { Array($0.axis..<$0.axis + $0.axes) }
    guard let first = taken.first, let last = taken.last, last < x.rank else { return x }
    let isAdjacent = last - first + 1 == taken.count
    let front = isAdjacent ? first : 0
    let others = (0..<x.rank).filter { !taken.contains($0) }
    let order = Array(others.prefix(front)) + taken + Array(others.dropFirst(front))
    let moved = isAdjacent ? x : try emit(.transpose, [x], .permutation(Axes(clamping: order)))
    let sizes = taken.map { x.shape[$0] }
    let kept = others.map { x.shape[$0] }
    let count = Shape(clamping: sizes).product
    guard Int32(exactly: count) != nil else { throw Failure.shape(.sizeTooLarge, names: []) }
    let flat = Array(kept.prefix(front)) + [count] + Array(kept.dropFirst(front))
    let positions = try combined(x, groups, count: count)
    let rows = try emit(.reshape, [moved], .shape(Shape(clamping: flat)))
    let result = try emit(.gather, [rows, positions], .gather(axis: front, batch: 0))
    result.knownBounds = boundsOfParts(of: x)
    return result
  }

  /// One index into the flattened axes of all groups.
  private func combined(_ x: Tensor, _ groups: [Group], count: Int) throws -> Tensor {
    var indices: [Tensor] = []
    var sizes: [Int] = []
    for group in groups {
      sizes.append((group.axis..<group.axis + group.axes).reduce(1) { $0 &* x.shape[$1] })
      if case .tensor(let mask) = group.index, mask.dtype == .bool {
        indices.append(try selected(x, axis: group.axis, mask).1)
      } else {
        indices.append(try indexTensor(group.index, size: x.shape[group.axis], axis: group.axis))
      }
    }
    let shape = try commonShape(of: indices)
    var total: Tensor?
    for (index, size) in zip(indices, sizes) {
      let wide = try broadcast(index, to: shape)
      guard let sum = total else {
        total = wide
        continue
      }
      let scaled = try emit(.mul, [sum, recorder.scalar(Double(size), .i32)])
      total = try emit(.add, [scaled, wide])
    }
    let result = try total ?? self.tensor([], shape: [0], dtype: .i32)
    if count > 0 { result.knownBounds = 0...(count - 1) }
    return result
  }

  private func commonShape(of indices: [Tensor]) throws -> Shape {
    var shape: Shape = []
    for index in indices {
      let (a, b) = (shape, index.shape)
      do { shape = try ShapeRulesBatch.common(a, b) } catch is Failure {
        throw Failure.badIndex(
          "index tensors of the shapes \(a) and \(b) do not go together",
          hint: "x[i, j] takes one element for each pair; for all rows i of all columns j write x[i][:, j].")
      }
    }
    return shape
  }
}

// Loops that only move elements: places in the operand for places in the result, or the other way round.
// Neighbours: `Values.picked` and `put` do the copying.

import TensorIR

extension Kernel {
  func movement() -> Values {
    let x = inputs[0]
    let strides = x.shape.contiguousStrides
    switch attributes {
    case .permutation(let permutation):
      return x.values.picked(node.shape.places(strides: permutation.map { strides[$0] }))
    case .broadcast(let shape, let axes):
      var spread = Array(repeating: 0, count: shape.count)
      for (axis, target) in axes.enumerated() where x.shape[axis] != 1 { spread[target] = strides[axis] }
      return x.values.picked(shape.places(strides: spread))
    case .slice(let starts, _, let steps):
      let base = zip(starts, strides).reduce(0) { $0 + $1.0 * $1.1 }
      return x.values.picked(node.shape.places(strides: zip(steps, strides).map { $0 * $1 }, base: base))
    case .pad(let low, _, let interior): return padded(x, low, interior)
    case .reverse(let axes): return reversed(x, axes)
    case .concat(let axis): return concatenated(axis)
    case .sizes(let sizes):
      return x.values.picked(sizes.places(strides: strides, base: base(of: sizes, in: x.shape, first: 1)))
    default:
      return op == .dynamicUpdateSlice ? updated() : x.values
    }
  }

  private func padded(_ x: Operand, _ low: Dims, _ interior: Dims) -> Values {
    var result = x.values.zeros(node.shape.product)
    let strides = node.shape.contiguousStrides
    // The places of the operand's elements in the result; nil where they were cropped.
    var places: [Int?] = [0]
    for axis in x.shape.indices {
      var next: [Int?] = []
      for place in places {
        for step in 0..<x.shape[axis] {
          let position = low[axis] + step * (interior[axis] + 1)
          let isInside = node.shape.indices.contains(axis) && (0..<node.shape[axis]).contains(position)
          next.append(isInside ? place.map { $0 + position * strides[axis] } : nil)
        }
      }
      places = next
    }
    let kept = places.indices.filter { places[$0] != nil }
    result.put(x.values.picked(kept), at: kept.compactMap { places[$0] })
    return result
  }

  private func reversed(_ x: Operand, _ axes: Axes) -> Values {
    var strides = x.shape.contiguousStrides
    var base = 0
    for axis in axes {
      base += Swift.max(0, x.shape[axis] - 1) * strides[axis]
      strides[axis] = -strides[axis]
    }
    return x.values.picked(x.shape.places(strides: strides, base: base))
  }

  private func concatenated(_ axis: Int) -> Values {
    var result = inputs[0].values.zeros(node.shape.product)
    let strides = node.shape.contiguousStrides
    var start = 0
    for input in inputs {
      result.put(input.values, at: input.shape.places(strides: strides, base: start * strides[axis]))
      start += input.shape[axis]
    }
    return result
  }

  /// Place of a window's first element; starts clamp so that the window fits.
  private func base(of window: Shape, in shape: Shape, first: Int) -> Int {
    let strides = shape.contiguousStrides
    var base = 0
    for axis in shape.indices {
      let start = inputs[first + axis].values.integers.first ?? 0
      base += Swift.max(0, Swift.min(start, shape[axis] - window[axis])) * strides[axis]
    }
    return base
  }

  private func updated() -> Values {
    let (x, update) = (inputs[0], inputs[1])
    var result = x.values
    let start = base(of: update.shape, in: x.shape, first: 2)
    result.put(update.values, at: update.shape.places(strides: x.shape.contiguousStrides, base: start))
    return result
  }

  // MARK: Indexing

  func indexing() throws(ExecutionError) -> Values {
    guard case .gather(let axis, let batch) = attributes else { return inputs[0].values }
    let places = gatherPlaces(axis: axis, batch: batch)
    if op == .gather {
      // An axis without elements has nothing to give.
      if inputs[0].values.count == 0 { return inputs[0].values.zeros(node.shape.product) }
      return inputs[0].values.picked(places)
    }
    var result = inputs[0].values
    if result.count == 0 { return result }
    if op == .scatterSet {
      result.put(inputs[2].values, at: places)
      return result
    }
    switch (result, inputs[2].values) {
    case (.reals(var sums), .reals(let updates)):
      for (place, value) in zip(places, updates) { sums[place] += value }
      return .reals(sums)
    default:
      var sums = result.integers
      for (place, value) in zip(places, inputs[2].values.integers) {
        sums[place] = try fitted(sums[place] + value)
      }
      return .integers(sums)
    }
  }

  /// For each element of gather's result, its place in the operand.
  private func gatherPlaces(axis: Int, batch: Int) -> [Int] {
    let (shape, chosen) = (inputs[0].shape, inputs[1].shape)
    let batches = shape.prefix(batch).reduce(1, *)
    let middle = shape[batch..<axis].reduce(1, *)
    let count = chosen.dropFirst(batch).reduce(1, *)
    let inner = shape.dropFirst(axis + 1).reduce(1, *)
    let indices = inputs[1].values.integers
    let size = shape[axis]
    var places: [Int] = []
    for b in 0..<batches {
      for m in 0..<middle {
        for j in 0..<count {
          let index = Swift.max(0, Swift.min(indices[b * count + j], size - 1))
          let start = ((b * middle + m) * size + index) * inner
          for t in 0..<inner { places.append(start + t) }
        }
      }
    }
    return places
  }
}

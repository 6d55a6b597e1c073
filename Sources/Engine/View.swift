// A way of reading a buffer: base, offset, one stride an axis. Most movement is only a change of view.
// Neighbours: `Planner` composes views, loops and copies read through them.

import TensorIR

/// Strides in elements, one an axis; unused places are 0.
typealias Strides = SIMD8<Int>

/// The elements of a node as places of another node's buffer.
struct View: Hashable {
  /// Node whose buffer is read.
  var base: Int
  var offset = 0
  var strides = Strides.zero

  init(base: Int, offset: Int = 0, strides: Strides) {
    self.base = base
    self.offset = offset
    self.strides = strides
  }

  /// The whole buffer of `base`, row by row.
  init(contiguous base: Int, shape: Shape, offset: Int = 0) {
    self.init(base: base, offset: offset, strides: View.contiguous(shape))
  }

  static func contiguous(_ shape: Shape) -> Strides {
    var strides = Strides.zero
    var running = 1
    for axis in shape.indices.reversed() {
      strides[axis] = running
      running = running &* Swift.max(1, shape[axis])
    }
    return strides
  }

  /// Elements follow each other row by row (axes of size 1 do not matter).
  func isContiguous(_ shape: Shape) -> Bool {
    if shape.contains(0) { return true }
    var running = 1
    for axis in shape.indices.reversed() {
      let size = shape[axis]
      if size > 1, strides[axis] != running { return false }
      running = running &* size
    }
    return true
  }

  /// Strides for a result of broadcasting this view, of shape `shape`, to `target`.
  func broadcast(from shape: Shape, to target: Shape) -> Strides {
    var result = Strides.zero
    let offset = target.count - shape.count
    for axis in shape.indices where offset + axis >= 0 && shape[axis] == target[axis + offset] {
      result[axis + offset] = shape[axis] == 1 ? 0 : strides[axis]
    }
    return result
  }

  /// The same elements in a new shape, if strides can say it.
  func reshaped(from shape: Shape, to target: Shape) -> View? {
    if isContiguous(shape) { return View(base: base, offset: offset, strides: View.contiguous(target)) }
    let old = shape.indices.filter { shape[$0] != 1 }
    var result = Strides.zero
    var place = 0
    var axis = 0
    while axis < target.count {
      if target[axis] == 1 {
        axis += 1
        continue
      }
      guard place < old.count else { return nil }
      // The smallest runs of axes, old and new, that hold equally many elements.
      var (last, size) = (place, shape[old[place]])
      var (end, newSize) = (axis, target[axis])
      while size != newSize {
        if size < newSize {
          last += 1
          guard last < old.count else { return nil }
          size = size &* shape[old[last]]
        } else {
          end += 1
          guard end < target.count else { return nil }
          newSize = newSize &* target[end]
        }
      }
      for index in place..<last
      where strides[old[index]] != strides[old[index + 1]] &* shape[old[index + 1]] { return nil }
      var running = strides[old[last]]
      for index in stride(from: end, through: axis, by: -1) {
        result[index] = running
        running = running &* target[index]
      }
      place = last + 1
      axis = end + 1
    }
    return View(base: base, offset: offset, strides: result)
  }

  func transposed(_ permutation: Axes) -> View {
    var result = Strides.zero
    for (axis, source) in permutation.enumerated() { result[axis] = strides[source] }
    return View(base: base, offset: offset, strides: result)
  }

  func spread(_ axes: Axes, from shape: Shape) -> View {
    var result = Strides.zero
    for (axis, target) in axes.enumerated() where shape[axis] != 1 { result[target] = strides[axis] }
    return View(base: base, offset: offset, strides: result)
  }

  func sliced(starts: Dims, steps: Dims) -> View {
    var result = self
    for axis in starts.indices {
      result.offset &+= starts[axis] &* strides[axis]
      result.strides[axis] = strides[axis] &* steps[axis]
    }
    return result
  }

  func reversed(_ axes: Axes, shape: Shape) -> View {
    var result = self
    for axis in axes {
      result.offset &+= Swift.max(0, shape[axis] - 1) &* strides[axis]
      result.strides[axis] = 0 &- strides[axis]
    }
    return result
  }
}

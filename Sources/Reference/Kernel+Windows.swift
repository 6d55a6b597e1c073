// Convolution and places of maxima, tap by tap.
// Neighbours: `Windows` says where a tap lies; `Kernel` calls this.

import TensorIR

extension WindowAxis {
  /// The element under tap `tap` of result place `place`; nil in the padding.
  func element(_ place: Int, _ tap: Int, of size: Int) -> Int? {
    let position = place * stride + tap * windowDilation - low
    guard position >= 0, position % dilation == 0, position / dilation < size else { return nil }
    return position / dilation
  }
}

extension Kernel {
  /// Places of one window's elements in the plane, with the taps they lie under, row by row.
  private func covered(_ place: [Int], _ plane: [Int], _ taps: [Int], _ windows: Windows)
    -> [(element: Int, tap: Int)]
  {
    var result = [(element: 0, tap: 0)]
    for axis in windows.indices {
      var next: [(element: Int, tap: Int)] = []
      for (element, number) in result {
        for tap in 0..<taps[axis] {
          guard let index = windows[axis].element(place[axis], tap, of: plane[axis]) else { continue }
          next.append((element * plane[axis] + index, number * taps[axis] + tap))
        }
      }
      result = next
    }
    return result
  }

  /// Calls `body` with the number and coordinates of each place of the result's plane.
  private func eachPlace(_ sizes: [Int], _ body: (Int, [Int]) throws(ExecutionError) -> Void)
    throws(ExecutionError)
  {
    let width = sizes.last ?? 1
    try each(sizes.reduce(1, *)) { (number: Int) throws(ExecutionError) in
      try body(number, sizes.count == 1 ? [number] : [number / width, number % width])
    }
  }

  func convolution() throws(ExecutionError) -> Values {
    guard case .convolution(let windows, let groups) = attributes else { return inputs[0].values }
    let (x, weights) = (inputs[0], inputs[1])
    let (image, kernel) = (x.values.reals, weights.values.reals)
    let (plane, taps) = (Array(x.shape.dropFirst(2)), Array(weights.shape.dropFirst(2)))
    let sizes = Array(node.shape.dropFirst(2))
    let (planeSize, tapCount, area) = (plane.reduce(1, *), taps.reduce(1, *), sizes.reduce(1, *))
    let (images, channels, outputs) = (x.shape[0], x.shape[1], weights.shape[0])
    let (own, perGroup) = (weights.shape[1], outputs / groups)
    var result = Array(repeating: 0.0, count: images * outputs * area)
    try eachPlace(sizes) { (number: Int, place: [Int]) throws(ExecutionError) in
      let pairs = covered(place, plane, taps, windows)
      for n in 0..<images {
        for o in 0..<outputs {
          var sum = 0.0
          for c in 0..<own {
            let base = (n * channels + o / perGroup * own + c) * planeSize
            let first = (o * own + c) * tapCount
            for (element, tap) in pairs { sum += image[base + element] * kernel[first + tap] }
          }
          result[(n * outputs + o) * area + number] = sum
        }
      }
    }
    return .reals(result)
  }

  func windowPlaces() throws(ExecutionError) -> Values {
    guard case .window(let windows, let taps) = attributes else { return .integers([]) }
    let x = inputs[0]
    let values = x.values.reals
    let plane = Array(x.shape.suffix(windows.count))
    let sizes = Array(node.shape.suffix(windows.count))
    let (planeSize, area) = (plane.reduce(1, *), sizes.reduce(1, *))
    let planes = planeSize == 0 ? 0 : values.count / planeSize
    var result = Array(repeating: 0, count: planes * area)
    try eachPlace(sizes) { (number: Int, place: [Int]) throws(ExecutionError) in
      let elements = covered(place, plane, Array(taps), windows).map(\.element)
      for index in 0..<planes {
        var best = elements.first ?? 0
        for element in elements {
          let (value, top) = (values[index * planeSize + element], values[index * planeSize + best])
          if value > top || value.isNaN && !top.isNaN { best = element }
        }
        result[index * area + number] = best
      }
    }
    return .integers(result)
  }
}

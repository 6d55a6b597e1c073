// Shape rules of convolution and of windows.
// Neighbours: `Windows` counts the places, `ShapeRules` calls this.

extension ShapeRules {
  static func convolution(_ inputs: [Tensor], _ attribute: Attributes) throws(ShapeError) -> Result {
    try expect(2, .convolution, inputs)
    let (x, weights) = (inputs[0], inputs[1])
    guard case .convolution(let windows, let groups) = attribute, windows.count + 2 == x.rank,
      x.rank == weights.rank
    else { throw .convolutionRanks(x.shape, weights.shape) }
    if x.dtype != weights.dtype { throw .dtypeMismatch(.convolution, x.dtype, weights.dtype) }
    guard x.dtype.isFloating else { throw .dtypeUnsupported(.convolution, x.dtype) }
    let (channels, overflow) = weights.shape[1].multipliedReportingOverflow(by: groups)
    guard groups >= 1, !overflow, x.shape[1] == channels, weights.shape[0] % groups == 0 else {
      throw .convolutionChannels(x.shape, weights: weights.shape, groups: groups)
    }
    let taps = Dims(clamping: Array(weights.shape.dropFirst(2)))
    let sizes = try places(.convolution, x.shape, windows, taps: taps)
    guard let shape = Shape(exactly: [x.shape[0], weights.shape[0]] + sizes) else { throw .sizeTooLarge }
    return (x.dtype, shape)
  }

  static func windowArgMax(_ inputs: [Tensor], _ attribute: Attributes) throws(ShapeError) -> Result {
    try expect(1, .windowArgMax, inputs)
    let x = inputs[0]
    guard case .window(let windows, let taps) = attribute, taps.count == windows.count,
      windows.count <= x.rank
    else { throw .badWindow(.windowArgMax, x.shape) }
    guard x.dtype.isFloating else { throw .dtypeUnsupported(.windowArgMax, x.dtype) }
    // The place in the plane is an i32, and the image itself is not dilated.
    guard x.shape.suffix(windows.count).reduce(1, &*) <= Int(Int32.max),
      windows.allSatisfy({ $0.dilation == 1 })
    else { throw .badWindow(.windowArgMax, x.shape) }
    let sizes = try places(.windowArgMax, x.shape, windows, taps: taps)
    guard let shape = Shape(exactly: x.shape.dropLast(windows.count) + sizes) else { throw .sizeTooLarge }
    return (.i32, shape)
  }

  /// Sizes of the result along the last axes.
  private static func places(_ op: Op, _ shape: Shape, _ windows: Windows, taps: Dims) throws(ShapeError)
    -> [Int]
  {
    var sizes: [Int] = []
    for (place, window) in windows.enumerated() {
      let axis = shape.count - windows.count + place
      guard window.isValid, taps[place] >= 1 else { throw .badWindow(op, shape) }
      // So that no product of sizes, distances and places can overflow.
      guard WindowAxis.reach(shape[axis], window.dilation) <= 1 << 32,
        WindowAxis.reach(taps[place], window.windowDilation) <= 1 << 32
      else { throw .sizeTooLarge }
      guard shape[axis] > 0, let count = window.places(shape[axis], taps: taps[place]) else {
        throw .windowTooLarge(
          op, shape, axis: axis, window: WindowAxis.reach(taps[place], window.windowDilation),
          image: shape[axis] == 0 ? 0 : window.extent(shape[axis]))
      }
      sizes.append(count)
    }
    return sizes
  }
}

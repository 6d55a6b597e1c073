// Derivative and batch rules of convolution: each is a convolution again, so that every order works.
// Neighbours: `Transposes` and `BatchRules` call this; `Windows` has the arithmetic of places.

import TensorIR

extension Recorder {
  /// The cotangent of the image (index 0) or of the weights (index 1).
  func transposedConvolution(_ use: Application, _ index: Int, _ v: Tensor) throws(ShapeError) -> Tensor? {
    guard case .convolution(let windows, let groups) = use.attributes else { return nil }
    if v.elementCount == 0 || use.inputs[index].elementCount == 0 {
      return try constant(0, like: use.inputs[index])
    }
    return index == 0
      ? try imageCotangent(use, windows, groups, v) : try weightsCotangent(use, windows, groups, v)
  }

  /// The result's cotangent, its elements `stride` apart, under the flipped kernel with channels exchanged.
  private func imageCotangent(_ use: Application, _ windows: Windows, _ groups: Int, _ v: Tensor)
    throws(ShapeError) -> Tensor
  {
    let (x, weights) = (use.inputs[0].shape, use.inputs[1])
    let spatial = Axes(clamping: 2..<weights.rank)
    let flipped = try emit(.reverse, [weights], .reverse(spatial))
    let kernel = try exchanged(flipped, groups: groups, splits: 0)
    let turned = windows.mapAxes { axis, window in
      let taps = WindowAxis.reach(weights.shape[axis + 2], window.windowDilation)
      let low = taps - 1 - window.low
      return WindowAxis(
        stride: window.dilation, low: low,
        high: WindowAxis.reach(x[axis + 2], window.dilation) + taps - 1 - low
          - WindowAxis.reach(v.shape[axis + 2], window.stride),
        dilation: window.stride, windowDilation: window.windowDilation)
    }
    return try emit(.convolution, [v, kernel], .convolution(turned, groups: groups))
  }

  /// The image under the result's cotangent as a kernel: the batch is what is summed over.
  private func weightsCotangent(_ use: Application, _ windows: Windows, _ groups: Int, _ v: Tensor)
    throws(ShapeError) -> Tensor
  {
    let (x, weights) = (use.inputs[0], use.inputs[1].shape)
    let image = try exchanged(x, groups: groups, splits: 1)
    let kernel = try transpose(v, Axes(clamping: [1, 0] + Array(2..<v.rank)))
    let turned = windows.mapAxes { axis, window in
      let high =
        WindowAxis.reach(weights[axis + 2], window.windowDilation)
        + WindowAxis.reach(v.shape[axis + 2], window.stride) - 1
        - WindowAxis.reach(x.shape[axis + 2], window.dilation) - window.low
      return WindowAxis(
        stride: window.windowDilation, low: window.low, high: high, dilation: window.dilation,
        windowDilation: window.stride)
    }
    let product = try emit(.convolution, [image, kernel], .convolution(turned, groups: groups))
    return try transpose(product, Axes(clamping: [1, 0] + Array(2..<product.rank)))
  }

  /// Axes 0 and 1 exchanged within each group: [g·a, b, …] to [g·b, a, …] where axis `splits` 0 holds the
  /// groups, [a, g·b, …] to [b, g·a, …] where it is axis 1.
  private func exchanged(_ x: Tensor, groups: Int, splits axis: Int) throws(ShapeError) -> Tensor {
    let rest = Array(2..<x.rank)
    guard groups > 1 else { return try transpose(x, Axes(clamping: [1, 0] + rest)) }
    var sizes = Array(x.shape)
    sizes[axis] = sizes[axis] / groups
    let split = try reshape(x, Shape(clamping: sizes[..<axis] + [groups] + sizes[axis...]))
    let order = axis == 0 ? [0, 2, 1] : [2, 1, 0]
    let turned = try transpose(split, Axes(clamping: order + rest.map { $0 + 1 }))
    let spatial = sizes.dropFirst(2)
    let merged = axis == 0 ? [groups * sizes[1], sizes[0]] : [sizes[1], groups * sizes[0]]
    return try reshape(turned, Shape(clamping: merged + spatial))
  }
}

extension BatchStep {
  /// The batch axis becomes more images, more result channels, or (of both operands) more groups.
  func convolution() throws(ShapeError) -> Tensor {
    guard case .convolution(let windows, let groups) = attributes else {
      return try recorder.emit(op, try allBatched(), attributes)
    }
    let (x, weights) = (operands[0], operands[1])
    if !weights.isBatched {
      let images = x.value.shape[1]
      let flat = try merged(x.value, at: 0)
      let result = try recorder.emit(.convolution, [flat, weights.value], attributes)
      return try parted(result, at: 0, [batch.size, images])
    }
    if x.isBatched {
      let image = try merged(try recorder.transpose(x.value, swapped(x.value.rank)), at: 1)
      let kernel = try merged(weights.value, at: 0)
      let result = try recorder.emit(
        .convolution, [image, kernel], .convolution(windows, groups: groups * batch.size))
      let channels = [batch.size, weights.value.shape[1]]
      return try moved(try parted(result, at: 1, channels), from: 1)
    }
    return try moved(try manyKernels(x.value, weights.value, groups), from: 1)
  }

  /// One image, a kernel for each example: [n, batch, o, …].
  private func manyKernels(_ x: Tensor, _ weights: Tensor, _ groups: Int) throws(ShapeError) -> Tensor {
    let channels = weights.shape[1] / groups
    let grouped = try parted(weights, at: 1, [groups, channels])
    let kernel = try merged(
      try merged(try recorder.transpose(grouped, swapped(grouped.rank)), at: 0), at: 0)
    let result = try recorder.emit(.convolution, [x, kernel], attributes)
    // [n, groups, batch, channels, …]
    let split = try parted(result, at: 1, [groups, batch.size, channels])
    let order = [0, 2, 1] + Array(3..<split.rank)
    return try merged(try recorder.transpose(split, Axes(clamping: order)), at: 2)
  }

  private func swapped(_ rank: Int) -> Axes { Axes(clamping: [1, 0] + Array(2..<rank)) }

  /// Axes `axis` and `axis + 1` as one.
  private func merged(_ x: Tensor, at axis: Int) throws(ShapeError) -> Tensor {
    var sizes = Array(x.shape)
    let (size, overflow) = sizes[axis].multipliedReportingOverflow(by: sizes.remove(at: axis + 1))
    guard !overflow, Int32(exactly: size) != nil else { throw .sizeTooLarge }
    sizes[axis] = size
    return try recorder.reshape(x, Shape(clamping: sizes))
  }

  private func parted(_ x: Tensor, at axis: Int, _ parts: [Int]) throws(ShapeError) -> Tensor {
    var sizes = Array(x.shape)
    sizes.replaceSubrange(axis...axis, with: parts)
    return try recorder.reshape(x, Shape(clamping: sizes))
  }
}

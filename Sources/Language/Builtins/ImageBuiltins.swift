// Pooling, resizing, and turning of images; height and width are the last two axes throughout.
// Neighbours: `ConvolutionBuiltins`; `Op.windowArgMax` finds the places that max-pooling gathers.

import TensorIR

#if canImport(Glibc)
  import Glibc
#endif

extension Registry {
  static func images() -> [Builtin] { convolutions() + pools() + sizes() + turns() }

  // MARK: Pooling

  private static func pools() -> [Builtin] {
    [
      Builtin(
        "max_pool2d", "x, size, stride = none, padding = 0", .images,
        """
        The largest element of each window of images [n, c, h, w] or [c, h, w]; the stride is the size unless given.

        Of several largest elements the first one takes all of the gradient, as in PyTorch.

            max_pool2d([[[1, 2, 5, 0], [3, 4, 0, 7]]], 2)[0, 0]    # f32[2] [4, 7]
        """
      ) { .tensor(try maxPool($0)) },
      Builtin(
        "avg_pool2d", "x, size, stride = none, padding = 0", .images,
        """
        The mean of each window of images [n, c, h, w] or [c, h, w]; the stride is the size unless given. Padding \
        counts as zeros, as in PyTorch.

            avg_pool2d([[[1, 2, 5, 0], [3, 4, 0, 7]]], 2)[0, 0]    # f32[2] [2.5, 3]
        """
      ) { .tensor(try meanPool($0)) },
      Builtin(
        "global_avg_pool", "x", .images,
        """
        The mean over height and width: [n, c, h, w] to [n, c].

            global_avg_pool(ones(5, 3, 4, 4)).shape    # (5, 3)
        """
      ) { call in
        let x = try planes(call)
        let axes = Axes(clamping: [x.rank - 2, x.rank - 1])
        let count = x.shape.suffix(2).reduce(1, &*)
        guard count > 0 else {
          throw Failure.value("global_avg_pool: images without pixels \(x.shape) have no mean")
        }
        return .tensor(try scaled(call, try call.emit(.reduceSum, [x], .axes(axes)), 1 / Double(count)))
      },
    ]
  }

  /// Window sizes and their way over the last two axes.
  private static func pooling(_ call: Call) throws -> (sizes: [Int], windows: Windows, isPlain: Bool) {
    let sizes = try call.counts(1, 2, or: 1)
    let strides = call.isGiven(2) ? try call.counts(2, 2, or: 1) : sizes
    let padding = try call.counts(3, 2, or: 0, least: 0)
    for axis in 0..<2 where padding[axis] * 2 > sizes[axis] {
      throw Failure.value(
        "\(call.name): padding \(padding[axis]) is more than half of the window's \(sizes[axis])",
        hint: "a window must not lie in the padding alone.")
    }
    let windows = Windows.of(2) { WindowAxis(stride: strides[$0], low: padding[$0], high: padding[$0]) }
    return (sizes, windows, sizes == strides && padding == [0, 0])
  }

  private static func maxPool(_ call: Call) throws -> Tensor {
    let images = try Images(call, try call.floating(0), axes: 2)
    let (sizes, windows, _) = try pooling(call)
    let x = images.tensor
    let places = try call.emit(.windowArgMax, [x], .window(windows, sizes: Dims(clamping: sizes)))
    let flat = try call.emit(
      .reshape, [x], .shape(try Call.checked([x.shape[0], x.shape[1], x.shape[2] &* x.shape[3]])))
    return try images.restored(try call.emit(.gather, [flat, places], .gather(axis: 2, batch: 2)), call)
  }

  private static func meanPool(_ call: Call) throws -> Tensor {
    let images = try Images(call, try call.floating(0), axes: 2)
    let (sizes, windows, isPlain) = try pooling(call)
    let share = 1 / (Double(sizes[0]) * Double(sizes[1]))
    let x = images.tensor
    let (channels, plane) = (Array(x.shape.prefix(2)), Array(x.shape.suffix(2)))
    guard isPlain, sizes[0] <= plane[0], sizes[1] <= plane[1] else {
      let each = try call.emit(
        .reshape, [x], .shape(try Call.checked([channels[0] &* channels[1], 1] + plane)))
      let ones = try call.interpreter.broadcast(
        call.interpreter.recorder.scalar(share, x.dtype), to: try Call.checked([1, 1] + sizes))
      let mean = try call.emit(.convolution, [each, ones], .convolution(windows, groups: 1))
      let shape = try Call.checked(channels + Array(mean.shape.suffix(2)))
      return try images.restored(try call.emit(.reshape, [mean], .shape(shape)), call)
    }
    // Windows side by side are axes of their own.
    let counts = [plane[0] / sizes[0], plane[1] / sizes[1]]
    let kept = try window(call, x, starts: [0, 0], sizes: [counts[0] * sizes[0], counts[1] * sizes[1]])
    let split = try call.emit(
      .reshape, [kept], .shape(try Call.checked(channels + [counts[0], sizes[0], counts[1], sizes[1]])))
    let sum = try call.emit(.reduceSum, [split], .axes([3, 5]))
    return try images.restored(try scaled(call, sum, share), call)
  }

  // MARK: Sizes

  private static func sizes() -> [Builtin] {
    [
      Builtin(
        "upsample", "x, factor, mode = \"nearest\"", .images,
        """
        Images enlarged by whole factors along height and width (the last two axes): mode "nearest", "bilinear" or \
        "bicubic", with corners as PyTorch's align_corners = false.

            upsample([[1, 2]], 2)[1]    # f32[4] [1, 1, 2, 2]
            upsample([[1, 3]], (1, 2), mode = "bilinear")[0]    # f32[4] [1, 1.5, 2.5, 3]
        """
      ) { call in
        let x = try planes(call)
        let factors = try call.counts(1, 2, or: 1)
        let sizes = try zip(x.shape.suffix(2), factors).map { size, factor in
          let (wanted, overflow) = size.multipliedReportingOverflow(by: factor)
          guard !overflow, Int32(exactly: wanted) != nil else {
            throw Failure.shape(.sizeTooLarge, names: [])
          }
          return wanted
        }
        return .tensor(try resized(call, x, sizes, mode: try call.string(2, or: "nearest")))
      },
      Builtin(
        "resize", "x, size, mode = \"bilinear\"", .images,
        """
        Images of another height and width (the last two axes): size is (height, width) or one number for both; mode \
        "nearest", "bilinear" or "bicubic", with corners as PyTorch's align_corners = false. Nothing is averaged when \
        images become smaller.

            resize(ones(3, 10, 20), (5, 8)).shape    # (3, 5, 8)
        """
      ) { call in
        let x = try planes(call)
        let sizes = try call.counts(1, 2, or: 1)
        return .tensor(try resized(call, x, sizes, mode: try call.string(2, or: "bilinear")))
      },
      Builtin(
        "crop", "x, top, left, height, width", .images,
        """
        A part of images; height and width are the last two axes.

            crop([[1, 2, 3], [4, 5, 6]], 0, 1, 2, 2)[1]    # f32[2] [5, 6]
        """
      ) { call in
        let x = try planes(call)
        let starts = [try call.count(1, or: 0, least: 0), try call.count(2, or: 0, least: 0)]
        let sizes = [try call.count(3, or: 0, least: 0), try call.count(4, or: 0, least: 0)]
        for (axis, size) in x.shape.suffix(2).enumerated() where starts[axis] + sizes[axis] > size {
          throw Failure.wrongShape(
            "crop: \(sizes[axis]) \(axis == 0 ? "rows" : "columns") from \(starts[axis]) on do not lie in \(x.shape)"
          )
        }
        return .tensor(try window(call, x, starts: starts, sizes: sizes))
      },
    ]
  }

  private static func resized(_ call: Call, _ x: Tensor, _ sizes: [Int], mode: String) throws -> Tensor {
    guard let sampling = Sampling(rawValue: mode) else {
      throw Failure.value(
        "\(call.name): there is no mode \"\(mode)\"", hint: "modes are nearest, bilinear and bicubic.")
    }
    var result = x
    for (place, size) in sizes.enumerated() {
      let axis = x.rank - 2 + place
      let old = x.shape[axis]
      guard old > 0 else {
        throw Failure.value("\(call.name): images without pixels \(x.shape) cannot be resized")
      }
      if size == old { continue }
      result = try resampled(call, result, axis: axis, to: size, sampling)
    }
    return result
  }

  /// Along one axis: places are picked, or multiplied by a matrix of weights.
  private static func resampled(_ call: Call, _ x: Tensor, axis: Int, to size: Int, _ sampling: Sampling)
    throws
    -> Tensor
  {
    let old = x.shape[axis]
    if sampling == .nearest {
      let places = (0..<size).map { Double($0 * old / size) }
      let indices = try call.interpreter.tensor(places, shape: [size], dtype: .i32)
      return try call.emit(.gather, [x, indices], .gather(axis: axis, batch: 0))
    }
    let real = try call.floating(x)
    let shape = try Call.checked([size, old])
    guard shape.product <= call.interpreter.limits.memoryBytes / 8 else {
      throw Failure.shape(.tooLarge(shape, real.dtype, limit: call.interpreter.limits.memoryBytes), names: [])
    }
    let weights = try call.interpreter.tensor(
      sampling.weights(from: old, to: size), shape: shape, dtype: real.dtype)
    let dims = DotDimensions(leftContracting: [axis], rightContracting: [1])
    let product = try call.emit(.dotGeneral, [real, weights], .dot(dims))
    // The new axis comes out last.
    var order = Array(0..<x.rank - 1)
    order.insert(x.rank - 1, at: axis)
    return try call.emit(.transpose, [product], .permutation(Axes(clamping: order)))
  }

  // MARK: Turns

  private static func turns() -> [Builtin] {
    [
      Builtin(
        "flip", "x, axis = -1", .images,
        """
        The elements along an axis (or a list of axes) in reverse order; the last axis is left and right of an image.

            flip([[1, 2], [3, 4]])[0]    # f32[2] [2, 1]
        """
      ) { call in
        let x = try call.tensor(0)
        let axes = call.isGiven(1) ? try call.axes(1, rank: x.rank) : [try call.axisWithin(-1, rank: x.rank)]
        return .tensor(try call.emit(.reverse, [x], .reverse(axes)))
      },
      Builtin(
        "rotate90", "x, times = 1", .images,
        """
        Images turned by quarters, counterclockwise; height and width are the last two axes.

            rotate90([[1, 2], [3, 4]])[0]    # f32[2] [2, 4]
        """
      ) { call in
        var x = try planes(call)
        let (rows, columns) = (x.rank - 2, x.rank - 1)
        let turns = ((try call.whole(1, or: 1)) % 4 + 4) % 4
        if turns == 2 { return .tensor(try call.emit(.reverse, [x], .reverse([rows, columns]))) }
        if turns == 0 { return .tensor(x) }
        if turns == 1 { x = try call.emit(.reverse, [x], .reverse([columns])) }
        let order = Array(0..<rows) + [columns, rows]
        let turned = try call.emit(.transpose, [x], .permutation(Axes(clamping: order)))
        return .tensor(turns == 1 ? turned : try call.emit(.reverse, [turned], .reverse([columns])))
      },
    ]
  }

  // MARK: Shared

  private static func planes(_ call: Call) throws -> Tensor {
    let x = try call.tensor(0)
    guard x.rank >= 2 else {
      throw Failure.wrongShape("\(call.name) takes images, [.., height, width], but got \(x.shape)")
    }
    return call.name == "global_avg_pool" ? try call.floating(x) : x
  }

  private static func scaled(_ call: Call, _ x: Tensor, _ factor: Double) throws -> Tensor {
    try call.emit(.mul, [x, call.interpreter.recorder.scalar(factor, x.dtype)])
  }

  private static func window(_ call: Call, _ x: Tensor, starts: [Int], sizes: [Int]) throws -> Tensor {
    let front = Array(repeating: 0, count: x.rank - 2)
    let limits = Array(x.shape.prefix(x.rank - 2)) + [starts[0] + sizes[0], starts[1] + sizes[1]]
    return try call.emit(
      .slice, [x],
      .slice(
        starts: Dims(clamping: front + starts), limits: Dims(clamping: limits),
        steps: Dims(repeating: 1, count: x.rank)))
  }
}

/// How pixels between pixels are worked out.
enum Sampling: String {
  case nearest, bilinear, bicubic

  /// Weights [to, from]: row i gives new pixel i, whose centre lies at (i + 1/2) from / to - 1/2.
  func weights(from old: Int, to new: Int) -> [Double] {
    var result = Array(repeating: 0.0, count: old &* new)
    let scale = Double(old) / Double(new)
    for pixel in 0..<new {
      let centre = (Double(pixel) + 0.5) * scale - 0.5
      let position = self == .bicubic ? centre : Swift.max(0, centre)
      let first = Int(position.rounded(.down))
      for (offset, weight) in taps(position - position.rounded(.down)) {
        // Beyond the border lies the border's pixel.
        let place = Swift.max(0, Swift.min(old - 1, first + offset))
        result[pixel * old + place] += weight
      }
    }
    return result
  }

  /// Neighbours of a position `t` of the way from one pixel to the next.
  private func taps(_ t: Double) -> [(offset: Int, weight: Double)] {
    if self == .bilinear { return [(0, 1 - t), (1, t)] }
    // Cubic convolution (Keys, 1981) with PyTorch's parameter.
    let a = -0.75
    func near(_ x: Double) -> Double { ((a + 2) * x - (a + 3)) * x * x + 1 }
    func far(_ x: Double) -> Double { ((a * x - 5 * a) * x + 8 * a) * x - 4 * a }
    return [(-1, far(t + 1)), (0, near(t)), (1, near(1 - t)), (2, far(2 - t))]
  }
}

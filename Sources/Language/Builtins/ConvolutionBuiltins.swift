// Convolutions and their transposes, as PyTorch defines them.
// Neighbours: `ImageBuiltins` has pooling and resizing; `Op.convolution` does the work.

import TensorIR

extension Registry {
  static func convolutions() -> [Builtin] {
    let sizes = """
      stride, padding and dilation are numbers or a list with one for each spatial axis; padding may also be "same" or \
      "valid". The size of a result's axis is (size + 2 padding - dilation (kernel - 1) - 1) // stride + 1.
      """
    return [
      Builtin(
        "conv2d", "x, w, stride = 1, padding = 0, dilation = 1, groups = 1", .images,
        """
        Convolution (without flipping the kernel) of images x [n, c, h, w] or one image [c, h, w] with weights \
        w [out, c / groups, kh, kw].

        \(sizes)

            conv2d(ones(1, 1, 3, 3), ones(1, 1, 2, 2))[0, 0, 0]    # f32[2] [4, 4]
            conv2d(ones(8, 3, 32, 32), ones(16, 3, 5, 5), stride = 2, padding = 2).shape    # (8, 16, 16, 16)
        """
      ) { .tensor(try convolution($0, axes: 2)) },
      Builtin(
        "conv1d", "x, w, stride = 1, padding = 0, dilation = 1, groups = 1", .images,
        """
        Convolution (without flipping the kernel) of sequences x [n, c, length] or one sequence [c, length] with \
        weights w [out, c / groups, k].

        \(sizes)

            conv1d([[1, 2, 4, 8]], [[[-1, 1]]])[0]    # f32[3] [1, 2, 4]
        """
      ) { .tensor(try convolution($0, axes: 1)) },
      Builtin(
        "conv_transpose2d", "x, w, stride = 1, padding = 0, output_padding = 0, groups = 1, dilation = 1",
        .images,
        """
        The transpose of conv2d, which enlarges images: x [n, c, h, w] or [c, h, w], weights w [c, out / groups, kh, kw].

        The size of a result's axis is (size - 1) stride - 2 padding + dilation (kernel - 1) + output_padding + 1.

            conv_transpose2d(ones(1, 8, 7, 7), ones(8, 4, 4, 4), stride = 2, padding = 1).shape    # (1, 4, 14, 14)
        """
      ) { .tensor(try transposedConvolution($0)) },
    ]
  }

  private static func convolution(_ call: Call, axes: Int) throws -> Tensor {
    let (images, weights) = try Images.pair(call, axes: axes)
    let groups = try call.count(5, or: 1)
    let (strides, dilations) = (try call.counts(2, axes, or: 1), try call.counts(4, axes, or: 1))
    let taps = Array(weights.shape.dropFirst(2))
    let padding = try sides(call, strides, taps, dilations)
    try images.checkChannels(weights.shape[1] &* groups, weights: weights.shape, groups: groups)
    let windows = Windows.of(axes) { axis in
      WindowAxis(
        stride: strides[axis], low: padding[axis].low, high: padding[axis].high,
        windowDilation: dilations[axis])
    }
    let result = try call.emit(.convolution, [images.tensor, weights], .convolution(windows, groups: groups))
    return try images.restored(result, call)
  }

  /// Padding of each axis: numbers, or words.
  private static func sides(_ call: Call, _ strides: [Int], _ taps: [Int], _ dilations: [Int]) throws
    -> [(low: Int, high: Int)]
  {
    guard case .string(let word) = call.value(3) else {
      return try call.counts(3, taps.count, or: 0, least: 0).map { ($0, $0) }
    }
    switch word {
    case "valid": return taps.map { _ in (0, 0) }
    case "same":
      guard strides.allSatisfy({ $0 == 1 }) else {
        throw Failure.value(
          "\(call.name): padding \"same\" needs stride 1", hint: "give the padding as a number.")
      }
      return zip(taps, dilations).map { tap, dilation in
        let total = Swift.max(0, tap - 1) * dilation
        return (total / 2, total - total / 2)
      }
    default: throw call.wrong(3, "a number, a list of numbers, \"same\" or \"valid\"")
    }
  }

  private static func transposedConvolution(_ call: Call) throws -> Tensor {
    let (images, weights) = try Images.pair(call, axes: 2)
    let (strides, padding) = (try call.counts(2, 2, or: 1), try call.counts(3, 2, or: 0, least: 0))
    let (extra, groups) = (try call.counts(4, 2, or: 0, least: 0), try call.count(5, or: 1))
    let dilations = try call.counts(6, 2, or: 1)
    try images.checkChannels(weights.shape[0], weights: weights.shape, groups: groups, isTransposed: true)
    guard weights.shape[0] % groups == 0 else {
      throw Failure.wrongShape(
        "\(call.name): \(weights.shape[0]) channels cannot be divided into \(groups) groups")
    }
    for axis in 0..<2 where extra[axis] >= Swift.max(strides[axis], dilations[axis]) {
      throw Failure.value(
        "\(call.name): output_padding \(extra[axis]) must be smaller than the stride \(strides[axis]) or the dilation"
      )
    }
    // [c, out / groups, …] flipped, as [out, c / groups, …].
    let spatial = Array(weights.shape.dropFirst(2))
    let (own, outputs) = (weights.shape[0] / groups, weights.shape[1])
    let flipped = try call.emit(.reverse, [weights], .reverse([2, 3]))
    let split = try call.emit(
      .reshape, [flipped], .shape(try Call.checked([groups, own, outputs] + spatial)))
    let turned = try call.emit(.transpose, [split], .permutation([0, 2, 1, 3, 4]))
    let kernel = try call.emit(
      .reshape, [turned], .shape(try Call.checked([groups * outputs, own] + spatial)))
    let windows = Windows.of(2) { axis in
      let low = dilations[axis] * Swift.max(0, spatial[axis] - 1) - padding[axis]
      return WindowAxis(
        low: low, high: low + extra[axis], dilation: strides[axis], windowDilation: dilations[axis])
    }
    let result = try call.emit(.convolution, [images.tensor, kernel], .convolution(windows, groups: groups))
    return try images.restored(result, call)
  }
}

/// Images with their batch axis, which a single image gets for the while.
struct Images {
  let tensor: Tensor
  let isSingle: Bool
  let name: String

  /// - Parameter axes: spatial axes, after the batch and the channels.
  init(_ call: Call, _ tensor: Tensor, axes: Int) throws {
    name = call.name
    isSingle = tensor.rank == axes + 1
    guard tensor.rank == axes + 2 || isSingle else {
      let wanted = axes == 1 ? "[n, c, length] or [c, length]" : "[n, c, height, width] or [c, height, width]"
      throw Failure.wrongShape(
        "\(call.name) takes x of shape \(wanted), but got \(tensor.shape)",
        hint: tensor.rank == axes ? "add an axis of one channel: x[new, ..]." : nil)
    }
    self.tensor =
      isSingle ? try call.emit(.reshape, [tensor], .shape(tensor.shape.inserting(1, at: 0))) : tensor
  }

  /// Images and weights in one floating element type.
  static func pair(_ call: Call, axes: Int) throws -> (Images, weights: Tensor) {
    let (a, b, _) = try call.meeting(0, 1)
    let (x, weights) = (try call.floating(a), try call.floating(b))
    guard weights.rank == axes + 2 else {
      let isTransposed = call.name.hasPrefix("conv_transpose")
      let wanted =
        (isTransposed ? "[c, out / groups, " : "[out, c / groups, ") + (axes == 1 ? "k]" : "kh, kw]")
      throw Failure.wrongShape("\(call.name) takes weights of shape \(wanted), but got \(weights.shape)")
    }
    return (try Images(call, x, axes: axes), weights)
  }

  func checkChannels(_ wanted: Int, weights: Shape, groups: Int, isTransposed: Bool = false) throws {
    let got = tensor.shape[1]
    guard got != wanted else { return }
    let shape = isSingle ? Shape(clamping: Array(tensor.shape.dropFirst())) : tensor.shape
    let rank = shape.count
    var hint: String?
    if tensor.shape.last == wanted, got != wanted {
      let axes = isSingle ? [rank - 1] + Array(0..<rank - 1) : [0, rank - 1] + Array(1..<rank - 1)
      hint =
        "the channels of x come last; write transpose(x, (\(axes.map(String.init).joined(separator: ", "))))."
    } else if !isTransposed, groups == 1, weights[0] == got {
      hint = "weights are [out, in, …]; exchange their first two axes."
    }
    throw Failure.wrongShape(
      "\(name): x \(shape) has \(got) channels, but the weights \(weights)\(groups > 1 ? " in \(groups) groups" : "") want \(wanted)",
      hint: hint)
  }

  /// The result without the batch axis that a single image was given.
  func restored(_ result: Tensor, _ call: Call) throws -> Tensor {
    guard isSingle else { return result }
    return try call.emit(.reshape, [result], .shape(result.shape.removing([0])))
  }
}

extension Windows {
  /// Windows over one or two axes.
  static func of(_ axes: Int, _ make: (Int) throws -> WindowAxis) rethrows -> Windows {
    axes == 1 ? Windows(try make(0)) : Windows(try make(0), try make(1))
  }
}

extension Call {
  /// A whole number of at least `least`.
  func count(_ index: Int, or fallback: Int, least: Int = 1) throws -> Int {
    let number = try whole(index, or: fallback)
    guard number >= least, number <= 1 << 30 else {
      throw wrong(index, "a whole number of at least \(least)")
    }
    return number
  }

  /// A number for each of `axes` axes: one for all, or a list.
  func counts(_ index: Int, _ axes: Int, or fallback: Int, least: Int = 1) throws -> [Int] {
    switch value(index) {
    case .list, .range, .tensor:
      let items = try parts(index)
      guard items.count == axes else { throw wrong(index, "a number, or a list of \(axes)") }
      return try items.map { item in
        guard let number = try interpreter.wholeNumber(item), number >= least, number <= 1 << 30 else {
          throw wrong(index, "whole numbers of at least \(least)")
        }
        return number
      }
    default: return Array(repeating: try count(index, or: fallback, least: least), count: axes)
    }
  }
}

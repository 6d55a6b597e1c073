// Ways of a convolution by matrix products: unfold the image, or fold the product back.
// Neighbours: `Convolution` chooses; `CKernels/windows.c` unfolds and folds.

import CKernels
import TensorIR

#if canImport(Glibc)
  import Glibc
#endif

/// Unfolds blocks of places into columns: result = weights [o, c·taps] · columns [c·taps, places].
final class UnfoldStep: ConvolutionStep {
  private let input: Row
  /// Places of one block; where an image has few, several images share a block.
  private let block: Int
  private let imagesPerTask: Int

  init(_ input: Row, _ kernel: MatrixOperand, _ layout: ConvolutionLayout, to: Slot) {
    self.input = input
    let depth = Swift.max(1, layout.own * layout.taps)
    let columns = Swift.max(64, ConvolutionStep.target / depth)
    let blocks = (layout.places + columns - 1) / columns
    block = blocks <= 1 ? layout.places : ((layout.places + blocks - 1) / blocks + 15) & ~15
    imagesPerTask =
      blocks > 1 ? 1 : Swift.max(1, Swift.min(layout.images, columns / Swift.max(1, layout.places)))
    super.init(kernel, layout, to: to)
  }

  override var inputSlot: Slot { input.slot }
  override var label: String { "unfolding" }
  private var depth: Int { layout.own * layout.taps }
  private var width: Int { block * imagesPerTask }
  private var blocks: Int { (layout.places + block - 1) / block }
  private var imageTasks: Int { (layout.images + imagesPerTask - 1) / imagesPerTask }
  override var taskCount: Int { imageTasks * layout.groups * blocks }
  override var laneElements: Int { depth * width + (imagesPerTask > 1 ? layout.outputs * width : 0) }

  override func compute(_ task: Int, _ memory: Memory, _ scratch: UnsafeMutableRawPointer) {
    let part = task % blocks
    let group = task / blocks % layout.groups
    let image = task / (blocks * layout.groups) * imagesPerTask
    let images = Swift.min(imagesPerTask, layout.images - image)
    let first = part * block
    let count = Swift.min(block, layout.places - first)
    let columns = images * count
    for index in 0..<images {
      let offset =
        input.offset + (image + index) * layout.imageStride + group * layout.own * layout.channelStride
      ck_unfold(
        scratch + index * count * size, Int64(columns), memory.input + offset * size, Int64(layout.own),
        Int64(layout.channelStride), layout.axes, Int64(first), Int64(count), Int32(size))
    }
    let channels = layout.groups * layout.outputs
    let start = (image * channels + group * layout.outputs) * layout.places + first
    let result = memory.result + start * size
    let matrix = Matrix(
      start: memory.kernel + group * layout.outputs * kernel.row * size, row: kernel.row,
      column: kernel.column)
    let unfolded = Matrix(start: scratch, row: columns, column: 1)
    let sizes = (m: layout.outputs, n: columns, k: depth)
    if images == 1 {
      Matrix(start: result, row: layout.places, column: 1).multiply(matrix, unfolded, sizes, layout.dtype)
      return
    }
    let product = scratch + depth * width * size
    Matrix(start: product, row: columns, column: 1).multiply(matrix, unfolded, sizes, layout.dtype)
    for index in 0..<images {
      for output in 0..<layout.outputs {
        memcpy(
          result + (index * channels + output) * layout.places * size,
          product + (output * columns + index * count) * size, count * size)
      }
    }
  }
}

/// Multiplies first and adds what belongs to one place after: weights [o·taps, c] · image [c, plane], folded.
final class FoldStep: ConvolutionStep {
  private let image: MatrixOperand
  private let outputsPerTask: Int
  private let imagesPerTask: Int

  init(_ image: MatrixOperand, _ kernel: MatrixOperand, _ layout: ConvolutionLayout, to: Slot) {
    self.image = image
    let each = Swift.max(1, layout.taps * layout.plane)
    outputsPerTask = Swift.max(1, Swift.min(layout.outputs, 2 * ConvolutionStep.target / each))
    imagesPerTask =
      outputsPerTask < layout.outputs
      ? 1
      : Swift.max(
        1,
        Swift.min(
          layout.images, Swift.min(256 / layout.plane, ConvolutionStep.target / (each * outputsPerTask))))
    super.init(kernel, layout, to: to)
  }

  override var inputSlot: Slot { image.slot }
  override var label: String { "folding" }
  private var outputTasks: Int { (layout.outputs + outputsPerTask - 1) / Swift.max(1, outputsPerTask) }
  private var imageTasks: Int { (layout.images + imagesPerTask - 1) / imagesPerTask }
  override var taskCount: Int { imageTasks * layout.groups * outputTasks }
  private var packedElements: Int { imagesPerTask > 1 ? layout.own * imagesPerTask * layout.plane : 0 }
  override var laneElements: Int {
    outputsPerTask * layout.taps * layout.plane * imagesPerTask + packedElements
  }

  override func compute(_ task: Int, _ memory: Memory, _ scratch: UnsafeMutableRawPointer) {
    let output = task % outputTasks * outputsPerTask
    let outputs = Swift.min(outputsPerTask, layout.outputs - output)
    let group = task / outputTasks % layout.groups
    let first = task / (outputTasks * layout.groups) * imagesPerTask
    let images = Swift.min(imagesPerTask, layout.images - first)
    let width = images * layout.plane
    let row = (group * layout.outputs + output) * layout.taps
    let matrix = Matrix(
      start: memory.kernel + row * kernel.row * size, row: kernel.row, column: kernel.column)
    let start = image.offset + first * image.batch[0] + group * layout.own * image.row
    var source = Matrix(start: memory.input + start * size, row: image.row, column: image.column)
    if images > 1 { source = packed(source, images, into: scratch + (laneElements - packedElements) * size) }
    Matrix(start: scratch, row: width, column: 1)
      .multiply(matrix, source, (m: outputs * layout.taps, n: width, k: layout.own), layout.dtype)
    let channels = layout.groups * layout.outputs
    for index in 0..<images {
      let place = ((first + index) * channels + group * layout.outputs + output) * layout.places
      ck_fold(
        memory.result + place * size, scratch + index * layout.plane * size, Int64(width), Int64(outputs),
        layout.axes, layout.dtype == .f64)
    }
  }

  /// Small planes of several images next to each other, so that their product is one.
  private func packed(_ source: Matrix, _ images: Int, into target: UnsafeMutableRawPointer) -> Matrix {
    let plane = layout.plane
    for channel in 0..<layout.own {
      for index in 0..<images {
        let from = source.start + (index * image.batch[0] + channel * source.row) * size
        let to = target + (channel * images + index) * plane * size
        for place in 0..<plane { memcpy(to + place * size, from + place * source.column * size, size) }
      }
    }
    return Matrix(start: target, row: images * plane, column: 1)
  }
}

/// Places of the largest element of each window, and the elements if they are wanted.
final class WindowPlacesStep: Step {
  private let source: Row
  private let axes: [ck_window_axis]
  private let planes: Int
  private let places: Int
  private let to: Slot
  private var elements: Slot?

  init(_ source: Row, axes: [ck_window_axis], shape: Shape, to: Slot) {
    self.source = source
    self.axes = axes
    places = axes.reduce(1) { $0 &* Int($1.places) }
    planes = shape.product / Swift.max(1, places)
    self.to = to
  }

  var reads: [Slot] { [source.slot] }
  var writes: [Slot] { elements.map { [to, $0] } ?? [to] }
  var name: String { "windowArgMax \(planes)·\(places)" }

  private var plane: Int { axes.reduce(1) { $0 &* Int($1.size) } }

  /// Takes over a gather of just these elements; false if it is another one.
  func takesOver(_ indices: Row, _ from: Row, _ layout: GatherLayout, to slot: Slot) -> Bool {
    guard elements == nil, indices.slot == to, from.slot == source.slot, from.offset == source.offset,
      layout.batch == planes, layout.middle == 1, layout.axis == plane, layout.count == places,
      layout.inner == 1
    else { return false }
    elements = slot
    return true
  }

  func run(_ run: Run) throws(ExecutionError) {
    let size = source.dtype.size
    let from = try source.pointer(run)
    let target = try run.pointer(to, offset: 0, size: 4).assumingMemoryBound(to: Int32.self)
    let values = try elements.map { slot throws(ExecutionError) in try run.pointer(slot, offset: 0, size: size) }
    let taps = axes.reduce(1) { $0 &* Int($1.taps) }
    let chunk = Swift.max(1, (1 << 14) / Swift.max(1, places &* taps))
    try run.pool.run((planes + chunk - 1) / chunk, work: planes &* places &* taps &* 4) { task in
      let first = task * chunk
      let count = Int64(Swift.min(chunk, planes - first))
      ck_window_places(
        target + first * places, from + first * plane * size, count, axes, source.dtype == .f64)
      if let values {
        ck_gather(
          values + first * places * size, from + first * plane * size, target + first * places, count, 1,
          Int64(plane), Int64(places), 1, Int32(size))
      }
    }
  }
}

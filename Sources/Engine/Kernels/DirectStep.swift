// Convolutions summed in registers, straight from padded planes: for many outputs and any windows.
// Neighbours: `Convolution` chooses; `ConvolutionClasses` has the plan; `CKernels/directconv.c` computes a part.

import CKernels
import TensorIR

final class DirectStep: ConvolutionStep {
  private let input: Row
  private let plan: ConvolutionPlan
  private let shares: DirectParts
  private let imagesPerTask: Int
  private let width: Int
  private var finish: ConvolutionFinish?

  init(_ input: Row, _ kernel: MatrixOperand, _ layout: ConvolutionLayout, _ parts: DirectParts, to: Slot) {
    self.input = input
    shares = parts
    width = Int(ck_conv_width(layout.dtype == .f64))
    plan = ConvolutionPlan(
      parts.y, parts.x,
      sizes: (images: layout.images, own: layout.own, channels: layout.own, outputs: layout.outputs),
      distances: (
        image: layout.imageStride, channel: layout.channelStride,
        result: layout.groups * layout.outputs * layout.places
      ), part: (rows: parts.rows, columns: parts.columns))
    let packed = Swift.max(1, layout.own * Int(plan.conv.pointee.plane))
    imagesPerTask =
      parts.count > 1
      ? 1
      : Swift.max(
        1,
        Swift.min(
          192 / Swift.max(1, layout.places), Swift.min(layout.images / 16, DirectParts.planeLimit / packed)))
    super.init(kernel, layout, to: to)
  }

  override var inputSlot: Slot { input.slot }
  override var label: String { finish.map { "tiles, add\($0.clamps ? ", relu" : "")," } ?? "tiles" }
  override var reads: [Slot] { super.reads + (finish.map { [$0.bias.slot] } ?? []) }
  private var blocks: Int { (layout.outputs + width - 1) / width }
  private var blockElements: Int { Int(plan.conv.pointee.k) * width }
  private var imageTasks: Int { (layout.images + imagesPerTask - 1) / imagesPerTask }
  override var taskCount: Int { imageTasks * layout.groups * shares.count }
  override var sharedElements: Int { layout.groups * blocks * blockElements }
  override var laneElements: Int {
    imagesPerTask * (layout.own * Int(plan.conv.pointee.plane) + shares.places * width)
  }

  /// Adds a bias, and takes the relu, on the way to the result, which is another node's then.
  func finish(_ finish: ConvolutionFinish) {
    self.finish = finish
    to = finish.to
  }

  override func prepare(_ run: Run, _ memory: Memory) throws(ExecutionError) {
    try run.pool.run(layout.groups * blocks, work: sharedElements &* 8) { task in
      let output = task % blocks * width
      let row = task / blocks * layout.outputs + output
      ck_conv_pack_kernel(
        memory.shared + task * blockElements * size, memory.kernel + row * kernel.row * size,
        Int64(kernel.row), Int64(kernel.column), plan.order, plan.conv.pointee.k,
        Int64(Swift.min(width, layout.outputs - output)), layout.dtype == .f64)
    }
  }

  override func bias(_ run: Run) throws(ExecutionError) -> UnsafeMutableRawPointer? {
    guard let finish else { return nil }
    return try finish.bias.pointer(run)
  }

  override func compute(_ task: Int, _ memory: Memory, _ scratch: UnsafeMutableRawPointer) {
    let (row, column) = (task % shares.count / shares.columnParts, task % shares.columnParts)
    let group = task / shares.count % layout.groups
    let image = task / (shares.count * layout.groups) * imagesPerTask
    var part = ck_conv_part(
      images: Int64(Swift.min(imagesPerTask, layout.images - image)), row: Int64(row * shares.rows),
      rows: Int64(shares.rows), column: Int64(column * shares.columns), columns: Int64(shares.columns),
      bias: memory.bias.map { UnsafeRawPointer($0 + group * layout.outputs * size) }, clamps: finish?.clamps ?? false)
    let start = input.offset + image * layout.imageStride + group * layout.own * layout.channelStride
    let result = (image * layout.groups + group) * layout.outputs * layout.places
    ck_conv_images(
      plan.conv, memory.result + result * size, memory.input + start * size,
      memory.shared + group * blocks * blockElements * size, &part, scratch, layout.dtype == .f64)
  }
}

/// What follows a convolution element by element: the sum with a bias of its channels, and perhaps the relu.
struct ConvolutionFinish {
  var bias: Row
  var clamps: Bool
  /// Node whose value comes out.
  var to: Slot
}

/// The places of a convolution in parts whose packed planes and sums fit the second-level cache.
struct DirectParts {
  let y: TapClasses
  let x: TapClasses
  /// Of a part, in steps of the classes.
  private(set) var rows: Int
  private(set) var columns: Int

  /// Elements of packed planes, and places, that a part aims at.
  static let planeLimit = 96 * 1024
  private static let placeLimit = 1024
  /// Multiplications of a part: a few milliseconds.
  private static let workLimit = 1 << 28

  init(_ layout: ConvolutionLayout) {
    y = TapClasses(layout.axes[0])
    x = TapClasses(layout.axes[1])
    (rows, columns) = (y.most, x.most)
    while rows > 1, isTooLarge(layout) || (layout.images * count < 4 && rows > 8) { rows = (rows + 1) / 2 }
    while columns > 16, isTooLarge(layout) || (layout.images * count < 4 && columns > 256) {
      columns = (columns + 1) / 2
    }
  }

  private func isTooLarge(_ layout: ConvolutionLayout) -> Bool {
    let work = Double(places) * Double(layout.outputs) * Double(layout.own * layout.taps)
    return places > DirectParts.placeLimit || layout.own &* plane > DirectParts.planeLimit
      || (work > Double(DirectParts.workLimit) && places > 128)
  }

  private var plane: Int { y.length(rows) &* y.stride &* x.length(columns) &* x.stride }
  var places: Int {
    Swift.min(Int(y.axis.places), rows * y.classes.count) * Swift.min(Int(x.axis.places), columns * x.classes.count)
  }
  private var rowParts: Int { (y.most + rows - 1) / rows }
  var columnParts: Int { (x.most + columns - 1) / columns }
  var count: Int { rowParts * columnParts }

  /// Whether packed planes stay modest even of the smallest parts: far-apart taps may reach too far.
  func fits(_ layout: ConvolutionLayout) -> Bool {
    let (high, wide) = (y.length(rows) &* y.stride, x.length(columns) &* x.stride)
    return Swift.max(high, wide) <= 1 << 24 && layout.own &* high &* wide <= 1 << 22
  }
}

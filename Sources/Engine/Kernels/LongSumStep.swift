// Few places and many taps, as in the gradient of weights: sums over channels in parts, added up in order.
// Neighbours: `Convolution` chooses; `ConvolutionClasses` has the plan; `CKernels/directconv.c` computes a part.

import CKernels
import TensorIR

/// Where the operands' images, channels and groups are, and where the results go; distances in elements.
struct LongSumOperands {
  var image: Row
  var channel: Int
  var imageGroup: Int
  var kernelChannel: Int
  var kernelGroup: Int
  /// Of images, outputs and places in the result, and of the first place.
  var result: (image: Int, output: Int, place: Int, first: Int, group: Int)
}

final class LongSumStep: ConvolutionStep {
  private let operands: LongSumOperands
  private let plan: ConvolutionPlan
  private let width: Int
  private let channelsAtOnce: Int
  private let imagesAtOnce: Int
  /// Parts of the channels that are summed apart; they depend on sizes alone.
  private let parts: Int

  init(_ operands: LongSumOperands, _ kernel: MatrixOperand, _ layout: ConvolutionLayout, to: Slot) {
    self.operands = operands
    width = Int(ck_conv_width(layout.dtype == .f64))
    let blocks = (layout.outputs + width - 1) / width
    let sums = Swift.max(1, layout.groups * blocks * layout.images * layout.places * width)
    parts = Swift.max(1, Swift.min(Swift.min(layout.own, 16), (1 << 20) / sums))
    let share = (layout.own + parts - 1) / parts
    channelsAtOnce = Swift.max(1, Swift.min(share, (255 + layout.taps) / layout.taps))
    let (y, x) = (TapClasses(layout.axes[0]), TapClasses(layout.axes[1]))
    plan = ConvolutionPlan(
      y, x,
      sizes: (images: layout.images, own: layout.own, channels: channelsAtOnce, outputs: layout.outputs),
      distances: (image: layout.imageStride, channel: operands.channel, result: 0),
      part: (rows: y.most, columns: x.most))
    let packed = Swift.max(1, channelsAtOnce * Int(plan.conv.pointee.plane))
    imagesAtOnce = Swift.max(1, Swift.min(layout.images, 64 * 1024 / packed))
    super.init(kernel, layout, to: to)
  }

  override var inputSlot: Slot { operands.image.slot }
  override var label: String { "long sums" }
  private var blocks: Int { (layout.outputs + width - 1) / width }
  private var partElements: Int { layout.images * layout.places * width }
  override var taskCount: Int { parts * layout.groups * blocks }
  override var sharedElements: Int { taskCount * partElements }
  override var laneElements: Int {
    Int(plan.conv.pointee.k) * width + imagesAtOnce * channelsAtOnce * Int(plan.conv.pointee.plane)
  }

  override func compute(_ task: Int, _ memory: Memory, _ scratch: UnsafeMutableRawPointer) {
    let block = task % blocks
    let group = task / blocks % layout.groups
    let part = task / (blocks * layout.groups)
    let image = memory.input + (operands.image.offset + group * operands.imageGroup) * size
    let row = group * operands.kernelGroup + block * width * kernel.row
    let channels = layout.own * part / parts..<layout.own * (part + 1) / parts
    var piece = ck_conv_long(
      first: Int64(channels.lowerBound), last: Int64(channels.upperBound), channels: Int64(channelsAtOnce),
      images: Int64(imagesAtOnce), kernel_row: Int64(kernel.row), kernel_column: Int64(kernel.column),
      kernel_channel: Int64(operands.kernelChannel))
    ck_conv_long_sums(
      plan.conv, memory.shared + task * partElements * size, image, memory.kernel + row * size, &piece,
      Int64(Swift.min(width, layout.outputs - block * width)), scratch, layout.dtype == .f64)
  }

  override func finish(_ run: Run, _ memory: Memory) throws(ExecutionError) {
    let to = operands.result
    let distances = [Int64(to.image), Int64(to.output), Int64(to.place)]
    try run.pool.run(layout.groups * blocks, work: sharedElements &* 4) { task in
      let (group, block) = (task / blocks, task % blocks)
      let target = to.first + group * to.group + block * width * to.output
      ck_conv_add_parts(
        plan.conv, memory.result + target * size, memory.shared + task * partElements * size, Int64(parts),
        Int64(layout.groups * blocks * partElements), Int64(Swift.min(width, layout.outputs - block * width)),
        distances, layout.dtype == .f64)
    }
  }
}

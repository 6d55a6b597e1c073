// Convolutions with few outputs: vectors of neighbouring places, straight from padded planes.
// Neighbours: `Convolution` chooses; `ConvolutionClasses` has the plan; `CKernels/rowconv.c` computes a part.

import CKernels
import TensorIR

final class RowStep: ConvolutionStep {
  private let input: Row
  private let plan: ConvolutionPlan
  private let parts: DirectParts

  init(_ input: Row, _ kernel: MatrixOperand, _ layout: ConvolutionLayout, _ parts: DirectParts, to: Slot) {
    self.input = input
    self.parts = parts
    plan = ConvolutionPlan(
      parts.y, parts.x,
      sizes: (images: layout.images, own: layout.own, channels: layout.own, outputs: layout.outputs),
      distances: (
        image: layout.imageStride, channel: layout.channelStride,
        result: layout.groups * layout.outputs * layout.places
      ), part: (rows: parts.rows, columns: parts.columns), folds: true)
    super.init(kernel, layout, to: to)
  }

  override var inputSlot: Slot { input.slot }
  override var label: String { "rows" }
  override var taskCount: Int { layout.images * layout.groups * parts.count }
  private var groupElements: Int { Int(plan.conv.pointee.k) * layout.outputs }
  override var sharedElements: Int { layout.groups * groupElements }
  override var laneElements: Int {
    let conv = plan.conv.pointee
    let folds = (0..<Int(conv.class_count)).map { Int(conv.classes[$0].folds) }.max() ?? 1
    let sums = Swift.max(parts.y.length(parts.rows), parts.rows) * ((parts.columns + 15) & ~15)
    return layout.own * Int(conv.plane) + sums * layout.outputs * folds
  }

  override func prepare(_ run: Run, _ memory: Memory) throws(ExecutionError) {
    for group in 0..<layout.groups {
      ck_conv_pack_rows(
        plan.conv, memory.shared + group * groupElements * size,
        memory.kernel + group * layout.outputs * kernel.row * size, Int64(kernel.row), Int64(kernel.column),
        plan.order, layout.dtype == .f64)
    }
  }

  override func compute(_ task: Int, _ memory: Memory, _ scratch: UnsafeMutableRawPointer) {
    let (row, column) = (task % parts.count / parts.columnParts, task % parts.columnParts)
    let group = task / parts.count % layout.groups
    let image = task / (parts.count * layout.groups)
    var part = ck_conv_part(
      images: 1, row: Int64(row * parts.rows), rows: Int64(parts.rows), column: Int64(column * parts.columns),
      columns: Int64(parts.columns), bias: nil, clamps: false)
    let start = input.offset + image * layout.imageStride + group * layout.own * layout.channelStride
    let result = (image * layout.groups + group) * layout.outputs * layout.places
    ck_conv_rows(
      plan.conv, memory.result + result * size, memory.input + start * size,
      memory.shared + group * groupElements * size, &part, scratch, layout.dtype == .f64)
  }
}

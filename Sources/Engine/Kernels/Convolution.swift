// Convolutions: which of five ways a shape takes, and what all of them need to know.
// Neighbours: `DirectStep`, `RowStep`, `LongSumStep`, `UnfoldStep`, `FoldStep` are
// the ways; `Product` has the matrices.

import CKernels
import TensorIR

/// Sizes of a convolution, brought to two spatial axes; `own` and `outputs` count channels within a group.
struct ConvolutionLayout {
  var images: Int
  var groups: Int
  var own: Int
  var outputs: Int
  /// Strides of the image, in elements; those of the plane are in `axes`.
  var imageStride: Int
  var channelStride: Int
  var axes: [ck_window_axis]
  var dtype: DType

  var plane: Int { axes.reduce(1) { $0 &* Int($1.size) } }
  var places: Int { axes.reduce(1) { $0 &* Int($1.places) } }
  var taps: Int { axes.reduce(1) { $0 &* Int($1.taps) } }
  var isDilated: Bool { axes.contains { $0.dilation != 1 } }

  /// Cost as `ThreadPool` counts it.
  var work: Int {
    Int(Swift.min(1e15, Double(images) * Double(places) * Double(groups * outputs) * Double(own * taps) / 2))
  }

  var description: String { "\(images)·\(groups)·\(own)→\(outputs) \(plane)·\(taps)→\(places)" }
}

extension Planner {
  /// The axes of windows over the last axes of `shape`, always two; without strides the plane is contiguous.
  func windowAxes(_ shape: Shape, _ windows: Windows, taps: Dims, places: Shape, strides: Strides?)
    -> [ck_window_axis]
  {
    var axes: [ck_window_axis] = []
    let contiguous = View.contiguous(shape)
    for (number, window) in windows.enumerated() {
      let axis = shape.count - windows.count + number
      axes.append(
        ck_window_axis(
          size: Int64(shape[axis]), distance: Int64((strides ?? contiguous)[axis]),
          places: Int64(places[places.count - windows.count + number]), stride: Int64(window.stride),
          taps: Int64(taps[number]), step: Int64(window.windowDilation), low: Int64(window.low),
          dilation: Int64(window.dilation)))
    }
    let single = ck_window_axis(
      size: 1, distance: 0, places: 1, stride: 1, taps: 1, step: 1, low: 0, dilation: 1)
    return axes.count == 1 ? [single] + axes : axes
  }

  /// The kernel's entry: nothing else knows how a convolution is computed.
  mutating func buildConvolution(
    _ node: Int, _ x: Source, _ weights: Source, _ windows: Windows, _ groups: Int
  ) {
    let shape = graph.nodes[node].shape
    let taps = Dims(clamping: Array(weights.shape.dropFirst(2)))
    let layout = ConvolutionLayout(
      images: x.shape[0], groups: groups, own: weights.shape[1], outputs: weights.shape[0] / groups,
      imageStride: x.view.strides[0], channelStride: x.view.strides[1],
      axes: windowAxes(x.shape, windows, taps: taps, places: shape, strides: x.view.strides), dtype: x.dtype)
    let spatial = Array(2..<x.shape.count)
    let input = Row(slot: x.view.base, offset: x.view.offset, dtype: x.dtype)
    // Taps in plenty and few places: the gradient of weights.
    if layout.taps >= 32, layout.taps > layout.places, layout.own > 0, layout.outputs > 0,
      buildLongSum(node, x, weights, layout)
    {
      return
    }
    let parts = DirectParts(layout)
    if layout.plane >= 4, layout.places >= 6, layout.own > 0, layout.outputs > 0, parts.fits(layout) {
      let kernel = matrices(weights, batch: [], rows: [0], columns: [1] + spatial)
      addStep(
        layout.outputs < 8
          ? RowStep(input, kernel, layout, parts, to: node)
          : DirectStep(input, kernel, layout, parts, to: node))
    } else if layout.axes.allSatisfy({ $0.stride == 1 }), layout.isDilated || 2 * layout.outputs <= layout.own
    {
      // A spread-out image would be mostly zeros; and few outputs make less to fold than to unfold.
      let kernel = matrices(weights, batch: [], rows: [0] + spatial, columns: [1])
      let image = matrices(x, batch: [0], rows: [1], columns: spatial)
      addStep(FoldStep(image, kernel, layout, to: node))
    } else {
      let kernel = matrices(weights, batch: [], rows: [0], columns: [1] + spatial)
      addStep(UnfoldStep(input, kernel, layout, to: node))
    }
  }

  /// Sums over many taps, with images and outputs exchanged where that spares zeros or fills the vectors: the place
  /// of a tap over an element is as good as that of an element under a tap. False if it cannot be done.
  private mutating func buildLongSum(
    _ node: Int, _ x: Source, _ weights: Source, _ layout: ConvolutionLayout
  ) -> Bool {
    let canTurn = layout.axes.allSatisfy { $0.step == 1 }
    let turns = canTurn && (layout.isDilated || (layout.outputs < 16 && layout.images > layout.outputs))
    guard turns || !layout.isDilated else { return false }
    let spatial = Array(2..<x.shape.count)
    let (image, factor) = turns ? (weights, x) : (x, weights)
    let strides = image.view.strides
    let kernel = matrices(factor, batch: [1], rows: [0], columns: spatial)
    let row = Row(slot: image.view.base, offset: image.view.offset, dtype: x.dtype)
    let (places, outputs) = (layout.places, layout.outputs)
    var sums = layout
    var operands = LongSumOperands(
      image: row, channel: strides[1], imageGroup: layout.own * strides[1], kernelChannel: kernel.batch[0],
      kernelGroup: outputs * kernel.row,
      result: (
        image: layout.groups * outputs * places, output: places, place: 1, first: 0, group: outputs * places
      ))
    if turns {
      sums.axes = turned(layout.axes, strides, rank: x.shape.count)
      (sums.images, sums.outputs, sums.imageStride) = (outputs, layout.images, strides[0])
      operands.imageGroup = outputs * strides[0]
      operands.kernelGroup = layout.own * kernel.batch[0]
      operands.result = (
        image: places, output: layout.groups * outputs * places, place: -1, first: places - 1,
        group: outputs * places
      )
    }
    addStep(LongSumStep(operands, kernel, sums, to: node))
    return true
  }

  /// Taps as elements and elements as taps: the places then follow each other backwards.
  private func turned(_ axes: [ck_window_axis], _ strides: Strides, rank: Int) -> [ck_window_axis] {
    axes.enumerated().map { number, axis in
      let place = rank - axes.count + number
      return ck_window_axis(
        size: axis.taps, distance: place < 2 ? 0 : Int64(strides[place]), places: axis.places,
        stride: axis.stride, taps: axis.size, step: axis.dilation,
        low: (axis.places - 1) * axis.stride - axis.low, dilation: 1)
    }
  }

  private mutating func addStep(_ step: ConvolutionStep) {
    step.scratch = temporary(bytes: step.sharedBytes + step.lanes * step.laneBytes)
    steps.append(step)
  }
}

/// A convolution divided into tasks; runs of tasks share a lane, which has scratch memory of its own.
///
/// Tasks and lanes depend on sizes alone, so that results do not depend on the number of threads.
class ConvolutionStep: Step {
  let layout: ConvolutionLayout
  let kernel: MatrixOperand
  var to: Slot
  /// Set when the planner gives the step its memory.
  fileprivate(set) var scratch: Slot = 0
  fileprivate var laneBytes: Int { ConvolutionStep.rounded(laneElements &* layout.dtype.size) }
  fileprivate var sharedBytes: Int { ConvolutionStep.rounded(sharedElements &* layout.dtype.size) }

  /// Scratch a lane aims at, in elements: a part of the second-level cache.
  static let target = 48 * 1024
  private static let laneLimit = 16

  init(_ kernel: MatrixOperand, _ layout: ConvolutionLayout, to: Slot) {
    self.kernel = kernel
    self.layout = layout
    self.to = to
  }

  var size: Int { layout.dtype.size }
  var inputSlot: Slot { to }
  /// What subclasses say of themselves.
  var laneElements: Int { 0 }
  /// Scratch that all lanes share, before theirs.
  var sharedElements: Int { 0 }
  var taskCount: Int { 0 }
  var label: String { "" }

  var lanes: Int { Swift.max(1, Swift.min(taskCount, ConvolutionStep.laneLimit)) }
  var reads: [Slot] { [inputSlot, kernel.slot] }
  var writes: [Slot] { [to, scratch] }
  var name: String { "convolution by \(label) \(layout.description)" }

  static func rounded(_ bytes: Int) -> Int { (Swift.max(bytes, 1) &+ 63) & ~63 }

  func run(_ run: Run) throws(ExecutionError) {
    let scratch = try run.pointer(scratch, offset: 0, size: 1)
    let memory = Memory(
      input: try run.pointer(inputSlot, offset: 0, size: 1),
      kernel: try run.pointer(kernel.slot, offset: kernel.offset, size: size),
      result: try run.pointer(to, offset: 0, size: 1), bias: try bias(run), shared: scratch,
      scratch: scratch + sharedBytes)
    try prepare(run, memory)
    let (lanes, tasks) = (lanes, taskCount)
    try run.pool.run(lanes, work: layout.work) { lane in
      for task in tasks * lane / lanes..<tasks * (lane + 1) / lanes where !run.stopFlag.stopsWork {
        self.compute(task, memory, memory.scratch + lane * self.laneBytes)
      }
    }
    if run.stopFlag.stopsWork { throw .interrupted }
    try finish(run, memory)
  }

  struct Memory {
    var input: UnsafeMutableRawPointer
    var kernel: UnsafeMutableRawPointer
    var result: UnsafeMutableRawPointer
    var bias: UnsafeMutableRawPointer?
    var shared: UnsafeMutableRawPointer
    var scratch: UnsafeMutableRawPointer
  }

  /// Numbers that are added to the outputs.
  func bias(_ run: Run) throws(ExecutionError) -> UnsafeMutableRawPointer? { nil }
  func prepare(_ run: Run, _ memory: Memory) throws(ExecutionError) {}

  func compute(_ task: Int, _ memory: Memory, _ scratch: UnsafeMutableRawPointer) {}
  func finish(_ run: Run, _ memory: Memory) throws(ExecutionError) {}
}

/// A matrix in memory, strides in elements.
struct Matrix {
  var start: UnsafeMutableRawPointer
  var row: Int
  var column: Int
}

extension Matrix {
  /// This matrix, its rows contiguous, becomes a · b, or grows by it.
  ///
  /// Always by our own tiles: the factors are blocks that fit the caches, where they are as fast as BLAS and give
  /// the same bits on every CPU.
  func multiply(
    _ a: Matrix, _ b: Matrix, _ sizes: (m: Int, n: Int, k: Int), adds: Bool = false, _ dtype: DType
  ) {
    let (m, n, k) = (Int64(sizes.m), Int64(sizes.n), Int64(sizes.k))
    let (ar, ac, br, bc) = (Int64(a.row), Int64(a.column), Int64(b.row), Int64(b.column))
    if dtype == .f32 {
      ck_gemm_f32(
        start.assumingMemoryBound(to: Float.self), Int64(row), a.start.assumingMemoryBound(to: Float.self),
        ar, ac,
        b.start.assumingMemoryBound(to: Float.self), br, bc, m, n, k, adds)
    } else {
      ck_gemm_f64(
        start.assumingMemoryBound(to: Double.self), Int64(row), a.start.assumingMemoryBound(to: Double.self),
        ar, ac,
        b.start.assumingMemoryBound(to: Double.self), br, bc, m, n, k, adds)
    }
  }
}

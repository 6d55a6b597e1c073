// Builds the block machine's program for a group of fused nodes: registers, operands, results, reductions.
// Neighbours: `Planner` forms the groups; `LoopStep` owns and runs the result.

import CKernels
import TensorIR

/// Sizes of a reduction: `reduced` places between outer and inner ones. Outer ones may begin with `repeats` that are
/// reduced too, as in the statistics of channels over images and places.
struct ReductionLayout: Hashable {
  var outer: Int
  var reduced: Int
  var inner: Int
  var repeats = 1

  /// nil unless the reduced axes are neighbours, or the first ones and the last ones (axes of size 1 do not matter).
  init?(_ shape: Shape, _ axes: Axes) {
    let reducedAxes = shape.indices.filter { axes.contains($0) && shape[$0] != 1 }
    guard let first = reducedAxes.first, let last = reducedAxes.last else {
      (outer, reduced, inner) = (shape.product, 1, 1)
      return
    }
    let kept = (first...last).filter { shape[$0] != 1 && !axes.contains($0) }
    inner = shape.dropFirst(last + 1).reduce(1, &*)
    guard let keptFirst = kept.first, let keptLast = kept.last else {
      outer = shape.prefix(first).reduce(1, &*)
      reduced = reducedAxes.reduce(1) { $0 &* shape[$1] }
      return
    }
    let isSplit = reducedAxes.allSatisfy { $0 < keptFirst || $0 > keptLast }
    guard isSplit, inner == 1, shape.prefix(first).reduce(1, &*) == 1, !shape.contains(0) else { return nil }
    outer = shape.prefix(keptLast + 1).reduce(1, &*)
    reduced = shape.dropFirst(keptLast + 1).reduce(1, &*)
    // Many short rows would leave as many partial results.
    guard reduced >= 8 else { return nil }
    repeats = shape.prefix(keptFirst).reduce(1, &*)
  }

  /// All `outer` first, then all `reduced`.
  init(outer: Int, reduced: Int) {
    (self.outer, self.reduced, self.inner) = (outer, reduced, 1)
  }
}

/// A fused loop under construction.
struct LoopBuilder {
  private struct InputKey: Hashable {
    var view: View
    var isIota: Bool
  }

  /// Shape that is run over, in the order of iteration.
  let shape: Shape
  private var inputs: [ck_input] = []
  private var inputViews: [InputKey: Int] = [:]
  private var inputStrides: [Strides] = []
  private(set) var outputs: [ck_output] = []
  private var instrs: [ck_instr] = []
  private var sinks: [ck_sink] = []
  private var layout: ReductionLayout?
  /// Nodes of instructions and then of sinks, for overflow errors.
  private var instrNodes: [(op: Op, node: Int)] = []
  private var sinkNodes: [(op: Op, node: Int)] = []

  /// Registers while building: inputs are 0..., outputs 1000..., temporaries 2000...
  private var freeTemps: [UInt16] = []
  private var tempCount: UInt16 = 0
  private var scratchSize = 1
  private var weight = 1

  private static let outputBase: UInt16 = 20_000
  private static let tempBase: UInt16 = 40_000

  init(shape: Shape) { self.shape = shape }

  /// Register of an operand: a view with one stride for each axis of `shape`.
  mutating func input(slot: Slot, view: View, dtype: DType, isIota: Bool) -> UInt16 {
    let key = InputKey(view: view, isIota: isIota)
    if let known = inputViews[key] { return UInt16(truncatingIfNeeded: known) }
    var input = ck_input()
    input.slot = Int32(truncatingIfNeeded: slot)
    input.dtype = dtype.rawValue
    input.offset = Int64(view.offset)
    let isInvariant = shape.indices.allSatisfy { shape[$0] <= 1 || view.strides[$0] == 0 }
    if isIota {
      input.kind = UInt8(CK_IOTA)
    } else if view.isContiguous(shape), !isInvariant || shape.product <= 1 {
      input.kind = UInt8(CK_CONTIGUOUS)
    } else {
      input.kind = UInt8(isInvariant ? CK_INVARIANT : CK_STRIDED)
    }
    if Int(input.kind) != CK_CONTIGUOUS { scratchSize = Swift.max(scratchSize, dtype.size) }
    inputViews[key] = inputs.count
    inputs.append(input)
    inputStrides.append(view.strides)
    return UInt16(truncatingIfNeeded: inputs.count - 1)
  }

  /// Register that is stored as a full-size result.
  mutating func output(slot: Slot, dtype: DType) -> UInt16 {
    var output = ck_output()
    output.slot = Int32(truncatingIfNeeded: slot)
    output.dtype = dtype.rawValue
    outputs.append(output)
    return LoopBuilder.outputBase + UInt16(truncatingIfNeeded: outputs.count - 1)
  }

  mutating func temporary(_ dtype: DType) -> UInt16 {
    scratchSize = Swift.max(scratchSize, dtype.size)
    if let free = freeTemps.popLast() { return free }
    tempCount += 1
    return LoopBuilder.tempBase + tempCount - 1
  }

  /// A register that no later instruction reads.
  mutating func release(_ register: UInt16) {
    if register >= LoopBuilder.tempBase { freeTemps.append(register) }
  }

  mutating func emit(
    _ code: Int, _ dtype: DType, to d: UInt16, _ operands: [UInt16], op: Op, node: Int, isChecked: Bool
  ) {
    var instr = ck_instr()
    instr.op = UInt8(truncatingIfNeeded: code)
    instr.dtype = dtype.rawValue
    instr.checked = isChecked ? 1 : 0
    instr.d = d
    instr.a = operands.first ?? 0
    instr.b = operands.count > 1 ? operands[1] : instr.a
    instr.c = operands.count > 2 ? operands[2] : instr.a
    instrs.append(instr)
    instrNodes.append((op, node))
    weight += LoopBuilder.weight(of: op)
  }

  mutating func reduce(
    _ op: Op, register: UInt16, slot: Slot, dtype: DType, layout: ReductionLayout, node: Int
  ) {
    var sink = ck_sink()
    sink.slot = Int32(truncatingIfNeeded: slot)
    sink.dtype = dtype.rawValue
    sink.reg = register
    switch op {
    case .reduceProd: sink.kind = UInt8(CK_PROD)
    case .reduceMax: sink.kind = UInt8(CK_RMAX)
    case .reduceMin: sink.kind = UInt8(CK_RMIN)
    case .reduceAnd: sink.kind = UInt8(CK_RAND)
    case .reduceOr: sink.kind = UInt8(CK_ROR)
    default: sink.kind = UInt8(CK_SUM)
    }
    self.layout = layout
    sinks.append(sink)
    sinkNodes.append((op, node))
    weight += 1
  }

  /// Rough cost of an element, to decide when threads pay.
  private static func weight(of op: Op) -> Int {
    switch op {
    case .exp, .log, .tanh, .logistic, .div, .sqrt, .rsqrt: 4
    case .expm1, .log1p, .sin, .cos, .erf, .erfinv, .softplus, .pow, .atan2, .mod, .floorDiv: 16
    default: 1
    }
  }

  // MARK: Result

  func build() -> LoopStep {
    var loop = ck_loop()
    let dims = collapsed()
    loop.rank = Int32(dims.count)
    withUnsafeMutableBytes(of: &loop.dims) { bytes in
      for (axis, dim) in dims.enumerated() {
        bytes.storeBytes(of: Int64(dim.size), toByteOffset: axis * 8, as: Int64.self)
      }
    }
    loop.total = Int64(shape.product)
    let length = Swift.min(Int(CK_BLOCK), Swift.max(1, shape.product))
    // A little more than the block, so that registers do not fall on the same cache sets.
    loop.register_bytes = Int32((length * scratchSize + 127) & ~63)
    loop.temp_count = Int32(tempCount)
    if let layout {
      loop.outer = Int64(layout.outer)
      loop.reduced = Int64(layout.reduced)
      loop.inner = Int64(layout.inner)
      loop.repeats = Int64(layout.repeats)
    }
    let finalInputs = zip(inputs, inputStrides).map { input, strides in
      var input = input
      withUnsafeMutableBytes(of: &input.stride) { bytes in
        for (axis, dim) in dims.enumerated() {
          bytes.storeBytes(of: Int64(strides[dim.axis]), toByteOffset: axis * 8, as: Int64.self)
        }
      }
      return input
    }
    let finalInstrs = instrs.map { instr in
      var instr = instr
      instr.d = final(instr.d)
      instr.a = final(instr.a)
      instr.b = final(instr.b)
      instr.c = final(instr.c)
      return instr
    }
    let finalSinks = sinks.map { sink in
      var sink = sink
      sink.reg = final(sink.reg)
      return sink
    }
    return LoopStep(
      loop: loop, inputs: finalInputs, outputs: outputs, instrs: finalInstrs, sinks: finalSinks,
      nodes: instrNodes + sinkNodes, weight: weight)
  }

  private func final(_ register: UInt16) -> UInt16 {
    if register >= LoopBuilder.tempBase {
      return UInt16(truncatingIfNeeded: inputs.count + outputs.count) + register - LoopBuilder.tempBase
    }
    if register >= LoopBuilder.outputBase {
      return UInt16(truncatingIfNeeded: inputs.count) + register - LoopBuilder.outputBase
    }
    return register
  }

  /// Axes of iteration: size 1 dropped, neighbours joined where every operand's strides allow it.
  private func collapsed() -> [(size: Int, axis: Int)] {
    var result: [(size: Int, axis: Int)] = []
    for axis in shape.indices where shape[axis] != 1 {
      let canJoin = result.last.map { last in
        inputStrides.indices.allSatisfy {
          Int(inputs[$0].kind) == CK_CONTIGUOUS
            || inputStrides[$0][last.axis] == inputStrides[$0][axis] &* shape[axis]
        }
      }
      if canJoin == true, let last = result.popLast() {
        result.append((last.size &* shape[axis], axis))
      } else {
        result.append((shape[axis], axis))
      }
    }
    return result.isEmpty ? [(1, 0)] : result
  }
}

/// Runs a fused loop.
final class LoopStep: Step {
  private let loop: UnsafeMutablePointer<ck_loop>
  private let inputs: UnsafeMutableBufferPointer<ck_input>
  private let outputs: UnsafeMutableBufferPointer<ck_output>
  private let instrs: UnsafeMutableBufferPointer<ck_instr>
  private let sinks: UnsafeMutableBufferPointer<ck_sink>
  private let nodes: [(op: Op, node: Int)]
  private let sharing: Int32
  let sharedWork: Int
  private let partialBytes: Int
  let reads: [Slot]
  let writes: [Slot]

  init(
    loop: ck_loop, inputs: [ck_input], outputs: [ck_output], instrs: [ck_instr], sinks: [ck_sink],
    nodes: [(op: Op, node: Int)], weight: Int
  ) {
    self.loop = .allocate(capacity: 1)
    self.inputs = LoopStep.copy(inputs)
    self.outputs = LoopStep.copy(outputs)
    self.instrs = LoopStep.copy(instrs)
    self.sinks = LoopStep.copy(sinks)
    self.nodes = nodes
    var loop = loop
    loop.input_count = Int32(inputs.count)
    loop.output_count = Int32(outputs.count)
    loop.instr_count = Int32(instrs.count)
    loop.sink_count = Int32(sinks.count)
    loop.inputs = UnsafePointer(self.inputs.baseAddress)
    loop.outputs = UnsafePointer(self.outputs.baseAddress)
    loop.instrs = UnsafePointer(self.instrs.baseAddress)
    loop.sinks = UnsafePointer(self.sinks.baseAddress)
    self.loop.initialize(to: loop)
    let work = Int(loop.total).multipliedReportingOverflow(by: weight).partialValue
    sharing = ThreadPool.sharing(work)
    sharedWork = ThreadPool.sharedPart(of: work)
    partialBytes = Int(ck_loop_partials(self.loop)) * 8
    reads = inputs.filter { Int($0.kind) != CK_IOTA }.map { Slot($0.slot) }
    writes = outputs.map { Slot($0.slot) } + sinks.map { Slot($0.slot) }
  }

  private static func copy<T>(_ values: [T]) -> UnsafeMutableBufferPointer<T> {
    let buffer = UnsafeMutableBufferPointer<T>.allocate(capacity: Swift.max(1, values.count))
    _ = buffer.initialize(from: values)
    return buffer
  }

  deinit {
    loop.deallocate()
    inputs.deallocate()
    outputs.deallocate()
    instrs.deallocate()
    sinks.deallocate()
  }

  /// Adds machine code for its arithmetic; false if it has none.
  func compile(into code: OpaquePointer) -> Bool {
    instrs.baseAddress.map { ck_native_add(code, loop, $0) } ?? false
  }

  /// Where the code that it was compiled into lies from now on.
  func adopt(code: UnsafeRawPointer) { loop.pointee.native = code }

  var name: String {
    "loop \(loop.pointee.total) (" + nodes.map(\.op.name).joined(separator: " ") + ")"
  }

  func run(_ run: Run) throws(ExecutionError) {
    guard let pool = run.pool.handle else { throw .outOfMemory(bytes: 0) }
    var partials: UnsafeMutableRawPointer?
    if partialBytes > 0 {
      partials = run.partials(partialBytes)
      if partials == nil { throw .outOfMemory(bytes: partialBytes) }
    }
    let slots = UnsafePointer(run.slots)
    let result = Int(ck_loop_run(loop, slots, partials, pool, sharing))
    if result == 0 { return }
    if result == -1 { throw .interrupted }
    throw failure(result, run)
  }

  var small: ck_small_step? {
    guard ck_loop_is_small(loop) else { return nil }
    var step = ck_small_step()
    step.loop = UnsafePointer(loop)
    return step
  }

  func failure(_ number: Int, _ run: Run) -> ExecutionError {
    guard number > 0, number <= nodes.count else { return .outOfMemory(bytes: partialBytes) }
    let bad = nodes[number - 1]
    return run.overflow(bad.op, node: bad.node)
  }
}

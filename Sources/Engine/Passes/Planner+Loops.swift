// Fused loops: a group's program, and the reductions that end in it.
// Neighbours: `LoopBuilder` gives out registers, `Planner` formed the groups.

import CKernels
import TensorIR

extension Planner {
  static let reductions: Set<Op> = [.reduceSum, .reduceProd, .reduceMax, .reduceMin, .reduceAnd, .reduceOr]

  private func axes(_ node: Int) -> Axes {
    if case .axes(let axes) = graph.attributes(of: node) { return axes }
    return []
  }

  /// Lets a reduction run in the loop that makes its operand, if the loop has no other way of dividing.
  mutating func attachReduction(_ node: Int) {
    guard Planner.reductions.contains(graph.nodes[node].op) else { return }
    let source = facts.operand(node, 0)
    let base = facts.view[source].base
    guard facts.role[base] == .fused, facts.isIdentity(source),
      let layout = ReductionLayout(facts.shape(source), axes(node))
    else {
      store(base)
      return
    }
    let place = Int(group[base])
    if let known = groups[place].layout, known != layout {
      store(base)
      return
    }
    groups[place].layout = layout
    groups[place].reductions.append(node)
  }

  /// Whether the reduction runs in its operand's loop.
  private func isAttached(_ node: Int) -> Bool {
    let base = facts.view[facts.operand(node, 0)].base
    return group[base] >= 0 && groups[Int(group[base])].reductions.contains(node)
  }

  // MARK: A group's loop

  mutating func buildLoop(_ loopGroup: LoopGroup) {
    guard let first = loopGroup.members.first else { return }
    let live = liveMembers(loopGroup)
    guard !live.isEmpty else { return }
    var builder = LoopBuilder(shape: facts.shape(first))
    var uses: [Int: Int] = [:]
    for node in live {
      for place in 0..<facts.operandCount(node) {
        let source = facts.operand(node, place)
        if isInternal(source, to: node) { uses[facts.view[source].base, default: 0] += 1 }
      }
    }
    for node in loopGroup.reductions { uses[facts.view[facts.operand(node, 0)].base, default: 0] += 1 }
    var registers: [Int: UInt16] = [:]
    for node in live { emit(node, &builder, &registers, &uses) }
    for node in loopGroup.reductions {
      guard let register = registers[facts.view[facts.operand(node, 0)].base], let layout = loopGroup.layout
      else { continue }
      builder.reduce(
        graph.nodes[node].op, register: register, slot: node, dtype: graph.nodes[node].dtype, layout: layout,
        node: node)
    }
    steps.append(builder.build())
  }

  /// Members that a stored value or a reduction needs, in order.
  private func liveMembers(_ loopGroup: LoopGroup) -> [Int] {
    var live = Set(loopGroup.members.filter { isStored[$0] })
    for node in loopGroup.reductions { live.insert(facts.view[facts.operand(node, 0)].base) }
    for node in loopGroup.members.reversed() where live.contains(node) {
      for place in 0..<facts.operandCount(node) {
        let source = facts.operand(node, place)
        if isInternal(source, to: node) { live.insert(facts.view[source].base) }
      }
    }
    return loopGroup.members.filter { live.contains($0) }
  }

  private func emit(
    _ node: Int, _ builder: inout LoopBuilder, _ registers: inout [Int: UInt16], _ uses: inout [Int: Int]
  ) {
    let record = graph.nodes[node]
    var operands: [UInt16] = []
    for place in 0..<facts.operandCount(node) {
      let source = facts.operand(node, place)
      if isInternal(source, to: node), let register = registers[facts.view[source].base] {
        operands.append(register)
      } else {
        operands.append(input(source, shape: record.shape, &builder))
      }
    }
    // The result's register is chosen before the operands' are free: kernels do not work in place.
    let target =
      isStored[node] ? builder.output(slot: node, dtype: record.dtype) : builder.temporary(record.dtype)
    registers[node] = target
    let (code, dtype) = instruction(node)
    let isChecked =
      record.dtype == .u32
      ? record.op == .mod || record.op == .floorDiv
      : record.dtype.isInteger && Planner.overflowing.contains(record.op)
    builder.emit(code, dtype, to: target, operands, op: record.op, node: node, isChecked: isChecked)
    for place in 0..<facts.operandCount(node) {
      let source = facts.operand(node, place)
      let base = facts.view[source].base
      guard isInternal(source, to: node), let left = uses[base] else { continue }
      uses[base] = left - 1
      if left == 1, let register = registers[base] { builder.release(register) }
    }
  }

  /// Register of an operand that lies in a buffer.
  private func input(_ source: Int, shape: Shape, _ builder: inout LoopBuilder) -> UInt16 {
    var view = facts.view[source]
    view.strides = view.broadcast(from: facts.shape(source), to: shape)
    return builder.input(
      slot: view.base, view: view, dtype: graph.nodes[source].dtype, isIota: facts.role[view.base] == .iota)
  }

  // MARK: Loops of one instruction

  /// A reduction of a stored value: reduced axes last, unless they are neighbours anyway.
  mutating func buildReduction(_ node: Int) {
    if isAttached(node) { return }
    let source = facts.operand(node, 0)
    let (shape, axes) = (facts.shape(source), axes(node))
    var view = facts.view[source]
    var order = shape
    let layout: ReductionLayout
    if let natural = ReductionLayout(shape, axes) {
      layout = natural
    } else {
      let kept = shape.indices.filter { !axes.contains($0) }
      let permutation = Axes(clamping: kept + shape.indices.filter { axes.contains($0) })
      view = view.transposed(permutation)
      order = Shape(clamping: permutation.map { shape[$0] })
      let outer = kept.reduce(1) { $0 &* shape[$1] }
      layout = ReductionLayout(outer: outer, reduced: axes.reduce(1) { $0 &* shape[$1] })
    }
    var builder = LoopBuilder(shape: order)
    let dtype = graph.nodes[node].dtype
    let register = builder.input(
      slot: view.base, view: view, dtype: dtype, isIota: facts.role[view.base] == .iota)
    builder.reduce(
      graph.nodes[node].op, register: register, slot: node, dtype: dtype, layout: layout, node: node)
    steps.append(builder.build())
  }

  /// The elements of a view, row by row, into a buffer.
  mutating func buildCopy(to slot: Slot, _ view: View, _ shape: Shape, dtype: DType) {
    guard facts.role[view.base] == .iota else {
      steps.append(
        CopyStep(
          from: view.base, offset: view.offset, strides: view.strides, shape: shape, to: slot, dtype: dtype))
      return
    }
    var builder = LoopBuilder(shape: shape)
    let register = builder.input(slot: view.base, view: view, dtype: dtype, isIota: true)
    let target = builder.output(slot: slot, dtype: dtype)
    builder.emit(Int(CK_COPY), dtype, to: target, [register], op: .iota, node: view.base, isChecked: false)
    steps.append(builder.build())
  }

  // MARK: Instructions

  static let overflowing: Set<Op> = [.neg, .abs, .add, .sub, .mul, .div, .pow, .mod, .floorDiv]

  /// Code and operand type of a fused node.
  private func instruction(_ node: Int) -> (Int, DType) {
    let record = graph.nodes[node]
    let dtype = facts.operandCount(node) > 0 ? graph.nodes[facts.operand(node, 0)].dtype : record.dtype
    switch record.op {
    case .convert:
      switch record.dtype {
      case .bool: return (Int(CK_TO_BOOL), dtype)
      case .u8: return (Int(CK_TO_U8), dtype)
      case .i32: return (Int(CK_TO_I32), dtype)
      case .u32: return (Int(CK_TO_U32), dtype)
      case .f32: return (Int(CK_TO_F32), dtype)
      case .f64: return (Int(CK_TO_F64), dtype)
      }
    case .compare:
      guard case .comparison(let relation) = graph.attributes(of: node) else { return (Int(CK_EQ), dtype) }
      switch relation {
      case .eq: return (Int(CK_EQ), dtype)
      case .ne: return (Int(CK_NE), dtype)
      case .lt: return (Int(CK_LT), dtype)
      case .le: return (Int(CK_LE), dtype)
      case .gt: return (Int(CK_GT), dtype)
      case .ge: return (Int(CK_GE), dtype)
      }
    case .select: return (Int(CK_SELECT), record.dtype)
    default: return (Planner.codes[record.op] ?? Int(CK_COPY), dtype)
    }
  }

  private static let codes: [Op: Int] = [
    .neg: CK_NEG, .abs: CK_ABS, .sign: CK_SIGN, .exp: CK_EXP, .expm1: CK_EXPM1, .log: CK_LOG,
    .log1p: CK_LOG1P, .sqrt: CK_SQRT, .rsqrt: CK_RSQRT, .sin: CK_SIN, .cos: CK_COS, .tanh: CK_TANH,
    .logistic: CK_LOGISTIC, .erf: CK_ERF, .erfinv: CK_ERFINV, .floor: CK_FLOOR, .ceil: CK_CEIL,
    .roundEven: CK_ROUND, .isFinite: CK_ISFINITE, .not: CK_NOT, .relu: CK_RELU, .softplus: CK_SOFTPLUS,
    .add: CK_ADD, .sub: CK_SUB, .mul: CK_MUL, .div: CK_DIV, .pow: CK_POW, .max: CK_MAX, .min: CK_MIN,
    .atan2: CK_ATAN2, .mod: CK_MOD, .floorDiv: CK_FLOORDIV, .and: CK_AND, .or: CK_OR, .xor: CK_XOR,
    .shl: CK_SHL, .shr: CK_SHR, .mulNoNan: CK_MULNONAN, .clamp: CK_CLAMP,
  ]
}

// First pass: which nodes are the same, which are only views, which can be fused, and how deep they lie.
// Neighbours: `Planner` decides from this what is stored; `View` composes movement.

import TensorIR

/// How a node gets its value.
enum Role: UInt8 {
  /// A param or scalar: there before the plan runs.
  case leaf
  /// Numbers that loops count by themselves.
  case iota
  /// A change of view of another node's buffer, or a copy where strides cannot say it.
  case view
  /// An instruction of a fused loop.
  case fused
  /// A reduction, or a kernel of its own.
  case kernel
}

/// Facts about each node of a graph. Equal nodes share the first one's.
struct Analysis {
  let graph: Graph
  /// The first node equal to this one.
  private(set) var canonical: [Int32]
  private(set) var role: [Role]
  /// How the node's elements lie in the buffer of `view.base`.
  private(set) var view: [View]
  /// Barriers (changes of shape, kernels) on the longest way to the node.
  private(set) var depth: [Int32]
  /// Reshapes that need a copy: the view they copy, and its shape.
  private(set) var copies: [Int: (view: View, shape: Shape)] = [:]

  init(_ graph: Graph) {
    self.graph = graph
    let count = graph.nodes.count
    canonical = (0..<count).map { Int32(truncatingIfNeeded: $0) }
    role = Array(repeating: .leaf, count: count)
    view = []
    view.reserveCapacity(count)
    depth = Array(repeating: 0, count: count)
    var seen: [UInt64: Int32] = Dictionary(minimumCapacity: count)
    for index in 0..<count {
      if let twin = findTwin(index, &seen) {
        canonical[index] = twin
        role[index] = role[Int(twin)]
        view.append(view[Int(twin)])
        depth[index] = depth[Int(twin)]
      } else {
        analyse(index)
      }
    }
    sink()
  }

  /// Moves fused nodes down to the loop that uses them first, where that makes fewer values to be stored.
  ///
  /// Only nodes whose users are all fused and of the same shape move, so that depths keep their meaning.
  private mutating func sink() {
    var earliest: [Int32] = Array(repeating: Int32.max, count: graph.nodes.count)
    var isBound = Array(repeating: false, count: graph.nodes.count)
    for root in graph.roots { isBound[view[Int(canonical[Int(root)])].base] = true }
    for node in graph.nodes.indices.reversed() where Int(canonical[node]) == node {
      if role[node] == .fused, !isBound[node], earliest[node] < Int32.max, earliest[node] > depth[node],
        fullOperands(node) <= 1
      {
        depth[node] = earliest[node]
      }
      // A view is not used itself: its users count, but for a copy.
      if role[node] == .view {
        if let copy = copies[node] { isBound[copy.view.base] = true }
        continue
      }
      for place in 0..<operandCount(node) {
        let source = operand(node, place)
        let base = view[source].base
        if role[node] == .fused, isIdentity(source), shape(base) == shape(node) {
          earliest[base] = Swift.min(earliest[base], depth[node])
        } else {
          isBound[base] = true
        }
      }
    }
  }

  /// Operands as large as the node that are computed in this plan.
  private func fullOperands(_ node: Int) -> Int {
    var found: Set<Int> = []
    for place in 0..<operandCount(node) {
      let base = view[operand(node, place)].base
      if role[base] != .leaf, role[base] != .iota, shape(base) == shape(node) { found.insert(base) }
    }
    return found.count
  }

  /// Operand of a node, by its canonical number.
  func operand(_ node: Int, _ place: Int) -> Int {
    Int(canonical[Int(graph.operands[Int(graph.nodes[node].firstOperand) + place])])
  }

  func operandCount(_ node: Int) -> Int { Int(graph.nodes[node].operandCount) }

  func shape(_ node: Int) -> Shape { graph.nodes[node].shape }

  /// Whether `node` is its base's buffer as it is.
  func isIdentity(_ node: Int) -> Bool {
    let known = view[node]
    if node == known.base { return role[node] != .iota }
    return role[known.base] != .iota && known.offset == 0 && shape(known.base) == shape(node)
      && known.isContiguous(shape(node))
  }

  // MARK: Common subexpressions

  private func findTwin(_ index: Int, _ seen: inout [UInt64: Int32]) -> Int32? {
    let node = graph.nodes[index]
    if node.op == .param || node.op == .scalar { return nil }
    var hash = StructuralHash()
    hash.combine(UInt64(node.op.rawValue) | UInt64(node.dtype.rawValue) << 8)
    hash.combine(node.shape)
    for place in 0..<Int(node.operandCount) {
      hash.combine(UInt64(truncatingIfNeeded: operand(index, place)))
    }
    if node.attribute >= 0 { hash.combine(graph.attributes[Int(node.attribute)]) }
    guard let twin = seen[hash.value] else {
      seen[hash.value] = Int32(truncatingIfNeeded: index)
      return nil
    }
    let other = graph.nodes[Int(twin)]
    let isEqual =
      other.op == node.op && other.dtype == node.dtype && other.shape == node.shape
      && other.operandCount == node.operandCount
      && (0..<Int(node.operandCount)).allSatisfy { operand(index, $0) == operand(Int(twin), $0) }
      && graph.attributes(of: index) == graph.attributes(of: Int(twin))
    return isEqual ? twin : nil
  }

  // MARK: Roles

  private mutating func analyse(_ index: Int) {
    let node = graph.nodes[index]
    view.append(View(contiguous: index, shape: node.shape))
    switch node.op {
    case .param, .scalar: role[index] = .leaf
    case .iota: analyseIota(index)
    case .reshape, .transpose, .broadcastInDim, .slice, .reverse, .stopGrad: analyseView(index)
    case .convert where graph.nodes[operand(index, 0)].dtype == node.dtype: analyseView(index)
    default:
      role[index] = node.op.isElementwise ? .fused : .kernel
      depth[index] = deepest(index)
    }
  }

  /// Of an iota the address is the value.
  private mutating func analyseIota(_ index: Int) {
    role[index] = .iota
    var strides = Strides.zero
    if case .iota(let shape, let axis) = graph.attributes(of: index), shape.indices.contains(axis) {
      strides[axis] = 1
    }
    view[index] = View(base: index, strides: strides)
  }

  private mutating func analyseView(_ index: Int) {
    role[index] = .view
    let source = operand(index, 0)
    let known = view[source]
    let (from, to) = (shape(source), shape(index))
    depth[index] = depth[source]
    switch graph.attributes(of: index) {
    case .shape:
      if role[known.base] != .iota || from.count <= 1, let next = known.reshaped(from: from, to: to) {
        view[index] = next
      } else {
        copies[index] = (known, from)
        depth[index] = role[known.base] == .fused ? depth[known.base] + 1 : depth[known.base]
      }
    case .permutation(let permutation): view[index] = known.transposed(permutation)
    case .broadcast(_, let axes): view[index] = known.spread(axes, from: from)
    case .slice(let starts, _, let steps): view[index] = known.sliced(starts: starts, steps: steps)
    case .reverse(let axes): view[index] = known.reversed(axes, shape: from)
    default: view[index] = known
    }
  }

  // MARK: Depth

  /// Nodes of equal shape and depth never need each other through a third: they can share a loop.
  private func deepest(_ index: Int) -> Int32 {
    var deepest: Int32 = 0
    let isFused = role[index] == .fused
    for place in 0..<operandCount(index) {
      let source = operand(index, place)
      let base = view[source].base
      switch role[base] {
      case .leaf, .iota: continue
      case .fused:
        let joins = isFused && isIdentity(source) && shape(base) == shape(index)
        deepest = Swift.max(deepest, joins ? depth[base] : depth[base] + 1)
      case .view, .kernel: deepest = Swift.max(deepest, depth[base])
      }
    }
    return deepest
  }
}

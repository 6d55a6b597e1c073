// The part of a recording that the roots need, numbered anew: what a plan is made from, and its key.
// Neighbours: `Marking` finds it in the arena, `PlanCache` looks it up, `Planner` makes steps of it.

import TensorIR

/// A needed node. Values of leaves and scalars are not part of it.
struct GraphNode {
  var op: Op
  var dtype: DType
  var shape: Shape
  var firstOperand: Int32
  var operandCount: Int32
  /// Place in `Graph.attributes`; -1 for none.
  var attribute: Int32
}

/// Needed nodes in order of recording, with operands by their number among the needed ones.
struct Graph {
  var nodes: [GraphNode] = []
  var operands: [Int32] = []
  var attributes: [Attributes] = []
  var roots: [Int32] = []

  func operands(of node: Int) -> ArraySlice<Int32> {
    let known = nodes[node]
    return operands[Int(known.firstOperand)..<Int(known.firstOperand + known.operandCount)]
  }

  func attributes(of node: Int) -> Attributes {
    let place = nodes[node].attribute
    return place < 0 ? .none : attributes[Int(place)]
  }
}

/// Which nodes of an arena are needed, and under which number. Reused from flush to flush.
struct Marking {
  /// Number of each arena node among the needed ones; -1 if not needed.
  private(set) var number: [Int32] = []
  /// Arena nodes by that number.
  private(set) var needed: [NodeID] = []
  /// Hash of structure and roots.
  private(set) var hash: UInt64 = 0

  /// Walks back from the roots, then forward once to number and hash.
  mutating func mark(_ arena: Arena, roots: [NodeID]) {
    let (nodes, operands) = (arena.nodes, arena.operands)
    number.removeAll(keepingCapacity: true)
    number.append(contentsOf: repeatElement(-1, count: nodes.count))
    needed.removeAll(keepingCapacity: true)
    nodes.withUnsafeBufferPointer { nodes in
      operands.withUnsafeBufferPointer { operands in
        markBackward(nodes, operands, roots)
        numberForward(nodes, operands, arena, roots)
      }
    }
  }

  /// Takes the numbers from a recording that was found to be the same.
  mutating func adopt(_ recording: Recording) { needed = recording.needed }

  private mutating func markBackward(
    _ nodes: UnsafeBufferPointer<Node>, _ operands: UnsafeBufferPointer<NodeID>, _ roots: [NodeID]
  ) {
    number.withUnsafeMutableBufferPointer { number in
      for root in roots where Int(root) < nodes.count { number[Int(root)] = 0 }
      var index = nodes.count - 1
      while index >= 0 {
        if number[index] >= 0 {
          let first = Int(nodes[index].firstOperand)
          for place in first..<first &+ Int(nodes[index].operandCount) { number[Int(operands[place])] = 0 }
        }
        index &-= 1
      }
    }
  }

  private mutating func numberForward(
    _ nodes: UnsafeBufferPointer<Node>, _ operands: UnsafeBufferPointer<NodeID>, _ arena: Arena, _ roots: [NodeID]
  ) {
    var state = StructuralHash()
    for index in nodes.indices where number[index] >= 0 {
      number[index] = Int32(truncatingIfNeeded: needed.count)
      needed.append(NodeID(truncatingIfNeeded: index))
      state.combine(nodes[index], arena)
      let first = Int(nodes[index].firstOperand)
      for place in first..<first &+ Int(nodes[index].operandCount) {
        state.combine(UInt64(truncatingIfNeeded: number[Int(operands[place])]))
      }
    }
    for root in roots where Int(root) < nodes.count {
      state.combine(UInt64(truncatingIfNeeded: number[Int(root)]))
    }
    hash = state.value
  }

  /// Whether a plan made for `graph` is a plan for the marked nodes.
  func matches(_ graph: Graph, _ arena: Arena, roots: [NodeID]) -> Bool {
    guard graph.nodes.count == needed.count, graph.roots.count == roots.count else { return false }
    for (known, root) in zip(graph.roots, roots) where number[Int(root)] != known { return false }
    return arena.nodes.withUnsafeBufferPointer { nodes in
      arena.operands.withUnsafeBufferPointer { operands in
        graph.nodes.withUnsafeBufferPointer { known in
          needed.indices.allSatisfy { isAlike(nodes[Int(needed[$0])], known[$0], operands, graph, arena) }
        }
      }
    }
  }

  private func isAlike(
    _ node: Node, _ known: GraphNode, _ operands: UnsafeBufferPointer<NodeID>, _ graph: Graph, _ arena: Arena
  ) -> Bool {
    guard node.op == known.op, node.dtype == known.dtype, node.operandCount == known.operandCount,
      node.shape == known.shape, (node.attribute < 0) == (known.attribute < 0)
    else { return false }
    for place in 0..<Int(node.operandCount)
    where number[Int(operands[Int(node.firstOperand) &+ place])]
      != graph.operands[Int(known.firstOperand) &+ place]
    { return false }
    return node.attribute < 0
      || arena.attributes[Int(node.attribute)] == graph.attributes[Int(known.attribute)]
  }

  /// Copies the marked nodes out of the arena.
  func graph(_ arena: Arena, roots: [NodeID]) -> Graph {
    var graph = Graph()
    graph.nodes.reserveCapacity(needed.count)
    for id in needed {
      let node = arena.nodes[Int(id)]
      var place: Int32 = -1
      if node.attribute >= 0 {
        place = Int32(truncatingIfNeeded: graph.attributes.count)
        graph.attributes.append(arena.attributes(of: node))
      }
      graph.nodes.append(
        GraphNode(
          op: node.op, dtype: node.dtype, shape: node.shape,
          firstOperand: Int32(truncatingIfNeeded: graph.operands.count), operandCount: node.operandCount,
          attribute: place))
      for operand in arena.operands(of: node) { graph.operands.append(number[Int(operand)]) }
    }
    graph.roots = roots.map { number[Int($0)] }
    return graph
  }
}

/// A running hash of 64 bits; plans found by it are compared record by record.
struct StructuralHash {
  private(set) var value: UInt64 = 0x9e37_79b9_7f4a_7c15

  mutating func combine(_ word: UInt64) {
    let mixed = (value ^ word) &* 0xff51_afd7_ed55_8ccd
    value = (mixed ^ (mixed >> 32)) &* 0xc4ce_b9fe_1a85_ec53
  }

  mutating func combine(_ dims: Dims) {
    combine(UInt64(truncatingIfNeeded: dims.count) | 1 << 40)
    for index in 0..<dims.count { combine(UInt64(truncatingIfNeeded: dims[index])) }
  }

  mutating func combine(_ windows: Windows) {
    for axis in windows {
      for value in [axis.stride, axis.low, axis.high, axis.dilation, axis.windowDilation] {
        combine(UInt64(truncatingIfNeeded: value))
      }
    }
  }

  mutating func combine(_ node: Node, _ arena: Arena) {
    combine(UInt64(node.op.rawValue) | UInt64(node.dtype.rawValue) << 8 | UInt64(node.operandCount) << 16)
    combine(node.shape)
    if node.attribute >= 0 { combine(arena.attributes[Int(node.attribute)]) }
  }

  /// The result's shape and type are hashed already: only what they do not tell is added.
  mutating func combine(_ attributes: Attributes) {
    switch attributes {
    case .none, .dtype: break
    case .axes(let dims), .permutation(let dims), .reverse(let dims): combine(dims)
    case .shape, .sizes: break
    case .iota(_, let axis): combine(UInt64(truncatingIfNeeded: axis))
    case .broadcast(_, let axes): combine(axes)
    case .slice(let starts, let limits, let steps), .pad(let starts, let limits, let steps):
      combine(starts)
      combine(limits)
      combine(steps)
    case .concat(let axis): combine(UInt64(truncatingIfNeeded: axis))
    case .gather(let axis, let batch): combine(UInt64(truncatingIfNeeded: axis << 8 | batch))
    case .dot(let dims):
      combine(dims.leftContracting)
      combine(dims.rightContracting)
      combine(dims.leftBatch)
      combine(dims.rightBatch)
    case .convolution(let windows, let groups):
      combine(windows)
      combine(UInt64(truncatingIfNeeded: groups))
    case .window(let windows, let sizes):
      combine(windows)
      combine(sizes)
    case .comparison(let relation): combine(UInt64(relation.rawValue))
    case .triangle(let isLower): combine(isLower ? 1 : 0)
    }
  }
}

// Makes a plan of a graph: what is stored, which loops and kernels run, in which order, in which memory.
// Neighbours: `Analysis` before it; `Planner+Loops`, `Planner+Kernels` build steps; `Plan` is the result.

import CKernels
import TensorIR

struct Planner {
  let graph: Graph
  let facts: Analysis
  /// Nodes whose values get a buffer.
  var isStored: [Bool]
  /// Buffers that a root shows.
  var escapes: [Bool]
  /// Views copied into a buffer of their own, by node.
  var copies: [Int: (view: View, shape: Shape)]
  /// Loop that a fused node belongs to; -1 for others.
  var group: [Int32]
  var groups: [LoopGroup] = []
  var steps: [any Step] = []
  /// By the node that they make: a gather may be theirs, and recordings may have a hundred thousand gathers.
  var windowPlaces: [Int: WindowPlacesStep] = [:]
  /// Outer products that are never written, and what is made of them.
  private(set) var outerRoles: [Int: OuterRole] = [:]
  /// Their factors, once they are known.
  var outerProducts: [Int: OuterProducts] = [:]
  /// Bytes of the temporaries that steps asked for, by slot from `graph.nodes.count` on.
  var extraBytes: [Int] = []

  /// Fused nodes of one shape and depth.
  struct LoopGroup {
    var members: [Int] = []
    var layout: ReductionLayout?
    /// Reductions computed in the same loop.
    var reductions: [Int] = []
  }

  private struct GroupKey: Hashable {
    var shape: Shape
    var depth: Int32
  }

  /// Instructions of one loop at most.
  static let groupLimit = 64

  init(_ graph: Graph) {
    self.graph = graph
    facts = Analysis(graph)
    isStored = Array(repeating: false, count: graph.nodes.count)
    escapes = isStored
    group = Array(repeating: -1, count: graph.nodes.count)
    copies = facts.copies
    for node in copies.keys { isStored[node] = true }
    outerRoles = findOuterRoles()
  }

  mutating func plan() -> Plan {
    formGroups()
    storeOperands()
    let roots = graph.roots.map { storeRoot(Int(facts.canonical[Int($0)])) }
    buildSteps()
    return Memory(self, roots: roots, ordered: orderedSteps()).plan()
  }

  func isCanonical(_ node: Int) -> Bool { Int(facts.canonical[node]) == node }

  // MARK: Groups

  private mutating func formGroups() {
    var open: [GroupKey: Int] = [:]
    for node in graph.nodes.indices where facts.role[node] == .fused && isCanonical(node) {
      let key = GroupKey(shape: facts.shape(node), depth: facts.depth[node])
      var place = open[key] ?? -1
      if place < 0 || groups[place].members.count >= Planner.groupLimit {
        place = groups.count
        groups.append(LoopGroup())
        open[key] = place
      }
      groups[place].members.append(node)
      group[node] = Int32(truncatingIfNeeded: place)
    }
  }

  /// Whether operand `source` of fused node `node` is a register of the same loop.
  func isInternal(_ source: Int, to node: Int) -> Bool {
    let base = facts.view[source].base
    return facts.role[base] == .fused && group[base] == group[node] && facts.isIdentity(source)
      && facts.shape(base) == facts.shape(node)
  }

  // MARK: What is stored

  private mutating func storeOperands() {
    for node in graph.nodes.indices where isCanonical(node) {
      switch facts.role[node] {
      case .fused:
        for place in 0..<facts.operandCount(node) {
          let source = facts.operand(node, place)
          if !isInternal(source, to: node) { store(facts.view[source].base) }
        }
      case .kernel:
        isStored[node] = true
        storeKernelOperands(node)
      case .view:
        if let copy = copies[node] { store(copy.view.base) }
      case .leaf, .iota: break
      }
    }
  }

  mutating func store(_ base: Int) {
    if facts.role[base] == .fused { isStored[base] = true }
  }

  /// Slot where `node`'s elements follow each other, with an offset; makes a copy where they do not.
  mutating func storeContiguous(_ node: Int) {
    let view = facts.view[node]
    if facts.role[view.base] != .iota, view.isContiguous(facts.shape(node)) {
      store(view.base)
    } else if copies[node] == nil {
      copies[node] = (view, facts.shape(node))
      isStored[node] = true
      store(view.base)
    }
  }

  /// Where `storeContiguous` put it.
  func contiguous(_ node: Int) -> (slot: Slot, offset: Int) {
    if copies[node] != nil { return (node, 0) }
    return (facts.view[node].base, facts.view[node].offset)
  }

  /// A buffer is named by its slot until `Memory` knows all of them.
  private mutating func storeRoot(_ node: Int) -> RootSource {
    let view = facts.view[node]
    let base = graph.nodes[view.base]
    let isWhole =
      view.offset == 0 && view.isContiguous(facts.shape(node))
      && base.shape.product == facts.shape(node).product
    if base.op == .scalar, node == view.base { return .scalar(node: node) }
    if isWhole, base.op == .param { return .leaf(node: view.base) }
    if isWhole, base.op != .scalar, facts.role[view.base] != .iota {
      isStored[view.base] = true
      escapes[view.base] = true
      return .buffer(view.base)
    }
    if copies[node] == nil {
      copies[node] = (view, facts.shape(node))
      isStored[node] = true
      store(view.base)
    }
    escapes[node] = true
    return .buffer(node)
  }

  /// A buffer that only one step uses.
  mutating func temporary(bytes: Int) -> Slot {
    extraBytes.append(bytes)
    return graph.nodes.count + extraBytes.count - 1
  }

  // MARK: Order

  private mutating func buildSteps() {
    for node in graph.nodes.indices where facts.role[node] == .kernel && isCanonical(node) {
      if outerRoles[node] == nil { attachReduction(node) }
    }
    for node in graph.nodes.indices where facts.role[node] == .kernel && isCanonical(node) {
      if let role = outerRoles[node] { buildOuter(node, role) } else { buildKernel(node) }
    }
    finishConvolutions()
    for place in groups.indices { buildLoop(groups[place]) }
    for (node, copy) in copies { buildCopy(to: node, copy.view, copy.shape, dtype: graph.nodes[node].dtype) }
  }

  /// Depth first from the steps as recorded: a value is made shortly before it is used.
  private func orderedSteps() -> [any Step] {
    var producer: [Int32] = Array(repeating: -1, count: graph.nodes.count + extraBytes.count)
    for (index, step) in steps.enumerated() {
      for slot in step.writes { producer[slot] = Int32(truncatingIfNeeded: index) }
    }
    var state = Array(repeating: UInt8(0), count: steps.count)
    var result: [any Step] = []
    result.reserveCapacity(steps.count)
    let starts = steps.indices.sorted {
      (steps[$0].writes.min() ?? 0, $0) < (steps[$1].writes.min() ?? 0, $1)
    }
    var stack: [Int] = []
    for start in starts where state[start] == 0 {
      stack.append(start)
      while let top = stack.last {
        if state[top] == 2 {
          stack.removeLast()
          continue
        }
        if state[top] == 1 {
          state[top] = 2
          result.append(steps[top])
          stack.removeLast()
          continue
        }
        state[top] = 1
        for slot in steps[top].reads.reversed() {
          let needed = Int(producer[slot])
          if needed >= 0, state[needed] == 0 { stack.append(needed) }
        }
      }
    }
    return result
  }
}

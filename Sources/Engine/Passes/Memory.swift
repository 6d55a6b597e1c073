// Last pass: the order is known, so lifetimes are, and with them every buffer's place and the peak.
// Neighbours: `Placement` gives places, `Plan` keeps them.

import TensorIR

struct Memory {
  private let planner: Planner
  private let roots: [RootSource]
  private let steps: [any Step]
  private var firstUse: [Int32]
  private var lastUse: [Int32]

  init(_ planner: Planner, roots: [RootSource], ordered: [any Step]) {
    self.planner = planner
    self.roots = roots
    steps = ordered
    let count = planner.graph.nodes.count + planner.extraBytes.count
    firstUse = Array(repeating: -1, count: count)
    lastUse = firstUse
    for (index, step) in steps.enumerated() {
      let index = Int32(truncatingIfNeeded: index)
      for slot in step.writes where firstUse[slot] < 0 { firstUse[slot] = index }
      for slot in step.writes { lastUse[slot] = index }
      for slot in step.reads { lastUse[slot] = index }
    }
  }

  private func bytes(_ slot: Slot) -> Int {
    let count = planner.graph.nodes.count
    if slot >= count { return planner.extraBytes[slot - count] }
    let node = planner.graph.nodes[slot]
    return node.shape.product.multipliedReportingOverflow(by: node.dtype.size).partialValue
  }

  func plan() -> Plan {
    let graph = planner.graph
    var placement = Placement()
    var temporaries: [(slot: Slot, start: Int)] = []
    var ending: [[Slot]] = Array(repeating: [], count: steps.count)
    var starts = Array(repeating: -1, count: firstUse.count)
    for (index, step) in steps.enumerated() {
      for slot in step.writes where starts[slot] < 0 && !isRoot(slot) && Int(firstUse[slot]) == index {
        starts[slot] = placement.take(bytes(slot))
        temporaries.append((slot, starts[slot]))
        ending[Int(lastUse[slot])].append(slot)
      }
      for slot in ending[index] { placement.release(starts[slot], bytes(slot)) }
    }
    let leaves = graph.nodes.indices.filter { graph.nodes[$0].op == .param }
    let scalars = graph.nodes.indices.filter { graph.nodes[$0].op == .scalar }
    let shown = graph.nodes.indices.filter { planner.escapes[$0] }.map {
      RootBuffer(slot: $0, dtype: graph.nodes[$0].dtype, count: graph.nodes[$0].shape.product)
    }
    let places = Dictionary(uniqueKeysWithValues: shown.enumerated().map { ($1.slot, $0) })
    let sources = roots.map { root in
      if case .buffer(let slot) = root, let place = places[slot] { RootSource.buffer(place) } else { root }
    }
    let fixed = leaves + shown.map(\.slot)
    let peak = fixed.reduce(placement.size) { $0.addingReportingOverflow(bytes($1)).partialValue }
    let buffers = fixed + temporaries.map(\.slot).filter { $0 < graph.nodes.count }
    let largest = peak > 1 << 20 ? buffers.sorted { bytes($0) > bytes($1) } : buffers
    return Plan(
      graph: graph, steps: steps, leaves: leaves, scalars: scalars, rootBuffers: shown, roots: sources,
      temporaries: temporaries, temporaryBytes: placement.size, slotCount: firstUse.count, peakBytes: peak,
      largest: Array(largest.prefix(5)))
  }

  private func isRoot(_ slot: Slot) -> Bool { slot < planner.escapes.count && planner.escapes[slot] }
}

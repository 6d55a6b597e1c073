// A plan as readers see it, for `explain --stage plan`.
// Neighbours: `Engine` makes one for its observer, `Plan` is what it tells of.

import TensorIR

/// What one flush is computed by.
public struct PlanReport: Sendable {
  /// True if the plan was made earlier, for a recording of the same structure.
  public let isKnown: Bool
  /// Nodes that the roots need.
  public let nodeCount: Int
  /// Kernel calls in order: name, `←` and what is read, `→` and what is written, by the recording's numbers.
  public let steps: [String]
  /// Bytes of leaves and of results.
  public let leafBytes: Int
  public let rootBytes: Int
  /// Bytes of the one block that all temporaries share.
  public let temporaryBytes: Int
  public let temporaryCount: Int
  public let peakBytes: Int

  init(_ plan: Plan, nodes: [NodeID], isKnown: Bool) {
    self.isKnown = isKnown
    nodeCount = plan.graph.nodes.count
    steps = plan.steps.map { step in
      "\(step.name)  ← \(Self.list(step.reads, nodes))  → \(Self.list(step.writes, nodes))"
    }
    leafBytes = plan.leaves.reduce(0) { sum, leaf in
      let node = plan.graph.nodes[leaf]
      return sum &+ node.shape.product &* node.dtype.size
    }
    rootBytes = plan.rootBuffers.reduce(0) { $0 &+ $1.count &* $1.dtype.size }
    temporaryBytes = plan.temporaryBytes
    temporaryCount = plan.temporaries.count
    peakBytes = plan.peakBytes
  }

  /// Slots past the nodes are a step's own.
  private static func list(_ slots: [Slot], _ nodes: [NodeID]) -> String {
    slots.map { nodes.indices.contains($0) ? "%\(nodes[$0])" : "t\($0)" }.joined(separator: " ")
  }

  /// A line on the whole, then a line a step.
  public var text: String {
    let head =
      "\(isKnown ? "known plan" : "new plan"): \(nodeCount) nodes, \(steps.count) steps, "
      + "peak \(peakBytes) bytes (leaves \(leafBytes), results \(rootBytes), "
      + "\(temporaryCount) temporaries in \(temporaryBytes))"
    return ([head] + steps.map { "  " + $0 }).joined(separator: "\n")
  }
}

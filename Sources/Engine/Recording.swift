// A recording as a plan was found for it, so that the same one finds it again without being numbered and hashed.
// Neighbours: `Plan` keeps one, `Engine` compares; `Marking` does the work where nothing is foreseen.

import Glibc
import TensorIR

/// All of an arena but the values of its leaves and scalars.
struct Recording {
  private let nodes: [Node]
  private let operands: [NodeID]
  private let attributes: [Attributes]
  private let roots: [NodeID]
  /// The nodes that the plan computes, by their number in its graph.
  let needed: [NodeID]

  /// A larger one takes longer to run than to number, and memory to keep.
  private static let limit = 600

  /// nil if it is too large to be kept.
  init?(_ arena: Arena, roots: [NodeID], needed: [NodeID]) {
    guard arena.nodes.count <= Recording.limit else { return nil }
    (nodes, operands, attributes) = (arena.nodes, arena.operands, arena.attributes)
    (self.roots, self.needed) = (roots, needed)
  }

  /// Whether an arena holds the same, node by node, so that the same plan computes it.
  func isLike(_ arena: Arena, roots: [NodeID]) -> Bool {
    guard arena.nodes.count == nodes.count, roots == self.roots, Recording.hasSameBytes(arena.operands, operands),
      Recording.hasSameBytes(arena.attributes, attributes) || arena.attributes == attributes
    else { return false }
    return arena.nodes.withUnsafeBufferPointer { found in
      nodes.withUnsafeBufferPointer { known in
        for index in known.indices where !Recording.isAlike(found[index], known[index]) { return false }
        return true
      }
    }
  }

  @inline(__always)
  private static func isAlike(_ found: Node, _ known: Node) -> Bool {
    found.op == known.op && found.dtype == known.dtype && found.shape == known.shape
      && found.firstOperand == known.firstOperand && found.operandCount == known.operandCount
      && found.attribute == known.attribute && found.leaf == known.leaf
  }

  /// Equal bytes are equal values; equal values may differ in bytes that no case uses.
  private static func hasSameBytes<Element: BitwiseCopyable>(_ found: [Element], _ known: [Element]) -> Bool {
    guard found.count == known.count else { return false }
    return found.withUnsafeBytes { found in
      known.withUnsafeBytes { known in
        guard let one = found.baseAddress, let other = known.baseAddress else { return found.count == known.count }
        return memcmp(one, other, found.count) == 0
      }
    }
  }
}

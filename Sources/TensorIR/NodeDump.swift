// Recorded nodes as text, for `explain --stage ir` and for tests.
// Neighbours: `Arena` holds the nodes and calls its observer before they are computed.

/// Prints a recording: a node a line, `%3 = add f32[2, 3] %1, %2`.
public enum NodeDump {
  /// All nodes of a recording; those whose values are wanted end in `→`.
  public static func text(_ arena: Arena, roots: [NodeID]) -> String {
    let wanted = Set(roots)
    return arena.nodes.indices.map { index in
      let mark = wanted.contains(NodeID(clamping: index)) ? "  →" : ""
      return "%\(index) = \(text(arena.nodes[index], in: arena))\(mark)"
    }.joined(separator: "\n")
  }

  private static func text(_ node: Node, in arena: Arena) -> String {
    var line = "\(node.op.name) \(node.dtype.name)[\(node.shape.map { "\($0)" }.joined(separator: ", "))]"
    if node.op == .scalar, arena.scalars.indices.contains(Int(node.leaf)) {
      line += " \(arena.scalars[Int(node.leaf)])"
    }
    let operands = arena.operands(of: node).map { "%\($0)" }.joined(separator: ", ")
    if !operands.isEmpty { line += " " + operands }
    let attributes = text(arena.attributes(of: node))
    return attributes.isEmpty ? line : "\(line) {\(attributes)}"
  }

  private static func text(_ attributes: Attributes) -> String {
    switch attributes {
    // The node's own type and shape say as much.
    case .none, .dtype, .shape: ""
    case .axes(let axes): "axes \(axes)"
    case .permutation(let axes): "axes \(axes)"
    case .iota(_, let axis): "axis \(axis)"
    case .broadcast(_, let axes): "to axes \(axes)"
    case .comparison(let relation): "\(relation)"
    case .dot(let dot):
      "sums \(dot.leftContracting) with \(dot.rightContracting)"
        + (dot.leftBatch.isEmpty ? "" : ", along \(dot.leftBatch) and \(dot.rightBatch)")
    default: "\(attributes)"
    }
  }
}

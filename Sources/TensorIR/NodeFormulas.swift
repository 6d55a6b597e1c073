// A recording as a person would write it on a board: formulas, short ones put into those that use them.
// Neighbours: `NodeDump` prints node by node; the conversation's `:graph` and `:grad` show this.

/// Prints what roots are computed from, `t1 = x @ w + b` a line; the last line is the result.
public struct NodeFormulas {
  private let arena: Arena
  private let name: (Storage) -> String?
  /// A formula and how tightly it binds.
  private typealias Formula = (text: String, level: Int)
  private var known: [NodeID: Formula] = [:]
  private var uses: [NodeID: Int] = [:]
  private var leafNames: [NodeID: String] = [:]
  private var lines: [String] = []
  private var leafLines: [String] = []

  /// Formulas longer than this get a line of their own.
  private static let inlined = 40
  private static let atom = 9

  /// - Parameter name: what a tensor that was given is called; nil if it has no name.
  public static func text(_ arena: Arena, roots: [NodeID], name: @escaping (Storage) -> String?) -> String {
    var formulas = NodeFormulas(arena: arena, name: name)
    formulas.write(roots)
    return (formulas.leafLines + formulas.lines).joined(separator: "\n")
  }

  private init(arena: Arena, name: @escaping (Storage) -> String?) {
    self.arena = arena
    self.name = name
  }

  private mutating func write(_ roots: [NodeID]) {
    let wanted = Set(roots)
    var isNeeded = [Bool](repeating: false, count: arena.nodes.count)
    for root in roots where isNeeded.indices.contains(Int(root)) { isNeeded[Int(root)] = true }
    for place in arena.nodes.indices.reversed() where isNeeded[place] {
      for operand in arena.operands(of: arena.nodes[place]) {
        isNeeded[Int(operand)] = true
        uses[operand, default: 0] += 1
      }
    }
    var number = 0
    for place in arena.nodes.indices where isNeeded[place] {
      let id = NodeID(clamping: place)
      let node = arena.nodes[place]
      let formula = formula(of: node, id)
      let isRoot = wanted.contains(id)
      let isShort = formula.text.count <= Self.inlined && uses[id, default: 0] <= 1
      if !isRoot, isShort || node.op.family == .leaf {
        known[id] = formula
        continue
      }
      number += 1
      let type = "\(node.dtype.name)[\(node.shape.map { "\($0)" }.joined(separator: ", "))]"
      lines.append("\(isRoot ? "→ " : "  ")t\(number) = \(formula.text)    \(type)")
      known[id] = ("t\(number)", Self.atom)
    }
  }

  private mutating func formula(of node: Node, _ id: NodeID) -> Formula {
    let operands = arena.operands(of: node).map { known[$0] ?? ("?", Self.atom) }
    switch node.op {
    case .param: return (leaf(node, id), Self.atom)
    case .scalar:
      let value = arena.scalars.indices.contains(Int(node.leaf)) ? arena.scalars[Int(node.leaf)] : .nan
      return (value < 0 ? "(\(short(value)))" : short(value), Self.atom)
    case .neg: return ("-" + inside(operands[0], 3), 3)
    case .add: return infix(" + ", operands, 1)
    case .sub: return infix(" - ", operands, 1)
    case .mul, .mulNoNan:
      // The chain rule begins with 1.
      if let other = factor(of: node, operands) { return other }
      return infix(" * ", operands, 2)
    case .div: return infix(" / ", operands, 2)
    case .mod: return infix(" % ", operands, 2)
    case .floorDiv: return infix(" // ", operands, 2)
    case .pow: return (inside(operands[0], 5) + "^" + inside(operands[1], 4), 4)
    case .dotGeneral: return product(node, operands)
    case .compare: return (infix(" \(relation(node)) ", operands, 1).text, 0)
    case .transpose where node.shape.count == 2: return (inside(operands[0], Self.atom) + ".T", Self.atom)
    case .reshape where arena.operands(of: node).allSatisfy({ arena.nodes[Int($0)].shape == node.shape }):
      return operands[0]
    default: return (call(node, operands), Self.atom)
    }
  }

  private func short(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(Float(value))"
  }

  private mutating func leaf(_ node: Node, _ id: NodeID) -> String {
    let storage = arena.leaves.indices.contains(Int(node.leaf)) ? arena.leaves[Int(node.leaf)] : nil
    if let name = storage.flatMap(name) { return name }
    let called = "in\(leafLines.count + 1)"
    leafLines.append("  \(called): \(node.dtype.name)[\(node.shape.map { "\($0)" }.joined(separator: ", "))], given")
    return called
  }

  private func inside(_ formula: Formula, _ level: Int) -> String {
    formula.level < level ? "(\(formula.text))" : formula.text
  }

  private func infix(_ sign: String, _ operands: [Formula], _ level: Int) -> Formula {
    (inside(operands[0], level) + sign + inside(operands[1], level + 1), level)
  }

  private func product(_ node: Node, _ operands: [Formula]) -> Formula {
    guard case .dot(let dot) = arena.attributes(of: node), dot.leftBatch.isEmpty, dot.leftContracting.count == 1,
      dot.rightContracting.count == 1, let left = dot.leftContracting.first, let right = dot.rightContracting.first
    else { return ("dot(\(operands[0].text), \(operands[1].text))", Self.atom) }
    let ids = Array(arena.operands(of: node))
    let ranks = ids.map { arena.nodes[Int($0)].shape.count }
    let a = Int(left) == ranks[0] - 1 ? inside(operands[0], 2) : inside(operands[0], Self.atom) + ".T"
    let b = Int(right) == max(0, ranks[1] - 2) ? inside(operands[1], 3) : inside(operands[1], Self.atom) + ".T"
    return ("\(a) @ \(b)", 2)
  }

  /// The other factor of a product with the number 1, if it has the product's shape.
  private func factor(of node: Node, _ operands: [Formula]) -> Formula? {
    let ids = Array(arena.operands(of: node))
    for (one, other) in [(0, 1), (1, 0)] where operands[one].text == "1" {
      if arena.nodes[Int(ids[other])].shape == node.shape { return operands[other] }
    }
    return nil
  }

  private func relation(_ node: Node) -> String {
    guard case .comparison(let relation) = arena.attributes(of: node) else { return "?" }
    return switch relation {
    case .eq: "=="
    case .ne: "!="
    case .lt: "<"
    case .le: "<="
    case .gt: ">"
    case .ge: ">="
    }
  }

  /// As the language writes it, where it has a word for it.
  private func call(_ node: Node, _ operands: [Formula]) -> String {
    let word: String
    switch node.op {
    case .reduceSum: word = "sum"
    case .reduceProd: word = "prod"
    case .reduceMax: word = "max"
    case .reduceMin: word = "min"
    case .logistic: word = "sigmoid"
    case .select: word = "where"
    case .max: word = "maximum"
    case .min: word = "minimum"
    case .broadcastInDim: word = "broadcast"
    case .convert: word = node.dtype.name
    default: word = node.op.name
    }
    var arguments = operands.map(\.text)
    switch arena.attributes(of: node) {
    case .axes(let axes) where axes.count < arena.operands(of: node).first.map({ arena.nodes[Int($0)].shape.count }) ?? 0:
      arguments.append("axis = \(axes.count == 1 ? "\(axes[0])" : "(\(axes.map { "\($0)" }.joined(separator: ", ")))")")
    case .shape(let shape), .broadcast(let shape, _): arguments.append("[\(shape.map { "\($0)" }.joined(separator: ", "))]")
    case .permutation(let axes): arguments.append("(\(axes.map { "\($0)" }.joined(separator: ", ")))")
    case .concat(let axis), .gather(let axis, _): arguments.append("axis = \(axis)")
    default: break
    }
    return "\(word)(\(arguments.joined(separator: ", ")))"
  }
}

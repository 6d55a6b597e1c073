// Part of a recording, kept with its operands from outside left open, so that it can be recorded again with others.
// Neighbours: `Arena` holds what is copied out here; the front end knows when a part may be recorded again.

/// A piece of a recording as a value.
public struct Excerpt {
  /// Operands count nodes of the excerpt from 0 up; -1 is the first input, -2 the second, and so on.
  fileprivate var nodes: [Node] = []
  fileprivate var operands: [Int32] = []
  fileprivate var attributes: [Attributes] = []
  fileprivate var scalars: [Double] = []
  /// Bytes of all results.
  fileprivate var byteCount = 0
  /// Values that every use shares; they follow the inputs.
  fileprivate(set) var constants: [(storage: Storage, shape: Shape)] = []
  /// By input: whether anything reads it.
  fileprivate var isRead: [Bool]
  fileprivate(set) var outputs: [(node: Int32, isWeak: Bool)] = []
  /// Places in `scalars` of the key halves of each draw, -1 where nothing reads them.
  fileprivate(set) var draws: [(high: Int32, low: Int32)] = []
  /// Inputs that were one and the same value.
  fileprivate var aliases: [(input: Int, of: Int)] = []

  public var nodeCount: Int { nodes.count }

  /// The outputs' nodes where the excerpt was recorded from node `first` on.
  func outputNodes(from first: Int) -> [NodeID] { outputs.map { NodeID(clamping: first) + $0.node } }
}

extension Arena {
  /// A point in the recording.
  public struct Mark {
    fileprivate let nodeCount: Int
    fileprivate let flushCount: Int
  }

  public var mark: Mark { Mark(nodeCount: nodes.count, flushCount: flushCount) }

  /// Nodes recorded since; nil if they were flushed meanwhile.
  public func recorded(since mark: Mark) -> Int? {
    flushCount == mark.flushCount && nodes.count >= mark.nodeCount ? nodes.count - mark.nodeCount : nil
  }

  /// What was recorded since `mark` and is needed for `outputs`.
  ///
  /// - Parameters:
  ///   - inputs: plain values from before the mark.
  ///   - outputs: plain pending values from after it.
  ///   - draws: the two halves of the key of each random draw since, in order.
  /// - Returns: nil if it was flushed meanwhile, or depends on a value from before that is not an input.
  public func excerpt(
    since mark: Mark, inputs: [Tensor], outputs: [Tensor], draws: [(high: Tensor, low: Tensor)]
  ) -> Excerpt? {
    guard recorded(since: mark) != nil else { return nil }
    var copier = ExcerptCopier(arena: self, first: mark.nodeCount, inputs: inputs)
    return copier.copy(outputs, draws)
  }

  /// Records an excerpt again.
  ///
  /// - Parameters:
  ///   - inputs: plain values, of the shapes and types that the excerpt was made with.
  ///   - draw: the next key.
  /// - Returns: its outputs; nil if an input could not be computed, or inputs that were one value are not now.
  public func record(
    _ excerpt: Excerpt, _ inputs: [Tensor], draw: () -> (high: UInt32, low: UInt32)
  ) -> [Tensor]? {
    makeRoom(nodes: excerpt.nodes.count, bytes: excerpt.byteCount)
    guard let entered = enter(excerpt, inputs, draw: draw) else { return nil }
    return excerpt.outputs.map { handle(for: NodeID(clamping: entered.first) + $0.node, isWeak: $0.isWeak) }
  }

  /// Records an excerpt without handles.
  ///
  /// - Returns: its first node and scalar, and the nodes of inputs (-1 for those that nothing reads); nil as `record`.
  func enter(
    _ excerpt: Excerpt, _ inputs: [Tensor], draw: () -> (high: UInt32, low: UInt32)
  ) -> (first: Int, scalars: Int, outside: [NodeID])? {
    var outside: [NodeID] = []
    outside.reserveCapacity(inputs.count + excerpt.constants.count)
    for (place, input) in inputs.enumerated() {
      if case .failed = input.body { return nil }
      outside.append(excerpt.isRead[place] ? node(of: input) : -1)
    }
    for alias in excerpt.aliases where !inputs[alias.input].isSameValue(as: inputs[alias.of]) { return nil }
    for constant in excerpt.constants { outside.append(param(constant.storage, shape: constant.shape)) }
    let values = scalars.count
    scalars.append(contentsOf: excerpt.scalars)
    redraw(excerpt, scalars: values, draw)
    return (append(excerpt, outside, scalars: values), values, Array(outside.prefix(inputs.count)))
  }

  /// Draws the excerpt's keys into its scalars, which begin at `first`.
  func redraw(_ excerpt: Excerpt, scalars first: Int, _ draw: () -> (high: UInt32, low: UInt32)) {
    for places in excerpt.draws {
      let key = draw()
      if places.high >= 0 { scalars[first + Int(places.high)] = Double(key.high) }
      if places.low >= 0 { scalars[first + Int(places.low)] = Double(key.low) }
    }
  }

  private func append(_ excerpt: Excerpt, _ outside: [NodeID], scalars values: Int) -> Int {
    let first = nodes.count
    let (firstOperand, firstAttribute) = (Int32(clamping: operands.count), Int32(clamping: attributes.count))
    for operand in excerpt.operands {
      operands.append(operand >= 0 ? Int32(clamping: first) + operand : outside[Int(-1 - operand)])
    }
    attributes.append(contentsOf: excerpt.attributes)
    for node in excerpt.nodes {
      nodes.append(
        node.moved(operands: firstOperand, attributes: firstAttribute, leaves: Int32(clamping: values)))
    }
    reserveHandles(excerpt.nodes.count, bytes: excerpt.byteCount)
    return first
  }
}

extension Tensor {
  /// Whether two plain handles stand for one node or one storage in one shape.
  fileprivate func isSameValue(as other: Tensor) -> Bool {
    switch (body, other.body) {
    case (.pending(_, let node), .pending(_, let otherNode)): node == otherNode
    case (.ready(let storage), .ready(let otherStorage)): storage === otherStorage && shape == other.shape
    default: false
    }
  }
}

extension Node {
  /// The node with its places counted from elsewhere; only scalars have a leaf in an excerpt.
  fileprivate func moved(operands: Int32, attributes: Int32, leaves: Int32) -> Node {
    Node(
      op: op, dtype: dtype, shape: shape, firstOperand: firstOperand &+ operands, operandCount: operandCount,
      attribute: attribute < 0 ? -1 : attribute &+ attributes, leaf: leaf < 0 ? -1 : leaf &+ leaves, origin: origin)
  }
}

/// Copies needed nodes out of an arena.
private struct ExcerptCopier {
  private struct ParamKey: Hashable {
    var storage: ObjectIdentifier
    var shape: Shape
  }
  private let arena: Arena
  private let first: Int
  private var inputOfNode: [NodeID: Int] = [:]
  private var inputOfStorage: [ParamKey: Int] = [:]
  private var constantOfStorage: [ParamKey: Int] = [:]
  /// Place in the excerpt by arena node, from `first` on; -1 if not needed.
  private var place: [Int32]
  private let inputCount: Int
  private var result: Excerpt

  init(arena: Arena, first: Int, inputs: [Tensor]) {
    self.arena = arena
    self.first = first
    inputCount = inputs.count
    place = Array(repeating: -1, count: arena.nodes.count - first)
    result = Excerpt(isRead: Array(repeating: false, count: inputs.count))
    for (index, input) in inputs.enumerated() {
      switch input.body {
      case .pending(_, let node):
        if let known = inputOfNode[node] { result.aliases.append((index, known)) } else { inputOfNode[node] = index }
      case .ready(let storage):
        let key = ParamKey(storage: ObjectIdentifier(storage), shape: input.shape)
        if let known = inputOfStorage[key] { result.aliases.append((index, known)) } else { inputOfStorage[key] = index }
      default: break
      }
    }
  }

  mutating func copy(_ outputs: [Tensor], _ draws: [(high: Tensor, low: Tensor)]) -> Excerpt? {
    var outputNodes: [Int] = []
    for output in outputs {
      guard case .pending(_, let node) = output.body, Int(node) >= first else { return nil }
      outputNodes.append(Int(node))
    }
    markNeeded(outputNodes)
    for index in place.indices where place[index] == 0 {
      guard copy(index) else { return nil }
    }
    result.outputs = zip(outputNodes, outputs).map { (place[$0 - first], $1.isWeak) }
    result.draws = draws.map { (scalar($0.high), scalar($0.low)) }
    // An input that was read through another one's name is read too.
    for alias in result.aliases where result.isRead[alias.of] { result.isRead[alias.input] = true }
    return result
  }

  /// Marks what the outputs need with 0.
  private mutating func markNeeded(_ outputs: [Int]) {
    for output in outputs { place[output - first] = 0 }
    for index in place.indices.reversed() where place[index] == 0 {
      for operand in arena.operands(of: arena.nodes[first + index]) where Int(operand) >= first {
        if arena.nodes[Int(operand)].op != .param { place[Int(operand) - first] = 0 }
      }
    }
  }

  private mutating func copy(_ index: Int) -> Bool {
    let node = arena.nodes[first + index]
    let start = Int32(clamping: result.operands.count)
    for operand in arena.operands(of: node) {
      guard let named = reference(operand) else { return false }
      result.operands.append(named)
    }
    var attribute: Int32 = -1
    if node.attribute >= 0 {
      attribute = Int32(clamping: result.attributes.count)
      result.attributes.append(arena.attributes(of: node))
    }
    var leaf: Int32 = -1
    if node.op == .scalar {
      leaf = Int32(clamping: result.scalars.count)
      result.scalars.append(arena.scalars[Int(node.leaf)])
    }
    place[index] = Int32(clamping: result.nodes.count)
    result.byteCount &+= node.shape.product &* node.dtype.size
    result.nodes.append(
      Node(
        op: node.op, dtype: node.dtype, shape: node.shape, firstOperand: start, operandCount: node.operandCount,
        attribute: attribute, leaf: leaf, origin: node.origin))
    return true
  }

  /// An operand as the excerpt counts; nil if it comes from outside and is not an input.
  private mutating func reference(_ operand: NodeID) -> Int32? {
    let node = arena.nodes[Int(operand)]
    if node.op == .param {
      let storage = arena.leaves[Int(node.leaf)]
      let key = ParamKey(storage: ObjectIdentifier(storage), shape: node.shape)
      if let input = inputOfStorage[key] { return read(input) }
      if let known = constantOfStorage[key] { return Int32(clamping: -1 - inputCount - known) }
      constantOfStorage[key] = result.constants.count
      result.constants.append((storage, node.shape))
      return Int32(clamping: -inputCount - result.constants.count)
    }
    if Int(operand) >= first { return place[Int(operand) - first] }
    return inputOfNode[operand].map { read($0) }
  }

  private mutating func read(_ input: Int) -> Int32 {
    result.isRead[input] = true
    return Int32(clamping: -1 - input)
  }

  private func scalar(_ key: Tensor) -> Int32 {
    guard case .pending(_, let node) = key.body, Int(node) >= first, place[Int(node) - first] >= 0 else { return -1 }
    return result.nodes[Int(place[Int(node) - first])].leaf
  }
}

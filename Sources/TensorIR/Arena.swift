// The recording: nodes as plain numbers in flat arrays, flushed when a value is needed.
// Neighbours: `ShapeRules` check each node, an `Executor` computes it, `Tensor` handles point into it.

/// Place of a node in the present recording.
public typealias NodeID = Int32

/// One recorded operation: plain data, no references.
public struct Node: Sendable, BitwiseCopyable {
  public let op: Op
  public let dtype: DType
  public let shape: Shape
  /// The node's operands are `arena.operands[firstOperand..<firstOperand + operandCount]`.
  public let firstOperand: Int32
  public let operandCount: Int32
  /// Place in `arena.attributes`; -1 for none.
  public let attribute: Int32
  /// For `param` a place in `arena.leaves`, for `scalar` in `arena.scalars`; else -1.
  public let leaf: Int32
  public let origin: Origin
}

/// Pending work of a session. Grows as operations are recorded; empty after a flush.
public final class Arena {
  public internal(set) var nodes: [Node] = []
  public internal(set) var operands: [NodeID] = []
  public internal(set) var attributes: [Attributes] = []
  /// Storages of `param` nodes.
  public private(set) var leaves: [Storage] = []
  /// Values of `scalar` nodes.
  public internal(set) var scalars: [Double] = []
  /// Handles by node: what is still wanted. Not owned; a handle removes itself when it dies.
  private var handles: [Unmanaged<Tensor>?] = []
  private var paramOfStorage: [ObjectIdentifier: NodeID] = [:]

  public let executor: any Executor
  /// Bytes that one tensor, and the peak of one plan, may need.
  public var memoryLimit: Int
  /// Pending nodes past which recording flushes by itself, so that memory stays bounded.
  public var nodeBudget = 100_000
  /// Bytes of pending results past which recording flushes by itself.
  public var byteBudget = 1 << 30
  private var pendingBytes = 0
  /// Bytes of all results recorded so far, computed or not.
  public var recordedBytes: Int { computedBytes &+ pendingBytes }
  private var computedBytes = 0
  /// What newly recorded operations are stamped with; the interpreter sets it.
  public var origin = Origin.unknown
  /// Sees each recording, and what is wanted of it, before it is computed.
  public var observer: ((Arena, [NodeID]) -> Void)?
  /// Whether a result that is not finite, of operands that are, fails the operation that gave it.
  public var refusesNonFinite = false
  /// Flushes so far, for statistics.
  public private(set) var flushCount = 0

  public init(executor: any Executor, memoryLimit: Int) {
    self.executor = executor
    self.memoryLimit = memoryLimit
  }

  public func operands(of node: Node) -> ArraySlice<NodeID> {
    let first = Int(node.firstOperand)
    return operands[first..<first + Int(node.operandCount)]
  }

  public func attributes(of node: Node) -> Attributes {
    node.attribute < 0 ? .none : attributes[Int(node.attribute)]
  }

  // MARK: Recording

  /// Records an operation on plain tensors.
  ///
  /// - Throws: `ShapeError` if the operands do not fit; nothing is recorded then.
  public func record(
    _ op: Op, _ inputs: [Tensor], _ attribute: Attributes = .none, isWeak: Bool = false
  ) throws(ShapeError) -> Tensor {
    // Before the operands are looked at: a flush may turn one into a failed value.
    makeRoom(nodes: 0, bytes: 0)
    for input in inputs {
      if case .failed(let error) = input.body { throw .failedOperand(error) }
    }
    let result = try ShapeRules.result(op, inputs, attribute)
    try checkSize(result.shape, result.dtype)
    let first = operands.count
    for input in inputs { operands.append(node(of: input)) }
    return append(
      op, result, first: first, count: inputs.count, attribute: attribute, leaf: -1, isWeak: isWeak)
  }

  /// A 0-d number whose value is not part of any plan's key.
  public func scalar(_ value: Double, _ dtype: DType, isWeak: Bool = false) -> Tensor {
    scalars.append(value)
    return append(
      .scalar, (dtype, []), first: operands.count, count: 0, attribute: .none,
      leaf: Int32(clamping: scalars.count - 1), isWeak: isWeak)
  }

  /// A tensor of given values, ready at once.
  public func tensor(_ storage: Storage, shape: Shape, isWeak: Bool = false) -> Tensor {
    Tensor(dtype: storage.dtype, shape: shape, isWeak: isWeak, origin: origin, body: .ready(storage))
  }

  private func checkSize(_ shape: Shape, _ dtype: DType) throws(ShapeError) {
    let (bytes, overflow) = shape.product.multipliedReportingOverflow(by: dtype.size)
    if overflow || bytes > memoryLimit { throw .tooLarge(shape, dtype, limit: memoryLimit) }
  }

  private func append(
    _ op: Op, _ result: (dtype: DType, shape: Shape), first: Int, count: Int, attribute: Attributes,
    leaf: Int32, isWeak: Bool = false
  ) -> Tensor {
    var place: Int32 = -1
    if case .none = attribute {} else {
      attributes.append(attribute)
      place = Int32(clamping: attributes.count - 1)
    }
    let id = NodeID(clamping: nodes.count)
    nodes.append(
      Node(
        op: op, dtype: result.dtype, shape: result.shape, firstOperand: Int32(clamping: first),
        operandCount: Int32(clamping: count), attribute: place, leaf: leaf, origin: origin))
    pendingBytes += result.shape.product &* result.dtype.size
    let handle = Tensor(
      dtype: result.dtype, shape: result.shape, isWeak: isWeak, origin: origin, body: .pending(self, id))
    handles.append(Unmanaged.passUnretained(handle))
    return handle
  }

  /// The node that stands for a plain tensor in the present recording.
  func node(of tensor: Tensor) -> NodeID {
    switch tensor.body {
    case .pending(_, let id): return id
    case .ready(let storage): return param(storage, shape: tensor.shape)
    case .traced(_, let primal, _): return node(of: primal)
    case .failed: return 0
    }
  }

  func param(_ storage: Storage, shape: Shape) -> NodeID {
    let key = ObjectIdentifier(storage)
    if let known = paramOfStorage[key], nodes[Int(known)].shape == shape { return known }
    leaves.append(storage)
    let id = NodeID(clamping: nodes.count)
    nodes.append(
      Node(
        op: .param, dtype: storage.dtype, shape: shape, firstOperand: Int32(clamping: operands.count),
        operandCount: 0, attribute: -1, leaf: Int32(clamping: leaves.count - 1), origin: origin))
    handles.append(nil)
    paramOfStorage[key] = id
    return id
  }

  // MARK: Handles

  /// Makes places for the handles of nodes that were appended together.
  func reserveHandles(_ count: Int, bytes: Int) {
    handles.append(contentsOf: repeatElement(nil, count: count))
    pendingBytes &+= bytes
  }

  /// A handle for a node that has none.
  func handle(for node: NodeID, isWeak: Bool) -> Tensor {
    let known = nodes[Int(node)]
    let handle = Tensor(
      dtype: known.dtype, shape: known.shape, isWeak: isWeak, origin: known.origin, body: .pending(self, node))
    handles[Int(node)] = Unmanaged.passUnretained(handle)
    return handle
  }

  func forget(_ node: NodeID, handle: Tensor) {
    let index = Int(node)
    guard index < handles.count, let known = handles[index],
      known.toOpaque() == Unmanaged.passUnretained(handle).toOpaque()
    else { return }
    handles[index] = nil
  }

  // MARK: Flushing

  /// Number of recorded nodes not yet computed.
  public var pendingCount: Int { nodes.count }

  /// Computes every value that a handle still wants, and empties the recording.
  ///
  /// - Throws: the first `ExecutionError`. Values that do not depend on the failed operation are computed
  ///   all the same; those that do report the error when they are read. After `.interrupted` everything
  ///   stays pending.
  public func flush() throws(ExecutionError) {
    guard !nodes.isEmpty else { return }
    var roots: [NodeID] = []
    for (place, handle) in handles.enumerated() where handle != nil { roots.append(NodeID(clamping: place)) }
    guard !roots.isEmpty else {
      reset()
      return
    }
    flushCount += 1
    observer?(self, roots)
    if refusesNonFinite { return try flushWatched(roots) }
    do {
      let results = try executor.execute(self, roots: roots)
      for (root, storage) in zip(roots, results) { settle(root, .ready(storage)) }
      reset()
    } catch .interrupted {
      throw .interrupted
    } catch {
      try flushApart(roots)
      throw error
    }
  }

  /// After a failure: what can be computed is, so that good values survive.
  func flushApart(_ roots: [NodeID]) throws(ExecutionError) {
    try flushInHalves(roots[...])
    reset()
  }

  /// Halves, and halves of those that fail.
  private func flushInHalves(_ roots: ArraySlice<NodeID>) throws(ExecutionError) {
    let middle = roots.startIndex + roots.count / 2
    for half in [roots[..<middle], roots[middle...]] where !half.isEmpty {
      do {
        let results = try executor.execute(self, roots: Array(half))
        for (root, storage) in zip(half, results) { settle(root, .ready(storage)) }
      } catch .interrupted {
        throw .interrupted
      } catch {
        if half.count == 1 { settle(half[half.startIndex], .failed(error)) } else { try flushInHalves(half) }
      }
    }
  }

  /// Flushes if so much more would pass a budget.
  func makeRoom(nodes more: Int, bytes: Int) {
    guard nodes.count &+ more >= nodeBudget || pendingBytes &+ bytes >= byteBudget else { return }
    // A failure here is kept by the handles it concerns and reported when one is read.
    try? flush()
  }

  func settle(_ root: NodeID, _ body: Tensor.Body) {
    guard let handle = handles[Int(root)] else { return }
    handles[Int(root)] = nil
    handle.takeUnretainedValue().body = body
  }

  func reset() {
    nodes.removeAll(keepingCapacity: true)
    operands.removeAll(keepingCapacity: true)
    attributes.removeAll(keepingCapacity: true)
    leaves.removeAll(keepingCapacity: true)
    scalars.removeAll(keepingCapacity: true)
    handles.removeAll(keepingCapacity: true)
    paramOfStorage.removeAll(keepingCapacity: true)
    computedBytes &+= pendingBytes
    pendingBytes = 0
  }

  /// Puts another storage of the same type and size in a leaf's place.
  func replaceLeaf(_ place: Int, _ storage: Storage) { leaves[place] = storage }

  /// Counts a recording that was computed several times as several.
  func countPasses(_ passes: Int) {
    flushCount += passes
    computedBytes &+= pendingBytes &* (passes - 1)
  }

  // MARK: Reading

  /// The computed elements of a tensor; looks through reverse and forward traces.
  ///
  /// - Returns: nil if the value is batched (under `vmap`), so that it has no single value.
  /// - Throws: `ExecutionError` if it could not be computed.
  public func read(_ tensor: Tensor) throws(ExecutionError) -> Storage? {
    switch tensor.body {
    case .ready(let storage): return storage
    case .failed(let error): throw error
    case .traced(_, let primal, let payload):
      if case .batched = payload { return nil }
      return try read(primal)
    case .pending:
      do { try flush() } catch {
        // Another value's failure is not this one's.
        if case .ready(let storage) = tensor.body { return storage }
        throw error
      }
      if case .ready(let storage) = tensor.body { return storage }
      if case .failed(let error) = tensor.body { throw error }
      return nil
    }
  }
}

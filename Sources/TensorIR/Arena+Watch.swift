// Finding the operation that made the first nan or infinity.
// Neighbours: `Arena.flush` comes here when `refusesNonFinite` is set.

extension Arena {
  /// Computes everything that the roots need, one value per operation, and looks at each.
  ///
  /// - Throws: `.notFinite` for the first operation that made a nan or an infinity out of finite operands. Values
  ///   that depend on it report the error when they are read; all others are computed.
  func flushWatched(_ roots: [NodeID]) throws(ExecutionError) {
    let watched = needed(by: roots)
    var values: [NodeID: Storage] = [:]
    do {
      for (node, storage) in zip(watched, try executor.execute(self, roots: watched)) { values[node] = storage }
    } catch .interrupted {
      throw .interrupted
    } catch {
      try flushApart(roots)
      throw error
    }
    let failures = causes(watched, values, absorbed(watched, roots: roots))
    for root in roots {
      if let cause = failures[root] {
        settle(root, .failed(cause))
      } else if let storage = values[root] {
        settle(root, .ready(storage))
      }
    }
    reset()
    if let first = failures.min(by: { $0.key < $1.key }) { throw first.value }
  }

  /// Nodes that the roots are computed from, with the roots, in order of recording.
  private func needed(by roots: [NodeID]) -> [NodeID] {
    var isNeeded = [Bool](repeating: false, count: nodes.count)
    for root in roots { isNeeded[Int(root)] = true }
    for place in nodes.indices.reversed() where isNeeded[place] {
      for operand in operands(of: nodes[place]) { isNeeded[Int(operand)] = true }
    }
    return nodes.indices.filter { isNeeded[$0] }.map { NodeID(clamping: $0) }
  }

  /// Nodes that nothing sees but by way of choices and strong products: what of them is not finite may be left out,
  /// as in `where(x > 0, x * log(x), 0)` and in the gradients of such.
  private func absorbed(_ watched: [NodeID], roots: [NodeID]) -> Set<NodeID> {
    var readers: [NodeID: [NodeID]] = [:]
    for id in watched { for operand in operands(of: nodes[Int(id)]) { readers[operand, default: []].append(id) } }
    var result: Set<NodeID> = []
    let wanted = Set(roots)
    for id in watched.reversed() where !wanted.contains(id) {
      guard let users = readers[id] else { continue }
      let isAbsorbed = users.allSatisfy { user in
        switch nodes[Int(user)].op {
        case .select, .mulNoNan: true
        default: result.contains(user)
        }
      }
      if isAbsorbed { result.insert(id) }
    }
    return result
  }

  /// By node: the failure that it, or something that it hangs on, has met.
  private func causes(
    _ watched: [NodeID], _ values: [NodeID: Storage], _ absorbed: Set<NodeID>
  ) -> [NodeID: ExecutionError] {
    var failures: [NodeID: ExecutionError] = [:]
    /// What is not finite and may yet be left out.
    var pending: [NodeID: ExecutionError] = [:]
    var infinite: Set<NodeID> = []
    for id in watched {
      let node = nodes[Int(id)]
      let inputs = operands(of: node)
      if let cause = inputs.lazy.compactMap({ failures[$0] }).first {
        failures[id] = cause
        continue
      }
      guard node.dtype.isFloating, let storage = values[id], let oddity = storage.oddity else { continue }
      // What was given as inf, or comes from it, is meant.
      guard !inputs.isEmpty, !inputs.contains(where: { infinite.contains($0) }) else {
        infinite.insert(id)
        continue
      }
      let cause =
        inputs.lazy.compactMap { pending[$0] }.first
        ?? .notFinite(node.op, isNaN: oddity.isNaN, origin: node.origin)
      if absorbed.contains(id) { pending[id] = cause } else { failures[id] = cause }
    }
    return failures
  }
}

extension Storage {
  /// A nan among the elements, else an infinity; nil if all are finite.
  fileprivate var oddity: Double? {
    var infinity: Double?
    for place in 0..<count {
      let number = double(at: place)
      if number.isNaN { return number }
      if number.isInfinite { infinity = number }
    }
    return infinity
  }
}

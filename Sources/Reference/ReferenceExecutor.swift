// Computes a recording node by node, slowly and obviously right: the oracle of the tests.
// Neighbours: `Liveness` says what is needed and for how long, `Kernel` computes one node.

import TensorIR

/// The plain executor: one loop an operation, no fusion, no threads.
///
/// Floating values are computed in `Double` and rounded once to the node's type, which for + - × ÷ √ is what
/// arithmetic in `Float` gives. Sums run in row-major order and accumulate in `Double`.
public final class ReferenceExecutor: Executor {
  public let stopFlag: StopFlag

  public init(stopFlag: StopFlag = StopFlag()) {
    self.stopFlag = stopFlag
  }

  public func execute(_ arena: Arena, roots: [NodeID], isRepeated: Bool) throws(ExecutionError) -> [Storage] {
    let liveness = Liveness(arena, roots: roots)
    try liveness.checkPeak(arena)
    var values: [Storage?] = Array(repeating: nil, count: arena.nodes.count)
    for index in arena.nodes.indices where liveness.isNeeded[index] {
      if stopFlag.stopsWork { throw .interrupted }
      values[index] = try compute(index, arena, values)
      for operand in arena.operands(of: arena.nodes[index]) where liveness.lastUse[Int(operand)] == index {
        values[Int(operand)] = nil
      }
    }
    var results: [Storage] = []
    for root in roots {
      guard let value = values[Int(root)] else { throw .outOfMemory(bytes: 0) }
      results.append(value)
    }
    return results
  }

  private func compute(_ index: Int, _ arena: Arena, _ values: [Storage?]) throws(ExecutionError) -> Storage {
    let node = arena.nodes[index]
    if node.op == .param { return arena.leaves[Int(node.leaf)] }
    var inputs: [Operand] = []
    for operand in arena.operands(of: node) {
      guard let storage = values[Int(operand)] else { throw .outOfMemory(bytes: 0) }
      inputs.append(Operand(storage, shape: arena.nodes[Int(operand)].shape))
    }
    let kernel = Kernel(node: node, attributes: arena.attributes(of: node), inputs: inputs, stop: stopFlag)
    if node.op == .scalar {
      return try kernel.store(.reals([arena.scalars[Int(node.leaf)]]))
    }
    return try kernel.store(try kernel.values())
  }
}

/// Which nodes the roots need, and when each value is used last.
struct Liveness {
  private(set) var isNeeded: [Bool]
  /// Index of the last node that reads a value; roots live to the end.
  private(set) var lastUse: [Int]

  init(_ arena: Arena, roots: [NodeID]) {
    let count = arena.nodes.count
    isNeeded = Array(repeating: false, count: count)
    lastUse = Array(repeating: -1, count: count)
    for root in roots {
      isNeeded[Int(root)] = true
      lastUse[Int(root)] = Int.max
    }
    for index in (0..<count).reversed() where isNeeded[index] {
      for operand in arena.operands(of: arena.nodes[index]) {
        isNeeded[Int(operand)] = true
        lastUse[Int(operand)] = Swift.max(lastUse[Int(operand)], index)
      }
    }
  }

  /// Adds up the bytes alive at each node, leaves included, before anything is computed.
  ///
  /// - Throws: `.memoryLimit` with the five largest values alive at the peak.
  func checkPeak(_ arena: Arena) throws(ExecutionError) {
    var live = 0
    var peak = 0
    var peakIndex = 0
    for index in arena.nodes.indices where isNeeded[index] {
      live = live.addingReportingOverflow(bytes(arena.nodes[index])).partialValue
      if live > peak { (peak, peakIndex) = (live, index) }
      for operand in Set(arena.operands(of: arena.nodes[index])) where lastUse[Int(operand)] == index {
        live -= bytes(arena.nodes[Int(operand)])
      }
    }
    guard peak > arena.memoryLimit else { return }
    let alive = arena.nodes[...peakIndex].indices.filter {
      isNeeded[$0] && lastUse[$0] >= peakIndex || $0 == peakIndex
    }
    let largest = alive.sorted { bytes(arena.nodes[$0]) > bytes(arena.nodes[$1]) }.prefix(5).map {
      let node = arena.nodes[$0]
      return ExecutionError.LargeValue(shape: node.shape, dtype: node.dtype, origin: node.origin)
    }
    throw .memoryLimit(needed: peak, limit: arena.memoryLimit, largest: largest)
  }

  private func bytes(_ node: Node) -> Int {
    node.shape.product.multipliedReportingOverflow(by: node.dtype.size).partialValue
  }
}

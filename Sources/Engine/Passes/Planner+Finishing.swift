// Convolutions that add the bias and take the relu on the way out, which spares a pass over the result.
// Neighbours: `DirectStep` computes; `Planner` calls this when kernels are built and loops are not yet.

import TensorIR

extension Planner {
  /// Moves sums with a bias, and relus of these, out of their loops where they alone read a convolution.
  mutating func finishConvolutions() {
    let candidates = steps.compactMap { $0 as? DirectStep }
    guard !candidates.isEmpty else { return }
    let readers = readersOfConvolutions()
    for step in candidates where !escapes[step.to] {
      guard let sum = onlyReader(of: step.to, readers), let bias = bias(sum, beside: step.to) else { continue }
      var chain = [sum]
      if !isStored[sum], let next = onlyReader(of: sum, readers), graph.nodes[next].op == .relu { chain.append(next) }
      guard let last = chain.last, isStored[last], isSeparable(chain) else { continue }
      groups[Int(group[sum])].members.removeAll { chain.contains($0) }
      step.finish(ConvolutionFinish(bias: bias, clamps: chain.count > 1, to: last))
    }
  }

  /// Nodes that read convolutions, and nodes that read those.
  private func readersOfConvolutions() -> [Int: [Int]] {
    var readers: [Int: [Int]] = [:]
    for node in graph.nodes.indices where isCanonical(node) {
      // Views are no readers themselves, but what copies or shows them is more than an element by itself.
      if facts.role[node] == .view {
        if let copy = copies[node] { readers[copy.view.base, default: []] += [node, node] }
        continue
      }
      for place in 0..<facts.operandCount(node) {
        let base = facts.view[facts.operand(node, place)].base
        if graph.nodes[base].op == .convolution || graph.nodes[base].op == .add {
          readers[base, default: []].append(node)
        }
      }
    }
    return readers
  }

  /// The fused node that is all that reads `node`, element by element.
  private func onlyReader(of node: Int, _ readers: [Int: [Int]]) -> Int? {
    guard let all = readers[node], all.count == 1, let reader = all.first, facts.role[reader] == .fused,
      facts.shape(reader) == facts.shape(node)
    else { return nil }
    let reads = (0..<facts.operandCount(reader)).contains {
      let source = facts.operand(reader, $0)
      return facts.view[source].base == node && facts.isIdentity(source)
    }
    return reads ? reader : nil
  }

  /// The other operand of a sum, if it is one number for each channel.
  private func bias(_ sum: Int, beside node: Int) -> Row? {
    guard graph.nodes[sum].op == .add else { return nil }
    let shape = facts.shape(sum)
    for place in 0..<2 {
      let source = facts.operand(sum, place)
      let view = facts.view[source]
      guard view.base != node, facts.role[view.base] != .iota, !isInternal(source, to: sum) else { continue }
      let strides = view.broadcast(from: facts.shape(source), to: shape)
      let isPlain = shape.indices.allSatisfy { shape[$0] == 1 || strides[$0] == ($0 == 1 ? 1 : 0) }
      if isPlain { return Row(slot: view.base, offset: view.offset, dtype: graph.nodes[source].dtype) }
    }
    return nil
  }

  /// Whether nothing else in their loop reads these nodes' registers.
  private func isSeparable(_ chain: [Int]) -> Bool {
    guard let first = chain.first, chain.allSatisfy({ group[$0] == group[first] }) else { return false }
    let loopGroup = groups[Int(group[first])]
    if loopGroup.reductions.contains(where: { chain.contains(facts.view[facts.operand($0, 0)].base) }) { return false }
    return !loopGroup.members.contains { node in
      !chain.contains(node)
        && (0..<facts.operandCount(node)).contains { place in
          let source = facts.operand(node, place)
          return isInternal(source, to: node) && chain.contains(facts.view[source].base)
        }
    }
  }
}

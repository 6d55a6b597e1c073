// Per-example gradients of dense layers are outer products, many times as large as their factors. Where all that reads
// them are their lengths and a weighted sum over examples, as in clipping (DP-SGD: Abadi et al., 2016), they are made
// again for each reader, in registers, and never written.
// Neighbours: `OuterSteps` computes with the products' own bits; `Planner` asks before anything is stored.

import CKernels
import TensorIR

/// What a node is in such a computation.
enum OuterRole {
  /// The products, or their squares: no step makes them.
  case unwritten
  /// Sums of squares of products.
  case squares(of: Int)
  /// A sum of products, each times a number that another operand has.
  case sum(of: Int, scale: Int)
}

extension Planner {
  /// Elements from which it pays.
  private static let leastUnwritten = 1 << 16
  /// Examples up to which a task of a sum is short.
  private static let mostExamples = 1 << 13

  /// The roles of all nodes that have one.
  func findOuterRoles() -> [Int: OuterRole] {
    var readers: [Int: [Int]] = [:]
    for node in graph.nodes.indices where isUnwritable(node) { readers[node] = [] }
    if readers.isEmpty { return [:] }
    for node in graph.nodes.indices where isCanonical(node) && facts.role[node] == .fused && isSquare(node) {
      if readers[facts.view[facts.operand(node, 0)].base] != nil { readers[node] = [] }
    }
    for node in graph.nodes.indices where isCanonical(node) {
      // What is copied is wanted as it is.
      if let copy = copies[node] { readers[copy.view.base] = nil }
      if facts.role[node] == .view { continue }
      for base in Set((0..<facts.operandCount(node)).map({ facts.view[facts.operand(node, $0)].base })) {
        readers[base]?.append(node)
      }
    }
    for root in graph.roots { readers[facts.view[Int(facts.canonical[Int(root)])].base] = nil }
    var roles: [Int: OuterRole] = [:]
    for (product, all) in readers where isUnwritable(product) {
      var own: [Int: OuterRole] = [product: .unwritten]
      let fits = all.allSatisfy { reader in
        if let scale = scale(of: reader, product) {
          own[reader] = .sum(of: product, scale: scale)
          return true
        }
        guard let sums = readers[reader], sums.allSatisfy({ isSum($0, of: reader, product) }) else { return false }
        own[reader] = .unwritten
        for sum in sums { own[sum] = .squares(of: product) }
        return true
      }
      if fits { roles.merge(own) { first, _ in first } }
    }
    return roles
  }

  /// A batch of outer products that `OuterSteps` can make.
  private func isUnwritable(_ node: Int) -> Bool {
    guard isCanonical(node), graph.nodes[node].op == .dotGeneral, graph.nodes[node].dtype.isFloating,
      case .dot(let dims) = graph.attributes(of: node), dims.leftBatch.count == 1
    else { return false }
    let left = facts.shape(facts.operand(node, 0))
    let size = facts.shape(node).product
    let examples = left[dims.leftBatch[0]]
    return dims.leftContracting.allSatisfy { left[$0] == 1 } && examples > 1 && examples <= Planner.mostExamples
      && size >= Planner.leastUnwritten && size / examples > 1 && size / examples <= Int(CK_OUTER_MOST)
  }

  private func isSquare(_ node: Int) -> Bool {
    graph.nodes[node].op == .mul && facts.operand(node, 0) == facts.operand(node, 1)
      && isWhole(facts.operand(node, 0))
  }

  /// Whether a node's elements are all those of its base, in order.
  private func isWhole(_ node: Int) -> Bool {
    let view = facts.view[node]
    return view.offset == 0 && view.isContiguous(facts.shape(node))
      && facts.shape(node).product == facts.shape(view.base).product
  }

  /// Whether it sums the squares of each example's product.
  private func isSum(_ node: Int, of square: Int, _ product: Int) -> Bool {
    guard graph.nodes[node].op == .reduceSum, case .axes(let axes) = graph.attributes(of: node),
      facts.isIdentity(facts.operand(node, 0)), let layout = ReductionLayout(facts.shape(square), axes)
    else { return false }
    let examples = facts.shape(product)[0]
    return layout.outer == examples && layout.inner == 1 && layout.repeats == 1
  }

  /// The operand with a number for each example, if a node is the sum of products times these.
  private func scale(of node: Int, _ product: Int) -> Int? {
    guard graph.nodes[node].op == .dotGeneral, case .dot(let dims) = graph.attributes(of: node),
      dims.leftBatch.isEmpty, dims.leftContracting.count == 1
    else { return nil }
    let isRight = facts.view[facts.operand(node, 1)].base == product
    let (whole, scale) = (facts.operand(node, isRight ? 1 : 0), facts.operand(node, isRight ? 0 : 1))
    let (along, across) =
      isRight ? (dims.rightContracting[0], dims.leftContracting[0]) : (dims.leftContracting[0], dims.rightContracting[0])
    let examples = facts.shape(product)[0]
    guard facts.view[scale].base != product, isWhole(whole), along == 0, facts.shape(whole)[0] == examples,
      facts.shape(scale).product == examples, facts.shape(scale)[across] == examples,
      facts.role[facts.view[scale].base] != .iota
    else { return nil }
    return scale
  }

  // MARK: Steps

  mutating func buildOuter(_ node: Int, _ role: OuterRole) {
    switch role {
    case .unwritten: break
    case .squares(let product): steps.append(OuterSquaresStep(products(product), to: node))
    case .sum(let product, let operand):
      let scale = source(operand)
      let axis = scale.shape.indices.first { scale.shape[$0] > 1 } ?? 0
      steps.append(
        OuterSumStep(
          products(product), scale: Row(slot: scale.view.base, offset: scale.view.offset, dtype: scale.dtype),
          step: scale.view.strides[axis], to: node))
    }
  }

  /// The factors, each row of the right one with its elements side by side.
  private mutating func products(_ node: Int) -> OuterProducts {
    if let known = outerProducts[node] { return known }
    let (left, right) = (source(facts.operand(node, 0)), source(facts.operand(node, 1)))
    var dims = DotDimensions(leftContracting: [], rightContracting: [])
    if case .dot(let own) = graph.attributes(of: node) { dims = own }
    let (a, m) = factor(left, batch: dims.leftBatch[0], Array(dims.leftContracting), isContiguous: false)
    let (b, n) = factor(right, batch: dims.rightBatch[0], Array(dims.rightContracting), isContiguous: true)
    let made = OuterProducts(
      a: a, b: b, examples: facts.shape(node)[0], m: m, n: n, dtype: graph.nodes[node].dtype)
    outerProducts[node] = made
    return made
  }

  private mutating func factor(
    _ source: Source, batch: Int, _ contracting: [Int], isContiguous: Bool
  ) -> (MatrixOperand, Int) {
    let free = source.shape.indices.filter { $0 != batch && !contracting.contains($0) }
    let size = free.reduce(1) { $0 &* source.shape[$1] }
    let operand = matrices(source, batch: [batch], rows: free, columns: contracting)
    if !isContiguous || operand.row == 1 || size == 1 { return (operand, size) }
    let shape: Shape = [source.shape[batch], size]
    let slot = temporary(bytes: shape.product * source.dtype.size)
    var strides = Strides.zero
    (strides[0], strides[1]) = (operand.batch[0], operand.row)
    steps.append(
      CopyStep(
        from: operand.slot, offset: operand.offset, strides: strides, shape: shape, to: slot, dtype: source.dtype))
    var copied = Strides.zero
    copied[0] = size
    return (MatrixOperand(slot: slot, offset: 0, row: 1, column: 1, batch: copied), size)
  }
}

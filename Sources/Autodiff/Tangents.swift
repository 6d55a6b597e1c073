// Forward rules: the tangent of a result from those of its operands. A linear operation is its own rule.
// Neighbours: `Partials` has the elementwise operations, `Dual` calls this.

import TensorIR

extension Recorder {
  /// The result's tangent, in its shape; nil is zero.
  func pushed(_ use: Application, _ tangents: [Tensor?]) throws(ShapeError) -> Tensor? {
    switch use.op.family {
    case .unary, .binary, .ternary: return try pushedElementwise(use, tangents)
    case .movement, .indexing: return try pushedLinear(use, tangents)
    case .reduction: return try pushedReduction(use, tangents)
    case .contraction:
      var total: Tensor? = nil
      for (index, tangent) in tangents.enumerated() {
        guard let tangent else { continue }
        var inputs = use.inputs
        inputs[index] = tangent
        total = try sum(total, try emit(use.op, inputs, use.attributes))
      }
      return total
    case .linear: return try pushedLinearAlgebra(use, tangents)
    case .composite: return try pushedComposite(use, tangents)
    case .leaf, .mark, .window: return nil
    }
  }

  private func sum(_ a: Tensor?, _ b: Tensor) throws(ShapeError) -> Tensor {
    if let a { return try add(a, b) }
    return b
  }

  private func pushedElementwise(_ use: Application, _ tangents: [Tensor?]) throws(ShapeError) -> Tensor? {
    var total: Tensor? = nil
    for (index, tangent) in tangents.enumerated() {
      guard let tangent, let part = try product(try partial(use, index), tangent) else { continue }
      let whole = try broadcast(part, to: use.output.shape)
      let own =
        whole.dtype == use.output.dtype
        ? whole : try emit(.convert, [whole], .dtype(use.output.dtype))
      total = try sum(total, own)
    }
    return total
  }

  /// Linear in all its floating operands together: those without a tangent give zeros.
  private func pushedLinear(_ use: Application, _ tangents: [Tensor?]) throws(ShapeError) -> Tensor? {
    if tangents.allSatisfy({ $0 == nil }) { return nil }
    var inputs = use.inputs
    for (index, input) in inputs.enumerated() where input.dtype.isFloating {
      inputs[index] = if let tangent = tangents[index] { tangent } else { try constant(0, like: input) }
    }
    return try emit(use.op, inputs, use.attributes)
  }

  private func pushedReduction(_ use: Application, _ tangents: [Tensor?]) throws(ShapeError) -> Tensor? {
    guard let tangent = tangents.first ?? nil, case .axes(let axes) = use.attributes else { return nil }
    guard use.op == .reduceMax || use.op == .reduceMin else { return try pushedLinear(use, tangents) }
    let (isTaken, count) = try taken(use, axes)
    return try div(try sum(try select(isTaken, tangent, 0), axes), count)
  }

  private func pushedComposite(_ use: Application, _ tangents: [Tensor?]) throws(ShapeError) -> Tensor? {
    guard let t = tangents.first ?? nil else { return nil }
    let y = use.output
    switch use.op {
    case .softmax: return try mul(y, try sub(t, try sumOfRows(try mul(t, y))))
    case .logSoftmax: return try sub(t, try sumOfRows(try mul(t, try emit(.exp, [y]))))
    case .softmaxXent:
      let slope = try Expansion.softmaxXentGradient(self, use.inputs[0], use.inputs[1])
      return try sum(try mul(slope, t), [t.rank - 1])
    default: return nil
    }
  }
}

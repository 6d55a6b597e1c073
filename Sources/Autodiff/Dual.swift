// Forward mode: each value carries its tangent along.
// Neighbours: `Tangents` and `Partials` have one rule an operation.

import TensorIR

/// A forward-mode transform in progress.
public final class Dual: Trace {
  let id: TraceID
  private let recorder: Recorder

  init(id: TraceID, recorder: Recorder) {
    self.id = id
    self.recorder = recorder
  }

  /// A value together with its tangent, which has the same shape and type.
  public func lift(_ primal: Tensor, tangent: Tensor) throws(ShapeError) -> Tensor {
    if tangent.shape != primal.shape {
      throw .updateMismatch(.add, expected: primal.shape, got: tangent.shape)
    }
    return primal.dtype.isFloating
      ? wrapped(recorder.stripped(primal), tangent, isWeak: primal.isWeak) : primal
  }

  /// The tangent one level below; nil if the value does not depend on what was lifted.
  public func tangent(of tensor: Tensor) -> Tensor? {
    if case .traced(id, _, .tangent(let tangent)) = tensor.body { return tangent }
    return nil
  }

  /// The value itself, one level below.
  public func primal(of tensor: Tensor) -> Tensor {
    recorder.stripped(tensor.below(id))
  }

  func apply(_ op: Op, _ operands: [Tensor], _ attribute: Attributes, isWeak: Bool) throws(ShapeError)
    -> Tensor
  {
    if op == .reduceProd, case .axes(let axes) = attribute {
      return try Expansion.product(recorder, operands[0], axes)
    }
    if op == .det, let whole = try Expansion.determinant(recorder, operands[0]) { return whole }
    let primals = operands.map { $0.below(id) }
    let tangents = operands.map(tangent(of:))
    let output = try recorder.emit(op, primals, attribute, isWeak: isWeak)
    guard output.dtype.isFloating, op.isDifferentiable else { return output }
    let use = Application(op: op, attributes: attribute, inputs: primals, output: output)
    guard let tangent = try recorder.pushed(use, tangents) else { return output }
    return wrapped(output, tangent, isWeak: isWeak)
  }

  private func wrapped(_ primal: Tensor, _ tangent: Tensor, isWeak: Bool) -> Tensor {
    Tensor(
      dtype: primal.dtype, shape: primal.shape, isWeak: isWeak, origin: primal.origin,
      body: .traced(trace: id, primal: primal, payload: .tangent(tangent)))
  }
}

extension Recorder {
  /// Starts forward mode: tangents of lifted values are carried along.
  public func beginDual() -> Dual {
    begin { Dual(id: $0, recorder: self) }
  }

  public func end(_ dual: Dual) {
    end(dual.id)
  }
}

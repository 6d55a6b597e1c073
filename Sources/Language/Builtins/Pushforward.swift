// f at an argument with a direction: value and derivative side by side; and the Jacobian, direction by direction at once.
// Neighbours: `DerivativeBuiltins`; `Autodiff.Dual` and `Batch` do the work.

import Autodiff
import TensorIR

enum Pushforward {
  /// - Parameter v: in the form of x.
  static func run(_ f: Value, _ x: Value, _ v: Value, _ call: Call) throws -> (value: Value, tangent: Value) {
    let interpreter = call.interpreter
    return try push(f, call) { dual in
      try interpreter.mapLeaves([x, v]) { leaves in
        guard let primal = try interpreter.differentiable(leaves[0]) else { return leaves[0] }
        if case .none = leaves[1] { return leaves[0] }
        let tangent = try interpreter.lifted(leaves[1], primal.dtype, isWeak: primal.isWeak)
        guard tangent.shape == primal.shape else {
          throw Failure.wrongShape("the direction \(tangent.shape) does not have the shape \(primal.shape) of the argument")
        }
        return .tensor(try lift(primal, tangent, dual))
      }
    }
  }

  static func lift(_ primal: Tensor, _ tangent: Tensor, _ dual: Dual) throws -> Tensor {
    do { return try dual.lift(primal, tangent: tangent) } catch { throw Failure.shape(error, names: []) }
  }

  /// f of lifted arguments: its value, and the tangents in the value's form (zeros where there is none).
  static func push(_ f: Value, _ call: Call, _ lifted: (Dual) throws -> Value) throws -> (value: Value, tangent: Value) {
    let interpreter = call.interpreter
    let dual = interpreter.recorder.beginDual()
    defer { interpreter.recorder.end(dual) }
    let input = try lifted(dual)
    let result = try interpreter.call(f, Arguments([input]), at: call.span)
    let value = try interpreter.mapLeaves(result) { leaf in
      guard case .tensor(let tensor) = leaf else { return leaf }
      return .tensor(dual.primal(of: tensor))
    }
    let tangent = try interpreter.mapLeaves(result) { leaf in
      guard let tensor = try interpreter.differentiable(leaf) else { return .none }
      return .tensor(try interpreter.gradientLeaf(dual.tangent(of: tensor), of: tensor))
    }
    return (value, tangent)
  }
}

/// All partial derivatives: one pass for each element of the argument, all passes batched together.
enum Jacobian {
  static func run(_ f: Value, _ x: Value, _ call: Call) throws -> Value {
    let interpreter = call.interpreter
    var leaves: [Tensor] = []
    try interpreter.leaves(of: x) { _, leaf in
      if let tensor = try interpreter.differentiable(leaf) { leaves.append(tensor) }
    }
    let columns = try leaves.indices.map { try column(f, x, leaf: $0, leaves[$0], call) }
    guard let first = columns.first else { throw Failure.value("there is nothing to differentiate in") }
    // The form of the value outside, that of the argument inside.
    return try interpreter.mapLeaves(first.isEmpty ? [.none] : columns) { parts in
      var next = parts.makeIterator()
      return try interpreter.mapLeaves(x) { leaf in
        try interpreter.differentiable(leaf) == nil ? .none : next.next() ?? .none
      }
    }
  }

  /// The derivatives in one leaf of the argument, in the form of the value.
  private static func column(_ f: Value, _ x: Value, leaf wanted: Int, _ leaf: Tensor, _ call: Call) throws -> Value {
    let interpreter = call.interpreter
    let recorder = interpreter.recorder
    let count = leaf.elementCount
    let batch = recorder.beginBatch(size: count)
    defer { recorder.end(batch) }
    let directions = try batch.lifted(try identity(leaf, interpreter))
    var place = -1
    let (_, tangent) = try Pushforward.push(f, call) { dual in
      try interpreter.mapLeaves(x) { value in
        guard let primal = try interpreter.differentiable(value) else { return value }
        place += 1
        return place == wanted ? .tensor(try Pushforward.lift(primal, directions, dual)) : value
      }
    }
    return try interpreter.mapLeaves(tangent) { value in
      guard case .tensor(let tensor) = value else { return value }
      var slopes = try batch.lowered(tensor)
      // A host number never widens a tensor: slopes of one in a tensor have the tensor's element type.
      if tensor.isWeak, !leaf.isWeak { slopes = try interpreter.lifted(.tensor(slopes), leaf.dtype) }
      return .tensor(try arranged(slopes, value: tensor.shape, leaf: leaf, interpreter))
    }
  }

  /// [count, t…]: the unit directions of a leaf.
  private static func identity(_ leaf: Tensor, _ interpreter: Interpreter) throws -> Tensor {
    let count = leaf.elementCount
    let square = try Call.checked([count, count])
    let rows = try interpreter.emit(.iota, [], .iota(square, axis: 0))
    let columns = try interpreter.emit(.iota, [], .iota(square, axis: 1))
    let equal = try interpreter.emit(.compare, [rows, columns], .comparison(.eq))
    let ones = try interpreter.emit(.convert, [equal], .dtype(leaf.dtype))
    return try interpreter.emit(.reshape, [ones], .shape(try Call.checked([count] + Array(leaf.shape))))
  }

  /// [count, s…] as [s…, t…].
  private static func arranged(_ x: Tensor, value: Shape, leaf: Tensor, _ interpreter: Interpreter) throws -> Tensor {
    let order = Array(1..<x.rank) + [0]
    let turned = x.rank > 1 ? try interpreter.emit(.transpose, [x], .permutation(Axes(clamping: order))) : x
    let isWeak = leaf.isWeak && value.isEmpty
    return try interpreter.emit(
      .reshape, [turned], .shape(try Call.checked(Array(value) + Array(leaf.shape))), isWeak: isWeak)
  }
}

extension Value {
  fileprivate var isEmpty: Bool { if case .none = self { true } else { false } }
}

extension Batch {
  fileprivate func lifted(_ x: Tensor) throws -> Tensor {
    do { return try lift(x, axis: 0) } catch { throw Failure.shape(error, names: []) }
  }
  fileprivate func lowered(_ x: Tensor) throws -> Tensor {
    do { return try lower(x) } catch { throw Failure.shape(error, names: []) }
  }
}

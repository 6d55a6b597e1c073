// f at some arguments, kept on a tape: cotangents of the value become cotangents of the arguments.
// Neighbours: `DerivativeBuiltins`; `Differentiation` is the special case of a 0-d value.

import Autodiff
import TensorIR

final class Pullback {
  /// The value of f, one level below the tape.
  let value: Value
  private let result: Value
  private let arguments: [Value]
  private let watched: [Tensor]
  private let tape: Tape

  init(_ f: Value, _ arguments: [Value], _ call: Call) throws {
    let interpreter = call.interpreter
    let recorder = interpreter.recorder
    let tape = recorder.beginTape()
    defer { recorder.end(tape) }
    var watched: [Tensor] = []
    let inputs = try arguments.map { argument in
      try interpreter.mapLeaves(argument) { leaf in
        guard let tensor = try interpreter.differentiable(leaf) else { return leaf }
        watched.append(tape.watch(tensor))
        return watched.last.map { .tensor($0) } ?? leaf
      }
    }
    let result = try interpreter.call(f, Arguments(inputs, named: call.named), at: call.span)
    value = try interpreter.mapLeaves(result) { leaf in
      guard case .tensor(let tensor) = leaf else { return leaf }
      return .tensor(recorder.primal(of: tensor, in: tape))
    }
    self.result = result
    self.arguments = arguments
    self.watched = watched
    self.tape = tape
  }

  /// For a cotangent in the form of the value, those of the arguments, each in its form.
  func pull(_ cotangent: Value, _ call: Call) throws -> [Value] {
    let interpreter = call.interpreter
    var seeds: [(output: Tensor, seed: Tensor)] = []
    _ = try interpreter.mapLeaves([result, cotangent]) { leaves in
      guard case .tensor(let output) = leaves[0], output.dtype.isFloating else { return .none }
      if case .none = leaves[1] { return .none }
      let seed = try interpreter.lifted(leaves[1], output.dtype)
      guard seed.shape == output.shape else {
        throw Failure.wrongShape("the cotangent \(seed.shape) does not have the shape \(output.shape) of the value")
      }
      seeds.append((output, seed))
      return .none
    }
    let gradients: [Tensor?]
    do { gradients = try tape.gradients(of: seeds, wrt: watched) } catch { throw interpreter.failure(of: error) }
    var next = gradients.makeIterator()
    return try arguments.map { try interpreter.gradientTree(of: $0) { next.next() ?? nil } }
  }
}

extension Interpreter {
  /// A leaf as a tensor to differentiate in; nil for integers, bools, text, functions and buffers.
  func differentiable(_ leaf: Value) throws -> Tensor? {
    switch leaf {
    case .int, .float: try lifted(leaf, .f64, isWeak: true)
    case .tensor(let tensor) where tensor.dtype.isFloating: tensor
    default: nil
    }
  }

  /// A tree of gradients in the form of an argument: zeros where nothing depends on a leaf, none where it has none.
  func gradientTree(of argument: Value, next: () -> Tensor?) throws -> Value {
    try mapLeaves(argument) { leaf in
      guard let tensor = try differentiable(leaf) else { return .none }
      return .tensor(try gradientLeaf(next(), of: tensor))
    }
  }

  func gradientLeaf(_ gradient: Tensor?, of tensor: Tensor) throws -> Tensor {
    if let gradient {
      guard tensor.isWeak, !gradient.isWeak else { return gradient }
      return try emit(.reshape, [gradient], .shape(gradient.shape), isWeak: true)
    }
    let zero = recorder.scalar(0, tensor.dtype, isWeak: tensor.isWeak)
    return tensor.rank == 0 ? zero : try broadcast(zero, to: tensor.shape)
  }

  /// What a walk back stopped on: an error of the shapes, or one that a rule of the user's own raised.
  func failure(of error: ShapeError) -> any Error {
    defer { errorInRule = nil }
    return errorInRule ?? Failure.shape(error, names: [])
  }
}

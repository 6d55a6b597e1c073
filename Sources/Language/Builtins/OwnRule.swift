// A call whose derivative is the user's, or is computed again: `custom_grad`, `checkpoint`.
// Neighbours: `Tape.record` takes a value with a rule of its own.

import Autodiff
import TensorIR

/// One call of such a function: peeled off tape by tape, so that it holds at every level of nesting.
struct OwnRule {
  let f: Value
  let call: Call
  /// From the cotangent of the value and the arguments to the cotangents of the arguments.
  let pull: (Value, [Value], Call) throws -> [Value]

  init(f: Value, call: Call, pull: @escaping (Value, [Value], Call) throws -> [Value]) {
    self.f = f
    self.call = call
    self.pull = pull
  }

  func run() throws -> Value { try run(call.arguments.map { $0 ?? .none }) }

  private func run(_ arguments: [Value]) throws -> Value {
    let interpreter = call.interpreter
    let recorder = interpreter.recorder
    var tensors: [Tensor] = []
    for argument in arguments {
      try interpreter.leaves(of: argument) { _, leaf in if case .tensor(let tensor) = leaf { tensors.append(tensor) } }
    }
    guard let tape = recorder.innermostTape(of: tensors) else {
      return try interpreter.call(f, Arguments(arguments, named: call.named), at: call.span)
    }
    let lowered = try arguments.map { argument in
      try interpreter.mapLeaves(argument) { leaf in
        guard case .tensor(let tensor) = leaf else { return leaf }
        return .tensor(recorder.primal(of: tensor, in: tape))
      }
    }
    guard case .tensor(let value) = try run(lowered) else {
      throw Failure.type("a function with a derivative of its own must give one tensor")
    }
    let (pull, call) = (self.pull, call)
    let rule: Tape.Pull = { cotangent throws(ShapeError) in
      do {
        let parts = try pull(.tensor(cotangent), lowered, call)
        return try OwnRule.flat(parts, lowered, interpreter)
      } catch let error as ShapeError { throw error } catch {
        interpreter.errorInRule = error
        throw .operandCount(.stopGrad, expected: 1, got: 0)
      }
    }
    return .tensor(tape.record(value, from: tensors, pull: rule))
  }

  /// Cotangents leaf by leaf, in the order of the arguments' tensors.
  private static func flat(_ parts: [Value], _ arguments: [Value], _ interpreter: Interpreter) throws -> [Tensor?] {
    var result: [Tensor?] = []
    for (argument, part) in zip(arguments, parts) {
      _ = try interpreter.mapLeaves([argument, part]) { leaves in
        guard case .tensor(let tensor) = leaves[0] else { return .none }
        guard tensor.dtype.isFloating, leaves[1].isNumeric else {
          result.append(nil)
          return .none
        }
        let cotangent = try interpreter.lifted(leaves[1], tensor.dtype)
        result.append(try interpreter.broadcast(cotangent, to: tensor.shape))
        return .none
      }
    }
    return result
  }
}

// A call of a function that is kept.
// Neighbours: `Replay` is its recording; `Interpreter+Replay` keeps it with the function.

import TensorIR

struct KeptCall {
  let replay: Replay
  private let names: [String]
  /// By position: whether the call depends on the argument.
  private let isRead: [Bool]

  /// As `Replay.init`.
  init?(
    of function: Function, _ arguments: Arguments, since mark: Arena.Mark, _ capture: Capture, result: Value,
    origin: Origin, _ interpreter: Interpreter
  ) {
    let recorder = interpreter.recorder
    var likeness = Likeness()
    isRead = arguments.positional.indices.map { function.reads(argument: $0) }
    names = arguments.named.map(\.name)
    guard likeness.add(.function(function), recorder),
      zip(arguments.positional, isRead).allSatisfy({ !$1 || likeness.add($0, recorder) }),
      arguments.named.allSatisfy({ likeness.add($0.value, recorder) }),
      let replay = Replay(of: likeness, since: mark, capture, result: result, origin: origin, interpreter)
    else { return nil }
    self.replay = replay
  }

  /// The call's result, recorded anew; nil if these inputs look different.
  func again(_ function: Function, _ arguments: Arguments, _ interpreter: Interpreter) throws -> Value? {
    guard let inputs = inputs(function, arguments, interpreter),
      let outputs = replay.outputs(of: inputs, interpreter)
    else { return nil }
    return try replay.value(inputs, outputs)
  }

  /// The tensors of these inputs; nil if they look different.
  func inputs(_ function: Function, _ arguments: Arguments, _ interpreter: Interpreter) -> [Tensor]? {
    guard arguments.named.count == names.count, arguments.positional.count == isRead.count else { return nil }
    return replay.inputs(interpreter) { walk in
      guard walk.fits(.function(function)) else { return false }
      for (argument, isRead) in zip(arguments.positional, isRead) where isRead && !walk.fits(argument) { return false }
      for (argument, name) in zip(arguments.named, names) where argument.name != name || !walk.fits(argument.value) {
        return false
      }
      return true
    }
  }
}

extension Function {
  /// Whether a call may depend on its argument at that position.
  fileprivate func reads(argument place: Int) -> Bool {
    guard case .closure(let code, _, _) = body, place < code.parameters.count else { return true }
    return code.parameters[place].isRead
  }
}

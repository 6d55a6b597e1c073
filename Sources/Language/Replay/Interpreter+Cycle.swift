// Loops whose passes are the same kept call, each with what the one before gave: computed without being recorded anew.
// Neighbours: `IterationBuiltins` and `LoopBuiltins` come here; `Arena.cycle` computes the passes.

import SourceText
import TensorIR

/// A loop as a built-in makes it: what the function is called with in a pass, given the value before.
struct Passes {
  let count: Int
  /// Whether arguments can be made twice, or not at all, without a trace.
  let arePlain: Bool
  let arguments: (Int, Value) throws -> [Value]
}

extension Interpreter {
  /// The value after all passes through `f`.
  ///
  /// - Parameter between: called after each pass that is run by itself.
  func iterated(
    _ f: Value, from start: Value, _ passes: Passes, at span: Span, between: () throws -> Void
  ) throws -> Value {
    var (value, pass) = (start, 0)
    // The first passes make and warm the kept call; then, in case it took longer, ever more rarely.
    var next = 4
    while pass < passes.count {
      if pass == next {
        next *= 2
        if let (result, done) = try cycled(f, value, passes, from: pass, at: span) {
          (value, pass) = (result, done)
          try between()
          continue
        }
      }
      value = try apply(f, try passes.arguments(pass, value), at: span)
      pass += 1
      try between()
    }
    return value
  }

  /// The value after all passes, or after the one that showed that they cannot be computed together; nil if the next
  /// pass is not a kept call.
  private func cycled(
    _ f: Value, _ value: Value, _ passes: Passes, from pass: Int, at span: Span
  ) throws -> (value: Value, pass: Int)? {
    guard mayReplay, passes.arePlain, passes.count - pass > 2, case .function(let function) = f,
      case .closure(let code, _, _) = function.body, let call = code.calls.kept.first,
      let before = call.inputs(function, Arguments(try passes.arguments(pass, value)), self),
      let outputs = call.replay.outputs(of: before, self)
    else { return nil }
    let replay = call.replay
    let value = try replay.value(before, outputs)
    guard let after = call.inputs(function, Arguments(try passes.arguments(pass + 1, value)), self),
      let sources = Interpreter.sources(before, outputs, after)
    else { return (value, pass + 1) }
    do {
      let rest = passes.count - pass - 1
      guard let last = try replay.cycle(after, sources, passes: rest, self) else { return (value, pass + 1) }
      return (try replay.value(last.inputs, last.outputs), passes.count)
    } catch let error as ExecutionError {
      throw diagnostic(.execution(error), at: span)
    }
  }

  /// Where each input of a pass came from in the pass before; nil if that is not clear.
  static func sources(_ before: [Tensor], _ outputs: [Tensor], _ after: [Tensor]) -> [Arena.Source]? {
    guard before.count == after.count else { return nil }
    var input: [ObjectIdentifier: Int] = [:]
    var output: [ObjectIdentifier: Int] = [:]
    for (place, tensor) in outputs.enumerated() { output[ObjectIdentifier(tensor)] = place }
    for (place, tensor) in before.enumerated() {
      // A value that several inputs had may have gone from any of them to one that had another.
      if let twin = input.updateValue(place, forKey: ObjectIdentifier(tensor)),
        after[twin] !== tensor || after[place] !== tensor
      {
        return nil
      }
    }
    var sources: [Arena.Source] = []
    for (place, tensor) in after.enumerated() {
      if tensor === before[place] {
        sources.append(.input(place))
      } else if let source = output[ObjectIdentifier(tensor)] {
        sources.append(.output(source))
      } else if let source = input[ObjectIdentifier(tensor)] {
        sources.append(.input(source))
      } else {
        return nil
      }
    }
    return sources
  }
}

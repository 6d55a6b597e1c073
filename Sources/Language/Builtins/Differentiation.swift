// One call of a differentiated function: arguments onto a tape, the loss back through it.
// Neighbours: `TransformBuiltins` make such functions; `Autodiff.Tape` does the work.

import Autodiff
import TensorIR

/// One call of a differentiated function.
final class Differentiation {
  private let f: Value
  private let call: Call
  private var arguments: [Value]
  private let places: [Int]
  private let isSingle: Bool
  /// Of the buffers in the arguments, in order.
  private var collectors: [Collector] = []

  init(_ f: Value, _ wrt: Value, _ call: Call) throws {
    self.f = f
    self.call = call
    arguments = call.arguments.map { $0 ?? .none }
    switch wrt {
    case .none:
      places = [0]
      isSingle = true
    case .list, .range, .sequence:
      places = try call.interpreter.parts(of: wrt).map { try Differentiation.place($0, f, call) }
      isSingle = false
    default:
      places = [try Differentiation.place(wrt, f, call)]
      isSingle = true
    }
    for place in places where !arguments.indices.contains(place) {
      throw Failure.value(
        "there is no argument \(place) to differentiate in: the call has \(counted(arguments.count, "positional argument"))",
        hint: "give it by its place in the call.")
    }
  }

  private static func place(_ wrt: Value, _ f: Value, _ call: Call) throws -> Int {
    if let number = try call.interpreter.wholeNumber(wrt) {
      let count = call.arguments.count
      return number < 0 ? number + count : number
    }
    guard case .string(let name) = wrt else {
      throw Failure.type("wrt is the place or the name of an argument, not \(wrt.phrase)")
    }
    var names: [String] = []
    if case .function(let function) = f { names = function.parameterNames }
    guard let place = names.firstIndex(of: name) else {
      throw Failure.value("the function has no argument named `\(name)`", hint: names.isEmpty ? nil : "it has \(names.joined(separator: ", ")).")
    }
    return place
  }

  func run() throws -> (value: Value, gradient: Value) {
    let interpreter = call.interpreter
    let recorder = interpreter.recorder
    let tape = recorder.beginTape()
    defer { recorder.end(tape) }
    var watched: [Tensor] = []
    var inputs = arguments
    for place in places {
      inputs[place] = try interpreter.mapLeaves(arguments[place]) { leaf in
        if case .buffer(let buffer) = leaf { return .buffer(followed(buffer)) }
        guard let tensor = try call.interpreter.differentiable(leaf) else { return leaf }
        let inner = tape.watch(tensor)
        watched.append(inner)
        return .tensor(inner)
      }
    }
    let result = try interpreter.call(f, Arguments(inputs, named: call.named), at: call.span)
    let loss = try lossTensor(of: result)
    let gradients = try gradients(of: loss, on: tape, watched)
    let value = try interpreter.mapLeaves(result) { leaf in
      guard case .tensor(let tensor) = leaf else { return leaf }
      return .tensor(recorder.primal(of: tensor, in: tape))
    }
    return (value, try tree(of: gradients, tape))
  }

  /// A buffer of the model that is differentiated: its layers are in training mode and may remember a new value.
  private func followed(_ buffer: Buffer) -> Buffer {
    guard buffer.mode == .automatic || buffer.mode == .training else { return buffer }
    let collector = Collector()
    collectors.append(collector)
    return Buffer(buffer.tensor, mode: buffer.mode, collector: collector)
  }

  private func gradients(of loss: Tensor?, on tape: Tape, _ watched: [Tensor]) throws -> [Tensor?] {
    guard let loss else { return Array(repeating: nil, count: watched.count) }
    do { return try tape.gradients(of: loss, wrt: watched) } catch { throw call.interpreter.failure(of: error) }
  }

  /// The 0-d value of f's result; nil if it is a constant number.
  private func lossTensor(of result: Value) throws -> Tensor? {
    var loss = result
    if case .list(let list) = result, let first = list.items.first { loss = first }
    switch loss {
    case .int, .float: return nil
    case .tensor(let tensor):
      guard tensor.rank == 0 else {
        throw Failure.notDifferentiable("the function returned \(tensor.shape), but a gradient needs a 0-d value",
          hint: "take mean or sum of it, or use jacobian.")
      }
      guard tensor.dtype.isFloating else {
        throw Failure.notDifferentiable("the function returned \(tensor.dtype.name), which has no gradient",
          hint: "convert the argument or the result to floats, as in f32(x).")
      }
      return tensor
    default:
      throw Failure.type("the function returned \(loss.phrase), but a gradient needs a number", hint: "the last expression of the function is its value.")
    }
  }

  /// Gradients in the form of the arguments; `none` where there is nothing to differentiate.
  ///
  /// In the place of a buffer stands its new value, which an optimiser's step stores.
  private func tree(of gradients: [Tensor?], _ tape: Tape) throws -> Value {
    var next = gradients.makeIterator()
    var remembered = collectors.makeIterator()
    let interpreter = call.interpreter
    let trees = try places.map { place in
      try interpreter.mapLeaves(arguments[place]) { leaf -> Value in
        if case .buffer(let buffer) = leaf {
          guard buffer.mode == .automatic || buffer.mode == .training, let collector = remembered.next(),
            let value = collector.value
          else { return leaf }
          return .buffer(Buffer(interpreter.recorder.primal(of: value, in: tape), mode: buffer.mode))
        }
        guard let tensor = try call.interpreter.differentiable(leaf) else { return .none }
        return .tensor(try interpreter.gradientLeaf(next.next() ?? nil, of: tensor))
      }
    }
    return isSingle ? trees[0] : .list(try List(trees))
  }
}

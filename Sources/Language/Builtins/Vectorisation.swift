// One call of a function under `vmap`: all examples together, or one by one where that cannot be.
// Neighbours: `TransformBuiltins` make such functions; `Autodiff.Batch` does the work.

import Autodiff
import TensorIR

/// One call of a function under `vmap`.
struct Vectorisation {
  private let f: Value
  private let call: Call
  private let sameRandom: Bool
  /// By argument; nil: shared by all examples.
  private let axes: [Int?]
  private let arguments: [Value]

  init(_ f: Value, over: Value, sameRandom: Bool, _ call: Call) throws {
    self.f = f
    self.call = call
    self.sameRandom = sameRandom
    arguments = call.arguments.map { $0 ?? .none }
    func axis(_ value: Value) throws -> Int? {
      if case .none = value { return nil }
      guard let number = try call.interpreter.wholeNumber(value) else {
        throw Failure.type("`over` is an axis or none, for each argument, not \(value.phrase)")
      }
      return number
    }
    if case .list(let list) = over {
      guard list.items.count == arguments.count else {
        throw Failure.value("`over` names \(counted(list.items.count, "axis")), but the call has \(counted(arguments.count, "argument"))")
      }
      axes = try list.items.map(axis)
    } else {
      let all = try axis(over)
      axes = arguments.map { _ in all }
    }
  }

  func run() throws -> Value {
    let size = try exampleCount()
    let interpreter = call.interpreter
    let random = interpreter.random
    let sink = interpreter.sink
    var held: [() -> Void] = []
    interpreter.sink = { output in held.append { sink(output) } }
    defer { interpreter.sink = sink }
    do {
      let result = try together(size)
      held.forEach { $0() }
      return result
    } catch is BatchedRead {}
    interpreter.sink = sink
    // Draws are given again: no recording of this holds them once each.
    interpreter.noteEffect()
    interpreter.random = random
    return try oneByOne(size, random)
  }

  private func exampleCount() throws -> Int {
    var size: Int?
    for (argument, axis) in zip(arguments, axes) {
      guard let axis else { continue }
      try call.interpreter.leaves(of: argument) { path, leaf in
        guard case .tensor(let tensor) = leaf else { return }
        let place = axis < 0 ? axis + tensor.rank : axis
        guard tensor.shape.indices.contains(place) else {
          throw Failure.wrongShape("vmap: there is no axis \(axis) in a tensor of shape \(tensor.shape)")
        }
        if let known = size, known != tensor.shape[place] {
          throw Failure.wrongShape("vmap: the arguments count \(known) and \(tensor.shape[place]) examples", hint: "give none in `over` for an argument that all examples share.")
        }
        size = tensor.shape[place]
      }
    }
    guard let size else { throw Failure.value("vmap needs at least one tensor with an axis of examples") }
    return size
  }

  private func together(_ size: Int) throws -> Value {
    let interpreter = call.interpreter
    let recorder = interpreter.recorder
    let batch = recorder.beginBatch(size: size)
    defer { recorder.end(batch) }
    if !sameRandom { interpreter.batchesWithOwnDraws += 1 }
    defer { if !sameRandom { interpreter.batchesWithOwnDraws -= 1 } }
    let inputs = try zip(arguments, axes).map { argument, axis in
      guard let axis else { return argument }
      return try interpreter.mapLeaves(argument) { leaf in
        guard case .tensor(let tensor) = leaf else { return leaf }
        return .tensor(try batch.lift(tensor, axis: axis < 0 ? axis + tensor.rank : axis))
      }
    }
    let result = try interpreter.call(f, Arguments(inputs, named: call.named), at: call.span)
    return try interpreter.mapLeaves(result) { leaf in
      switch leaf {
      case .tensor(let tensor):
        // A number of each example, as a gradient in a number: one tensor, of the type that a tensor of numbers has.
        .tensor(try tensor.isWeak ? interpreter.lifted(.tensor(batch.lower(tensor)), .f32) : batch.lower(tensor))
      case .int, .float: .tensor(try interpreter.broadcast(try interpreter.lifted(leaf, .f32), to: [size]))
      case .bool: .tensor(try interpreter.broadcast(try interpreter.lifted(leaf, .bool), to: [size]))
      default: leaf
      }
    }
  }

  /// What cannot be batched is done example by example.
  private func oneByOne(_ size: Int, _ random: RandomState) throws -> Value {
    let interpreter = call.interpreter
    guard size > 0 else {
      throw Failure.value("vmap over no examples: the shape of the result is not known")
    }
    var results: [Value] = []
    for example in 0..<size {
      if sameRandom { interpreter.random = random }
      let inputs = try zip(arguments, axes).map { argument, axis in
        guard let axis else { return argument }
        return try interpreter.mapLeaves(argument) { leaf in
          guard case .tensor(let tensor) = leaf else { return leaf }
          let place = axis < 0 ? axis + tensor.rank : axis
          let index = interpreter.recorder.scalar(Double(example), .i32)
          return .tensor(try interpreter.emit(.gather, [tensor, index], .gather(axis: place, batch: 0)))
        }
      }
      results.append(try interpreter.call(f, Arguments(inputs, named: call.named), at: call.span))
      try interpreter.tick(at: call.span)
    }
    return try interpreter.mapLeaves(results) { leaves in
      switch leaves[0] {
      case .tensor, .int, .float, .bool: return try interpreter.stacked(leaves)
      case .string(let first):
        // A text of each example: a list, unless all have the same.
        let isShared = leaves.allSatisfy { if case .string(first) = $0 { true } else { false } }
        return isShared ? leaves[0] : .list(try List(leaves))
      default: return leaves[0]
      }
    }
  }
}

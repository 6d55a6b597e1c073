// grad, value_and_grad, vmap: functions that make functions.
// Neighbours: `Autodiff` does the work on tensors; `Trees` take arguments apart.

import Autodiff
import TensorIR

extension Registry {
  static func transforms() -> [Builtin] {
    ["grad", "∇"].map(gradient) + [
      Builtin("value_and_grad", "f, wrt = 0", .transforms,
        """
        A function that gives (value, gradient). Where f returns (loss, extra) it gives ((loss, extra), gradient).
        """) { call in
        let f = try call.function(0)
        let wrt = call.value(1)
        return .function(
          try Function(name: "value_and_grad(\(title(f)))", over: [f]) { inner in
            let (value, gradient) = try Differentiation(f, wrt, inner).run()
            return .list(try List([value, gradient]))
          })
      },
      Builtin("vmap", "f, over = 0, random = \"differ\"", .transforms,
        """
        f for many examples at once: `over` names the axis of each argument that counts the examples \
        (a number for all, none for an argument that all share, or a list with one for each argument). \
        Results gain a leading axis. Draws of random numbers differ from example to example unless random = "same".
        """) { call in
        let f = try call.function(0)
        let over = call.isGiven(1) ? call.value(1) : .int(0)
        let same = try call.string(2, or: "differ") == "same"
        return .function(
          try Function(name: "vmap(\(title(f)))", over: [f]) { inner in
            try Vectorisation(f, over: over, sameRandom: same, inner).run()
          })
      },
    ]
  }

  /// The name of a function inside the name of what was made of it.
  private static func title(_ f: Value) -> String {
    if case .function(let function) = f, let name = function.name, name.utf8.count <= 40 { return name }
    return "…"
  }

  private static func gradient(_ name: String) -> Builtin {
    Builtin(name, "f, wrt = 0", .transforms,
      """
      The gradient of f, a function that returns a 0-d value. `wrt`: the argument to differentiate in: its place, \
      its name, or a list of those. The gradient has the form of the argument (number, tensor, list, record, model).
      """) { call in
      let f = try call.function(0)
      let wrt = call.value(1)
      return .function(
        try Function(name: "\(name)(\(title(f)))", over: [f]) { try Differentiation(f, wrt, $0).run().gradient })
    }
  }
}

/// One call of a differentiated function.
struct Differentiation {
  private let f: Value
  private let call: Call
  private var arguments: [Value]
  private let places: [Int]
  private let isSingle: Bool

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
        guard let tensor = try differentiable(leaf) else { return leaf }
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
    return (value, try tree(of: gradients))
  }

  private func gradients(of loss: Tensor?, on tape: Tape, _ watched: [Tensor]) throws -> [Tensor?] {
    guard let loss else { return Array(repeating: nil, count: watched.count) }
    do { return try tape.gradients(of: loss, wrt: watched) } catch { throw Failure.shape(error, names: []) }
  }

  /// The leaf as a tensor to differentiate in; nil for integers, bools, text and functions.
  private func differentiable(_ leaf: Value) throws -> Tensor? {
    switch leaf {
    case .int, .float: try call.interpreter.lifted(leaf, .f64, isWeak: true)
    case .tensor(let tensor) where tensor.dtype.isFloating: tensor
    default: nil
    }
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
          hint: "take mean or sum of it.")
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
  private func tree(of gradients: [Tensor?]) throws -> Value {
    var next = gradients.makeIterator()
    let interpreter = call.interpreter
    let trees = try places.map { place in
      try interpreter.mapLeaves(arguments[place]) { leaf -> Value in
        guard let tensor = try differentiable(leaf) else { return .none }
        if let gradient = next.next() ?? nil {
          guard tensor.isWeak, !gradient.isWeak else { return .tensor(gradient) }
          return .tensor(try interpreter.emit(.reshape, [gradient], .shape(gradient.shape), isWeak: true))
        }
        let zero = interpreter.recorder.scalar(0, tensor.dtype, isWeak: tensor.isWeak)
        return .tensor(tensor.rank == 0 ? zero : try interpreter.broadcast(zero, to: tensor.shape))
      }
    }
    return isSingle ? trees[0] : .list(try List(trees))
  }
}

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
    let emit = interpreter.emit
    var held: [() -> Void] = []
    interpreter.emit = { output in held.append { emit(output) } }
    defer { interpreter.emit = emit }
    do {
      let result = try together(size)
      held.forEach { $0() }
      return result
    } catch is BatchedRead {}
    interpreter.emit = emit
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
      case .tensor(let tensor): .tensor(try batch.lower(tensor))
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
      case .tensor, .int, .float, .bool: try interpreter.stacked(leaves)
      default: leaves[0]
      }
    }
  }
}

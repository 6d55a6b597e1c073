// The recording of one call, kept to be recorded again for calls with inputs that look the same.
// Neighbours: `Likeness` says what looks the same, `Excerpt` is the recording, `Interpreter+Replay` decides when.

import TensorIR

/// A function's call as a recording.
///
/// Functions are pure: one that has read no element of a tensor and put nothing out does the same for all inputs of
/// the same likeness. So it need not run again; its operations are recorded with the new tensors in their places.
final class Replay {
  private let likeness: Likeness
  /// Top-level names that the function read: inputs like its arguments.
  private let cells: [GlobalCell]
  private let names: [String]
  private let excerpt: Excerpt
  private let result: Part
  /// Where the call stands: operations of the library carry its place.
  private let origin: Origin
  private let digits: Int

  /// Part of the result.
  private indirect enum Part {
    case constant(Value)
    case input(Int)
    case output(Int, bounds: ClosedRange<Int>?)
    case buffer(Buffer.Mode, Part)
    case list([Part])
    case record([String], [Part])
    case closure(FunctionCode, FunctionGroup?, [Part?])

    var isConstant: Bool { if case .constant = self { true } else { false } }
  }

  /// - Parameters:
  ///   - mark: the point in the recording where the call began.
  ///   - result: what the call gave.
  /// - Returns: nil if the call cannot be kept.
  init?(
    of function: Function, _ arguments: Arguments, since mark: Arena.Mark, _ capture: Capture, result: Value,
    origin: Origin, _ interpreter: Interpreter
  ) {
    guard !capture.isSpoiled else { return nil }
    let recorder = interpreter.recorder
    var likeness = Likeness()
    guard likeness.add(.function(function), recorder),
      arguments.positional.allSatisfy({ likeness.add($0, recorder) }),
      arguments.named.allSatisfy({ likeness.add($0.value, recorder) }),
      capture.cells.allSatisfy({ likeness.add($0.current, recorder) })
    else { return nil }
    var parts = PartMaker(inputs: likeness.leaves, interpreter)
    guard let result = parts.part(of: result),
      let excerpt = interpreter.arena.excerpt(
        since: mark, inputs: likeness.leaves, outputs: parts.outputs, draws: capture.draws)
    else { return nil }
    likeness.forgetLeaves()
    self.likeness = likeness
    self.excerpt = excerpt
    self.result = result
    self.origin = origin
    cells = capture.cells
    names = arguments.named.map(\.name)
    digits = interpreter.digits
  }

  /// The call's result, recorded anew; nil if these inputs look different.
  func again(_ function: Function, _ arguments: Arguments, _ interpreter: Interpreter) throws -> Value? {
    guard interpreter.arena.origin == origin, interpreter.digits == digits, arguments.named.count == names.count
    else { return nil }
    var walk = LikenessWalk(likeness, interpreter.recorder)
    guard walk.fits(.function(function)) else { return nil }
    for argument in arguments.positional where !walk.fits(argument) { return nil }
    for (argument, name) in zip(arguments.named, names) where argument.name != name || !walk.fits(argument.value) {
      return nil
    }
    for cell in cells where !walk.fits(cell.current) { return nil }
    guard walk.isAtEnd else { return nil }
    let outputs = interpreter.arena.record(excerpt, walk.leaves) {
      let key = interpreter.random.next()
      return (key.high, key.low)
    }
    guard let outputs else { return nil }
    return try value(of: result, walk.leaves, outputs)
  }

  private func value(of part: Part, _ inputs: [Tensor], _ outputs: [Tensor]) throws -> Value {
    switch part {
    case .constant(let value): return value
    case .input(let place): return .tensor(inputs[place])
    case .output(let place, let bounds):
      outputs[place].knownBounds = bounds
      return .tensor(outputs[place])
    case .buffer(let mode, let part):
      guard case .tensor(let tensor) = try value(of: part, inputs, outputs) else { return .none }
      return .buffer(Buffer(tensor, mode: mode))
    case .list(let parts): return .list(try List(try parts.map { try value(of: $0, inputs, outputs) }))
    case .record(let keys, let parts):
      return .record(try Record(keys: keys, values: try parts.map { try value(of: $0, inputs, outputs) }))
    case .closure(let code, let group, let captures):
      let values = try captures.map { part in try part.map { try value(of: $0, inputs, outputs) } }
      return .function(try Function(closure: code, captures: values, group: group))
    }
  }

  /// Takes a result apart.
  private struct PartMaker {
    private let interpreter: Interpreter
    private var inputPlace: [ObjectIdentifier: Int] = [:]
    private var outputPlace: [ObjectIdentifier: Int] = [:]
    private(set) var outputs: [Tensor] = []

    init(inputs: [Tensor], _ interpreter: Interpreter) {
      self.interpreter = interpreter
      for (place, input) in inputs.enumerated() where inputPlace[ObjectIdentifier(input)] == nil {
        inputPlace[ObjectIdentifier(input)] = place
      }
    }

    /// nil for values that hold on to what cannot be made again.
    mutating func part(of value: Value) -> Part? {
      switch value {
      case .none, .bool, .int, .float, .string, .range: return .constant(value)
      case .display, .sequence: return nil
      case .tensor(let tensor): return part(of: tensor)
      case .buffer(let buffer):
        guard buffer.collector == nil else { return nil }
        return part(of: buffer.tensor).map { .buffer(buffer.mode, $0) }
      case .list(let list):
        guard let parts = parts(of: list.items) else { return nil }
        return parts.allSatisfy(\.isConstant) ? .constant(value) : .list(parts)
      case .record(let record):
        guard let parts = parts(of: record.values) else { return nil }
        return parts.allSatisfy(\.isConstant) ? .constant(value) : .record(record.keys, parts)
      case .function(let function): return part(of: function)
      }
    }

    private mutating func parts(of values: [Value]) -> [Part]? {
      var result: [Part] = []
      for value in values {
        guard let part = part(of: value) else { return nil }
        result.append(part)
      }
      return result
    }

    private mutating func part(of tensor: Tensor) -> Part? {
      let plain = interpreter.recorder.stripped(tensor)
      if let place = inputPlace[ObjectIdentifier(plain)] { return .input(place) }
      switch plain.body {
      case .ready: return .constant(.tensor(plain))
      case .failed, .traced: return nil
      case .pending:
        if let place = outputPlace[ObjectIdentifier(plain)] { return .output(place, bounds: plain.knownBounds) }
        outputPlace[ObjectIdentifier(plain)] = outputs.count
        outputs.append(plain)
        return .output(outputs.count - 1, bounds: plain.knownBounds)
      }
    }

    private mutating func part(of function: Function) -> Part? {
      switch function.body {
      case .builtin: return .constant(.function(function))
      case .closure(let code, let captures, let group):
        var result: [Part?] = []
        for capture in captures {
          guard let capture else {
            result.append(nil)
            continue
          }
          guard let part = part(of: capture) else { return nil }
          result.append(part)
        }
        let isConstant = result.allSatisfy { $0?.isConstant ?? true }
        return isConstant ? .constant(.function(function)) : .closure(code, group, result)
      case .host(let host):
        guard let held = parts(of: host.over), held.allSatisfy(\.isConstant), host.transform != nil else { return nil }
        return .constant(.function(function))
      }
    }
  }
}

// A recording that is kept, to be recorded again for inputs that look the same.
// Neighbours: `KeptCall` and `KeptPass` say what it is of; `Likeness` what looks the same; `Excerpt` is the recording.

import TensorIR

/// A call of a function, or a pass of a loop, as a recording.
///
/// What has read no element of a tensor and put nothing out does the same for all inputs of the same likeness. So it need
/// not run again; its operations are recorded with the new tensors in their places.
final class Replay {
  private let likeness: Likeness
  /// Top-level names that were read: inputs, too.
  private let cells: [GlobalCell]
  private let excerpt: Excerpt
  private let result: Part
  /// Where it began: operations of the library carry the place of their call.
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
  ///   - inputs: what it began with, but for top-level names.
  ///   - bound: top-level names that are among `inputs`.
  ///   - mark: the point in the recording where it began.
  ///   - result: what it gave.
  /// - Returns: nil if it cannot be kept.
  init?(
    of inputs: Likeness, besides bound: [GlobalCell] = [], since mark: Arena.Mark, _ capture: Capture, result: Value,
    origin: Origin, _ interpreter: Interpreter
  ) {
    guard !capture.isSpoiled else { return nil }
    var likeness = inputs
    cells = capture.cells.filter { cell in !bound.contains { $0 === cell } }
    guard cells.allSatisfy({ likeness.add($0.current, interpreter.recorder) }) else { return nil }
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
    digits = interpreter.digits
  }

  /// The tensors that inputs have in the places of the recording's own; nil if they look different.
  ///
  /// - Parameter fit: walks through what it begins with now, but for top-level names.
  func inputs(_ interpreter: Interpreter, fit: (inout LikenessWalk) -> Bool) -> [Tensor]? {
    guard interpreter.arena.origin == origin, interpreter.digits == digits else { return nil }
    var walk = LikenessWalk(likeness, interpreter.recorder)
    guard fit(&walk) else { return nil }
    for cell in cells where !walk.fits(cell.current) { return nil }
    return walk.isAtEnd ? walk.leaves : nil
  }

  /// Records it with other inputs.
  func outputs(of inputs: [Tensor], _ interpreter: Interpreter) -> [Tensor]? {
    interpreter.arena.record(excerpt, inputs, draw: interpreter.draw)
  }

  /// Computes it `passes` times, from the second on with what the one before gave.
  ///
  /// - Returns: inputs and outputs of the last time; nil if that is not possible for these inputs.
  func cycle(
    _ inputs: [Tensor], _ sources: [Arena.Source], passes: Int, _ interpreter: Interpreter
  ) throws(ExecutionError) -> (inputs: [Tensor], outputs: [Tensor])? {
    try interpreter.arena.cycle(excerpt, inputs, sources, passes: passes, draw: interpreter.draw)
  }

  /// The result for these inputs and outputs.
  func value(_ inputs: [Tensor], _ outputs: [Tensor]) throws -> Value { try value(of: result, inputs, outputs) }

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

extension Interpreter {
  /// The next key, as recordings hold it.
  fileprivate func draw() -> (high: UInt32, low: UInt32) {
    let key = random.next()
    return (key.high, key.low)
  }
}

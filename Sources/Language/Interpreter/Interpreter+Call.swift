// Calling: binding arguments to parameters and running bodies.
// Neighbours: `CallCode`, `Builtin`; `Interpreter+Limits` bounds the depth.

import SourceText
import Syntax
import TensorIR

extension Interpreter {
  /// Calls a function or callable record.
  ///
  /// - Throws: `Failure` without a place, or a placed `Diagnostic` from inside.
  public func call(_ callee: Value, _ arguments: Arguments, at span: Span) throws -> Value {
    switch callee {
    case .function(let function): return try call(function, arguments, at: span)
    case .record(let record):
      guard let method = record["call"], case .function(let function) = method else {
        throw Failure.notCallable(callee)
      }
      var bound = arguments
      bound.positional.insert(callee, at: 0)
      return try call(function, bound, at: span)
    default: throw Failure.notCallable(callee)
    }
  }

  /// As `call`, with plain arguments and for built-ins that take functions.
  func apply(_ callee: Value, _ arguments: [Value], at span: Span) throws -> Value {
    try call(callee, Arguments(arguments), at: span)
  }

  private func call(_ function: Function, _ arguments: Arguments, at span: Span) throws -> Value {
    switch function.body {
    case .closure(let code, let captures, let group):
      guard code.calls.isOpen, mayReplay else { return try run(code, captures, group, arguments) }
      return try replayed(function, code.calls, arguments) {
        try run(code, captures, group, arguments)
      }
    case .builtin(let builtin):
      return try builtin.run(try bind(arguments, to: builtin, at: span))
    case .host(let host):
      let call = Call(
        name: host.name, interpreter: self, arguments: arguments.positional.map { $0 }, rest: [],
        parameters: host.parameters, positionalCount: arguments.positional.count, named: arguments.named, span: span)
      guard mayReplay, let code = function.anchor, code.derivedCalls.isOpen else { return try host.run(call) }
      return try replayed(function, code.derivedCalls, arguments) { try host.run(call) }
    }
  }

  // MARK: Closures

  private func run(
    _ code: FunctionCode, _ captures: [Value?], _ group: FunctionGroup?, _ arguments: Arguments
  ) throws -> Value {
    try enter(code)
    defer { depth -= 1 }
    let frame = code.spare ?? Frame(slotCount: code.slotCount, self)
    code.spare = nil
    frame.interpreter = self
    defer { recycle(frame, code) }
    try bind(arguments, to: code, frame)
    for (slot, value) in zip(code.captureSlots, captures) where slot >= 0 { frame.slots[slot] = value }
    if let group { try addSiblings(of: code, group, captures, frame) }
    let result = try body(code, frame)
    if let annotation = code.result {
      try check(result, annotation, name: "the result of \(code.name ?? "the function")", &frame.sizes)
    }
    return result
  }

  private func body(_ code: FunctionCode, _ frame: Frame) throws -> Value {
    do {
      switch try code.body.complete(frame) {
      case .value(let value), .returned(let value): return value
      case .breakLoop: throw misplaced("break", code.span)
      case .continueLoop: throw misplaced("continue", code.span)
      }
    } catch let escape as Escape {
      switch escape.completion {
      case .value(let value), .returned(let value): return value
      case .breakLoop: throw misplaced("break", code.span)
      case .continueLoop: throw misplaced("continue", code.span)
      }
    }
  }

  private func recycle(_ frame: Frame, _ code: FunctionCode) {
    guard code.spare == nil else { return }
    for slot in frame.slots.indices { frame.slots[slot] = nil }
    if !frame.sizes.isEmpty { frame.sizes = [:] }
    code.spare = frame
  }

  private func addSiblings(
    of code: FunctionCode, _ group: FunctionGroup, _ captures: [Value?], _ frame: Frame
  ) throws {
    guard let caller = group.members.firstIndex(where: { $0 === code }) else { return }
    for (callee, slot) in group.slots[caller].enumerated() where slot >= 0 {
      frame.slots[slot] = .function(
        try Function(closure: group.members[callee], captures: captures, group: group))
    }
  }

  private func bind(_ arguments: Arguments, to code: FunctionCode, _ frame: Frame) throws {
    if code.isSimple, arguments.named.isEmpty, arguments.positional.count == code.parameters.count {
      for (parameter, value) in zip(code.parameters, arguments.positional) {
        if let annotation = parameter.annotation { try check(value, annotation, of: parameter, in: code, frame) }
        if let slot = parameter.slot { frame.slots[slot] = value }
      }
      return
    }
    try bindGenerally(arguments, to: code, frame)
  }

  private func bindGenerally(_ arguments: Arguments, to code: FunctionCode, _ frame: Frame) throws {
    let name = code.name ?? "the function"
    var named = arguments.named
    var next = 0
    for parameter in code.parameters {
      if parameter.isRest {
        let rest = Array(arguments.positional.dropFirst(next))
        next = max(next, arguments.positional.count)
        if let annotation = parameter.annotation {
          for (place, value) in rest.enumerated() {
            try check(value, annotation, name: "\(name): \(parameter.label)[\(place)]", &frame.sizes)
          }
        }
        try parameter.pattern.bind(.list(try List(rest)), frame)
        continue
      }
      let value: Value
      if next < arguments.positional.count {
        value = arguments.positional[next]
        next += 1
        if named.contains(where: { $0.name == parameter.label }) {
          throw Failure.repeatedArgument(function: name, name: parameter.label)
        }
      } else if let place = named.firstIndex(where: { $0.name == parameter.label }) {
        value = named.remove(at: place).value
      } else if let fallback = parameter.fallback {
        value = try fallback.evaluate(frame)
      } else {
        throw Failure.missingArgument(function: name, parameter: parameter.label)
      }
      if let annotation = parameter.annotation {
        try check(value, annotation, of: parameter, in: code, frame)
      }
      try parameter.pattern.bind(value, frame)
    }
    try refuseLeftovers(
      arguments.positional.count - next, named, function: name, known: code.parameters.map(\.label),
      expected: code.parameters.count)
  }

  /// An argument against its annotation; `none` passes where it is the default.
  private func check(
    _ value: Value, _ annotation: Annotation, of parameter: FunctionCode.Parameter, in code: FunctionCode, _ frame: Frame
  ) throws {
    if case .none = value, let fallback = parameter.fallback, case .none = try fallback.evaluate(frame) { return }
    let name = code.name.map { "\($0): \(parameter.label)" } ?? parameter.label
    try check(value, annotation, name: name, &frame.sizes)
  }

  private func refuseLeftovers(
    _ extra: Int, _ named: [(name: String, value: Value)], function: String, known: [String], expected: Int
  ) throws {
    if extra > 0 {
      throw Failure.tooManyArguments(function: function, expected: expected, got: expected + extra)
    }
    if let odd = named.first {
      let familiar = FamiliarNames.arguments[odd.name].flatMap { known.contains($0) ? $0 : nil }
      throw Failure.unknownArgument(
        function: function, name: odd.name, suggestion: familiar ?? suggestion(for: odd.name, among: known),
        known: known)
    }
  }

  // MARK: Built-ins

  private func bind(_ arguments: Arguments, to builtin: Builtin, at span: Span) throws -> Call {
    var values: [Value?] = []
    values.reserveCapacity(builtin.parameters.count)
    var named = arguments.named
    var rest: [Value] = []
    var next = 0
    for parameter in builtin.parameters {
      if parameter.isRest {
        rest = Array(arguments.positional.dropFirst(next))
        next = max(next, arguments.positional.count)
        values.append(nil)
      } else if next < arguments.positional.count {
        values.append(arguments.positional[next])
        next += 1
        if !named.isEmpty, named.contains(where: { $0.name == parameter.name }) {
          throw Failure.repeatedArgument(function: builtin.name, name: parameter.name)
        }
      } else if let place = named.firstIndex(where: { $0.name == parameter.name }) {
        values.append(named.remove(at: place).value)
      } else if parameter.fallback == nil {
        throw Failure.missingArgument(function: builtin.name, parameter: parameter.name)
      } else {
        values.append(nil)
      }
    }
    try refuseLeftovers(
      arguments.positional.count - next, named, function: builtin.name,
      known: builtin.parameters.map(\.name), expected: builtin.parameters.count)
    return Call(
      name: builtin.name, interpreter: self, arguments: values, rest: rest,
      parameters: builtin.parameters.map(\.name), positionalCount: arguments.positional.count, named: [], span: span)
  }
}

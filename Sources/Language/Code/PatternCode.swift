// Binding names: patterns, places inside values, definitions.
// Neighbours: `Interpreter+Update` makes the changed copies.

import SourceText
import Syntax

/// Where a name's value is kept.
enum Destination {
  case slot(Int)
  case global(GlobalCell)

  func store(_ value: Value, _ frame: Frame) {
    switch self {
    case .slot(let slot): frame.slots[slot] = value
    case .global(let cell): frame.interpreter.bind(cell, value)
    }
  }

  func load(_ frame: Frame) -> Value? {
    switch self {
    case .slot(let slot): frame.slots[slot]
    case .global(let cell): cell.value
    }
  }
}

/// A resolved pattern.
indirect enum PatternCode {
  case name(Destination)
  case wildcard
  case list([PatternCode], rest: (destination: Destination?, position: Int)?, Span)
  case record([(key: String, pattern: PatternCode)], rest: Destination?, hasRest: Bool, Span)

  func bind(_ value: Value, _ frame: Frame) throws {
    switch self {
    case .name(let destination): destination.store(value, frame)
    case .wildcard: break
    case .list(let patterns, let rest, let span):
      do { try bindList(patterns, rest, value, frame) } catch {
        throw frame.interpreter.located(error, at: span)
      }
    case .record(let items, let rest, let hasRest, let span):
      do { try bindRecord(items, rest, hasRest, value, frame) } catch {
        throw frame.interpreter.located(error, at: span)
      }
    }
  }

  private func bindList(
    _ patterns: [PatternCode], _ rest: (destination: Destination?, position: Int)?, _ value: Value,
    _ frame: Frame
  ) throws {
    let items = try frame.interpreter.parts(of: value)
    guard let rest else {
      guard items.count == patterns.count else {
        throw Failure.patternMismatch(expected: patterns.count, got: items.count, atLeast: false)
      }
      for (pattern, item) in zip(patterns, items) { try pattern.bind(item, frame) }
      return
    }
    guard items.count >= patterns.count else {
      throw Failure.patternMismatch(expected: patterns.count, got: items.count, atLeast: true)
    }
    let restEnd = items.count - (patterns.count - rest.position)
    for (pattern, item) in zip(patterns.prefix(rest.position), items) { try pattern.bind(item, frame) }
    rest.destination?.store(.list(try List(Array(items[rest.position..<restEnd]))), frame)
    for (pattern, item) in zip(patterns.dropFirst(rest.position), items[restEnd...]) {
      try pattern.bind(item, frame)
    }
  }

  private func bindRecord(
    _ items: [(key: String, pattern: PatternCode)], _ rest: Destination?, _ hasRest: Bool,
    _ value: Value, _ frame: Frame
  ) throws {
    guard case .record(let record) = value else { throw Failure.patternKind(expected: "record", got: value) }
    for item in items {
      guard let field = record[item.key] else { throw frame.interpreter.missingField(item.key, of: record) }
      try item.pattern.bind(field, frame)
    }
    if let rest {
      let taken = Set(items.map(\.key))
      rest.store(.record(try Record(record.fields.filter { !taken.contains($0.0) })), frame)
    }
  }
}

final class AssignCode: Code {
  let pattern: PatternCode
  let source: Code
  init(_ pattern: PatternCode, _ source: Code, _ span: Span) {
    self.pattern = pattern
    self.source = source
    super.init(span)
  }
  override func evaluate(_ frame: Frame) throws -> Value {
    try pattern.bind(try source.evaluate(frame), frame)
    return .none
  }
}

/// A step from a value to a part of it.
enum StepCode {
  case index([SubscriptCode], Span)
  case member(String, Span)
}

/// `x[i] = v`, `p.w = v`, `x[i] += v`, `x += v`.
final class PlaceAssignCode: Code {
  let root: Destination
  let rootName: String
  /// The name exists outside this function: then the message says that it cannot be changed from here.
  let existsOutside: Bool
  let steps: [StepCode]
  let source: Code
  /// For `op=`: combines the old value with the new one.
  let update: ((Interpreter, Value, Value) throws -> Value)?
  let stampsOrigin: Bool

  init(
    root: Destination, rootName: String, existsOutside: Bool, steps: [StepCode], source: Code,
    update: ((Interpreter, Value, Value) throws -> Value)?, stampsOrigin: Bool, _ span: Span
  ) {
    self.stampsOrigin = stampsOrigin
    self.root = root
    self.rootName = rootName
    self.existsOutside = existsOutside
    self.steps = steps
    self.source = source
    self.update = update
    super.init(span)
  }

  override func evaluate(_ frame: Frame) throws -> Value {
    let interpreter = frame.interpreter
    guard let old = root.load(frame) else {
      throw interpreter.diagnostic(.missingTarget(rootName, existsOutside: existsOutside), at: span)
    }
    let new = try source.evaluate(frame)
    if stampsOrigin { interpreter.stamp(span) }
    do {
      root.store(try changed(old, steps[...], new, frame), frame)
    } catch { throw interpreter.located(error, at: span) }
    return .none
  }

  private func changed(_ old: Value, _ steps: ArraySlice<StepCode>, _ new: Value, _ frame: Frame) throws
    -> Value
  {
    let interpreter = frame.interpreter
    guard let step = steps.first else { return try update?(interpreter, old, new) ?? new }
    let isLast = steps.count == 1 && update == nil
    switch step {
    case .member(let name, _):
      guard case .record(let record) = old else { throw Failure.badOperand(operator: ".\(name) =", old) }
      let inner = isLast ? .none : try interpreter.member(name, of: old)
      let part = try changed(inner, steps.dropFirst(), new, frame)
      return .record(try Record(record.fields + [(name, part)]))
    case .index(let subscripts, _):
      let places = try subscripts.map { try $0.evaluate(frame) }
      let inner = isLast ? .none : try interpreter.indexed(old, places)
      let part = try changed(inner, steps.dropFirst(), new, frame)
      return try interpreter.replacing(in: old, places, with: part)
    }
  }
}

/// `s += x`: the commonest update, without places; host numbers take the short path.
final class UpdateCode: Code {
  let root: Destination
  let rootName: String
  let existsOutside: Bool
  let op: BinaryOperator
  let source: Code
  let stampsOrigin: Bool

  init(
    root: Destination, rootName: String, existsOutside: Bool, op: BinaryOperator, source: Code,
    stampsOrigin: Bool, _ span: Span
  ) {
    self.root = root
    self.rootName = rootName
    self.existsOutside = existsOutside
    self.op = op
    self.source = source
    self.stampsOrigin = stampsOrigin
    super.init(span)
  }

  override func evaluate(_ frame: Frame) throws -> Value {
    guard let old = root.load(frame) else {
      throw frame.interpreter.diagnostic(.missingTarget(rootName, existsOutside: existsOutside), at: span)
    }
    let new = try source.evaluate(frame)
    if let quick = HostArithmetic.quick(op, old, new) {
      root.store(quick, frame)
      return .none
    }
    if stampsOrigin { frame.interpreter.stamp(span) }
    do { root.store(try frame.interpreter.binary(op, old, new), frame) } catch {
      throw frame.interpreter.located(error, at: span)
    }
    return .none
  }
}

extension Failure {
  /// What is to be changed has no value here.
  static func missingTarget(_ name: String, existsOutside: Bool) -> Failure {
    existsOutside ? .updatesOuterName(name) : .unknownName(name, suggestion: nil)
  }
}

/// A closure made where it stands: lambdas and local definitions.
final class ClosureCode: Code {
  let function: FunctionCode
  /// Slots of the enclosing frame whose values are captured, in the order of the function's captures.
  let captured: [Int]
  init(_ function: FunctionCode, captured: [Int], _ span: Span) {
    self.function = function
    self.captured = captured
    super.init(span)
  }
  override func evaluate(_ frame: Frame) throws -> Value {
    .function(try Function(closure: function, captures: captured.map { frame.slots[$0] }))
  }
}

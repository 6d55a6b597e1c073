// Blocks, conditionals and loops.
// Neighbours: `Code.complete` carries `break`, `continue` and `return`; `Interpreter+Limits` bounds loops.

import SourceText

final class BlockCode: Code {
  let statements: [Code]
  init(_ statements: [Code], _ span: Span) {
    self.statements = statements
    super.init(span)
  }

  override func complete(_ frame: Frame) throws -> Completion {
    var last = Completion.value(.none)
    for statement in statements {
      last = try statement.complete(frame)
      guard case .value = last else { return last }
    }
    return last
  }

  override func evaluate(_ frame: Frame) throws -> Value { try value(of: complete(frame)) }
}

/// The value of a completion in expression position.
func value(of completion: Completion) throws -> Value {
  if case .value(let value) = completion { return value }
  throw Escape(completion: completion)
}

final class ConditionalCode: Code {
  let arms: [(condition: Code, body: Code)]
  let otherwise: Code?
  init(_ arms: [(condition: Code, body: Code)], otherwise: Code?, _ span: Span) {
    self.arms = arms
    self.otherwise = otherwise
    super.init(span)
  }

  override func complete(_ frame: Frame) throws -> Completion {
    for arm in arms where try frame.truth(of: arm.condition) { return try arm.body.complete(frame) }
    return try otherwise?.complete(frame) ?? .value(.none)
  }

  override func evaluate(_ frame: Frame) throws -> Value { try value(of: complete(frame)) }
}

final class WhileCode: Code {
  let condition: Code
  let body: Code
  init(_ condition: Code, _ body: Code, _ span: Span) {
    self.condition = condition
    self.body = body
    super.init(span)
  }

  override func complete(_ frame: Frame) throws -> Completion {
    let activity = frame.interpreter.activity
    let level = activity.begin(0)
    defer { activity.end(level) }
    var passes = 0
    while try frame.truth(of: condition) {
      switch try frame.iterate(body) {
      case .breakLoop: return .value(.none)
      case .returned(let value): return .returned(value)
      default: break
      }
      try frame.interpreter.backEdge(at: span)
      passes &+= 1
      activity.pass(passes, at: level)
    }
    return .value(.none)
  }

  override func evaluate(_ frame: Frame) throws -> Value { try value(of: complete(frame)) }
}

final class ForCode: Code {
  let pattern: PatternCode
  let source: Code
  let body: Code
  /// Slots that the body looks at and does not bind, and what it binds.
  let reads: [Int]
  let binds: [Destination]
  /// Whether that is all.
  private let isClear: Bool
  /// Whether a pass depends on its item.
  let readsItem: Bool
  private(set) lazy var passes = ReplaySite<KeptPass>()

  init(_ pattern: PatternCode, _ source: Code, _ body: Code, _ names: BodyNames, readsItem: Bool, _ span: Span) {
    self.pattern = pattern
    self.source = source
    self.body = body
    reads = names.readOnlySlots
    binds = names.bound
    isClear = names.isClear
    self.readsItem = readsItem
    super.init(span)
  }

  override func complete(_ frame: Frame) throws -> Completion {
    let items = try frame.iteration(over: source)
    let interpreter = frame.interpreter
    let level = interpreter.activity.begin(items.count)
    defer { interpreter.activity.end(level) }
    let isKept = isClear && !(readsItem && items.isCount)
    var (index, nextCycle) = (0, isKept && items.isPlain && !readsItem ? 4 : Int.max)
    while index < items.count {
      if index == nextCycle {
        nextCycle *= 2
        index += try interpreter.cycled(self, frame, items.count - index - 1) { passes in
          interpreter.activity.pass(index + passes, at: level)
        }
      }
      try pattern.bind(try items.element(index), frame)
      switch try isKept ? interpreter.pass(self, frame) : frame.iterate(body) {
      case .breakLoop: return .value(.none)
      case .returned(let value): return .returned(value)
      default: break
      }
      try interpreter.backEdge(at: span)
      index += 1
      interpreter.activity.pass(index, at: level)
    }
    return .value(.none)
  }

  override func evaluate(_ frame: Frame) throws -> Value { try value(of: complete(frame)) }
}

extension Frame {
  /// One pass through a loop's body; an escape out of an expression counts like a statement.
  func iterate(_ body: Code) throws -> Completion {
    do { return try body.complete(self) } catch let escape as Escape { return escape.completion }
  }

  func iteration(over source: Code) throws -> Iteration {
    let value = try source.evaluate(self)
    do { return try interpreter.iteration(over: value) } catch {
      throw interpreter.located(error, at: source.span)
    }
  }
}

final class JumpCode: Code {
  let kind: Completion
  init(_ kind: Completion, _ span: Span) {
    self.kind = kind
    super.init(span)
  }
  override func complete(_ frame: Frame) throws -> Completion { kind }
  override func evaluate(_ frame: Frame) throws -> Value { throw Escape(completion: kind) }
}

final class ReturnCode: Code {
  let result: Code?
  init(_ result: Code?, _ span: Span) {
    self.result = result
    super.init(span)
  }
  override func complete(_ frame: Frame) throws -> Completion {
    .returned(try result?.evaluate(frame) ?? .none)
  }
  override func evaluate(_ frame: Frame) throws -> Value { throw Escape(completion: try complete(frame)) }
}

/// `[f(x) for x in xs if c]` and `(f(x) for …)`.
final class ComprehensionCode: Code {
  struct Clause {
    let pattern: PatternCode
    let source: Code
    let conditions: [Code]
  }
  let isTensor: Bool
  let body: Code
  let clauses: [Clause]
  init(isTensor: Bool, body: Code, clauses: [Clause], _ span: Span) {
    self.isTensor = isTensor
    self.body = body
    self.clauses = clauses
    super.init(span)
  }

  override func evaluate(_ frame: Frame) throws -> Value {
    var items: [Value] = []
    try collect(0, frame, into: &items)
    let interpreter = frame.interpreter
    do {
      return isTensor ? try interpreter.stacked(items) : .list(try List(items))
    } catch { throw interpreter.located(error, at: span) }
  }

  private func collect(_ depth: Int, _ frame: Frame, into items: inout [Value]) throws {
    guard depth < clauses.count else {
      items.append(try body.evaluate(frame))
      if items.count & 1023 == 0 {
        do { try frame.interpreter.checkItems(items.count) } catch {
          throw frame.interpreter.located(error, at: span)
        }
      }
      return
    }
    let clause = clauses[depth]
    let source = try frame.iteration(over: clause.source)
    for index in 0..<source.count {
      try clause.pattern.bind(try source.element(index), frame)
      try frame.interpreter.tick(at: span)
      var isWanted = true
      for condition in clause.conditions where try !frame.truth(of: condition) {
        isWanted = false
        break
      }
      if isWanted { try collect(depth + 1, frame, into: &items) }
    }
  }
}

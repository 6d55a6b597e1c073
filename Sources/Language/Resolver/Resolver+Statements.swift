// Statements, patterns and functions.
// Neighbours: `Resolver` has the expressions.

import SourceText
import Syntax

extension Resolver {
  func statements(_ statements: [Statement]) throws -> [Code] {
    var result: [Code] = []
    var index = 0
    while index < statements.count {
      if !scope.isTopLevel, case .define = statements[index].kind {
        var group: [FunctionBody] = []
        while index < statements.count, case .define(let body, _) = statements[index].kind {
          group.append(body)
          index += 1
        }
        result.append(try definitions(group))
        continue
      }
      result.append(try statement(statements[index]))
      index += 1
    }
    return result
  }

  private func statement(_ statement: Statement) throws -> Code {
    let span = statement.span
    switch statement.kind {
    case .expression(let value): return try expression(value)
    case .assign(.pattern(let target), let value):
      let source = try expression(value)
      return AssignCode(try pattern(target), source, span)
    case .assign(.place(let root, let rootSpan, let steps, _), let value):
      return try place(root, rootSpan, steps, value, update: nil, span)
    case .update(.place(let root, let rootSpan, let steps, _), let op, let value):
      return try place(root, rootSpan, steps, value, update: op, span)
    case .update(.pattern(.name(let name, let nameSpan)), let op, let value):
      return try place(name, nameSpan, [], value, update: op, span)
    case .update(.pattern(let target), _, _):
      throw Diagnostic(
        .syntax, "E0191", "only one name or place can be updated",
        labels: [Label(target.span, "", primary: true)], hint: "update the parts one by one.")
    case .define(let body, _): return try definition(body, span)
    case .forLoop(let target, let source, let body):
      let items = try expression(source)
      let item = try pattern(target)
      let (passes, names) = try scope.watching { try block(body) }
      var own = AssignedNames()
      own.visit(target)
      return ForCode(item, items, passes, names, readsItem: own.names.contains(where: names.contains), span)
    case .whileLoop(let condition, let body):
      return WhileCode(try expression(condition), try block(body), span)
    case .breakLoop: return JumpCode(.breakLoop, span)
    case .continueLoop: return JumpCode(.continueLoop, span)
    case .returnValue(let value): return ReturnCode(try value.map(expression), span)
    case .use(let path, let alias):
      scope.noteUnknownNames()
      return UseCode(path: path, alias: alias.map(destination), module: module, span)
    case .claim(let claim): return try self.claim(claim, span)
    case .check(.shape(let value, let annotation)):
      return ShapeCheckCode(try expression(value), annotation, text: sources.text(of: value.span), span)
    case .check(.condition(let condition)): return try check(condition, span)
    }
  }

  private func claim(_ claim: Claim, _ span: Span) throws -> Code {
    ClaimCode(
      computed: try expression(claim.computed), relation: claim.relation,
      stated: try expression(claim.stated), tolerance: try claim.tolerance.map(expression),
      isRefuted: claim.isRefuted, label: try claim.label.map(expression),
      text: sources.text(of: claim.computed.span), statedText: claim.stated.literalText(in: sources),
      toleranceText: claim.tolerance?.literalText(in: sources), span)
  }

  private func check(_ condition: Expr, _ span: Span) throws -> Code {
    var sides: (op: BinaryOperator, left: Code, right: Code)?
    if case .binary(let op, let left, let right, _) = condition.kind, op.isComparison {
      sides = (op, try expression(left), try expression(right))
    }
    return CheckCode(
      try expression(condition), sides: sides, text: sources.text(of: condition.span), span)
  }

  // MARK: Places and patterns

  func destination(_ name: String) -> Destination {
    let result: Destination =
      if let slot = scope.ownSlot(name) { .slot(slot) }
      else if scope.isTopLevel { .global(module.cell(name)) }
      else { .slot(scope.declare(name)) }
    scope.note(bound: name, result)
    return result
  }

  func pattern(_ pattern: Pattern) throws -> PatternCode {
    switch pattern {
    case .name(let name, _): return .name(destination(name))
    case .wildcard: return .wildcard
    case .list(let items, let rest, let span):
      return .list(
        try items.map(self.pattern),
        rest: rest.map { (destination: $0.name.map(destination), position: $0.position) }, span)
    case .record(let items, let rest, let span):
      return .record(
        try items.map { (key: $0.key, pattern: try self.pattern($0.pattern)) },
        rest: rest?.name.map(destination), hasRest: rest != nil, span)
    }
  }

  private func place(
    _ root: String, _ rootSpan: Span, _ steps: [Target.Step], _ value: Expr, update op: BinaryOperator?,
    _ span: Span
  ) throws -> Code {
    let source = try expression(value)
    // What is changed in part, or by an operator, is read as well.
    let known = scope.slot(root)
    let isEnclosed = scope.ownSlot(root) == nil && known != nil
    let target = destination(root)
    let existsOutside = !scope.isTopLevel && (isEnclosed || module.cell(root).current != nil)
    if steps.isEmpty, let op {
      return UpdateCode(
        root: target, rootName: root, existsOutside: existsOutside, op: op, source: source,
        stampsOrigin: stampsOrigin, span)
    }
    let resolved: [StepCode] = try steps.map { step in
      switch step {
      case .index(let places, let span): .index(try subscripts(places), span)
      case .member(let name, let span): .member(name, span)
      }
    }
    return PlaceAssignCode(
      root: target, rootName: root, existsOutside: existsOutside, steps: resolved, source: source,
      update: op.map { op in { try $0.binary(op, $1, $2) } }, stampsOrigin: stampsOrigin, span)
  }

  // MARK: Functions

  private func definition(_ body: FunctionBody, _ span: Span) throws -> Code {
    let (function, captured) = try resolved(body)
    let closure = ClosureCode(function, captured: captured, span)
    guard let name = body.name else { return closure }
    return AssignCode(.name(destination(name)), closure, span)
  }

  func closure(_ body: FunctionBody) throws -> Code {
    let (function, captured) = try resolved(body)
    return ClosureCode(function, captured: captured, body.span)
  }

  /// A function with its captures in its own order.
  private func resolved(_ body: FunctionBody) throws -> (FunctionCode, [Int]) {
    let (make, inner) = try lowered(body)
    return (make(inner.captures.map(\.slot)), inner.captures.map(\.outerSlot))
  }

  /// Adjacent local definitions: they share one list of captures and may call each other.
  private func definitions(_ bodies: [FunctionBody]) throws -> Code {
    let names = bodies.map { $0.name ?? "" }
    let own = names.map { scope.declare($0) }
    for (name, slot) in zip(names, own) { scope.note(bound: name, .slot(slot)) }
    var parts: [(make: ([Int]) -> FunctionCode, inner: Scope)] = []
    for body in bodies { parts.append(try lowered(body)) }
    var captured: [Int] = []
    for part in parts {
      for capture in part.inner.captures
      where !own.contains(capture.outerSlot) && !captured.contains(capture.outerSlot) {
        captured.append(capture.outerSlot)
      }
    }
    let members = parts.map { part in
      part.make(captured.map { outer in part.inner.captures.first { $0.outerSlot == outer }?.slot ?? -1 })
    }
    let slots = parts.map { part in
      own.map { slot in part.inner.captures.first { $0.outerSlot == slot }?.slot ?? -1 }
    }
    let span = bodies.dropFirst().reduce(bodies[0].span) { $0.joined(with: $1.span) }
    return DefineCode(
      FunctionGroup(members: members, slots: slots), captured: captured,
      destinations: own.map { .slot($0) }, span)
  }

  /// Resolves parameters and body in a scope of their own.
  private func lowered(_ body: FunctionBody) throws -> (make: ([Int]) -> FunctionCode, inner: Scope) {
    let inner = Scope(parent: scope, isTopLevel: false)
    let outer = scope
    scope = inner
    defer { scope = outer }
    for parameter in body.parameters {
      var names = AssignedNames()
      names.visit(parameter.pattern)
      names.names.forEach { inner.declare($0) }
    }
    var assigned = AssignedNames()
    assigned.visit(body.body)
    assigned.names.forEach { inner.declare($0) }
    var parameters = try body.parameters.map(parameter)
    let code = try expression(body.body)
    for place in parameters.indices { parameters[place].isRead = parameters[place].needsValue(inner.readSlots) }
    let isLibrary = module.isLibrary
    return (
      { captureSlots in
        FunctionCode(
          name: body.name, parameters: parameters, slotCount: inner.slotCount, captureSlots: captureSlots,
          body: code, result: body.result, documentation: body.documentation, span: body.span,
          isLibrary: isLibrary)
      }, inner
    )
  }

  private func parameter(_ parameter: Parameter) throws -> FunctionCode.Parameter {
    let pattern = try pattern(parameter.pattern)
    var slot: Int?
    if case .name(.slot(let place)) = pattern { slot = place }
    return FunctionCode.Parameter(
      label: sources.text(of: parameter.pattern.span), pattern: pattern, slot: slot,
      annotation: parameter.annotation, fallback: try parameter.defaultValue.map(expression),
      isRest: parameter.isRest)
  }
}

extension BinaryOperator {
  var isComparison: Bool {
    switch self {
    case .equal, .notEqual, .less, .lessEqual, .greater, .greaterEqual, .approximately, .isIn, .isNotIn: true
    default: false
    }
  }
}

extension Expr {
  /// The number as written, for claims: their digits are part of what the text states.
  fileprivate func literalText(in sources: SourceMap) -> String? {
    switch kind {
    case .integer, .float: sources.text(of: span)
    case .unary(.negate, let operand): operand.literalText(in: sources).map { "-" + $0 }
    default: nil
    }
  }
}

// From tree to code: names become slots and cells, sugar becomes calls.
// Neighbours: `Scope` knows the names; `Code/` holds what comes out.

import SourceText
import Syntax

/// Lowers the trees of one module.
final class Resolver {
  let module: Module
  let sources: SourceMap
  var scope: Scope
  /// Library code leaves the origin of tensors at the user's call.
  var stampsOrigin: Bool { !module.isLibrary }

  init(module: Module, sources: SourceMap) {
    self.module = module
    self.sources = sources
    scope = Scope(parent: nil, isTopLevel: true)
  }

  /// Code of a cell or file; its frame needs `scope.slotCount` slots.
  func topLevel(_ block: Block) throws -> [Code] { try statements(block.statements) }

  func expression(_ expr: Expr) throws -> Code {
    let span = expr.span
    switch expr.kind {
    case .none: return ConstantCode(.none, span)
    case .bool(let value): return ConstantCode(.bool(value), span)
    case .integer(let value): return ConstantCode(.int(value), span)
    case .float(let value): return ConstantCode(.float(value), span)
    case .string(let parts): return try string(parts, span)
    case .name(let name): return try self.name(name, span)
    case .tensor(let items):
      return CollectionCode(try items.map(element), isTensor: true, span)
    case .list(let items):
      return CollectionCode(try items.map(element), isTensor: false, span)
    case .record(let fields): return RecordCode(try fields.map(field), span)
    case .block(let block): return try self.block(block)
    case .comprehension(let comprehension): return try self.comprehension(comprehension, span)
    case .unary(let op, let operand): return try unary(op, operand, span)
    case .binary(let op, let left, let right, let operatorSpan):
      return BinaryCode(
        op, try expression(left), try expression(right), operatorSpan: operatorSpan,
        stampsOrigin: stampsOrigin, span)
    case .and(let left, let right):
      return LogicCode(.and, [try expression(left), try expression(right)], span)
    case .or(let left, let right):
      return LogicCode(.or, [try expression(left), try expression(right)], span)
    case .not(let operand): return LogicCode(.not, [try expression(operand)], span)
    case .pipe(let input, let stage, let isParenthesised):
      return try pipe(input, stage, isParenthesised, span)
    case .call(let callee, let arguments): return try call(callee, arguments, span)
    case .index(let object, let subscripts):
      return IndexCode(
        try expression(object), try subscripts.map(subscriptCode), stampsOrigin: stampsOrigin, span)
    case .member(let object, let name, let nameSpan):
      return MemberCode(try expression(object), name, nameSpan: nameSpan, span)
    case .lambda(let body): return try closure(body)
    case .conditional(let arms, let otherwise):
      return ConditionalCode(
        try arms.map { (condition: try expression($0.condition), body: try block($0.body)) },
        otherwise: try otherwise.map(block), span)
    }
  }

  private func unary(_ op: UnaryOperator, _ operand: Expr, _ span: Span) throws -> Code {
    switch (op, operand.kind) {
    case (.negate, .integer(let value)) where value != Int.min: return ConstantCode(.int(-value), span)
    case (.negate, .float(let value)): return ConstantCode(.float(-value), span)
    default: return UnaryCode(op, try expression(operand), stampsOrigin: stampsOrigin, span)
    }
  }

  func block(_ block: Block) throws -> Code { BlockCode(try statements(block.statements), block.span) }

  func name(_ name: String, _ span: Span) throws -> Code {
    if let slot = scope.slot(name) {
      return LocalCode(slot: slot, name: name, outer: module.cell(name), span)
    }
    return GlobalCode(module.cell(name), in: module, span)
  }

  private func string(_ parts: [StringPart], _ span: Span) throws -> Code {
    var text = ""
    var isConstant = true
    for part in parts {
      if case .text(let piece) = part { text += piece } else { isConstant = false }
    }
    if isConstant { return ConstantCode(.string(text), span) }
    return StringCode(
      try parts.map { part in
        switch part {
        case .text(let piece): .text(piece)
        case .interpolation(let expr, let format): .value(try expression(expr), format: format)
        }
      }, span)
  }

  private func element(_ element: Element) throws -> ElementCode {
    ElementCode(code: try expression(element.value), isSpread: element.isSpread)
  }

  private func field(_ field: Field) throws -> RecordCode.Field {
    switch field.kind {
    case .named(let name, let value): return .named(name, try expression(value))
    case .spread(let value): return .spread(try expression(value))
    case .shorthand(let name):
      throw Diagnostic(
        .syntax, "E0190", "a field of a record needs a value",
        labels: [Label(field.span, "the field `\(name)` has none", primary: true)],
        hint: "write `{\(name): \(name)}`; `{\(name)}` alone is a pattern, for the left side of `=`.")
    }
  }

  private func comprehension(_ comprehension: Comprehension, _ span: Span) throws -> Code {
    var clauses: [ComprehensionCode.Clause] = []
    for clause in comprehension.clauses {
      let source = try expression(clause.source)
      var names = AssignedNames()
      names.visit(clause.pattern)
      scope.pushOverlay(names.names)
      clauses.append(
        .init(
          pattern: try pattern(clause.pattern), source: source,
          conditions: try clause.conditions.map(expression)))
    }
    let body = try expression(comprehension.body)
    for _ in comprehension.clauses { scope.popOverlay() }
    return ComprehensionCode(isTensor: comprehension.isTensor, body: body, clauses: clauses, span)
  }

  // MARK: Calls

  private func call(_ callee: Expr, _ arguments: [Argument], _ span: Span) throws -> Code {
    if case .member(let object, let name, let nameSpan) = callee.kind {
      return CallCode(
        MethodCode(try expression(object), name, nameSpan: nameSpan, callee.span),
        try arguments.map(argument), stampsOrigin: stampsOrigin, span)
    }
    return CallCode(try expression(callee), try arguments.map(argument), stampsOrigin: stampsOrigin, span)
  }

  private func argument(_ argument: Argument) throws -> CallCode.Argument {
    switch argument.kind {
    case .positional(let value): .positional(try expression(value))
    case .named(let name, let value): .named(name, try expression(value))
    case .spread(let value): .spread(try expression(value))
    }
  }

  private func pipe(_ input: Expr, _ stage: Expr, _ isParenthesised: Bool, _ span: Span) throws -> Code {
    let value = try expression(input)
    if !isParenthesised, case .call(let callee, let arguments) = stage.kind {
      return PipeCode(
        value, callee: try expression(callee), try arguments.map(argument), stampsOrigin: stampsOrigin, span)
    }
    return CallCode(try expression(stage), [.positional(value)], stampsOrigin: stampsOrigin, span)
  }

  private func subscriptCode(_ place: Subscript) throws -> SubscriptCode {
    switch place.kind {
    case .at(let value): .at(try expression(value))
    case .slice(let start, let stop, let step):
      .slice(try start.map(expression), try stop.map(expression), try step.map(expression))
    case .ellipsis: .ellipsis
    case .new: .new
    }
  }

  func subscripts(_ places: [Subscript]) throws -> [SubscriptCode] { try places.map(subscriptCode) }
}

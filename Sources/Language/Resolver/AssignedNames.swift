// The names that a function's statements bind: they are local throughout the function.
// Neighbours: `Resolver+Functions` declares them before it resolves the body.

import Syntax

/// Collects bound names, not looking into nested functions or comprehensions.
struct AssignedNames {
  private(set) var names: [String] = []
  private var seen: Set<String> = []

  mutating func visit(_ block: Block) {
    for statement in block.statements { visit(statement) }
  }

  private mutating func add(_ name: String) {
    if seen.insert(name).inserted { names.append(name) }
  }

  mutating func visit(_ pattern: Pattern) {
    switch pattern {
    case .name(let name, _): add(name)
    case .wildcard: break
    case .list(let items, let rest, _):
      for item in items { visit(item) }
      if let name = rest?.name { add(name) }
    case .record(let items, let rest, _):
      for item in items { visit(item.pattern) }
      if let name = rest?.name { add(name) }
    }
  }

  private mutating func visit(_ statement: Statement) {
    switch statement.kind {
    case .assign(.pattern(let pattern), let value):
      visit(pattern)
      visit(value)
    case .assign(.place, let value), .update(.place, _, let value): visit(value)
    case .update(.pattern, _, let value): visit(value)
    case .define(let function, _):
      if let name = function.name { add(name) }
    case .forLoop(let pattern, let source, let body):
      visit(pattern)
      visit(source)
      visit(body)
    case .whileLoop(let condition, let body):
      visit(condition)
      visit(body)
    case .use(_, let alias):
      if let alias { add(alias) }
    case .expression(let value): visit(value)
    case .returnValue(let value):
      if let value { visit(value) }
    default: break
    }
  }

  /// Blocks inside expressions share the function's scope.
  mutating func visit(_ expr: Expr) {
    switch expr.kind {
    case .block(let block): visit(block)
    case .conditional(let arms, let otherwise):
      for arm in arms {
        visit(arm.condition)
        visit(arm.body)
      }
      if let otherwise { visit(otherwise) }
    case .unary(_, let a), .not(let a), .member(let a, _, _): visit(a)
    case .binary(_, let a, let b, _), .and(let a, let b), .or(let a, let b), .pipe(let a, let b, _):
      visit(a)
      visit(b)
    case .call(let callee, let arguments):
      visit(callee)
      for argument in arguments {
        switch argument.kind {
        case .positional(let value), .named(_, let value), .spread(let value): visit(value)
        }
      }
    case .tensor(let items), .list(let items): for item in items { visit(item.value) }
    case .record(let fields):
      for field in fields {
        switch field.kind {
        case .named(_, let value), .spread(let value): visit(value)
        case .shorthand: break
        }
      }
    default: break
    }
  }
}

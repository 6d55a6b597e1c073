// A tree as an s-expression, for `explain --stage tree` and for tests.
// Neighbours: `Tree` is what it prints, `TokenDump` does the same for tokens.

import SourceText

/// Prints trees: one line per statement, `(add 1 (mul 2 x))`.
public struct TreeDump {
  private let showsSpans: Bool

  /// - Parameter spans: writes `@start-end` (bytes) after each expression's head.
  public init(spans: Bool = false) { showsSpans = spans }

  /// All statements, one per line.
  public func text(_ block: Block) -> String {
    block.statements.map { text($0) }.joined(separator: "\n")
  }

  public func text(_ statement: Statement) -> String {
    let body = text(statement.kind)
    return statement.isSilenced ? "(silenced \(body))" : body
  }

  public func text(_ expression: Expr) -> String {
    let body = bare(expression)
    guard showsSpans else { return body }
    return "\(body)@\(expression.span.start)-\(expression.span.end)"
  }

  private func text(_ kind: Statement.Kind) -> String {
    switch kind {
    case .expression(let value): text(value)
    case .assign(let target, let value): form("assign", text(target), text(value))
    case .update(let target, let op, let value): form("update", op.rawValue, text(target), text(value))
    case .define(let function, _): text(function)
    case .forLoop(let pattern, let source, let body): form("for", text(pattern), text(source), inner(body))
    case .whileLoop(let condition, let body): form("while", text(condition), inner(body))
    case .breakLoop: "(break)"
    case .continueLoop: "(continue)"
    case .returnValue(let value): form("return", value.map { text($0) })
    case .use(let path, let alias): form("use", quoted(path), alias)
    case .claim(let claim): text(claim)
    case .check(.condition(let value)): form("check", text(value))
    case .check(.shape(let value, let annotation)): form("check-shape", text(value), text(annotation))
    }
  }

  private func bare(_ expression: Expr) -> String {
    switch expression.kind {
    case .none: "none"
    case .bool(let value): value ? "true" : "false"
    case .integer(let value): String(value)
    case .float(let value): String(value)
    case .string(let parts): text(parts)
    case .name(let name): name
    case .tensor(let elements): form("tensor", elements.map { text($0) })
    case .list(let elements): form("list", elements.map { text($0) })
    case .record(let fields): form("record", fields.map { text($0) })
    case .block(let block): inner(block)
    case .comprehension(let comprehension): text(comprehension)
    case .unary(let op, let operand): form(op.rawValue, text(operand))
    case .binary(let op, let left, let right, _): form(op.rawValue, text(left), text(right))
    case .and(let left, let right): form("and", text(left), text(right))
    case .or(let left, let right): form("or", text(left), text(right))
    case .not(let operand): form("not", text(operand))
    case .pipe(let left, let right, let isParenthesised):
      form(isParenthesised ? "pipe-value" : "|>", text(left), text(right))
    case .call(let callee, let arguments): form("call", [text(callee)] + arguments.map { text($0) })
    case .index(let base, let subscripts): form("index", [text(base)] + subscripts.map { text($0) })
    case .member(let base, let name, _): form(".", text(base), name)
    case .lambda(let function): text(function)
    case .conditional(let arms, let otherwise):
      form(
        "if",
        arms.map { form("arm", text($0.condition), inner($0.body)) } + (otherwise.map { [inner($0)] } ?? []))
    }
  }

  private func form(_ head: String, _ parts: String?...) -> String { form(head, parts.compactMap { $0 }) }

  private func form(_ head: String, _ parts: [String]) -> String {
    "(" + ([head] + parts).joined(separator: " ") + ")"
  }

  private func inner(_ block: Block) -> String { form("block", block.statements.map { text($0) }) }

  private func text(_ parts: [StringPart]) -> String {
    if parts.isEmpty { return "\"\"" }
    if parts.count == 1, case .text(let only)? = parts.first { return quoted(only) }
    return form(
      "string",
      parts.map { part in
        switch part {
        case .text(let text): quoted(text)
        case .interpolation(let value, let format): form("value", text(value), format.map(quoted))
        }
      })
  }

  private func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case _ where scalar.value < 0x20: result += "\\u{\(String(scalar.value, radix: 16))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  private func text(_ element: Element) -> String {
    element.isSpread ? form("..", text(element.value)) : text(element.value)
  }

  private func text(_ field: Field) -> String {
    switch field.kind {
    case .named(let key, let value): form(":", key, text(value))
    case .spread(let value): form("..", text(value))
    case .shorthand(let key): key
    }
  }

  private func text(_ argument: Argument) -> String {
    switch argument.kind {
    case .positional(let value): text(value)
    case .named(let name, let value): form("=", name, text(value))
    case .spread(let value): form("..", text(value))
    }
  }

  private func text(_ subscriptPart: Subscript) -> String {
    switch subscriptPart.kind {
    case .at(let value): text(value)
    case .slice(let low, let high, let step):
      form("slice", [low, high, step].map { $0.map { text($0) } ?? "_" })
    case .ellipsis: ".."
    case .new: "new"
    }
  }

  private func text(_ comprehension: Comprehension) -> String {
    let clauses = comprehension.clauses.map { clause in
      form(
        "for", [text(clause.pattern), text(clause.source)] + clause.conditions.map { form("if", text($0)) })
    }
    return form(comprehension.isTensor ? "each-tensor" : "each-list", [text(comprehension.body)] + clauses)
  }
}

/// Functions, what they bind, and claims.
extension TreeDump {
  private func text(_ function: FunctionBody) -> String {
    let parameters = "(" + function.parameters.map { text($0) }.joined(separator: " ") + ")"
    let result = function.result.map { ": " + text($0) }
    let documentation = function.documentation.map { form("doc", quoted($0)) }
    guard let name = function.name else {
      return form("lambda", parameters, documentation, text(function.body))
    }
    return form("define", name, parameters, result, documentation, text(function.body))
  }

  private func text(_ parameter: Parameter) -> String {
    var result = (parameter.isRest ? ".." : "") + text(parameter.pattern)
    if let annotation = parameter.annotation { result += ":" + text(annotation) }
    guard let value = parameter.defaultValue else { return result }
    return form("=", result, text(value))
  }

  private func text(_ annotation: Annotation) -> String {
    switch annotation.form {
    case .kind(let kind): return kind.rawValue
    case .fields(let names): return "{" + names.joined(separator: ",") + "}"
    case .tensor(let dtype, let sizes):
      let texts = sizes?.map { size in
        switch size {
        case .exact(let value): String(value)
        case .name(let name): name
        case .any: "_"
        case .ellipsis: ".."
        }
      }
      return (dtype ?? "") + (texts.map { "[" + $0.joined(separator: ",") + "]" } ?? "")
    }
  }

  private func text(_ pattern: Pattern) -> String {
    switch pattern {
    case .name(let name, _): return name
    case .wildcard: return "_"
    case .list(let items, let rest, _):
      var parts = items.map { text($0) }
      if let rest { parts.insert(".." + (rest.name ?? "_"), at: max(0, min(rest.position, parts.count))) }
      return form("list", parts)
    case .record(let items, let rest, _):
      var parts = items.map { form(":", $0.key, text($0.pattern)) }
      if let rest { parts.append(".." + (rest.name ?? "_")) }
      return form("record", parts)
    }
  }

  private func text(_ target: Target) -> String {
    switch target {
    case .pattern(let pattern): text(pattern)
    case .place(let root, _, let steps, _):
      form(
        "place",
        [root]
          + steps.map { step in
            switch step {
            case .index(let subscripts, _): "[" + subscripts.map { text($0) }.joined(separator: " ") + "]"
            case .member(let name, _): "." + name
            }
          })
    }
  }

  private func text(_ claim: Claim) -> String {
    form(
      "claim", text(claim.computed), claim.relation.rawValue, text(claim.stated),
      claim.tolerance.map { form("+-", text($0)) }, claim.isRefuted ? "refuted" : nil,
      claim.label.map { form("label", text($0)) })
  }
}

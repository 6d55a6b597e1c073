// Statements that are more than expressions: definitions, claims, checks, `use`.
// Neighbours: `Resolver+Statements` builds them, `Interpreter+Claims` judges claims.

import Display
import SourceText
import Syntax

/// Adjacent local definitions: one recursive group over the values it captures.
final class DefineCode: Code {
  let group: FunctionGroup
  let captured: [Int]
  let destinations: [Destination]
  init(_ group: FunctionGroup, captured: [Int], destinations: [Destination], _ span: Span) {
    self.group = group
    self.captured = captured
    self.destinations = destinations
    super.init(span)
  }
  override func evaluate(_ frame: Frame) throws -> Value {
    let captures = captured.map { frame.slots[$0] }
    for (member, destination) in zip(group.members, destinations) {
      destination.store(.function(try Function(closure: member, captures: captures, group: group)), frame)
    }
    return .none
  }
}

final class UseCode: Code {
  let path: String
  let alias: Destination?
  let module: Module
  init(path: String, alias: Destination?, module: Module, _ span: Span) {
    self.path = path
    self.alias = alias
    self.module = module
    super.init(span)
  }
  override func evaluate(_ frame: Frame) throws -> Value {
    let interpreter = frame.interpreter
    do {
      let used = try interpreter.use(path, from: span)
      if let alias {
        alias.store(.record(try Record(used.definitions)), frame)
      } else {
        for (name, value) in used.definitions { interpreter.bind(module.cell(name), value) }
      }
    } catch { throw interpreter.located(error, at: span) }
    return .none
  }
}

final class ClaimCode: Code {
  let computed: Code
  let relation: Claim.Relation
  let stated: Code
  let tolerance: Code?
  let isRefuted: Bool
  let label: Code?
  /// The source of the computed side: the label where none is given.
  let text: String
  /// The stated number and the tolerance as written, where they are literals.
  let statedText: String?
  let toleranceText: String?
  init(
    computed: Code, relation: Claim.Relation, stated: Code, tolerance: Code?, isRefuted: Bool, label: Code?,
    text: String, statedText: String?, toleranceText: String?, _ span: Span
  ) {
    self.statedText = statedText
    self.toleranceText = toleranceText
    self.computed = computed
    self.relation = relation
    self.stated = stated
    self.tolerance = tolerance
    self.isRefuted = isRefuted
    self.label = label
    self.text = text
    super.init(span)
  }
  override func evaluate(_ frame: Frame) throws -> Value {
    let interpreter = frame.interpreter
    let parts = ClaimParts(
      computed: try computed.evaluate(frame), relation: relation, stated: try stated.evaluate(frame),
      tolerance: try tolerance?.evaluate(frame), isRefuted: isRefuted,
      label: try label?.evaluate(frame), text: text, statedText: statedText, toleranceText: toleranceText)
    do { try interpreter.judge(parts) } catch { throw interpreter.located(error, at: span) }
    return .none
  }
}

final class CheckCode: Code {
  let condition: Code
  /// Both sides of a comparison, to be shown when it fails.
  let sides: (op: BinaryOperator, left: Code, right: Code)?
  let text: String
  init(_ condition: Code, sides: (op: BinaryOperator, left: Code, right: Code)?, text: String, _ span: Span) {
    self.condition = condition
    self.sides = sides
    self.text = text
    super.init(span)
  }
  override func evaluate(_ frame: Frame) throws -> Value {
    let interpreter = frame.interpreter
    guard let sides else {
      if try frame.truth(of: condition) { return passed(interpreter) }
      throw interpreter.diagnostic(.checkFailed("`\(text)` is false"), at: span)
    }
    let left = try sides.left.evaluate(frame)
    let right = try sides.right.evaluate(frame)
    do {
      let outcome = try interpreter.binary(sides.op, left, right)
      if try interpreter.allTrue(outcome) { return passed(interpreter) }
    } catch { throw interpreter.located(error, at: span) }
    let (a, b) = interpreter.distinctTexts(left, right)
    let words = "\(a) \(sides.op.rawValue) \(b)"
    throw interpreter.diagnostic(.checkFailed("`\(text)` is false: \(words)"), at: span)
  }
}

extension Interpreter {
  /// Two values as text, with as many digits as it takes to tell them apart.
  fileprivate func distinctTexts(_ a: Value, _ b: Value) -> (String, String) {
    let plain = (text(a), text(b))
    guard plain.0 == plain.1 else { return plain }
    if case .float(let x) = a, case .float(let y) = b { return ("\(x)", "\(y)") }
    let shown = digits
    defer { digits = shown }
    for more in [9, 17] {
      digits = more
      let longer = (text(a), text(b))
      if longer.0 != longer.1 { return longer }
    }
    return plain
  }
}

extension CheckCode {
  private func passed(_ interpreter: Interpreter) -> Value {
    interpreter.emit(.check("holds: \(text)"))
    return .none
  }
}

final class ShapeCheckCode: Code {
  let subject: Code
  let annotation: Annotation
  let text: String
  /// Slot of the function's bound sizes; the top level has none and binds per check.
  init(_ subject: Code, _ annotation: Annotation, text: String, _ span: Span) {
    self.subject = subject
    self.annotation = annotation
    self.text = text
    super.init(span)
  }
  override func evaluate(_ frame: Frame) throws -> Value {
    let value = try subject.evaluate(frame)
    do { try frame.interpreter.check(value, annotation, name: text, &frame.sizes) } catch {
      throw frame.interpreter.located(error, at: span)
    }
    return .none
  }
}

// Operators: host numbers on a short path, everything else through `Operators`.
// Neighbours: `Operators/HostArithmetic`, `Operators/TensorArithmetic`.

import SourceText
import Syntax

final class BinaryCode: Code {
  let op: BinaryOperator
  let left: Code
  let right: Code
  let operatorSpan: Span
  /// Library code leaves the origin of tensors at the user's call.
  let stampsOrigin: Bool

  init(_ op: BinaryOperator, _ left: Code, _ right: Code, operatorSpan: Span, stampsOrigin: Bool, _ span: Span) {
    self.op = op
    self.left = left
    self.right = right
    self.operatorSpan = operatorSpan
    self.stampsOrigin = stampsOrigin
    super.init(span)
  }

  override func evaluate(_ frame: Frame) throws -> Value {
    let a = try left.evaluate(frame)
    let b = try right.evaluate(frame)
    if let quick = HostArithmetic.quick(op, a, b) {
      if case .float(let result) = quick, !result.isFinite { try watch(result, a, b, frame) }
      return quick
    }
    return try general(a, b, frame)
  }

  /// Under `nan_check` a host number that stops being finite is an error too.
  private func watch(_ result: Double, _ a: Value, _ b: Value, _ frame: Frame) throws {
    guard frame.interpreter.arena.refusesNonFinite, a.isFiniteNumber, b.isFiniteNumber else { return }
    throw frame.interpreter.diagnostic(.notFinite("`\(op.rawValue)`", isNaN: result.isNaN), at: operatorSpan)
  }

  private func general(_ a: Value, _ b: Value, _ frame: Frame) throws -> Value {
    let interpreter = frame.interpreter
    if stampsOrigin { interpreter.stamp(span) }
    do {
      return try interpreter.binary(op, a, b)
    } catch let failure as Failure {
      throw interpreter.diagnostic(
        failure, at: operatorSpan,
        operands: [(left.span, a), (right.span, b)])
    }
  }
}

final class UnaryCode: Code {
  let op: UnaryOperator
  let operand: Code
  let stampsOrigin: Bool
  init(_ op: UnaryOperator, _ operand: Code, stampsOrigin: Bool, _ span: Span) {
    self.op = op
    self.operand = operand
    self.stampsOrigin = stampsOrigin
    super.init(span)
  }
  override func evaluate(_ frame: Frame) throws -> Value {
    let value = try operand.evaluate(frame)
    if op == .negate, case .float(let number) = value { return .float(-number) }
    let interpreter = frame.interpreter
    if stampsOrigin { interpreter.stamp(span) }
    do { return try interpreter.unary(op, value) } catch let failure as Failure {
      throw interpreter.diagnostic(failure, at: span, operands: [(operand.span, value)])
    }
  }
}

/// `and`, `or`, `not` on host bools.
final class LogicCode: Code {
  enum Kind { case and, or, not }
  let kind: Kind
  let operands: [Code]
  init(_ kind: Kind, _ operands: [Code], _ span: Span) {
    self.kind = kind
    self.operands = operands
    super.init(span)
  }
  override func evaluate(_ frame: Frame) throws -> Value {
    switch kind {
    case .not: return .bool(try !frame.truth(of: operands[0]))
    case .and:
      for operand in operands where try !frame.truth(of: operand) { return .bool(false) }
      return .bool(true)
    case .or:
      for operand in operands where try frame.truth(of: operand) { return .bool(true) }
      return .bool(false)
    }
  }
}

extension Frame {
  /// The host bool that a condition gives.
  func truth(of condition: Code) throws -> Bool {
    let value = try condition.evaluate(self)
    if case .bool(let truth) = value { return truth }
    do { return try interpreter.truth(of: value) } catch {
      throw interpreter.located(error, at: condition.span)
    }
  }
}

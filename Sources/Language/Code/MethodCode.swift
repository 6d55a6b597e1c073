// `x.f(…)`: a call of a record's field; on anything else the hint a newcomer needs.
// Neighbours: `MemberCode`, `CallCode`.

import SourceText

final class MethodCode: Code {
  let object: Code
  let name: String
  let nameSpan: Span
  init(_ object: Code, _ name: String, nameSpan: Span, _ span: Span) {
    self.object = object
    self.name = name
    self.nameSpan = nameSpan
    super.init(span)
  }
  override func evaluate(_ frame: Frame) throws -> Value {
    let value = try object.evaluate(frame)
    if case .record = value {} else if !Properties.names.contains(name) {
      throw frame.interpreter.diagnostic(.methodCall(name: name), at: nameSpan)
    }
    do { return try frame.interpreter.member(name, of: value) } catch let failure as Failure {
      throw frame.interpreter.diagnostic(failure, at: nameSpan, operands: [(object.span, value)])
    }
  }
}

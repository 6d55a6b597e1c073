// Functions as code, and calls.
// Neighbours: `Interpreter+Call` binds arguments and runs bodies.

import SourceText
import Syntax

/// A function's parameters, slots and body.
final class FunctionCode {
  struct Parameter {
    /// The name, or the pattern's text for messages.
    let label: String
    let pattern: PatternCode
    /// The slot of a plain name: the short path of calls.
    let slot: Int?
    let annotation: Annotation?
    let fallback: Code?
    let isRest: Bool
    /// Whether a call may depend on the argument.
    var isRead = true

    /// Patterns and annotations look at their value themselves.
    func needsValue(_ readSlots: Set<Int>) -> Bool {
      guard let slot, annotation == nil, !isRest else { return true }
      return readSlots.contains(slot)
    }
  }
  let name: String?
  let parameters: [Parameter]
  let slotCount: Int
  /// Own slot of each captured value; -1 where only a sibling of its group needs it.
  let captureSlots: [Int]
  let body: Code
  let result: Annotation?
  let documentation: String?
  let span: Span
  let isLibrary: Bool
  /// All parameters are plain names.
  let isSimple: Bool
  /// A frame kept for the next call.
  var spare: Frame?
  /// Kept calls of this function, and of functions that transforms have made of it.
  private(set) lazy var calls = ReplaySite<KeptCall>()
  private(set) lazy var derivedCalls = ReplaySite<KeptCall>()

  init(
    name: String?, parameters: [Parameter], slotCount: Int, captureSlots: [Int], body: Code,
    result: Annotation?, documentation: String?, span: Span, isLibrary: Bool
  ) {
    self.name = name
    self.parameters = parameters
    self.slotCount = slotCount
    self.captureSlots = captureSlots
    self.body = body
    self.result = result
    self.documentation = documentation
    self.span = span
    self.isLibrary = isLibrary
    isSimple = parameters.allSatisfy { $0.slot != nil && !$0.isRest }
  }

}

/// Adjacent local definitions, which may call each other. A member's value is made anew when it is needed,
/// from the captures that all members share, so that no value refers to itself.
final class FunctionGroup {
  let members: [FunctionCode]
  /// By caller and callee: the caller's slot for the callee; -1 if it does not name it.
  let slots: [[Int]]
  init(members: [FunctionCode], slots: [[Int]]) {
    self.members = members
    self.slots = slots
  }
}

/// Evaluated arguments of a call.
public struct Arguments {
  public var positional: [Value] = []
  public var named: [(name: String, value: Value)] = []

  public init(_ positional: [Value] = [], named: [(name: String, value: Value)] = []) {
    self.positional = positional
    self.named = named
  }
}

final class CallCode: Code {
  enum Argument {
    case positional(Code)
    case named(String, Code)
    case spread(Code)
  }
  let callee: Code
  let arguments: [Argument]
  let isPlain: Bool
  let stampsOrigin: Bool

  init(_ callee: Code, _ arguments: [Argument], stampsOrigin: Bool, _ span: Span) {
    self.callee = callee
    self.arguments = arguments
    self.stampsOrigin = stampsOrigin
    isPlain = arguments.allSatisfy { if case .positional = $0 { true } else { false } }
    super.init(span)
  }

  override func evaluate(_ frame: Frame) throws -> Value {
    let function = try callee.evaluate(frame)
    var values = Arguments()
    values.positional.reserveCapacity(arguments.count)
    for argument in arguments { try evaluate(argument, frame, into: &values) }
    let interpreter = frame.interpreter
    if stampsOrigin { interpreter.stamp(span) }
    do {
      return try interpreter.call(function, values, at: span)
    } catch let failure as Failure {
      throw interpreter.diagnostic(failure, at: span, operands: operands(values))
    } catch let diagnostic as Diagnostic where stampsOrigin {
      throw interpreter.anchored(diagnostic, to: span, in: function.calledName)
    }
  }

  private func evaluate(_ argument: Argument, _ frame: Frame, into values: inout Arguments) throws {
    switch argument {
    case .positional(let code): values.positional.append(try code.evaluate(frame))
    case .named(let name, let code):
      if values.named.contains(where: { $0.name == name }) {
        throw frame.interpreter.diagnostic(
          .repeatedArgument(function: "the call", name: name), at: code.span)
      }
      values.named.append((name, try code.evaluate(frame)))
    case .spread(let code):
      let value = try code.evaluate(frame)
      if case .record(let record) = value {
        values.named += record.fields.map { (name: $0.0, value: $0.1) }
        return
      }
      do {
        let parts = try frame.interpreter.parts(of: value)
        try frame.interpreter.checkItems(values.positional.count + parts.count)
        values.positional += parts
      } catch {
        throw frame.interpreter.located(error, at: code.span)
      }
    }
  }

  /// Places and values of plain arguments, for messages that say where operands came from.
  private func operands(_ values: Arguments) -> [(Span, Value)] {
    guard isPlain, arguments.count == values.positional.count else { return [] }
    return zip(arguments, values.positional).compactMap { argument, value in
      if case .positional(let code) = argument { (code.span, value) } else { nil }
    }
  }
}

/// `x |> f(a)`: the piped value becomes the first argument.
final class PipeCode: Code {
  let input: Code
  let callee: Code
  let arguments: [CallCode.Argument]
  let stampsOrigin: Bool
  init(_ input: Code, callee: Code, _ arguments: [CallCode.Argument], stampsOrigin: Bool, _ span: Span) {
    self.input = input
    self.callee = callee
    self.arguments = arguments
    self.stampsOrigin = stampsOrigin
    super.init(span)
  }
  override func evaluate(_ frame: Frame) throws -> Value {
    let call = CallCode(
      callee, [.positional(ConstantCode(try input.evaluate(frame), input.span))] + arguments,
      stampsOrigin: stampsOrigin, span)
    return try call.evaluate(frame)
  }
}

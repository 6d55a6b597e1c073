// Constants and names.
// Neighbours: `Resolver+Names` decides which of these a name becomes.

import SourceText

final class ConstantCode: Code {
  let value: Value
  init(_ value: Value, _ span: Span) {
    self.value = value
    super.init(span)
  }
  override func evaluate(_ frame: Frame) throws -> Value { value }
}

final class LocalCode: Code {
  let slot: Int
  let name: String
  /// Whether the name also exists outside: then the message says why that one is not meant.
  let outer: GlobalCell
  init(slot: Int, name: String, outer: GlobalCell, _ span: Span) {
    self.slot = slot
    self.name = name
    self.outer = outer
    super.init(span)
  }
  override func evaluate(_ frame: Frame) throws -> Value {
    if let value = frame.slots[slot] { return value }
    let failure = Failure.unassignedLocal(name, existsOutside: outer.current != nil)
    throw frame.interpreter.diagnostic(failure, at: span)
  }
}

final class GlobalCode: Code {
  let cell: GlobalCell
  let module: Module
  init(_ cell: GlobalCell, in module: Module, _ span: Span) {
    self.cell = cell
    self.module = module
    super.init(span)
  }
  override func evaluate(_ frame: Frame) throws -> Value {
    // What the library's names mean never changes.
    if let capture = frame.interpreter.capture, !module.isLibrary { capture.note(cell) }
    if let value = cell.value { return value }
    if let value = cell.fallback { return value }
    let failure = Failure.unknownName(cell.name, suggestion: frame.interpreter.suggestion(for: cell.name, in: module))
    throw frame.interpreter.diagnostic(failure, at: span)
  }
}

/// Text with values in it.
final class StringCode: Code {
  enum Part {
    case text(String)
    case value(Code, format: String?)
  }
  let parts: [Part]
  init(_ parts: [Part], _ span: Span) {
    self.parts = parts
    super.init(span)
  }
  override func evaluate(_ frame: Frame) throws -> Value {
    var result = ""
    for part in parts {
      switch part {
      case .text(let text): result += text
      case .value(let code, let format):
        let value = try code.evaluate(frame)
        do {
          result += try frame.interpreter.interpolated(value, format: format)
          try frame.interpreter.checkText(result.utf8.count)
        } catch {
          throw frame.interpreter.located(error, at: code.span)
        }
      }
    }
    return .string(result)
  }
}

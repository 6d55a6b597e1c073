// From evidence to diagnostics: the place, where operands came from, and names that nearly fit.
// Neighbours: `Failure+Wording` has the words.

import SourceText
import TensorIR

extension Interpreter {
  /// A placed error.
  ///
  /// - Parameter operands: places and values of what the operation was applied to; tensors among them get a
  ///   label that tells their shape and where they were made.
  func diagnostic(_ failure: Failure, at span: Span, operands: [(Span, Value)] = []) -> Diagnostic {
    if case .execution(.interrupted) = failure, !stopFlag.isRaised, stopFlag.isLate {
      return diagnostic(.timeLimit(deadlineSeconds), at: span)
    }
    var diagnostic = failure.diagnostic
    var computedAt: Origin?
    if case .execution(.integerOverflow(_, let origin)) = failure { computedAt = origin }
    if case .execution(.matrix(_, _, _, let origin)) = failure { computedAt = origin }
    if let origin = computedAt, let place = self.span(of: origin) {
      diagnostic.labels.insert(Label(place, "", primary: true), at: 0)
      return diagnostic
    }
    if case .execution(.notFinite(_, _, let origin)) = failure, let place = self.span(of: origin) {
      diagnostic.labels.insert(Label(place, "written down here", primary: true), at: 0)
      return diagnostic
    }
    name(operands, in: &diagnostic)
    var seen: Set<String> = []
    if failure.concernsShapes {
      for (place, value) in operands.prefix(4) {
        guard place.source == span.source, case .tensor(let tensor) = value, !tensor.isWeak else { continue }
        let text = sources.text(of: place)
        guard seen.insert(text).inserted else { continue }
        let name = text.utf8.count <= 24 ? "\(text): " : ""
        diagnostic.labels.append(Label(place, name + value.description + origin(of: tensor, besides: place)))
      }
    }
    diagnostic.labels.insert(Label(span, failure.pointer, primary: true), at: 0)
    return diagnostic
  }

  /// Hints call an operand by its name where it has one: `w1 should be [784, 256]`.
  private func name(_ operands: [(Span, Value)], in diagnostic: inout Diagnostic) {
    guard diagnostic.code == "E0204", operands.count == 2, let hint = diagnostic.hint else { return }
    let words = "the right tensor"
    let text = sources.text(of: operands[1].0)
    let isName = text.unicodeScalars.allSatisfy { $0.properties.isXIDContinue }
    guard isName, text.utf8.count <= 24, hint.hasPrefix(words) else { return }
    diagnostic.hint = text + hint.dropFirst(words.count)
  }

  /// `  (cell init, line 1: randn(128, 256))`
  private func origin(of tensor: Tensor, besides place: Span) -> String {
    guard let span = span(of: tensor.origin), !span.isEmpty else { return "" }
    if span.source == place.source, span.start <= place.start, span.end >= place.end { return "" }
    guard let words = sources.place(of: span) else { return "" }
    let text = sources.text(of: span)
    let line = text.utf8.prefix { $0 != 0x0A }
    let short = line.count > 40 ? String(decoding: line.prefix(37), as: UTF8.self) + "…" : String(decoding: line, as: UTF8.self)
    return "  (\(words): \(short))"
  }

  func span(of origin: Origin) -> Span? {
    guard origin.source >= 0 else { return nil }
    return Span(source: SourceID(raw: origin.source), start: Int(origin.start), end: Int(origin.end))
  }

  /// Any error thrown below, with a place if it had none.
  func located(_ error: any Error, at span: Span) -> any Error {
    switch error {
    case let failure as Failure: diagnostic(failure, at: span)
    case let shape as ShapeError: diagnostic(.shape(shape, names: []), at: span)
    case let execution as ExecutionError: diagnostic(.execution(execution), at: span)
    case let access as FileAccessError: diagnostic(.file(access.message, hint: access.hint), at: span)
    default: error
    }
  }

  /// An error raised inside the library, moved to the user's call.
  ///
  /// - Parameter function: the library's function that the user called.
  func anchored(_ diagnostic: Diagnostic, to span: Span, in function: String?) -> Diagnostic {
    guard let primary = diagnostic.labels.first(where: \.isPrimary), library.owns(primary.span.source) else {
      return diagnostic
    }
    var copy = diagnostic
    let inside = sources.source(primary.span.source)?.name ?? "the library"
    let text = sources.text(of: primary.span).utf8.prefix { $0 != 0x0A }
    copy.labels = [Label(span, primary.text, primary: true)]
    let place = function.map { "\($0) (\(inside))" } ?? inside
    let at = text.starts(with: "error(".utf8) ? "" : " at `\(String(decoding: text.prefix(60), as: UTF8.self))`"
    copy.notes.append("raised in \(place)\(at)")
    // The weights of a layer are what they are: it is the input that must fit.
    if copy.code == "E0204" { copy.hint = "the last size of the input must be the one that the layer takes." }
    for label in diagnostic.labels where !label.isPrimary && !label.text.isEmpty {
      copy.notes.append(label.text)
    }
    return copy
  }

  // MARK: Did you mean

  func suggestion(for name: String, in module: Module) -> String? {
    var candidates = module.cells.values.filter { $0.value != nil }.map(\.name)
    candidates += registry.names
    candidates += library.names.filter { !$0.hasPrefix("_") }
    if let familiar = FamiliarNames.functions[name], candidates.contains(familiar) { return familiar }
    return suggestion(for: name, among: candidates)
  }

  func suggestion(for name: String, among candidates: [String]) -> String? {
    SourceText.suggestion(for: name, among: candidates)
  }

  func missingField(_ name: String, of record: Record) -> Failure {
    .noField(
      record: "this record", name: name, suggestion: suggestion(for: name, among: record.keys),
      known: record.keys)
  }
}

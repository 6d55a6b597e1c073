// Each operation and each layer gives what JAX, NumPy and SciPy give: value, gradient, element type, shape.
// Neighbours: `KnownAnswer` reads the cases; `KnownAnswers/areas` says where each comes from.

import SourceText
import TensorIR
import Testing

@testable import Language

@Suite struct KnownAnswerTests {
  @Test(arguments: AnswerBook.areas, ExecutorKind.allCases)
  func agreesWithOtherLibraries(area: String, kind: ExecutorKind) throws {
    let book = try AnswerBook.read(area)
    #expect(!book.cases.isEmpty)
    // One session for all: a case binds what it uses, and plans are met again by other values.
    let session = kind.session()
    for answer in book.cases {
      if let difference = try difference(answer, session) {
        Issue.record("\(answer.name): \(difference)\n\(answer.program)")
      }
    }
  }

  @Test func thereAreTwoThousandAnswers() throws {
    let count = try AnswerBook.areas.reduce(0) { try $0 + AnswerBook.read($1).cases.count }
    #expect(count >= 2000)
  }

  /// What differs, in words; nil if all is as expected.
  private func difference(_ answer: KnownAnswer, _ session: Session) throws -> String? {
    for (name, input) in answer.inputs ?? [:] {
      guard case .tensor(let dtype, let shape, let data) = input, let sizes = Shape(exactly: shape) else {
        return "the input \(name) is no tensor"
      }
      session.bind(name, .tensor(try session.interpreter.tensor(data, shape: sizes, dtype: dtype)))
    }
    let result = session.outcome(of: answer.program)
    if case .error(let wanted) = answer.expected {
      guard let diagnostic = result.diagnostic else { return "no error, but \(wanted) is expected" }
      return diagnostic.kind.rawValue == wanted ? nil : "\(diagnostic.kind.rawValue) instead of \(wanted)"
    }
    if let diagnostic = result.diagnostic { return session.render(diagnostic) }
    return try Comparison(answer, session).difference(result.value ?? .none, answer.expected)
  }
}

/// Compares a value with an answer by the case's tolerance.
private struct Comparison {
  private let answer: KnownAnswer
  private let session: Session

  init(_ answer: KnownAnswer, _ session: Session) {
    self.answer = answer
    self.session = session
  }

  func difference(_ value: Value, _ expected: Answer) throws -> String? {
    switch (value, expected) {
    case (.none, .none): return nil
    case (.string(let words), .string(let wanted)) where words == wanted: return nil
    case (.tensor(let tensor), .tensor(let dtype, let shape, let data)):
      // A computed host number is an f64 scalar that is weak.
      if tensor.dtype != dtype { return "\(tensor.dtype.name) instead of \(dtype.name)" }
      if Array(tensor.shape) != shape { return "shape \(tensor.shape) instead of \(shape)" }
      return elements(try session.elements(value), data, dtype)
    case (.int, .number(let wanted)), (.float, .number(let wanted)), (.bool, .number(let wanted)):
      return elements(try session.elements(value), [wanted], .f64)
    case (.tensor(let tensor), .number(let wanted)) where tensor.isWeak:
      return elements(try session.elements(value), [wanted], .f64)
    case (.list, .list(let items)), (.sequence, .list(let items)), (.range, .list(let items)):
      let parts = try session.interpreter.parts(of: value)
      guard parts.count == items.count else { return "\(parts.count) items instead of \(items.count)" }
      for (part, item) in zip(parts, items) {
        if let found = try difference(part, item) { return found }
      }
      return nil
    case (.record(let record), .record(let fields)):
      for (key, wanted) in fields {
        guard let field = record[key] else { return "no field \(key)" }
        if let found = try difference(field, wanted) { return "\(key): \(found)" }
      }
      return nil
    default: return "\(session.text(value)) instead of \(expected)"
    }
  }

  private func elements(_ values: [Double], _ answers: [Double], _ dtype: DType) -> String? {
    // An f32 is stored with the fewest digits that name it.
    let wanted = dtype == .f32 ? answers.map { Double(Float($0)) } : answers
    guard values.count == wanted.count else { return "\(values.count) elements instead of \(wanted.count)" }
    let scale = wanted.filter(\.isFinite).map(abs).max() ?? 0
    let wrong = values.indices.filter { !agrees(values[$0], wanted[$0], dtype, scale) }
    guard let first = wrong.first else { return nil }
    return "\(wrong.count) of \(values.count) elements differ, the first at \(first): "
      + "\(values[first]) instead of \(wanted[first])"
  }

  private func agrees(_ x: Double, _ wanted: Double, _ dtype: DType, _ scale: Double) -> Bool {
    if wanted.isNaN { return x.isNaN }
    if x == wanted { return answer.zeros != true || wanted != 0 || x.sign == wanted.sign }
    guard dtype.isFloating, x.isFinite, wanted.isFinite else { return false }
    let tolerance = answer.tolerance ?? (dtype == .f32 ? 1e-5 : 1e-12)
    // One step of a subnormal number is always allowed.
    let step = dtype == .f32 ? Double(Float.leastNonzeroMagnitude) : Double.leastNonzeroMagnitude
    return abs(x - wanted) <= max(tolerance * (answer.largest == true ? scale : abs(wanted)), step)
  }
}

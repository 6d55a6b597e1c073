// Programs: any bytes parse or are refused, formatting changes no meaning, running ends, derivatives are slopes.
// Neighbours: `SyntaxTests/FuzzTests` and `LanguageTests/FuzzTests` make programs from pieces.

import Language
import Reference
import SourceText
import StandardLibrary
import Syntax

enum ProgramClaims {
  static let all = [
    Claim("syntax") { format($0) },
    Claim("run") { bytes in Runs.shared.violation(bytes) },
    Claim("grad") { bytes in Runs.shared.slopes(bytes) },
  ]

  private static func format(_ text: [UInt8]) -> String? {
    let id = SourceID(raw: 0)
    let source = Source(name: "fuzz", text: text)
    let parsed = Parser.parse(source, id: id)
    for diagnostic in parsed.diagnostics {
      if DiagnosticRenderer(SourceMap()).text(diagnostic).isEmpty { return "an error without words" }
    }
    do throws(FormatProblem) {
      let once = try Formatter.format(source, id: id)
      let twice = try Formatter.format(Source(name: "fuzz", text: once), id: id)
      return once == twice ? nil : "formatted again it changes:\n\(PageClaims.text(once))---\n\(PageClaims.text(twice))"
    } catch {
      if case .changesMeaning = error { return "formatting changes the meaning" }
      return nil
    }
  }

}

/// A session with small limits, made anew now and then so that inputs hardly see each other. One input at a time.
final class Runs: @unchecked Sendable {
  static let shared = Runs()

  private var session = Runs.fresh()
  private var count = 0

  private static func fresh() -> Session {
    var limits = Limits()
    limits.memoryBytes = 20 << 20
    limits.stringBytes = 1 << 16
    limits.listItems = 10_000
    limits.callDepth = 60
    return Session(executor: ReferenceExecutor(), library: StandardLibrary.sources, limits: limits)
  }

  private func next() -> Session {
    count += 1
    if count % 256 == 0 { session = Self.fresh() }
    return session
  }

  func violation(_ program: [UInt8]) -> String? {
    let session = next()
    var entry = Session.Entry(text: program, name: "fuzz")
    entry.timeout = 0.05
    entry.randomKey = "fuzz"
    guard let problem = session.execute(entry).diagnostic else { return nil }
    let words = session.render(problem)
    return problem.code == "E0001" || words.isEmpty ? "an error of the program itself: \(words)" : nil
  }

  /// The gradient of a random smooth function is the slope that two differences agree on.
  func slopes(_ bytes: [UInt8]) -> String? {
    var choices = Choices(bytes)
    let formula = RandomFormula.text(&choices)
    let program = """
      f(x) = \(formula)
      x = f64([0.3, -0.7, 1.1])
      slope(i, h) = { e = f64(one_hot(i, 3)) * h; (f(x + e) - f(x - e)) / (2 * h) }
      stack((grad(f)(x), [slope(i, f64(1e-3)) for i in range(3)], [slope(i, f64(5e-4)) for i in range(3)]))
      """
    let session = next()
    var entry = Session.Entry(text: Array(program.utf8), name: "fuzz")
    entry.timeout = 2
    let result = session.execute(entry)
    if let problem = result.diagnostic { return "\(formula): \(session.render(problem))" }
    guard let value = result.value, let all = try? session.elements(value), all.count == 9 else {
      return "\(formula): no three gradients"
    }
    let (found, coarse, fine) = (Array(all[0..<3]), Array(all[3..<6]), Array(all[6..<9]))
    for place in 0..<3 {
      // Richardson's value, trusted as far as the two steps agree.
      let (wanted, doubt) = ((4 * fine[place] - coarse[place]) / 3, (fine[place] - coarse[place]).magnitude)
      let allowed = 1e-6 * max(1, wanted.magnitude) + 4 * doubt
      guard wanted.isFinite, doubt < 1e-2 * max(1, wanted.magnitude) else { continue }
      if !((found[place] - wanted).magnitude <= allowed) {
        return "\(formula): element \(place) is \(found[place]), the slope \(wanted) ± \(doubt)"
      }
    }
    return nil
  }
}

/// A smooth function of a vector to a number, as text of the language.
enum RandomFormula {
  static func text(_ choices: inout Choices) -> String { "sum(" + vector(&choices, 5) + ")" }

  private static func vector(_ choices: inout Choices, _ depth: Int) -> String {
    guard depth > 0, !choices.isAtEnd else { return "x" }
    func inner() -> String { vector(&choices, depth - 1) }
    switch choices.below(22) {
    case 0: return "sin(\(inner()))"
    case 1: return "cos(\(inner()))"
    case 2: return "tanh(\(inner()))"
    case 3: return "exp(tanh(\(inner())))"
    case 4: return "sigmoid(\(inner()))"
    case 5: return "softplus(\(inner()))"
    case 6: return "log(1 + (\(inner()))^2)"
    case 7: return "sqrt(1 + (\(inner()))^2)"
    case 8: return "softmax(\(inner()))"
    case 9: return "cumsum(\(inner()), axis = 0)"
    case 10: return "(\(inner()) + \(inner()))"
    case 11: return "(\(inner()) - \(inner()))"
    case 12: return "tanh(\(inner()) * \(inner()))"
    case 13: return "(\(inner()) / (1 + (\(inner()))^2))"
    case 14: return "(\(inner()))[::-1]"
    case 15: return "(\(inner()) * sum(\(inner())) / 3)"
    case 16: return "(f64([[1, 2, 0], [0, 1, -1], [0.5, 0, 1]]) @ \(inner()))"
    case 17: return "map_like(\(inner()))".replacing("map_like", with: "vmap(t -> tanh(t) * t)")
    case 18: return "(y -> y * y)(tanh(\(inner())))"
    case 19: return "grad(y -> sum(sin(y) * y))(\(inner()))"
    case 20: return "stack([(\(inner()))[i] for i in (2, 0, 1)])"
    default: return "where(\(inner()) > 100, x, \(inner()))"
    }
  }
}

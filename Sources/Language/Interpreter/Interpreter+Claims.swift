// Numbers of the text, checked; shapes, checked.
// Neighbours: `ClaimCode`, `CheckCode`, `ShapeCheckCode`.

import Display
import SourceText
import Syntax
import TensorIR

/// A claim with its sides evaluated.
struct ClaimParts {
  let computed: Value
  let relation: Claim.Relation
  let stated: Value
  let tolerance: Value?
  let isRefuted: Bool
  let label: Value?
  let text: String
  let statedText: String?
  let toleranceText: String?
}

extension ClaimParts {
  /// Significant digits of the stated number as written: the computed one is shown with as many.
  var statedDigits: Int {
    guard let statedText else { return 0 }
    let mantissa = statedText.prefix { $0 != "e" && $0 != "E" }.filter(\.isNumber)
    return min(15, mantissa.drop { $0 == "0" }.count)
  }
}

extension Interpreter {
  /// A value as text with more digits than usual.
  private func text(_ value: Value, digits wanted: Int) -> String {
    let usual = digits
    digits = wanted
    defer { digits = usual }
    return text(value)
  }

  /// Puts a row into the table of claims; a claim that fails its mark fails the cell at its end.
  func judge(_ claim: ClaimParts) throws {
    let holds = try verdict(of: claim)
    let verdict: ClaimRow.Verdict =
      switch (holds, claim.isRefuted) {
      case (true, false): .holds
      case (false, false): .fails
      case (false, true): .refutedAsMarked
      case (true, true): .markedRefutedButHolds
      }
    var stated = claim.relation == .equal ? "" : claim.relation.rawValue + " "
    stated += claim.statedText ?? text(claim.stated)
    if let tolerance = claim.tolerance { stated += " ± " + (claim.toleranceText ?? text(tolerance)) }
    let label: String = if case .string(let words)? = claim.label { words } else { claim.text }
    let computed = text(claim.computed, digits: max(digits, claim.statedDigits))
    emit(.claims([ClaimRow(label: label, stated: stated, computed: computed, verdict: verdict)]))
    if !verdict.passes { hasFailedClaim = true }
  }

  private func verdict(of claim: ClaimParts) throws -> Bool {
    let (a, b) = (claim.computed, claim.stated)
    if let tolerance = claim.tolerance {
      guard let width = try number(tolerance) else {
        throw Failure.type("the tolerance of a claim must be a number, not \(tolerance.phrase)")
      }
      guard claim.relation == .equal || claim.relation == .approximately else {
        throw Failure.value("a tolerance goes with `==`", hint: "write claim x == 0.27 +- 0.005.")
      }
      return try isWithin(a, b, width)
    }
    switch claim.relation {
    case .approximately: return try approximately(a, b, tolerance: nil)
    case .equal: return try equal(a, b)
    case .notEqual: return try !equal(a, b)
    case .less: return try allTrue(binary(.less, a, b))
    case .lessEqual: return try allTrue(binary(.lessEqual, a, b))
    case .greater: return try allTrue(binary(.greater, a, b))
    case .greaterEqual: return try allTrue(binary(.greaterEqual, a, b))
    }
  }

  private func isWithin(_ a: Value, _ b: Value, _ width: Double) throws -> Bool {
    let (x, y) = (try elements(of: a), try elements(of: b))
    guard x.count == y.count || x.count == 1 || y.count == 1 else { return false }
    return (0..<max(x.count, y.count)).allSatisfy { index in
      let p = x.count == 1 ? x[0] : x[index]
      let q = y.count == 1 ? y[0] : y[index]
      // The stated digits are decimal: the tolerance's edge belongs to it in spite of binary rounding.
      return abs(p - q) <= width * (1 + 1e-12) + 1e-15 * abs(q)
    }
  }
}

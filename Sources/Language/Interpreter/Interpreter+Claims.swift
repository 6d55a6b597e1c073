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

  // MARK: Shape annotations

  /// Checks a value against `f32[n, 784]`, binding sizes by name on first sight.
  func check(
    _ value: Value, _ annotation: ShapeAnnotation, name: String, _ sizes: inout [String: Int]
  ) throws {
    let expected = annotation.description
    guard value.isNumeric else {
      throw Failure.annotation(name: name, expected: expected, got: value.phrase, reason: "")
    }
    let shape = self.shape(of: value)
    if let dtype = annotation.dtype {
      guard case .tensor(let tensor) = value, tensor.dtype.name == dtype else {
        let isHost = if case .tensor = value { false } else { annotation.sizes == nil }
        if isHost, dtype.hasPrefix("f") { return }
        let got = if case .tensor(let tensor) = value, !tensor.isWeak { tensor.dtype.name } else { "a number" }
        throw Failure.annotation(
          name: name, expected: expected, got: value.description,
          reason: "the element type should be \(dtype), but is \(got)")
      }
    }
    guard let wanted = annotation.sizes else { return }
    try match(shape, wanted, name: name, expected: expected, got: value.description, &sizes)
  }

  private func match(
    _ shape: Shape, _ wanted: [ShapeAnnotation.Size], name: String, expected: String, got: String,
    _ sizes: inout [String: Int]
  ) throws {
    let ellipsis = wanted.firstIndex(of: .ellipsis)
    let fixed = wanted.count - (ellipsis == nil ? 0 : 1)
    guard ellipsis == nil ? shape.count == fixed : shape.count >= fixed else {
      throw Failure.annotation(
        name: name, expected: expected, got: got, reason: "the number of axes differs: \(fixed) and \(shape.count)")
    }
    for (place, size) in wanted.enumerated() {
      let axis = ellipsis.map { place > $0 ? shape.count - (wanted.count - place) : place } ?? place
      switch size {
      case .ellipsis, .any: continue
      case .exact(let number):
        guard shape[axis] == number else {
          throw Failure.annotation(
            name: name, expected: expected, got: got, reason: "axis \(axis) should be \(number), but is \(shape[axis])")
        }
      case .name(let label):
        guard let bound = sizes[label] else {
          sizes[label] = shape[axis]
          continue
        }
        guard shape[axis] == bound else {
          throw Failure.annotation(
            name: name, expected: expected, got: got,
            reason: "\(label) is \(bound) in this call, but axis \(axis) is \(shape[axis])")
        }
      }
    }
  }
}

extension ShapeAnnotation {
  /// As written: `f32[n, 784]`.
  var description: String {
    let words = sizes.map { sizes in
      "["
        + sizes.map { size in
          switch size {
          case .exact(let number): "\(number)"
          case .name(let name): name
          case .any: "_"
          case .ellipsis: ".."
          }
        }.joined(separator: ", ") + "]"
    }
    return (dtype ?? "") + (words ?? "")
  }
}

// Annotations of parameters, results and `check v: …`: what a value must be, and sizes bound by name.
// Neighbours: `Interpreter+Call` and `ShapeCheckCode` ask; `Syntax.Annotation` is what was written.

import Syntax
import TensorIR

extension Interpreter {
  /// Checks a value against `f32[n, 784]`, `function` or `{x, y}`, binding sizes by name on first sight.
  func check(_ value: Value, _ annotation: Annotation, name: String, _ sizes: inout [String: Int]) throws {
    switch annotation.form {
    case .kind(let kind):
      if !Interpreter.has(value, kind) { throw Failure.wrongKind(name: name, expected: kind.phrase, got: value) }
    case .fields(let names):
      guard case .record(let record) = value else {
        throw Failure.wrongKind(name: name, expected: "a record \(annotation.description)", got: value)
      }
      if let missing = names.first(where: { record[$0] == nil }) {
        throw Failure.missingField(
          name: name, expected: annotation.description, missing: missing, known: record.keys)
      }
    case .tensor(let dtype, let wanted):
      try check(value, dtype: dtype, wanted, annotation.description, name: name, &sizes)
    }
  }

  /// By its kind alone: nothing that is pending is computed for it.
  private static func has(_ value: Value, _ kind: Annotation.Kind) -> Bool {
    switch (kind, value.unwrapped) {
    case (.number, .int), (.number, .float), (.integer, .int): true
    case (.integer, .float(let number)): Int(exactly: number) != nil
    case (.number, .tensor(let tensor)), (.integer, .tensor(let tensor)): tensor.rank == 0 && tensor.dtype != .bool
    case (.tensor, let given): given.isNumeric
    case (.list, .list), (.list, .range), (.list, .sequence), (.record, .record), (.string, .string),
      (.function, .function):
      true
    case (.function, .record(let record)): record["call"] != nil
    default: false
    }
  }

  private func check(
    _ value: Value, dtype: String?, _ wanted: [Annotation.Size]?, _ expected: String, name: String,
    _ sizes: inout [String: Int]
  ) throws {
    guard value.isNumeric else {
      throw Failure.wrongKind(name: name, expected: "a tensor \(expected)", got: value)
    }
    if let dtype, !fits(value, dtype, isAlone: wanted == nil) {
      let got = if case .tensor(let tensor) = value, !tensor.isWeak { tensor.dtype.name } else { value.phrase }
      throw Failure.annotation(
        name: name, expected: expected, got: value.description,
        reason: "the element type should be \(dtype), but is \(got)")
    }
    guard let wanted else { return }
    try match(shape(of: value), wanted, name: name, expected: expected, got: value.description, &sizes)
  }

  /// Whether a value has an element type; a host number or bool is weak, and fits a type alone that can hold it.
  private func fits(_ value: Value, _ dtype: String, isAlone: Bool) -> Bool {
    switch value {
    case .tensor(let tensor): tensor.dtype.name == dtype || (tensor.isWeak && isAlone && dtype.hasPrefix("f"))
    case .int: isAlone && dtype != "bool"
    case .float: isAlone && dtype.hasPrefix("f")
    case .bool: isAlone && dtype == "bool"
    default: false
    }
  }

  private func match(
    _ shape: Shape, _ wanted: [Annotation.Size], name: String, expected: String, got: String,
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

extension Annotation {
  /// As written: `f32[n, 784]`, `function`, `{x, y}`.
  var description: String {
    switch form {
    case .kind(let kind): return kind.rawValue
    case .fields(let names): return "{" + names.joined(separator: ", ") + "}"
    case .tensor(let dtype, let sizes):
      let words = sizes?.map { size in
        switch size {
        case .exact(let number): "\(number)"
        case .name(let name): name
        case .any: "_"
        case .ellipsis: ".."
        }
      }
      return (dtype ?? "") + (words.map { "[" + $0.joined(separator: ", ") + "]" } ?? "")
    }
  }
}

extension Annotation.Kind {
  /// With an article, for messages.
  fileprivate var phrase: String {
    switch self {
    case .integer: "a whole number"
    case .tensor: "a tensor or number"
    default: "a \(rawValue)"
    }
  }
}

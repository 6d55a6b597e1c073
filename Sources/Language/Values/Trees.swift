// Values as trees: what `grad`, optimisers and saving see of nested lists and records.
// Neighbours: `Transforms` differentiate leaves; `tree_map` and its like are in `Builtins/TreeBuiltins`.

import TensorIR

extension Interpreter {
  /// Calls `visit` for each leaf, in order, with the path that leads to it (`layers.0.w`).
  func leaves(of value: Value, path: String = "", _ visit: (String, Value) throws -> Void) throws {
    func inner(_ step: String) -> String { path.isEmpty ? step : "\(path).\(step)" }
    switch value {
    case .list(let list):
      for (place, item) in list.items.enumerated() { try leaves(of: item, path: inner("\(place)"), visit) }
    case .record(let record):
      for (key, item) in record.fields { try leaves(of: item, path: inner(key), visit) }
    default:
      try step()
      try visit(path, value)
    }
  }

  /// As `leaves`, without the paths.
  func eachLeaf(of value: Value, _ visit: (Value) throws -> Void) throws {
    switch value {
    case .list(let list): for item in list.items { try eachLeaf(of: item, visit) }
    case .record(let record): for item in record.values { try eachLeaf(of: item, visit) }
    default:
      try step()
      try visit(value)
    }
  }

  /// A tree of the same form with other leaves.
  func mapLeaves(_ value: Value, _ change: (Value) throws -> Value) throws -> Value {
    switch value {
    case .list(let list): return .list(try List(list.items.map { try mapLeaves($0, change) }))
    case .record(let record):
      return .record(
        try Record(keys: record.keys, values: record.values.map { try mapLeaves($0, change) }))
    default:
      try step()
      return try change(value)
    }
  }

  /// As `mapLeaves` over several trees; the first gives the form.
  ///
  /// Where another tree has `none` (a gradient that does not exist), all leaves below see `none`.
  func mapLeaves(_ trees: [Value], path: String = "", _ change: ([Value]) throws -> Value) throws -> Value {
    guard let first = trees.first else { return .none }
    func inner(_ step: String) -> String { path.isEmpty ? step : "\(path).\(step)" }
    switch first {
    case .list(let list):
      var items: [Value] = []
      for (place, item) in list.items.enumerated() {
        let others = try trees.dropFirst().map { other -> Value in
          switch other {
          case .none: return .none
          case .list(let same) where same.items.count == list.items.count: return same.items[place]
          default: throw treeMismatch(path, first, other)
          }
        }
        items.append(try mapLeaves([item] + others, path: inner("\(place)"), change))
      }
      return .list(try List(items))
    case .record(let record):
      var values: [Value] = []
      for (key, item) in record.fields {
        let others = try trees.dropFirst().map { other -> Value in
          switch other {
          case .none: return .none
          case .record(let same):
            guard let field = same[key] else { throw treeMismatch(path, first, other) }
            return field
          default: throw treeMismatch(path, first, other)
          }
        }
        values.append(try mapLeaves([item] + others, path: inner(key), change))
      }
      return .record(try Record(keys: record.keys, values: values))
    default:
      try step()
      return try change(trees)
    }
  }

  private func treeMismatch(_ path: String, _ a: Value, _ b: Value) -> Failure {
    .value(
      "these two trees differ in form\(path.isEmpty ? "" : " at `\(path)`"): \(a.description) and \(b.description)",
      hint: "the trees must have the same fields and lengths, as a model and its gradient have.")
  }
}

// `.T .shape .dtype .size .rank` of tensors, fields of records.
// Neighbours: `MemberCode`.

import TensorIR

enum Properties {
  static let names = ["T", "shape", "dtype", "size", "rank"]
}

extension Interpreter {
  func member(_ name: String, of value: Value) throws -> Value {
    switch value {
    case .record(let record):
      if let field = record[name] { return field.unwrapped }
      throw missingField(name, of: record)
    case .tensor(let tensor): return try property(name, of: tensor)
    case .int, .float, .bool:
      switch name {
      case "shape": return .list(.empty)
      case "size": return .int(1)
      case "rank": return .int(0)
      case "T": return value
      case "dtype": return .string("number")
      default: break
      }
    case .list(let list) where name == "size": return .int(list.items.count)
    default: break
    }
    throw Failure.noField(
      record: value.isTensor ? "this tensor" : value.phrase, name: name, suggestion: suggestion(for: name, among: Properties.names),
      known: value.isNumeric ? Properties.names : [])
  }

  private func property(_ name: String, of tensor: Tensor) throws -> Value {
    switch name {
    case "shape": return .list(try List(tensor.shape.map { .int($0) }))
    case "dtype": return .string(tensor.dtype.name)
    case "size": return .int(tensor.elementCount)
    case "rank": return .int(tensor.rank)
    case "T":
      guard tensor.rank > 1 else { return .tensor(tensor) }
      return .tensor(
        try emit(.transpose, [tensor], .permutation(Axes(clamping: Array((0..<tensor.rank).reversed())))))
    default:
      throw Failure.noField(
        record: "this tensor", name: name, suggestion: suggestion(for: name, among: Properties.names),
        known: Properties.names)
    }
  }
}

// `x[i] = v`, `p.w = v`: changed copies, differentiable in the old value and in the new part.
// Neighbours: `PlaceAssignCode`; the places mean what they mean in `Indexing`.

import TensorIR

extension Interpreter {
  func replacing(in old: Value, _ places: [Place], with new: Value) throws -> Value {
    switch old {
    case .tensor(let tensor): return .tensor(try replacing(in: tensor, places, with: new))
    case .list(let list):
      guard places.count == 1, case .at(let index) = places[0], let number = try wholeNumber(index) else {
        throw Failure.badIndex("an item of a list is replaced by its number, as in xs[2] = v", hint: nil)
      }
      var items = list.items
      items[try normalised(number, size: items.count, axis: nil)] = new
      return .list(try List(items))
    case .record(let record):
      guard places.count == 1, case .at(.string(let key)) = places[0] else {
        throw Failure.badIndex("a field of a record is replaced by its name, as in p[\"w\"] = v", hint: nil)
      }
      return .record(try Record(record.fields + [(key, new)]))
    default: throw Failure.badOperand(operator: "[…] =", old)
    }
  }

  /// An integer tensor keeps whole numbers only: nothing is cut off in silence.
  private func refuseLoss(_ new: Value, into dtype: DType) throws {
    guard !dtype.isFloating else { return }
    let kind: String
    switch new {
    case .float(let number) where Int(exactly: number) == nil: kind = "the number \(text(new))"
    case .tensor(let tensor) where tensor.dtype.isFloating: kind = "a tensor of \(tensor.dtype.name)"
    default: return
    }
    throw Failure.type(
      "\(kind) cannot be put into a tensor of \(dtype.name)",
      hint: "convert the tensor first, as in x = f32(x), or round the value, as in i32(v).")
  }

  /// The places as positions in the flattened tensor: the same indexing applied to 0, 1, 2, …
  private func replacing(in x: Tensor, _ places: [Place], with new: Value) throws -> Tensor {
    guard new.isNumeric else { throw Failure.type("\(new.phrase) cannot be put into a tensor") }
    let count = x.elementCount
    guard Int32(exactly: count) != nil else { throw Failure.shape(.sizeTooLarge, names: []) }
    let ramp = try emit(.iota, [], .iota(x.shape.isEmpty ? [1] : [count], axis: 0))
    let positions = try indexed(.tensor(try emit(.reshape, [ramp], .shape(x.shape))), places)
    guard case .tensor(let where_) = positions else { return x }
    try refuseLoss(new, into: x.dtype)
    let part = try lifted(new, x.dtype)
    let value: Tensor
    do { value = try broadcast(part, to: where_.shape) } catch is Failure {
      throw Failure.wrongShape(
        "a value of shape \(part.shape) does not fit the place, which has the shape \(where_.shape)")
    }
    let flat = try emit(.reshape, [x], .shape([count]))
    let targets = try emit(.reshape, [where_], .shape([where_.elementCount]))
    let updates = try emit(.reshape, [value], .shape([where_.elementCount]))
    let changed = try emit(.scatterSet, [flat, targets, updates], .gather(axis: 0, batch: 0))
    return try emit(.reshape, [changed], .shape(x.shape))
  }
}

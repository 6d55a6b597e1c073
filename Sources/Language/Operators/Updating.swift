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

  /// The places as positions in the flattened tensor: the same indexing applied to 0, 1, 2, …
  private func replacing(in x: Tensor, _ places: [Place], with new: Value) throws -> Tensor {
    guard new.isNumeric else { throw Failure.type("\(new.phrase) cannot be put into a tensor") }
    let count = x.elementCount
    guard Int32(exactly: count) != nil else { throw Failure.shape(.sizeTooLarge, names: []) }
    let ramp = try emit(.iota, [], .iota(x.shape.isEmpty ? [1] : [count], axis: 0))
    let positions = try indexed(.tensor(try emit(.reshape, [ramp], .shape(x.shape))), places)
    guard case .tensor(let where_) = positions else { return x }
    let value = try broadcast(try lifted(new, x.dtype), to: where_.shape)
    let flat = try emit(.reshape, [x], .shape([count]))
    let targets = try emit(.reshape, [where_], .shape([where_.elementCount]))
    let updates = try emit(.reshape, [value], .shape([where_.elementCount]))
    let changed = try emit(.scatterSet, [flat, targets, updates], .gather(axis: 0, batch: 0))
    return try emit(.reshape, [changed], .shape(x.shape))
  }
}

// Making tensors of parts, and taking values apart item by item.
// Neighbours: `CollectionCode`, `ComprehensionCode`, loops and patterns.

import TensorIR

/// Items of a loop: counted, made one at a time.
struct Iteration {
  let count: Int
  /// Whether the items are whole numbers, each another one.
  var isCount = false
  /// Whether to make an item or not leaves no trace.
  var isPlain = true
  let element: (Int) throws -> Value
}

extension Interpreter {
  /// `[a, b, …]`: the parts become a tensor with a new first axis.
  func stacked(_ items: [Value]) throws -> Value {
    if items.isEmpty { return .tensor(try tensor([], shape: [0], dtype: .f32)) }
    if let host = try hostStack(items) { return host }
    var parts: [Value] = []
    for item in items { parts.append(try tensorPart(item)) }
    var dtype: DType?
    for case .tensor(let tensor) in parts where !tensor.isWeak {
      guard let known = dtype else {
        dtype = tensor.dtype
        continue
      }
      guard let next = DType.promoted(known, tensor.dtype) else {
        throw Failure.type("a tensor cannot hold both \(known.name) and \(tensor.dtype.name)")
      }
      dtype = next
    }
    let target = try stackType(dtype, parts)
    let tensors = try parts.map { try lifted($0, target) }
    return .tensor(try stack(tensors))
  }

  private func stackType(_ strong: DType?, _ parts: [Value]) throws -> DType {
    guard let strong else { return .f32 }
    let hasFloat = parts.contains {
      if case .float = $0 { return true }
      if case .tensor(let tensor) = $0 { return tensor.isWeak }
      return false
    }
    if hasFloat, !strong.isFloating { return .f32 }
    return strong
  }

  private func tensorPart(_ item: Value) throws -> Value {
    switch item {
    case .tensor, .int, .float, .bool: return item
    case .list, .range, .sequence: return try stacked(try parts(of: item))
    default:
      throw Failure.type("a tensor cannot hold \(item.phrase)", hint: "a list (a, b) may hold anything.")
    }
  }

  /// Numbers only: one storage, nothing recorded. Whole numbers give f32 too; bools give bool.
  private func hostStack(_ items: [Value]) throws -> Value? {
    var values: [Double] = []
    values.reserveCapacity(items.count)
    var bools = 0
    for item in items {
      switch item {
      case .int(let number): values.append(Double(number))
      case .float(let number): values.append(number)
      case .bool(let truth):
        bools += 1
        values.append(truth ? 1 : 0)
      default: return nil
      }
    }
    return .tensor(try tensor(values, shape: [values.count], dtype: bools == items.count ? .bool : .f32))
  }

  /// A ready tensor of host values.
  func tensor(_ values: [Double], shape: Shape, dtype: DType) throws -> Tensor {
    guard let storage = Storage(dtype: dtype, count: values.count) else {
      throw Failure.execution(.outOfMemory(bytes: values.count * dtype.size))
    }
    for (index, value) in values.enumerated() { storage.store(value, at: index) }
    return arena.tensor(storage, shape: shape)
  }

  /// Tensors of one shape along a new first axis.
  func stack(_ tensors: [Tensor], axis: Int = 0) throws -> Tensor {
    guard let first = tensors.first else { return try tensor([], shape: [0], dtype: .f32) }
    for (place, tensor) in tensors.enumerated() where tensor.shape != first.shape {
      throw Failure.raggedTensor(
        first: "\(first.shape)", odd: "\(tensor.shape)", position: place + 1)
    }
    guard first.rank < Dims.maximumCount else { throw Failure.shape(.rankTooLarge(first.rank + 1), names: []) }
    let expanded = first.shape.inserting(1, at: axis)
    let parts = try tensors.map { try emit(.reshape, [$0], .shape(expanded)) }
    return parts.count == 1 ? parts[0] : try emit(.concat, parts, .concat(axis: axis))
  }

  // MARK: Parts

  /// What a loop goes through.
  func iteration(over value: Value) throws -> Iteration {
    switch value {
    case .range(let range): return Iteration(count: range.count, isCount: true) { .int(range.element($0)) }
    case .list(let list):
      let items = list.items
      return Iteration(count: items.count) { items[$0] }
    case .sequence(let sequence): return Iteration(count: sequence.count, isPlain: false, element: sequence.element)
    case .tensor(let tensor) where tensor.rank > 0:
      return Iteration(count: tensor.shape[0]) { [unowned self] index in
        try self.indexed(value, [.at(.int(index))])
      }
    case .record(let record):
      let fields = record.fields
      return Iteration(count: fields.count) { .list(try List([.string(fields[$0].0), fields[$0].1])) }
    case .string(let text):
      let letters = Array(text)
      return Iteration(count: letters.count) { .string(String(letters[$0])) }
    default: throw Failure.notIterable(value)
    }
  }

  /// All items at once: for spreads, patterns, `list(…)`.
  func parts(of value: Value) throws -> [Value] {
    if case .list(let list) = value { return list.items }
    let items = try iteration(over: value)
    try checkItems(items.count)
    return try (0..<items.count).map { index in
      try step()
      return try items.element(index)
    }
  }
}

// Equality of any two values, membership, nearness, truth.
// Neighbours: `TensorArithmetic` compares by element; claims and checks use these.

import TensorIR

/// Thrown where a batched value is asked for as a host number; `vmap` then takes the examples one by one.
struct BatchedRead: Error {}

extension Interpreter {
  /// The computed elements of a tensor.
  func read(_ tensor: Tensor) throws -> Storage {
    noteEffect()
    do {
      if let storage = try arena.read(tensor) { return storage }
    } catch { throw Failure.execution(error) }
    throw BatchedRead()
  }

  /// A 0-d tensor or number as a host float; nil for anything else.
  func number(_ value: Value) throws -> Double? {
    switch value {
    case .int(let number): Double(number)
    case .float(let number): number
    case .bool(let truth): truth ? 1 : 0
    case .tensor(let tensor) where tensor.elementCount == 1 && tensor.rank == 0:
      try read(tensor).double(at: 0)
    default: nil
    }
  }

  func truth(of value: Value) throws -> Bool {
    switch value {
    case .bool(let truth): return truth
    case .tensor(let tensor) where tensor.rank == 0 && tensor.dtype == .bool:
      return try read(tensor).double(at: 0) != 0
    default: throw Failure.notCondition(value)
    }
  }

  /// Whether a comparison held everywhere.
  func allTrue(_ value: Value) throws -> Bool {
    guard case .tensor(let tensor) = value, tensor.dtype == .bool, tensor.rank > 0 else {
      return try truth(of: value)
    }
    let storage = try read(tensor)
    return (0..<storage.count).allSatisfy { storage.double(at: $0) != 0 }
  }

  /// Deep equality: one bool for lists, records, strings and `none`; tensors must agree everywhere.
  func equal(_ a: Value, _ b: Value) throws -> Bool {
    try step()
    switch (a, b) {
    case (.none, .none): return true
    case (.string(let x), .string(let y)): return x == y
    case (.range(let x), .range(let y)): return x.count == y.count && x.start == y.start && x.step == y.step
    case (.function(let x), .function(let y)): return x.isSame(as: y)
    case (.record(let x), .record(let y)):
      guard x.keys.count == y.keys.count else { return false }
      for (key, value) in x.fields {
        guard let other = y[key], try equal(value, other) else { return false }
      }
      return true
    case (.list, .list), (.list, .range), (.range, .list), (.sequence, .list), (.list, .sequence),
      (.sequence, .sequence), (.range, .sequence), (.sequence, .range):
      let (x, y) = (try parts(of: a), try parts(of: b))
      guard x.count == y.count else { return false }
      for (left, right) in zip(x, y) where try !equal(left, right) { return false }
      return true
    default:
      guard a.isNumeric, b.isNumeric else { return false }
      return try equalNumbers(a, b)
    }
  }

  private func equalNumbers(_ a: Value, _ b: Value) throws -> Bool {
    guard shape(of: a) == shape(of: b) else { return false }
    return try allTrue(binary(.equal, a, b))
  }

  func shape(of value: Value) -> Shape {
    if case .tensor(let tensor) = value { tensor.shape } else { [] }
  }

  func contains(_ container: Value, _ item: Value) throws -> Bool {
    switch container {
    case .string(let text):
      guard case .string(let piece) = item else { throw Failure.badOperands(operator: "in", item, container) }
      return piece.isEmpty || text.contains(piece)
    case .record(let record):
      guard case .string(let key) = item else { throw Failure.badOperands(operator: "in", item, container) }
      return record[key] != nil
    case .tensor(let tensor):
      guard let wanted = try number(item) else { throw Failure.badOperands(operator: "in", item, container) }
      let storage = try read(tensor)
      return (0..<storage.count).contains { storage.double(at: $0) == wanted }
    case .range(let range): return try wholeNumber(item).map { range.contains($0) } ?? false
    case .list, .sequence:
      for part in try parts(of: container) where try equal(part, item) { return true }
      return false
    default: throw Failure.badOperands(operator: "in", item, container)
    }
  }

  /// `a ≈ b`: everywhere within the tolerance; lists and records by their parts.
  func approximately(_ a: Value, _ b: Value, tolerance: Double?) throws -> Bool {
    try step()
    switch (a, b) {
    case (.list(let x), .list(let y)):
      guard x.items.count == y.items.count else { return false }
      for (left, right) in zip(x.items, y.items)
      where try !approximately(left, right, tolerance: tolerance) { return false }
      return true
    case (.record(let x), .record(let y)):
      guard x.keys.count == y.keys.count else { return false }
      for (key, value) in x.fields {
        guard let other = y[key], try approximately(value, other, tolerance: tolerance) else { return false }
      }
      return true
    default:
      guard a.isNumeric, b.isNumeric else { return try equal(a, b) }
      return try nearNumbers(a, b, tolerance)
    }
  }

  private func nearNumbers(_ a: Value, _ b: Value, _ tolerance: Double?) throws -> Bool {
    let (left, right) = (try elements(of: a), try elements(of: b))
    let (x, y) = (shape(of: a), shape(of: b))
    guard x == y || x.isEmpty || y.isEmpty else {
      throw Failure.shape(.cannotBroadcast(.compare, x, y, axis: 0), names: [])
    }
    return (0..<max(left.count, right.count)).allSatisfy { index in
      let p = left.count == 1 ? left.first : index < left.count ? left[index] : nil
      let q = right.count == 1 ? right.first : index < right.count ? right[index] : nil
      guard let p, let q else { return false }
      return HostArithmetic.approximately(p, q, tolerance: tolerance)
    }
  }

  /// All elements as host floats.
  func elements(of value: Value) throws -> [Double] {
    if case .tensor(let tensor) = value {
      let storage = try read(tensor)
      return (0..<storage.count).map(storage.double(at:))
    }
    guard let number = try number(value) else { throw Failure.type("\(value.phrase) has no elements") }
    return [number]
  }
}

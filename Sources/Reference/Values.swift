// Elements as host numbers: `Double` for floating types, `Int` for all others. Both hold every value exactly.
// Neighbours: `Kernel` computes with them, `ReferenceExecutor` keeps the rounded results.

import TensorIR

/// Elements of a tensor in row-major order.
enum Values {
  case reals([Double])
  case integers([Int])

  init(_ storage: Storage) {
    switch storage.dtype {
    case .f64: self = .reals(Array(storage.elements(as: Double.self)))
    case .f32: self = .reals(storage.elements(as: Float.self).map { Double($0) })
    case .i32: self = .integers(storage.elements(as: Int32.self).map { Int($0) })
    case .u32: self = .integers(storage.elements(as: UInt32.self).map { Int($0) })
    case .u8, .bool: self = .integers(storage.elements(as: UInt8.self).map { Int($0) })
    }
  }

  var count: Int {
    switch self {
    case .reals(let values): values.count
    case .integers(let values): values.count
    }
  }

  /// As doubles; exact.
  var reals: [Double] {
    switch self {
    case .reals(let values): values
    case .integers(let values): values.map { Double($0) }
    }
  }

  /// As integers; reals truncate toward zero.
  var integers: [Int] {
    switch self {
    case .reals(let values): values.map { Int(saturating: $0) }
    case .integers(let values): values
    }
  }

  /// The elements at the given places.
  func picked(_ places: [Int]) -> Values {
    switch self {
    case .reals(let values): .reals(places.map { values[$0] })
    case .integers(let values): .integers(places.map { values[$0] })
    }
  }

  /// The same kind, `count` zeros.
  func zeros(_ count: Int) -> Values {
    switch self {
    case .reals: .reals(Array(repeating: 0, count: count))
    case .integers: .integers(Array(repeating: 0, count: count))
    }
  }

  /// Copies the elements of `source` to the given places.
  mutating func put(_ source: Values, at places: [Int]) {
    switch (self, source) {
    case (.reals(var values), .reals(let new)):
      self = .reals([])
      for (place, value) in zip(places, new) { values[place] = value }
      self = .reals(values)
    case (.integers(var values), .integers(let new)):
      self = .integers([])
      for (place, value) in zip(places, new) { values[place] = value }
      self = .integers(values)
    default: break
    }
  }
}

/// An input of a kernel.
struct Operand {
  let dtype: DType
  let shape: Shape
  let values: Values

  init(_ storage: Storage, shape: Shape) {
    dtype = storage.dtype
    self.shape = shape
    values = Values(storage)
  }
}

extension Dims {
  /// Places, from `base` on, of the elements of this shape in row-major order, when one step along axis i
  /// moves by `strides[i]`.
  func places(strides: [Int], base: Int = 0) -> [Int] {
    var result = [base]
    for (size, stride) in zip(self, strides) {
      var next: [Int] = []
      next.reserveCapacity(result.count * size)
      for place in result {
        for step in 0..<size { next.append(place + step * stride) }
      }
      result = next
    }
    return result
  }

  /// For each element of `result`, the place of the element that broadcasting puts there.
  func places(broadcastTo result: Shape) -> [Int] {
    let own = contiguousStrides
    let offset = result.count - count
    let strides = result.indices.map { axis in
      axis < offset || self[axis - offset] == 1 ? 0 : own[axis - offset]
    }
    return result.places(strides: strides)
  }
}

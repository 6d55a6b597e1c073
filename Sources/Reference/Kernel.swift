// One node's computation: picks the loop for its operation.
// Neighbours: `Kernel+Elementwise`, `Kernel+Movement`, `Kernel+Reduction`, `Kernel+Composite`.

import TensorIR

/// Computes the elements of one node from those of its operands.
struct Kernel {
  let node: Node
  let attributes: Attributes
  let inputs: [Operand]
  let stop: StopFlag

  var op: Op { node.op }

  func values() throws(ExecutionError) -> Values {
    switch op.family {
    case .leaf: return .integers(iota())
    case .unary, .binary, .ternary: return try elementwise()
    case .movement: return movement()
    case .indexing: return try indexing()
    case .reduction: return try reduction()
    case .contraction: return op == .convolution ? try convolution() : try product()
    case .window: return try windowPlaces()
    case .linear: return try linear()
    case .composite: return try composite()
    case .mark: return inputs[0].values
    }
  }

  /// Calls `body` for each index below `count`, looking at the stop flag now and then.
  func each(_ count: Int, _ body: (Int) throws(ExecutionError) -> Void) throws(ExecutionError) {
    var start = 0
    while start < count {
      if stop.stopsWork { throw .interrupted }
      let end = Swift.min(count, start + 4096)
      for index in start..<end { try body(index) }
      start = end
    }
  }

  var overflow: ExecutionError { .integerOverflow(op, origin: node.origin) }

  /// The value as the node's integer type holds it: `u32` wraps, others must fit.
  func fitted(_ value: Int) throws(ExecutionError) -> Int {
    switch node.dtype {
    case .u32: return value & 0xffff_ffff
    case .u8: if value < 0 || value > 255 { throw overflow }
    case .i32: if Int32(exactly: value) == nil { throw overflow }
    default: break
    }
    return value
  }

  /// Rounds to the node's element type.
  func store(_ values: Values) throws(ExecutionError) -> Storage {
    let count = node.shape.product
    guard let storage = Storage(dtype: node.dtype, count: count), values.count == count else {
      throw .outOfMemory(bytes: count.multipliedReportingOverflow(by: node.dtype.size).partialValue)
    }
    switch node.dtype {
    case .f32:
      let elements = storage.elements(as: Float.self)
      for (index, value) in values.reals.enumerated() { elements[index] = Float(value) }
    case .f64:
      let elements = storage.elements(as: Double.self)
      for (index, value) in values.reals.enumerated() { elements[index] = value }
    case .i32:
      let elements = storage.elements(as: Int32.self)
      for (index, value) in values.integers.enumerated() { elements[index] = Int32(clamping: value) }
    case .u32:
      let elements = storage.elements(as: UInt32.self)
      for (index, value) in values.integers.enumerated() { elements[index] = UInt32(clamping: value) }
    case .u8:
      let elements = storage.elements(as: UInt8.self)
      for (index, value) in values.integers.enumerated() { elements[index] = UInt8(clamping: value) }
    case .bool:
      let elements = storage.elements(as: UInt8.self)
      switch values {
      case .reals(let reals):
        for (index, value) in reals.enumerated() { elements[index] = value != 0 ? 1 : 0 }
      case .integers(let list):
        for (index, value) in list.enumerated() { elements[index] = value != 0 ? 1 : 0 }
      }
    }
    return storage
  }

  private func iota() -> [Int] {
    guard case .iota(let shape, let axis) = attributes else { return [0] }
    let strides = shape.indices.map { $0 == axis ? 1 : 0 }
    return shape.places(strides: strides)
  }
}

// Elementwise loops: each operand is broadcast to the result's shape, then one formula an element.
// Neighbours: `RealFormulas` and `IntegerFormulas` hold the formulas.

import TensorIR

extension Kernel {
  func elementwise() throws(ExecutionError) -> Values {
    if op == .convert || op == .isFinite { return converted() }
    let spread = inputs.map { operand in
      operand.shape == node.shape
        ? operand.values : operand.values.picked(operand.shape.places(broadcastTo: node.shape))
    }
    if op == .select { return selected(spread) }
    let isReal = inputs[0].dtype.isFloating
    switch (spread.count, isReal) {
    case (1, true): return .reals(try map(spread[0].reals))
    case (1, false): return .integers(try mapIntegers(spread[0].integers))
    case (2, true): return try combine(spread[0].reals, spread[1].reals)
    case (2, false): return .integers(try combineIntegers(spread[0].integers, spread[1].integers))
    default: return isReal ? .reals(clamped(spread.map(\.reals))) : .integers(clamped(spread.map(\.integers)))
    }
  }

  private func converted() -> Values {
    let values = inputs[0].values
    if op == .convert { return values }
    switch values {
    case .reals(let list): return .integers(list.map { $0.isFinite ? 1 : 0 })
    case .integers(let list): return .integers(list.map { _ in 1 })
    }
  }

  private func map(_ x: [Double]) throws(ExecutionError) -> [Double] {
    var result = x
    try each(x.count) { (index: Int) throws(ExecutionError) in
      result[index] = RealFormulas.unary(op, x[index])
    }
    return result
  }

  private func mapIntegers(_ x: [Int]) throws(ExecutionError) -> [Int] {
    var result = x
    try each(x.count) { (index: Int) throws(ExecutionError) in
      result[index] = try fitted(IntegerFormulas.unary(op, x[index], node.dtype))
    }
    return result
  }

  private func combine(_ a: [Double], _ b: [Double]) throws(ExecutionError) -> Values {
    if op == .compare, case .comparison(let relation) = attributes {
      return .integers(zip(a, b).map { Kernel.holds(relation, $0, $1) ? 1 : 0 })
    }
    let isSingle = node.dtype == .f32
    var result = a
    try each(a.count) { (index: Int) throws(ExecutionError) in
      result[index] = RealFormulas.binary(op, a[index], b[index], isSingle: isSingle)
    }
    return .reals(result)
  }

  private func combineIntegers(_ a: [Int], _ b: [Int]) throws(ExecutionError) -> [Int] {
    if op == .compare, case .comparison(let relation) = attributes {
      return zip(a, b).map { Kernel.holds(relation, $0, $1) ? 1 : 0 }
    }
    var result = a
    try each(a.count) { (index: Int) throws(ExecutionError) in
      guard let value = IntegerFormulas.binary(op, a[index], b[index], node.dtype) else { throw overflow }
      result[index] = try fitted(value)
    }
    return result
  }

  private static func holds<T: Comparable>(_ relation: Comparison, _ a: T, _ b: T) -> Bool {
    switch relation {
    case .eq: a == b
    case .ne: a != b
    case .lt: a < b
    case .le: a <= b
    case .gt: a > b
    case .ge: a >= b
    }
  }

  private func selected(_ spread: [Values]) -> Values {
    let condition = spread[0].integers
    switch (spread[1], spread[2]) {
    case (.reals(let a), .reals(let b)):
      return .reals(condition.indices.map { condition[$0] != 0 ? a[$0] : b[$0] })
    default:
      let (a, b) = (spread[1].integers, spread[2].integers)
      return .integers(condition.indices.map { condition[$0] != 0 ? a[$0] : b[$0] })
    }
  }

  private func clamped(_ spread: [[Double]]) -> [Double] {
    spread[0].indices.map {
      RealFormulas.least(RealFormulas.greatest(spread[0][$0], spread[1][$0]), spread[2][$0])
    }
  }

  private func clamped(_ spread: [[Int]]) -> [Int] {
    spread[0].indices.map { Swift.min(Swift.max(spread[0][$0], spread[1][$0]), spread[2][$0]) }
  }
}

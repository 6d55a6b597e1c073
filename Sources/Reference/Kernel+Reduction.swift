// Loops that combine many elements into one: reductions, running sums, sorting, products of matrices.
// Neighbours: `Kernel`; order of combination is row-major throughout.

import TensorIR

extension Kernel {
  private var axes: Axes {
    if case .axes(let axes) = attributes { return axes }
    return []
  }

  func reduction() throws(ExecutionError) -> Values {
    switch op {
    case .cumsum: return try cumulated()
    case .argsort: return .integers(try sorted())
    default: break
    }
    let x = inputs[0]
    let strides = x.shape.contiguousStrides
    let starts = x.shape.removing(axes).places(
      strides: strides.indices.filter { !axes.contains($0) }.map { strides[$0] })
    let steps = Shape(clamping: axes.map { x.shape[$0] }).places(strides: axes.map { strides[$0] })
    switch x.values {
    case .reals(let list):
      if op == .argMax || op == .argMin { return .integers(try reduce(starts, steps) { place($0, list) }) }
      return .reals(try reduce(starts, steps) { reduced($0, list) })
    case .integers(let list):
      if op == .argMax || op == .argMin {
        let doubles = list.map { Double($0) }
        return .integers(try reduce(starts, steps) { place($0, doubles) })
      }
      var result: [Int] = []
      try each(starts.count) { (index: Int) throws(ExecutionError) in
        result.append(try reducedIntegers(steps.lazy.map { list[starts[index] + $0] }))
      }
      return .integers(result)
    }
  }

  private func reduce<T>(_ starts: [Int], _ steps: [Int], _ body: ([Int]) -> T) throws(ExecutionError) -> [T]
  {
    var result: [T] = []
    result.reserveCapacity(starts.count)
    try each(starts.count) { (index: Int) throws(ExecutionError) in
      let start = starts[index]
      if stop.stopsWork { throw .interrupted }
      result.append(body(steps.map { start + $0 }))
    }
    return result
  }

  private func reduced(_ places: [Int], _ x: [Double]) -> Double {
    switch op {
    case .reduceProd:
      var total = 1.0
      for place in places { total *= x[place] }
      return total
    case .reduceMax:
      var total = -Double.infinity
      for place in places { total = RealFormulas.greatest(total, x[place]) }
      return total
    case .reduceMin:
      var total = Double.infinity
      for place in places { total = RealFormulas.least(total, x[place]) }
      return total
    default:
      var total = 0.0
      for place in places { total += x[place] }
      return total
    }
  }

  private func reducedIntegers(_ x: some Sequence<Int>) throws(ExecutionError) -> Int {
    var total: Int? = nil
    for value in x {
      guard let known = total else {
        total = value
        continue
      }
      switch op {
      case .reduceSum: total = known + value
      case .reduceProd: total = try fitted(known &* value)
      case .reduceMax: total = Swift.max(known, value)
      case .reduceMin: total = Swift.min(known, value)
      case .reduceAnd: total = known & value
      default: total = known | value
      }
    }
    return try fitted(total ?? (op == .reduceProd || op == .reduceAnd ? 1 : 0))
  }

  /// Number, among `places`, of the first extreme element; NaN beats all.
  private func place(_ places: [Int], _ x: [Double]) -> Int {
    var best = 0
    for index in places.indices {
      let (value, known) = (x[places[index]], x[places[best]])
      if known.isNaN { break }
      if value.isNaN || (op == .argMax ? value > known : value < known) { best = index }
    }
    return best
  }

  private func cumulated() throws(ExecutionError) -> Values {
    let x = inputs[0]
    guard let axis = axes.first else { return x.values }
    let step = x.shape.contiguousStrides[axis]
    // Elements are visited in row-major order, so that the one before along the axis is done already.
    func isFirst(_ index: Int) -> Bool { index / step % x.shape[axis] == 0 }
    switch x.values {
    case .reals(var list):
      for index in list.indices where !isFirst(index) { list[index] += list[index - step] }
      return .reals(list)
    case .integers(var list):
      for index in list.indices where !isFirst(index) {
        list[index] = try fitted(list[index] + list[index - step])
      }
      return .integers(list)
    }
  }

  private func sorted() throws(ExecutionError) -> [Int] {
    let values = inputs[0].values.reals
    let size = node.shape.last ?? 1
    var result: [Int] = []
    try each(size == 0 ? 0 : values.count / size) { (row: Int) throws(ExecutionError) in
      let start = row * size
      result += (0..<size).sorted { a, b in
        let (x, y) = (values[start + a], values[start + b])
        if x.isNaN || y.isNaN { return x.isNaN == y.isNaN ? a < b : y.isNaN }
        return x == y ? a < b : x < y
      }
    }
    return result
  }

  // MARK: Products

  func product() throws(ExecutionError) -> Values {
    guard case .dot(let dims) = attributes else { return inputs[0].values.zeros(node.shape.product) }
    let (a, b) = (inputs[0], inputs[1])
    let batchA = Kernel.places(a.shape, dims.leftBatch)
    let batchB = Kernel.places(b.shape, dims.rightBatch)
    let freeA = Kernel.places(a.shape, Kernel.rest(a.rank, dims.leftBatch, dims.leftContracting))
    let freeB = Kernel.places(b.shape, Kernel.rest(b.rank, dims.rightBatch, dims.rightContracting))
    let innerA = Kernel.places(a.shape, dims.leftContracting)
    let innerB = Kernel.places(b.shape, dims.rightContracting)
    switch (a.values, b.values) {
    case (.reals(let x), .reals(let y)):
      var result: [Double] = []
      result.reserveCapacity(node.shape.product)
      for batch in batchA.indices {
        try each(freeA.count) { (row: Int) throws(ExecutionError) in
          if stop.stopsWork { throw .interrupted }
          let left = innerA.map { x[batchA[batch] + freeA[row] + $0] }
          for column in freeB {
            let start = batchB[batch] + column
            var total = 0.0
            for k in left.indices { total += left[k] * y[start + innerB[k]] }
            result.append(total)
          }
        }
      }
      return .reals(result)
    default:
      return .integers(try integerProduct((batchA, freeA, innerA), (batchB, freeB, innerB)))
    }
  }

  private typealias Layout = (batch: [Int], free: [Int], inner: [Int])

  private func integerProduct(_ a: Layout, _ b: Layout) throws(ExecutionError) -> [Int] {
    let (x, y) = (inputs[0].values.integers, inputs[1].values.integers)
    var result: [Int] = []
    for batch in a.batch.indices {
      for row in a.free {
        if stop.stopsWork { throw .interrupted }
        for column in b.free {
          var total = 0
          for k in a.inner.indices {
            total = try fitted(
              total + x[a.batch[batch] + row + a.inner[k]] * y[b.batch[batch] + column + b.inner[k]])
          }
          result.append(total)
        }
      }
    }
    return result
  }

  private static func places(_ shape: Shape, _ axes: Axes) -> [Int] {
    let strides = shape.contiguousStrides
    return Shape(clamping: axes.map { shape[$0] }).places(strides: axes.map { strides[$0] })
  }

  private static func rest(_ rank: Int, _ batch: Axes, _ contracting: Axes) -> Axes {
    Axes(clamping: (0..<rank).filter { !batch.contains($0) && !contracting.contains($0) })
  }
}

extension Operand {
  var rank: Int { shape.count }
}

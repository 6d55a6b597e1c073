// Sums, means and extremes along axes.
// Neighbours: `norm`, `var`, `std` and `logsumexp` are library code on top of these.

import TensorIR

extension Registry {
  static func reductions() -> [Builtin] { plainReductions() + places() + logical() + ordering() }

  /// Reduces the axes of argument 1; `keep` (argument 2) leaves them with size 1.
  private static func reduce(_ call: Call, _ op: Op, _ x: Tensor) throws -> Tensor {
    let axes = try call.axes(1, rank: x.rank)
    let result = axes.isEmpty ? x : try call.emit(op, [x], .axes(axes), isWeak: x.isWeak)
    guard try call.truth(2, or: false) else { return result }
    var shape = x.shape
    for axis in axes { shape[axis] = 1 }
    return try call.emit(.reshape, [result], .shape(shape))
  }

  /// Integers and bools are summed as i32.
  private static func summable(_ call: Call) throws -> Tensor {
    let x = try call.tensor(0)
    return x.dtype == .bool || x.dtype == .u8 ? try call.emit(.convert, [x], .dtype(.i32)) : x
  }

  private static func plainReductions() -> [Builtin] {
    let signature = "x, axis = none, keep = false"
    return [
      Builtin("sum", signature, .reductions,
        """
        The sum over all axes, or over those named.

            sum([[1, 2], [3, 4]])    # 10
            sum([[1, 2], [3, 4]], axis = 0)    # f32[2] [4, 6]
        """) {
        .tensor(try reduce($0, .reduceSum, try summable($0)))
      },
      Builtin("prod", signature, .reductions,
        """
        The product over all axes, or over those named.

            prod([2, 3, 4])    # 24
        """) {
        .tensor(try reduce($0, .reduceProd, try summable($0)))
      },
      Builtin("mean", signature, .reductions,
        """
        The mean over all axes, or over those named. Integers give f32.

            mean([1, 2, 3, 4])    # 2.5
            mean([[1, 2], [3, 4]], axis = 1)    # f32[2] [1.5, 3.5]
            mean([[1, 2], [3, 4]], axis = 1, keep = true).shape    # (2, 1)
        """) { call in
        let x = try call.floating(0)
        let axes = try call.axes(1, rank: x.rank)
        let count = axes.reduce(1) { $0 * x.shape[$1] }
        let total = try reduce(call, .reduceSum, x)
        return .tensor(
          try call.emit(.div, [total, call.interpreter.recorder.scalar(Double(count), x.dtype)], isWeak: x.isWeak))
      },
      Builtin("max", signature, .reductions,
        """
        The largest element over all axes, or over those named. For two values by element: maximum(a, b).

            max([3, 9, 5])    # 9
            max([[1, 2], [3, 0]], axis = 1)    # f32[2] [2, 3]
        """) { call in
        try refusePair(call, "maximum")
        return .tensor(try reduce(call, .reduceMax, try call.tensor(0)))
      },
      Builtin("min", signature, .reductions,
        """
        The smallest element over all axes, or over those named. For two values by element: minimum(a, b).

            min([3, 9, 5])    # 3
        """) { call in
        try refusePair(call, "minimum")
        return .tensor(try reduce(call, .reduceMin, try call.tensor(0)))
      },
    ]
  }

  private static func refusePair(_ call: Call, _ other: String) throws {
    let isPair =
      switch (call.value(0), call.value(1)) {
      case (_, .none): false
      case (.int, _), (.float, _), (_, .float): true
      case (_, .tensor(let second)): second.rank > 0 || second.dtype.isFloating
      default: false
      }
    if isPair {
      throw Failure.type(
        "\(call.name) reduces one tensor; its second argument is an axis",
        hint: "for the larger or smaller of two by element write \(other)(a, b).")
    }
  }

  private static func places() -> [Builtin] {
    func place(_ name: String, _ op: Op, _ words: String) -> Builtin {
      Builtin(name, "x, axis = none, keep = false", .reductions, words) { call in
        var x = try call.tensor(0)
        var axis = 0
        if call.isGiven(1) {
          axis = try call.axis(1, rank: x.rank)
        } else {
          x = try call.emit(.reshape, [x], .shape([x.elementCount]))
        }
        let result = try call.emit(op, [x], .axes([axis]))
        result.knownBounds = 0...max(0, x.shape[axis] - 1)
        guard try call.truth(2, or: false) else { return .tensor(result) }
        return .tensor(try call.emit(.reshape, [result], .shape(result.shape.inserting(1, at: axis))))
      }
    }
    return [
      place("argmax", .argMax,
        """
        i32: the place of the first largest element, along an axis or in all.

            argmax([3, 9, 5])    # 1
            argmax([[1, 2], [3, 0]], axis = -1)    # i32[2] [1, 0]
        """),
      place("argmin", .argMin,
        """
        i32: the place of the first smallest element, along an axis or in all.

            argmin([3, 9, 5])    # 0
        """),
    ]
  }

  private static func logical() -> [Builtin] {
    func quantifier(_ name: String, _ op: Op, _ words: String) -> Builtin {
      Builtin(name, "x, axis = none, keep = false", .reductions, words) { call in
        if case .bool = call.value(0) { return call.value(0) }
        let x = try call.tensor(0)
        guard x.dtype == .bool else { throw call.wrong(0, "a bool tensor, as x > 0") }
        return .tensor(try reduce(call, op, x))
      }
    }
    return [
      quantifier("all", .reduceAnd,
        """
        Whether all elements are true.

            all([1, 2] > 0)    # true
        """),
      quantifier("any", .reduceOr,
        """
        Whether any element is true.

            any([1, -2] > 0)    # true
        """),
    ]
  }

  private static func ordering() -> [Builtin] {
    [
      Builtin("cumsum", "x, axis = -1", .reductions,
        """
        Running sums along an axis.

            cumsum([1, 2, 3])    # f32[3] [1, 3, 6]
        """) { call in
        let x = try summable(call)
        return .tensor(try call.emit(.cumsum, [x], .axes([try call.axis(1, rank: x.rank, or: -1)])))
      },
      Builtin("argsort", "x, axis = -1, descending = false", .reductions,
        """
        i32: places that sort an axis in ascending order; equal elements keep theirs; nan comes last.

            argsort([3, 1, 2])    # i32[3] [1, 2, 0]
        """) { call in
        let x = try call.tensor(0)
        let axis = try sortedAxis(call, x)
        let result = try swapped(call, try order(call, try swapped(call, x, axis)), axis)
        result.knownBounds = 0...max(0, x.shape[axis] - 1)
        return .tensor(result)
      },
      Builtin("sort", "x, axis = -1, descending = false", .reductions,
        """
        An axis in ascending order; nan comes last.

            sort([3, 1, 2])    # f32[3] [1, 2, 3]
            sort([3, 1, 2], descending = true)    # f32[3] [3, 2, 1]
        """) { call in
        let x = try call.tensor(0)
        let axis = try sortedAxis(call, x)
        let moved = try swapped(call, x, axis)
        let attribute = Attributes.gather(axis: x.rank - 1, batch: x.rank - 1)
        return .tensor(try swapped(call, try call.emit(.gather, [moved, try order(call, moved)], attribute), axis))
      },
    ]
  }

  private static func sortedAxis(_ call: Call, _ x: Tensor) throws -> Int {
    guard x.rank > 0 else { throw call.wrong(0, "a tensor with at least one axis") }
    return try call.axis(1, rank: x.rank, or: -1)
  }

  /// Places that sort the last axis; descending by a key of the opposite order, so that equal elements keep theirs.
  private static func order(_ call: Call, _ x: Tensor) throws -> Tensor {
    var key = x
    // The complement of an integer turns its order around without overflow.
    if try call.truth(2, or: false) { key = try call.emit(x.dtype.isFloating ? .neg : .not, [x]) }
    return try call.emit(.argsort, [key], .axes([x.rank - 1]))
  }

  /// The axis exchanged with the last one.
  private static func swapped(_ call: Call, _ x: Tensor, _ axis: Int) throws -> Tensor {
    if axis == x.rank - 1 { return x }
    var order = Array(0..<x.rank)
    order.swapAt(axis, x.rank - 1)
    return try call.emit(.transpose, [x], .permutation(Axes(clamping: order)))
  }
}

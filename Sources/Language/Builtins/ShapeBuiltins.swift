// Shapes: the same elements seen differently, joined, repeated or picked.
// Neighbours: `Indexing` for `x[…]`; `Stacking` for `[a, b]`.

import TensorIR

extension Registry {
  static func shapes() -> [Builtin] { views() + joins() + picks() }

  private static func views() -> [Builtin] {
    [
      Builtin("reshape", "x, ..shape", .shape,
        """
        The same elements, row by row, in another shape; one size may be -1.

        Another number of elements is a ShapeError.

            reshape(arange(6), 2, 3).shape    # (2, 3)
            reshape(arange(6), (3, -1)).shape    # (3, 2)
        """) { call in
        let x = try call.tensor(0)
        return .tensor(try call.emit(.reshape, [x], .shape(try wanted(call, x)), isWeak: x.isWeak))
      },
      Builtin("flatten", "x, from = 0", .shape,
        """
        Axes `from` and later as one, row by row: flatten(x) has rank 1, flatten(x, from = 1) keeps the batch axis \
        (as a layer: flatten_each).

            flatten([[1, 2], [3, 4]])    # f32[4] [1, 2, 3, 4]
            flatten(ones(8, 3, 4, 4), from = 1).shape    # (8, 48)
        """) { call in
        let x = try call.tensor(0)
        let from = x.rank == 0 ? 0 : try call.axis(1, rank: x.rank, or: 0)
        let size = x.shape.dropFirst(from).reduce(1, &*)
        return .tensor(try call.emit(.reshape, [x], .shape(try Call.checked(Array(x.shape.prefix(from)) + [size]))))
      },
      Builtin("transpose", "x, axes = none", .shape,
        """
        Axes in another order; without axes, reversed. For matrices also x.T.

            transpose(zeros(2, 3)).shape    # (3, 2)
            transpose(zeros(2, 3, 4), (1, 2, 0)).shape    # (3, 4, 2)
        """) {
        call in
        let x = try call.tensor(0)
        var order = Array((0..<x.rank).reversed())
        if call.isGiven(1) {
          order = try call.parts(1).map { item in
            guard let axis = try call.interpreter.wholeNumber(item) else { throw call.wrong(1, "a list of axes") }
            return try call.axisWithin(axis, rank: x.rank)
          }
        }
        return .tensor(try call.emit(.transpose, [x], .permutation(Axes(clamping: order))))
      },
      Builtin("broadcast_to", "x, shape", .shape,
        """
        x repeated to a shape, by the rules of broadcasting.

            broadcast_to([1, 2], (3, 2)).shape    # (3, 2)
        """) { call in
        .tensor(try call.interpreter.broadcast(try call.tensor(0), to: try call.shape(1)))
      },
      Builtin("squeeze", "x, axis = none", .shape,
        """
        Without the axes of size 1 (or without the one named).

            squeeze(zeros(1, 3, 1)).shape    # (3,)
        """) { call in
        let x = try call.tensor(0)
        var drop = Axes(clamping: x.shape.indices.filter { x.shape[$0] == 1 })
        if call.isGiven(1) {
          drop = [try call.axis(1, rank: x.rank)]
          guard x.shape[drop[0]] == 1 else { throw Failure.wrongShape("squeeze: axis \(drop[0]) has size \(x.shape[drop[0]]), not 1") }
        }
        return .tensor(try call.emit(.reshape, [x], .shape(x.shape.removing(drop))))
      },
      Builtin("expand_dims", "x, axis", .shape,
        """
        With a new axis of size 1; also x[:, new].

            expand_dims([1, 2, 3], 1).shape    # (3, 1)
        """) { call in
        let x = try call.tensor(0)
        let axis = try call.axisWithin(try call.whole(1), rank: x.rank + 1)
        guard x.rank < Dims.maximumCount else { throw Failure.shape(.rankTooLarge(x.rank + 1), names: []) }
        return .tensor(try call.emit(.reshape, [x], .shape(x.shape.inserting(1, at: axis))))
      },
      Builtin("reverse", "x, axis = 0", .shape,
        """
        An axis in the opposite order; lists too.

            reverse([1, 2, 3])    # f32[3] [3, 2, 1]
        """) { call in
        if case .list(let list) = call.value(0) { return .list(try List(list.items.reversed())) }
        let x = try call.tensor(0)
        return .tensor(try call.emit(.reverse, [x], .reverse([try call.axis(1, rank: x.rank, or: 0)])))
      },
    ]
  }

  /// Sizes as given, with -1 worked out.
  private static func wanted(_ call: Call, _ x: Tensor) throws -> Shape {
    var items = call.rest
    if items.count == 1, !items[0].isNumber { items = try call.interpreter.parts(of: items[0]) }
    var sizes: [Int] = []
    for item in items {
      guard let size = try call.interpreter.wholeNumber(item) else { throw Failure.type("reshape needs whole numbers as sizes, but got \(item.phrase)") }
      sizes.append(size)
    }
    let holes = sizes.indices.filter { sizes[$0] < 0 }
    guard let hole = holes.first else { return try Call.checked(sizes) }
    var known = 1
    for (place, size) in sizes.enumerated() where place != hole {
      known = known.multipliedReportingOverflow(by: size).partialValue
    }
    guard holes.count == 1, sizes[hole] == -1, known > 0, x.elementCount % known == 0 else {
      throw Failure.wrongShape(
        "a tensor of shape \(x.shape) cannot become [\(sizes.map(String.init).joined(separator: ", "))]",
        hint: "one size may be -1, and the others must divide \(x.elementCount).")
    }
    sizes[hole] = x.elementCount / known
    return try Call.checked(sizes)
  }

  // MARK: Joining

  private static func tensors(_ call: Call) throws -> [Tensor] {
    let items = try call.parts(0)
    guard !items.isEmpty else { throw call.wrong(0, "a list of at least one tensor") }
    var dtype: DType?
    let parts = try items.map { item in
      try call.interpreter.tick(at: call.span)
      return try call.tensor(item, at: 0)
    }
    for part in parts where !part.isWeak {
      dtype = try dtype.map { known in
        guard let next = DType.promoted(known, part.dtype) else { throw Failure.type("\(call.name): \(known.name) and \(part.dtype.name) cannot be joined") }
        return next
      } ?? part.dtype
    }
    return try parts.map { part in
      try call.interpreter.tick(at: call.span)
      return try call.interpreter.lifted(.tensor(part), dtype ?? .f32)
    }
  }

  private static func joins() -> [Builtin] {
    [
      Builtin("concat", "xs, axis = 0", .shape,
        """
        Tensors one after the other along an axis they have.

        Rank and all other sizes must be equal.

            concat(([1, 2], [3]))    # f32[3] [1, 2, 3]
            concat((zeros(2, 3), ones(2, 1)), axis = 1).shape    # (2, 4)
        """) { call in
        let parts = try tensors(call)
        let axis = try call.axis(1, rank: parts[0].rank, or: 0)
        return .tensor(parts.count == 1 ? parts[0] : try call.emit(.concat, parts, .concat(axis: axis)))
      },
      Builtin("stack", "xs, axis = 0", .shape,
        """
        Tensors of one shape along a new axis.

            stack(([1, 2], [3, 4])).shape    # (2, 2)
            stack(([1, 2], [3, 4]), axis = 1)[0]    # f32[2] [1, 3]
        """) { call in
        let parts = try tensors(call)
        return .tensor(try call.interpreter.stack(parts, axis: try call.axisWithin(try call.whole(1, or: 0), rank: parts[0].rank + 1)))
      },
      Builtin("pad", "x, widths, value = 0", .shape,
        """
        A border around x: widths is one number for all sides, or a list of (before, after) for each axis.

            pad([1, 2], 1)    # f32[4] [0, 1, 2, 0]
        """) { call in
        let x = try call.tensor(0)
        var (low, high) = (Dims(repeating: 0, count: x.rank), Dims(repeating: 0, count: x.rank))
        if let width = try call.interpreter.wholeNumber(call.value(1)) {
          (low, high) = (Dims(repeating: width, count: x.rank), Dims(repeating: width, count: x.rank))
        } else {
          let pairs = try call.parts(1)
          guard pairs.count == x.rank else { throw call.wrong(1, "a number, or \(x.rank) pairs (before, after)") }
          for (axis, pair) in pairs.enumerated() {
            let sides = try call.shape(pair, at: 1)
            guard sides.count == 2 else { throw call.wrong(1, "pairs (before, after)") }
            (low[axis], high[axis]) = (sides[0], sides[1])
          }
        }
        let none = Dims(repeating: 0, count: x.rank)
        let attribute = Attributes.pad(low: low, high: high, interior: none)
        let padded = try call.emit(.pad, [x], attribute)
        guard try call.number(2, or: 0) != 0 else { return .tensor(padded) }
        let inside = try call.emit(.convert, [try call.interpreter.broadcast(call.interpreter.recorder.scalar(1, .i32), to: x.shape)], .dtype(.i32))
        let mask = try call.emit(.convert, [try call.emit(.pad, [inside], attribute)], .dtype(.bool))
        let border = try call.interpreter.lifted(try call.numeric(2), x.dtype)
        return .tensor(try call.emit(.select, [mask, padded, border]))
      },
      Builtin("repeat", "x, count, axis = 0", .shape,
        """
        Each element `count` times along an axis.

            repeat([1, 2], 2)    # f32[4] [1, 1, 2, 2]
        """) { call in
        let x = try call.tensor(0)
        let axis = try call.axis(2, rank: x.rank, or: 0)
        let count = try call.whole(1)
        guard count >= 0 else { throw call.wrong(1, "a count of at least 0") }
        let wide = try Call.checked(Array(x.shape.prefix(axis + 1)) + [count] + Array(x.shape.dropFirst(axis + 1)))
        let axes = Axes(clamping: (0..<x.rank).map { $0 <= axis ? $0 : $0 + 1 })
        let repeated = try call.emit(.broadcastInDim, [x], .broadcast(wide, axes: axes))
        var sizes = Array(x.shape)
        sizes[axis] = sizes[axis] * count
        return .tensor(try call.emit(.reshape, [repeated], .shape(try Call.checked(sizes))))
      },
    ]
  }

  // MARK: Picking

  private static func picks() -> [Builtin] {
    [
      Builtin("take", "x, indices, axis = 0", .shape,
        """
        The parts of x at places along an axis; also x[indices].

        An index out of range is an IndexError.

            take([10, 20, 30], [2, 0])    # f32[2] [30, 10]
        """) { call in
        let x = try call.tensor(0)
        let axis = try call.axis(2, rank: x.rank, or: 0)
        let indices = try call.interpreter.indexTensor(call.value(1), size: x.shape[axis], axis: axis)
        return .tensor(try call.emit(.gather, [x, indices], .gather(axis: axis, batch: 0)))
      },
      Builtin("pick", "x, indices", .shape,
        """
        One element of the last axis for each row: x[i, indices[i]].

        x [.., k] and indices [..].

            pick([[1, 2], [3, 4]], [1, 0])    # f32[2] [2, 3]
        """) { call in
        let x = try call.tensor(0)
        guard x.rank >= 1 else { throw call.wrong(0, "a tensor with at least one axis") }
        let axis = x.rank - 1
        let indices = try call.interpreter.indexTensor(call.value(1), size: x.shape[axis], axis: axis)
        guard indices.shape == Shape(clamping: Array(x.shape.dropLast())) else {
          throw Failure.wrongShape("pick: the indices \(indices.shape) do not fit the rows of \(x.shape)")
        }
        return .tensor(try call.emit(.gather, [x, indices], .gather(axis: axis, batch: axis)))
      },
      Builtin("take_along", "x, indices", .shape,
        """
        Elements of the last axis by their places in each row: indices [.., k] for x [.., n].

            take_along([[1, 2], [3, 4]], [[1], [0]]).shape    # (2, 1)
        """) { call in
        let x = try call.tensor(0)
        guard x.rank >= 1 else { throw call.wrong(0, "a tensor with at least one axis") }
        let axis = x.rank - 1
        let indices = try call.interpreter.indexTensor(call.value(1), size: x.shape[axis], axis: axis)
        guard indices.rank == x.rank, indices.shape.prefix(axis).elementsEqual(x.shape.prefix(axis)) else {
          throw Failure.wrongShape("take_along: the indices \(indices.shape) do not fit the rows of \(x.shape)")
        }
        return .tensor(try call.emit(.gather, [x, indices], .gather(axis: axis, batch: axis)))
      },
      Builtin("shape", "x", .shape,
        """
        The sizes as a list; also x.shape.

            shape(zeros(2, 3))    # (2, 3)
        """) { call in
        try call.interpreter.member("shape", of: try call.numeric(0))
      },
    ]
  }
}

// Making tensors, and converting between element types.
// Neighbours: `RandomBuiltins` for random ones.

import TensorIR

extension Registry {
  static func makers() -> [Builtin] {
    filled() + ramps() + casts()
  }

  private static func fill(_ call: Call, _ value: Value, _ shape: Shape, _ dtype: DType) throws -> Value {
    let scalar = try call.interpreter.lifted(value, dtype)
    return .tensor(try call.interpreter.broadcast(scalar, to: shape))
  }

  private static func filled() -> [Builtin] {
    [
      Builtin("zeros", "..shape, dtype = f32", .make,
        """
        A tensor of zeros: `zeros(2, 3)` or `zeros((2, 3))`.

            zeros(3)    # f32[3] [0, 0, 0]
            zeros(2, 3).shape    # (2, 3)
        """) {
        try fill($0, .int(0), try $0.restShape(), try $0.dtype(1, or: .f32))
      },
      Builtin("ones", "..shape, dtype = f32", .make,
        """
        A tensor of ones.

            ones(3)    # f32[3] [1, 1, 1]
            ones((2, 3), dtype = i32).dtype    # "i32"
        """) {
        try fill($0, .int(1), try $0.restShape(), try $0.dtype(1, or: .f32))
      },
      Builtin("full", "shape, value, dtype = f32", .make,
        """
        A tensor of one value.

        Any shape, as a number or a list of sizes.

            full(3, 7)    # f32[3] [7, 7, 7]
            full((2, 2), 0.5)[0]    # f32[2] [0.5, 0.5]
        """) {
        try fill($0, try $0.numeric(1), try $0.shape(0), try $0.dtype(2, or: .f32))
      },
      Builtin("zeros_like", "x", .make,
        """
        Zeros of the shape and element type of x.

            zeros_like([1, 2])    # f32[2] [0, 0]
        """) {
        let x = try $0.tensor(0)
        return try fill($0, .int(0), x.shape, x.dtype)
      },
      Builtin("ones_like", "x", .make,
        """
        Ones of the shape and element type of x.

            ones_like(i32([5, 6]))    # i32[2] [1, 1]
        """) {
        let x = try $0.tensor(0)
        return try fill($0, .int(1), x.shape, x.dtype)
      },
      Builtin("full_like", "x, value", .make,
        """
        One value in the shape and element type of x.

            full_like([1, 2], 9)    # f32[2] [9, 9]
        """) {
        let x = try $0.tensor(0)
        return try fill($0, try $0.numeric(1), x.shape, x.dtype)
      },
      Builtin("eye", "n, m = n, dtype = f32", .make,
        """
        The identity matrix [n, m].

            eye(2)[0]    # f32[2] [1, 0]
            eye(2, 3).shape    # (2, 3)
        """) { call in
        let n = try call.whole(0)
        let m = try call.whole(1, or: n)
        let shape = try call.shape(.list(try List([.int(n), .int(m)])), at: 0)
        let rows = try call.emit(.iota, [], .iota(shape, axis: 0))
        let columns = try call.emit(.iota, [], .iota(shape, axis: 1))
        let equal = try call.emit(.compare, [rows, columns], .comparison(.eq))
        return .tensor(try call.emit(.convert, [equal], .dtype(try call.dtype(2, or: .f32))))
      },
      Builtin("one_hot", "labels, classes, dtype = f32", .make,
        """
        Rows with a 1 at the label: [.., classes].

        Labels of any shape, whole numbers in 0 to classes - 1; others are an IndexError.

            one_hot(1, 3)    # f32[3] [0, 1, 0]
            one_hot([2, 0], 3).shape    # (2, 3)
        """) {
        call in
        let classes = try call.whole(1)
        guard classes > 0 else { throw call.wrong(1, "a positive number of classes") }
        let labels = try call.labels(0, classes: classes)
        let shape = try Call.checked(Array(labels.shape) + [classes])
        let ramp = try call.emit(.iota, [], .iota(shape, axis: shape.count - 1))
        let column = try call.emit(.reshape, [labels], .shape(labels.shape.inserting(1, at: labels.rank)))
        let wide = try call.interpreter.broadcast(column, to: shape)
        let equal = try call.emit(.compare, [wide, ramp], .comparison(.eq))
        return .tensor(try call.emit(.convert, [equal], .dtype(try call.dtype(2, or: .f32))))
      },
    ]
  }

  private static func ramps() -> [Builtin] {
    [
      Builtin("arange", "start, stop = none, step = 1, dtype = none", .make,
        """
        Numbers from start (0 if only one is given) up to, not including, stop: i32 of whole numbers, f32 if one \
        is written or computed as a float.

            arange(4)    # i32[4] [0, 1, 2, 3]
            arange(1, 2, 0.25)    # f32[4] [1, 1.25, 1.5, 1.75]
            arange(3.0)    # f32[3] [0, 1, 2]
        """) { call in
        let first = try call.number(0)
        let (start, stop) = call.isGiven(1) ? (first, try call.number(1)) : (0, first)
        let step = try call.number(2, or: 1)
        guard step != 0, step.isFinite, start.isFinite, stop.isFinite else { throw call.wrong(2, "a step other than 0, and finite bounds") }
        let isWhole = (0...2).allSatisfy { place in
          switch call.value(place).unwrapped {
          case .float: false
          case .tensor(let tensor): !tensor.dtype.isFloating
          default: true
          }
        } && [start, stop, step].allSatisfy { abs($0) < 2e9 }
        let count = max(0, ((stop - start) / step).rounded(.up))
        guard count <= Double(call.interpreter.limits.memoryBytes / 8) else { throw Failure.shape(.sizeTooLarge, names: []) }
        let values = (0..<Int(count)).map { start + Double($0) * step }
        let dtype = try call.dtype(3, or: isWhole ? .i32 : .f32)
        return .tensor(try call.interpreter.tensor(values, shape: try Call.checked([values.count]), dtype: dtype))
      },
      Builtin("linspace", "start, stop, count = 50, dtype = f32", .make,
        """
        `count` numbers evenly from start to stop, both included.

            linspace(0, 1, 5)    # f32[5] [0, 0.25, 0.5, 0.75, 1]
        """) { call in
        let (start, stop) = (try call.number(0), try call.number(1))
        let count = try call.whole(2, or: 50)
        guard count >= 0 else { throw call.wrong(2, "a number of points of at least 0") }
        guard count <= call.interpreter.limits.memoryBytes / 8 else { throw Failure.shape(.sizeTooLarge, names: []) }
        let last = Double(max(1, count - 1))
        let values = (0..<count).map { $0 == count - 1 && count > 1 ? stop : start + (stop - start) * (Double($0) / last) }
        return .tensor(try call.interpreter.tensor(values, shape: try Call.checked([count]), dtype: try call.dtype(3, or: .f32)))
      },
      Builtin("range", "start, stop = none, step = 1", .plain,
        """
        Host integers for loops: `range(n)` counts 0 to n - 1.

            list(range(3))    # (0, 1, 2)
            list(range(10, 0, -4))    # (10, 6, 2)
        """) { call in
        let first = try call.whole(0)
        let (start, stop) = call.isGiven(1) ? (first, try call.whole(1)) : (0, first)
        let step = try call.whole(2, or: 1)
        guard step != 0 else { throw call.wrong(2, "a step other than 0") }
        let (span, overflow) = stop.subtractingReportingOverflow(start)
        guard !overflow, step > Int.min else { throw call.wrong(1, "bounds that fit 64 bits") }
        let reach = step > 0 ? max(0, span) : max(0, -max(span, -Int.max))
        let size = abs(step)
        return .range(NumberRange(start: start, step: step, count: reach / size + (reach % size == 0 ? 0 : 1)))
      },
    ]
  }

  /// The same lists with f64 tensors in place of numbers.
  private static func doubled(_ value: Value, _ interpreter: Interpreter) throws -> Value {
    switch value {
    case .int, .float: .tensor(try interpreter.lifted(value, .f64))
    case .list, .range, .sequence:
      try interpreter.stacked(try interpreter.parts(of: value).map { try doubled($0, interpreter) })
    default: value
    }
  }

  private static func castWords(_ dtype: DType) -> String {
    let words =
      dtype.isInteger
      ? "To \(dtype.name): fractions are cut off toward zero; a number that does not fit is an error."
      : dtype == .bool ? "To bool: true where x is not 0." : "To \(dtype.name)."
    let (given, seen) = dtype.isInteger ? ("[1.9, 2]", "[1, 2]") : dtype == .bool ? ("[0, 2]", "[false, true]") : ("[0, 2]", "[0, 2]")
    return "\(words)\n\n    \(dtype.name)(\(given))    # \(dtype.name)[2] \(seen)"
  }

  private static func casts() -> [Builtin] {
    DType.allCases.map { dtype in
      Builtin(dtype.name, "x", .make,
        castWords(dtype)) { call in
        var value = try call.numeric(0)
        if case .int(let number) = value { try call.interpreter.checkFits(number, dtype) }
        // A list's numbers meet the type unrounded, not by way of f32.
        if call.value(0).isSequence, dtype != .f32 { value = try doubled(call.value(0), call.interpreter) }
        try call.interpreter.checkFits(value, dtype)
        let tensor = try call.interpreter.lifted(value, dtype)
        guard tensor.isWeak else { return .tensor(tensor) }
        return .tensor(try call.emit(.reshape, [tensor], .shape(tensor.shape)))
      }
    } + [
      Builtin("tensor", "x, dtype = none", .make,
        """
        A tensor of a number, list or range; `item` goes back.

        Of a list of numbers, or of lists of equal length; others are a ShapeError.

            tensor((1, 2, 3))    # f32[3] [1, 2, 3]
            tensor(5).shape    # ()
        """) { call in
        let wanted = try call.dtype(1, or: .f32)
        var tensor = try call.tensor(0)
        switch call.value(0) {
        case .int, .float: tensor = try call.interpreter.lifted(call.value(0), call.isGiven(1) ? .f64 : .f32)
        case .list, .range, .sequence:
          // Numbers meet other types unrounded, not by way of f32.
          guard wanted != .f32 else { break }
          tensor = try call.tensor(try doubled(call.value(0), call.interpreter), at: 0)
        default: break
        }
        guard call.isGiven(1) else { return .tensor(tensor) }
        try call.interpreter.checkFits(.tensor(tensor), wanted)
        return .tensor(try call.interpreter.lifted(.tensor(tensor), wanted))
      },
      Builtin("item", "x", .make,
        """
        The host number (or bool) of a tensor with one element.

        More than one element is a TypeError.

            item(sum([1, 2]))    # 3
        """) { call in
        switch call.value(0) {
        case .int, .float, .bool: return call.value(0)
        case .tensor(let tensor) where tensor.elementCount == 1:
          let number = try call.interpreter.read(tensor).double(at: 0)
          if tensor.dtype == .bool { return .bool(number != 0) }
          if tensor.dtype.isInteger { return .int(Int(number)) }
          return .float(number)
        default: throw call.wrong(0, "a tensor with one element")
        }
      },
    ]
  }
}

// What built-ins ask their arguments for, with one message for each kind of misfit.
// Neighbours: `Builtin`, `Call`.

import TensorIR

extension Call {
  func emit(_ op: Op, _ inputs: [Tensor], _ attribute: Attributes = .none, isWeak: Bool = false) throws
    -> Tensor
  { try interpreter.emit(op, inputs, attribute, isWeak: isWeak) }

  /// A tensor; numbers become weak 0-d ones, lists of numbers are stacked.
  func tensor(_ index: Int) throws -> Tensor { try tensor(value(index), at: index) }

  func tensor(_ value: Value, at index: Int) throws -> Tensor {
    switch value.unwrapped {
    case .tensor(let tensor): return tensor
    case .int, .float: return try interpreter.lifted(value, .f64, isWeak: true)
    case .bool: return try interpreter.lifted(value, .bool)
    case .list, .range, .sequence:
      if case .tensor(let tensor) = try interpreter.stacked(try interpreter.parts(of: value)) { return tensor }
      throw wrong(index, "a tensor")
    default: throw wrong(index, "a tensor")
    }
  }

  /// A tensor of a floating element type; integers and bools become f32.
  func floating(_ index: Int) throws -> Tensor { try floating(try tensor(index)) }

  func floating(_ tensor: Tensor) throws -> Tensor {
    tensor.dtype.isFloating ? tensor : try emit(.convert, [tensor], .dtype(.f32))
  }

  /// Numeric arguments in the element type they meet in.
  func meeting(_ first: Int, _ second: Int) throws -> (Tensor, Tensor, isWeak: Bool) {
    let (a, b) = (try numeric(first), try numeric(second))
    let (dtype, isWeak) = try interpreter.meeting(a, b, name)
    return (
      try interpreter.lifted(a, dtype, isWeak: isWeak), try interpreter.lifted(b, dtype, isWeak: isWeak), isWeak
    )
  }

  func numeric(_ index: Int) throws -> Value {
    let given = value(index).unwrapped
    switch given {
    case .int, .float, .bool, .tensor: return given
    case .list, .range, .sequence: return .tensor(try tensor(index))
    default: throw wrong(index, "a number or tensor")
    }
  }

  /// A host number.
  func number(_ index: Int, or fallback: Double? = nil) throws -> Double {
    if !isGiven(index), let fallback { return fallback }
    guard let number = try interpreter.number(value(index)) else { throw wrong(index, "a number") }
    return number
  }

  func whole(_ index: Int, or fallback: Int? = nil) throws -> Int {
    if !isGiven(index), let fallback { return fallback }
    guard let number = try interpreter.wholeNumber(value(index)) else { throw wrong(index, "a whole number") }
    return number
  }

  func truth(_ index: Int, or fallback: Bool) throws -> Bool {
    guard isGiven(index) else { return fallback }
    guard case .bool(let truth) = value(index) else { throw wrong(index, "true or false") }
    return truth
  }

  func string(_ index: Int, or fallback: String? = nil) throws -> String {
    if !isGiven(index), let fallback { return fallback }
    guard case .string(let words) = value(index) else { throw wrong(index, "a string") }
    return words
  }

  func optionalString(_ index: Int) throws -> String? { isGiven(index) ? try string(index) : nil }

  /// A function or callable record.
  func function(_ index: Int) throws -> Value {
    let given = value(index)
    switch given {
    case .function: return given
    case .record(let record) where record["call"] != nil: return given
    default: throw wrong(index, "a function")
    }
  }

  func record(_ index: Int) throws -> Record {
    guard case .record(let record) = value(index) else { throw wrong(index, "a record") }
    return record
  }

  func parts(_ index: Int) throws -> [Value] {
    do { return try interpreter.parts(of: value(index)) } catch Failure.notIterable { throw wrong(index, "a list") }
  }

  /// Sizes: a list, or a tensor of whole numbers, or one number.
  func shape(_ index: Int) throws -> Shape { try shape(value(index), at: index) }

  func shape(_ value: Value, at index: Int) throws -> Shape {
    let items: [Value]
    switch value {
    case .int: items = [value]
    case .tensor(let tensor) where tensor.rank == 0: items = [value]
    case .list, .range, .tensor, .sequence: items = try interpreter.parts(of: value)
    default: throw wrong(index, "a shape, as (2, 3),", got: value)
    }
    var sizes: [Int] = []
    for item in items {
      guard let size = try interpreter.wholeNumber(item) else { throw wrong(index, "a shape of whole numbers", got: item) }
      if size < 0 { throw Failure.value("\(name): a size cannot be negative, but one is \(size)") }
      sizes.append(size)
    }
    return try Call.checked(sizes)
  }

  static func checked(_ sizes: [Int]) throws -> Shape {
    guard sizes.count <= Dims.maximumCount else { throw Failure.shape(.rankTooLarge(sizes.count), names: []) }
    guard let shape = Shape(exactly: sizes) else { throw Failure.shape(.sizeTooLarge, names: []) }
    return shape
  }

  /// The sizes that `..shape` took: `zeros(2, 3)`, `zeros((2, 3))` or `zeros()`.
  func restShape() throws -> Shape {
    if rest.count == 1, !rest[0].isNumber { return try shape(rest[0], at: 0) }
    return try shape(.list(try List(rest)), at: 0)
  }

  func dtype(_ index: Int, or fallback: DType) throws -> DType {
    guard isGiven(index) else { return fallback }
    let word: String
    switch value(index) {
    case .string(let name): word = name
    case .function(let function): word = function.name ?? ""
    default: throw wrong(index, "an element type, as \"f64\"")
    }
    guard let dtype = DType(name: word) else { throw wrong(index, "an element type: f32, f64, i32, u32, u8 or bool") }
    return dtype
  }

  /// One axis, from the front; negative ones count from the back.
  func axis(_ index: Int, rank: Int, or fallback: Int? = nil) throws -> Int {
    let axis = try whole(index, or: fallback)
    return try axisWithin(axis, rank: rank)
  }

  func axisWithin(_ axis: Int, rank: Int) throws -> Int {
    let place = axis < 0 ? axis + rank : axis
    guard (0..<rank).contains(place) else {
      throw Failure.wrongShape(
        "\(name): there is no axis \(axis) in a tensor of rank \(rank)",
        hint: rank == 0 ? "a 0-d tensor has no axes." : "axes are 0 to \(rank - 1), or -\(rank) to -1 from the back.")
    }
    return place
  }

  /// The axes of a reduction: none given means all.
  func axes(_ index: Int, rank: Int) throws -> Axes {
    guard isGiven(index) else { return Axes(clamping: Array(0..<rank)) }
    let items: [Value]
    switch value(index) {
    case .list, .range, .tensor: items = try parts(index)
    default: items = [value(index)]
    }
    var axes: [Int] = []
    for item in items {
      guard let axis = try interpreter.wholeNumber(item) else { throw wrong(index, "an axis or a list of axes") }
      let place = try axisWithin(axis, rank: rank)
      if axes.contains(place) { throw Failure.wrongShape("\(name): axis \(axis) is named twice") }
      axes.append(place)
    }
    return Axes(clamping: axes.sorted())
  }

  func apply(_ function: Value, _ arguments: [Value]) throws -> Value {
    try interpreter.apply(function, arguments, at: span)
  }
}

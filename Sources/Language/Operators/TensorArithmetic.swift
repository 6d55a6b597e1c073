// Operators on tensors: promotion, weak numbers, products.
// Neighbours: `HostArithmetic` has the host numbers; `Recorder` records what is decided here.

import SourceText
import Syntax
import TensorIR

extension Interpreter {
  /// Records an operation; a misfit becomes a `Failure`.
  func emit(_ op: Op, _ inputs: [Tensor], _ attribute: Attributes = .none, isWeak: Bool = false) throws
    -> Tensor
  {
    do { return try recorder.emit(op, inputs, attribute, isWeak: isWeak) } catch {
      throw Failure.shape(error, names: [])
    }
  }

  func binary(_ op: BinaryOperator, _ first: Value, _ second: Value) throws -> Value {
    let (a, b) = (first.unwrapped, second.unwrapped)
    if let quick = HostArithmetic.quick(op, a, b) { return quick }
    switch op {
    case .equal, .notEqual:
      guard a.isNumeric, b.isNumeric else {
        return .bool(try equal(a, b) == (op == .equal))
      }
    case .isIn: return .bool(try contains(b, a))
    case .isNotIn: return .bool(try !contains(b, a))
    case .approximately: return .bool(try approximately(a, b, tolerance: nil))
    case .matmul: return .tensor(try product(a, b))
    case .add:
      if let joined = try joined(a, b) { return joined }
    default: break
    }
    switch (a, b) {
    case (.int(let x), .int(let y)): return try HostArithmetic.integersGenerally(op, x, y)
    case (.bool, _), (_, .bool):
      if !a.isTensor, !b.isTensor { return try hostBools(op, a, b) }
    case (.string(let x), .string(let y)):
      if let order = Interpreter.order(op, x, y) { return .bool(order) }
    default: break
    }
    guard a.isNumeric, b.isNumeric else { throw Failure.badOperands(operator: op.rawValue, a, b) }
    return .tensor(try elementwise(op, a, b))
  }

  private static func order(_ op: BinaryOperator, _ x: String, _ y: String) -> Bool? {
    switch op {
    case .less: x < y
    case .lessEqual: x <= y
    case .greater: x > y
    case .greaterEqual: x >= y
    default: nil
    }
  }

  /// Host bools count as 0 and 1, but for `&` and `|`.
  private func hostBools(_ op: BinaryOperator, _ a: Value, _ b: Value) throws -> Value {
    if case (.bool(let x), .bool(let y)) = (a, b) {
      if op == .bitAnd { return .bool(x && y) }
      if op == .bitOr { return .bool(x || y) }
    }
    guard a.isNumeric, b.isNumeric else { throw Failure.badOperands(operator: op.rawValue, a, b) }
    return try binary(op, a.asNumber, b.asNumber)
  }

  /// Lists and strings join by `+`.
  private func joined(_ a: Value, _ b: Value) throws -> Value? {
    switch (a, b) {
    case (.string(let x), .string(let y)):
      try checkText(x.utf8.count + y.utf8.count)
      return .string(x + y)
    case (.list(let x), .list(let y)):
      try checkItems(x.items.count + y.items.count)
      return .list(try List(x.items + y.items))
    default: return nil
    }
  }

  // MARK: Promotion

  /// The element type that two numeric values meet in, and whether the result is still a host number.
  func meeting(_ a: Value, _ b: Value, _ op: String) throws -> (dtype: DType, isWeak: Bool) {
    switch (strong(a), strong(b)) {
    case (let x?, let y?):
      guard let dtype = DType.promoted(x, y) else {
        throw Failure.type(
          "`\(op)` does not work on \(x.name) and \(y.name)",
          hint: "u32 holds bits and combines only with itself; convert with i32(…) or f32(…).")
      }
      return (dtype, false)
    case (let x?, nil): return (meeting(x, host: b), false)
    case (nil, let y?): return (meeting(y, host: a), false)
    case (nil, nil): return (.f64, true)
    }
  }

  private func strong(_ value: Value) -> DType? {
    if case .tensor(let tensor) = value, !tensor.isWeak { return tensor.dtype }
    return nil
  }

  private func meeting(_ dtype: DType, host: Value) -> DType {
    switch host {
    case .bool: dtype
    case .int: dtype == .bool ? .i32 : dtype
    default: dtype.isFloating ? dtype : .f32
    }
  }

  /// A numeric value as a tensor of a given element type.
  func lifted(_ value: Value, _ dtype: DType, isWeak: Bool = false) throws -> Tensor {
    switch value.unwrapped {
    case .tensor(let tensor):
      return tensor.dtype == dtype ? tensor : try emit(.convert, [tensor], .dtype(dtype))
    case .float(let number):
      if dtype.isInteger { try checkFits(number, dtype) }
      return recorder.scalar(number, dtype, isWeak: isWeak)
    case .int(let number):
      try checkFits(number, dtype)
      return recorder.scalar(Double(number), dtype, isWeak: isWeak)
    case .bool(let truth): return recorder.scalar(truth ? 1 : 0, dtype, isWeak: isWeak)
    default: throw Failure.type("\(value.phrase) cannot be made a tensor")
    }
  }

  func checkFits(_ number: Int, _ dtype: DType) throws {
    let fits: Bool =
      switch dtype {
      case .u8: UInt8(exactly: number) != nil
      case .i32: Int32(exactly: number) != nil
      case .u32: UInt32(exactly: number) != nil
      default: true
      }
    if !fits {
      throw Failure.value(
        "the number \(number) does not fit the element type \(dtype.name) (integer overflow)",
        hint: "convert the tensor first, as in i32(x) or f32(x).")
    }
  }

  private func checkFits(_ number: Double, _ dtype: DType) throws {
    guard let whole = Int(exactly: number.rounded(.towardZero)) else {
      throw Failure.value("\(text(.float(number))) does not fit \(dtype.name) (integer overflow)")
    }
    try checkFits(whole, dtype)
  }

  /// Refuses a tensor with elements that an integer type cannot hold: conversions never cut off in silence.
  func checkFits(_ value: Value, _ dtype: DType) throws {
    guard case .tensor(let tensor) = value, dtype.isInteger, tensor.dtype != dtype, tensor.dtype != .bool,
      tensor.dtype != .u8
    else { return }
    let storage: Storage
    do { storage = try read(tensor) } catch is BatchedRead { return }
    let (low, high): (Double, Double) =
      switch dtype {
      case .u8: (0, 255)
      case .u32: (0, 4_294_967_295)
      default: (-2_147_483_648, 2_147_483_647)
      }
    for place in 0..<storage.count {
      let whole = storage.double(at: place).rounded(.towardZero)
      guard whole >= low, whole <= high else {
        throw Failure.value(
          "element \(place) is \(text(.float(storage.double(at: place)))), which does not fit \(dtype.name) (integer overflow)",
          hint: "bring the values into range first, as with clip(x, low, high).")
      }
    }
  }

  private func elementwise(_ op: BinaryOperator, _ a: Value, _ b: Value) throws -> Tensor {
    if op == .power, let quick = try smallPower(a, b) { return quick }
    var (dtype, isWeak) = try meeting(a, b, op.rawValue)
    switch op {
    case .divide where !dtype.isFloating: dtype = .f32
    case .power where !dtype.isFloating && !isNonNegativeInteger(b): dtype = .f32
    case .add, .subtract, .multiply, .power, .remainder, .floorDivide:
      if dtype == .bool { dtype = .i32 }
    default: break
    }
    if case .int(0) = b, dtype.isInteger, op == .floorDivide || op == .remainder {
      throw Failure.divisionByZero(op.rawValue)
    }
    let x = try lifted(a, dtype, isWeak: isWeak)
    let y = try lifted(b, dtype, isWeak: isWeak)
    if let relation = op.relation { return try emit(.compare, [x, y], .comparison(relation)) }
    guard let operation = op.operation else { throw Failure.badOperands(operator: op.rawValue, a, b) }
    let result = try emit(operation, [x, y], isWeak: isWeak)
    // So random bits % n are places in a table of n that need not be read to be trusted.
    if op == .remainder, dtype.isInteger, case .int(let n) = b, n > 0 { result.knownBounds = 0...(n - 1) }
    return result
  }

  private func isNonNegativeInteger(_ value: Value) -> Bool {
    if case .int(let number) = value { return number >= 0 }
    if case .tensor(let tensor) = value { return tensor.dtype.isInteger }
    return false
  }

  /// `x^2`, `x^3`, `x^0.5`, `x^-1` without a power function.
  private func smallPower(_ a: Value, _ b: Value) throws -> Tensor? {
    guard case .tensor(let x) = a, x.dtype != .bool else { return nil }
    switch b {
    case .int(2): return try emit(.mul, [x, x], isWeak: x.isWeak)
    case .int(3): return try emit(.mul, [try emit(.mul, [x, x], isWeak: x.isWeak), x], isWeak: x.isWeak)
    case .float(0.5) where x.dtype.isFloating: return try emit(.sqrt, [x], isWeak: x.isWeak)
    case .int(-1) where x.dtype.isFloating:
      return try emit(.div, [recorder.scalar(1, x.dtype, isWeak: x.isWeak), x], isWeak: x.isWeak)
    default: return nil
    }
  }

  // MARK: Unary

  func unary(_ op: UnaryOperator, _ value: Value) throws -> Value {
    switch (op, value) {
    case (.plus, .int), (.plus, .float), (.plus, .tensor): return value
    case (.negate, .int(let number)):
      let (result, overflow) = number.multipliedReportingOverflow(by: -1)
      if overflow { throw Failure.integerOverflow("-") }
      return .int(result)
    case (.negate, .float(let number)): return .float(-number)
    case (.negate, .bool(let truth)): return .int(truth ? -1 : 0)
    case (.negate, .tensor(let x)):
      let operand = x.dtype == .bool || x.dtype == .u8 ? try lifted(value, .i32) : x
      return .tensor(try emit(.neg, [operand], isWeak: x.isWeak))
    case (.complement, .bool(let truth)): return .bool(!truth)
    case (.complement, .int(let number)): return .int(~number)
    case (.complement, .tensor(let x)): return .tensor(try emit(.not, [x]))
    default: throw Failure.badOperand(operator: op.rawValue, value)
    }
  }

  // MARK: Products

  func product(_ a: Value, _ b: Value) throws -> Tensor {
    guard case .tensor(let x) = a, case .tensor(let y) = b else {
      throw Failure.badOperands(operator: "@", a, b)
    }
    var (dtype, _) = try meeting(a, b, "@")
    if !dtype.isFloating { dtype = .i32 }
    guard x.rank > 0, y.rank > 0 else {
      throw Failure.wrongShape("`@` needs tensors with at least one axis, not numbers", hint: "use * for numbers.")
    }
    return try product(try lifted(a, dtype), try lifted(b, dtype))
  }

  /// `x @ y` as NumPy's matmul: leading axes are batches and broadcast.
  func product(_ x: Tensor, _ y: Tensor) throws -> Tensor {
    let leftBatch = max(0, x.rank - 2)
    let rightBatch = max(0, y.rank - 2)
    let contracted = (x.rank - 1, max(0, y.rank - 2))
    if x.shape[contracted.0] != y.shape[contracted.1] {
      throw Failure.shape(
        .dotMismatch(x.shape, y.shape, leftAxis: contracted.0, rightAxis: contracted.1), names: [])
    }
    if rightBatch == 0 || (leftBatch == 0 && x.rank == 1) {
      return try dot(x, y, [contracted.0], [contracted.1])
    }
    if leftBatch == 0 {
      // [n, k] @ [b…, k, m] gives [n, b…, m]: the rows go behind the batches.
      let result = try dot(x, y, [contracted.0], [contracted.1])
      let order = Array(1...rightBatch) + [0] + Array((rightBatch + 1)..<result.rank)
      return try emit(.transpose, [result], .permutation(Axes(clamping: order)))
    }
    let batch = try ShapeRulesBatch.common(
      Shape(clamping: Array(x.shape.prefix(leftBatch))), Shape(clamping: Array(y.shape.prefix(rightBatch))))
    let left = try broadcast(x, to: Shape(clamping: Array(batch) + Array(x.shape.suffix(2))))
    let right = try broadcast(y, to: Shape(clamping: Array(batch) + Array(y.shape.suffix(2))))
    let axes = Axes(clamping: Array(0..<batch.count))
    return try emit(
      .dotGeneral, [left, right],
      .dot(
        DotDimensions(
          leftContracting: [left.rank - 1], rightContracting: [right.rank - 2], leftBatch: axes,
          rightBatch: axes)))
  }

  private func dot(_ x: Tensor, _ y: Tensor, _ left: Axes, _ right: Axes) throws -> Tensor {
    try emit(.dotGeneral, [x, y], .dot(DotDimensions(leftContracting: left, rightContracting: right)))
  }

  /// NumPy's broadcasting to a given shape, without the guard: asked for by name.
  func broadcast(_ x: Tensor, to shape: Shape) throws -> Tensor {
    if x.shape == shape { return x }
    guard x.rank <= shape.count else {
      throw Failure.shape(.cannotBroadcast(.broadcastInDim, x.shape, shape, axis: 0), names: [])
    }
    let offset = shape.count - x.rank
    let axes = Axes(clamping: Array(offset..<shape.count))
    return try emit(.broadcastInDim, [x], .broadcast(shape, axes: axes))
  }
}

enum ShapeRulesBatch {
  /// Batch axes of a product broadcast as NumPy's.
  static func common(_ a: Shape, _ b: Shape) throws -> Shape {
    let rank = max(a.count, b.count)
    var sizes: [Int] = []
    for axis in 0..<rank {
      let (i, j) = (axis - (rank - a.count), axis - (rank - b.count))
      let (x, y) = (i >= 0 ? a[i] : 1, j >= 0 ? b[j] : 1)
      guard x == y || x == 1 || y == 1 else {
        throw Failure.shape(.cannotBroadcast(.dotGeneral, a, b, axis: axis), names: [])
      }
      sizes.append(x == 1 ? y : x)
    }
    return Shape(clamping: sizes)
  }
}

extension BinaryOperator {
  var relation: Comparison? {
    switch self {
    case .equal: .eq
    case .notEqual: .ne
    case .less: .lt
    case .lessEqual: .le
    case .greater: .gt
    case .greaterEqual: .ge
    default: nil
    }
  }

  var operation: Op? {
    switch self {
    case .add: .add
    case .subtract: .sub
    case .multiply: .mul
    case .divide: .div
    case .floorDivide: .floorDiv
    case .remainder: .mod
    case .power: .pow
    case .bitAnd: .and
    case .bitOr: .or
    default: nil
    }
  }
}

extension Value {
  /// Numbers, bools and tensors.
  var isNumeric: Bool {
    switch self {
    case .int, .float, .bool, .tensor: true
    default: false
    }
  }

  /// A host bool as the number 0 or 1.
  var asNumber: Value {
    if case .bool(let truth) = self { return .int(truth ? 1 : 0) }
    return self
  }
}

// The table of elementwise partial derivatives, one line an operation; reverse and forward mode both read it.
// Neighbours: `Transposes` and `Tangents` have the operations that are not elementwise.

import TensorIR

/// One recorded use of an operation, with values one level below the transform that recorded it.
struct Application {
  let op: Op
  let attributes: Attributes
  let inputs: [Tensor]
  let output: Tensor
}

/// A partial derivative, by the way it multiplies.
enum Partial {
  case zero
  case identity
  case negated
  /// Bounded.
  case times(Tensor)
  /// May be infinite: a zero on the other side wins.
  case singular(Tensor)
  /// May be zero: it wins over whatever is on the other side.
  case weight(Tensor)
  /// One where the condition holds, zero elsewhere.
  case masked(Tensor)
  /// Zero where the condition holds, one elsewhere.
  case unmasked(Tensor)
}

extension Recorder {
  /// A (co)tangent times a partial derivative; nil is zero.
  func product(_ partial: Partial, _ value: Tensor) throws(ShapeError) -> Tensor? {
    switch partial {
    case .zero: return nil
    case .identity: return value
    case .negated: return try neg(value)
    case .times(let factor): return try mul(value, factor)
    case .singular(let factor): return try emit(.mulNoNan, [factor, value])
    case .weight(let factor): return try emit(.mulNoNan, [value, factor])
    case .masked(let condition): return try select(condition, value, 0)
    case .unmasked(let condition):
      return try select(condition, scalar(0, value.dtype), value)
    }
  }

  /// Derivative of an elementwise operation in operand `index`.
  func partial(_ use: Application, _ index: Int) throws(ShapeError) -> Partial {
    switch use.inputs.count {
    case 1: return try unaryPartial(use.op, use.inputs[0], use.output)
    case 2: return try binaryPartial(use, index)
    default: return try ternaryPartial(use, index)
    }
  }

  private func unaryPartial(_ op: Op, _ x: Tensor, _ y: Tensor) throws(ShapeError) -> Partial {
    switch op {
    case .neg: return .negated
    case .abs: return .weight(try emit(.sign, [x]))
    case .exp: return .singular(y)
    case .expm1: return .singular(try emit(.exp, [x]))
    case .log: return .singular(try div(1, x))
    case .log1p: return .singular(try div(1, try add(x, 1)))
    case .sqrt: return .singular(try div(0.5, y))
    case .rsqrt: return .singular(try mul(try div(y, x), -0.5))
    case .sin: return .times(try emit(.cos, [x]))
    case .cos: return .times(try neg(try emit(.sin, [x])))
    case .tanh: return .times(try sub(scalar(1, y.dtype), try mul(y, y)))
    case .logistic: return .times(try mul(y, try emit(.logistic, [try neg(x)])))
    case .erf: return .times(try mul(try emit(.exp, [try neg(try mul(x, x))]), 1.1283791670955126))
    case .erfinv: return .singular(try mul(try emit(.exp, [try mul(y, y)]), 0.886226925452758))
    case .relu: return .masked(try compare(.gt, y, scalar(0, y.dtype)))
    case .softplus: return .times(try emit(.logistic, [x]))
    case .convert: return .identity
    default: return .zero
    }
  }

  private func binaryPartial(_ use: Application, _ index: Int) throws(ShapeError) -> Partial {
    let (a, b, y) = (use.inputs[0], use.inputs[1], use.output)
    let isFirst = index == 0
    switch use.op {
    case .add: return .identity
    case .sub: return isFirst ? .identity : .negated
    case .mul: return .singular(isFirst ? b : a)
    case .div: return .singular(isFirst ? try div(1, b) : try neg(try div(y, b)))
    case .pow: return isFirst ? .singular(try powerInBase(a, b)) : .singular(try powerInExponent(a, y))
    case .max, .min: return .weight(try share(use.op, isFirst ? a : b, isFirst ? b : a))
    case .atan2:
      let square = try add(try mul(a, a), try mul(b, b))
      return .singular(isFirst ? try div(b, square) : try neg(try div(a, square)))
    case .mod: return isFirst ? .identity : .times(try neg(try emit(.floorDiv, [a, b])))
    case .mulNoNan: return isFirst ? .weight(b) : .singular(a)
    default: return .zero
    }
  }

  private func ternaryPartial(_ use: Application, _ index: Int) throws(ShapeError) -> Partial {
    let first = use.inputs[0]
    if use.op == .select { return index == 1 ? .masked(first) : .unmasked(first) }
    let (low, high) = (use.inputs[1], use.inputs[2])
    switch index {
    case 0:
      // The closed interval: a value on the border passes.
      return .masked(try emit(.and, [try compare(.ge, first, low), try compare(.le, first, high)]))
    case 1: return .masked(try emit(.and, [try compare(.lt, first, low), try compare(.le, low, high)]))
    default: return .masked(try compare(.gt, try emit(.max, [first, low]), high))
    }
  }

  /// n x^(n-1), but 0 where n = 0: so it is finite at x = 0 for n = 1, and so is its own derivative.
  private func powerInBase(_ x: Tensor, _ n: Tensor) throws(ShapeError) -> Tensor {
    let isZero = try compare(.eq, n, scalar(0, n.dtype))
    let lower = try select(isZero, scalar(1, n.dtype), try add(n, -1))
    let slope = try mul(n, try emit(.pow, [x, lower]))
    return try select(isZero, scalar(0, n.dtype), slope)
  }

  /// x^n log x, but 0 where x = 0.
  private func powerInExponent(_ x: Tensor, _ y: Tensor) throws(ShapeError) -> Tensor {
    let isZero = try compare(.eq, x, scalar(0, x.dtype))
    let logarithm = try emit(.log, [try select(isZero, scalar(1, x.dtype), x)])
    return try select(isZero, scalar(0, x.dtype), try mul(y, logarithm))
  }

  /// 1 where `a` is the one taken, 1/2 where both are equal, else 0.
  private func share(_ op: Op, _ a: Tensor, _ b: Tensor) throws(ShapeError) -> Tensor {
    let isEqual = try compare(.eq, a, b)
    let isTaken = try compare(op == .max ? .gt : .lt, a, b)
    let tie = try select(isEqual, scalar(0.5, a.dtype), scalar(0, a.dtype))
    return try select(isTaken, scalar(1, a.dtype), tie)
  }
}

// What each elementwise operation does to floating numbers, one line an operation.
// Neighbours: `IntegerFormulas`, `Kernel+Elementwise`.

import TensorIR

#if canImport(Glibc)
  import Glibc
#endif

enum RealFormulas {
  static func unary(_ op: Op, _ x: Double) -> Double {
    switch op {
    case .neg: -x
    case .abs: x.magnitude
    case .sign: x > 0 ? 1 : x < 0 ? -1 : x.isNaN ? x : 0
    case .exp: exp(x)
    case .expm1: expm1(x)
    case .log: log(x)
    case .log1p: log1p(x)
    case .sqrt: x.squareRoot()
    case .rsqrt: 1 / x.squareRoot()
    case .sin: sin(x)
    case .cos: cos(x)
    case .tanh: tanh(x)
    case .logistic: logistic(x)
    case .erf: erf(x)
    case .erfinv: erfinv(x)
    case .floor: x.rounded(.down)
    case .ceil: x.rounded(.up)
    case .roundEven: x.rounded(.toNearestOrEven)
    case .relu: greatest(x, 0)
    case .softplus: x.isNaN ? x : Swift.max(x, 0) + log1p(exp(-x.magnitude))
    default: x
    }
  }

  static func binary(_ op: Op, _ a: Double, _ b: Double, isSingle: Bool) -> Double {
    switch op {
    case .add: a + b
    case .sub: a - b
    case .mul: a * b
    case .div: a / b
    case .pow: pow(a, b)
    case .max: greatest(a, b)
    case .min: least(a, b)
    case .atan2: atan2(a, b)
    case .mod: modulo(a, b)
    case .floorDiv: (isSingle ? Double(Float(a / b)) : a / b).rounded(.down)
    case .mulNoNan: b == 0 ? 0 : a * b
    default: a
    }
  }

  /// NaN if either is NaN.
  static func greatest(_ a: Double, _ b: Double) -> Double {
    a.isNaN ? a : b.isNaN ? b : a > b ? a : b
  }

  static func least(_ a: Double, _ b: Double) -> Double {
    a.isNaN ? a : b.isNaN ? b : a < b ? a : b
  }

  /// The exact remainder, moved to the sign of the divisor.
  private static func modulo(_ a: Double, _ b: Double) -> Double {
    let remainder = fmod(a, b)
    if remainder == 0 { return b < 0 ? -0.0 : 0 }
    return (remainder < 0) != (b < 0) ? remainder + b : remainder
  }

  static func logistic(_ x: Double) -> Double {
    if x >= 0 { return 1 / (1 + exp(-x)) }
    let e = exp(x)
    return e / (1 + e)
  }

  /// Winitzki's approximation, then Halley steps on the tail that keeps its digits.
  static func erfinv(_ y: Double) -> Double {
    guard y.magnitude < 1 else { return y.magnitude == 1 ? y * .infinity : .nan }
    if y == 0 { return y }
    let a = 0.147
    let logarithm = log1p(-y * y)
    let t = 2 / (Double.pi * a) + logarithm / 2
    var x = (((t * t - logarithm / a).squareRoot()) - t).squareRoot()
    let target = y.magnitude
    for _ in 0..<4 {
      let error = target > 0.5 ? (1 - target) - erfc(x) : erf(x) - target
      let slope = 2 / Double.pi.squareRoot() * exp(-x * x)
      let step = error / slope
      x -= step / (1 + x * step)
    }
    return y < 0 ? -x : x
  }
}

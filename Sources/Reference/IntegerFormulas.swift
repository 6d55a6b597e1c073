// What each elementwise operation does to integers and bools, one line an operation.
// Neighbours: `RealFormulas`; `Kernel.fitted` checks that a result fits its type.

import TensorIR

enum IntegerFormulas {
  static func unary(_ op: Op, _ x: Int, _ dtype: DType) -> Int {
    switch op {
    case .neg: -x
    case .abs: Swift.abs(x)
    case .sign: x.signum()
    case .relu: Swift.max(x, 0)
    case .not: dtype == .bool ? 1 - x : dtype == .u8 ? 255 - x : ~x
    default: x
    }
  }

  /// nil if the result has no finite value. The operands fit 32 bits, so that 64 hold every sum and product.
  static func binary(_ op: Op, _ a: Int, _ b: Int, _ dtype: DType) -> Int? {
    switch op {
    case .add: a + b
    case .sub: a - b
    case .mul: a &* b
    case .div: b == 0 ? 0 : a / b
    case .pow: power(a, b, dtype)
    case .max: Swift.max(a, b)
    case .min: Swift.min(a, b)
    case .mod: b == 0 ? nil : a - floorDivide(a, b) * b
    case .floorDiv: b == 0 ? nil : floorDivide(a, b)
    case .and: a & b
    case .or: a | b
    case .xor: a ^ b
    case .shl: shifted(a, left: b, dtype)
    case .shr: b < 0 || b >= width(dtype) ? (a < 0 ? -1 : 0) : a >> b
    default: a
    }
  }

  private static func width(_ dtype: DType) -> Int { dtype == .u8 || dtype == .bool ? 8 : 32 }

  private static func floorDivide(_ a: Int, _ b: Int) -> Int {
    let quotient = a / b
    return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient
  }

  /// Bits that leave the type are lost.
  private static func shifted(_ a: Int, left b: Int, _ dtype: DType) -> Int {
    guard b >= 0, b < width(dtype) else { return 0 }
    let bits = a << b
    switch dtype {
    case .u8, .bool: return bits & 0xff
    case .u32: return bits & 0xffff_ffff
    default: return Int(Int32(truncatingIfNeeded: bits))
    }
  }

  /// By repeated squaring; a negative exponent truncates toward zero, and of 0 there is none.
  private static func power(_ base: Int, _ exponent: Int, _ dtype: DType) -> Int? {
    if exponent < 0 {
      if base == 0 { return nil }
      if base == 1 { return 1 }
      return base == -1 ? (exponent & 1 == 0 ? 1 : -1) : 0
    }
    var result = 1
    var factor = base
    var left = exponent
    while left > 0 {
      if left & 1 == 1 {
        guard let next = limited(result, factor, dtype) else { return nil }
        result = next
      }
      left >>= 1
      if left > 0 {
        guard let next = limited(factor, factor, dtype) else { return nil }
        factor = next
      }
    }
    return result
  }

  private static func limited(_ a: Int, _ b: Int, _ dtype: DType) -> Int? {
    let product = a &* b
    if dtype == .u32 { return product & 0xffff_ffff }
    return Int32(exactly: product).map(Int.init)
  }
}

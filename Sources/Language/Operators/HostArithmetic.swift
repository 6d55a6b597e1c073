// Arithmetic of host numbers: exact integers and f64. No tensor is made here.
// Neighbours: `BinaryCode` tries this first; `TensorArithmetic` does the rest.

import Glibc
import Syntax

enum HostArithmetic {
  /// The result for two numbers where nothing can go wrong; nil: take the general path.
  @inline(__always)
  static func quick(_ op: BinaryOperator, _ a: Value, _ b: Value) -> Value? {
    switch (a, b) {
    case (.float(let x), .float(let y)): floats(op, x, y)
    case (.float(let x), .int(let y)): floats(op, x, Double(y))
    case (.int(let x), .float(let y)): floats(op, Double(x), y)
    case (.int(let x), .int(let y)): integers(op, x, y)
    default: nil
    }
  }

  private static func floats(_ op: BinaryOperator, _ x: Double, _ y: Double) -> Value? {
    switch op {
    case .add: .float(x + y)
    case .subtract: .float(x - y)
    case .multiply: .float(x * y)
    case .divide: .float(x / y)
    case .floorDivide: .float((x / y).rounded(.down))
    case .remainder: .float(remainder(x, y))
    case .power: .float(pow(x, y))
    case .equal: .bool(x == y)
    case .notEqual: .bool(x != y)
    case .less: .bool(x < y)
    case .lessEqual: .bool(x <= y)
    case .greater: .bool(x > y)
    case .greaterEqual: .bool(x >= y)
    case .approximately: .bool(approximately(x, y))
    default: nil
    }
  }

  private static func integers(_ op: BinaryOperator, _ x: Int, _ y: Int) -> Value? {
    switch op {
    case .add: exact(x.addingReportingOverflow(y))
    case .subtract: exact(x.subtractingReportingOverflow(y))
    case .multiply: exact(x.multipliedReportingOverflow(by: y))
    case .divide: .float(Double(x) / Double(y))
    case .equal: .bool(x == y)
    case .notEqual: .bool(x != y)
    case .less: .bool(x < y)
    case .lessEqual: .bool(x <= y)
    case .greater: .bool(x > y)
    case .greaterEqual: .bool(x >= y)
    case .approximately: .bool(x == y)
    case .power where y < 0: .float(pow(Double(x), Double(y)))
    default: nil
    }
  }

  private static func exact(_ result: (partialValue: Int, overflow: Bool)) -> Value? {
    result.overflow ? nil : .int(result.partialValue)
  }

  /// Two integers on the slow path: division, powers, bits, and whatever overflowed.
  static func integersGenerally(_ op: BinaryOperator, _ x: Int, _ y: Int) throws -> Value {
    switch op {
    case .floorDivide, .remainder:
      guard y != 0 else { throw Failure.divisionByZero(op.rawValue) }
      let (quotient, overflow) = x.dividedReportingOverflow(by: y)
      if overflow { throw Failure.integerOverflow(op.rawValue) }
      let rest = x &- quotient &* y
      let isOff = rest != 0 && (rest < 0) != (y < 0)
      return .int(op == .remainder ? (isOff ? rest + y : rest) : (isOff ? quotient - 1 : quotient))
    case .power: return .int(try power(x, y))
    case .bitAnd: return .int(x & y)
    case .bitOr: return .int(x | y)
    default: throw Failure.integerOverflow(op.rawValue)
    }
  }

  private static func power(_ base: Int, _ exponent: Int) throws -> Int {
    var result = 1
    var factor = base
    var rest = exponent
    while rest > 0 {
      if rest & 1 == 1 {
        let (value, overflow) = result.multipliedReportingOverflow(by: factor)
        if overflow { throw Failure.integerOverflow("^") }
        result = value
      }
      rest >>= 1
      guard rest > 0 else { break }
      let (value, overflow) = factor.multipliedReportingOverflow(by: factor)
      if overflow { throw Failure.integerOverflow("^") }
      factor = value
    }
    return result
  }

  /// The sign of the divisor, as NumPy.
  static func remainder(_ x: Double, _ y: Double) -> Double {
    if y.isInfinite, x.isFinite { return x == 0 || (x < 0) == (y < 0) ? x : y }
    let rest = fmod(x, y)
    return rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest
  }

  /// `a ≈ b`: within 1e-5 of the larger size, or 1e-8.
  static func approximately(_ x: Double, _ y: Double, tolerance: Double? = nil) -> Bool {
    if x == y { return true }
    guard x.isFinite, y.isFinite else { return false }
    return abs(x - y) <= (tolerance ?? max(1e-8, 1e-5 * max(abs(x), abs(y))))
  }
}

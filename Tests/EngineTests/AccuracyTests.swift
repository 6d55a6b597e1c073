// Errors of the elementary functions in units of the last place, against the C library in double precision.
// Neighbours: `CKernels/vectormath.inc`.

import Glibc
import TensorIR
import Testing

@Suite struct AccuracyTests {
  /// Worst error in ulps of `op` over `values`.
  private func worst(_ op: Op, _ values: [Float], _ exact: (Double) -> Double) throws -> (
    ulps: Double, at: Float
  ) {
    let arena = engineArena()
    let x = try tensor(arena, [values.count], .f32, values.map(Double.init))
    let found = try read(arena, try arena.record(op, [x]))
    var worst = (ulps: 0.0, at: Float(0))
    for (value, result) in zip(values, found) {
      let wanted = exact(Double(value))
      guard wanted.isFinite, wanted.magnitude <= Double(Float.greatestFiniteMagnitude) else { continue }
      let unit = Double(Swift.max(Float(wanted).magnitude.ulp, Float.leastNonzeroMagnitude))
      let error = (result - wanted).magnitude / unit
      if !(error <= worst.ulps) { worst = (error, value) }
    }
    return worst
  }

  private func spread(_ low: Float, _ high: Float, _ count: Int = 60_000) -> [Float] {
    (0..<count).map { low + (high - low) * Float($0) / Float(count - 1) }
  }

  /// Both signs, all magnitudes.
  private func logarithmic(_ low: Double, _ high: Double) -> [Float] {
    (0..<30_000).flatMap { index -> [Float] in
      let value = Float(low * pow(high / low, Double(index) / 29_999))
      return [value, -value]
    }
  }

  @Test func functionsAreAccurate() throws {
    let wide = logarithmic(1e-30, 80)
    let positive = logarithmic(1e-44, 3e38).filter { $0 > 0 }
    let unit = spread(-0.999999, 0.999999) + logarithmic(1e-30, 1)
    let cases: [(Op, [Float], Double, (Double) -> Double)] = [
      (.exp, wide + spread(-104, 89), 1.5, exp), (.log, positive + spread(0.5, 2), 1.5, log),
      (.tanh, wide + spread(-10, 10), 2, tanh),
      (.logistic, wide + spread(-100, 30), 3, { 1 / (1 + exp(-$0)) }),
      (.expm1, wide, 0.6, expm1), (.log1p, positive + unit, 0.6, log1p),
      (.softplus, wide, 3, { log1p(exp(-$0.magnitude)) + Swift.max($0, 0) }),
      (.erf, wide + spread(-5, 5), 0.6, erf), (.sin, wide + spread(-1e6, 1e6), 0.6, sin),
      (.cos, wide + spread(-1e6, 1e6), 0.6, cos),
      (.sqrt, positive, 0.5, sqrt), (.rsqrt, positive, 1.6, { 1 / sqrt($0) }),
    ]
    for (op, values, bound, exact) in cases {
      let found = try worst(op, values, exact)
      print("accuracy \(op): \(found.ulps) ulp at \(found.at)")
      #expect(found.ulps <= bound, "\(op) at \(found.at)")
    }
  }

  @Test func inverseErrorFunctionIsTheInverse() throws {
    let values = spread(-0.9999999, 0.9999999) + logarithmic(1e-30, 0.99999)
    let arena = engineArena()
    let x = try tensor(arena, [values.count], .f32, values.map(Double.init))
    for (value, result) in zip(values, try read(arena, try arena.record(.erfinv, [x]))) {
      // One ulp of the result moves erf by this much.
      let slope = 2 / Double.pi.squareRoot() * exp(-result * result)
      let unit = Double(Float(result).ulp) * slope
      let error =
        value > 0.5
        ? (1 - Double(value)) - erfc(result)
        : value < -0.5 ? erfc(-result) - (1 + Double(value)) : erf(result) - Double(value)
      #expect(error.magnitude <= unit + 1e-45, "erfinv(\(value))")
    }
  }

  @Test func powersAreAccurate() throws {
    let arena = engineArena()
    var dice = Dice(1)
    let bases = (0..<30_000).map { _ in Double(Float(exp(dice.real(-20...20)))) }
    let exponents = (0..<30_000).map { _ in Double(Float(dice.real(-4...4))) }
    let found = try read(
      arena,
      try arena.record(
        .pow, [tensor(arena, [30_000], .f32, bases), tensor(arena, [30_000], .f32, exponents)]))
    for index in found.indices {
      let wanted = pow(bases[index], exponents[index])
      guard wanted < 3e38 else { continue }
      let unit = Double(Swift.max(Float(wanted).ulp, Float.leastNonzeroMagnitude))
      #expect((found[index] - wanted).magnitude <= 0.6 * unit, "\(bases[index]) ^ \(exponents[index])")
    }
  }
}

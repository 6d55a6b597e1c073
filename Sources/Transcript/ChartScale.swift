// From numbers to places along an axis, with ticks at 1, 2 and 5.
// Neighbours: `ChartData` finds the range, `SVGChart` draws the axes.

import Display
import Glibc

/// One axis: its range and where its ticks stand.
struct ChartScale: Equatable {
  struct Tick: Equatable {
    let at: Double
    let label: String
  }

  let low: Double
  let high: Double
  let isLog: Bool
  var ticks: [Tick] = []

  /// - Parameters:
  ///   - range: the data's ends; nil if there are none.
  ///   - padding: share of the range that is added at each end that no limit fixes.
  ///   - room: how many ticks fit.
  init(range: Limits?, wanted: Limits?, isLog: Bool, padding: Double, room: Int) {
    let data = Self.usable(range, isLog: isLog) ?? (isLog ? Limits(0.1, 10) : Limits(0, 1))
    var (a, b) = Self.widened(data, isLog: isLog)
    if padding > 0 { (a, b) = Self.padded(a, b, by: padding, isLog: isLog, data: data) }
    if let wanted = Self.usable(wanted, isLog: isLog) { (a, b) = Self.widened(wanted, isLog: isLog) }
    if isLog { (a, b) = (min(max(a, 1e-300), 1e299), min(max(b, a * 1.01, 1e-299), 1e300)) }
    low = a
    high = b
    self.isLog = isLog
    ticks = isLog ? Self.logTicks(a, b, room: room) : Self.linearTicks(a, b, room: room)
  }

  /// A scale for names instead of numbers: 0 ..< `count`, half a step free at both ends.
  init(names: [String], count: Int) {
    low = -0.5
    high = Double(max(count, 1)) - 0.5
    isLog = false
    ticks = names.prefix(count).enumerated().map { Tick(at: Double($0.offset), label: $0.element) }
  }

  /// Share of the way from `low` to `high`; nil for what has no place.
  func share(_ x: Double) -> Double? {
    guard x.isFinite, !isLog || x > 0 else { return nil }
    let part =
      isLog ? (log10(x) - log10(low)) / (log10(high) - log10(low)) : (x / 2 - low / 2) / (high / 2 - low / 2)
    return part.isFinite ? min(max(part, -50), 50) : nil
  }

  /// The number at a share of the way: the inverse of `share`.
  func value(at share: Double) -> Double {
    isLog ? pow(10, log10(low) + share * (log10(high) - log10(low))) : low + share * (high - low)
  }

  private static func usable(_ limits: Limits?, isLog: Bool) -> Limits? {
    guard let limits, limits.low.isFinite, limits.high.isFinite else { return nil }
    return isLog && limits.low <= 0 ? nil : limits
  }

  /// A range of no width gets some.
  private static func widened(_ limits: Limits, isLog: Bool) -> (Double, Double) {
    let (a, b) = (limits.low, limits.high)
    if isLog { return b / a > 1.0001 ? (a, b) : (a / 2, b * 2) }
    let size = max(abs(a), abs(b))
    if b / 2 - a / 2 > size * 1e-9 { return (max(a, -1e300), min(b, 1e300)) }
    let extra = size == 0 ? 0.5 : size * 0.1
    return (max(a - extra, -1e300), min(b + extra, 1e300))
  }

  private static func padded(
    _ a: Double, _ b: Double, by share: Double, isLog: Bool, data: Limits
  ) -> (Double, Double) {
    if isLog {
      let factor = pow(10, (log10(b) - log10(a)) * share)
      return (a / factor, b * factor)
    }
    let extra = (b - a) * share
    // Where all data lie on one side of zero, the axis does not cross it.
    let lower = data.low >= 0 && a - extra < 0 ? min(a, 0) : a - extra
    let upper = data.high <= 0 && b + extra > 0 ? max(b, 0) : b + extra
    return (lower, upper)
  }

  static func linearTicks(_ a: Double, _ b: Double, room: Int) -> [Tick] {
    let span = b - a
    guard span.isFinite, span > 0 else { return [] }
    let step = RoundNumbers.step(span / Double(max(room, 2)))
    guard step > 0, span / step < 100 else { return [] }
    var result: [Tick] = []
    let first = (a / step - 1e-6).rounded(.up)
    for index in 0..<100 {
      let at = (first + Double(index)) * step
      if at > b + span * 1e-6 { break }
      let clean = abs(at) < step * 1e-6 ? 0 : at
      result.append(Tick(at: clean, label: tickLabel(clean, step: step, largest: max(abs(a), abs(b)))))
    }
    return result
  }

  /// All labels of an axis have the decimals of its step.
  private static func tickLabel(_ x: Double, step: Double, largest: Double) -> String {
    if x == 0 { return "0" }
    if largest >= 1e6 || step < 1e-5 {
      let digits = Int(min(15, max(3, ceil(log10(largest / step)) + 1)))
      return NumberFormat.text(x, digits: digits)
    }
    let decimals = Int(max(0, -floor(log10(step) + 1e-9)))
    return (try? NumberFormat.formatted(x, spec: ".\(decimals)f")) ?? NumberFormat.text(x)
  }

  static func logTicks(_ a: Double, _ b: Double, room: Int) -> [Tick] {
    let (first, last) = (Int(floor(log10(a) + 1e-9)), Int(ceil(log10(b) - 1e-9)))
    let decades = max(1, last - first)
    // Three ticks a decade, where that leaves no more than there is room for.
    let factors: [Double] = (log10(b) - log10(a)) * 3 <= Double(room) + 1.5 ? [1, 2, 5] : [1]
    let stride = max(1, (decades + max(room, 2) - 1) / max(room, 2))
    var result: [Tick] = []
    for exponent in first...max(first, last) where (exponent - first) % stride == 0 {
      for factor in factors {
        let at = factor * pow(10, Double(exponent))
        if at >= a * 0.9999, at <= b * 1.0001 { result.append(Tick(at: at, label: NumberFormat.text(at))) }
      }
    }
    return result
  }
}

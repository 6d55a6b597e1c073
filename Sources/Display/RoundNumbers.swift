// Steps and levels at 1, 2 and 5 times powers of ten: numbers that people count in.
// Neighbours: ticks in `Transcript/ChartScale`, levels of contours in the language.

import Glibc

public enum RoundNumbers {
  /// The next of 1, 2, 5 times a power of ten; 0 for what has none.
  public static func step(_ rough: Double) -> Double {
    guard rough > 0, rough.isFinite else { return 0 }
    let power = pow(10, floor(log10(rough)))
    let part = rough / power
    return power * (part <= 1.0001 ? 1 : part <= 2.0001 ? 2 : part <= 5.0001 ? 5 : 10)
  }

  /// About `count` round numbers that lie between two ends, without the ends.
  public static func within(_ low: Double, _ high: Double, about count: Int) -> [Double] {
    let step = step((high - low) / Double(max(count, 1) + 1))
    guard step > 0, (high - low) / step < 1000 else { return [] }
    var result: [Double] = []
    var place = floor(low / step + 1e-9) + 1
    while place * step < high - step * 1e-6, result.count < 1000 {
      result.append(place == 0 ? 0 : place * step)
      place += 1
    }
    return result
  }
}

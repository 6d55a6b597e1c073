// Times, sizes and counts in the words of a person.
// Neighbours: the commands that measure; `ValueView` counts parameters.

import Display

public enum Amount {
  /// `1.23 ms`
  public static func seconds(_ seconds: Double) -> String {
    let (value, unit) =
      seconds < 1e-6 ? (seconds * 1e9, "ns") : seconds < 1e-3 ? (seconds * 1e6, "µs")
      : seconds < 1 ? (seconds * 1e3, "ms") : (seconds, "s")
    return "\(NumberFormat.text(value, digits: 3)) \(unit)"
  }

  /// `1.5 MiB`
  public static func bytes(_ bytes: Int) -> String {
    var value = Double(bytes)
    for unit in ["B", "KiB", "MiB", "GiB"] {
      if value < 1024 { return "\(NumberFormat.text(value, digits: 3)) \(unit)" }
      value /= 1024
    }
    return "\(NumberFormat.text(value, digits: 3)) TiB"
  }

  /// `203,530`
  public static func grouped(_ number: Int) -> String {
    var result = ""
    for (place, digit) in String(number.magnitude).reversed().enumerated() {
      if place > 0, place % 3 == 0 { result = "," + result }
      result = String(digit) + result
    }
    return number < 0 ? "-" + result : result
  }

  /// `1 kernel`, `2 kernels`
  static func count(_ number: Int, _ noun: String) -> String {
    "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")"
  }
}

// How a number looks when nobody says how: four significant digits in the shortest form.
// Neighbours: `FormatSpec` (when somebody does say how), `TensorText`.

import Glibc

public enum NumberFormat {
  /// The display form of a number.
  ///
  /// Up to `digits` significant digits without trailing zeros; whole digits are kept below a million;
  /// from there on, and below 0.0001, `1.235e+06`. Never `-0`.
  public static func text(_ x: Double, digits: Int = 4) -> String {
    if x.isNaN { return "nan" }
    if x.isInfinite { return x < 0 ? "-inf" : "inf" }
    if x == 0 { return "0" }
    let digits = min(max(digits, 1), 17)
    let wholeDigits = max(6, digits)
    let size = abs(x)
    if size >= power(10, wholeDigits) - 0.5 { return scientific(x, digits: digits) }
    if size >= power(10, digits - 1) { return printf("%.0f", x) }
    // %g leaves the plain form at 0.0001 and drops trailing zeros by itself; rounding up to a power of
    // ten ("9.9996") may make it write 1e+01 only where the branch above has already taken over.
    return printf("%.*g", x, precision: digits)
  }

  /// `1.235e+06`, trailing zeros dropped.
  static func scientific(_ x: Double, digits: Int) -> String {
    let full = printf("%.*e", x, precision: digits - 1)
    guard let e = full.firstIndex(of: "e") else { return full }
    return dropTrailingZeros(String(full[..<e])) + full[e...]
  }

  static func dropTrailingZeros(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: ".")) else { return text }
    var bytes = Array(text.utf8)
    while bytes.last == UInt8(ascii: "0") { bytes.removeLast() }
    if bytes.last == UInt8(ascii: ".") { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func power(_ base: Double, _ exponent: Int) -> Double {
    var result = 1.0
    for _ in 0..<max(0, exponent) { result *= base }
    return result
  }

  /// C's formatting of one number, with a point whatever the locale.
  static func printf(_ format: String, _ x: Double, precision: Int? = nil) -> String {
    // 309 whole digits, sign, point and at most 100 decimals fit.
    var buffer = [CChar](repeating: 0, count: 512)
    let arguments: [any CVarArg] = precision.map { [Int32(clamping: min($0, 100)), x] } ?? [x]
    let length = withVaList(arguments) { vsnprintf(&buffer, buffer.count, format, $0) }
    let count = min(max(0, Int(length)), buffer.count - 1)
    let bytes = buffer[..<count].map { $0 == 0x2C ? UInt8(ascii: ".") : UInt8(bitPattern: $0) }
    return String(decoding: bytes, as: UTF8.self)
  }
}

// What counts as a number in a table, and its value, correctly rounded.
// Neighbours: `CSVFields`.

enum CSVNumber {
  /// `-1`, `+.5`, `2.`, `6.02e23`, `nan`, `inf`, `-Infinity`; nil for anything else, hexadecimal too.
  ///
  /// Up to 15 digits with a small exponent are computed directly: both factors are then exact, and one
  /// division or product rounds once. The rest goes through Swift's own conversion.
  static func parse(_ text: ArraySlice<UInt8>) -> Double? {
    var rest = text
    let isNegative = rest.first == 0x2d
    if isNegative || rest.first == 0x2b { rest = rest.dropFirst() }
    guard let first = rest.first else { return nil }
    guard isDigit(first) || first == 0x2e else { return word(rest).map { isNegative ? -$0 : $0 } }
    guard let shape = scan(rest) else { return nil }
    if shape.digits <= 15, abs(shape.exponent) <= 22 {
      let value =
        shape.exponent < 0
        ? Double(shape.mantissa) / powers[-shape.exponent] : Double(shape.mantissa) * powers[shape.exponent]
      return isNegative ? -value : value
    }
    // Swift's conversion wants a digit on each side of the point.
    var spelled = String(decoding: rest, as: UTF8.self)
    if first == 0x2e { spelled = "0" + spelled }
    return Double(spelled).map { isNegative ? -$0 : $0 }
  }

  /// Significant digits as a whole number, and the power of ten it is to be multiplied by.
  private struct Scan {
    var mantissa: UInt64 = 0
    var digits = 0
    var exponent = 0
  }

  private static let powers: [Double] = (0...22).reduce(into: []) { powers, _ in
    powers.append((powers.last ?? 0.1) * 10)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// Checks the spelling; the mantissa is right only up to 15 digits.
  private static func scan(_ text: ArraySlice<UInt8>) -> Scan? {
    var result = Scan()
    var place = text.startIndex
    var hasDigit = false
    var afterPoint = false
    while place < text.endIndex {
      let byte = text[place]
      if byte == 0x2e, !afterPoint {
        afterPoint = true
      } else if isDigit(byte) {
        hasDigit = true
        result.mantissa = result.mantissa &* 10 &+ UInt64(byte - 0x30)
        if result.mantissa != 0 || result.digits != 0 { result.digits += 1 }
        if afterPoint { result.exponent -= 1 }
      } else {
        break
      }
      place += 1
    }
    guard hasDigit else { return nil }
    if place == text.endIndex { return result }
    guard text[place] | 0x20 == 0x65, let power = exponent(text[(place + 1)...]) else { return nil }
    result.exponent += power
    return result
  }

  /// The digits after `e`; sizes beyond 9999 all mean infinity or zero.
  private static func exponent(_ text: ArraySlice<UInt8>) -> Int? {
    var rest = text
    let isNegative = rest.first == 0x2d
    if isNegative || rest.first == 0x2b { rest = rest.dropFirst() }
    guard !rest.isEmpty, rest.allSatisfy(isDigit) else { return nil }
    let size = rest.reduce(0) { min($0 * 10 + Int($1 - 0x30), 9999) }
    return isNegative ? -size : size
  }

  private static func word(_ text: ArraySlice<UInt8>) -> Double? {
    switch String(decoding: text.prefix(9), as: UTF8.self).lowercased() {
    case "nan": .nan
    case "inf", "infinity": .infinity
    default: nil
    }
  }
}

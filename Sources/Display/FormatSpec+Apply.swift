// Writing a number, an integer or a text by a parsed format.
// Neighbours: `FormatSpec`, `NumberFormat`.

extension NumberFormat {
  /// A number by a format; whole numbers take the integer formats too.
  ///
  /// - Throws: `FormatSpecError` if the format is wrong or does not fit a number.
  public static func formatted(_ x: Double, spec: String, digits: Int = 4) throws(FormatSpecError) -> String {
    let parsed = try FormatSpec(spec)
    guard let type = parsed.type else {
      let body = parsed.precision.map { general(abs(x), $0, parsed) } ?? text(abs(x), digits: digits)
      return parsed.padded(signed(body, isNegative(x, body), parsed), isNumber: true)
    }
    switch type {
    case UInt8(ascii: "f"), UInt8(ascii: "F"), UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "g"),
      UInt8(ascii: "G"), UInt8(ascii: "%"):
      return parsed.padded(real(x, type, parsed), isNumber: true)
    case UInt8(ascii: "s"):
      throw FormatSpecError("the format \"\(spec)\" is for texts, and this is a number")
    default:
      if type == UInt8(ascii: "d"), x.isFinite, x.rounded() == x, abs(x) >= 9e18, parsed.precision == nil {
        let body = grouped(printf("%.0f", abs(x)), by: parsed.grouping)
        return parsed.padded(signed(body, x < 0, parsed), isNumber: true)
      }
      guard let whole = Int(exactly: x) else {
        throw FormatSpecError(
          "the format \"\(spec)\" needs a whole number, and this is \(text(x))",
          hint: "round it first, or write .0f")
      }
      return try formatted(whole, spec: spec)
    }
  }

  /// An integer by a format; the formats of real numbers serve as well.
  public static func formatted(_ n: Int, spec: String) throws(FormatSpecError) -> String {
    let parsed = try FormatSpec(spec)
    var body: String
    switch parsed.type {
    case nil, UInt8(ascii: "d"):
      // `{n:.3}` asks for significant digits, as it does for other numbers.
      if parsed.precision != nil, parsed.type == nil { return try formatted(Double(n), spec: spec) }
      body = grouped(String(n.magnitude), by: parsed.grouping)
    case UInt8(ascii: "x"): body = (parsed.marksBase ? "0x" : "") + String(n.magnitude, radix: 16)
    case UInt8(ascii: "X"):
      body = (parsed.marksBase ? "0X" : "") + String(n.magnitude, radix: 16, uppercase: true)
    case UInt8(ascii: "o"): body = (parsed.marksBase ? "0o" : "") + String(n.magnitude, radix: 8)
    case UInt8(ascii: "b"): body = (parsed.marksBase ? "0b" : "") + String(n.magnitude, radix: 2)
    default: return try formatted(Double(n), spec: spec)
    }
    if parsed.precision != nil {
      throw FormatSpecError(
        "the format \"\(spec)\" gives decimals to a whole number", hint: "write it with f")
    }
    return parsed.padded(signed(body, n < 0, parsed), isNumber: true)
  }

  /// A text by a format: width, alignment, and the precision as the greatest length.
  public static func formatted(_ s: String, spec: String) throws(FormatSpecError) -> String {
    let parsed = try FormatSpec(spec)
    if let type = parsed.type, type != UInt8(ascii: "s") {
      throw FormatSpecError("the format \"\(spec)\" is for numbers, and this is a text")
    }
    return parsed.padded(parsed.precision.map { String(s.prefix($0)) } ?? s, isNumber: false)
  }

  private static func real(_ x: Double, _ type: UInt8, _ spec: FormatSpec) -> String {
    let size = abs(x)
    let digits = spec.precision ?? 6
    var body: String
    switch type {
    case _ where !x.isFinite: body = size.isNaN ? "nan" : "inf"
    case UInt8(ascii: "e"), UInt8(ascii: "E"): body = printf("%.*e", size, precision: digits)
    case UInt8(ascii: "g"), UInt8(ascii: "G"): body = general(size, digits, spec)
    case UInt8(ascii: "%"): body = printf("%.*f", size * 100, precision: digits)
    default: body = printf("%.*f", size, precision: digits)
    }
    if type < UInt8(ascii: "a") { body = body.uppercased() }
    body = grouped(body, by: spec.grouping)
    let negative = isNegative(x, body)
    if type == UInt8(ascii: "%") { body += "%" }
    return signed(body, negative, spec)
  }

  private static func general(_ size: Double, _ digits: Int, _ spec: FormatSpec) -> String {
    size.isNaN ? "nan" : size.isInfinite ? "inf" : printf("%.*g", size, precision: max(1, digits))
  }

  /// A number that is written as zero has no sign.
  private static func isNegative(_ x: Double, _ body: String) -> Bool {
    x < 0 && (!x.isFinite || body.utf8.contains { $0 >= 0x31 && $0 <= 0x39 })
  }

  private static func signed(_ body: String, _ negative: Bool, _ spec: FormatSpec) -> String {
    if negative { return "-" + body }
    if spec.sign == UInt8(ascii: "-") { return body }
    return String(UnicodeScalar(spec.sign)) + body
  }

  /// `1,234,567.89`: marks in the whole part only.
  private static func grouped(_ body: String, by mark: UInt8?) -> String {
    guard let mark else { return body }
    let bytes = Array(body.utf8)
    let whole = bytes.prefix { $0 >= 0x30 && $0 <= 0x39 }
    var result: [UInt8] = []
    for (index, digit) in whole.enumerated() {
      if index > 0, (whole.count - index) % 3 == 0 { result.append(mark) }
      result.append(digit)
    }
    return String(decoding: result + bytes.dropFirst(whole.count), as: UTF8.self)
  }
}

extension FormatSpec {
  /// Fills up to the width: numbers from the left, texts from the right, if nothing else is asked for.
  func padded(_ body: String, isNumber: Bool) -> String {
    let missing = width - body.count
    guard missing > 0 else { return body }
    func filling(_ count: Int) -> String { String(repeating: String(fill), count: count) }
    switch alignment ?? (isNumber ? .right : .left) {
    case .left: return body + filling(missing)
    case .right: return filling(missing) + body
    case .centre: return filling(missing / 2) + body + filling(missing - missing / 2)
    case .afterSign:
      guard isNumber else { return body + filling(missing) }
      let sign = body.prefix { $0 == "-" || $0 == "+" || $0 == " " }
      return sign + filling(missing) + body.dropFirst(sign.count)
    }
  }
}

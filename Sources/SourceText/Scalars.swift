// UTF-8 read scalar by scalar, and how many columns a terminal gives to each.
// Neighbours: `DiagnosticRenderer` lines its marks up with these; the lexer reads names with them.

/// The scalar that starts at `offset` and its number of bytes; nil where the bytes are no valid UTF-8.
public func decodeScalar(_ bytes: [UInt8], at offset: Int) -> (scalar: Unicode.Scalar, length: Int)? {
  guard bytes.indices.contains(offset) else { return nil }
  let first = bytes[offset]
  if first < 0x80 { return (Unicode.Scalar(first), 1) }
  let length: Int
  let lowest: UInt32
  var value: UInt32
  switch first {
  case 0xC2...0xDF: (length, lowest, value) = (2, 0x80, UInt32(first & 0x1F))
  case 0xE0...0xEF: (length, lowest, value) = (3, 0x800, UInt32(first & 0x0F))
  case 0xF0...0xF4: (length, lowest, value) = (4, 0x10000, UInt32(first & 0x07))
  default: return nil
  }
  guard length <= bytes.count - offset else { return nil }
  for index in 1..<length {
    let byte = bytes[offset + index]
    guard byte & 0xC0 == 0x80 else { return nil }
    value = value << 6 | UInt32(byte & 0x3F)
  }
  guard value >= lowest, let scalar = Unicode.Scalar(value) else { return nil }
  return (scalar, length)
}

/// Columns of a fixed-width display.
public enum DisplayWidth {
  /// Columns that a text takes: combining marks none, East Asian wide characters and emoji two.
  public static func of(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + of($1) }
  }

  /// Columns that one scalar takes. Control characters count one: they are shown replaced.
  public static func of(_ scalar: Unicode.Scalar) -> Int {
    let value = scalar.value
    if value < 0x300 { return value == 0xAD ? 0 : 1 }
    if isWide(value) { return 2 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: return 1
    }
  }

  private static func isWide(_ value: UInt32) -> Bool {
    switch value {
    case 0x1100...0x115F, 0x231A...0x231B, 0x2329...0x232A, 0x23E9...0x23EC, 0x2614...0x2615, 0x26A1,
      0x2705, 0x274C, 0x2753...0x2755, 0x2B1B...0x2B1C, 0x2B50, 0x2E80...0x303E, 0x3041...0x33FF,
      0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF,
      0x1F7E0...0x1F7EB, 0x1F900...0x1F9FF, 0x1FA70...0x1FAFF, 0x20000...0x3FFFD:
      return true
    default: return false
    }
  }
}

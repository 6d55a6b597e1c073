// Base64 (RFC 4648, section 4): bytes as letters, for pictures inside other files.
// Neighbours: `Transcript` embeds pictures in SVG, the program in HTML and ipynb.

public enum Base64 {
  private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  public static func encode(_ bytes: some Collection<UInt8>) -> String {
    var result: [UInt8] = []
    result.reserveCapacity((bytes.count + 2) / 3 * 4)
    var (word, count) = (UInt32(0), 0)
    for byte in bytes {
      word = word << 8 | UInt32(byte)
      count += 1
      if count == 3 {
        for shift in [18, 12, 6, 0] { result.append(letters[Int(word >> UInt32(shift) & 63)]) }
        (word, count) = (0, 0)
      }
    }
    if count == 1 {
      result += [letters[Int(word >> 2 & 63)], letters[Int(word << 4 & 63)], 0x3D, 0x3D]
    } else if count == 2 {
      result += [
        letters[Int(word >> 10 & 63)], letters[Int(word >> 4 & 63)], letters[Int(word << 2 & 63)], 0x3D,
      ]
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Nil if a letter does not belong to it; line ends are passed over.
  public static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
    var result: [UInt8] = []
    var (word, bits) = (UInt32(0), 0)
    for letter in text where letter != 0x0A && letter != 0x0D && letter != 0x3D {
      guard let value = value(of: letter) else { return nil }
      word = word << 6 | value
      bits += 6
      if bits >= 8 {
        bits -= 8
        result.append(UInt8(truncatingIfNeeded: word >> UInt32(bits)))
      }
    }
    return result
  }

  private static func value(of letter: UInt8) -> UInt32? {
    switch letter {
    case 0x41...0x5A: UInt32(letter) - 0x41
    case 0x61...0x7A: UInt32(letter) - 0x61 + 26
    case 0x30...0x39: UInt32(letter) - 0x30 + 52
    case 0x2B: 62
    case 0x2F: 63
    default: nil
    }
  }
}

// A JSON text read into a value; what is no JSON gives nil, never a trap.
// Neighbours: `JSON`.

extension JSON {
  /// Deeper texts are refused: values are released by recursion.
  static let deepest = 200

  /// - Returns: nil if the bytes are no JSON text.
  public init?(reading bytes: [UInt8]) {
    var reader = JSONReader(bytes)
    guard let value = reader.value(depth: 0), reader.isAtEnd else { return nil }
    self = value
  }
}

private struct JSONReader {
  private let bytes: [UInt8]
  private var place = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  var isAtEnd: Bool {
    mutating get {
      skipSpace()
      return place == bytes.count
    }
  }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { place += 1 }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard next == byte else { return false }
    place += 1
    return true
  }

  private mutating func take(word: StaticString) -> Bool {
    let wanted = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
    guard bytes[place...].starts(with: wanted) else { return false }
    place += wanted.count
    return true
  }

  mutating func value(depth: Int) -> JSON? {
    guard depth < JSON.deepest else { return nil }
    skipSpace()
    switch next {
    case 0x7B: return object(depth)
    case 0x5B: return array(depth)
    case 0x22: return string().map(JSON.string)
    case 0x74: return take(word: "true") ? .bool(true) : nil
    case 0x66: return take(word: "false") ? .bool(false) : nil
    case 0x6E: return take(word: "null") ? .null : nil
    default: return number()
    }
  }

  private mutating func object(_ depth: Int) -> JSON? {
    place += 1
    var fields: [(String, JSON)] = []
    if take(0x7D) { return .object(JSONObject()) }
    repeat {
      skipSpace()
      guard next == 0x22, let name = string(), take(0x3A), let value = value(depth: depth + 1) else { return nil }
      fields.append((name, value))
    } while take(0x2C)
    return take(0x7D) ? .object(JSONObject(fields)) : nil
  }

  private mutating func array(_ depth: Int) -> JSON? {
    place += 1
    var items: [JSON] = []
    if take(0x5D) { return .array([]) }
    repeat {
      guard let item = value(depth: depth + 1) else { return nil }
      items.append(item)
    } while take(0x2C)
    return take(0x5D) ? .array(items) : nil
  }

  private mutating func number() -> JSON? {
    let start = place
    if next == 0x2D { place += 1 }
    var isWhole = true
    while let byte = next {
      switch byte {
      case 0x30...0x39: break
      case 0x2E, 0x65, 0x45, 0x2B, 0x2D: isWhole = false
      default:
        return finished(start, isWhole)
      }
      place += 1
    }
    return finished(start, isWhole)
  }

  private func finished(_ start: Int, _ isWhole: Bool) -> JSON? {
    let text = String(decoding: bytes[start..<place], as: UTF8.self)
    if isWhole, let number = Int(text) { return .int(number) }
    return Double(text).map(JSON.number)
  }

  private mutating func string() -> String? {
    place += 1
    var text: [UInt8] = []
    while let byte = next {
      place += 1
      switch byte {
      case 0x22: return String(validating: text, as: UTF8.self)
      case 0x5C:
        guard let escaped = escape() else { return nil }
        text += String(escaped).utf8
      case 0..<0x20: return nil
      default: text.append(byte)
      }
    }
    return nil
  }

  private mutating func escape() -> Unicode.Scalar? {
    guard let byte = next else { return nil }
    place += 1
    switch byte {
    case 0x22, 0x5C, 0x2F: return Unicode.Scalar(byte)
    case 0x62: return "\u{8}"
    case 0x66: return "\u{c}"
    case 0x6E: return "\n"
    case 0x72: return "\r"
    case 0x74: return "\t"
    case 0x75:
      guard let first = hex() else { return nil }
      guard (0xD800..<0xDC00).contains(first) else { return Unicode.Scalar(first) ?? "\u{FFFD}" }
      guard take(word: "\\u"), let second = hex(), (0xDC00..<0xE000).contains(second) else { return "\u{FFFD}" }
      return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    default: return nil
    }
  }

  private mutating func hex() -> UInt32? {
    guard place + 4 <= bytes.count else { return nil }
    let text = String(decoding: bytes[place..<place + 4], as: UTF8.self)
    place += 4
    guard text.utf8.count == 4, text.utf8.first != 0x2B, text.utf8.first != 0x2D else { return nil }
    return UInt32(text, radix: 16)
  }
}

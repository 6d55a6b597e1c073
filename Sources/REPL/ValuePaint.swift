// Colours for values: kinds and shapes faint, strings and words as in the entry; numbers stay as they are.
// Neighbours: `ValueView` paints what it shows.

enum ValuePaint {
  private static let words: Set<String> = ["true", "false", "none", "nan", "inf"]

  static func text(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var place = 0
    while place < bytes.count {
      let start = place
      let ink: Ink
      if bytes[place] == UInt8(ascii: "\"") {
        place = endOfString(bytes, place)
        ink = .string
      } else if isLetter(bytes[place]) {
        while place < bytes.count, isLetter(bytes[place]) || isDigit(bytes[place]) { place += 1 }
        let word = String(decoding: bytes[start..<place], as: UTF8.self)
        let shapeEnd = endOfShape(bytes, place)
        if let shapeEnd { place = shapeEnd }
        ink = shapeEnd != nil ? .faint : words.contains(word) ? .keyword : .plain
      } else {
        place += 1
        ink = .plain
      }
      let part = String(decoding: bytes[start..<place], as: UTF8.self)
      result += ink == .plain ? Array(bytes[start..<place]) : Array(ink.text(part).utf8)
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || byte == 0x5F || byte >= 0x80
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private static func endOfString(_ bytes: [UInt8], _ start: Int) -> Int {
    var place = start + 1
    while place < bytes.count {
      if bytes[place] == 0x5C { place += 1 } else if bytes[place] == 0x22 { return place + 1 }
      place += 1
    }
    return bytes.count
  }

  /// The end of `[3, 4]` right behind a word; nil if there is no such thing.
  private static func endOfShape(_ bytes: [UInt8], _ start: Int) -> Int? {
    guard start < bytes.count, bytes[start] == UInt8(ascii: "[") else { return nil }
    var place = start + 1
    while place < bytes.count, isDigit(bytes[place]) || bytes[place] == 0x2C || bytes[place] == 0x20 { place += 1 }
    return place < bytes.count && bytes[place] == UInt8(ascii: "]") ? place + 1 : nil
  }
}

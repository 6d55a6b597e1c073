// The header of a safetensors file: strict JSON of one known form, read by a parser of just that.
// Neighbours: `SafeTensors`.

/// Parses `{"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, "__metadata__": {"key": "text"}}`.
struct SafeTensorsHeader {
  /// What the header says of one tensor; offsets count from the end of the header.
  struct Tensor {
    let name: String
    let stored: StoredElement
    let shape: [Int]
    let begin: Int
    let end: Int
  }

  private let text: [UInt8]
  private var offset = 0

  init(_ text: [UInt8]) { self.text = text }

  /// All tensors in the order of the header; the metadata is read and left out.
  mutating func parse() throws(FormatError) -> [Tensor] {
    var tensors: [Tensor] = []
    var names: Set<String> = []
    // The format asks for a brace at the very start, and allows blanks only behind the last one.
    guard text.first == UInt8(ascii: "{") else { throw flaw() }
    var hasNext = try open("{", "}")
    while hasNext {
      let name = try string()
      try expect(":")
      guard names.insert(name).inserted else { throw .safetensors(.duplicate(name: name)) }
      if name == SafeTensors.metadataName {
        try skipTexts()
      } else {
        tensors.append(try tensor(name))
      }
      hasNext = try more("}")
    }
    skipBlanks()
    guard offset == text.count else { throw flaw() }
    return tensors
  }

  private mutating func tensor(_ name: String) throws(FormatError) -> Tensor {
    var type: String?
    var shape: [Int]?
    var offsets: [Int]?
    var hasNext = try open("{", "}")
    while hasNext {
      let key = try string()
      try expect(":")
      switch key {
      case "dtype" where type == nil: type = try string()
      case "shape" where shape == nil: shape = try sizes()
      case "data_offsets" where offsets == nil: offsets = try sizes()
      default: throw .safetensors(.unexpected(key: key, name: name))
      }
      hasNext = try more("}")
    }
    guard let type else { throw .safetensors(.missing(key: "dtype", name: name)) }
    guard let shape else { throw .safetensors(.missing(key: "shape", name: name)) }
    guard let offsets, offsets.count == 2 else { throw .safetensors(.missing(key: "data_offsets", name: name)) }
    guard let stored = StoredElement(safetensors: type) else { throw .elementType(.safetensors, name: type) }
    guard shape.count <= NPY.rankLimit else { throw .shapeTooLarge(.safetensors, shape: shape) }
    return Tensor(name: name, stored: stored, shape: shape, begin: offsets[0], end: offsets[1])
  }

  /// The metadata: texts under names.
  private mutating func skipTexts() throws(FormatError) {
    var hasNext = try open("{", "}")
    while hasNext {
      _ = try string()
      try expect(":")
      _ = try string()
      hasNext = try more("}")
    }
  }

  private mutating func sizes() throws(FormatError) -> [Int] {
    var numbers: [Int] = []
    var hasNext = try open("[", "]")
    while hasNext {
      numbers.append(try wholeNumber())
      hasNext = try more("]")
    }
    return numbers
  }

  /// Digits without a sign, a point or leading zeros, within `Int`.
  private mutating func wholeNumber() throws(FormatError) -> Int {
    skipBlanks()
    let start = offset
    var value = 0
    while offset < text.count, (0x30...0x39).contains(text[offset]) {
      let (tens, over) = value.multipliedReportingOverflow(by: 10)
      let (sum, more) = tens.addingReportingOverflow(Int(text[offset]) - 0x30)
      guard !over, !more else { throw flaw() }
      value = sum
      offset += 1
    }
    guard offset > start, text[start] != 0x30 || offset == start + 1 else { throw flaw() }
    return value
  }

  // MARK: Texts

  private mutating func string() throws(FormatError) -> String {
    try expect("\"")
    var bytes: [UInt8] = []
    while offset < text.count {
      let byte = text[offset]
      offset += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let string = String(validating: bytes, as: UTF8.self) else { throw flaw() }
        return string
      case UInt8(ascii: "\\"): bytes += try escaped()
      case 0..<0x20: throw flaw()
      default: bytes.append(byte)
      }
    }
    throw flaw()
  }

  private mutating func escaped() throws(FormatError) -> [UInt8] {
    guard offset < text.count else { throw flaw() }
    let letter = text[offset]
    offset += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [letter]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"): return try unicode()
    default: throw flaw()
    }
  }

  /// Four hexadecimal digits, and four more where they are the first half of a pair.
  private mutating func unicode() throws(FormatError) -> [UInt8] {
    var code = try hexadecimal()
    if (0xD800..<0xDC00).contains(code) {
      guard text[offset...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]) else { throw flaw() }
      offset += 2
      let low = try hexadecimal()
      guard (0xDC00..<0xE000).contains(low) else { throw flaw() }
      code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(code) else { throw flaw() }
    return Array(String(Character(scalar)).utf8)
  }

  private mutating func hexadecimal() throws(FormatError) -> UInt32 {
    guard text.count - offset >= 4 else { throw flaw() }
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(text[offset])).hexDigitValue else { throw flaw() }
      code = code << 4 | UInt32(digit)
      offset += 1
    }
    return code
  }

  // MARK: Marks

  /// Takes an opening mark; false if the closing one follows.
  private mutating func open(_ mark: Unicode.Scalar, _ closing: Unicode.Scalar) throws(FormatError) -> Bool {
    try expect(mark)
    skipBlanks()
    guard offset < text.count, text[offset] == UInt8(ascii: closing) else { return true }
    offset += 1
    return false
  }

  /// Takes a comma (true) or the closing mark (false).
  private mutating func more(_ closing: Unicode.Scalar) throws(FormatError) -> Bool {
    skipBlanks()
    guard offset < text.count else { throw flaw() }
    if text[offset] == UInt8(ascii: ",") {
      offset += 1
      return true
    }
    try expect(closing)
    return false
  }

  private mutating func expect(_ mark: Unicode.Scalar) throws(FormatError) {
    skipBlanks()
    guard offset < text.count, text[offset] == UInt8(ascii: mark) else { throw flaw() }
    offset += 1
  }

  private mutating func skipBlanks() {
    while offset < text.count, [0x20, 0x09, 0x0A, 0x0D].contains(text[offset]) { offset += 1 }
  }

  private func flaw() -> FormatError { .safetensors(.syntax(offset: offset)) }
}

extension SafeTensorsHeader {
  /// The length, and the header padded so that data starts at a multiple of 8 bytes.
  static func encoded(_ entries: [SafeTensors.Entry]) -> [UInt8] {
    var text = [UInt8(ascii: "{")]
    var offset = 0
    for (name, value) in entries {
      if text.count > 1 { text.append(UInt8(ascii: ",")) }
      let sizes = value.shape.map { "\($0)" }.joined(separator: ",")
      let end = offset + value.bytes.count
      text += Array(JSON.string(name).text().utf8)
      text += Array(
        ":{\"dtype\":\"\(value.type.safetensorsName)\",\"shape\":[\(sizes)],\"data_offsets\":[\(offset),\(end)]}".utf8)
      offset = end
    }
    text.append(UInt8(ascii: "}"))
    text += [UInt8](repeating: 0x20, count: (8 - text.count % 8) % 8)
    return (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text
  }
}

// The header of an npy file: a Python dictionary of three known keys, read by a parser of just that.
// Neighbours: `NPY`.

/// What an npy header says.
struct NPYHeader: Equatable {
  /// As spelled in the file, such as `<f4`.
  let type: String
  let isFortranOrder: Bool
  let shape: [Int]
}

extension NPYHeader {
  /// Reads magic word, version and header, and leaves the reader at the first element.
  init(read reader: inout ByteReader) throws(FormatError) {
    guard reader.bytes.starts(with: NPY.magic) else {
      throw .wrongStart(.npy, found: Array(reader.bytes.prefix(8)))
    }
    try reader.skip(NPY.magic.count)
    let (major, minor) = (try reader.u8(), try reader.u8())
    guard (1...3).contains(major), minor == 0 else {
      throw .unknownVersion(.npy, major: major, minor: minor)
    }
    reader.part = .header
    let length = major == 1 ? try reader.u16() : try reader.u32()
    var parser = NPYHeaderParser(try reader.take(length))
    self = try parser.parse()
  }

  /// Magic word, version 1.0 (2.0 if the text is long), and the text padded so that data starts at a
  /// multiple of 64 bytes.
  ///
  /// NumPy leaves room for the first size to grow to 21 digits; the same room makes the same bytes.
  func encoded() -> [UInt8] {
    let sizes = shape.map { "\($0)" }.joined(separator: ", ") + (shape.count == 1 ? "," : "")
    var text = Array(
      "{'descr': '\(type)', 'fortran_order': \(isFortranOrder ? "True" : "False"), 'shape': (\(sizes)), }"
        .utf8)
    if let growing = isFortranOrder ? shape.last : shape.first {
      text += [UInt8](repeating: 0x20, count: max(0, 21 - "\(growing)".utf8.count))
    }
    let isLong = text.count + 1 + 64 > Int(UInt16.max)
    let prefix = NPY.magic.count + 2 + (isLong ? 4 : 2)
    text += [UInt8](repeating: 0x20, count: 64 - (prefix + text.count + 1) % 64)
    text.append(0x0a)
    var result = NPY.magic + [isLong ? 2 : 1, 0]
    for byte in 0..<(isLong ? 4 : 2) { result.append(UInt8(truncatingIfNeeded: text.count >> (8 * byte))) }
    return result + text
  }
}

/// Parses `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }` and nothing more general.
struct NPYHeaderParser {
  private let text: [UInt8]
  private var offset = 0
  private var type: String?
  private var isFortranOrder: Bool?
  private var shape: [Int]?

  init(_ text: [UInt8]) { self.text = text }

  mutating func parse() throws(FormatError) -> NPYHeader {
    try expect("{")
    while !accept("}") {
      let key = try string()
      try expect(":")
      switch key {
      case "descr" where type == nil: type = try typeName()
      case "fortran_order" where isFortranOrder == nil: isFortranOrder = try boolean()
      case "shape" where shape == nil: shape = try tuple()
      default: throw .npyHeader(.unexpected(key: String(key.prefix(40))))
      }
      if accept(",") { continue }
      try expect("}")
      break
    }
    skipSpace()
    guard offset == text.count else { throw syntaxError }
    guard let type else { throw .npyHeader(.missing(key: "descr")) }
    guard let isFortranOrder else { throw .npyHeader(.missing(key: "fortran_order")) }
    guard let shape else { throw .npyHeader(.missing(key: "shape")) }
    return NPYHeader(type: type, isFortranOrder: isFortranOrder, shape: shape)
  }

  private var syntaxError: FormatError { .npyHeader(.syntax(offset: offset)) }

  private var next: UInt8? { offset < text.count ? text[offset] : nil }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || (0x09...0x0d).contains(byte) { offset += 1 }
  }

  /// A list of fields instead of a name is a structured type.
  private mutating func typeName() throws(FormatError) -> String {
    if accept("[") { throw .npyHeader(.structured) }
    return try string()
  }

  private mutating func boolean() throws(FormatError) -> Bool {
    if accept("True") { return true }
    try expect("False")
    return false
  }

  private mutating func tuple() throws(FormatError) -> [Int] {
    var sizes: [Int] = []
    try expect("(")
    while !accept(")") {
      sizes.append(try size())
      guard sizes.count <= NPY.rankLimit else { throw .npyHeader(.rank(sizes.count)) }
      if accept(",") { continue }
      try expect(")")
      break
    }
    return sizes
  }

  /// A whole number; Python 2 wrote an L after some.
  private mutating func size() throws(FormatError) -> Int {
    skipSpace()
    let start = offset
    while let byte = next, (0x30...0x39).contains(byte) { offset += 1 }
    guard offset > start else { throw syntaxError }
    guard let value = Int(String(decoding: text[start..<offset], as: UTF8.self)) else {
      throw .shapeTooLarge(.npy, shape: [Int.max])
    }
    _ = accept("L")
    return value
  }

  private mutating func string() throws(FormatError) -> String {
    skipSpace()
    guard let quote = next, quote == 0x27 || quote == 0x22 else { throw syntaxError }
    offset += 1
    let start = offset
    while let byte = next, byte != quote, byte != 0x5c { offset += 1 }
    guard next == quote else { throw syntaxError }
    defer { offset += 1 }
    return String(decoding: text[start..<offset], as: UTF8.self)
  }

  private mutating func accept(_ word: String) -> Bool {
    skipSpace()
    guard text[offset...].starts(with: word.utf8) else { return false }
    offset += word.utf8.count
    return true
  }

  private mutating func expect(_ word: String) throws(FormatError) {
    guard accept(word) else { throw syntaxError }
  }
}

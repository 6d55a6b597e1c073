// A place in an array of bytes that never runs past its end.
// Neighbours: all decoders of this target.

/// Reads fixed-size numbers; running out of bytes is a `FormatError.truncated` of the current part.
struct ByteReader {
  let bytes: [UInt8]
  let format: FileFormat
  var part: FormatError.Part = .start
  private(set) var offset = 0

  init(_ bytes: [UInt8], format: FileFormat) {
    self.bytes = bytes
    self.format = format
  }

  var remaining: Int { bytes.count - offset }

  /// Goes to a place; past the end it is truncated.
  mutating func seek(to place: Int) throws(FormatError) {
    guard place >= 0, place <= bytes.count else { throw short(needed: place, available: bytes.count) }
    offset = place
  }

  mutating func skip(_ count: Int) throws(FormatError) {
    try require(count)
    offset += count
  }

  mutating func take(_ count: Int) throws(FormatError) -> [UInt8] {
    try require(count)
    defer { offset += count }
    return Array(bytes[offset..<(offset + count)])
  }

  mutating func u8() throws(FormatError) -> Int { Int(truncatingIfNeeded: try little(1)) }
  mutating func u16() throws(FormatError) -> Int { Int(truncatingIfNeeded: try little(2)) }
  mutating func u32() throws(FormatError) -> Int { Int(truncatingIfNeeded: try little(4)) }

  /// A 64-bit size; those beyond `Int` become `Int.max`, which no file reaches.
  mutating func size64() throws(FormatError) -> Int { Int(clamping: try little(8)) }

  mutating func bigU32() throws(FormatError) -> Int {
    Int(UInt32(truncatingIfNeeded: try little(4)).byteSwapped)
  }

  private mutating func little(_ count: Int) throws(FormatError) -> UInt64 {
    try require(count)
    var value: UInt64 = 0
    for index in (offset..<(offset + count)).reversed() { value = value << 8 | UInt64(bytes[index]) }
    offset += count
    return value
  }

  private func require(_ count: Int) throws(FormatError) {
    guard count >= 0, count <= remaining else { throw short(needed: count, available: remaining) }
  }

  private func short(needed: Int, available: Int) -> FormatError {
    .truncated(format, part: part, needed: needed, available: available)
  }
}

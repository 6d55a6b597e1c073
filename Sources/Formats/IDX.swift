// The idx container of MNIST: two zeros, a type, a rank, big-endian sizes, elements.
// Neighbours: `GZip` (MNIST comes packed), `StoredElement` (big-endian elements).

/// The idx format, packed by gzip or not.
public enum IDX {
  private static let types: [Int: StoredElement] = [
    0x08: .init(kind: .unsigned, byteCount: 1, isBigEndian: true),
    0x09: .init(kind: .signed, byteCount: 1, isBigEndian: true),
    0x0b: .init(kind: .signed, byteCount: 2, isBigEndian: true),
    0x0c: .init(kind: .signed, byteCount: 4, isBigEndian: true),
    0x0d: .init(kind: .float, byteCount: 4, isBigEndian: true),
    0x0e: .init(kind: .float, byteCount: 8, isBigEndian: true),
  ]

  /// Whether the bytes begin as an idx file does.
  public static func isIDX(_ bytes: [UInt8]) -> Bool {
    bytes.count >= 4 && bytes[0] == 0 && bytes[1] == 0 && types[Int(bytes[2])] != nil
  }

  /// Reads one array; u8 stays, signed bytes and shorts become i32. At most `limit` bytes are made.
  public static func decode(_ bytes: [UInt8], limit: Int) throws(FormatError) -> ArrayValue {
    if GZip.isGZip(bytes) {
      // Stored elements are at most as wide as ours, so only the header comes on top of the limit.
      let room = max(limit, 0).addingReportingOverflow(4 + 255 * 4)
      return try decodePlain(
        try GZip.inflate(bytes, limit: room.overflow ? limit : room.partialValue), limit: limit)
    }
    return try decodePlain(bytes, limit: limit)
  }

  private static func decodePlain(_ bytes: [UInt8], limit: Int) throws(FormatError) -> ArrayValue {
    guard bytes.starts(with: [0, 0]) else { throw .wrongStart(.idx, found: Array(bytes.prefix(8))) }
    var reader = ByteReader(bytes, format: .idx)
    try reader.skip(2)
    let (code, rank) = (try reader.u8(), try reader.u8())
    guard let stored = types[code], let type = stored.nearest else {
      throw .elementType(.idx, name: "0x" + String(code, radix: 16))
    }
    reader.part = .header
    var shape: [Int] = []
    for _ in 0..<rank { shape.append(try reader.bigU32()) }
    guard rank <= NPY.rankLimit, let extent = ArrayValue.extent(of: shape, unit: stored.byteCount),
      let size = ArrayValue.byteCount(shape: shape, type: type)
    else { throw .shapeTooLarge(.idx, shape: shape) }
    guard size <= limit else { throw .overLimit(.idx, needed: size, limit: limit) }
    reader.part = .data
    let data = try reader.take(shape.contains(0) ? 0 : extent)
    guard reader.remaining == 0 else { throw .trailingBytes(.idx, count: reader.remaining) }
    let elements = try stored.convert(data, format: .idx)
    guard let value = ArrayValue(shape: shape, type: type, bytes: elements) else {
      throw .shapeTooLarge(.idx, shape: shape)
    }
    return value
  }
}

// NumPy's npy format, both ways: a magic word, a header in Python's notation, raw elements.
// Neighbours: `NPYHeader` (the notation), `StoredElement` (foreign element types), `NPZ` (several of them).

/// The npy format, versions 1.0, 2.0 and 3.0 (NumPy enhancement proposal 1).
public enum NPY {
  /// As many axes as NumPy itself allows.
  public static let rankLimit = 64
  static let magic: [UInt8] = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]

  /// Reads one array.
  ///
  /// Big-endian elements, i8, i16, u16, u64 and half floats become the nearest type of ours; Fortran order
  /// becomes C order. Nothing larger than `limit` bytes is allocated.
  public static func decode(_ bytes: [UInt8], limit: Int) throws(FormatError) -> ArrayValue {
    var reader = ByteReader(bytes, format: .npy)
    let header = try NPYHeader(read: &reader)
    guard let stored = StoredElement(npy: header.type), let type = stored.nearest else {
      throw .elementType(.npy, name: header.type)
    }
    guard let extent = ArrayValue.extent(of: header.shape, unit: stored.byteCount),
      let size = ArrayValue.byteCount(shape: header.shape, type: type)
    else { throw .shapeTooLarge(.npy, shape: header.shape) }
    guard size <= limit else { throw .overLimit(.npy, needed: size, limit: limit) }
    reader.part = .data
    let data = try reader.take(header.shape.contains(0) ? 0 : extent)
    guard reader.remaining == 0 else { throw .trailingBytes(.npy, count: reader.remaining) }
    let elements = try stored.convert(data, format: .npy)
    let ordered =
      header.isFortranOrder ? rowMajor(elements, shape: header.shape, width: type.byteCount) : elements
    guard let value = ArrayValue(shape: header.shape, type: type, bytes: ordered) else {
      throw .shapeTooLarge(.npy, shape: header.shape)
    }
    return value
  }

  /// Writes one array, byte for byte as `numpy.save` does.
  public static func encode(_ value: ArrayValue) -> [UInt8] {
    var result = NPYHeader(type: value.type.npyName, isFortranOrder: false, shape: value.shape).encoded()
    result.append(contentsOf: value.bytes)
    return result
  }
}

extension ArrayValue.ElementType {
  /// How npy headers spell the type.
  var npyName: String {
    switch self {
    case .bool: "|b1"
    case .u8: "|u1"
    case .i32: "<i4"
    case .u32: "<u4"
    case .i64: "<i8"
    case .f32: "<f4"
    case .f64: "<f8"
    }
  }
}

extension StoredElement {
  /// Reads `<f4`, `>i2`, `|u1` and the like; nil for all that is no plain number.
  init?(npy name: String) {
    let letters = Array(name.utf8)
    guard letters.count == 3, let size = Int(String(decoding: letters[2...], as: UTF8.self)) else {
      return nil
    }
    let kinds: [UInt8: Kind] = [0x62: .bool, 0x75: .unsigned, 0x69: .signed, 0x66: .float]
    guard let kind = kinds[letters[1]], [0x3c, 0x3e, 0x7c, 0x3d].contains(letters[0]) else { return nil }
    self.init(kind: kind, byteCount: size, isBigEndian: letters[0] == 0x3e)
    // "|" means that byte order does not matter, which holds for single bytes only.
    guard nearest != nil, letters[0] != 0x7c || size == 1 else { return nil }
  }
}

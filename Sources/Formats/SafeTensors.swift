// The safetensors format, both ways: the length of a JSON header, the header, and all elements without gaps.
// Neighbours: `SafeTensorsHeader` (the JSON), `StoredElement` (foreign element types), `NPZ` (the other archive).

/// The safetensors format, as the package of that name reads and writes it.
public enum SafeTensors {
  /// A tensor under its name.
  public typealias Entry = (name: String, value: ArrayValue)

  /// As long as the format allows a header to be.
  static let headerLimit = 100_000_000
  static let metadataName = "__metadata__"

  /// Reads all tensors, in the header's order; together they take at most `limit` bytes.
  ///
  /// Half floats and bfloat16 become f32, small integers i32, u64 becomes i64. Each byte of the data must belong to
  /// exactly one tensor.
  public static func decode(_ bytes: [UInt8], limit: Int) throws(FormatError) -> [Entry] {
    var reader = ByteReader(bytes, format: .safetensors)
    let length = try reader.size64()
    guard length <= headerLimit else { throw .safetensors(.headerTooLong(bytes: length)) }
    reader.part = .header
    var parser = SafeTensorsHeader(try reader.take(length))
    let tensors = try parser.parse()
    let start = reader.offset
    try check(tensors, available: reader.remaining)
    var left = max(limit, 0)
    var entries: [Entry] = []
    for tensor in tensors {
      guard let type = tensor.stored.nearest,
        let size = ArrayValue.byteCount(shape: tensor.shape, type: type)
      else { throw .shapeTooLarge(.safetensors, shape: tensor.shape) }
      guard size <= left else { throw .overLimit(.safetensors, needed: size, limit: left) }
      left -= size
      let elements = Array(bytes[(start + tensor.begin)..<(start + tensor.end)])
      guard
        let value = ArrayValue(
          shape: tensor.shape, type: type, bytes: try tensor.stored.convert(elements, format: .safetensors))
      else { throw .safetensors(.sizes(name: tensor.name)) }
      entries.append((tensor.name, value))
    }
    return entries
  }

  /// Every tensor has the bytes its shape asks for, and together they cover the data.
  private static func check(_ tensors: [SafeTensorsHeader.Tensor], available: Int) throws(FormatError) {
    var covered = 0
    for tensor in tensors.sorted(by: { ($0.begin, $0.end) < ($1.begin, $1.end) }) {
      guard tensor.begin >= covered else { throw .safetensors(.overlap(name: tensor.name)) }
      guard tensor.begin == covered else { throw .safetensors(.hole(offset: covered)) }
      guard let extent = ArrayValue.extent(of: tensor.shape, unit: tensor.stored.byteCount) else {
        throw .shapeTooLarge(.safetensors, shape: tensor.shape)
      }
      guard tensor.end >= tensor.begin, tensor.end - tensor.begin == (tensor.shape.contains(0) ? 0 : extent)
      else { throw .safetensors(.sizes(name: tensor.name)) }
      guard tensor.end <= available else {
        throw .truncated(.safetensors, part: .data, needed: tensor.end, available: available)
      }
      covered = tensor.end
    }
    guard covered == available else { throw .trailingBytes(.safetensors, count: available - covered) }
  }

  /// Writes tensors, wide elements before narrow ones and then by name, as the format's own package does: equal
  /// tensors give equal bytes, whatever their order.
  ///
  /// - Throws: `FormatError.safetensors` for a repeated name, or the one that is reserved.
  public static func encode(_ entries: [Entry]) throws(FormatError) -> [UInt8] {
    var names: Set<String> = []
    for (name, _) in entries {
      guard names.insert(name).inserted else { throw .safetensors(.duplicate(name: name)) }
      guard name != metadataName else { throw .safetensors(.reserved) }
    }
    let sorted = entries.sorted {
      $0.value.type == $1.value.type
        ? $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
        : $0.value.type.safetensorsOrder > $1.value.type.safetensorsOrder
    }
    var result = SafeTensorsHeader.encoded(sorted)
    result.reserveCapacity(result.count + sorted.reduce(0) { $0 + $1.value.bytes.count })
    for (_, value) in sorted { result += value.bytes }
    return result
  }
}

extension ArrayValue.ElementType {
  /// How headers spell the type.
  var safetensorsName: String {
    switch self {
    case .bool: "BOOL"
    case .u8: "U8"
    case .i32: "I32"
    case .u32: "U32"
    case .i64: "I64"
    case .f32: "F32"
    case .f64: "F64"
    }
  }

  /// The place of the type in the package's own list; later ones are written first.
  var safetensorsOrder: Int {
    switch self {
    case .bool: 0
    case .u8: 1
    case .i32: 2
    case .u32: 3
    case .f32: 4
    case .f64: 5
    case .i64: 6
    }
  }
}

extension StoredElement {
  /// Reads `F32`, `BF16` and the like; nil for types that have no place here.
  init?(safetensors name: String) {
    let types: [String: (Kind, Int)] = [
      "BOOL": (.bool, 1), "U8": (.unsigned, 1), "I8": (.signed, 1), "U16": (.unsigned, 2), "I16": (.signed, 2),
      "U32": (.unsigned, 4), "I32": (.signed, 4), "U64": (.unsigned, 8), "I64": (.signed, 8),
      "F16": (.float, 2), "BF16": (.brainFloat, 2), "F32": (.float, 4), "F64": (.float, 8),
    ]
    guard let (kind, size) = types[name] else { return nil }
    self.init(kind: kind, byteCount: size, isBigEndian: false)
  }
}

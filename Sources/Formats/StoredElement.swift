// Elements as foreign files spell them (either byte order, odd widths), turned into one of our types.
// Neighbours: `NPY` and `IDX` (name the stored type), `ArrayValue` (what comes out).

/// How a file stores one element.
struct StoredElement: Equatable {
  enum Kind { case bool, unsigned, signed, float, brainFloat }

  let kind: Kind
  let byteCount: Int
  let isBigEndian: Bool

  /// The nearest type of ours that holds all values; nil where there is none.
  var nearest: ArrayValue.ElementType? {
    switch (kind, byteCount) {
    case (.bool, 1): .bool
    case (.unsigned, 1): .u8
    case (.unsigned, 2), (.signed, 1), (.signed, 2), (.signed, 4): .i32
    case (.unsigned, 4): .u32
    case (.unsigned, 8), (.signed, 8): .i64
    case (.float, 2), (.brainFloat, 2), (.float, 4): .f32
    case (.float, 8): .f64
    default: nil
    }
  }

  /// Whether the stored bytes are already ours. A bool is not: any byte but zero is true.
  private var isOurs: Bool {
    guard let nearest else { return false }
    return kind != .bool && !(kind == .unsigned && byteCount == 8)
      && nearest.byteCount == byteCount && (byteCount == 1 || !isBigEndian)
  }

  /// Turns stored elements into `nearest`, element by element in the order `places` gives.
  func convert(_ stored: [UInt8], format: FileFormat) throws(FormatError) -> [UInt8] {
    if isOurs { return stored }
    guard let nearest else { return [] }
    let count = stored.count / byteCount
    var result: [UInt8] = []
    result.reserveCapacity(count * nearest.byteCount)
    for index in 0..<count {
      let bits = bits(stored, at: index * byteCount)
      if kind == .unsigned, byteCount == 8, bits > UInt64(Int64.max) {
        throw .elementTooLarge(format, value: bits, index: index)
      }
      var out = converted(bits)
      for _ in 0..<nearest.byteCount {
        result.append(UInt8(truncatingIfNeeded: out))
        out >>= 8
      }
    }
    return result
  }

  private func bits(_ bytes: [UInt8], at start: Int) -> UInt64 {
    var value: UInt64 = 0
    for step in 0..<byteCount {
      value = value << 8 | UInt64(bytes[isBigEndian ? start + step : start + byteCount - 1 - step])
    }
    return value
  }

  /// The bits of the element in its new type.
  private func converted(_ bits: UInt64) -> UInt64 {
    switch (kind, byteCount) {
    case (.bool, _): bits == 0 ? 0 : 1
    case (.signed, 1): UInt64(truncatingIfNeeded: Int8(truncatingIfNeeded: bits))
    case (.signed, 2): UInt64(truncatingIfNeeded: Int16(truncatingIfNeeded: bits))
    case (.float, 2): UInt64(Self.floatBits(half: UInt16(truncatingIfNeeded: bits)))
    // A bfloat16 is the upper half of an f32.
    case (.brainFloat, _): bits << 16
    default: bits
    }
  }

  /// A half-precision number as single precision, exactly (Float16 is not on every platform of ours).
  static func floatBits(half: UInt16) -> UInt32 {
    let sign = UInt32(half & 0x8000) << 16
    let exponent = UInt32(half >> 10) & 0x1f
    let fraction = UInt32(half & 0x3ff)
    if exponent == 31 { return sign | 0x7f80_0000 | fraction << 13 }
    if exponent == 0 { return sign | (Float(fraction) * 0x1p-24).bitPattern }
    return sign | (exponent + 112) << 23 | fraction << 13
  }
}

/// Column-major elements in row-major order.
///
/// - Parameters:
///   - bytes: the elements with the first axis running fastest.
///   - width: bytes an element takes.
func rowMajor(_ bytes: [UInt8], shape: [Int], width: Int) -> [UInt8] {
  guard shape.count > 1, !bytes.isEmpty else { return bytes }
  var strides: [Int] = []
  var stride = width
  for size in shape {
    strides.append(stride)
    stride *= size
  }
  var result: [UInt8] = []
  result.reserveCapacity(bytes.count)
  var position = [Int](repeating: 0, count: shape.count)
  var offset = 0
  while result.count < bytes.count {
    result.append(contentsOf: bytes[offset..<(offset + width)])
    var axis = shape.count - 1
    while axis >= 0 {
      position[axis] += 1
      offset += strides[axis]
      if position[axis] < shape[axis] { break }
      offset -= strides[axis] * shape[axis]
      position[axis] = 0
      axis -= 1
    }
  }
  return result
}

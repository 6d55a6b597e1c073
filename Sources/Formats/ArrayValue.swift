// An array as files hold it: a shape, an element type and plain bytes; the neutral ground between codecs.
// Neighbours: `NPY`, `NPZ`, `IDX` (make it), `ArrayValue+Elements` (Swift arrays in and out).

/// A dense array: little-endian elements in C order, without gaps.
public struct ArrayValue: Sendable, Equatable {
  /// The element types that the project computes with or stores.
  public enum ElementType: String, Sendable, CaseIterable {
    case bool, u8, i32, u32, i64, f32, f64

    /// Bytes an element takes.
    public var byteCount: Int {
      switch self {
      case .bool, .u8: 1
      case .i32, .u32, .f32: 4
      case .i64, .f64: 8
      }
    }
  }

  /// Sizes of the axes; empty for a single number.
  public let shape: [Int]
  public let type: ElementType
  /// Exactly `count * type.byteCount` bytes.
  public let bytes: [UInt8]

  /// The number of elements.
  public var count: Int { bytes.count / type.byteCount }

  /// Nil unless the bytes are exactly as many as shape and type ask for.
  public init?(shape: [Int], type: ElementType, bytes: [UInt8]) {
    guard Self.byteCount(shape: shape, type: type) == bytes.count else { return nil }
    self.shape = shape
    self.type = type
    self.bytes = bytes
  }

  /// Bytes an array would take; nil if that is no machine number or a size is negative.
  ///
  /// The other sizes must fit even where one is zero, so that strides can be computed without care.
  public static func byteCount(shape: [Int], type: ElementType) -> Int? {
    guard let extent = extent(of: shape, unit: type.byteCount) else { return nil }
    return shape.contains(0) ? 0 : extent
  }

  /// The product of `unit` and all sizes that are not zero; nil on overflow or a negative size.
  static func extent(of shape: [Int], unit: Int) -> Int? {
    var product = unit
    for size in shape where size != 0 {
      let (next, overflow) = product.multipliedReportingOverflow(by: size)
      guard size > 0, !overflow else { return nil }
      product = next
    }
    return product
  }
}

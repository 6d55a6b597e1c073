// Element types of tensors and how they combine.
// Neighbours: `ShapeRules` demand equal types; the language inserts the conversions this table names.

/// Element type of a tensor. Order of promotion: bool < u8 < i32 < f32 < f64; `u32` holds bits and
/// combines only with itself.
public enum DType: UInt8, Sendable, CaseIterable, BitwiseCopyable {
  case bool, u8, i32, u32, f32, f64

  /// The name users write: `f32`.
  public var name: String {
    switch self {
    case .bool: "bool"
    case .u8: "u8"
    case .i32: "i32"
    case .u32: "u32"
    case .f32: "f32"
    case .f64: "f64"
    }
  }

  public init?(name: String) {
    guard let found = DType.allCases.first(where: { $0.name == name }) else { return nil }
    self = found
  }

  /// Bytes per element.
  public var size: Int {
    switch self {
    case .bool, .u8: 1
    case .i32, .u32, .f32: 4
    case .f64: 8
    }
  }

  public var isFloating: Bool { self == .f32 || self == .f64 }
  public var isInteger: Bool { self == .u8 || self == .i32 || self == .u32 }

  /// The type both operands are converted to; nil for `u32` with anything else.
  public static func promoted(_ a: DType, _ b: DType) -> DType? {
    if a == b { return a }
    if a == .u32 || b == .u32 { return nil }
    return a.rank > b.rank ? a : b
  }

  private var rank: Int {
    switch self {
    case .bool: 0
    case .u8: 1
    case .i32: 2
    case .u32: 3
    case .f32: 4
    case .f64: 5
    }
  }
}

// Swift arrays into and out of an `ArrayValue`; the one place that reinterprets bytes.
// Neighbours: `ArrayValue`. The machine is taken to be little-endian, as all that Swift runs on are.

extension ArrayValue {
  /// Nil unless `elements` are as many as the shape asks for.
  public init?(shape: [Int], _ elements: [Float]) {
    self.init(shape: shape, type: .f32, bytes: Self.bytes(of: elements))
  }

  public init?(shape: [Int], _ elements: [Double]) {
    self.init(shape: shape, type: .f64, bytes: Self.bytes(of: elements))
  }

  public init?(shape: [Int], _ elements: [Int32]) {
    self.init(shape: shape, type: .i32, bytes: Self.bytes(of: elements))
  }

  public init?(shape: [Int], _ elements: [UInt32]) {
    self.init(shape: shape, type: .u32, bytes: Self.bytes(of: elements))
  }

  public init?(shape: [Int], _ elements: [Int64]) {
    self.init(shape: shape, type: .i64, bytes: Self.bytes(of: elements))
  }

  public init?(shape: [Int], _ elements: [UInt8]) {
    self.init(shape: shape, type: .u8, bytes: elements)
  }

  public init?(shape: [Int], _ elements: [Bool]) {
    self.init(shape: shape, type: .bool, bytes: elements.map { $0 ? 1 : 0 })
  }

  /// All elements as doubles; exact but for i64 beyond 2^53.
  public func doubles() -> [Double] {
    switch type {
    case .bool, .u8: bytes.map { Double($0) }
    case .i32: elements(of: Int32.self).map { Double($0) }
    case .u32: elements(of: UInt32.self).map { Double($0) }
    case .i64: elements(of: Int64.self).map { Double($0) }
    case .f32: elements(of: Float.self).map { Double($0) }
    case .f64: elements(of: Double.self)
    }
  }

  /// All elements as floats, rounded to nearest.
  public func floats() -> [Float] {
    switch type {
    case .bool, .u8: bytes.map { Float($0) }
    case .i32: elements(of: Int32.self).map { Float($0) }
    case .u32: elements(of: UInt32.self).map { Float($0) }
    case .i64: elements(of: Int64.self).map { Float($0) }
    case .f32: elements(of: Float.self)
    case .f64: elements(of: Double.self).map { Float($0) }
    }
  }

  /// All elements as whole numbers; nil for f32 and f64.
  public func integers() -> [Int64]? {
    switch type {
    case .bool, .u8: bytes.map { Int64($0) }
    case .i32: elements(of: Int32.self).map { Int64($0) }
    case .u32: elements(of: UInt32.self).map { Int64($0) }
    case .i64: elements(of: Int64.self)
    case .f32, .f64: nil
    }
  }

  /// The elements of an i32, u32, i64, f32 or f64 array, bit for bit, at the cost of one copy.
  ///
  /// The caller picks the Swift type that goes with `type`; another of the same size reads the same bits.
  public func elements<Element: BitwiseCopyable>(of _: Element.Type) -> [Element] {
    let stride = MemoryLayout<Element>.stride
    let count = bytes.count / stride
    return [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      bytes.withUnsafeBytes { raw in
        UnsafeMutableRawBufferPointer(buffer).copyMemory(from: .init(rebasing: raw[..<(count * stride)]))
      }
      initialized = count
    }
  }

  /// The bytes of the elements, in memory order.
  static func bytes<Element: BitwiseCopyable>(of elements: [Element]) -> [UInt8] {
    elements.withUnsafeBytes { [UInt8]($0) }
  }
}

// Up to eight integers held inline: shapes, axes, strides.
// Neighbours: `Node` and `Attributes` are plain data because these are.

/// A short list of 32-bit integers without heap storage.
public struct Dims: Hashable, Sendable, RandomAccessCollection, ExpressibleByArrayLiteral,
  CustomStringConvertible, BitwiseCopyable
{
  /// The largest rank a tensor may have.
  public static let maximumCount = 8

  private var storage: SIMD8<Int32>
  private var length: UInt8

  public init() {
    storage = .zero
    length = 0
  }

  /// Takes the first eight values, each clamped to 32 bits: for literals in our own code.
  public init(arrayLiteral elements: Int...) { self.init(clamping: elements) }

  /// nil if there are more than eight values or one does not fit 32 bits.
  public init?(exactly values: some Collection<Int>) {
    guard values.count <= Dims.maximumCount else { return nil }
    self.init()
    for value in values {
      guard let narrow = Int32(exactly: value) else { return nil }
      storage[Int(length)] = narrow
      length &+= 1
    }
  }

  /// Keeps the first eight values, clamped to 32 bits: for values derived from valid shapes.
  public init(clamping values: some Collection<Int>) {
    self.init()
    for value in values.prefix(Dims.maximumCount) {
      storage[Int(length)] = Int32(clamping: value)
      length &+= 1
    }
  }

  /// `count` times the same value.
  public init(repeating value: Int, count: Int) {
    self.init(clamping: Array(repeating: value, count: Swift.min(count, Dims.maximumCount)))
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { Int(length) }

  public subscript(index: Int) -> Int {
    get { Int(storage[index & 7]) }
    set { storage[index & 7] = Int32(clamping: newValue) }
  }

  public mutating func append(_ value: Int) {
    guard length < 8 else { return }
    storage[Int(length)] = Int32(clamping: value)
    length &+= 1
  }

  /// The same values with `value` put before place `index`.
  public func inserting(_ value: Int, at index: Int) -> Dims {
    var values = Array(self)
    values.insert(value, at: Swift.min(index, values.count))
    return Dims(clamping: values)
  }

  /// The values whose places are not in `places`.
  public func removing(_ places: Dims) -> Dims {
    var result = Dims()
    for index in indices where !places.contains(index) { result.append(self[index]) }
    return result
  }

  /// Product of all values (1 if empty); saturates instead of overflowing.
  public var product: Int {
    var total = 1
    for index in 0..<Int(length) {
      let (value, overflow) = total.multipliedReportingOverflow(by: Int(storage[index]))
      if overflow { return Int.max }
      total = value
    }
    return total
  }

  public static func == (a: Dims, b: Dims) -> Bool { a.length == b.length && a.storage == b.storage }

  /// `[2, 3]`, as the language writes a shape.
  public var description: String { "[" + map(String.init).joined(separator: ", ") + "]" }
}

/// Sizes of a tensor, outermost first.
public typealias Shape = Dims
/// Axis numbers of a tensor, each within its rank.
public typealias Axes = Dims

extension Dims {
  /// Strides in elements of a contiguous tensor of this shape, last axis fastest.
  public var contiguousStrides: [Int] {
    var strides = Array(repeating: 1, count: count)
    var running = 1
    for axis in indices.reversed() {
      strides[axis] = running
      running = running &* Swift.max(1, self[axis])
    }
    return strides
  }
}

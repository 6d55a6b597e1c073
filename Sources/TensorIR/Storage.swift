// Memory of a materialised tensor.
// Neighbours: `Tensor` holds one when it is ready; executors make them.

#if canImport(Glibc)
  import Glibc
#endif

/// Keeps the memory of storages it made.
public protocol StorageOwner: AnyObject {
  func release(_ pointer: UnsafeMutableRawPointer, byteCount: Int)
}

/// Contiguous, row-major, 64-byte aligned memory; freed with its last reference. Never changed once a
/// tensor shows it, unless the executor holds the only reference.
public final class Storage {
  public let dtype: DType
  /// Number of elements.
  public let count: Int
  public let pointer: UnsafeMutableRawPointer
  private let owner: (any StorageOwner)?

  /// Uninitialised memory; nil if the system has none.
  public init?(dtype: DType, count: Int) {
    let (bytes, overflow) = Swift.max(count, 1).multipliedReportingOverflow(by: dtype.size)
    guard count >= 0, !overflow, bytes <= Int.max - 64 else { return nil }
    guard let memory = aligned_alloc(64, (bytes + 63) & ~63) else { return nil }
    self.dtype = dtype
    self.count = count
    pointer = memory
    owner = nil
  }

  /// Memory of an executor, which takes it back with the last reference.
  public init(dtype: DType, count: Int, pointer: UnsafeMutableRawPointer, owner: any StorageOwner) {
    self.dtype = dtype
    self.count = count
    self.pointer = pointer
    self.owner = owner
  }

  deinit {
    if let owner {
      owner.release(pointer, byteCount: byteCount)
    } else {
      free(pointer)
    }
  }

  public var byteCount: Int { count * dtype.size }

  /// The elements as `T`; the caller knows that `T` is the element's representation.
  public func elements<T>(as type: T.Type) -> UnsafeMutableBufferPointer<T> {
    UnsafeMutableBufferPointer(start: pointer.assumingMemoryBound(to: type), count: count)
  }

  /// Element `index` as a host number; bool as 0 or 1.
  public func double(at index: Int) -> Double {
    guard index >= 0, index < count else { return .nan }
    switch dtype {
    case .bool, .u8: return Double(elements(as: UInt8.self)[index])
    case .i32: return Double(elements(as: Int32.self)[index])
    case .u32: return Double(elements(as: UInt32.self)[index])
    case .f32: return Double(elements(as: Float.self)[index])
    case .f64: return elements(as: Double.self)[index]
    }
  }

  /// Stores a host number, converted as `Op.convert` does (saturating where an integer would overflow).
  public func store(_ value: Double, at index: Int) {
    guard index >= 0, index < count else { return }
    switch dtype {
    case .bool: elements(as: UInt8.self)[index] = value != 0 ? 1 : 0
    case .u8: elements(as: UInt8.self)[index] = UInt8(saturating: value)
    case .i32: elements(as: Int32.self)[index] = Int32(saturating: value)
    case .u32: elements(as: UInt32.self)[index] = UInt32(saturating: value)
    case .f32: elements(as: Float.self)[index] = Float(value)
    case .f64: elements(as: Double.self)[index] = value
    }
  }
}

extension FixedWidthInteger {
  /// Truncates toward zero; out of range gives the nearest bound, NaN gives 0.
  @inlinable public init(saturating value: Double) {
    if value.isNaN {
      self = 0
    } else if value <= Double(Self.min) {
      self = Self.min
    } else if value >= Double(Self.max) {
      self = Self.max
    } else {
      self = Self(value)
    }
  }
}

// An image as samples: rows from the top, pixels from the left, channels together.
// Neighbours: `PNG`.

/// A decoded image.
public struct RasterSamples: Sendable, Equatable {
  public enum Samples: Sendable, Equatable {
    /// 0 is none, 255 is full.
    case eight([UInt8])
    /// 0 is none, 65535 is full.
    case sixteen([UInt16])
  }

  /// Height, width, channels.
  public let shape: [Int]
  public let samples: Samples

  init(shape: [Int], samples: Samples) {
    self.shape = shape
    self.samples = samples
  }

  public var height: Int { shape[0] }
  public var width: Int { shape[1] }
  /// 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA.
  public var channels: Int { shape[2] }
  /// Bits of a sample: 8 or 16.
  public var depth: Int {
    switch samples {
    case .eight: 8
    case .sixteen: 16
    }
  }

  /// All samples in 0...1.
  public func unitFloats() -> [Float] {
    switch samples {
    case .eight(let samples): samples.map { Float($0) / 255 }
    case .sixteen(let samples): samples.map { Float($0) / 65535 }
    }
  }

  /// All samples with 8 bits, those of 16 bits rounded to nearest.
  public func eightBit() -> [UInt8] {
    switch samples {
    case .eight(let samples): samples
    case .sixteen(let samples): samples.map { UInt8(truncatingIfNeeded: (UInt32($0) * 255 + 32767) / 65535) }
    }
  }
}

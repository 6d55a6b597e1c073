// PNG through libpng: samples in, samples out, nothing about gamma, text or time.
// Neighbours: `CPNG` (the shim), `RasterSamples` (what an image is here).

import CPNG

/// The PNG format.
public enum PNG {
  static let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

  /// Reads an image of any colour type and depth, interlaced or not; its samples take at most `limit` bytes.
  ///
  /// A palette becomes colours, grey of 1, 2 and 4 bits becomes 8, a transparent colour becomes alpha.
  public static func decode(_ bytes: [UInt8], limit: Int) throws(FormatError) -> RasterSamples {
    let info = try readInfo(bytes)
    let shape = [Int(info.height), Int(info.width), Int(info.channels)]
    let count = try sampleCount(shape, bytes: Int(info.sample_bits) / 8, limit: limit)
    var failure = advnb_png_failure()
    if info.sample_bits == 16 {
      var samples = [UInt16](repeating: 0, count: count)
      let status = advnb_png_read_samples(bytes, bytes.count, &samples, count * 2, &failure)
      guard status == 0 else { throw error(failure) }
      return RasterSamples(shape: shape, samples: .sixteen(samples))
    }
    var samples = [UInt8](repeating: 0, count: count)
    let status = advnb_png_read_samples(bytes, bytes.count, &samples, count, &failure)
    guard status == 0 else { throw error(failure) }
    return RasterSamples(shape: shape, samples: .eight(samples))
  }

  /// The samples as the file stores them: palette indices, a byte for each sample of 1 to 8 bits, two
  /// big-endian bytes for one of 16.
  static func decodeNative(_ bytes: [UInt8], limit: Int) throws(FormatError) -> [UInt8] {
    let info = try readInfo(bytes)
    let channels = [0: 1, 2: 3, 3: 1, 4: 2, 6: 4][Int(info.color_type)] ?? 1
    let width = info.bit_depth == 16 ? 2 : 1
    let count = try sampleCount([Int(info.height), Int(info.width), channels], bytes: width, limit: limit)
    var samples = [UInt8](repeating: 0, count: count * width)
    var failure = advnb_png_failure()
    let status = advnb_png_read_native(bytes, bytes.count, &samples, count * width, &failure)
    guard status == 0 else { throw error(failure) }
    return samples
  }

  /// Writes 8-bit samples, row by row, channels together; equal samples give equal bytes.
  ///
  /// - Parameters:
  ///   - channels: 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA.
  ///   - samples8: width × height × channels of them.
  /// - Throws: `FormatError.imageSize` if the numbers do not agree or are zero.
  public static func encode(width: Int, height: Int, channels: Int, samples8: [UInt8]) throws(FormatError)
    -> [UInt8]
  {
    guard (1...4).contains(channels), let width32 = UInt32(exactly: width), width > 0,
      let height32 = UInt32(exactly: height), height > 0, width <= Int32.max, height <= Int32.max,
      ArrayValue.extent(of: [height, width, channels], unit: 1) == samples8.count
    else { throw .imageSize(width: width, height: height, channels: channels, samples: samples8.count) }
    var failure = advnb_png_failure()
    var out: UnsafeMutablePointer<UInt8>?
    var count = 0
    guard advnb_png_write(samples8, width32, height32, Int32(channels), &out, &count, &failure) == 0 else {
      throw error(failure)
    }
    defer { advnb_png_free(out) }
    return Array(UnsafeBufferPointer(start: out, count: count))
  }

  private static func readInfo(_ bytes: [UInt8]) throws(FormatError) -> advnb_png_info {
    guard bytes.starts(with: signature) else { throw .wrongStart(.png, found: Array(bytes.prefix(8))) }
    var info = advnb_png_info()
    var failure = advnb_png_failure()
    guard advnb_png_read_info(bytes, bytes.count, &info, &failure) == 0 else { throw error(failure) }
    return info
  }

  private static func sampleCount(_ shape: [Int], bytes: Int, limit: Int) throws(FormatError) -> Int {
    guard let size = ArrayValue.extent(of: shape, unit: bytes) else {
      throw .shapeTooLarge(.png, shape: shape)
    }
    guard size <= limit else { throw .overLimit(.png, needed: size, limit: limit) }
    return size / bytes
  }

  private static func error(_ failure: advnb_png_failure) -> FormatError {
    let reason = withUnsafeBytes(of: failure.message) { raw in
      String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
    }
    return .png(reason: reason, offset: failure.offset)
  }
}

// From tensors to pixels: grey, colour, and signed values on a diverging map.
// Neighbours: `ShowBuiltins`; `Transcript` writes the PNG.

import Display
import TensorIR

enum Pictures {
  /// Pixels of one image.
  ///
  /// - Parameters:
  ///   - tensor: [h, w], [c, h, w] or [h, w, c] with c = 1, 3 or 4; floats 0 to 1 (clipped), u8 0 to 255.
  ///   - isSigned: on a diverging map; nil: if some value is negative.
  ///   - scale: the value of the map's ends; nil: the largest size.
  static func image(
    of tensor: Tensor, _ interpreter: Interpreter, isSigned: Bool? = nil, scale: Double? = nil
  ) throws -> RasterImage {
    let layout = try Layout(tensor)
    guard layout.width * layout.height <= 1 << 26 else { throw Failure.value("an image of \(layout.width) × \(layout.height) pixels is too large to show") }
    let storage = try interpreter.read(tensor)
    let full = tensor.dtype == .u8 ? 255.0 : 1.0
    var lowest = 0.0
    var largest = 0.0
    for index in 0..<storage.count {
      let value = storage.double(at: index)
      guard value.isFinite else { continue }
      lowest = min(lowest, value)
      largest = max(largest, abs(value))
    }
    if layout.channels == 1, isSigned ?? (lowest < 0) {
      return try signed(storage, layout, scale ?? largest, digits: interpreter.digits)
    }
    var samples: [UInt8] = []
    samples.reserveCapacity(layout.width * layout.height * layout.channels)
    for pixel in 0..<layout.width * layout.height {
      for channel in 0..<layout.channels {
        samples.append(byte(storage.double(at: layout.index(pixel, channel)) / full))
      }
    }
    return try raster(layout.width, layout.height, layout.channels, samples)
  }

  private static func signed(_ storage: Storage, _ layout: Layout, _ scale: Double, digits: Int) throws -> RasterImage {
    var samples: [UInt8] = []
    samples.reserveCapacity(layout.width * layout.height * 3)
    for pixel in 0..<layout.width * layout.height {
      let value = storage.double(at: pixel)
      let colour = value.isNaN ? Palette.missing : Palette.diverging(scale > 0 ? max(-1, min(1, value / scale)) : 0)
      samples += [colour.red, colour.green, colour.blue]
    }
    let note = "Colours from \(NumberFormat.text(-scale, digits: digits)) to \(NumberFormat.text(scale, digits: digits))"
    return try raster(layout.width, layout.height, 3, samples, note)
  }

  /// Images side by side with a gap, in rows of `columns`.
  static func grid(_ images: [RasterImage], columns: Int) throws -> RasterImage {
    guard let first = images.first else { throw Failure.value("a grid needs at least one image") }
    let (width, height) = (images.map(\.width).max() ?? first.width, images.map(\.height).max() ?? first.height)
    let gap = max(1, min(width, height) / 8)
    let columns = max(1, min(columns, images.count))
    let rows = (images.count + columns - 1) / columns
    let (totalWidth, totalHeight) = (columns * (width + gap) + gap, rows * (height + gap) + gap)
    guard totalWidth * totalHeight <= 1 << 26 else { throw Failure.value("a grid of \(totalWidth) × \(totalHeight) pixels is too large to show") }
    var samples = [UInt8](repeating: 255, count: totalWidth * totalHeight * 3)
    for (place, image) in images.enumerated() {
      let left = gap + (place % columns) * (width + gap)
      let top = gap + (place / columns) * (height + gap)
      for y in 0..<image.height {
        for x in 0..<image.width {
          let target = ((top + y) * totalWidth + left + x) * 3
          for channel in 0..<3 { samples[target + channel] = image.sample(x, y, channel) }
        }
      }
    }
    // Pictures of one scale say it once.
    var notes: [String] = []
    for note in images.compactMap(\.scaleNote) where !notes.contains(note) { notes.append(note) }
    return try raster(totalWidth, totalHeight, 3, samples, notes.isEmpty ? nil : notes.joined(separator: "; "))
  }

  private static func byte(_ value: Double) -> UInt8 {
    value.isNaN ? 0 : UInt8(max(0, min(255, (value * 255).rounded())))
  }

  private static func raster(
    _ width: Int, _ height: Int, _ channels: Int, _ samples: [UInt8], _ note: String? = nil
  ) throws -> RasterImage {
    guard let image = RasterImage(width: width, height: height, channels: channels, samples: samples, scaleNote: note) else {
      throw Failure.value("an image needs at least one pixel")
    }
    return image
  }

  /// Where the channels of a pixel are.
  private struct Layout {
    let width: Int
    let height: Int
    let channels: Int
    let isChannelsFirst: Bool

    init(_ tensor: Tensor) throws {
      let shape = tensor.shape
      switch shape.count {
      case 2: (height, width, channels, isChannelsFirst) = (shape[0], shape[1], 1, true)
      case 3 where [1, 3, 4].contains(shape[0]): (channels, height, width, isChannelsFirst) = (shape[0], shape[1], shape[2], true)
      case 3 where [1, 3, 4].contains(shape[2]): (height, width, channels, isChannelsFirst) = (shape[0], shape[1], shape[2], false)
      default:
        throw Failure.wrongShape(
          "an image is [h, w], [c, h, w] or [h, w, c] with 1, 3 or 4 channels, but this is \(shape)",
          hint: shape.count == 1 ? "reshape it first, as in reshape(x, 8, 8)." : "for several images use grid(images).")
      }
      guard width > 0, height > 0 else { throw Failure.value("an image needs at least one pixel, but this is \(shape)") }
    }

    func index(_ pixel: Int, _ channel: Int) -> Int {
      isChannelsFirst ? channel * width * height + pixel : pixel * channels + channel
    }
  }
}

extension RasterImage {
  /// A channel of the pixel as RGB; transparency on white.
  fileprivate func sample(_ x: Int, _ y: Int, _ channel: Int) -> UInt8 {
    let start = (y * width + x) * channels
    switch channels {
    case 1: return samples[start]
    case 4:
      let alpha = Int(samples[start + 3])
      return UInt8((Int(samples[start + channel]) * alpha + 255 * (255 - alpha)) / 255)
    default: return samples[start + channel]
    }
  }
}

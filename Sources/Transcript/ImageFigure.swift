// A small picture as a PNG that a reader can see: each pixel becomes a square of whole pixels.
// Neighbours: `MarkdownWriter`; `Formats.PNG` does the encoding.

import Display
import Formats

public enum ImageFigure {
  /// About how long the longer side is made, in pixels.
  public static let wantedSide = 480

  /// Whole factor by which an image is enlarged; never below 1.
  public static func factor(width: Int, height: Int) -> Int {
    let side = max(width, height, 1)
    return side >= wantedSide ? 1 : max(1, (wantedSide + side / 2) / side)
  }

  /// The PNG file of an enlarged image; nil if it cannot be encoded.
  public static func png(_ image: RasterImage) -> [UInt8]? {
    let factor = factor(width: image.width, height: image.height)
    let large = enlarged(image, by: factor)
    return try? PNG.encode(
      width: image.width * factor, height: image.height * factor, channels: image.channels, samples8: large)
  }

  /// Samples of the image with every pixel repeated `factor` times in both directions.
  static func enlarged(_ image: RasterImage, by factor: Int) -> [UInt8] {
    guard factor > 1 else { return image.samples }
    var result: [UInt8] = []
    result.reserveCapacity(image.samples.count * factor * factor)
    let rowLength = image.width * image.channels
    for row in 0..<image.height {
      var line: [UInt8] = []
      line.reserveCapacity(rowLength * factor)
      for column in 0..<image.width {
        let start = row * rowLength + column * image.channels
        let pixel = image.samples[start..<start + image.channels]
        for _ in 0..<factor { line += pixel }
      }
      for _ in 0..<factor { result += line }
    }
    return result
  }
}

// A drawing as pixels, for pages that want PNG and for terminals.
// Neighbours: `SVGChart` and `SVGPanels` make the drawings; `CRSVG` is the library that draws them.

import CRSVG
import Display
import Formats

public enum SVGRaster {
  /// Pixels for each unit of the page: sharp on most screens, and not too wide for a page of text.
  static let factor = 1.5

  /// The PNG file of an SVG text that this program wrote; nil without the library.
  @Sendable public static func png(_ svg: String) -> [UInt8]? {
    guard let image = image(svg, factor: factor) else { return nil }
    return try? PNG.encode(width: image.width, height: image.height, channels: 3, samples8: image.samples)
  }

  /// The pixels of an SVG text that this program wrote; nil without the library.
  public static func image(_ svg: String, factor: Double) -> RasterImage? {
    guard let width = size("width", of: svg), let height = size("height", of: svg) else { return nil }
    let (w, h) = (Int((width * factor).rounded()), Int((height * factor).rounded()))
    guard w > 0, h > 0, w <= 8192, h <= 8192 else { return nil }
    var samples = [UInt8](repeating: 255, count: w * h * 3)
    let text = Array(svg.utf8)
    guard rsvg_draw(text, text.count, Int32(w), Int32(h), &samples) else { return nil }
    return RasterImage(width: w, height: h, channels: 3, samples: samples)
  }

  /// A number among the attributes of the first element.
  private static func size(_ name: String, of svg: String) -> Double? {
    let head = svg.prefix { $0 != ">" }
    let parts = head.split(separator: " ").first { $0.hasPrefix("\(name)=\"") }
    return parts.flatMap { Double($0.dropFirst(name.utf8.count + 2).prefix { $0 != "\"" }) }
  }
}

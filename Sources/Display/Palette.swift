// Colours that stay apart for colour-blind readers and in grey print.
// Neighbours: `Chart`, `RasterImage`; the language maps signed tensors through `diverging`.

public struct RGB: Sendable, Hashable {
  public let red: UInt8
  public let green: UInt8
  public let blue: UInt8

  public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// `#0b6bb0`
  public var hex: String {
    let digits = Array("0123456789abcdef".utf8)
    var bytes = [UInt8(ascii: "#")]
    for part in [red, green, blue] {
      bytes.append(digits[Int(part >> 4)])
      bytes.append(digits[Int(part & 15)])
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// How bright the eye sees it, 0 to 1.
  public var luminance: Double {
    (0.2126 * Double(red) + 0.7152 * Double(green) + 0.0722 * Double(blue)) / 255
  }
}

public enum Palette {
  /// Colours of series, in order of use; they differ in lightness as well as in hue.
  public static let series: [RGB] = [
    RGB(11, 107, 176), RGB(216, 87, 10), RGB(18, 147, 110), RGB(200, 100, 165),
    RGB(214, 154, 0), RGB(60, 60, 60), RGB(79, 169, 220), RGB(122, 74, 30),
  ]

  /// The colour of series `index`; they repeat.
  public static func series(_ index: Int) -> RGB { series[abs(index % series.count)] }

  /// A light form of `series(index)`, for areas below points of that colour.
  public static func tint(_ index: Int) -> RGB { mix([series(index), RGB(255, 255, 255)], 0.68) }

  /// What has no value.
  public static let missing = RGB(190, 190, 190)

  private static let sequentialAnchors = [
    RGB(29, 28, 74), RGB(38, 84, 140), RGB(33, 145, 140), RGB(134, 200, 95), RGB(250, 233, 90),
  ]
  private static let divergingAnchors = [
    RGB(20, 62, 122), RGB(66, 133, 190), RGB(165, 203, 226), RGB(247, 247, 245), RGB(246, 186, 150),
    RGB(212, 103, 70), RGB(132, 24, 34),
  ]

  /// From dark (0) to light (1); values outside are clipped, nan is grey.
  public static func sequential(_ t: Double) -> RGB { mix(sequentialAnchors, t) }

  /// From blue (-1) over white (0) to red (1); values outside are clipped, nan is grey.
  public static func diverging(_ t: Double) -> RGB { mix(divergingAnchors, (t + 1) / 2) }

  private static func mix(_ anchors: [RGB], _ t: Double) -> RGB {
    if t.isNaN { return missing }
    let position = min(max(t, 0), 1) * Double(anchors.count - 1)
    let low = min(Int(position), anchors.count - 2)
    let part = position - Double(low)
    func between(_ a: UInt8, _ b: UInt8) -> UInt8 {
      UInt8(clamping: Int((Double(a) + (Double(b) - Double(a)) * part).rounded()))
    }
    let (a, b) = (anchors[low], anchors[low + 1])
    return RGB(between(a.red, b.red), between(a.green, b.green), between(a.blue, b.blue))
  }
}

// SVG elements as text: presentation attributes only, numbers at one decimal, so that charts diff as text.
// Neighbours: `SVGChart` and the marks write through it.

import Display
import Formats

/// A growing SVG text.
struct SVGWriter {
  private(set) var text = ""

  enum Anchor: String { case start, middle, end }

  mutating func raw(_ line: String) { text += line + "\n" }

  mutating func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, stroke: String, more: String = ""
  ) {
    raw(
      "<line x1=\"\(Self.number(x1))\" y1=\"\(Self.number(y1))\" x2=\"\(Self.number(x2))\" "
        + "y2=\"\(Self.number(y2))\" stroke=\"\(stroke)\"\(more.isEmpty ? "" : " " + more)/>")
  }

  mutating func rect(_ box: Box, fill: String, more: String = "") {
    raw(
      "<rect x=\"\(Self.number(box.left))\" y=\"\(Self.number(box.top))\" width=\"\(Self.number(box.width))\" "
        + "height=\"\(Self.number(box.height))\" fill=\"\(fill)\"\(more.isEmpty ? "" : " " + more)/>")
  }

  mutating func path(_ d: String, _ attributes: String) { raw("<path d=\"\(d)\" \(attributes)/>") }

  /// Text whose baseline begins, lies around, or ends at a place; `turned` by degrees around it.
  mutating func label(
    _ words: String, _ x: Double, _ y: Double, size: Double, anchor: Anchor = .start, fill: String = Ink.text,
    turned: Double = 0, more: String = ""
  ) {
    let turn =
      turned == 0
      ? "" : " transform=\"rotate(\(Self.number(turned)) \(Self.number(x)) \(Self.number(y)))\""
    let at = anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\""
    raw(
      "<text x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" font-size=\"\(Self.number(size))\" "
        + "fill=\"\(fill)\"\(at)\(turn)\(more.isEmpty ? "" : " " + more)>\(Self.escaped(words))</text>")
  }

  /// Text that can be read on lines and pictures.
  mutating func haloLabel(_ words: String, _ x: Double, _ y: Double, size: Double, anchor: Anchor) {
    let halo = "stroke=\"\(Ink.paper)\" stroke-width=\"3.5\" stroke-linejoin=\"round\""
    label(words, x, y, size: size, anchor: anchor, fill: Ink.paper, more: halo)
    label(words, x, y, size: size, anchor: anchor)
  }

  /// A picture stretched over a box.
  mutating func image(
    _ samples: [UInt8], width: Int, height: Int, channels: Int, in box: Box, more: String = ""
  ) {
    guard let png = try? PNG.encode(width: width, height: height, channels: channels, samples8: samples) else {
      return
    }
    raw(
      "<image x=\"\(Self.number(box.left))\" y=\"\(Self.number(box.top))\" width=\"\(Self.number(box.width))\" "
        + "height=\"\(Self.number(box.height))\" preserveAspectRatio=\"none\"\(more.isEmpty ? "" : " " + more) "
        + "href=\"data:image/png;base64,\(Base64.encode(png))\"/>")
  }

  /// At most one decimal, `-0` as `0`; what cannot be drawn is put far outside.
  static func number(_ x: Double) -> String {
    guard x.isFinite else { return x < 0 ? "-9999" : "9999" }
    let tenths = (min(max(x, -99999), 99999) * 10).rounded()
    let whole = Int(tenths)
    let (units, rest) = whole.magnitude.quotientAndRemainder(dividingBy: 10)
    return (whole < 0 ? "-" : "") + (rest == 0 ? "\(units)" : "\(units).\(rest)")
  }

  /// Text in XML; characters that XML does not know become spaces.
  static func escaped(_ words: String) -> String {
    var result = ""
    for scalar in words.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F || scalar.value & 0xFFFE == 0xFFFE:
        result += " "
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

/// Colours of everything but data.
enum Ink {
  static let paper = "#ffffff"
  static let text = "#24292f"
  static let axis = "#57606a"
  static let grid = "#e7e9ec"
  static let rule = "#6e7781"
}

/// A rectangle of the page; y grows downwards.
struct Box: Equatable {
  var left: Double
  var top: Double
  var width: Double
  var height: Double

  var right: Double { left + width }
  var bottom: Double { top + height }

  func meets(_ other: Box) -> Bool {
    left < other.right && other.left < right && top < other.bottom && other.top < bottom
  }

  func contains(_ x: Double, _ y: Double) -> Bool { x >= left && x <= right && y >= top && y <= bottom }
}

/// About how wide text is in a sans-serif face; viewers differ, so it errs on the wide side.
enum TextWidth {
  static func of(_ words: String, size: Double) -> Double {
    var total = 0.0
    for scalar in words.unicodeScalars {
      switch scalar {
      case "i", "l", "j", "t", "f", "I", ".", ",", ":", ";", "'", "|", "!", " ", "(", ")", "[", "]":
        total += 0.34
      case "m", "w", "M", "W", "@", "%": total += 0.92
      case "A"..."Z", "+", "=", "<", ">", "−": total += 0.7
      case _ where scalar.properties.generalCategory == .nonspacingMark: break
      case _ where scalar.value >= 0x1100: total += 1.0
      default: total += 0.58
      }
    }
    return total * size
  }

  /// The words, cut with `…` if they are wider than there is room.
  static func cut(_ words: String, size: Double, to room: Double) -> String {
    guard of(words, size: size) > room else { return words }
    var rest = Substring(words.prefix(400))
    while !rest.isEmpty, of(rest + "…", size: size) > room { rest.removeLast() }
    return rest + "…"
  }
}

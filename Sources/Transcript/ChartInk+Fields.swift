// What fills a plane: regions of classes, contours and arrows.
// Neighbours: `ChartInk`, `ContourLines` (where the lines run), `ColourScale`.

import Display
import Formats
import Glibc

extension ChartInk {
  typealias Point = (x: Double, y: Double)

  // MARK: Pictures below the lines

  /// Light tints, so that points on them stand out.
  static func regions(_ field: Field, _ frame: Frame, to svg: inout SVGWriter) {
    paint(frame, to: &svg) { x, y in
      guard let place = FieldPlace(field, x, y), let slot = place.commonest else { return nil }
      return Palette.tint(slot)
    }
  }

  /// A picture of the data area, one pixel for each unit of the page; nil leaves the paper white.
  private static func paint(_ frame: Frame, to svg: inout SVGWriter, _ colour: (Double, Double) -> RGB?) {
    let (width, height) = (Int(frame.box.width.rounded()), Int(frame.box.height.rounded()))
    guard width > 0, height > 0 else { return }
    var samples: [UInt8] = []
    samples.reserveCapacity(width * height * 3)
    for row in 0..<height {
      let y = frame.y.value(at: 1 - (Double(row) + 0.5) / Double(height))
      for column in 0..<width {
        let found = colour(frame.x.value(at: (Double(column) + 0.5) / Double(width)), y)
        let pixel = found ?? RGB(255, 255, 255)
        samples += [pixel.red, pixel.green, pixel.blue]
      }
    }
    svg.image(samples, width: width, height: height, channels: 3, in: frame.box)
  }

  // MARK: Contours

  static func draw(_ contour: Contour, _ frame: Frame, to svg: inout SVGWriter) {
    if contour.isFilled {
      let scale = ColourScale(steps: contour.levels)
      paint(frame, to: &svg) { x, y in FieldPlace(contour.field, x, y)?.value.map(scale.colour) }
    }
    var labels: [(Box, String)] = []
    let levels = lines(contour, frame)
    for (place, level) in levels.enumerated() {
      let d = level.lines.map { pathText(thinned($0)) }.joined(separator: " ")
      guard !d.isEmpty else { continue }
      // The light end of the colours cannot be seen on paper.
      let part = levels.count > 1 ? Double(place) / Double(levels.count - 1) : 0
      let stroke = contour.isFilled ? Ink.text : Palette.sequential(part * 0.75).hex
      let more = contour.isFilled ? "stroke-width=\"0.8\" stroke-opacity=\"0.45\"" : "stroke-width=\"1.6\""
      svg.path(d, "fill=\"none\" stroke=\"\(stroke)\" \(more) stroke-linejoin=\"round\"")
      if !contour.isFilled, let box = labelBox(level, frame.box, avoiding: labels.map(\.0)) {
        labels.append((box, NumberFormat.text(level.level, digits: 3)))
      }
    }
    for (box, words) in labels {
      svg.haloLabel(words, box.left + box.width / 2, box.bottom - 3, size: 11, anchor: .middle)
    }
  }

  /// The lines of each level, on the page.
  static func lines(_ contour: Contour, _ frame: Frame) -> [(level: Double, lines: [[Point]])] {
    let field = contour.field
    let (xs, ys) = (field.x.map { frame.px($0) ?? .nan }, field.y.map { frame.py($0) ?? .nan })
    let page = Field(x: xs, y: ys, values: field.values)
    return contour.levels.map { ($0, ContourLines(page, level: $0).lines) }
  }

  /// Room for a level's number in the middle of its longest line, or else further along it.
  private static func labelBox(
    _ level: (level: Double, lines: [[Point]]), _ area: Box, avoiding taken: [Box]
  ) -> Box? {
    let width = TextWidth.of(NumberFormat.text(level.level, digits: 3), size: 11)
    guard let line = level.lines.max(by: { $0.count < $1.count }), line.count > 6 else { return nil }
    for part in [0.5, 0.3, 0.7, 0.15, 0.85] {
      let point = line[Int(part * Double(line.count - 1))]
      let box = Box(left: point.x - width / 2 - 2, top: point.y - 8, width: width + 4, height: 15)
      if area.contains(box.left, box.top), area.contains(box.right, box.bottom),
        !taken.contains(where: { $0.meets(box) })
      {
        return box
      }
    }
    return nil
  }

  // MARK: Arrows

  static func arrowStyle(_ colour: String) -> String {
    "fill=\"none\" stroke=\"\(colour)\" stroke-width=\"1.4\" stroke-linejoin=\"round\" stroke-linecap=\"round\""
  }

  /// All arrows in one path.
  static func path(_ arrows: Arrows, _ frame: Frame) -> String {
    placed(arrows, frame).map { arrow($0.from, $0.to) }.joined(separator: " ")
  }

  /// Where the arrows begin and end on the page; the longest reaches about as far as its neighbour.
  static func placed(_ arrows: Arrows, _ frame: Frame) -> [(from: Point, to: Point)] {
    let places = (0..<arrows.count).compactMap { i -> (Point, Point)? in
      guard let x = frame.px(arrows.x[i]), let y = frame.py(arrows.y[i]),
        arrows.u[i].isFinite, arrows.v[i].isFinite
      else { return nil }
      // Directions are those of the page: an arrow shows where a step leads.
      let (across, up) = (frame.box.width / (frame.x.high - frame.x.low), frame.box.height / (frame.y.high - frame.y.low))
      return ((x, y), (arrows.u[i] * across, -arrows.v[i] * up))
    }
    let longest = places.map { hypot($0.1.x, $0.1.y) }.max() ?? 0
    let spacing = (frame.box.width * frame.box.height / Double(max(places.count, 1))).squareRoot()
    let scale = longest > 0 && longest.isFinite ? min(spacing * 0.9, 60) / longest : 0
    return places.map { ($0.0, ($0.0.x + $0.1.x * scale, $0.0.y + $0.1.y * scale)) }
  }

  /// A shaft and two short strokes at its tip; a dot if it has no length.
  static func arrow(_ from: Point, _ to: Point) -> String {
    func at(_ x: Double, _ y: Double) -> String { SVGWriter.number(x) + " " + SVGWriter.number(y) }
    let length = hypot(to.x - from.x, to.y - from.y)
    guard length > 0.5, length.isFinite else { return "M\(at(from.x, from.y))h0.1" }
    let size = min(5, length * 0.4)
    let (dx, dy) = ((to.x - from.x) / length * size, (to.y - from.y) / length * size)
    let left = at(to.x - dx * 0.87 - dy * 0.5, to.y - dy * 0.87 + dx * 0.5)
    let right = at(to.x - dx * 0.87 + dy * 0.5, to.y - dy * 0.87 - dx * 0.5)
    return "M\(at(from.x, from.y))L\(at(to.x, to.y))M\(left)L\(at(to.x, to.y))L\(right)"
  }
}

/// A place between four points of a field.
struct FieldPlace {
  /// Values and weights of the points around.
  private let corners: [(value: Double, weight: Double)]

  /// Nil outside the field.
  init?(_ field: Field, _ x: Double, _ y: Double) {
    guard let (column, right) = Self.stretch(field.x, x), let (row, down) = Self.stretch(field.y, y) else {
      return nil
    }
    corners = [
      (field.value(row: row, column: column), (1 - right) * (1 - down)),
      (field.value(row: row, column: column + 1), right * (1 - down)),
      (field.value(row: row + 1, column: column), (1 - right) * down),
      (field.value(row: row + 1, column: column + 1), right * down),
    ]
  }

  /// The index before `x` in a list that grows or falls, and how far `x` is on the way to the next.
  private static func stretch(_ list: [Double], _ x: Double) -> (Int, Double)? {
    guard let first = list.first, let last = list.last, list.count > 1, first.isFinite, last.isFinite else {
      return nil
    }
    let sign: Double = first <= last ? 1 : -1
    guard (x - first) * sign >= 0, (last - x) * sign >= 0 else { return nil }
    var (low, high) = (0, list.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if (x - list[middle]) * sign >= 0 { low = middle } else { high = middle }
    }
    let width = list[high] - list[low]
    return (low, width == 0 ? 0 : min(max((x - list[low]) / width, 0), 1))
  }

  /// Between the four; nil if one of them is missing.
  var value: Double? {
    let sum = corners.reduce(0) { $0 + ($1.weight == 0 ? 0 : $1.value * $1.weight) }
    return sum.isFinite ? sum : nil
  }

  /// The class number with the most weight: boundaries run straight between the points.
  var commonest: Int? {
    var best: (value: Double, weight: Double)?
    for corner in corners where corner.value.isFinite {
      let weight = corners.reduce(0) { $0 + ($1.value == corner.value ? $1.weight : 0) }
      if weight > best?.weight ?? 0 { best = (corner.value, weight) }
    }
    return best.flatMap { Int(exactly: $0.value.rounded()) }
  }
}

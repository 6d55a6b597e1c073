// What fills a plane, in characters: regions of classes, contours and arrows.
// Neighbours: `ChartInk+Fields` finds the lines and directions as for SVG; `CharacterCanvas` holds the picture.

import Display
import Glibc

extension CharacterChart {
  /// The data area as a page, whose unit is a dot of braille: those are squares.
  private var frame: Frame {
    let box = Box(left: 0, top: 0, width: Double(canvas.width * 2), height: Double(canvas.height * 4))
    return Frame(box: box, x: x, y: y)
  }

  /// Dots at a place of that page.
  private func dots(_ place: ChartInk.Point) -> (Double, Double) {
    (place.x / frame.box.width * Double(canvas.dotWidth - 1), place.y / frame.box.height * Double(canvas.dotHeight - 1))
  }

  mutating func drawRegions(_ field: Field) {
    paint { x, y in
      guard let slot = FieldPlace(field, x, y)?.commonest else { return nil }
      return CharacterCanvas.Pixel(colour: Palette.tint(slot), shade: CharacterStyle.fill(slot))
    }
  }

  private mutating func paint(_ pixel: (Double, Double) -> CharacterCanvas.Pixel?) {
    for row in 0..<canvas.height * 2 {
      let up = y.value(at: 1 - (Double(row) + 0.5) / Double(canvas.height * 2))
      for column in 0..<canvas.width {
        let across = x.value(at: (Double(column) + 0.5) / Double(canvas.width))
        if let pixel = pixel(across, up) { canvas.paint(column, row, pixel) }
      }
    }
  }

  mutating func draw(_ contour: Contour) {
    if contour.isFilled {
      let scale = ColourScale(steps: contour.levels)
      paint { x, y in
        FieldPlace(contour.field, x, y)?.value.map {
          CharacterCanvas.Pixel(colour: scale.colour($0), shade: scale.shade($0))
        }
      }
    }
    // Where colours fill the steps, lines would hide them; without colours shades are enough.
    if contour.isFilled { return }
    let levels = ChartInk.lines(contour, frame)
    for (place, level) in levels.enumerated() {
      for line in level.lines {
        for (a, b) in zip(line, line.dropFirst()) { canvas.line(from: dots(a), to: dots(b), place) }
      }
    }
    for (place, level) in levels.enumerated() { label(level, place) }
  }

  /// A level's number in the middle of its longest line, or else further along it.
  private mutating func label(_ level: (level: Double, lines: [[ChartInk.Point]]), _ owner: Int) {
    guard let line = level.lines.max(by: { $0.count < $1.count }), line.count > 6 else { return }
    let words = NumberFormat.text(level.level, digits: 3)
    for part in [0.5, 0.3, 0.7, 0.15, 0.85] {
      let point = line[Int(part * Double(line.count - 1))]
      guard point.x.isFinite, point.y.isFinite else { continue }
      if canvas.write(words, column: Int(point.x / 2) - words.count / 2, row: Int(point.y / 4), owner) { return }
    }
  }

  mutating func draw(_ arrows: Arrows, _ owner: Int) {
    for (from, to) in ChartInk.placed(arrows, frame) where to.x.isFinite && to.y.isFinite {
      let length = hypot(to.x - from.x, to.y - from.y)
      canvas.line(from: dots(from), to: dots(to), owner)
      guard length > 0.5 else { continue }
      let eighth = (Int((atan2(from.y - to.y, to.x - from.x) / .pi * 4).rounded()) + 8) % 8
      let tips = Array(style.isASCII ? ">/^\\</v\\" : "→↗↑↖←↙↓↘")
      let tip = dots(to)
      canvas.write(
        String(tips[eighth]), column: Int(tip.0.rounded()) * canvas.width / canvas.dotWidth,
        row: Int(tip.1.rounded()) * canvas.height / canvas.dotHeight, owner)
    }
  }
}

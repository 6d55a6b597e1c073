// From numbers to colours, and the bar that explains them.
// Neighbours: `SVGHeatmap` and filled contours are coloured by it; `Display.Palette` has the colours.

import Display

struct ColourScale {
  let low: Double
  let high: Double
  private let isSigned: Bool
  /// Ends of the steps of a filled contour; empty if colours change smoothly.
  private let steps: [Double]

  /// - Parameters:
  ///   - values: their ends are the scale's; values on both sides of zero get a scale around it.
  ///   - range: wanted ends.
  init(values: [Double], range: Limits?) {
    var extent = Extent()
    extent.add(values, positiveOnly: false)
    let ends = range ?? extent.limits ?? Limits(0, 1)
    isSigned = ends.low < 0 && ends.high > 0
    let size = max(abs(ends.low), abs(ends.high))
    low = isSigned && range == nil ? -size : ends.low
    high = isSigned && range == nil ? size : ends.high
    steps = []
  }

  /// A colour for each stretch between neighbouring levels, and one below and above them.
  init(steps levels: [Double]) {
    steps = levels.sorted()
    let (first, last) = (steps.first ?? 0, steps.last ?? 1)
    let width = steps.count > 1 ? (last - first) / Double(steps.count - 1) : 1
    low = first - width
    high = last + width
    isSigned = false
  }

  func colour(_ x: Double) -> RGB {
    guard x.isFinite else { return Palette.missing }
    if !steps.isEmpty {
      return Palette.sequential(Double(steps.count { $0 < x }) / Double(steps.count))
    }
    if isSigned { return Palette.diverging(x < 0 ? (low < 0 ? -x / low : 0) : (high > 0 ? x / high : 0)) }
    let span = high / 2 - low / 2
    return Palette.sequential(span > 0 ? (x / 2 - low / 2) / span : 0.5)
  }

  /// The character of a number where there are no colours: dark is low.
  func shade(_ x: Double) -> Character {
    guard x.isFinite else { return "?" }
    if !steps.isEmpty { return CharacterStyle.shade(Double(steps.count { $0 < x }) / Double(steps.count)) }
    let span = high / 2 - low / 2
    return CharacterStyle.shade(span > 0 ? (x / 2 - low / 2) / span : 0.5)
  }

  /// A line with the bar of colours between its ends' numbers.
  func line(style: CharacterStyle, columns: Int) -> String {
    let ends = steps.isEmpty ? (low, high) : (steps.first ?? low, steps.last ?? high)
    let (left, right) = (NumberFormat.text(ends.0, digits: 3), NumberFormat.text(ends.1, digits: 3))
    let parts = min(max(columns - left.count - right.count - 2, 0), 20)
    var line = CharacterLine(style)
    for part in 0..<parts {
      let share = (Double(part) + 0.5) / Double(parts)
      let x = low * (1 - share) + high * share
      if style.paints { line.add(upper: colour(x), lower: colour(x)) } else { line.add(shade(x), nil, on: nil) }
    }
    return "\(left) \(line.text) \(right)"
  }

  /// Draws the bar of colours and its numbers, to the right of `left`.
  func draw(left: Double, top: Double, height: Double, to svg: inout SVGWriter) {
    let (parts, width, bottom) = (steps.isEmpty ? 40 : steps.count + 1, 14.0, top + height)
    svg.raw("<g shape-rendering=\"crispEdges\">")
    for part in 0..<parts {
      let share = (Double(part) + 0.5) / Double(parts)
      let upper = (bottom - Double(part + 1) * height / Double(parts)).rounded()
      let lower = (bottom - Double(part) * height / Double(parts)).rounded()
      svg.rect(
        Box(left: left, top: upper, width: width, height: lower - upper),
        fill: colour(low * (1 - share) + high * share).hex)
    }
    svg.raw("</g>")
    let scale = ChartScale(
      range: Limits(low, high), wanted: Limits(low, high), isLog: false, padding: 0, room: height > 150 ? 5 : 2)
    for tick in scale.ticks {
      guard let share = scale.share(tick.at) else { continue }
      let y = bottom - share * height
      svg.line(left + width, y, left + width + 4, y, stroke: Ink.axis)
      svg.label(tick.label, left + width + 7, y + 4, size: SVGChart.tickSize, fill: Ink.axis)
    }
  }
}

// A figure as the terminal can show it: pixels where it has them, else half blocks, else ASCII.
// Neighbours: `CPictures` encodes, `TerminalAbilities` says what there is, `Transcript` draws charts.

import CPictures
import Display
import Glibc
import Transcript

/// How pictures are drawn; the names are those of `ADVNB_IMAGES` and `:set images`.
public enum PictureMode: String, CaseIterable, Sendable {
  case auto, kitty, iterm, sixel, halfblocks, ascii, none
}

/// Shows figures in one way.
public struct TerminalPicture {
  private let mode: PictureMode
  private let hasTrueColour: Bool
  let isColoured: Bool
  private let cell: (width: Int, height: Int)

  /// - Parameters:
  ///   - mode: not `auto`.
  ///   - cell: pixels of a cell.
  ///   - hasTrueColour: 24 bits; else the 256 colours of xterm.
  public init(mode: PictureMode, cell: (width: Int, height: Int), isColoured: Bool, hasTrueColour: Bool) {
    self.mode = mode
    self.cell = (min(max(cell.width, 4), 100), min(max(cell.height, 8), 200))
    self.isColoured = isColoured
    self.hasTrueColour = hasTrueColour
  }

  /// Lines that show it, each ended; nil if it cannot be shown.
  public func text(_ figure: Figure, columns: Int, rows: Int) -> String? {
    if mode == .none { return nil }
    switch figure.content {
    case .image(let image): return text(image, columns: columns, rows: rows)
    case .chart(let chart):
      return hasPixels
        ? drawing(SVGChart.text(chart, alt: figure.alternativeText), columns: columns, rows: rows)
        : characters(of: chart, alt: figure.alternativeText, columns: columns, rows: rows)
    case .panels(let panels):
      return hasPixels
        ? drawing(SVGPanels.text(panels, alt: figure.alternativeText), columns: columns, rows: rows)
        : text(panels, columns: columns, rows: rows)
    }
  }

  private var hasPixels: Bool { [.kitty, .iterm, .sixel].contains(mode) }

  // MARK: Charts

  private func characters(of chart: Chart, alt: String, columns: Int, rows: Int) -> String? {
    let style = CharacterStyle(
      isASCII: mode == .ascii, isColoured: isColoured, hasTrueColour: hasTrueColour, width: TextFit.width)
    if let text = CharacterChart.text(chart, columns: columns - 1, rows: rows, style: style) { return text }
    return drawing(SVGChart.text(chart, alt: alt), columns: columns, rows: rows)
  }

  private func drawing(_ svg: String, columns: Int, rows: Int) -> String? {
    guard mode != .ascii, let image = SVGRaster.image(svg, factor: 1) else { return nil }
    return text(Self.rgba(image, factor: 1), image.width, image.height, columns: columns, rows: rows)
  }

  // MARK: Images

  private func text(_ image: RasterImage, columns: Int, rows: Int) -> String? {
    // Small pictures are enlarged by whole factors: a pixel stays a square.
    let (dotsX, dotsY) = hasPixels ? (columns * cell.width, rows * cell.height) : (columns - 1, rows * (mode == .ascii ? 1 : 2))
    let wanted = hasPixels ? (320, 320) : (64, 48)
    let room = (min(dotsX, wanted.0), min(dotsY, wanted.1))
    let factor = max(1, min(room.0 / max(image.width, 1), room.1 / max(image.height, 1)))
    guard image.width * factor * image.height * factor <= 1 << 24 else { return nil }
    if mode == .ascii {
      return ASCIIPicture(image).text(columns: image.width * factor * 2, within: columns - 1, rows: rows)
        + note(image, columns)
    }
    var samples = Self.rgba(image, factor: factor)
    var height = image.height * factor
    if !hasPixels, height % 2 == 1 {
      // Half a row of cells stays empty: stretched to fill it, pixels would run into each other.
      samples += [UInt8](repeating: 0, count: image.width * factor * 4)
      height += 1
    }
    let text = text(samples, image.width * factor, height, columns: columns, rows: rows)
    return text.map { $0 + note(image, columns) }
  }

  /// What its colours mean.
  private func note(_ image: RasterImage, _ columns: Int) -> String {
    image.scaleNote.map { TextFit.wrapped($0, columns - 1) + "\n" } ?? ""
  }

  private func text(_ rgba: [UInt8], _ width: Int, _ height: Int, columns: Int, rows: Int) -> String? {
    // Cells are twice as high as wide: of half blocks a cell is one dot by two.
    let dot = hasPixels ? cell : (1, 2)
    var (across, down) = ((width + dot.0 - 1) / dot.0, (height + dot.1 - 1) / dot.1)
    let shrink = max(Double(across) / Double(max(columns - 1, 1)), Double(down) / Double(max(rows, 1)), 1)
    across = max(1, Int(Double(across) / shrink))
    down = max(1, Int(Double(down) / shrink))
    let way: advnb_picture_way =
      switch mode {
      case .kitty: ADVNB_KITTY
      case .iterm: ADVNB_ITERM
      case .sixel: ADVNB_SIXEL
      default: ADVNB_SYMBOLS
      }
    // chafa's tags of spaces and of the halves of a cell, lower and upper.
    let symbols: Int32 = 1 << 0 | 1 << 9
    var picture = advnb_picture(
      way: way, colours: hasTrueColour ? ADVNB_TRUE_COLOUR : ADVNB_256_COLOURS, symbols: symbols, columns: Int32(across),
      rows: Int32(down), cell_width: Int32(hasPixels ? cell.width : 10), cell_height: Int32(hasPixels ? cell.height : 20))
    guard let text = advnb_picture_text(rgba, Int32(width), Int32(height), &picture) else { return nil }
    defer { free(text) }
    let words = String(cString: text)
    return words.utf8.last == 0x0A ? words : words + "\n"
  }

  private static func rgba(_ image: RasterImage, factor: Int) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(image.width * image.height * factor * factor * 4)
    for row in 0..<image.height {
      var line: [UInt8] = []
      for column in 0..<image.width {
        let start = (row * image.width + column) * image.channels
        let pixel = image.samples[start..<start + image.channels]
        let first = pixel[start]
        let colour = image.channels == 1 ? [first, first, first, 255] : Array(pixel) + (image.channels == 3 ? [255] : [])
        for _ in 0..<factor { line += colour }
      }
      for _ in 0..<factor { result += line }
    }
    return result
  }
}

// An image in characters of ASCII, from dark to bright, for terminals that have nothing else.
// Neighbours: `TerminalPicture` chooses the way.

import Display

struct ASCIIPicture {
  private static let ramp = Array(" .:-=+*#%@")

  private let image: RasterImage

  init(_ image: RasterImage) { self.image = image }

  /// Lines of the image, each ended; a character stands for a piece twice as high as wide.
  ///
  /// - Parameter columns: wanted; smaller windows get fewer.
  func text(columns wanted: Int, within room: Int, rows: Int) -> String {
    var across = max(1, min(wanted, room))
    var down = max(1, (across * image.height + image.width) / (2 * image.width))
    if down > rows {
      down = max(1, rows)
      across = max(1, min(across, 2 * down * image.width / image.height))
    }
    return (0..<down).map { row in
      let line = (0..<across).map { column -> Character in
        let bright = brightness(
          span(column, across, image.width), span(row, down, image.height))
        return Self.ramp[min(Self.ramp.count - 1, max(0, Int(bright * Double(Self.ramp.count))))]
      }
      return String(line) + "\n"
    }.joined()
  }

  /// Pixels that a character stands for, at least one.
  private func span(_ place: Int, _ count: Int, _ size: Int) -> Range<Int> {
    let start = place * size / count
    return start..<max(start + 1, (place + 1) * size / count)
  }

  /// Mean brightness of a piece, 0 to 1.
  private func brightness(_ columns: Range<Int>, _ rows: Range<Int>) -> Double {
    var sum = 0.0
    for row in rows {
      for column in columns {
        let start = (row * image.width + column) * image.channels
        let pixel = image.samples[start..<start + image.channels]
        let colour = image.channels == 1 ? RGB(pixel[start], pixel[start], pixel[start]) : RGB(pixel[start], pixel[start + 1], pixel[start + 2])
        sum += colour.luminance
      }
    }
    return sum / Double(columns.count * rows.count)
  }
}

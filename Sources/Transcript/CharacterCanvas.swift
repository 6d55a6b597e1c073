// What stands in the cells of a chart of characters: dots (a cell of braille holds two by four, one of ASCII one sign),
// letters above them, and a picture below, whose pixels are half a cell high.
// Neighbours: `CharacterChart` draws on it, `CharacterStyle` says how it may look.

import Display

struct CharacterCanvas {
  /// The colour of rules: that of no series.
  static let faint = -1

  let width: Int
  let height: Int
  let dotWidth: Int
  let dotHeight: Int
  private let style: CharacterStyle
  private var patterns: [UInt8]
  /// Which series drew in a cell last.
  private var owners: [Int]
  private var letters: [Character?]
  /// Two pixels for each cell, the upper one first.
  private var pixels: [Pixel?]

  /// A piece of the picture, in colours and for terminals without.
  struct Pixel {
    let colour: RGB
    let shade: Character
  }

  init(width: Int, height: Int, style: CharacterStyle) {
    self.width = max(width, 1)
    self.height = max(height, 1)
    self.style = style
    dotWidth = self.width * (style.isASCII ? 1 : 2)
    dotHeight = self.height * (style.isASCII ? 1 : 4)
    let count = self.width * self.height
    patterns = [UInt8](repeating: 0, count: count)
    owners = [Int](repeating: Self.faint, count: count)
    letters = [Character?](repeating: nil, count: count)
    pixels = [Pixel?](repeating: nil, count: count * 2)
  }

  // MARK: Drawing

  /// Bits of a cell's dots: the first three rows of the left column, of the right column, then the last row.
  private static let bits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]

  mutating func set(_ column: Int, _ row: Int, _ owner: Int) {
    guard (0..<dotWidth).contains(column), (0..<dotHeight).contains(row) else { return }
    let cell = style.isASCII ? row * width + column : (row / 4) * width + column / 2
    patterns[cell] |= style.isASCII ? 1 : Self.bits[row % 4][column % 2]
    owners[cell] = owner
  }

  /// A point that can be seen: four dots.
  mutating func blot(_ column: Int, _ row: Int, _ owner: Int) {
    set(column, row, owner)
    guard !style.isASCII else { return }
    set(column + 1, row, owner)
    set(column, row + 1, owner)
    set(column + 1, row + 1, owner)
  }

  /// A straight line between two places in dots; what lies outside is not drawn.
  mutating func line(from a: (Double, Double), to b: (Double, Double), _ owner: Int) {
    let length = max(abs(b.0 - a.0), abs(b.1 - a.1))
    guard length.isFinite else { return }
    // Of a line that leaves the area far behind only a part is walked.
    let steps = Int(min(max(length.rounded(.up), 1), 20_000))
    for step in 0...steps {
      let part = Double(step) / Double(steps)
      let (column, row) = (a.0 + (b.0 - a.0) * part, a.1 + (b.1 - a.1) * part)
      guard abs(column) < 1e6, abs(row) < 1e6 else { continue }
      set(Int(column.rounded()), Int(row.rounded()), owner)
    }
  }

  /// Letters of one column each from a cell on, in the colour of a series or none; false if they do not fit beside others.
  @discardableResult
  mutating func write(_ words: String, column: Int, row: Int, _ owner: Int? = nil) -> Bool {
    let start = row * width + column
    let cells = start..<start + words.count
    guard (0..<height).contains(row), column >= 0, column + words.count <= width,
      cells.allSatisfy({ letters[$0] == nil })
    else { return false }
    for (cell, letter) in zip(cells, words) {
      letters[cell] = letter
      // The dots below are seen no more; that there are some stands for having a colour.
      patterns[cell] = owner == nil ? 0 : 1
      owners[cell] = owner ?? Self.faint
    }
    return true
  }

  /// Fills half a cell; `row` counts halves.
  mutating func paint(_ column: Int, _ row: Int, _ pixel: Pixel) {
    guard (0..<width).contains(column), (0..<height * 2).contains(row) else { return }
    pixels[((row / 2) * width + column) * 2 + row % 2] = pixel
  }

  // MARK: Text

  func text(row: Int) -> String {
    var line = CharacterLine(style)
    for column in 0..<width { add(row * width + column, to: &line) }
    return line.text
  }

  private func add(_ cell: Int, to line: inout CharacterLine) {
    let (upper, lower) = (pixels[cell * 2], pixels[cell * 2 + 1])
    let owner = patterns[cell] == 0 ? nil : owners[cell]
    if let sign = letters[cell] ?? owner.map({ self.sign(cell, $0) }) {
      line.add(sign, owner, on: (upper ?? lower)?.colour)
    } else if style.paints {
      line.add(upper: upper?.colour, lower: lower?.colour)
    } else {
      line.add((upper ?? lower)?.shade ?? " ", nil, on: nil)
    }
  }

  private func sign(_ cell: Int, _ owner: Int) -> Character {
    if style.isASCII { return owner == Self.faint ? "." : CharacterStyle.sign(owner) }
    return Unicode.Scalar(0x2800 + UInt32(patterns[cell])).map { Character($0) } ?? " "
  }
}

// Dots in cells: a cell of braille holds two by four, a cell of ASCII one sign.
// Neighbours: `CharacterChart` draws on it.

struct CharacterCanvas {
  /// The colour of rules: that of no series.
  static let faint = -1

  let dotWidth: Int
  let dotHeight: Int
  private let width: Int
  private let isASCII: Bool
  private var patterns: [UInt8]
  /// Which series drew in a cell last.
  private var owners: [Int]

  init(width: Int, height: Int, isASCII: Bool) {
    self.width = max(width, 1)
    self.isASCII = isASCII
    dotWidth = self.width * (isASCII ? 1 : 2)
    dotHeight = max(height, 1) * (isASCII ? 1 : 4)
    patterns = [UInt8](repeating: 0, count: self.width * max(height, 1))
    owners = [Int](repeating: Self.faint, count: patterns.count)
  }

  /// Bits of a cell's dots: the first three rows of the left column, of the right column, then the last row.
  private static let bits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]

  mutating func set(_ column: Int, _ row: Int, _ owner: Int) {
    guard (0..<dotWidth).contains(column), (0..<dotHeight).contains(row) else { return }
    let cell = isASCII ? row * width + column : (row / 4) * width + column / 2
    patterns[cell] |= isASCII ? 1 : Self.bits[row % 4][column % 2]
    owners[cell] = owner
  }

  /// A point that can be seen: four dots.
  mutating func blot(_ column: Int, _ row: Int, _ owner: Int) {
    set(column, row, owner)
    guard !isASCII else { return }
    set(column + 1, row, owner)
    set(column, row + 1, owner)
    set(column + 1, row + 1, owner)
  }

  /// A straight line between two places in dots; what lies outside is not drawn.
  mutating func line(from a: (Double, Double), to b: (Double, Double), _ owner: Int) {
    let length = max(abs(b.0 - a.0), abs(b.1 - a.1))
    // Of a line that leaves the area far behind only a part is walked.
    let steps = Int(min(max(length.rounded(.up), 1), 20_000))
    for step in 0...steps {
      let part = Double(step) / Double(steps)
      let (column, row) = (a.0 + (b.0 - a.0) * part, a.1 + (b.1 - a.1) * part)
      guard abs(column) < 1e6, abs(row) < 1e6 else { continue }
      set(Int(column.rounded()), Int(row.rounded()), owner)
    }
  }

  func text(row: Int, isColoured: Bool) -> String {
    var line = ""
    var run = ""
    var owner: Int?
    func end() -> String { owner.map { isColoured ? Self.painted(run, $0) : run } ?? run }
    for column in 0..<width {
      let cell = row * width + column
      let here = patterns[cell] == 0 ? nil : owners[cell]
      if here != owner {
        line += end()
        (run, owner) = ("", here)
      }
      run.append(character(cell))
    }
    return line + end()
  }

  private func character(_ cell: Int) -> Character {
    if patterns[cell] == 0 { return " " }
    if isASCII { return owners[cell] == Self.faint ? "." : Self.sign(owners[cell]) }
    return Unicode.Scalar(0x2800 + UInt32(patterns[cell])).map { Character($0) } ?? " "
  }

  /// The sign of a series where there are no colours to tell it by.
  static func sign(_ owner: Int) -> Character { Array("*o+x#@%&")[abs(owner) % 8] }

  static func painted(_ text: String, _ owner: Int) -> String {
    let colour = owner == faint ? "2" : ["34", "33", "32", "35", "36", "31", "94", "93"][abs(owner) % 8]
    return "\u{1B}[\(colour)m\(text)\u{1B}[0m"
  }
}

// How charts of characters may look: which characters and colours a terminal has, and lines that use them.
// Neighbours: `CharacterCanvas` and `CharacterChart` write such lines.

import Display

/// What may be used to draw.
public struct CharacterStyle: Sendable {
  /// Only the characters of ASCII.
  public var isASCII: Bool
  public var isColoured: Bool
  /// 24 bits; else the 256 colours of xterm.
  public var hasTrueColour: Bool
  /// Columns that a text takes.
  public var width: @Sendable (String) -> Int

  public init(
    isASCII: Bool, isColoured: Bool, hasTrueColour: Bool = true, width: @escaping @Sendable (String) -> Int = { $0.count }
  ) {
    self.isASCII = isASCII
    self.isColoured = isColoured
    self.hasTrueColour = hasTrueColour
    self.width = width
  }

  /// Whether pictures are made of colours; else they are made of characters.
  var paints: Bool { isColoured && !isASCII }

  /// Characters from dark to bright, for pictures without colours.
  static let ramp: [Character] = Array(" .:-=+*#%@")

  static func shade(_ part: Double) -> Character {
    part.isNaN ? "?" : ramp[min(ramp.count - 1, Int(min(max(part, 0), 1) * Double(ramp.count)))]
  }

  /// What fills the area of a class where there are no colours.
  static func fill(_ slot: Int) -> Character { Array(" .:-=~,;")[abs(slot % 8)] }

  /// The sign of a series where there are no colours to tell it by.
  static func sign(_ owner: Int) -> Character { Array("*o+x#@%&")[abs(owner % 8)] }

  /// The colour of a series, of the sixteen that every theme makes readable.
  static func code(_ owner: Int) -> String {
    owner == CharacterCanvas.faint ? "2" : ["34", "33", "32", "35", "36", "31", "94", "93"][abs(owner % 8)]
  }

  /// A text of one line, at most so many columns wide.
  func cut(_ text: String, _ columns: Int) -> String {
    let line = TextCleaner.clean(MarkdownText.oneLine(text))
    if width(line) <= columns { return line }
    var result = ""
    for letter in line {
      if width(result + String(letter)) > columns - 1 { break }
      result.append(letter)
    }
    return result + (columns > 0 ? "…" : "")
  }

  func painted(_ text: String, _ code: String) -> String { isColoured ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text }

  /// `38;…` or `48;…` of a colour.
  func code(_ kind: Int, _ colour: RGB) -> String {
    hasTrueColour ? "\(kind);2;\(colour.red);\(colour.green);\(colour.blue)" : "\(kind);5;\(Self.place(of: colour))"
  }

  /// The nearest of xterm's 256 colours: a cube of six steps, or a ramp of greys.
  private static func place(of colour: RGB) -> Int {
    let parts = [colour.red, colour.green, colour.blue].map(Int.init)
    let cube = parts.map { part in part < 48 ? 0 : part < 115 ? 1 : (part - 35) / 40 }
    let grey = min(23, max(0, (parts.reduce(0, +) / 3 - 3) / 10))
    func distance(_ others: [Int]) -> Int { zip(parts, others).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }
    let asCube = distance(cube.map { $0 == 0 ? 0 : 55 + 40 * $0 })
    let asGrey = distance([Int](repeating: 8 + 10 * grey, count: 3))
    return asGrey < asCube ? 232 + grey : 16 + 36 * cube[0] + 6 * cube[1] + cube[2]
  }
}

/// A line that grows by signs, with no more escape sequences than it needs.
struct CharacterLine {
  private let style: CharacterStyle
  private(set) var finished = ""
  private var run = ""
  private var code = ""

  init(_ style: CharacterStyle) { self.style = style }

  var text: String { finished + (code.isEmpty ? run : style.painted(run, code)) }

  /// A sign in the colour of a series, or in one that can be read on what is below.
  mutating func add(_ sign: Character, _ owner: Int?, on paper: RGB?) {
    guard let paper, style.paints else { return add(sign, owner.map(CharacterStyle.code) ?? "") }
    let plain = paper.luminance < 0.5 ? RGB(255, 255, 255) : RGB(20, 20, 20)
    let ink = owner.map { $0 == CharacterCanvas.faint ? RGB(90, 90, 90) : Palette.series($0) } ?? plain
    add(sign, style.code(38, ink) + ";" + style.code(48, paper))
  }

  /// Two pixels, one above the other.
  mutating func add(upper: RGB?, lower: RGB?) {
    switch (upper, lower) {
    case (nil, nil): add(" ", "")
    case (let upper?, nil): add("▀", style.code(38, upper))
    case (nil, let lower?): add("▄", style.code(38, lower))
    case (let upper?, let lower?) where upper == lower: add(" ", style.code(48, upper))
    case (let upper?, let lower?): add("▄", style.code(38, lower) + ";" + style.code(48, upper))
    }
  }

  private mutating func add(_ sign: Character, _ code: String) {
    if code != self.code {
      finished = text
      (run, self.code) = ("", code)
    }
    run.append(sign)
  }
}

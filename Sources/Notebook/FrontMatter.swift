// The few settings at the top of a notebook, flat `key: value` lines between two lines of `---`.
// Neighbours: `Document` reads it first; the runner takes its defaults from it.

/// Settings of a whole notebook; nil where it says nothing.
public struct FrontMatter: Sendable, Equatable {
  public enum FigureFormat: String, Sendable, CaseIterable { case svg, png }

  public var format: Int?
  public var seed: UInt64?
  /// Significant digits of numbers.
  public var digits: Int?
  /// Lines of text that a cell may put out.
  public var maxLines: Int?
  /// Seconds that a cell may take.
  public var timeout: Double?
  public var figures: FigureFormat?

  public init() {}

  static let keys = ["advnb", "seed", "digits", "max-lines", "timeout", "figures"]

  /// Takes one setting; returns what is wrong with it.
  mutating func set(_ key: String, _ value: String) -> NotebookProblem? {
    func bad(_ wanted: String) -> NotebookProblem { .badValue(key: key, value: value, wanted: wanted) }
    switch key {
    case "advnb":
      guard let number = Int(value) else { return bad("the number of the format") }
      format = number
      return number == 1 ? nil : .otherFormat(value)
    case "seed":
      seed = UInt64(value)
      return seed == nil ? bad("a whole number of 0 or more") : nil
    case "digits":
      digits = Int(value).flatMap { (1...17).contains($0) ? $0 : nil }
      return digits == nil ? bad("a whole number from 1 to 17") : nil
    case "max-lines":
      maxLines = Int(value).flatMap { $0 >= 1 ? $0 : nil }
      return maxLines == nil ? bad("a whole number of 1 or more") : nil
    case "timeout":
      timeout = Number.positive(value)
      return timeout == nil ? bad("a number of seconds above 0") : nil
    case "figures":
      figures = FigureFormat(rawValue: value)
      return figures == nil ? bad("svg or png") : nil
    default: return .unknownKey(key, known: Self.keys, place: "the front matter")
    }
  }
}

/// Numbers in settings.
enum Number {
  /// A finite number above zero.
  static func positive(_ text: String) -> Double? {
    Double(text).flatMap { $0.isFinite && $0 > 0 ? $0 : nil }
  }

  /// A finite number of zero or more.
  static func notNegative(_ text: String) -> Double? {
    Double(text).flatMap { $0.isFinite && $0 >= 0 ? $0 : nil }
  }
}

/// Where the front matter lies and what it says.
struct FrontMatterBlock {
  /// Number of its lines, both marks included; 0 if there is none.
  var lineCount = 0
  var settings = FrontMatter()
  /// With the line (0-based) of each.
  var problems: [(line: Int, problem: NotebookProblem)] = []

  init(_ page: PageText) {
    guard Self.isMark(page.line(0)) else { return }
    guard let end = page.lines.indices.dropFirst().first(where: { Self.isMark(page.line($0)) }) else {
      problems.append((0, .unclosedFrontMatter))
      return
    }
    lineCount = end + 1
    var seen: Set<String> = []
    for index in 1..<end { read(page.line(index), index, &seen) }
  }

  private static func isMark(_ line: ArraySlice<UInt8>) -> Bool {
    line.hasPrefix("---") && line.dropFirst(3).isBlank
  }

  private mutating func read(_ line: ArraySlice<UInt8>, _ index: Int, _ seen: inout Set<String>) {
    let content = line.trimmed
    if content.isEmpty || content.first == 0x23 { return }
    guard let colon = content.firstIndex(of: 0x3A) else {
      problems.append((index, .frontMatterLine(content.text)))
      return
    }
    let key = content[..<colon].trimmed.text
    if !seen.insert(key).inserted {
      problems.append((index, .duplicateKey(key)))
    } else if let problem = settings.set(key, content[(colon + 1)...].trimmed.text) {
      problems.append((index, problem))
    }
  }
}

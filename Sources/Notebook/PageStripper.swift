// Takes results out of a transcript, so that the notebook it was made from remains, byte for byte.
// Neighbours: `Document+Transcript` puts them in; `BlockScanner` keeps both from looking into code.

/// The lines around the results of a cell.
public enum RegionMark {
  public static func opening(_ label: String) -> String { "<!-- out \(label) -->" }
  public static let closing = "<!-- /out -->"

  static func isMark(_ line: ArraySlice<UInt8>) -> Bool {
    line.elementsEqual(closing.utf8)
      || (line.hasPrefix("<!-- out ") && line.suffix(4).elementsEqual(" -->".utf8))
  }
}

/// The line that says what a transcript was made from.
public struct TranscriptHeader: Sendable, Equatable {
  /// File name of the source, without folders.
  public let source: String
  /// The first 16 hexadecimal digits of the hash of the normalised source.
  public let sha256: String

  static let prefix = "<!-- advnb-transcript format="

  public init(source: String, of text: [UInt8]) {
    self.source = source
    sha256 = SHA256.hex(text, count: 16)
  }

  init?(_ line: ArraySlice<UInt8>) {
    guard Self.isHeader(line), let name = line.firstRange(of: " source="),
      let hash = line.firstRange(of: " sha256="),
      name.upperBound <= hash.lowerBound
    else { return nil }
    source = line[name.upperBound..<hash.lowerBound].text
    sha256 = line[hash.upperBound...].dropLast(4).text
  }

  public var line: String {
    // Two hyphens would end the comment early, a line end would split it.
    let name = source.unicodeScalars.map { $0.value < 0x20 || $0 == ">" ? "_" : String($0) }.joined()
    return "\(Self.prefix)1 source=\(name) sha256=\(sha256) -->"
  }

  static func isHeader(_ line: ArraySlice<UInt8>) -> Bool {
    line.hasPrefix(prefix) && line.suffix(4).elementsEqual(" -->".utf8)
  }

  /// Where the header stands (line, 0-based): first, or right after the front matter.
  static func line(in page: PageText) -> Int? {
    let index = FrontMatterBlock(page).lineCount
    return isHeader(page.line(index)) ? index : nil
  }
}

/// A transcript taken apart.
public struct PageStripper: Sendable {
  /// The results of one cell.
  public struct Region: Sendable, Equatable {
    public let label: String
    /// What stands between the marks, without the blank lines next to them.
    public let text: String
    /// Line (1-based) of the opening mark.
    public let line: Int
  }

  /// A value in prose as it was written.
  public struct ShownValue: Sendable, Equatable {
    /// The source between the backticks.
    public let text: String
    /// What is shown, still escaped.
    public let shown: String
    public let line: Int
  }

  public let source: [UInt8]
  public let header: TranscriptHeader?
  public let regions: [Region]
  public let values: [ShownValue]

  /// Takes a page apart; one without results comes back normalised.
  public init(_ file: [UInt8]) { self.init(PageText(normalising: file)) }

  init(_ page: PageText) {
    var walker = StripWalker(page)
    walker.walk()
    source = walker.kept
    header = walker.header
    regions = walker.regions
    values = walker.values
  }

  /// The notebook inside a transcript, normalised.
  public static func strip(_ file: [UInt8]) -> [UInt8] { PageStripper(file).source }
}

/// Walks over a transcript's lines and keeps those of the source.
private struct StripWalker {
  let page: PageText
  var kept: [UInt8] = []
  var header: TranscriptHeader?
  var regions: [PageStripper.Region] = []
  var values: [PageStripper.ShownValue] = []
  private var scanner = BlockScanner()
  private var unnamedCount = 0
  /// Name of the cell that is open; nil in other fences.
  private var label: String?

  init(_ page: PageText) { self.page = page }

  mutating func walk() {
    kept.reserveCapacity(page.bytes.count)
    var index = FrontMatterBlock(page).lineCount
    kept += page.bytes[..<page.start(ofLine: index)]
    if let line = TranscriptHeader.line(in: page) {
      header = TranscriptHeader(page.line(line))
      index = line + 1
    }
    while index < page.lines.count { index = step(index) }
  }

  /// Reads one line, or the region below it as well; returns the next line.
  private mutating func step(_ index: Int) -> Int {
    let line = page.line(index)
    switch scanner.next(line) {
    case .opens(let fence):
      let info = InfoString(page, fence.info)
      label = info.isCell ? cellLabel(info) : nil
    case .closes:
      keep(line)
      let closed = label
      label = nil
      if let closed, let end = takeRegion(closed, after: index) { return end }
      return index + 1
    case .text, .blank, .other:
      keep(restored(line, index))
      return index + 1
    case .inside: break
    }
    keep(line)
    return index + 1
  }

  private mutating func keep(_ line: ArraySlice<UInt8>) {
    kept += line
    kept.append(0x0A)
  }

  private mutating func cellLabel(_ info: InfoString) -> String {
    if let name = info.attributes.name { return name }
    unnamedCount += 1
    return "c\(unnamedCount)"
  }

  /// Reads the region of a cell whose last line is `index`; returns the line after it.
  private mutating func takeRegion(_ label: String, after index: Int) -> Int? {
    guard page.line(index + 1).isEmpty, page.lines.indices.contains(index + 2),
      page.line(index + 2).elementsEqual(RegionMark.opening(label).utf8)
    else { return nil }
    var fence: Fence?
    for end in index + 3..<max(index + 3, page.lines.count) {
      let line = page.line(end)
      if let open = fence {
        if open.isClosed(by: line) { fence = nil }
      } else if line.elementsEqual(RegionMark.closing.utf8) {
        let inner = page.bytes[page.start(ofLine: index + 3)..<page.start(ofLine: end)]
        let text = inner.drop { $0 == 0x0A }.text
        regions.append(.init(label: label, text: text.trimmingLastNewlines, line: index + 3))
        return end + 1
      } else if let opened = Fence(opening: line), opened.indent == 0 {
        fence = opened
      }
    }
    return nil
  }

  /// A line of prose with its computed values turned back.
  private mutating func restored(_ line: ArraySlice<UInt8>, _ index: Int) -> ArraySlice<UInt8> {
    guard line.contains(0x3C), line.contains(text: InlineValue.openingMark) else { return line }
    var result: [UInt8] = []
    var rest = line
    while let open = rest.firstRange(of: InlineValue.openingMark) {
      // What was written holds no quote in its title and no `<` in its value: looking no further than
      // the next of these keeps hostile lines linear.
      let title = rest[(open.upperBound - 2)...].prefix { $0 != 0x22 }
      let shown = rest[title.endIndex...].dropFirst(InlineValue.middleMark.utf8.count).prefix { $0 != 0x3C }
      guard rest[title.endIndex...].hasPrefix(InlineValue.middleMark),
        rest[shown.endIndex...].hasPrefix(InlineValue.closingMark),
        let source = InlineValue.unescapedTitle(title)
      else {
        result += rest[..<open.upperBound]
        rest = rest[open.upperBound...]
        continue
      }
      result += rest[..<open.lowerBound]
      result += [0x60] + source + [0x60]
      values.append(.init(text: ArraySlice(source).text, shown: shown.text, line: index + 1))
      rest = rest[shown.endIndex...].dropFirst(InlineValue.closingMark.utf8.count)
    }
    return ArraySlice(result + rest)
  }
}

extension String {
  fileprivate var trimmingLastNewlines: String {
    var bytes = Array(utf8)
    while bytes.last == 0x0A { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }
}

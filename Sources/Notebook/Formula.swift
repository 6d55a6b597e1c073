// Where the formulas of a page are, by the rules that GitHub has for dollars.
// Neighbours: `MathLint` judges them, the HTML export shows them.

public struct Formula: Sendable, Equatable {
  /// Bytes with the marks around.
  public let range: Range<Int>
  /// Bytes of the TeX alone.
  public let inner: Range<Int>
  public let isDisplay: Bool
  /// In a form that Markdown does not look into: $`…`$ or a fence of `math`.
  public let isSafe: Bool
}

public enum Formulas {
  /// All formulas of a source, in order.
  public static func all(in source: [UInt8]) -> [Formula] {
    let page = PageText(normalising: source)
    var found: [Formula] = []
    blocks(page, areCut: true) { found += FormulaScanner(page, $0).formulas } fence: { found.append($0) }
    return found
  }

  /// Goes through the blocks of text, and the fences of `math`.
  ///
  /// - Parameter areCut: at list items and the like, which no formula reaches across; else blocks run to a blank line.
  static func blocks(_ page: PageText, areCut: Bool, text: (Range<Int>) -> Void, fence: (Formula) -> Void) {
    var scanner = BlockScanner()
    var start: Int?
    var math: Int?
    for index in page.lines.indices {
      let kind = scanner.next(page.line(index))
      if case .text(let startsBlock) = kind {
        if startsBlock, areCut, let first = start {
          text(page.start(ofLine: first)..<page.start(ofLine: index))
          start = nil
        }
        if start == nil { start = index }
        continue
      }
      if let first = start { text(page.start(ofLine: first)..<page.start(ofLine: index)) }
      start = nil
      switch kind {
      case .opens(let opened): math = page.bytes[opened.info].elementsEqual("math".utf8) ? index : nil
      case .closes:
        if let first = math {
          let inner = page.start(ofLine: first + 1)..<page.start(ofLine: index)
          let whole = page.start(ofLine: first)..<page.start(ofLine: index) + page.line(index).count
          fence(Formula(range: whole, inner: inner, isDisplay: true, isSafe: true))
        }
        math = nil
      default: break
      }
    }
    if let first = start { text(page.start(ofLine: first)..<page.bytes.count) }
  }
}

/// The formulas of one block of text.
struct FormulaScanner {
  private let bytes: [UInt8]
  private(set) var formulas: [Formula] = []
  /// Runs of backticks known to have no partner, so that hostile text stays linear.
  private var unmatched: Set<Int> = []

  init(_ page: PageText, _ block: Range<Int>) {
    bytes = page.bytes
    var index = block.lowerBound
    // Beyond the last dollar none can end.
    guard let last = bytes[block].lastIndex(of: 0x24) else { return }
    while index <= last {
      switch bytes[index] {
      case 0x5C: index += 2
      case 0x60: index = endOfCode(index, block.upperBound) ?? index + 1
      case 0x24: index = formula(index, block.upperBound)
      default: index += 1
      }
    }
  }

  /// Behind the code span that begins here; nil if it never ends.
  private mutating func endOfCode(_ start: Int, _ end: Int) -> Int? {
    let length = bytes[start..<end].prefix { $0 == 0x60 }.count
    if unmatched.contains(length) { return start + length }
    var index = start + length
    while index < end, let tick = bytes[index..<end].firstIndex(of: 0x60) {
      let run = bytes[tick..<end].prefix { $0 == 0x60 }.count
      if run == length { return tick + run }
      index = tick + run
    }
    unmatched.insert(length)
    return start + length
  }

  /// Reads what a dollar begins; gives the place behind it.
  private mutating func formula(_ start: Int, _ limit: Int) -> Int {
    let isDisplay = start + 1 < limit && bytes[start + 1] == 0x24
    let width = isDisplay ? 2 : 1
    let inner = start + width
    if !isDisplay, inner < limit, bytes[inner] == 0x60, let end = endOfCode(inner, limit), end < limit,
      bytes[end] == 0x24, case let ticks = bytes[inner..<end].prefix(while: { $0 == 0x60 }).count, end - inner > 2 * ticks
    {
      formulas.append(
        Formula(range: start..<end + 1, inner: inner + ticks..<end - ticks, isDisplay: false, isSafe: true))
      return end + 1
    }
    var end = inner
    while end < limit, bytes[end] != 0x24 { end += bytes[end] == 0x5C ? 2 : 1 }
    guard end < limit, end > inner, !isDisplay || (end + 1 < limit && bytes[end + 1] == 0x24) else { return inner }
    // A price, not a formula.
    let isTight = bytes[inner] != 0x20 && bytes[inner] != 0x0A && bytes[end - 1] != 0x20 && bytes[end - 1] != 0x0A
    guard isDisplay || isTight else { return inner }
    formulas.append(Formula(range: start..<end + width, inner: inner..<end, isDisplay: isDisplay, isSafe: false))
    return end + width
  }
}

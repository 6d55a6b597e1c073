// Formulas that GitHub shows otherwise than they were meant: its Markdown reads them first.
// Neighbours: `Lint`; `Formula` finds them.

enum MathLint {
  static func findings(in page: PageText) -> [LintFinding] {
    var found: [LintFinding] = []
    Formulas.blocks(page, areCut: false) { found += MathScan(page, $0).findings } fence: { _ in }
    return found
  }
}

/// The formulas of one block of text lines.
private struct MathScan {
  private let page: PageText
  private(set) var findings: [LintFinding] = []
  /// An underscore in a formula that may open emphasis.
  private var opener: Int?
  private var asterisk: Int?

  init(_ page: PageText, _ block: Range<Int>) {
    self.page = page
    for formula in FormulaScanner(page, block).formulas where !formula.isSafe {
      if !formula.isDisplay { lookAround(formula.range, in: block) }
      look(at: formula.inner, isDisplay: formula.isDisplay)
    }
  }

  private mutating func add(_ offset: Int, _ rule: String, _ message: String, _ hint: String = Self.safeForm) {
    findings.append(
      LintFinding(line: page.line(containing: offset) + 1, rule: rule, message: message, hint: hint))
  }

  private static let safeForm = "write $`…`$ in a line, or a fence of ```math"

  private mutating func lookAround(_ range: Range<Int>, in block: Range<Int>) {
    if range.lowerBound > block.lowerBound, Self.isWord(page.bytes[range.lowerBound - 1]) {
      add(
        range.lowerBound, "math-edge", "GitHub sees no formula where a letter or digit stands before the dollar",
        "put a space before it")
    }
    if range.upperBound < block.upperBound, Self.isWord(page.bytes[range.upperBound]) {
      add(
        range.upperBound, "math-edge", "GitHub sees no formula where a letter or digit follows the dollar",
        "put a space after it")
    }
  }

  private mutating func look(at range: Range<Int>, isDisplay: Bool) {
    let bytes = page.bytes
    let text = bytes[range]
    for macro in ["\\operatorname", "\\def", "\\newcommand", "\\renewcommand", "\\require", "\\href", "\\gdef"] {
      if let found = text.firstRange(of: macro), found.upperBound == range.upperBound || !Self.isLetter(bytes[found.upperBound]) {
        add(found.lowerBound, "math-macro", "GitHub refuses the macro \(macro)", "\\mathrm{…} is allowed")
      }
    }
    if let place = text.indices.dropLast().first(where: { bytes[$0] == 0x5C && Self.isPunctuation(bytes[$0 + 1]) }) {
      let pair = String(decoding: bytes[place...place + 1], as: UTF8.self)
      add(place, "math-escape", "GitHub's Markdown may take the backslash of \(pair) away")
    }
    if let place = text.indices.dropLast().first(where: { bytes[$0] == 0x3C && Self.isLetter(bytes[$0 + 1]) }) {
      add(place, "math-tag", "a < right before a letter begins an HTML tag", "write \\lt, or put a space behind it")
    }
    if page.line(page.line(containing: range.lowerBound)).trimmed.first == 0x7C, text.contains(0x7C) {
      add(range.lowerBound, "math-bar", "a | in a formula ends the cell of the table", "write \\vert")
    }
    if isDisplay { lookAtLines(range) } else { lookForEmphasis(range) }
  }

  /// Underscores and asterisks of different formulas may pair up.
  private mutating func lookForEmphasis(_ range: Range<Int>) {
    let bytes = page.bytes
    for index in range.dropLast() where bytes[index] == 0x5F || bytes[index] == 0x2A {
      guard index > range.lowerBound else { continue }
      let (before, after) = (bytes[index - 1], bytes[index + 1])
      let isSpaced = before == 0x20 || after == 0x20
      if bytes[index] == 0x2A {
        if asterisk != nil { add(index, "math-emphasis", "Markdown reads the asterisks in formulas as emphasis", "write \\ast") }
        asterisk = asterisk == nil ? index : nil
      } else if !isSpaced, Self.isPunctuation(before), before != 0x5C {
        if opener != nil, Self.isPunctuation(after) {
          add(index, "math-emphasis", "Markdown reads the underscores in these formulas as emphasis")
          opener = nil
        } else {
          opener = index
        }
      }
    }
  }

  /// Lines of a formula that Markdown takes for a list, heading or quote.
  private mutating func lookAtLines(_ range: Range<Int>) {
    for line in page.line(containing: range.lowerBound)...page.line(containing: range.upperBound) {
      guard page.start(ofLine: line) > range.lowerBound, page.start(ofLine: line) < range.upperBound else { continue }
      let content = page.line(line).drop { $0 == 0x20 }
      guard let first = content.first else { continue }
      let isItem = [0x2B, 0x2D, 0x2A].contains(first) && content.dropFirst().first == 0x20
      let isUnderline = (first == 0x3D || first == 0x2D) && content.allSatisfy { $0 == first }
      if isItem || isUnderline || first == 0x23 || first == 0x3E {
        add(page.start(ofLine: line), "math-line", "this line of a formula is read as a list, heading or quote")
      }
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A }
  private static func isWord(_ byte: UInt8) -> Bool { isLetter(byte) || (byte >= 0x30 && byte <= 0x39) || byte >= 0x80 }
  private static func isPunctuation(_ byte: UInt8) -> Bool {
    (0x21...0x2F).contains(byte) || (0x3A...0x40).contains(byte) || (0x5B...0x60).contains(byte) || (0x7B...0x7E).contains(byte)
  }
}

// A value in prose: `= expr : .4f` between single backticks, and how it looks once it is computed.
// Neighbours: `Document` finds them, `PageStripper` turns the computed form back.

public struct InlineValue: Sendable, Equatable {
  /// The text between the backticks, `= ` included.
  public let text: String
  /// The expression alone.
  public let expression: String
  /// What stands behind the colon; nil if there is none.
  public let format: String?
  /// Bytes of the span in the page, backticks included.
  public let range: Range<Int>
  /// Where the expression begins in the page.
  public let expressionStart: Int
  /// Line (1-based) in the page.
  public let line: Int

  init(page: PageText, content: Range<Int>, line: Int) {
    let bytes = page.bytes[content]
    text = bytes.text
    range = content.lowerBound - 1..<content.upperBound + 1
    self.line = line
    let inner = bytes.dropFirst(2)
    let colon = Self.formatColon(inner)
    let expression = inner[..<(colon ?? inner.endIndex)].trimmed
    self.expression = expression.text
    expressionStart = expression.isEmpty ? inner.startIndex : expression.startIndex
    format = colon.map { inner[($0 + 1)...].trimmed.text }
  }

  /// The first colon outside brackets and strings.
  private static func formatColon(_ text: ArraySlice<UInt8>) -> Int? {
    var depth = 0
    var isQuoted = false
    var isEscaped = false
    for index in text.indices {
      let byte = text[index]
      if isQuoted {
        if !isEscaped, byte == 0x22 { isQuoted = false }
        isEscaped = !isEscaped && byte == 0x5C
        continue
      }
      switch byte {
      case 0x22: isQuoted = true
      case 0x28, 0x5B, 0x7B: depth += 1
      case 0x29, 0x5D, 0x7D: depth -= 1
      case 0x3A where depth <= 0: return index
      default: break
      }
    }
    return nil
  }

  static let openingMark = "<samp title=\"= "
  /// Refused in sources: short enough to catch what a reader would take for a result.
  static let refusedMark = "<samp title=\"="
  static let middleMark = "\">"
  static let closingMark = "</samp>"

  /// The computed form: `<samp title="= expr : .4f">0.0180</samp>`.
  public func rendered(showing value: String) -> String {
    "<samp title=\"" + Self.escapedTitle(text) + Self.middleMark + Self.escapedValue(value) + Self.closingMark
  }

  private static let titleEscapes: [(Character, String)] = [
    ("&", "&amp;"), ("\"", "&quot;"), ("<", "&lt;"), (">", "&gt;"), ("|", "&#124;"), ("[", "&#91;"),
  ]

  private static func escapedTitle(_ text: String) -> String {
    var result = ""
    var last: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
      // Only behind a parenthesis can a bracket be taken for a part of a link.
      let isPlain = scalar == "[" && last != ")"
      let entity = isPlain ? nil : titleEscapes.first { $0.0 == Character(scalar) }?.1
      result += entity ?? String(scalar)
      last = scalar
    }
    return result
  }

  /// Entities cannot be taken for Markdown, so a value shows as it is.
  private static func escapedValue(_ value: String) -> String {
    var result = ""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "&", "<", ">", "|", "*", "_", "`", "\\", "~", "$": result += "&#\(scalar.value);"
      case "[" where value.utf8.contains(0x28): result += "&#91;"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F: result += " "
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// The source of a title; nil if it was not written by `rendered`.
  static func unescapedTitle(_ title: ArraySlice<UInt8>) -> [UInt8]? {
    var result: [UInt8] = []
    var rest = title
    while let byte = rest.first {
      if byte == 0x22 || byte == 0x3C || byte == 0x3E || byte == 0x7C || byte == 0x0A { return nil }
      if byte != 0x26 {
        result.append(byte)
        rest = rest.dropFirst()
        continue
      }
      guard let (character, entity) = titleEscapes.first(where: { rest.hasPrefix($0.1) }) else { return nil }
      result += Array(String(character).utf8)
      rest = rest.dropFirst(entity.utf8.count)
    }
    return result
  }
}

/// Finds the code spans of a stretch of text that may hold inline values.
struct InlineScanner {
  private let page: PageText
  /// Where the block's last `-->` stands: beyond it no comment can end.
  private var lastCommentEnd: Int?
  private(set) var values: [InlineValue] = []
  private(set) var problems: [(range: Range<Int>, problem: NotebookProblem)] = []

  init(_ page: PageText) { self.page = page }

  /// Reads one block of text lines (0-based, half open) by CommonMark's rules for code spans.
  mutating func scan(lines: Range<Int>) {
    let end = page.start(ofLine: lines.upperBound)
    let block = page.bytes[page.start(ofLine: lines.lowerBound)..<end]
    // Lengths of runs known to have no partner, so that hostile text stays linear.
    var unmatched: Set<Int> = []
    lastCommentEnd = block.lastPlace(of: "-->")
    var index = block.startIndex
    while index < end {
      switch page.bytes[index] {
      case 0x5C: index += 2
      case 0x3C: index = skipHTML(from: index, end: end) ?? index + 1
      case 0x60:
        let length = block[index...].prefix { $0 == 0x60 }.count
        guard !unmatched.contains(length), let close = closing(length, from: index + length, end: end) else {
          unmatched.insert(length)
          index += length
          continue
        }
        if length == 1 { take(index + 1..<close) }
        index = close + length
      default: index += 1
      }
    }
  }

  /// Where the next run of exactly `length` backticks begins.
  private func closing(_ length: Int, from start: Int, end: Int) -> Int? {
    var index = start
    while index < end, let tick = page.bytes[index..<end].firstIndex(of: 0x60) {
      let run = page.bytes[tick..<end].prefix { $0 == 0x60 }.count
      if run == length { return tick }
      index = tick + run
    }
    return nil
  }

  private mutating func take(_ content: Range<Int>) {
    let bytes = page.bytes[content]
    guard bytes.hasPrefix("= ") else { return }
    let before = content.lowerBound >= 2 ? page.bytes[content.lowerBound - 2] : 0
    let after = content.upperBound + 1 < page.bytes.count ? page.bytes[content.upperBound + 1] : 0
    // $`…`$ is mathematics.
    if before == 0x24, after == 0x24 { return }
    // What is no text could not be written into a transcript and taken out again.
    guard String(validating: bytes, as: UTF8.self) != nil else { return }
    let span = content.lowerBound - 1..<content.upperBound + 1
    if bytes.contains(0x0A) {
      problems.append((span, .longInlineValue))
      return
    }
    let value = InlineValue(page: page, content: content, line: page.line(containing: content.lowerBound) + 1)
    if value.expression.isEmpty {
      problems.append((span, .emptyInlineValue))
    } else {
      values.append(value)
    }
  }

  /// The end of an HTML comment or tag that begins here; code spans do not count inside.
  private func skipHTML(from start: Int, end: Int) -> Int? {
    let rest = page.bytes[start..<end]
    if rest.hasPrefix("<!--") {
      guard let last = lastCommentEnd, last > start else { return nil }
      return rest.dropFirst(4).firstRange(of: "-->")?.upperBound
    }
    guard let next = rest.dropFirst().first, next == 0x2F || ((next | 0x20) >= 0x61 && (next | 0x20) <= 0x7A)
    else {
      return nil
    }
    var quote: UInt8?
    // Tags are short; the bound keeps hostile text linear.
    for index in rest.indices.dropFirst(2).prefix(2000) {
      let byte = rest[index]
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == 0x22 || byte == 0x27 {
        quote = byte
      } else if byte == 0x3E {
        return index + 1
      } else if byte == 0x60 || byte == 0x3C {
        return nil
      }
    }
    return nil
  }
}

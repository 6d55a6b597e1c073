// HTML blocks of CommonMark: inside them neither fences nor code spans count.
// Neighbours: `BlockScanner`.

/// An HTML block that is open, and what ends it.
enum HTMLBlock: Equatable {
  /// Ends with the line that holds one of the texts.
  case until([String])
  case untilBlankLine

  /// Reads the first line of a block; `afterParagraph` says that a paragraph would be cut by it.
  init?(opening line: ArraySlice<UInt8>, afterParagraph: Bool) {
    let content = line.drop { $0 == 0x20 }
    guard line.count - content.count <= 3, content.first == 0x3C else { return nil }
    if let special = Self.special(content) {
      self = special
      return
    }
    let isClosing = content.dropFirst().first == 0x2F
    let name = content.dropFirst(isClosing ? 2 : 1).prefix { Self.isNameByte($0) }.text.lowercased()
    guard let first = name.utf8.first, first >= 0x61, first <= 0x7A else { return nil }
    let rest = content.dropFirst(name.utf8.count + (isClosing ? 2 : 1))
    if !isClosing, Self.rawTags.contains(name), Self.endsName(rest) {
      self = .until(Self.rawTags.map { "</\($0)>" })
    } else if Self.blockTags.contains(name), Self.endsName(rest) {
      self = .untilBlankLine
    } else if !afterParagraph, Self.isTagAlone(rest) {
      self = .untilBlankLine
    } else {
      return nil
    }
  }

  private static func special(_ content: ArraySlice<UInt8>) -> HTMLBlock? {
    if content.hasPrefix("<!--") { return .until(["-->"]) }
    if content.hasPrefix("<?") { return .until(["?>"]) }
    if content.hasPrefix("<![CDATA[") { return .until(["]]>"]) }
    guard content.hasPrefix("<!"), let letter = content.dropFirst(2).first else { return nil }
    return (letter | 0x20) >= 0x61 && (letter | 0x20) <= 0x7A ? .until([">"]) : nil
  }

  /// True if the block ends with this line (which may be its first).
  func ends(with line: ArraySlice<UInt8>) -> Bool {
    switch self {
    case .untilBlankLine: return line.isBlank
    case .until(let texts):
      let lower = ArraySlice(line.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 })
      return texts.contains { lower.contains(text: $0.lowercased()) }
    }
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    let lower = byte | 0x20
    return (lower >= 0x61 && lower <= 0x7A) || (byte >= 0x30 && byte <= 0x39) || byte == 0x2D
  }

  private static func endsName(_ rest: ArraySlice<UInt8>) -> Bool {
    guard let next = rest.first else { return true }
    return next == 0x20 || next == 0x09 || next == 0x3E || rest.hasPrefix("/>")
  }

  /// The rest of a tag that ends the line: `attributes>`.
  private static func isTagAlone(_ rest: ArraySlice<UInt8>) -> Bool {
    guard let next = rest.first, next == 0x20 || next == 0x09 || next == 0x3E || next == 0x2F else {
      return false
    }
    var quote: UInt8?
    for index in rest.indices {
      let byte = rest[index]
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == 0x22 || byte == 0x27 {
        quote = byte
      } else if byte == 0x3E {
        return rest[(index + 1)...].isBlank
      } else if byte == 0x3C || byte == 0x60 {
        return false
      }
    }
    return false
  }

  private static let rawTags = ["pre", "script", "style", "textarea"]

  private static let blockTags: Set<String> = [
    "address", "article", "aside", "base", "basefont", "blockquote", "body", "caption", "center", "col",
    "colgroup", "dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure",
    "footer", "form", "frame", "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hr",
    "html", "iframe", "legend", "li", "link", "main", "menu", "menuitem", "nav", "noframes", "ol",
    "optgroup", "option", "p", "param", "search", "section", "summary", "table", "tbody", "td", "tfoot",
    "th", "thead", "title", "tr", "track", "ul",
  ]
}

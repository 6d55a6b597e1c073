// Walks the lines of a page and says of each what it is: text, code, HTML, or a fence at column 0.
// Neighbours: `Fence`, `HTMLBlock`; `Document` cuts cells by it, `PageStripper` regions.

/// What a line is, as far as cells and inline values care.
enum LineKind: Equatable {
  /// Text whose code spans count. `startsBlock`: no code span reaches into it from the line above.
  case text(startsBlock: Bool)
  case blank
  /// Inside an indented block, an HTML block, or a fence in a list or quote.
  case other
  /// The first line of a fence at column 0, outside lists and quotes.
  case opens(Fence)
  /// Inside such a fence, or its last line.
  case inside
  case closes
}

/// The block structure of CommonMark, read line by line, as far as it decides where code begins.
struct BlockScanner {
  private(set) var fence: Fence?
  /// An open HTML block, and how far the content of the item that holds it is indented.
  private var html: (block: HTMLBlock, content: Int)?
  private var quoteFence: Fence?
  /// A fence inside a list item, and how far that item's content is indented.
  private var listFence: (fence: Fence, content: Int)?
  /// Where the content of the open list items begins, from the outermost.
  private var items: [Int] = []
  private var afterBlank = true
  /// True while an indented fence is open that no list item will close.
  var hasOpenIndentedFence: Bool { listFence?.content == 0 }
  private var inParagraph = false
  /// How far the content of the item that holds the paragraph is indented.
  private var paragraphContent = 0

  /// Reads the next line.
  mutating func next(_ line: ArraySlice<UInt8>) -> LineKind {
    if let open = fence {
      guard open.isClosed(by: line) else { return .inside }
      fence = nil
      leaveBlocks()
      return .closes
    }
    if let open = html {
      // A line that leaves the item ends the block as well.
      if line.isBlank || Self.indent(line) >= open.content {
        if open.block.ends(with: line) { html = nil }
        afterBlank = line.isBlank
        return .other
      }
      html = nil
    }
    if let inList = listFence {
      if line.isBlank { return .other }
      if Self.indent(line) >= inList.content {
        if inList.fence.isClosed(by: line) { listFence = nil }
        return .other
      }
      listFence = nil
    }
    let kind = line.isBlank ? blank() : content(line)
    if !line.isBlank { afterBlank = false }
    return kind
  }

  /// Forgets lists and paragraphs: a block at column 0 has ended them.
  private mutating func leaveBlocks() {
    items = []
    inParagraph = false
    afterBlank = true
    quoteFence = nil
  }

  private mutating func blank() -> LineKind {
    afterBlank = true
    inParagraph = false
    quoteFence = nil
    return .blank
  }

  private mutating func content(_ line: ArraySlice<UInt8>) -> LineKind {
    let indent = Self.indent(line)
    // Only the text of an open paragraph may be indented less than the item that it belongs to.
    if afterBlank || !inParagraph { items.removeAll { $0 > indent } }
    if let quoted = Self.quoted(line, indent: indent) {
      items.removeAll { $0 > indent }
      return quote(quoted)
    }
    quoteFence = nil
    let container = items.last { $0 <= indent } ?? 0
    // A paragraph in an item that the line leaves is not interrupted, but over.
    let interrupts = inParagraph && paragraphContent <= indent
    if interrupts, Self.isUnderline(line) {
      inParagraph = false
      return .text(startsBlock: false)
    }
    if indent - container <= 3, let width = Self.listMarker(line, indent: indent, interrupting: interrupts) {
      return item(line, from: line.drop { $0 == 0x20 || $0 == 0x09 }, indent: indent, width: width)
    }
    if let opened = Fence(opening: line) {
      if indent == 0 {
        fence = opened
        leaveBlocks()
        return .opens(opened)
      }
      if indent - container <= 3 {
        items.removeAll { $0 > indent }
        return openNested(opened, content: container)
      }
    }
    if !inParagraph, indent - container >= 4 { return .other }
    let local = line.dropFirst(min(container, line.count))
    if let block = HTMLBlock(opening: local, afterParagraph: interrupts) {
      items.removeAll { $0 > indent }
      if !block.ends(with: line) { html = (block, container) }
      inParagraph = false
      return .other
    }
    let isRule = Self.isThematicBreak(line.drop { $0 == 0x20 }) && indent - container <= 3
    let isHeading = Self.isHeading(line)
    let starts = !inParagraph || isHeading || isRule
    if starts {
      items.removeAll { $0 > indent }
      paragraphContent = container
    }
    inParagraph = !isHeading && !isRule
    return .text(startsBlock: starts || Self.isRow(line))
  }

  private mutating func openNested(_ opened: Fence, content: Int) -> LineKind {
    inParagraph = false
    listFence = (opened, content)
    return .other
  }

  /// A line of a quote without its `>`.
  private mutating func quote(_ line: ArraySlice<UInt8>) -> LineKind {
    inParagraph = false
    if let open = quoteFence {
      if open.isClosed(by: line) { quoteFence = nil }
      return .other
    }
    if let opened = Fence(opening: line) {
      quoteFence = opened
      return .other
    }
    if line.isBlank { return .other }
    // Text below goes on with a paragraph in a quote, but does not belong to the page's own blocks.
    inParagraph = !Self.isHeading(line) && !Self.isThematicBreak(line.drop { $0 == 0x20 })
    paragraphContent = .max
    return .text(startsBlock: true)
  }

  /// The first line of a list item.
  ///
  /// - Parameter marker: the line from its marker on, which stands at the column `indent`.
  private mutating func item(
    _ line: ArraySlice<UInt8>, from marker: ArraySlice<UInt8>, indent: Int, width: Int
  ) -> LineKind {
    let content = indent + width
    items.removeAll { $0 > indent }
    items.append(content)
    let rest = marker.dropFirst(width)
    let inner = rest.prefix { $0 == 0x20 }.count
    if inner <= 3 {
      let local = rest.dropFirst(inner)
      if let opened = Fence(opening: local) { return openNested(opened, content: content) }
      // An item that begins with an item.
      if let width = Self.listMarker(local, indent: 0, interrupting: false) {
        return item(line, from: local, indent: content + inner, width: width)
      }
      if let block = HTMLBlock(opening: local, afterParagraph: false) {
        if !block.ends(with: line) { html = (block, content) }
        inParagraph = false
        return .other
      }
    }
    paragraphContent = content
    inParagraph = !rest.isBlank && inner <= 3 && !Self.isHeading(rest) && !Self.isThematicBreak(rest.drop { $0 == 0x20 })
    return .text(startsBlock: true)
  }
}

extension BlockScanner {
  /// Columns of white space before the text; a tab reaches to the next multiple of four.
  static func indent(_ line: ArraySlice<UInt8>) -> Int {
    var columns = 0
    for byte in line {
      if byte == 0x20 { columns += 1 } else if byte == 0x09 { columns += 4 - columns % 4 } else { break }
    }
    return columns
  }

  /// The rest of a line after its quote marks; nil if it has none.
  private static func quoted(_ line: ArraySlice<UInt8>, indent: Int) -> ArraySlice<UInt8>? {
    guard indent <= 3, line.drop(while: { $0 == 0x20 }).first == 0x3E else { return nil }
    var rest = line
    while let mark = rest.firstIndex(where: { $0 != 0x20 }), rest[mark] == 0x3E {
      rest = rest[(mark + 1)...]
      if rest.first == 0x20 { rest = rest.dropFirst() }
    }
    return rest
  }

  /// Width of a list marker with the space after it; nil if the line begins no item.
  private static func listMarker(_ line: ArraySlice<UInt8>, indent: Int, interrupting: Bool) -> Int? {
    let content = line.drop { $0 == 0x20 || $0 == 0x09 }
    var digits = 0
    var rest = content
    while let first = rest.first, first >= 0x30, first <= 0x39, digits < 9 {
      rest = rest.dropFirst()
      digits += 1
    }
    guard let mark = rest.first else { return nil }
    if digits > 0 {
      guard mark == 0x2E || mark == 0x29 else { return nil }
      // In the middle of a paragraph only "1." begins a list.
      if interrupting, content.prefix(digits).text != "1" { return nil }
    } else {
      guard mark == 0x2D || mark == 0x2A || mark == 0x2B else { return nil }
      if isThematicBreak(content) { return nil }
    }
    rest = rest.dropFirst()
    if rest.isEmpty { return interrupting ? nil : digits + 2 }
    guard rest.first == 0x20 || rest.first == 0x09 else { return nil }
    let spaces = rest.prefix { $0 == 0x20 }.count
    return digits + 1 + (spaces >= 1 && spaces <= 4 ? spaces : 1)
  }

  private static func isThematicBreak(_ content: ArraySlice<UInt8>) -> Bool {
    guard let mark = content.first else { return false }
    let marks = content.filter { $0 != 0x20 && $0 != 0x09 }
    return marks.count >= 3 && marks.allSatisfy { $0 == mark }
  }

  /// The line below a heading of two lines.
  private static func isUnderline(_ line: ArraySlice<UInt8>) -> Bool {
    guard indent(line) <= 3 else { return false }
    let content = line.trimmed
    guard let mark = content.first, mark == 0x3D || mark == 0x2D else { return false }
    return content.allSatisfy { $0 == mark }
  }

  private static func isHeading(_ line: ArraySlice<UInt8>) -> Bool {
    let content = line.drop { $0 == 0x20 }
    guard content.first == 0x23 else { return false }
    let rest = content.drop { $0 == 0x23 }
    return content.count - rest.count <= 6 && (rest.isEmpty || rest.first == 0x20 || rest.first == 0x09)
  }

  /// A row of a table: its code spans end with it.
  private static func isRow(_ line: ArraySlice<UInt8>) -> Bool { line.drop { $0 == 0x20 }.first == 0x7C }
}

// A notebook without loss: settings, prose and cells, whose bytes put together are the page again.
// Neighbours: `PageStripper` takes results out first, `Document+Transcript` puts new ones in.

import SourceText

/// A stretch of prose and the values in it.
public struct Prose: Sendable, Equatable {
  public let range: Range<Int>
  public let values: [InlineValue]
}

public struct Document: Sendable {
  public enum Part: Sendable, Equatable {
    /// The settings, marks included; only ever the first part.
    case frontMatter(Range<Int>)
    case prose(Prose)
    case cell(CodeCell)

    public var range: Range<Int> {
      switch self {
      case .frontMatter(let range): range
      case .prose(let prose): prose.range
      case .cell(let cell): cell.range
      }
    }
  }

  /// The normalised source: LF, no BOM, one final newline, no results.
  public let source: [UInt8]
  public let settings: FrontMatter
  /// In file order; their ranges cover the source without gaps.
  public let parts: [Part]
  /// What is wrong with the page; a notebook with errors does not run.
  public let problems: [Diagnostic]

  public var cells: [CodeCell] {
    parts.compactMap { part -> CodeCell? in
      guard case .cell(let cell) = part else { return nil }
      return cell
    }
  }

  public var values: [InlineValue] {
    parts.flatMap { part -> [InlineValue] in
      guard case .prose(let prose) = part else { return [] }
      return prose.values
    }
  }

  /// What to hand to the source map, and then to `init(source:id:)`: a notebook in normal form, or the
  /// notebook inside a transcript.
  public static func sourceText(of file: [UInt8]) -> [UInt8] {
    let page = PageText(normalising: file)
    guard TranscriptHeader.line(in: page) != nil else { return page.bytes }
    return PageStripper(page).source
  }

  /// Reads a notebook; `id` is the page's place in the source map, for messages.
  public init(source: [UInt8], id: SourceID) {
    let page = PageText(normalising: source)
    var reader = DocumentReader(page)
    reader.read()
    self.source = page.bytes
    settings = reader.settings
    parts = reader.parts
    problems = reader.problems.sorted { $0.range.lowerBound < $1.range.lowerBound }.map {
      $0.problem.diagnostic(at: Span(source: id, start: $0.range.lowerBound, end: $0.range.upperBound))
    }
  }
}

/// Cuts a page into parts, line by line.
private struct DocumentReader {
  let page: PageText
  private var scanner = BlockScanner()
  private var inline: InlineScanner
  var settings = FrontMatter()
  var parts: [Document.Part] = []
  var problems: [(range: Range<Int>, problem: NotebookProblem)] = []

  private var proseStart = 0
  /// First line of the text block being read.
  private var blockStart: Int?
  private var valueCount = 0
  /// The column-0 fence that is open: its line, and what its info string says.
  private var open: (line: Int, info: InfoString)?
  private var indentedFenceLine: Int?
  private var unnamedCount = 0
  private var lineOfName: [String: Int] = [:]

  init(_ page: PageText) {
    self.page = page
    inline = InlineScanner(page)
  }

  mutating func read() {
    let front = FrontMatterBlock(page)
    settings = front.settings
    problems += front.problems.map { (page.lines[$0.line], $0.problem) }
    if front.lineCount > 0 {
      proseStart = page.start(ofLine: front.lineCount)
      parts.append(.frontMatter(0..<proseStart))
    }
    for index in front.lineCount..<max(front.lineCount, page.lines.count) { readLine(index) }
    endBlock(at: page.lines.count)
    endProse(at: page.bytes.count)
    if let open { report(unclosed: open.line, isCell: open.info.isCell) }
    if scanner.hasOpenIndentedFence, let line = indentedFenceLine { report(unclosed: line, isCell: false) }
    problems += inline.problems
  }

  private mutating func readLine(_ index: Int) {
    let line = page.line(index)
    let wasIndented = scanner.hasOpenIndentedFence
    let kind = scanner.next(line)
    if scanner.hasOpenIndentedFence, !wasIndented { indentedFenceLine = index }
    switch kind {
    case .text(let startsBlock):
      if startsBlock || blockStart == nil {
        endBlock(at: index)
        blockStart = index
      }
    case .blank, .other: endBlock(at: index)
    case .opens(let fence):
      endBlock(at: index)
      open = (index, InfoString(page, fence.info))
      return
    case .inside: return
    case .closes:
      closeFence(at: index)
      return
    }
    refuseMarks(line, index)
  }

  /// What a run writes cannot stand in a source: stripping could not tell it from results.
  private mutating func refuseMarks(_ line: ArraySlice<UInt8>, _ index: Int) {
    if RegionMark.isMark(line) || TranscriptHeader.isHeader(line) {
      problems.append((page.lines[index], .regionMark(line.text)))
    } else if let found = line.firstRange(of: InlineValue.refusedMark) {
      problems.append((found, .sampMark))
    }
  }

  private mutating func endBlock(at line: Int) {
    if let start = blockStart { inline.scan(lines: start..<line) }
    blockStart = nil
  }

  private mutating func endProse(at offset: Int) {
    let values = Array(inline.values.dropFirst(valueCount))
    valueCount = inline.values.count
    if offset > proseStart { parts.append(.prose(Prose(range: proseStart..<offset, values: values))) }
    proseStart = offset
  }

  private mutating func closeFence(at index: Int) {
    guard let opened = open else { return }
    open = nil
    guard opened.info.isCell else { return }
    endProse(at: page.start(ofLine: opened.line))
    proseStart = page.start(ofLine: index + 1)
    problems += opened.info.problems
    let bodyRange = page.start(ofLine: opened.line + 1)..<page.start(ofLine: index)
    parts.append(
      .cell(
        CodeCell(
          attributes: opened.info.attributes, options: options(from: opened.line + 1, to: index),
          label: label(opened), body: Array(page.bytes[bodyRange]), fenceLine: opened.line + 1,
          range: page.start(ofLine: opened.line)..<proseStart)))
  }

  private mutating func label(_ opened: (line: Int, info: InfoString)) -> String {
    guard let name = opened.info.attributes.name else {
      unnamedCount += 1
      return "c\(unnamedCount)"
    }
    if let earlier = lineOfName[name] {
      problems.append((page.lines[opened.line], .duplicateName(name, line: earlier + 1)))
    } else {
      lineOfName[name] = opened.line
    }
    return name
  }

  /// The `#| key: text` lines at the top of a cell.
  private mutating func options(from start: Int, to end: Int) -> CellOptions {
    var options = CellOptions()
    var seen: Set<String> = []
    for index in start..<max(start, end) {
      let line = page.line(index)
      guard line.hasPrefix("#|") else { break }
      let content = line.dropFirst(2).trimmed
      guard let colon = content.firstIndex(of: 0x3A) else {
        problems.append((page.lines[index], .frontMatterLine(content.text)))
        continue
      }
      let key = content[..<colon].trimmed.text
      let problem =
        seen.insert(key).inserted
        ? options.set(key, content[(colon + 1)...].trimmed.text) : .duplicateKey(key)
      if let problem { problems.append((page.lines[index], problem)) }
    }
    return options
  }

  private mutating func report(unclosed line: Int, isCell: Bool) {
    let marks = page.line(line).drop { $0 == 0x20 }.prefix { $0 == 0x60 || $0 == 0x7E }.text
    problems.append((page.lines[line], .unclosedFence(cell: isCell, marks: marks)))
  }
}

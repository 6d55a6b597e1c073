// A piece of program text with a name, and byte positions in it.
// Neighbours: `Diagnostic` points at spans, `SourceMap` finds their lines again.

/// Number of a source in its session's `SourceMap`.
public struct SourceID: Hashable, Sendable {
  public let raw: Int32
  public init(raw: Int32) { self.raw = raw }
}

/// A half-open range of bytes in one source.
///
/// Spans are plain data (12 bytes), so that every token, tree node and tensor can carry one.
public struct Span: Hashable, Sendable {
  public let source: SourceID
  public let start: Int32
  public let end: Int32

  public init(source: SourceID, start: Int, end: Int) {
    self.source = source
    self.start = Int32(clamping: start)
    self.end = Int32(clamping: max(start, end))
  }

  /// The smallest span that covers both; spans of different sources give the first.
  public func joined(with other: Span) -> Span {
    guard source == other.source else { return self }
    return Span(source: source, start: Int(min(start, other.start)), end: Int(max(end, other.end)))
  }

  public var isEmpty: Bool { start == end }
}

/// A named text: a cell, a file, a REPL entry, or a page of the library.
public struct Source: Sendable {
  /// What messages call it: `cell train`, `helpers.adv`, `in-3`.
  public let name: String
  /// UTF-8, exactly as lexed. Lines end at byte 0A; one 0D before it is not part of the line.
  public let text: [UInt8]
  /// Line number (1-based) of the text's first line in the file it was cut from.
  public let firstLine: Int
  private let lineStarts: [Int32]

  public init(name: String, text: [UInt8], firstLine: Int = 1) {
    self.name = name
    self.text = text
    self.firstLine = firstLine
    var starts: [Int32] = [0]
    for (offset, byte) in text.enumerated() where byte == 0x0A { starts.append(Int32(clamping: offset + 1)) }
    lineStarts = starts
  }

  public var lineCount: Int { lineStarts.count }

  /// Line (1-based within this source) that holds the byte at `offset`.
  public func line(at offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if Int(lineStarts[middle]) <= offset { low = middle } else { high = middle }
    }
    return low + 1
  }

  /// Byte range of line `number` (1-based), without its line end.
  public func bytes(ofLine number: Int) -> Range<Int> {
    guard number >= 1, number <= lineStarts.count else { return text.count..<text.count }
    let start = Int(lineStarts[number - 1])
    var end = number < lineStarts.count ? Int(lineStarts[number]) - 1 : text.count
    if end > start, text[end - 1] == 0x0D { end -= 1 }
    return start..<max(start, end)
  }

  public func string(_ range: Range<Int>) -> String {
    let low = max(0, min(range.lowerBound, text.count))
    let high = max(low, min(range.upperBound, text.count))
    return String(decoding: text[low..<high], as: UTF8.self)
  }
}

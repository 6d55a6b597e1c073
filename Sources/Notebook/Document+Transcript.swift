// A notebook with its results put in: the transcript. Taking them out again gives the source.
// Neighbours: `PageStripper`; the results' text comes from `Transcript/MarkdownWriter`.

extension Document {
  /// The transcript of a run.
  ///
  /// - Parameters:
  ///   - sourceName: the source's file name, without folders.
  ///   - region: what a cell put out, as Markdown between the marks (no line ends around it); nil for
  ///     nothing.
  ///   - value: the text of a value in prose; nil leaves its source standing.
  public func transcript(
    sourceName: String, region: (CodeCell) -> String?, value: (InlineValue) -> String?
  ) -> [UInt8] {
    var page: [UInt8] = []
    let header = TranscriptHeader(source: sourceName, of: source).line + "\n"
    var needsHeader = true
    func writeHeader() {
      if needsHeader { page += header.utf8 }
      needsHeader = false
    }
    for part in parts {
      switch part {
      case .frontMatter(let range):
        page += source[range]
        writeHeader()
      case .prose(let prose):
        writeHeader()
        write(prose, value, into: &page)
      case .cell(let cell):
        writeHeader()
        page += source[cell.range]
        if let text = region(cell), !text.isEmpty {
          page += "\n\(RegionMark.opening(cell.label))\n\n\(text)\n\n\(RegionMark.closing)\n".utf8
        }
      }
    }
    writeHeader()
    return page
  }

  private func write(_ prose: Prose, _ value: (InlineValue) -> String?, into page: inout [UInt8]) {
    var position = prose.range.lowerBound
    for inline in prose.values {
      guard let shown = value(inline) else { continue }
      page += source[position..<inline.range.lowerBound]
      page += inline.rendered(showing: shown).utf8
      position = inline.range.upperBound
    }
    page += source[position..<prose.range.upperBound]
  }
}

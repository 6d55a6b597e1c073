// Pieces to text: indentation, comments in their columns, at most one blank line.
// Neighbours: `FormatLayout` decided where lines begin; `Formatter` hands out the text.

/// Writes a settled layout.
struct FormatPrinter {
  private let layout: FormatLayout
  private var lines: [Line] = []

  private struct Line {
    var text: [UInt8] = []
    var width = 0
    /// A comment after the code, and where it stood in the source.
    var comment: FormatComment?
    var isBlank = false
  }

  init(_ layout: FormatLayout) {
    self.layout = layout
    write()
    alignComments()
  }

  func text() -> [UInt8] {
    var result: [UInt8] = []
    for line in lines {
      result += line.text
      if let comment = line.comment { result += comment.text }
      result.append(0x0A)
    }
    return result
  }

  private mutating func write() {
    for line in layout.lines() {
      let first = layout.pieces[line.range.lowerBound]
      writeComments(before: line.range.lowerBound, indent: line.indent)
      guard first.kind != .endOfInput else { continue }
      if first.hasBlankBefore, !first.isCloser { writeBlank() }
      var text = [UInt8](repeating: 0x20, count: line.indent)
      for place in line.range {
        let piece = layout.pieces[place]
        if place > line.range.lowerBound { text += [UInt8](repeating: 0x20, count: piece.spaces) }
        text += piece.text
        if piece.comma { text.append(UInt8(ascii: ",")) }
      }
      let last = text.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
      lines.append(Line(text: text, width: FormatPiece.columns(text[last...])))
    }
  }

  private mutating func writeComments(before place: Int, indent: Int) {
    let piece = layout.pieces[place]
    let isAtEnd = piece.isCloser
    for comment in piece.comments {
      if comment.isTrailing, let last = lines.indices.last {
        lines[last].comment = comment
        continue
      }
      if comment.hasBlankBefore { writeBlank() }
      let inside = isAtEnd ? indent + Formatter.indentation : indent
      lines.append(Line(text: [UInt8](repeating: 0x20, count: inside) + comment.text))
    }
  }

  /// One blank line, but none at the beginning, after another, or after an opening bracket.
  private mutating func writeBlank() {
    guard let last = lines.last, !last.isBlank else { return }
    if let end = last.text.last, last.width > 0,
      [UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{")].contains(end)
    {
      return
    }
    lines.append(Line(isBlank: true))
  }

  /// A comment stays in its column where the code leaves room, else two spaces after it; comments on lines
  /// that follow each other and stood in one column move together.
  private mutating func alignComments() {
    var start = 0
    while start < lines.count {
      guard let column = lines[start].comment?.column else {
        start += 1
        continue
      }
      var end = start + 1
      while end < lines.count, lines[end].comment?.column == column { end += 1 }
      let widest = lines[start..<end].map(\.width).max() ?? 0
      let place = max(column, widest + 2)
      for index in start..<end {
        lines[index].text += [UInt8](repeating: 0x20, count: place - lines[index].width)
      }
      start = end
    }
  }
}

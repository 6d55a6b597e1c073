// A notebook for students: without solutions, hidden cells and results.
// Neighbours: `SolutionText` cuts exercises; `Grading` puts answers into the key again.

extension Document {
  /// What stands where a solution was, if the cell has no `#| stub:`.
  static let standardStub = "# your answer"

  /// The source that students get.
  ///
  /// Cells of the class `.hidden` are left out, and the solutions of exercises make way for their stubs (in which `\n`
  /// is a line end). The front matter, prose and all other cells stay as they are.
  public var studentVersion: [UInt8] {
    var page: [UInt8] = []
    for part in parts {
      guard case .cell(let cell) = part else {
        page += source[part.range]
        continue
      }
      if cell.has(.hidden) {
        page.dropBlankEnd()
      } else if cell.has(.exercise) {
        page += source[cell.range.lowerBound..<bodyRange(of: cell).lowerBound]
        page += exercise(cell)
        page += source[bodyRange(of: cell).upperBound..<cell.range.upperBound]
      } else {
        page += source[cell.range]
      }
    }
    return PageText(normalising: page).bytes
  }

  /// An exercise's code for students; its stub is not repeated among the options.
  private func exercise(_ cell: CodeCell) -> [UInt8] {
    let stub = (cell.options.stub ?? Self.standardStub).split(separator: "\\n", omittingEmptySubsequences: false)
      .joined(separator: "\n")
    let body = cell.body.lines.filter { !($0.hasPrefix("#|") && $0.dropFirst(2).trimmed.hasPrefix("stub:")) }
    return SolutionText(Array(body.joined())).student(stub: Array((stub + "\n").utf8))
  }

  /// Bytes of a cell's code in the source, between its fences.
  func bodyRange(of cell: CodeCell) -> Range<Int> {
    let fenceEnd = source[cell.range].firstIndex(of: 0x0A) ?? cell.range.upperBound
    let start = min(fenceEnd + 1, cell.range.upperBound)
    return start..<min(start + cell.body.count, cell.range.upperBound)
  }
}

extension [UInt8] {
  /// Takes away the blank line that stood before a cell that is left out.
  fileprivate mutating func dropBlankEnd() {
    if count >= 2, self[count - 1] == 0x0A, self[count - 2] == 0x0A { removeLast() }
  }
}

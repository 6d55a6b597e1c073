// A code fence of CommonMark: its opening line, and which line closes it.
// Neighbours: `BlockScanner` decides where a fence can stand.

/// An open code fence.
struct Fence: Equatable {
  /// Backtick or tilde.
  let mark: UInt8
  let length: Int
  /// Spaces before it.
  let indent: Int
  /// Byte range of the info string, trimmed.
  let info: Range<Int>

  /// Reads an opening line; nil if it is none. Indentation is not judged here.
  init?(opening line: ArraySlice<UInt8>) {
    let content = line.drop { $0 == 0x20 }
    guard let mark = content.first, mark == 0x60 || mark == 0x7E else { return nil }
    let rest = content.drop { $0 == mark }
    guard content.count - rest.count >= 3 else { return nil }
    if mark == 0x60, rest.contains(0x60) { return nil }
    let info = rest.trimmed
    self.mark = mark
    length = content.count - rest.count
    indent = line.count - content.count
    self.info = info.startIndex..<info.endIndex
  }

  /// True if the line ends this fence: at least as many marks, at most three spaces more, nothing else.
  func isClosed(by line: ArraySlice<UInt8>) -> Bool {
    let content = line.drop { $0 == 0x20 }
    guard line.count - content.count <= max(3, indent + 3) else { return false }
    let rest = content.drop { $0 == mark }
    return content.count - rest.count >= length && rest.isBlank
  }
}

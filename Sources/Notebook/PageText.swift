// The bytes of a page as lines, and their normal form: LF, no BOM, one final newline.
// Neighbours: `BlockScanner` reads the lines; everything else works on normalised text.

/// Normalised text of a page and where its lines lie.
public struct PageText: Sendable {
  /// LF line ends, no BOM, one final newline (nothing at all for an empty page).
  public let bytes: [UInt8]
  /// Byte ranges of the lines, without their line ends.
  public let lines: [Range<Int>]

  /// Normalises; doing it twice changes nothing.
  public init(normalising raw: [UInt8]) {
    var result: [UInt8] = []
    result.reserveCapacity(raw.count + 1)
    var start = raw.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    while start < raw.count {
      let end = raw[start...].firstIndex(of: 0x0A) ?? raw.count
      var cut = end
      // More than one 0D goes as well: otherwise a second reading would give other text than the first.
      while cut > start, raw[cut - 1] == 0x0D { cut -= 1 }
      result += raw[start..<cut]
      result.append(0x0A)
      start = end + 1
    }
    while result.last == 0x0A, result.dropLast().last ?? 0x0A == 0x0A { result.removeLast() }
    self.init(normalised: result)
  }

  init(normalised: [UInt8]) {
    bytes = normalised
    var found: [Range<Int>] = []
    var start = 0
    for (offset, byte) in normalised.enumerated() where byte == 0x0A {
      found.append(start..<offset)
      start = offset + 1
    }
    if start < normalised.count { found.append(start..<normalised.count) }
    lines = found
  }

  /// The bytes of line `index` (0-based); empty outside.
  func line(_ index: Int) -> ArraySlice<UInt8> {
    lines.indices.contains(index) ? bytes[lines[index]] : []
  }

  /// Where line `index` begins; the end of the text for the line after the last.
  func start(ofLine index: Int) -> Int {
    lines.indices.contains(index) ? lines[index].lowerBound : bytes.count
  }

  /// Index of the line that holds a byte.
  func line(containing offset: Int) -> Int {
    var (low, high) = (0, lines.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if lines[middle].lowerBound <= offset { low = middle } else { high = middle }
    }
    return low
  }
}

extension ArraySlice<UInt8> {
  /// Spaces and tabs only.
  var isBlank: Bool { allSatisfy { $0 == 0x20 || $0 == 0x09 } }

  var text: String { String(decoding: self, as: UTF8.self) }

  /// Without spaces and tabs at both ends.
  var trimmed: ArraySlice<UInt8> {
    var slice = self
    while let first = slice.first, first == 0x20 || first == 0x09 { slice.removeFirst() }
    while let last = slice.last, last == 0x20 || last == 0x09 { slice.removeLast() }
    return slice
  }

  func hasPrefix(_ prefix: String) -> Bool { starts(with: prefix.utf8) }

  func contains(text: String) -> Bool { firstRange(of: text) != nil }

  /// Where an ASCII text begins for the last time.
  func lastPlace(of text: String) -> Int? {
    let wanted = Array(text.utf8)
    guard count >= wanted.count else { return nil }
    return indices.dropLast(wanted.count - 1).last { self[$0..<$0 + wanted.count].elementsEqual(wanted) }
  }

  /// The first place of an ASCII text.
  func firstRange(of text: String) -> Range<Int>? {
    let wanted = Array(text.utf8)
    guard let first = wanted.first, count >= wanted.count else { return nil }
    var index = startIndex
    while index + wanted.count <= endIndex {
      guard let next = self[index...].firstIndex(of: first), next + wanted.count <= endIndex else {
        return nil
      }
      if self[next..<next + wanted.count].elementsEqual(wanted) { return next..<next + wanted.count }
      index = next + 1
    }
    return nil
  }
}

// How much of a cell's text a page takes: lines, columns, bytes.
// Neighbours: `MarkdownWriter` spends the budget of a cell.

/// Limits on the text of one cell.
public struct TextLimits: Sendable, Equatable {
  public var lines: Int
  public var columns: Int
  public var bytes: Int

  public init(lines: Int = 40, columns: Int = 200, bytes: Int = 64 * 1024) {
    self.lines = max(1, lines)
    self.columns = max(2, columns)
    self.bytes = max(1, bytes)
  }
}

/// What is left of a cell's limits.
struct TextBudget {
  private let limits: TextLimits
  private var lines: Int
  private var bytes: Int

  init(_ limits: TextLimits) {
    self.limits = limits
    lines = limits.lines
    bytes = limits.bytes
  }

  /// As many of the lines as there is room for, cut to the width, and a last line that counts the rest.
  mutating func take(_ text: String) -> String {
    var kept: [String] = []
    let all = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
    for line in all {
      guard lines > 0 else { break }
      let cut = Self.cut(String(Substring(line)), to: limits.columns)
      guard cut.utf8.count <= bytes else {
        (lines, bytes) = (0, 0)
        break
      }
      lines -= 1
      bytes -= cut.utf8.count
      kept.append(cut)
    }
    let missing = all.count - kept.count
    if missing > 0 { kept.append("… \(Self.grouped(missing)) more line\(missing == 1 ? "" : "s")") }
    return kept.joined(separator: "\n")
  }

  /// A line that is too long ends in `…`.
  static func cut(_ line: String, to columns: Int) -> String {
    guard line.utf8.count > columns, line.count > columns else {
      // A pile of combining marks is one character of any size.
      return line.utf8.count > columns * 16 ? String(line.prefix(columns / 16)) + "…" : line
    }
    return String(line.prefix(columns - 1)) + "…"
  }

  static func grouped(_ count: Int) -> String {
    var digits = Array(String(count))
    var place = digits.count - 3
    while place > 0 {
      digits.insert(",", at: place)
      place -= 3
    }
    return String(digits)
  }
}

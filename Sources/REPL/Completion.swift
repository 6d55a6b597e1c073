// What Tab offers: names in scope, fields behind a dot, commands, and letters by their TeX names.
// Neighbours: `LineEditor` asks; `Symbols` is the table of letters.

import Language

struct Completion {
  let session: Session

  /// Ends a word that is to be followed by no space.
  private static let noSpace = "\u{01}"

  private static let words = [
    "and", "break", "check", "claim", "continue", "else", "false", "fn", "for", "if", "in", "none", "not",
    "or",
    "refuted", "return", "true", "use", "while",
  ]

  /// Whole words for a range of bytes of the line.
  func candidates(_ line: [UInt8], _ range: Range<Int>) -> [String] {
    let word = String(decoding: line[range], as: UTF8.self)
    if range.lowerBound == 1, line.first == UInt8(ascii: ":") {
      return ReplCommand.allCases.map(\.rawValue).filter { $0.hasPrefix(word) }
    }
    if word.hasPrefix("\\") { return letters(word) }
    if let dot = word.utf8.lastIndex(of: 0x2E) {
      return fields(of: String(word[..<dot]), beginning: String(word[word.utf8.index(after: dot)...]))
    }
    guard !word.isEmpty else { return [] }
    let names = session.visibleNames.filter { $0.hasPrefix(word) && !$0.hasPrefix("_") }
    return names.map { $0 + Self.noSpace } + Self.words.filter { $0.hasPrefix(word) }
  }

  /// `\alpha` becomes α; `\al` becomes `\alpha` first.
  private func letters(_ word: String) -> [String] {
    let name = String(word.dropFirst())
    if let letter = Symbols.letter(name) { return [letter + Self.noSpace] }
    return Symbols.names(beginning: name).map { "\\" + $0 + Self.noSpace }
  }

  private func fields(of base: String, beginning: String) -> [String] {
    let path = base.utf8.split(separator: 0x2E, omittingEmptySubsequences: false).map {
      String(Substring($0))
    }
    guard let root = path.first, var value = session[root] else { return [] }
    for name in path.dropFirst() {
      guard case .record(let record) = value, let next = record[name] else { return [] }
      value = next
    }
    return names(in: value).filter { $0.hasPrefix(beginning) }.map { "\(base).\($0)\(Self.noSpace)" }
  }

  private func names(in value: Value) -> [String] {
    switch value {
    case .record(let record): record.keys
    case .tensor: ["T", "dtype", "rank", "shape", "size"]
    default: []
    }
  }
}

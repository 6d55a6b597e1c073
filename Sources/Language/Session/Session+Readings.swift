// Where a text reads a name, as a conversation needs it to write its entries as a notebook.
// Neighbours: `Parser` tells a reading from a pattern, `TreeDump` from words in strings and comments.

import SourceText
import Syntax

extension Session {
  /// Byte ranges at which a text reads `name`; patterns (`(a, _) = p`), comments and plain text in strings do
  /// not count.
  public func readings(of name: String, in text: [UInt8]) -> [Range<Int>] {
    let places = Self.words(name, in: text)
    guard !places.isEmpty else { return [] }
    return LargeStack.run {
      guard let before = Self.dump(text) else { return [] }
      // A number can be read, but it is no pattern: where the text still parses, the name is read, unless
      // nothing has changed (a comment) or the brackets are seen as they stand (a string).
      return places.filter { place in
        let changed = Array(text[..<place.lowerBound]) + Array("(0)".utf8) + Array(text[place.upperBound...])
        guard let after = Self.dump(changed), after != before else { return false }
        return Self.bracketedZeros(after) == Self.bracketedZeros(before)
      }
    }
  }

  /// Places where the name stands between other characters than those of names.
  private static func words(_ name: String, in text: [UInt8]) -> [Range<Int>] {
    let word = Array(name.utf8)
    guard !word.isEmpty, text.count >= word.count else { return [] }
    func isPartOfName(_ index: Int) -> Bool {
      guard text.indices.contains(index) else { return false }
      switch text[index] {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x80...: return true
      default: return false
      }
    }
    return (0...text.count - word.count).compactMap { start -> Range<Int>? in
      let range = start..<start + word.count
      guard text[range].elementsEqual(word), !isPartOfName(start - 1), !isPartOfName(range.upperBound) else {
        return nil
      }
      return range
    }
  }

  private static func dump(_ text: [UInt8]) -> String? {
    let parsed = Parser.parse(Source(name: "", text: text), id: SourceID(raw: -1))
    return parsed.diagnostics.isEmpty ? TreeDump().text(parsed.block) : nil
  }

  private static func bracketedZeros(_ dump: String) -> Int {
    let bytes = Array(dump.utf8)
    return bytes.indices.dropLast(2).count {
      bytes[$0] == 0x28 && bytes[$0 + 1] == 0x30 && bytes[$0 + 2] == 0x29
    }
  }
}

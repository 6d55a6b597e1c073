// Where a word stands: in a string, in the arguments of which call, behind which command.
// Neighbours: `Completion` asks.

struct CompletionContext {
  /// The name behind the colon of a command; nil if the line is none.
  private(set) var command: String?
  private(set) var isInString = false
  /// What is called by the innermost open bracket; nil if it is no call.
  private(set) var callee: String?
  /// Arguments of that call before the word: those with a name, and how many have none.
  private(set) var given: Set<String> = []
  private(set) var positionalCount = 0

  init(_ line: [UInt8], wordStart: Int) {
    if line.first == UInt8(ascii: ":") {
      command = String(decoding: line.dropFirst().prefix { $0 != 0x20 }, as: UTF8.self)
    }
    var open: [(callee: String?, start: Int, commas: Int)] = []
    var place = 0
    let end = min(max(wordStart, 0), line.count)
    while place < end {
      let byte = line[place]
      if isInString {
        if byte == UInt8(ascii: "\\") { place += 1 } else if byte == UInt8(ascii: "\"") { isInString = false }
      } else {
        switch byte {
        case UInt8(ascii: "\""): isInString = true
        case UInt8(ascii: "#"): place = line[place..<end].firstIndex(of: 0x0A) ?? end
        case UInt8(ascii: "("): open.append((Self.name(before: place, in: line), place + 1, 0))
        case UInt8(ascii: "["), UInt8(ascii: "{"): open.append((nil, place + 1, 0))
        case UInt8(ascii: ","): if let last = open.indices.last { open[last].commas += 1 }
        case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): _ = open.popLast()
        default: break
        }
      }
      place += 1
    }
    guard let call = open.last, call.callee != nil, !isInString else { return }
    callee = call.callee
    given = Self.namedArguments(line[min(call.start, end)..<end])
    positionalCount = max(0, call.commas - given.count)
  }

  /// A name or path of fields right before a bracket.
  private static func name(before place: Int, in line: [UInt8]) -> String? {
    var start = place
    while start > 0, isNameByte(line[start - 1]) || line[start - 1] == 0x2E { start -= 1 }
    return start < place ? String(decoding: line[start..<place], as: UTF8.self) : nil
  }

  /// Words that a single `=` follows.
  private static func namedArguments(_ text: ArraySlice<UInt8>) -> Set<String> {
    var names: Set<String> = []
    for (place, byte) in zip(text.indices, text) where byte == UInt8(ascii: "=") {
      var end = place
      while end > text.startIndex, text[end - 1] == 0x20 { end -= 1 }
      var start = end
      while start > text.startIndex, isNameByte(text[start - 1]) { start -= 1 }
      if start < end { names.insert(String(decoding: text[start..<end], as: UTF8.self)) }
    }
    return names
  }

  static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x80...: true
    default: false
    }
  }
}

// What a cell may hold besides a program: `name?`, `name??`, `:time …`, `:clear`, as in the conversation.
// Neighbours: `Kernel` obeys.

/// A cell that is no program.
enum CellCommand: Equatable {
  /// Help on a name, or its source, in the front end's pager.
  case help(String, source: Bool)
  /// Runs the rest and says on standard error how long it took.
  case time(String)
  /// Takes the outputs of the cell away.
  case clear

  /// Nil for programs.
  init?(_ code: String) {
    let words = code.trimmingSpace
    if words == ":clear" {
      self = .clear
    } else if words.hasPrefix(":time ") {
      self = .time(String(words.dropFirst(":time ".count)))
    } else if words.hasSuffix("?") {
      let isSource = words.hasSuffix("??")
      let name = String(words.dropLast(isSource ? 2 : 1))
      guard !name.isEmpty, name.unicodeScalars.allSatisfy({ $0 == "_" || $0.properties.isXIDContinue }) else { return nil }
      self = .help(name, source: isSource)
    } else {
      return nil
    }
  }
}

extension String {
  fileprivate var trimmingSpace: Substring {
    let start = drop { $0.isWhitespace }
    return start.prefix(upTo: start.lastIndex { !$0.isWhitespace }.map { start.index(after: $0) } ?? start.startIndex)
  }
}

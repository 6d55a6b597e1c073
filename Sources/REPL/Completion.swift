// What Tab offers where the cursor stands: commands, letters, fields, named arguments, files, names in scope.
// Neighbours: `LineEditor` asks; `CompletionContext` reads the line, `CompletionList` shows what there is.

import Language

struct Completion {
  let session: Session

  /// Ends a word that is to be followed by no space.
  private static let noSpace = "\u{01}"
  /// Asks the editor for file names.
  private static let files = "\u{02}"

  static let words = [
    "and", "break", "check", "claim", "continue", "else", "false", "fn", "for", "if", "in", "none", "not",
    "or", "refuted", "return", "true", "use", "while",
  ]

  /// Whole words for a range of bytes of the line.
  func candidates(_ line: [UInt8], _ range: Range<Int>) -> [String] {
    let word = String(decoding: line[range], as: UTF8.self)
    let context = CompletionContext(line, wordStart: range.lowerBound)
    if let command = context.command { return argument(of: command, word, isFirst: range.lowerBound == 1) }
    if context.isInString { return [Self.files] }
    return program(word, context)
  }

  private func argument(of command: String, _ word: String, isFirst: Bool) -> [String] {
    if isFirst { return Command.all.map(\.name).filter { $0.hasPrefix(word) } }
    switch Command.named(command).first?.name {
    case "help": return Command.all.map(\.name).filter { $0.hasPrefix(word) } + names(word)
    case "load", "save", "transcript": return [Self.files]
    case "set": return ["seed", "digits", "timeout", "images"].filter { $0.hasPrefix(word) }
    case "edit", "history", "seed", "digits", "undo", "tour", "clear", "reset", "quit", "mem", nil: return []
    default: return program(word, CompletionContext([], wordStart: 0))
    }
  }

  private func program(_ word: String, _ context: CompletionContext) -> [String] {
    if word.hasPrefix("\\") { return letters(word) }
    if let dot = word.utf8.lastIndex(of: 0x2E) {
      return fields(of: String(word[..<dot]), beginning: String(word[word.utf8.index(after: dot)...]))
    }
    let arguments = context.callee.map { parameters(of: $0, beginning: word, context) } ?? []
    guard !word.isEmpty else { return arguments }
    return arguments + names(word) + Self.words.filter { $0.hasPrefix(word) }
  }

  private func names(_ word: String) -> [String] {
    session.visibleNames.filter { $0.hasPrefix(word) && (!$0.hasPrefix("_") || word.hasPrefix("_")) }
      .map { $0 + Self.noSpace }
  }

  /// `\alpha` becomes α; `\al` becomes `\alpha` first.
  private func letters(_ word: String) -> [String] {
    let name = String(word.dropFirst())
    if let letter = Symbols.letter(name) { return [letter + Self.noSpace] }
    return Symbols.names(beginning: name).map { "\\" + $0 + Self.noSpace }
  }

  /// Named arguments of a call that are not there yet: `eps =`.
  private func parameters(of callee: String, beginning word: String, _ context: CompletionContext) -> [String] {
    guard case .function(let function)? = value(at: callee) else { return [] }
    return function.parameterNames.dropFirst(context.positionalCount)
      .filter { $0.hasPrefix(word) && !context.given.contains($0) && !$0.hasPrefix("..") }
      .map { "\($0) =" }
  }

  private func fields(of base: String, beginning: String) -> [String] {
    guard let value = value(at: base) else { return [] }
    return names(in: value).filter { $0.hasPrefix(beginning) }.map { "\(base).\($0)\(Self.noSpace)" }
  }

  /// The value of a path of fields: `model.layers`.
  func value(at path: String) -> Value? {
    let names = path.utf8.split(separator: 0x2E, omittingEmptySubsequences: false).map { String(Substring($0)) }
    guard let root = names.first, var value = session[root] else { return nil }
    for name in names.dropFirst() {
      guard case .record(let record) = value, let next = record[name] else { return nil }
      value = next
    }
    return value
  }

  private func names(in value: Value) -> [String] {
    switch value {
    case .record(let record): record.keys
    case .tensor: ["T", "dtype", "rank", "shape", "size"]
    default: []
    }
  }
}

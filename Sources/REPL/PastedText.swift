// Text from a page or another conversation, with its prompts taken off.
// Neighbours: `Conversation` sends each line through it.

enum PastedText {
  private static let prompts = ["advnb> ", "advnb>", "  ...> ", "...> ", "  ...>", "...>"]

  /// The text without prompts at the beginnings of its lines.
  static func withoutPrompts(_ text: String) -> String {
    let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
    return lines.map { line -> String in
      let line = String(Substring(line))
      for prompt in prompts where line.hasPrefix(prompt) { return String(line.dropFirst(prompt.count)) }
      return line
    }.joined(separator: "\n")
  }
}

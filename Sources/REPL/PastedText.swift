// Text from a page or another conversation, with its prompts taken off.
// Neighbours: `Conversation` sends each entry through it.

enum PastedText {
  private static let first = ["advnb> ", "advnb>"]
  private static let later = ["  ...> ", "...> ", "  ...>", "...>"]

  /// The text without prompts at the beginnings of its lines. Of a piece of a conversation, which begins with a
  /// prompt, only lines with prompts are entries: the others are answers.
  static func withoutPrompts(_ text: String) -> String {
    let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(Substring($0)) }
    guard let head = lines.first, prompt(of: head) != nil else { return text }
    return lines.compactMap { line in prompt(of: line).map { String(line.dropFirst($0.count)) } }
      .joined(separator: "\n")
  }

  private static func prompt(of line: String) -> String? { (first + later).first { line.hasPrefix($0) } }
}

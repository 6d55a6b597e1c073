// The list below the entry when Tab has several answers: each with its kind and what it is for.
// Neighbours: `Completion` finds the candidates; `LineEditor` shows the list.

import Language

extension Completion {
  /// Candidates that get a line each; more stand in columns.
  private static let most = 16

  /// The list for a window; every line ends.
  ///
  /// - Parameter line: the entry in hand; behind a colon stand commands.
  func list(_ candidates: [String], in line: [UInt8], columns: Int, isColoured: Bool) -> String {
    let isCommand = line.first == UInt8(ascii: ":") && !line.contains(0x20)
    if candidates.count > Self.most { return inColumns(candidates, columns) }
    let width = min(candidates.map { TextFit.width($0) }.max() ?? 0, columns - 2)
    return candidates.map { candidate in
      let words = isCommand ? Command.named(candidate).first?.summary ?? "" : about(candidate)
      let room = columns - width - 3
      guard !words.isEmpty, room > 8 else { return TextFit.cut(candidate, columns - 1) + "\n" }
      let note = TextFit.cut(words, room)
      return TextFit.padded(candidate, to: width) + "  " + (isColoured ? Ink.faint.text(note) : note) + "\n"
    }.joined()
  }

  private func inColumns(_ candidates: [String], _ columns: Int) -> String {
    let width = (candidates.map { TextFit.width($0) }.max() ?? 0) + 2
    let perRow = max(1, (columns - 1) / width)
    let rows = (candidates.count + perRow - 1) / perRow
    return (0..<rows).map { row in
      let line = stride(from: row, to: candidates.count, by: rows).map { candidates[$0] }
      let padded = line.dropLast().map { TextFit.padded($0, to: width) } + [line.last ?? ""]
      return padded.joined() + "\n"
    }.joined()
  }

  /// Kind and purpose of what a candidate stands for.
  private func about(_ candidate: String) -> String {
    if candidate.hasPrefix("\\") { return Symbols.letter(String(candidate.dropFirst())) ?? "" }
    if candidate.hasSuffix(" =") { return "argument" }
    if Self.words.contains(candidate) { return "word of the language" }
    let view = ValueView(session: session, width: 80, isColoured: false)
    if candidate.utf8.contains(0x2E) { return value(at: candidate).map(view.inOneLine) ?? "" }
    let summary = session.summary(of: candidate)
    if !summary.isEmpty { return summary }
    return session.isBound(candidate) ? session[candidate].map(view.inOneLine) ?? "" : ""
  }
}

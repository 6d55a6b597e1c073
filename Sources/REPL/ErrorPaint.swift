// Colours for error messages: the head, the marks, the hint. The words stay as they are.
// Neighbours: `DiagnosticRenderer` writes the text; all commands print errors through this.

import Transcript

public enum ErrorPaint {
  private static let red = "\u{1B}[1;31m"
  private static let yellow = "\u{1B}[1;33m"
  private static let blue = "\u{1B}[34m"
  private static let cyan = "\u{1B}[36m"
  private static let end = "\u{1B}[0m"

  /// A rendered diagnostic, coloured if asked for. What a program put into it gives no command to the terminal.
  public static func text(_ message: String, coloured: Bool) -> String {
    let message = TextCleaner.clean(message)
    guard coloured else { return message }
    let lines = message.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map {
      String(Substring($0))
    }
    return lines.map(line).joined(separator: "\n")
  }

  private static func line(_ line: String) -> String {
    if line.hasPrefix("error") { return head(line, red) }
    if line.hasPrefix("warning") { return head(line, yellow) }
    if line.hasPrefix("hint:") { return head(line, cyan) }
    if line.hasPrefix("note:") { return head(line, blue) }
    // A row of marks below a source line: ` │   ^^^ text`.
    if let bar = line.firstIndex(of: "│"), line[..<bar].allSatisfy({ $0 == " " }) {
      return blue + String(line[...bar]) + end + marks(line[line.index(after: bar)...])
    }
    return line
  }

  /// What stands before the first colon is coloured.
  private static func head(_ line: String, _ colour: String) -> String {
    guard let colon = line.firstIndex(of: ":") else { return colour + line + end }
    return colour + String(line[...colon]) + end + String(line[line.index(after: colon)...])
  }

  private static func marks(_ row: Substring) -> String {
    guard let first = row.firstIndex(of: "^") else { return String(row) }
    let last = row[first...].firstIndex { $0 != "^" } ?? row.endIndex
    return row[..<first] + red + row[first..<last] + end + row[last...]
  }
}

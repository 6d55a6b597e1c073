// Text in the columns of a window: cut, filled up, broken between words.
// Neighbours: tables, lists of candidates and help are laid out with these.

import CReadline

enum TextFit {
  /// Cells that a text takes.
  static func width(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + max(0, Int(advnb_character_width($1.value))) }
  }

  /// At most so many cells, the last of them `…` where something was cut.
  static func cut(_ text: String, _ columns: Int) -> String {
    let line = text.prefix { $0 != "\n" }
    if line.endIndex == text.endIndex, width(text) <= columns { return text }
    var result = String.UnicodeScalarView()
    var used = 0
    for scalar in line.unicodeScalars {
      let size = max(0, Int(advnb_character_width(scalar.value)))
      if used + size > columns - 1 { break }
      result.append(scalar)
      used += size
    }
    return String(result) + "…"
  }

  static func padded(_ text: String, to columns: Int) -> String {
    text + String(repeating: " ", count: max(0, columns - width(text)))
  }

  static func indented(_ text: String, to columns: Int) -> String {
    String(repeating: " ", count: max(0, columns - width(text))) + text
  }

  /// Lines broken between words; what is indented or fits stays as it is.
  static func wrapped(_ text: String, _ columns: Int) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
      guard width(String(line)) > columns, !line.hasPrefix("  ") else { return String(line) }
      var lines: [String] = [""]
      for word in line.split(separator: " ") {
        let last = lines[lines.count - 1]
        if last.isEmpty {
          lines[lines.count - 1] = String(word)
        } else if width(last) + 1 + width(String(word)) <= columns {
          lines[lines.count - 1] = last + " " + word
        } else {
          lines.append(String(word))
        }
      }
      return lines.joined(separator: "\n")
    }.joined(separator: "\n")
  }
}

// Plain text inside Markdown: escaped, so that it shows as it is and changes nothing around it.
// Neighbours: `MarkdownTable`, `MarkdownWriter`.

enum MarkdownText {
  /// Text of one line in running Markdown.
  static func escaped(_ text: String) -> String {
    let scalars = Array(oneLine(text).unicodeScalars)
    var result = ""
    for (index, scalar) in scalars.enumerated() {
      switch scalar {
      case "\\", "`", "*", "[", "]", "<", ">", "|", "~", "$":
        result += "\\" + String(scalar)
      // Inside a word an underscore is no emphasis.
      case "_" where !(isWord(scalars, index - 1) && isWord(scalars, index + 1)): result += "\\_"
      case "&" where isWord(scalars, index + 1) || (index + 1 < scalars.count && scalars[index + 1] == "#"):
        result += "&amp;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Line ends and other control characters as spaces, none at the ends.
  static func oneLine(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar.properties.isWhitespace || TextCleaner.escape(scalar) != nil {
        if !result.isEmpty, result.last != " " { result.append(" ") }
      } else {
        result.append(scalar)
      }
    }
    if result.last == " " { result.removeLast() }
    return String(result)
  }

  private static func isWord(_ scalars: [Unicode.Scalar], _ index: Int) -> Bool {
    guard scalars.indices.contains(index) else { return false }
    return scalars[index].properties.isAlphabetic || scalars[index].properties.numericType != nil
  }

  /// A fence of text, one mark longer than any run of them inside.
  static func fenced(_ text: String, kind: String) -> String {
    var longest = 0
    var run = 0
    for byte in text.utf8 {
      run = byte == 0x60 ? run + 1 : 0
      longest = max(longest, run)
    }
    let marks = String(repeating: "`", count: max(3, longest + 1))
    return "\(marks)text {.\(kind)}\n\(text)\n\(marks)"
  }

  /// A relative path in a link; whatever could end the link is written as its bytes.
  static func linkPath(_ path: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var result: [UInt8] = []
    for byte in path.utf8 {
      if byte <= 0x20 || byte == 0x7F || "()<>[]\\%?#\"*`|&$".utf8.contains(byte) {
        result += [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      } else {
        result.append(byte)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}

/// Links as pages spell them.
public enum MarkdownLink {
  /// A relative path in a link: what could end the link is written as its bytes.
  public static func path(_ path: String) -> String { MarkdownText.linkPath(path) }
}

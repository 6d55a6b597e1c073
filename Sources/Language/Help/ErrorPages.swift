// A page for each error code: what it means, how it comes about, how to mend it.
// Neighbours: the tables in `ErrorPages+Syntax`, `+Shapes`, `+Values`; `help("E0204")` shows one.

/// What help says about an error.
struct ErrorPage: Sendable {
  let code: String
  let title: String
  let text: String
  /// A program that draws the error; nil where none that is short does.
  let wrong: String?
  let right: String?

  init(_ code: String, _ title: String, _ text: String, wrong: String? = nil, right: String? = nil) {
    self.code = code
    self.title = title
    self.text = text
    self.wrong = wrong
    self.right = right
  }

  var description: String {
    var parts = ["\(code): \(title)", HelpLines.folded(text)]
    if let wrong { parts.append("wrong:\n" + indented(wrong)) }
    if let right { parts.append("right:\n" + indented(right)) }
    return parts.joined(separator: "\n\n")
  }

  private func indented(_ program: String) -> String {
    program.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }.joined(separator: "\n")
  }
}

enum ErrorPages {
  static let all: [ErrorPage] = syntax + shapes + values

  static var codes: [String] { all.map(\.code) }

  static func title(_ code: String) -> String? { all.first { $0.code == code }?.title }

  /// The page of a code; nil if there is none.
  static func text(_ code: String) -> String? { all.first { $0.code == code }?.description }
}

// The tokens of a source as text, one per line, for `explain --stage tokens` and for tests.
// Neighbours: `Lexer` makes the tokens, `TreeDump` prints what the parser builds of them.

import SourceText

/// Prints tokens as `0-3 name fgsm`; a token after a line end has `⏎` before its kind.
public struct TokenDump {
  public init() {}

  /// All tokens of a source. Where lexing fails, the last line is `invalid`.
  public func text(_ source: Source, id: SourceID) -> String {
    Lexer.tokens(of: source, id: id).tokens.map { line(of: $0, in: source) }.joined(separator: "\n")
  }

  private func line(of token: Token, in source: Source) -> String {
    let mark = token.isAfterLineEnd ? " ⏎" : ""
    let place = "\(token.start)-\(token.end)\(mark)"
    switch token.kind {
    case .endOfInput: return "\(place) end"
    case .invalid: return "\(place) invalid"
    case .name: return "\(place) name \(source.string(token.range))"
    case .integer: return "\(place) integer \(source.string(token.range))"
    case .float: return "\(place) float \(source.string(token.range))"
    case .string: return "\(place) string \(source.string(token.range))"
    default: return "\(place) \(token.kind.spelling)"
    }
  }
}

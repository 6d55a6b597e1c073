// What the parts of a text are, for whoever colours it; a text that is not finished has parts, too.
// Neighbours: `Lexer` finds the tokens; comments stand between them.

import SourceText

/// A part of a text that is shown in a colour of its own.
public struct SyntaxPart: Equatable, Sendable {
  public enum Role: Sendable { case keyword, number, string, comment, documentation, call, operation }

  public let range: Range<Int>
  public let role: Role

  /// Parts of a text in order; what lies between them has no role.
  public static func parts(of text: [UInt8]) -> [SyntaxPart] {
    let tokens = Lexer.tokens(of: Source(name: "", text: text), id: SourceID(raw: -1)).tokens
    var parts: [SyntaxPart] = []
    var end = 0
    for (index, token) in tokens.enumerated() {
      let range = token.range.clamped(to: 0..<text.count)
      parts += comments(in: text, min(end, range.lowerBound)..<range.lowerBound)
      end = range.upperBound
      let next = tokens.indices.contains(index + 1) ? tokens[index + 1] : nil
      if token.kind == .invalid {
        parts += rest(of: text, from: range.lowerBound)
        return parts
      }
      if let role = role(of: token, before: next), !range.isEmpty { parts.append(.init(range: range, role: role)) }
    }
    return parts + comments(in: text, end..<text.count)
  }

  private static func role(of token: Token, before next: Token?) -> Role? {
    switch token.kind {
    case .integer, .float, .trueWord, .falseWord, .noneWord: .number
    case .string: .string
    case .name: next?.kind == .parenOpen && next?.isAfterSpace == false ? .call : nil
    case .parenOpen, .parenClose, .bracketOpen, .bracketClose, .braceOpen, .braceClose, .comma, .dot, .semicolon,
      .colon, .invalid, .endOfInput:
      nil
    default: token.kind.isKeyword ? .keyword : .operation
    }
  }

  /// From the first thing that is no token: a string without an end is one all the same.
  private static func rest(of text: [UInt8], from start: Int) -> [SyntaxPart] {
    guard text.indices.contains(start) else { return [] }
    let opening = text[start] == UInt8(ascii: "r") ? start + 1 : start
    let isString = text.indices.contains(opening) && text[opening] == UInt8(ascii: "\"")
    return isString ? [SyntaxPart(range: start..<text.count, role: .string)] : []
  }

  private static func comments(in text: [UInt8], _ gap: Range<Int>) -> [SyntaxPart] {
    var parts: [SyntaxPart] = []
    var start = gap.lowerBound
    while let mark = text[start..<gap.upperBound].firstIndex(of: UInt8(ascii: "#")) {
      let end = text[mark..<gap.upperBound].firstIndex(of: 0x0A) ?? gap.upperBound
      let isDocumentation = text[mark..<end].starts(with: [0x23, 0x23])
      parts.append(.init(range: mark..<end, role: isDocumentation ? .documentation : .comment))
      start = end
    }
    return parts
  }
}

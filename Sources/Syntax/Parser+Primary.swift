// Operands: literals, names, and the opening brackets that `Parser+Brackets` goes on with.
// Neighbours: `Parser+Expression` calls this, `Parser+String` reads strings.

import SourceText

extension Parser {
  mutating func parsePrimary() throws(SyntaxError) -> Expr {
    let start = startOffset
    let token = token
    let outer = begin()
    let literal: Expr.Kind
    switch token.kind {
    case .integer: literal = .integer(try integerValue(of: token))
    case .float: literal = .float(try floatValue(of: token))
    case .trueWord: literal = .bool(true)
    case .falseWord: literal = .bool(false)
    case .noneWord: literal = .none
    case .name:
      let word = name(of: token)
      if SyntaxError.foreignValues.contains(word) { throw .foreignWord(word, span(of: token)) }
      literal = .name(word)
    case .string:
      let string = try parseString()
      finish(outer)
      return string
    case .parenOpen: return finishing(outer, try parseParenthesised())
    case .bracketOpen: return finishing(outer, try parseTensor())
    case .braceOpen:
      return finishing(outer, isRecord ? try parseRecord() : try make(.block(try parseBlock()), from: start))
    default: throw refuse(.expression)
    }
    advance()
    return finishing(outer, try make(literal, from: start))
  }

  private mutating func finishing(_ outer: Int, _ expression: Expr) -> Expr {
    finish(outer)
    return expression
  }

  /// A brace begins a record if `}`, `..`, a key with `:` or a name with `,` follows; else a block.
  private var isRecord: Bool {
    let next = tokenAt(index + 1)
    let following = tokenAt(index + 2).kind
    switch next.kind {
    case .braceClose, .spread: return true
    case .name: return following == .colon || following == .comma
    case .string: return following == .colon
    default: return next.kind.isKeyword && following == .colon
    }
  }

  func integerValue(of token: Token) throws(SyntaxError) -> Int {
    let digits = bytes[token.range].filter { $0 != UInt8(ascii: "_") }
    var radix = 10
    var rest = digits[...]
    if digits.count > 2, digits.first == UInt8(ascii: "0") {
      switch digits[1] | 0x20 {
      case UInt8(ascii: "x"): radix = 16
      case UInt8(ascii: "b"): radix = 2
      case UInt8(ascii: "o"): radix = 8
      default: break
      }
      if radix != 10 { rest = digits.dropFirst(2) }
    }
    guard let value = Int(String(decoding: rest, as: UTF8.self), radix: radix) else {
      throw .numberTooLarge(text(of: token), span(of: token))
    }
    return value
  }

  private func floatValue(of token: Token) throws(SyntaxError) -> Double {
    let text = String(decoding: bytes[token.range].filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
    guard let value = Double(text) else { throw .badNumber(self.text(of: token), span(of: token)) }
    return value
  }
}

// What the lexer gives and the parser reads: kinds, flags and byte ranges, no text of their own.
// Neighbours: `Lexer` makes tokens, `Parser` consumes them, `TokenDump` prints them.

import SourceText

/// The kind of a token. `spelling` is how messages quote it.
public enum TokenKind: UInt8, Sendable, CaseIterable {
  case endOfInput, invalid
  case name, integer, float, string
  case fnWord, ifWord, elseWord, forWord, whileWord, inWord, breakWord, continueWord, returnWord
  case andWord, orWord, notWord, trueWord, falseWord, noneWord
  case parenOpen, parenClose, bracketOpen, bracketClose, braceOpen, braceClose
  case comma, colon, semicolon, dot, spread, arrow, pipe, assign
  case plusAssign, minusAssign, starAssign, slashAssign, floorAssign, percentAssign, caretAssign, atAssign
  case plus, minus, star, slash, floor, percent, caret, at
  case equal, notEqual, less, lessEqual, greater, greaterEqual, approximately
  case ampersand, bar, tilde, plusMinus

  public var spelling: String {
    switch self {
    case .endOfInput: "the end of the input"
    case .invalid: "this"
    case .name: "a name"
    case .integer, .float: "a number"
    case .string: "a string"
    case .fnWord: "fn"
    case .ifWord: "if"
    case .elseWord: "else"
    case .forWord: "for"
    case .whileWord: "while"
    case .inWord: "in"
    case .breakWord: "break"
    case .continueWord: "continue"
    case .returnWord: "return"
    case .andWord: "and"
    case .orWord: "or"
    case .notWord: "not"
    case .trueWord: "true"
    case .falseWord: "false"
    case .noneWord: "none"
    case .parenOpen: "("
    case .parenClose: ")"
    case .bracketOpen: "["
    case .bracketClose: "]"
    case .braceOpen: "{"
    case .braceClose: "}"
    case .comma: ","
    case .colon: ":"
    case .semicolon: ";"
    case .dot: "."
    case .spread: ".."
    case .arrow: "->"
    case .pipe: "|>"
    case .assign: "="
    case .plusAssign: "+="
    case .minusAssign: "-="
    case .starAssign: "*="
    case .slashAssign: "/="
    case .floorAssign: "//="
    case .percentAssign: "%="
    case .caretAssign: "^="
    case .atAssign: "@="
    case .plus: "+"
    case .minus: "-"
    case .star: "*"
    case .slash: "/"
    case .floor: "//"
    case .percent: "%"
    case .caret: "^"
    case .at: "@"
    case .equal: "=="
    case .notEqual: "!="
    case .less: "<"
    case .lessEqual: "<="
    case .greater: ">"
    case .greaterEqual: ">="
    case .approximately: "≈"
    case .ampersand: "&"
    case .bar: "|"
    case .tilde: "~"
    case .plusMinus: "±"
    }
  }

  /// The words that are never names.
  public static let keywords: [TokenKind] = [
    .fnWord, .ifWord, .elseWord, .forWord, .whileWord, .inWord, .breakWord, .continueWord, .returnWord,
    .andWord, .orWord, .notWord, .trueWord, .falseWord, .noneWord,
  ]

  public var isKeyword: Bool {
    rawValue >= TokenKind.fnWord.rawValue && rawValue <= TokenKind.noneWord.rawValue
  }

  /// True where an operand can start with this token.
  var startsOperand: Bool {
    switch self {
    case .name, .integer, .float, .string, .ifWord, .notWord, .trueWord, .falseWord, .noneWord, .parenOpen,
      .bracketOpen, .braceOpen, .tilde, .minus, .plus:
      true
    default: false
    }
  }

  /// The operator of `+=` and its family.
  var updateOperator: BinaryOperator? {
    switch self {
    case .plusAssign: .add
    case .minusAssign: .subtract
    case .starAssign: .multiply
    case .slashAssign: .divide
    case .floorAssign: .floorDivide
    case .percentAssign: .remainder
    case .caretAssign: .power
    case .atAssign: .matmul
    default: nil
    }
  }
}

/// A token: 16 bytes of plain data.
public struct Token: Sendable, Equatable {
  public struct Flags: OptionSet, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }
    /// A line end stands between the token before and this one.
    public static let afterLineEnd = Flags(rawValue: 1)
    /// White space (or a line end) stands before this one.
    public static let afterSpace = Flags(rawValue: 2)
    /// A string `r"…"`: no escapes, no interpolation.
    public static let raw = Flags(rawValue: 4)
    /// A string in three quotation marks.
    public static let triple = Flags(rawValue: 8)
  }

  public let kind: TokenKind
  public let flags: Flags
  public let start: Int32
  public let end: Int32
  /// Of a bracket: the index of the token that closes or opens it; -1 if there is none.
  public internal(set) var partner: Int32 = -1

  public init(_ kind: TokenKind, _ flags: Flags, start: Int, end: Int) {
    self.kind = kind
    self.flags = flags
    self.start = Int32(clamping: start)
    self.end = Int32(clamping: end)
  }

  var range: Range<Int> { Int(start)..<max(Int(start), Int(end)) }
  var isAfterLineEnd: Bool { flags.contains(.afterLineEnd) }
  var isAfterSpace: Bool { flags.contains(.afterSpace) }
}

/// The tokens of a text, its documentation lines, and the first thing that is no token.
///
/// The last token is always `endOfInput`; where lexing failed, the one before it is `invalid`.
struct TokenList {
  var tokens: [Token] = []
  /// Byte ranges of `##` lines, by the index of the token they stand above.
  var documentation: [Int: [Range<Int>]] = [:]
  var problem: SyntaxError?
}

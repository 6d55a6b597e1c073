// Reads TeX token by token and writes MathML as it goes.
// Neighbours: `MathReader+Commands` knows the commands, `MathSymbols` the symbols.

/// A reader of one formula. Braces that do not pair up end where the formula does.
struct MathReader {
  enum Token: Equatable {
    /// `\alpha`, `\{`, without the backslash.
    case command(String)
    case character(Character)
    case open, close, up, down, align
    case space
  }

  private let tokens: [Token]
  private(set) var place = 0
  let isDisplay: Bool
  /// How letters look inside `\mathbf` and its like.
  var alphabet: MathAlphabet?
  private var depth = 0

  /// Formulas nested deeper are cut: each level takes some of the stack.
  private static let deepest = 100

  init(_ tex: String, isDisplay: Bool) {
    tokens = Self.tokens(of: tex)
    self.isDisplay = isDisplay
  }

  // MARK: Tokens

  private static func tokens(of tex: String) -> [Token] {
    var tokens: [Token] = []
    var rest = Substring(tex)
    while let next = rest.popFirst() {
      switch next {
      case "\\":
        let letters = rest.prefix { $0.isASCII && $0.isLetter }
        if letters.isEmpty {
          tokens.append(.command(rest.popFirst().map(String.init) ?? ""))
        } else {
          tokens.append(.command(String(letters)))
          rest = rest[letters.endIndex...]
        }
      case "{": tokens.append(.open)
      case "}": tokens.append(.close)
      case "^": tokens.append(.up)
      case "_": tokens.append(.down)
      case "&": tokens.append(.align)
      case "%": rest = rest.drop { !$0.isNewline }
      case _ where next.isWhitespace: if tokens.last != .space { tokens.append(.space) }
      default: tokens.append(.character(next))
      }
    }
    return tokens
  }

  var next: Token? { place < tokens.count ? tokens[place] : nil }

  mutating func advance() { place += 1 }

  mutating func skipSpace() { while next == .space { place += 1 } }

  mutating func take(_ token: Token) -> Bool {
    skipSpace()
    guard next == token else { return false }
    place += 1
    return true
  }

  // MARK: Rows

  /// The whole formula.
  mutating func formula() -> String {
    var result = ""
    while next != nil {
      let row = self.row { _ in false }
      result += row
      // A brace or mark that nothing opened.
      if next != nil { advance() }
    }
    return result
  }

  /// Atoms up to a token that ends the row, which is left standing.
  mutating func row(until isEnd: (Token) -> Bool) -> String {
    depth += 1
    defer { depth -= 1 }
    var result = ""
    while let token = next, token != .close, token != .align, !isEnd(token) {
      if token == .space {
        advance()
        continue
      }
      if case .command("\\") = token { break }
      guard depth < Self.deepest else {
        place = tokens.count
        break
      }
      result += scripted()
    }
    return result
  }

  /// An argument: a group in braces, or one atom.
  mutating func argument() -> String {
    skipSpace()
    depth += 1
    defer { depth -= 1 }
    guard depth < Self.deepest else {
      place = tokens.count
      return "<mrow></mrow>"
    }
    // Without braces one digit is all.
    if case .character(let digit) = next, digit.isASCII, digit.isNumber {
      advance()
      return "<mn>\(alphabet.map { $0.text(String(digit)) } ?? String(digit))</mn>"
    }
    guard next == .open else { return atom().text }
    advance()
    let inner = row { _ in false }
    _ = take(.close)
    return "<mrow>\(inner)</mrow>"
  }

  /// The text of an argument as it stands, for `\text`.
  mutating func plainArgument() -> String {
    skipSpace()
    guard next == .open else {
      defer { advance() }
      return next.map(Self.source) ?? ""
    }
    advance()
    var open = 1
    var text = ""
    while let token = next {
      advance()
      if token == .open { open += 1 }
      if token == .close { open -= 1 }
      if open == 0 { break }
      text += Self.source(token)
    }
    return text
  }

  private static func source(_ token: Token) -> String {
    switch token {
    case .command(let name): MathSymbols.escaped.contains(name) ? name : "\\" + name
    case .character(let character): String(character)
    case .open, .close: ""
    case .up: "^"
    case .down: "_"
    case .align: "&"
    case .space: " "
    }
  }

  // MARK: Atoms and scripts

  /// What an atom is, for scripts: those of large operators stand above and below.
  struct Atom {
    var text: String
    var hasLimits = false
  }

  private mutating func scripted() -> String {
    var base = atom()
    var (upper, lower): (String?, String?) = (nil, nil)
    while true {
      skipSpace()
      if next == .command("limits") || next == .command("nolimits") {
        base.hasLimits = next == .command("limits")
        advance()
      } else if next == .up, upper == nil {
        advance()
        upper = argument()
      } else if next == .down, lower == nil {
        advance()
        lower = argument()
      } else if next == .character("'") {
        var primes = ""
        while take(.character("'")) { primes += "′" }
        upper = "<mo>\(primes)</mo>" + (upper ?? "")
      } else {
        break
      }
    }
    switch (lower, upper) {
    case (nil, nil): return base.text
    case (let low?, nil):
      return base.hasLimits ? "<munder>\(base.text)\(low)</munder>" : "<msub>\(base.text)\(low)</msub>"
    case (nil, let up?):
      let row = "<mrow>\(up)</mrow>"
      return base.hasLimits ? "<mover>\(base.text)\(row)</mover>" : "<msup>\(base.text)\(row)</msup>"
    case (let low?, let up?):
      let both = "\(base.text)\(low)<mrow>\(up)</mrow>"
      return base.hasLimits ? "<munderover>\(both)</munderover>" : "<msubsup>\(both)</msubsup>"
    }
  }

  mutating func atom() -> Atom {
    skipSpace()
    guard let token = next else { return Atom(text: "<mrow></mrow>") }
    switch token {
    case .open: return Atom(text: argument())
    case .command(let name):
      advance()
      return command(name)
    case .character(let character):
      if character.isASCII, character.isNumber { return Atom(text: number()) }
      advance()
      return Atom(text: symbol(character))
    // A script without a base, or an argument that is missing.
    case .up, .down, .close, .align, .space: return Atom(text: "<mrow></mrow>")
    }
  }

  private mutating func number() -> String {
    var digits = ""
    while case .character(let character) = next {
      let isPoint = character == "." || character == ","
      guard character.isASCII, character.isNumber || isPoint else { break }
      // A comma or point belongs to a number only between digits.
      if isPoint {
        guard place + 1 < tokens.count, case .character(let after) = tokens[place + 1], after.isASCII, after.isNumber
        else { break }
      }
      digits.append(character)
      advance()
    }
    let shown = alphabet.map { $0.text(digits) } ?? digits
    return "<mn>\(shown)</mn>"
  }

  private func symbol(_ character: Character) -> String {
    switch character {
    case "-": return "<mo>−</mo>"
    case "*": return "<mo>∗</mo>"
    case "<": return "<mo>&lt;</mo>"
    case ">": return "<mo>&gt;</mo>"
    case "(", ")", "[", "]", "|", "/": return "<mo stretchy=\"false\">\(character)</mo>"
    case "~": return "<mspace width=\"0.33em\"/>"
    case "\"": return "<mo>&quot;</mo>"
    case _ where character.isLetter:
      guard let alphabet else { return "<mi>\(character)</mi>" }
      return alphabet == .upright
        ? "<mi mathvariant=\"normal\">\(character)</mi>" : "<mi>\(alphabet.text(String(character)))</mi>"
    default: return "<mo>\(character)</mo>"
    }
  }
}

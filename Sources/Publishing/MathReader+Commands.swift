// The commands of TeX: fractions, roots, accents, fences, matrices, texts.
// Neighbours: `MathReader` calls `command`; `MathSymbols` has what is one character.

extension MathReader {
  /// What a command gives; its name has been read.
  mutating func command(_ name: String) -> Atom {
    if let symbol = MathSymbols.identifiers[name] { return Atom(text: "<mi>\(symbol)</mi>") }
    if let symbol = MathSymbols.operators[name] { return Atom(text: "<mo>\(symbol)</mo>") }
    if let symbol = MathSymbols.large[name] {
      return Atom(text: "<mo>\(symbol)</mo>", hasLimits: !MathSymbols.integrals.contains(name))
    }
    if let fence = MathSymbols.fences[name] { return Atom(text: "<mo stretchy=\"false\">\(fence)</mo>") }
    if MathSymbols.functions.contains(name) { return Atom(text: "<mi>\(name)</mi>") }
    if let words = MathSymbols.limits[name] {
      return Atom(text: "<mo movablelimits=\"true\">\(words)</mo>", hasLimits: true)
    }
    if let width = MathSymbols.spaces[name] { return Atom(text: "<mspace width=\"\(width)em\"/>") }
    if let accent = MathSymbols.accents[name] {
      let stretch = accent.isWide ? "" : " stretchy=\"false\""
      return Atom(text: "<mover accent=\"true\">\(argument())<mo\(stretch)>\(accent.mark)</mo></mover>")
    }
    if let alphabet = MathAlphabet(command: name) { return letters(in: alphabet) }
    return structure(name)
  }

  private mutating func letters(in alphabet: MathAlphabet) -> Atom {
    let outer = self.alphabet
    self.alphabet = alphabet
    defer { self.alphabet = outer }
    // Upright letters side by side are a word.
    if alphabet == .upright {
      let text = plainArgument()
      if text.allSatisfy({ $0.isLetter || $0 == " " || $0.isNumber }) { return Atom(text: "<mi mathvariant=\"normal\">\(HTMLText.escaped(text))</mi>") }
      return Atom(text: "<mtext>\(HTMLText.escaped(text))</mtext>")
    }
    return Atom(text: argument())
  }

  private mutating func structure(_ name: String) -> Atom {
    switch name {
    case "frac", "dfrac", "tfrac", "cfrac":
      let text = "<mfrac>\(argument())\(argument())</mfrac>"
      let style = name == "dfrac" ? "true" : "false"
      return Atom(text: name == "frac" || name == "cfrac" ? text : "<mstyle displaystyle=\"\(style)\">\(text)</mstyle>")
    case "binom":
      return Atom(text: "<mrow><mo>(</mo><mfrac linethickness=\"0\">\(argument())\(argument())</mfrac><mo>)</mo></mrow>")
    case "sqrt": return root()
    case "overline": return Atom(text: "<mover>\(argument())<mo>¯</mo></mover>")
    case "underline": return Atom(text: "<munder>\(argument())<mo>_</mo></munder>")
    case "overbrace": return Atom(text: "<mover>\(argument())<mo>⏞</mo></mover>", hasLimits: true)
    case "underbrace": return Atom(text: "<munder>\(argument())<mo>⏟</mo></munder>", hasLimits: true)
    case "overset", "stackrel":
      let above = argument()
      return Atom(text: "<mover>\(argument())\(above)</mover>")
    case "underset":
      let below = argument()
      return Atom(text: "<munder>\(argument())\(below)</munder>")
    case "text", "textrm", "textit", "textbf", "mbox", "operatorname", "texttt":
      let words = HTMLText.escaped(plainArgument())
      return Atom(text: name == "operatorname" ? "<mi>\(words)</mi>" : "<mtext>\(words.replacingSpaces)</mtext>")
    case "left": return fenced()
    case "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "Biggl", "Biggr":
      let size = name.hasPrefix("bigg") ? 2.0 : name.hasPrefix("Bigg") ? 2.5 : name.hasPrefix("Big") ? 1.7 : 1.2
      return Atom(text: "<mo minsize=\"\(size)em\" maxsize=\"\(size)em\">\(delimiter())</mo>")
    case "begin": return environment()
    case "not": return Atom(text: negated())
    case "displaystyle", "textstyle", "scriptstyle", "label", "nonumber", "notag", "limits", "nolimits", "right", "end":
      if name == "label" || name == "end" { _ = plainArgument() }
      return Atom(text: "")
    case "tag": return Atom(text: "<mspace width=\"2em\"/><mtext>(\(HTMLText.escaped(plainArgument())))</mtext>")
    case "\\": return Atom(text: "<mspace linebreak=\"newline\"/>")
    default: return Atom(text: "<mtext>\\\(HTMLText.escaped(name))</mtext>")
    }
  }

  private mutating func root() -> Atom {
    guard take(.character("[")) else { return Atom(text: "<msqrt>\(argument())</msqrt>") }
    let degree = row { $0 == .character("]") }
    _ = take(.character("]"))
    return Atom(text: "<mroot>\(argument())<mrow>\(degree)</mrow></mroot>")
  }

  private mutating func negated() -> String {
    let text = atom().text
    guard let end = text.range(ofLast: "</mo>") else { return text }
    return "\(text[..<end.lowerBound])\u{338}\(text[end.lowerBound...])"
  }

  // MARK: Fences

  /// The mark behind `\left`, `\right` or `\big`; a dot is none.
  private mutating func delimiter() -> String {
    skipSpace()
    defer { advance() }
    switch next {
    case .character("."): return ""
    case .character(let character): return HTMLText.escaped(String(character))
    case .command(let name): return MathSymbols.fences[name] ?? MathSymbols.operators[name] ?? ""
    default: return ""
    }
  }

  private mutating func fenced() -> Atom {
    let open = delimiter()
    var inner = ""
    while true {
      inner += row { $0 == .command("right") || $0 == .command("middle") }
      guard next == .command("middle") else { break }
      advance()
      inner += "<mo stretchy=\"true\">\(delimiter())</mo>"
    }
    var close = ""
    if next == .command("right") {
      advance()
      close = delimiter()
    }
    func mark(_ text: String, _ form: String) -> String {
      text.isEmpty ? "" : "<mo fence=\"true\" stretchy=\"true\" form=\"\(form)\">\(text)</mo>"
    }
    return Atom(text: "<mrow>\(mark(open, "prefix"))\(inner)\(mark(close, "postfix"))</mrow>")
  }

  // MARK: Matrices

  private mutating func environment() -> Atom {
    let name = plainArgument()
    if name == "array" { _ = plainArgument() }
    var rows: [[String]] = [[]]
    while next != nil, next != .command("end") {
      let start = place
      rows[rows.count - 1].append(row { $0 == .command("end") })
      if next == .align {
        advance()
      } else if next == .command("\\") {
        advance()
        skipSpace()
        if next != .command("end") { rows.append([]) }
      } else if place == start || next == .close {
        advance()
      }
    }
    if next == .command("end") {
      advance()
      _ = plainArgument()
    }
    let isAligned = name.hasPrefix("align") || name == "split" || name == "gathered" || name == "gather" || name == "gather*"
    let body = rows.map { cells in
      "<mtr>" + cells.enumerated().map { Self.cell($1, column: $0, isAligned: isAligned, name) }.joined() + "</mtr>"
    }.joined()
    let style = isAligned ? " displaystyle=\"true\"" : ""
    let fences = MathSymbols.matrices[name] ?? ("", "")
    let open = fences.0.isEmpty ? "" : "<mo fence=\"true\" stretchy=\"true\" form=\"prefix\">\(fences.0)</mo>"
    let close = fences.1.isEmpty ? "" : "<mo fence=\"true\" stretchy=\"true\" form=\"postfix\">\(fences.1)</mo>"
    return Atom(text: "<mrow>\(open)<mtable\(style)>\(body)</mtable>\(close)</mrow>")
  }

  private static func cell(_ text: String, column: Int, isAligned: Bool, _ name: String) -> String {
    let side = isAligned && !name.hasPrefix("gather") ? (column % 2 == 0 ? "right" : "left") : name == "cases" ? "left" : ""
    return side.isEmpty ? "<mtd>\(text)</mtd>" : "<mtd style=\"text-align:\(side)\">\(text)</mtd>"
  }
}

extension String {
  /// Spaces that a browser keeps at the ends of a text in a formula.
  fileprivate var replacingSpaces: String { String(map { $0 == " " ? "\u{A0}" : $0 }) }

  fileprivate func range(ofLast text: String) -> Range<Index>? {
    var index = endIndex
    while index > startIndex {
      index = self.index(before: index)
      if self[index...].hasPrefix(text) { return index..<self.index(index, offsetBy: text.count) }
    }
    return nil
  }
}

// Random programs by the grammar: most of them parse, many run, all are badly laid out.
// Neighbours: `FormatterTests` and `FuzzTests` feed them to the formatter and to sessions.

/// Writes one program a time.
struct ProgramGenerator {
  private var dice: Dice
  /// Names of the language that calls choose from.
  private let words: [String]
  private var out = ""
  private var depth = 0
  /// In brackets, where a line may end anywhere.
  private var hidesLines = false

  init(seed: Int, words: [String]) {
    dice = Dice(seed: seed)
    self.words = words
  }

  static func program(seed: Int, words: [String]) -> String {
    var generator = ProgramGenerator(seed: seed, words: words)
    return generator.program()
  }

  private mutating func program() -> String {
    for _ in 0...dice.roll(5) {
      statement()
      out += dice.pick(["\n", "\n", "\n\n", "\n\n\n", ";\n", "; ", "  # why\n", "\n# own line\n", "\r\n"])
    }
    return out
  }

  // MARK: Spaces

  private mutating func gap() {
    if hidesLines, dice.chance(12) {
      out += dice.pick(["\n", "\n    ", " # note\n", "\n\n", "\n  # above\n  "])
    } else {
      out += dice.pick([" ", " ", " ", "", "", "  "])
    }
  }

  private mutating func space() { out += hidesLines && dice.chance(8) ? "\n" : " " }

  private mutating func bracketed(_ open: String, _ close: String, _ body: (inout Self) -> Void) {
    let outer = hidesLines
    hidesLines = true
    out += open
    gap()
    body(&self)
    gap()
    out += close
    hidesLines = outer
  }

  private mutating func separated(_ count: Int, _ item: (inout Self) -> Void) {
    for index in 0..<count {
      if index > 0 {
        out += ","
        gap()
      }
      item(&self)
    }
    if count > 1, dice.chance(15) { out += "," }
  }

  // MARK: Statements

  private static let names = ["x", "y", "z", "w", "p", "f", "g", "xs", "A", "x̂", "ε", "model", "count"]
  private static let numbers = [
    "0", "1", "2", "3", "7", "-1", "0.5", "1e-3", "2.", ".5", "0x1F", "1_000", "1e300", "9223372036854775807",
    "64", "0.0",
  ]

  private mutating func name() { out += dice.pick(Self.names) }

  private mutating func statement() {
    depth += 1
    defer { depth -= 1 }
    let choice = depth > 4 ? dice.roll(30) : dice.roll(64)
    switch choice {
    case 0..<16:
      pattern()
      gap()
      out += "="
      gap()
      expression()
    case 16..<28: expression()
    case 28..<32:
      name()
      out += dice.pick([" += ", " -= ", "*=", " /= ", " ^= ", "[0] = ", "[1:2] = ", ".w = ", "[0].w += "])
      expression()
    case 32..<46: definition()
    case 46..<50: loop()
    case 50..<54: claim()
    case 54..<58: conditional()
    default:
      out += dice.pick(["check ", "return ", "print", "print"])
      bracketed("(", ")") { $0.separated(1 + $0.dice.roll(2)) { $0.expression() } }
    }
  }

  private mutating func definition() {
    if dice.chance(30) { out += "## Says what it does.\n##\n## And more.\n" }
    let isLong = dice.chance(50)
    if isLong { out += "fn " }
    name()
    parameters()
    if dice.chance(10) { out += ": [n, ..]" }
    if isLong, dice.chance(70) {
      gap()
      block()
    } else {
      out += " = "
      expression()
    }
  }

  private mutating func parameters() {
    let letters = ["a", "b", "c", "d"]
    let count = dice.roll(4)
    bracketed("(", ")") { generator in
      for index in 0..<count {
        if index > 0 {
          out(&generator, ",")
          generator.gap()
        }
        if generator.dice.chance(10) {
          out(&generator, "(u\(index), ..v\(index))")
        } else {
          out(&generator, letters[index])
        }
        if generator.dice.chance(12) {
          out(&generator, generator.dice.pick([": [n, 3]", ": f32", ":i32[n]", ": [..,_]"]))
        }
        if generator.dice.chance(15) {
          out(&generator, " = ")
          generator.atom()
        }
      }
    }
    func out(_ generator: inout Self, _ text: String) { generator.out += text }
  }

  private mutating func loop() {
    if dice.chance(70) {
      out += "for "
      out += dice.pick(["i", "(i, v)", "_", "{w, ..r}"])
      out += " in "
      out += dice.pick(["range(3) ", "enumerate((1, 2)) ", "xs ", "[1, 2] "])
    } else {
      out += dice.pick(["while x < 3 ", "while true ", "while not done(x) "])
    }
    block(ending: dice.pick(["break", "x += 1", "continue", "x = x"]))
  }

  private mutating func claim() {
    out += dice.pick(["claim ", "check "])
    arithmetic()
    out += dice.pick([" == ", " >= ", " ≈ ", "<"])
    arithmetic()
    out += dice.pick(["", "", " +- 0.5", "+-0.1", " ± 1e-3"])
    out += dice.pick(["", "", "  refuted", " \"the notes\"", " refuted  \"r\""])
  }

  private mutating func block(ending: String? = nil) {
    let outer = hidesLines
    hidesLines = false
    let isOneLine = dice.chance(35)
    out += "{"
    out += isOneLine ? " " : dice.pick(["\n", "\n\n", " # opens\n", "\n  # inside\n"])
    for _ in 0..<dice.roll(3) {
      statement()
      out += isOneLine ? "; " : dice.pick(["\n", "\n  ", "\n\n\n", " ;\n", "; ", "  # said\n"])
    }
    if let ending { out += ending } else { expression() }
    out += isOneLine ? " }" : dice.pick(["\n}", " }", "\n\n  }", "  # last\n}"])
    hidesLines = outer
  }

  private mutating func conditional() {
    out += "if "
    comparison()
    out += " "
    block()
    if dice.chance(60) {
      out += dice.pick([" else ", "\nelse ", " else if true ", "else "])
      block()
    }
  }

  private mutating func pattern() {
    out += dice.pick(["x", "y", "p", "_", "(x, y)", "( a ,..rest)", "{w, b: c}", "{w,}", "A", "f"])
  }
}

/// Expressions.
extension ProgramGenerator {
  private mutating func expression() {
    depth += 1
    defer { depth -= 1 }
    guard depth < 9 else { return atom() }
    switch dice.roll(40) {
    case 0..<12: arithmetic()
    case 12..<16: call()
    case 16..<18: comparison()
    case 18..<21: lambda()
    case 21..<24: pipe()
    case 24..<26: conditional()
    case 26..<28: record()
    case 28..<32: bracketed("[", "]") { $0.separated($0.dice.roll(4)) { $0.arithmetic() } }
    case 32..<34: comprehension()
    case 34..<36: list()
    default: atom()
    }
  }

  private mutating func arithmetic() {
    depth += 1
    defer { depth -= 1 }
    guard depth < 9, dice.chance(60) else { return postfix() }
    if dice.chance(15) { out += dice.pick(["-", "- ", "~", "+ "]) }
    postfix()
    gap()
    out += dice.pick(["+", "-", "*", "/", "//", "%", "@", "^", "&", "|"])
    gap()
    arithmetic()
  }

  private mutating func comparison() {
    if dice.chance(15) { out += "not " }
    arithmetic()
    out += dice.pick([" < ", "==", " != ", ">=", " in ", " not in ", " ≈ "])
    arithmetic()
    if dice.chance(20) {
      out += dice.pick([" and ", " or "])
      postfix()
    }
  }

  private mutating func postfix() {
    switch dice.roll(12) {
    case 0..<5: atom()
    case 5..<7: call()
    case 7..<9: index()
    case 9: bracketed("(", ")") { $0.expression() }
    case 10:
      name()
      out += dice.pick([".T", ".shape", ".w", ".size", ".dtype"])
    default: bracketed("[", "]") { $0.separated(1 + $0.dice.roll(3)) { $0.atom() } }
    }
  }

  private mutating func index() {
    name()
    bracketed("[", "]") { generator in
      generator.separated(1 + generator.dice.roll(2)) { generator in
        switch generator.dice.roll(8) {
        case 0: generator.out += ".."
        case 1: generator.out += "new"
        case 2:
          generator.out += generator.dice.pick([":", "::2", ":3", "1:", "-2:", "::-1", "0 : 2", ":-1:"])
        case 3:
          generator.arithmetic()
          generator.out += ":"
          generator.gap()
          generator.arithmetic()
        default: generator.arithmetic()
        }
      }
    }
  }

  private mutating func call() {
    out += dice.chance(75) ? dice.pick(words) : dice.pick(Self.names)
    let count = dice.roll(4)
    let named = dice.roll(6)
    bracketed("(", ")") { generator in
      generator.separated(count) { $0.expression() }
      guard named < 2 else { return }
      if count > 0 { generator.out += ", " }
      generator.out += generator.dice.pick(["axis=", "k = ", "steps =", "wrt = ", "over ="])
      generator.atom()
    }
  }

  private mutating func lambda() {
    if dice.chance(60) { out += dice.pick(["x", "t", "_", "{w, b}", "(a, b)"]) } else { parameters() }
    gap()
    out += "->"
    gap()
    if dice.chance(25) { block() } else { expression() }
  }

  private mutating func pipe() {
    postfix()
    for _ in 0...dice.roll(3) {
      out += dice.pick([" |> ", "\n  |> ", "|>", "\n|> "])
      switch dice.roll(3) {
      case 0: out += dice.pick(words)
      case 1: call()
      default: bracketed("(", ")") { $0.lambda() }
      }
    }
  }

  private mutating func record() {
    bracketed("{", "}") { generator in
      generator.separated(1 + generator.dice.roll(3)) { generator in
        switch generator.dice.roll(5) {
        case 0:
          generator.out += ".."
          generator.name()
        case 1:
          generator.out += "\"two words\": "
          generator.expression()
        default:
          generator.out += generator.dice.pick(["w", "b", "if", "x̂", "layers"])
          generator.out += generator.dice.pick([": ", ":", " : "])
          generator.expression()
        }
      }
    }
  }

  private mutating func comprehension() {
    let (open, close) = dice.chance(50) ? ("[", "]") : ("(", ")")
    bracketed(open, close) { generator in
      generator.expression()
      for _ in 0...generator.dice.roll(2) {
        generator.space()
        generator.out += "for "
        generator.out += generator.dice.pick(["x", "(a, b)", "i"])
        generator.out += " in "
        generator.postfix()
        guard generator.dice.chance(30) else { continue }
        generator.space()
        generator.out += "if "
        generator.comparison()
      }
    }
  }

  private mutating func list() {
    bracketed("(", ")") { generator in
      generator.separated(2 + generator.dice.roll(3)) { generator in
        if generator.dice.chance(10) { generator.out += ".." }
        generator.expression()
      }
    }
  }

  private mutating func atom() {
    switch dice.roll(10) {
    case 0..<4: name()
    case 4..<7: out += dice.pick(Self.numbers)
    case 7: out += dice.pick(["true", "false", "none", "()", "{}", "(1,)"])
    case 8:
      out += dice.pick([
        "\"axis\"", "\"a {x} b\"", "r\"\\eps\"", "\"{x:.3f}\"", "\"\"\"\n  two\n  {y}\n  \"\"\"", "\"\"",
      ])
    default: out += dice.pick(words)
    }
  }
}

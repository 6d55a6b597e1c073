// No text brings the parser down: deep nesting, long chains, twenty thousand damaged programs.
// Neighbours: `RefusalTests` says what the messages are.

import SourceText
import Syntax
import Testing

struct RobustnessTests {
  @Test(arguments: [
    ("(", ""), ("[", ""), ("{a: ", ""), ("-", "x"), ("not ", "x"), ("~", "x"), ("x -> ", "x"),
    ("if a { ", ""),
    ("2^", "2"), ("f(", ""), ("x[", ""), ("{ ", ""), ("fn f(x) { ", ""), ("\"{", ""),
  ])
  func deepNestingIsALimitError(_ opening: String, _ end: String) {
    let result = parse(String(repeating: opening, count: 20_000) + end)
    #expect(result.diagnostics.first?.kind == .limit)
    #expect(!result.isIncomplete)
  }

  @Test(arguments: ["+1", "(1)", "[1]", ".a", " |> f", " and x", " == 1 and x", "+(1)"])
  func longChainsAreALimitError(_ link: String) {
    #expect(parse("x" + String(repeating: link, count: 10_000)).diagnostics.first?.kind == .limit)
    #expect(parse("x" + String(repeating: link, count: 200)).diagnostics.isEmpty)
  }

  @Test func chainsInNestedBracketsCountTogether() {
    var text = "1"
    for _ in 0..<150 { text = "(\(text))" + String(repeating: "+1", count: 20) }
    #expect(parse(text).diagnostics.first?.kind == .limit)
  }

  @Test func longListsAndElseChainsAreNoNesting() {
    let list = "[" + String(repeating: "1, ", count: 20_000) + "]"
    let arms = "if a { 1 }" + String(repeating: " else if b { 2 }", count: 2_000)
    #expect(parse(list).diagnostics.isEmpty)
    #expect(parse(arms).diagnostics.isEmpty)
  }

  private static let seedText = """
    ## Fast gradient sign method.
    fn fgsm_once(loss, x: [n, d], y: i32[n], eps = 0.1): [n, d] {
      g = grad(loss)(x, y)  # gradient
      clip(x + eps * sign(g), 0, 1)
    }
    W = [1, 3, -1]; predict(x) = σ(W @ x̂)
    for (i, (xb, yb)) in enumerate(batches(train, 128)) {
      (model, opt) = step(opt, {w: 1, ..p, "k v": 2}, g)
      if i % 100 == 0 and not done { print("step {i} {f({a: 1})} loss {l:.4f}") } else { break }
    }
    x[1:2, ::3, .., new] += (f(x) for x in xs if c) |> g(..a, k = 3) |> (h)
    claim p(x) == 0.27 +- 0.005 refuted "notes"
    check h: [n, 64]; use "helpers.adv" as h
    s = \"\"\"
      two {x}
      \\u{1F600}
      \"\"\"; r = r"\\eps"
    """

  private static let pieces = [
    "(", ")", "[", "]", "{", "}", "\"", "\"\"\"", "\n", "\r\n", ",", ":", "=", "->", "|>", "..", "...", "{{",
    "\\", "#",
    "##", "if ", "else ", "for ", "in ", "fn ", "claim ", "check ", "use ", "not ", "and ", "+-", "±", "^",
    "x̂", "”", "1e",
    "0x", ".5", "9223372036854775808", "r\"", "\\u{", "_", ";", "return ", "lambda ", "<", "&",
  ].map { Array($0.utf8) }

  /// Xorshift with a fixed seed: the same damage on every machine.
  private struct Dice {
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    mutating func roll(_ sides: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state % UInt64(max(sides, 1)))
    }
  }

  private static func damaged(_ dice: inout Dice) -> [UInt8] {
    var text = Array(seedText.utf8)
    let start = dice.roll(text.count)
    text = Array(text[start..<min(text.count, start + 20 + dice.roll(160))])
    for _ in 0...dice.roll(4) {
      let place = dice.roll(text.count + 1)
      switch dice.roll(4) {
      case 0: text.insert(contentsOf: pieces[dice.roll(pieces.count)], at: place)
      case 1: text.removeSubrange(place..<min(text.count, place + dice.roll(5)))
      case 2: text.insert(UInt8(dice.roll(256)), at: place)
      default: text.replaceSubrange(place..<min(text.count, place + 1), with: pieces[dice.roll(pieces.count)])
      }
    }
    return text
  }

  @Test func damagedProgramsGiveAtMostOneErrorWithinTheText() {
    var dice = Dice()
    var refused = 0
    for round in 0..<20_000 {
      let text = Self.damaged(&dice)
      let map = SourceMap()
      let source = Source(name: "damaged", text: text)
      let result = Parser.parse(source, id: map.add(source))
      guard let problem = result.diagnostics.first else { continue }
      refused += 1
      let ends = problem.labels.map { Int($0.span.end) }
      if result.diagnostics.count > 1 || ends.isEmpty || ends.contains(where: { $0 > text.count }) {
        Issue.record("\(String(decoding: text, as: UTF8.self)): \(problem)")
      }
      if round % 20 == 0 { #expect(DiagnosticRenderer(map).text(problem).contains(problem.title)) }
    }
    #expect(refused > 10_000)
    #expect(refused < 20_000)
  }
}

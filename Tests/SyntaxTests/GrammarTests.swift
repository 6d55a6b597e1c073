// The grammars for editors: they know every keyword and operator of the lexer, and colour sample lines as meant.
// Neighbours: `Sources/advnb/Editors`; `Token` has the words. Editors' engines understand more of regular expressions than
// Foundation's, but nothing that these grammars use.

import Foundation
import Testing

@testable import Syntax

@Suite struct GrammarTests {
  private struct Rule: Decodable {
    var name: String?
    var match: String?
    var begin: String?
    var end: String?
    var contentName: String?
    var include: String?
    var injectionSelector: String?
    var patterns: [Rule]?
    var repository: [String: Rule]?
  }

  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appending(path: "../../Sources/advnb/Editors/vscode").standardizedFileURL

  private func grammar(_ name: String) throws -> Rule {
    let file = Self.folder.appending(path: "syntaxes/\(name).tmLanguage.json")
    return try JSONDecoder().decode(Rule.self, from: Data(contentsOf: file))
  }

  /// The rules of the top with what they include, without what stands inside strings.
  private func rules() throws -> [Rule] {
    let repository = try #require(try grammar("adv").repository)
    let code = try #require(repository["code"]?.patterns)
    return code.flatMap { rule in rule.include == "#strings" ? repository["strings"]?.patterns ?? [] : [rule] }
  }

  /// The scopes of a line's parts in order, as an editor finds them: the earliest match, then the first rule.
  private func scopes(_ line: String) throws -> [(text: String, scope: String)] {
    let rules = try rules()
    let whole = line as NSString
    var (place, result) = (0, [(text: String, scope: String)]())
    while place < whole.length {
      let rest = NSRange(location: place, length: whole.length - place)
      var best: (range: NSRange, rule: Rule)?
      for rule in rules {
        let expression = try NSRegularExpression(pattern: try #require(rule.match ?? rule.begin))
        let options: NSRegularExpression.MatchingOptions = [.withTransparentBounds, .withoutAnchoringBounds]
        guard let found = expression.firstMatch(in: line, options: options, range: rest)?.range else { continue }
        if found.location < best?.range.location ?? .max { best = (found, rule) }
      }
      guard let best else { break }
      var range = best.range
      if let end = best.rule.end {
        let after = NSRange(location: range.upperBound, length: whole.length - range.upperBound)
        let close = try NSRegularExpression(pattern: end).firstMatch(in: line, range: after)?.range
        range.length = (close?.upperBound ?? whole.length) - range.location
      }
      let text = whole.substring(with: range).trimmingCharacters(in: .whitespaces)
      result.append((text, best.rule.name ?? "definition"))
      place = max(range.upperBound, place + 1)
    }
    return result
  }

  @Test func allFilesAreJSON() throws {
    for name in ["package.json", "language-configuration.json"] {
      _ = try JSONSerialization.jsonObject(with: Data(contentsOf: Self.folder.appending(path: name)))
    }
    let package = try String(contentsOf: Self.folder.appending(path: "package.json"), encoding: .utf8)
    for name in ["adv", "advnb-cells"] {
      _ = try grammar(name)
      #expect(package.contains("./syntaxes/\(name).tmLanguage.json"))
    }
  }

  @Test func everyKeywordIsColoured() throws {
    for word in TokenKind.keywords.map(\.spelling) {
      let found = try scopes("\(word) x").first
      #expect(found?.text.hasPrefix(word) == true && found?.scope.isKeyword == true, "\(word) is \(String(describing: found))")
    }
    for name in ["iffy", "inside", "format", "android", "trues"] { #expect(try scopes("\(name) ").isEmpty, "\(name)") }
  }

  @Test func everyOperatorIsColoured() throws {
    let brackets: Set<TokenKind> = [
      .parenOpen, .parenClose, .bracketOpen, .bracketClose, .braceOpen, .braceClose, .comma, .colon, .semicolon, .dot,
    ]
    let words: Set<TokenKind> = Set(TokenKind.keywords + [.endOfInput, .invalid, .name, .integer, .float, .string])
    for kind in TokenKind.allCases where !brackets.contains(kind) && !words.contains(kind) {
      let found = try scopes("a \(kind.spelling) b")
      #expect(found.map(\.text) == [kind.spelling], "\(kind.spelling) is \(found)")
    }
  }

  @Test(arguments: [
    ("## About it.", "comment.line.documentation.adv"), ("x = 1  # why", "comment.line.number-sign.adv"),
    ("fn fgsm(x) {", "definition"), ("predict(x) = sigmoid(W @ x)", "definition"),
    ("area(r, scale = (1, 2)) = r", "definition"), ("predict(x) == 3", "entity.name.function.call.adv"),
    ("claim f(x) == 0.83 +- 0.005 refuted \"notes\"", "keyword.other.adv"), ("check x: [n, 64]", "keyword.other.adv"),
    ("use \"a.adv\" as h", "keyword.other.adv"), ("check(x)", "entity.name.function.call.adv"),
    ("y = r\"\\epsilon\"", "string.quoted.raw.adv"), ("y = \"a {b:.3f}\"", "string.quoted.double.adv"),
    ("y = \"\"\"", "string.quoted.triple.adv"), ("θ1 = 1e-3 + .5", "constant.numeric.adv"), ("x: f32[n]", "support.type.adv"),
    ("∇(loss)", "keyword.operator.adv"), ("z = none", "constant.language.adv"),
  ])
  func sampleLines(_ line: String, _ scope: String) throws {
    let found = try scopes(line)
    #expect(found.contains { $0.scope == scope }, "\(line) is \(found)")
  }

  @Test func aStringThatIsNotEndedEndsWithItsLine() throws {
    let strings = try #require(try grammar("adv").repository)
    let (rules, interpolation) = (try #require(strings["strings"]?.patterns), try #require(strings["interpolation"]))
    for rule in rules + [interpolation] where rule.name?.contains("triple") != true {
      #expect(rule.end?.hasSuffix("|$") == true, "\(rule.name ?? "")")
    }
  }

  @Test(arguments: [
    ("```advnb", true), ("```advnb {#toy .exercise points=2}", true), ("~~~advnb", true), ("````advnb", true),
    ("```julia {.advnb #toy}", true), ("```advnbx", false), ("  ```advnb", false), ("> ```advnb", false), ("``advnb", false),
    ("```python", false),
  ])
  func fencesOfCells(_ line: String, _ isCell: Bool) throws {
    let cell = try #require(try grammar("advnb-cells").repository?["cell"])
    let expression = try NSRegularExpression(pattern: try #require(cell.begin))
    #expect((expression.firstMatch(in: line, range: NSRange(location: 0, length: (line as NSString).length)) != nil) == isCell)
  }

  @Test func optionsAreFoundBeforeCommentsAndOtherFencesAreLeftAlone() throws {
    let cells = try grammar("advnb-cells")
    let body = try #require(cells.repository?["cell"]?.patterns?.first)
    #expect(body.contentName == "meta.embedded.block.adv")
    #expect(body.patterns?.map { $0.name ?? $0.include } == ["comment.line.option.adv", "source.adv"])
    #expect(cells.injectionSelector?.contains("- markup.fenced_code") == true)
  }
}

extension String {
  /// Whether a scope is one for words that are no names.
  fileprivate var isKeyword: Bool { hasPrefix("keyword.") || hasPrefix("constant.language") || self == "definition" }
}

// What is not wrong, but will trouble readers or the next edit: names, pictures without words, lost cells.
// Neighbours: `MathLint` looks at formulas; the program prints findings and adds the parser's.

import SourceText

/// One remark about a page.
public struct LintFinding: Sendable, Equatable {
  /// Line (1-based) of the page.
  public let line: Int
  /// `missing-alt`
  public let rule: String
  public let message: String
  public let hint: String

  public init(line: Int, rule: String, message: String, hint: String) {
    self.line = line
    self.rule = rule
    self.message = message
    self.hint = hint
  }
}

public enum Lint {
  /// Remarks about a notebook without problems, in the order of its lines.
  public static func findings(in document: Document) -> [LintFinding] {
    let page = PageText(normalising: document.source)
    var found = document.cells.flatMap { cellFindings($0, document) }
    found += lostCells(page) + MathLint.findings(in: page)
    if !hasHeading(document) {
      found.append(
        LintFinding(
          line: 1, rule: "no-title", message: "the page has no heading", hint: "begin it with a line like `# Title`"))
    }
    return found.sorted { $0.line < $1.line }
  }

  // MARK: Cells

  private static let figures: Set<String> = [
    "plot", "scatter", "band", "hist", "bar", "heatmap", "contour", "regions", "quiver", "overlay", "subplots",
    "image", "grid", "compare", "confusion_chart", "decision_regions",
  ]
  private static let draws: Set<String> = [
    "rand", "randn", "uniform", "normal", "randint", "bernoulli", "permutation", "shuffle", "choice", "categorical",
    "dropout", "dense", "conv", "batches", "fit", "train", "sequential", "split",
  ]

  private static func cellFindings(_ cell: CodeCell, _ document: Document) -> [LintFinding] {
    if cell.has(.skip) { return [] }
    let words = Words(cell.body)
    let showsFigure = !words.calls.isDisjoint(with: figures)
    var found: [LintFinding] = []
    func add(_ rule: String, _ message: String, _ hint: String) {
      found.append(LintFinding(line: cell.fenceLine, rule: rule, message: message, hint: hint))
    }
    if cell.name == nil, showsFigure {
      add(
        "unnamed-figure", "this cell shows a figure and has no name",
        "name it, as in {#fig-loss}: else its file is renamed when a cell is put in above")
    } else if cell.name == nil, !words.calls.isDisjoint(with: draws) {
      add(
        "unnamed-random", "this cell draws random numbers and has no name",
        "name it, as in {#data}: else they change when a cell is put in above")
    }
    if showsFigure, cell.options.alt == nil, !words.names.contains("alt"), !cell.has(.quiet),
      cell.attributes.expectedError == nil
    {
      add("missing-alt", "there are no words for readers who cannot see this figure", "add a line `#| alt: …`")
    }
    return found + exerciseFindings(cell, document)
  }

  private static func exerciseFindings(_ cell: CodeCell, _ document: Document) -> [LintFinding] {
    var found: [LintFinding] = []
    func add(_ rule: String, _ message: String, _ hint: String) {
      found.append(LintFinding(line: cell.fenceLine, rule: rule, message: message, hint: hint))
    }
    if cell.has(.exercise) {
      if cell.name == nil { add("unnamed-exercise", "this exercise has no name", "answers are found by name: {#ex-1 .exercise}") }
      if SolutionText(cell.body).problem != nil {
        add(
          "solution-marks", "the marks of this exercise's solution do not pair up",
          "write ## begin solution and ## end solution on lines of their own")
      }
    }
    if let exercise = cell.attributes.exercise,
      !document.cells.contains(where: { $0.label == exercise && $0.has(.exercise) })
    {
      add("no-exercise", "there is no exercise cell called \(exercise)", "for= names the exercise that a test belongs to")
    }
    return found
  }

  private static func hasHeading(_ document: Document) -> Bool {
    document.parts.contains { part in
      guard case .prose(let prose) = part else { return false }
      return document.source[prose.range].split(separator: 0x0A).contains { $0.hasPrefix("# ") }
    }
  }

  // MARK: Cells that are none

  /// Fences that look like cells, but stand in a list, a quote or at an indent.
  private static func lostCells(_ page: PageText) -> [LintFinding] {
    var scanner = BlockScanner()
    var found: [LintFinding] = []
    for index in page.lines.indices {
      let line = page.line(index)
      guard scanner.next(line) == .other else { continue }
      let content = line.drop { [0x20, 0x09, 0x3E, 0x2D, 0x2A, 0x2B, 0x2E, 0x29].contains($0) || ($0 >= 0x30 && $0 <= 0x39) }
      if let fence = Fence(opening: content), InfoString(page, fence.info).isCell {
        found.append(
          LintFinding(
            line: index + 1, rule: "lost-cell", message: "this is not a cell: it stands in a list, a quote or at an indent",
            hint: "cells begin at the very start of a line"))
      }
    }
    return found
  }
}

/// The names in a piece of code, strings and comments left out.
private struct Words {
  private(set) var names: Set<String> = []
  /// Names that a bracket follows.
  private(set) var calls: Set<String> = []

  init(_ body: [UInt8]) {
    var index = 0
    while index < body.count {
      switch body[index] {
      case 0x23: while index < body.count, body[index] != 0x0A { index += 1 }
      case 0x22:
        index += 1
        while index < body.count, body[index] != 0x22 { index += body[index] == 0x5C ? 2 : 1 }
        index += 1
      case let byte where Self.isLetter(byte):
        let start = index
        while index < body.count, Self.isLetter(body[index]) || (body[index] >= 0x30 && body[index] <= 0x39) { index += 1 }
        let name = body[start..<index].text
        names.insert(name)
        if index < body.count, body[index] == 0x28 { calls.insert(name) }
      default: index += 1
      }
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    byte == 0x5F || byte >= 0x80 || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A)
  }
}

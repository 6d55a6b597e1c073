// A file of the suite: pieces of program, each followed by what it must put out.
// Neighbours: `SuiteTests` runs them, `Tests/LanguageSuite` holds them.

import Display
import Glibc
import Language
import Testing

/// `# expect: …` comments and the program text before each.
struct SuiteFile: CustomTestStringConvertible, Sendable {
  struct Piece: Sendable {
    let program: String
    let firstLine: Int
    let expected: [String]
  }
  let name: String
  let pieces: [Piece]

  var testDescription: String { name }

  static let all: [SuiteFile] = Folder.names(Folder.suite, ending: ".adv").compactMap { name in
    Folder.text(Folder.suite + "/" + name).map { SuiteFile(name: name, text: $0) }
  }

  init(name: String, text: String) {
    self.name = name
    var pieces: [Piece] = []
    var program = ""
    var expected: [String] = []
    var firstLine = 1
    func close(at line: Int) {
      pieces.append(Piece(program: program, firstLine: firstLine, expected: expected))
      program = ""
      expected = []
      firstLine = line
    }
    for (index, line) in text.lines.enumerated() {
      if line.hasPrefix("# expect") {
        expected.append(String(line.dropFirst("# expect".count)))
      } else {
        if !expected.isEmpty { close(at: index + 1) }
        program += line + "\n"
      }
    }
    if !expected.isEmpty { close(at: 0) }
    self.pieces = pieces
  }
}

extension SuiteFile {
  /// What an entry put out, in the words of the expectations.
  static func outcome(of result: Session.EntryResult) -> [String] {
    var words: [String] = []
    for output in result.outputs {
      switch output {
      case .value(let text): words += text.lines.map { ": " + $0 }
      case .text(let text): words += text.lines.map { " text: " + $0 }
      case .claims(let rows):
        words += rows.map { " claim: \($0.label) | \($0.stated) | \($0.computed) | \($0.verdict.rawValue)" }
      case .check(let text): words += text.lines.map { " check: " + $0 }
      case .figure: words.append(" figure")
      case .table(let table): words.append(" table: \(table.rowCount) rows")
      default: words.append(" something else")
      }
    }
    if let diagnostic = result.diagnostic {
      words.append(" error \(diagnostic.code): \(diagnostic.title)")
    }
    return words.isEmpty ? [" nothing"] : words
  }
}

extension String {
  /// Lines without their ends; a final line end makes no empty line.
  var lines: [String] {
    var pieces = utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
    if pieces.last?.isEmpty == true { pieces.removeLast() }
    return pieces.map { String(decoding: Array($0), as: UTF8.self) }
  }
}

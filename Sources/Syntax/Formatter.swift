// Programs in the house's spelling: the same tree, all comments, one look.
// Neighbours: `FormatPieces` cuts the text, `FormatLayout` decides on lines, `FormatPrinter` writes them.

import SourceText

/// Why a program was not formatted.
public enum FormatProblem: Error, Sendable {
  /// It does not parse; its first error.
  case unreadable(Diagnostic)
  /// The result would have meant something else: a defect of the formatter, and the text stays as it is.
  case changesMeaning
}

/// Formats programs: spaces, indentation, line ends; names, numbers, strings and comments stay as written.
///
/// Line ends are the author's: a statement or list on several lines stays on several lines. What is longer than
/// a line goes to several: pipes first, then the items of the outermost bracket, then operators.
/// Formatting what was formatted changes nothing.
public struct Formatter: Sendable {
  /// Columns of a line, comments not counted.
  public static let lineLength = 110
  static let indentation = 2

  private init() {}

  /// The formatted text: lines end in 0A, the last one too; empty if there is nothing in it.
  ///
  /// - Throws: `FormatProblem`.
  public static func format(_ source: Source, id: SourceID) throws(FormatProblem) -> [UInt8] {
    let list = Lexer.tokens(of: source, id: id)
    let parsed: (block: Block, roles: [TokenRoles])
    do throws(SyntaxError) {
      parsed = try Parser.roles(of: source, list, id: id)
    } catch {
      throw .unreadable(error.diagnostic)
    }
    var layout = FormatLayout(FormatPieces(source.text, list.tokens, parsed.roles).pieces)
    layout.settle()
    let text = FormatPrinter(layout).text()
    let again = Parser.parse(Source(name: source.name, text: text), id: id)
    guard again.diagnostics.isEmpty, TreeDump().text(again.block) == TreeDump().text(parsed.block) else {
      throw .changesMeaning
    }
    return text
  }
}

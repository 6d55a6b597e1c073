// Everything that can be wrong with a page, with its evidence; the words for it are here and nowhere else.
// Neighbours: `Document` collects problems, `FrontMatter` and `CellAttributes` find most of them.

import SourceText

/// What is wrong with the page itself (not with the code in its cells).
enum NotebookProblem {
  case unclosedFence(cell: Bool, marks: String)
  case unclosedFrontMatter
  case frontMatterLine(String)
  case unknownKey(String, known: [String], place: String)
  case duplicateKey(String)
  case badValue(key: String, value: String, wanted: String)
  case otherFormat(String)
  case badAttribute(String)
  case unclosedAttributes
  case badName(String)
  case reservedName(String)
  case duplicateName(String, line: Int)
  case unknownClass(String, known: [String])
  case regionMark(String)
  case sampMark
  case longInlineValue
  case emptyInlineValue

  var code: String {
    switch self {
    case .unclosedFence: "E1301"
    case .unclosedFrontMatter: "E1302"
    case .frontMatterLine: "E1303"
    case .unknownKey: "E1304"
    case .duplicateKey: "E1305"
    case .badValue: "E1306"
    case .otherFormat: "E1307"
    case .badAttribute: "E1308"
    case .unclosedAttributes: "E1309"
    case .badName: "E1310"
    case .reservedName: "E1311"
    case .duplicateName: "E1312"
    case .unknownClass: "E1313"
    case .regionMark: "E1314"
    case .sampMark: "E1315"
    case .longInlineValue: "E1316"
    case .emptyInlineValue: "E1317"
    }
  }

  var title: String {
    switch self {
    case .unclosedFence(let cell, _): "this \(cell ? "cell" : "code fence") is never closed"
    case .unclosedFrontMatter: "the front matter is never closed"
    case .frontMatterLine(let text): "\"\(text)\" is no line of the form `key: value`"
    case .unknownKey(let key, _, let place): "\(place) knows no key \"\(key)\""
    case .duplicateKey(let key): "\"\(key)\" is given twice"
    case .badValue(let key, let value, let wanted): "\(key) is \(wanted), and \"\(value)\" is not"
    case .otherFormat(let text): "this notebook is of format \(text), and this program reads format 1"
    case .badAttribute(let text): "\"\(text)\" is no attribute of a cell"
    case .unclosedAttributes: "the attributes of this cell have no closing brace"
    case .badName(let name): "\"\(name)\" cannot name a cell"
    case .reservedName(let name): "the name \"\(name)\" is kept for cells without a name"
    case .duplicateName(let name, let line): "a cell called \"\(name)\" stands in line \(line) already"
    case .unknownClass(let name, _): "cells have no class \".\(name)\""
    case .regionMark(let text): "a line like \"\(text)\" is written by a run; a notebook cannot hold it"
    case .sampMark: "`<samp title=\"=` is written by a run; a notebook cannot hold it"
    case .longInlineValue: "a value in prose must stand in one line"
    case .emptyInlineValue: "there is no expression between these backticks"
    }
  }

  /// What to do about it.
  var hint: String? {
    switch self {
    case .unclosedFence(_, let marks): "close it with a line of \(marks)"
    case .unclosedFrontMatter: "close it with a line of ---"
    case .frontMatterLine: "write for example `seed: 4`"
    case .unknownKey(let key, let known, _): Spelling.hint(for: key, among: known)
    case .duplicateKey: "keep one of them"
    case .badValue, .unclosedAttributes, .emptyInlineValue: nil
    case .otherFormat: "a newer program may read it"
    case .badAttribute: "write {#name .class key=value}"
    case .badName: "names are small letters, digits and hyphens, and begin with a letter: #step-1"
    case .reservedName: "choose a name that says what the cell does"
    case .duplicateName: "each name is used once: results and pictures are filed under it"
    case .unknownClass(let name, let known): Spelling.hint(for: name, among: known, mark: ".")
    case .regionMark, .sampMark: "`advnb strip` takes all results out; inside a code fence the text may stand"
    case .longInlineValue: "put the whole span, backticks included, into one line"
    }
  }

  func diagnostic(at span: Span) -> Diagnostic {
    Diagnostic(.syntax, code, title, labels: [Label(span, "", primary: true)], hint: hint)
  }
}

/// "Did you mean", or else what there is to choose from.
enum Spelling {
  static func hint(for word: String, among known: [String], mark: String = "") -> String {
    // A word far longer than any known one is near none; leaving it out bounds the work.
    if word.utf8.count <= 40, let near = suggestion(for: word, among: known) {
      return "did you mean \(mark)\(near)?"
    }
    return "there are " + known.map { mark + $0 }.joined(separator: ", ")
  }
}

// A notebook in Jupyter's format (nbformat 4.5), with its results.
// Neighbours: `IPYNB+Import` reads such files; `JupyterOutput` spells the results.

import Formats
import Notebook

public enum IPYNB {
  /// The notebook as JSON.
  ///
  /// A cell carries its name and seed as `#| label:` and `#| seed:`, so that the kernel draws the same random numbers; the
  /// first line of its fence and the front matter are kept in the metadata, so that `import` gives them back.
  public static func notebook(_ document: Document, _ run: Run) -> JSON {
    let runs = Dictionary(run.cells.map { ($0.label, $0) }, uniquingKeysWith: { first, _ in first })
    var cells: [JSON] = []
    var front: String?
    var count = 0
    for (index, part) in document.parts.enumerated() {
      switch part {
      case .frontMatter(let range): front = String(decoding: document.source[range], as: UTF8.self)
      case .prose(let prose):
        let text = IPYNBText.trimmed(text(of: prose, document, run), in: document, at: index)
        if !text.isEmpty { cells.append(markdownCell(text, number: cells.count + 1)) }
      case .cell(let cell):
        count += 1
        cells.append(codeCell(cell, runs[cell.label], document, count: count))
      }
    }
    var metadata = JSONObject([
      ("kernelspec", .fields(["name": "advnb", "display_name": "advnb", "language": "advnb"])),
      ("language_info", .fields(["name": "advnb", "file_extension": ".adv", "mimetype": "text/x-advnb"])),
    ])
    if let front { metadata["advnb"] = .fields(["front_matter": .string(front)]) }
    return .fields([
      "cells": .array(cells), "metadata": .object(metadata), "nbformat": 4, "nbformat_minor": 5,
    ])
  }

  /// Prose with its values as a transcript shows them.
  private static func text(of prose: Prose, _ document: Document, _ run: Run) -> String {
    var text = ""
    var position = prose.range.lowerBound
    for value in prose.values {
      guard let shown = run.values[value.range.lowerBound] else { continue }
      text += String(decoding: document.source[position..<value.range.lowerBound], as: UTF8.self)
      text += value.rendered(showing: shown)
      position = value.range.upperBound
    }
    return text + String(decoding: document.source[position..<prose.range.upperBound], as: UTF8.self)
  }

  private static func markdownCell(_ text: String, number: Int) -> JSON {
    .fields([
      "id": .string("text_\(number)"), "cell_type": "markdown", "metadata": .object(JSONObject()),
      "source": IPYNBText.lines(text),
    ])
  }

  private static func codeCell(_ cell: CodeCell, _ run: CellRun?, _ document: Document, count: Int) -> JSON {
    let wasRun = run.map { $0.status == .passed || $0.status == .failed } ?? false
    let outputs = JupyterOutput.all(
      run?.outputs ?? [], count: count, digits: document.settings.digits ?? 4, caption: cell.options.caption,
      alt: cell.options.alt)
    return .fields([
      "id": .string(cell.label.utf8.count <= 64 ? cell.label : "cell_\(count)"), "cell_type": "code",
      "execution_count": wasRun ? .int(count) : .null, "metadata": metadata(cell, document),
      "outputs": .array(outputs.map(\.stored)), "source": IPYNBText.lines(IPYNBText.code(cell, document.settings)),
    ])
  }

  private static func metadata(_ cell: CodeCell, _ document: Document) -> JSON {
    let fence = document.source[cell.range].prefix { $0 != 0x0A }.drop { $0 == 0x60 || $0 == 0x7E }
    let info = String(decoding: fence.drop { $0 == 0x20 }, as: UTF8.self)
    var fields = JSONObject([("advnb", .fields(["info": .string(info)]))])
    var tags: [JSON] = []
    if cell.attributes.expectedError != nil { tags.append("raises-exception") }
    if cell.has(.skip) { tags += ["skip-execution", "nbval-skip"] }
    if cell.has(.volatile) || cell.has(.quiet) { tags.append("nbval-ignore-output") }
    if !tags.isEmpty { fields["tags"] = .array(tags) }
    if cell.has(.hide) { fields["jupyter"] = .fields(["source_hidden": true]) }
    return .object(fields)
  }
}

/// Texts as ipynb files hold them.
enum IPYNBText {
  /// A list of lines with their ends.
  static func lines(_ text: String) -> JSON {
    let parts = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(Substring($0)) }
    let ended = parts.enumerated().map { $0.offset == parts.count - 1 ? $0.element : $0.element + "\n" }
    return .array(ended.filter { !$0.isEmpty }.map(JSON.string))
  }

  /// A string, or a list of lines.
  static func joined(_ source: JSON?) -> String {
    if let text = source?.string { return text }
    return source?.array?.compactMap(\.string).joined() ?? ""
  }

  /// The blank lines next to cells belong to the format, not to the text.
  static func trimmed(_ text: String, in document: Document, at index: Int) -> String {
    var bytes = Array(text.utf8)
    if index > 0, case .cell = document.parts[index - 1], bytes.first == 0x0A { bytes.removeFirst() }
    if bytes.last == 0x0A { bytes.removeLast() }
    if index + 1 < document.parts.count, bytes.last == 0x0A { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A cell's code below what the kernel must know of it.
  static func code(_ cell: CodeCell, _ settings: FrontMatter) -> String {
    var text = "#| label: \(cell.label)\n"
    if let seed = cell.attributes.seed ?? settings.seed { text += "#| seed: \(seed)\n" }
    if let digits = settings.digits { text += "#| digits: \(digits)\n" }
    var body = cell.body
    if body.last == 0x0A { body.removeLast() }
    return text + String(decoding: body, as: UTF8.self)
  }
}

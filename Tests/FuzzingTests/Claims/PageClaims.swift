// Pages: reading loses no byte, results leave no trace, and what is made of a page is well formed.
// Neighbours: `NotebookTests/PageFuzzTests` makes pages from pieces; here they may be anything.

import Formats
import Publishing
import SourceText
import Transcript

@testable import Notebook

enum PageClaims {
  static let all = [
    Claim("page") { page($0) },
    Claim("settings") { bytes in
      page(Array("---\n".utf8) + bytes + Array("\n---\n\n```advnb\nx = 1\n```\n".utf8))
    },
    Claim("attributes") { bytes in
      page(Array("```advnb {".utf8) + bytes.map { $0 == 0x0A ? 0x20 : $0 } + Array("}\n#| ".utf8) + bytes + Array("\nx\n```\n".utf8))
    },
    Claim("ipynb") { ipynb($0) },
    Claim("mathml") { mathML($0) },
    Claim("clean") { clean($0) },
  ]

  private static let hostile = "```text\n<!-- /out -->\n```\n\n| a |\n| - |\n| <!-- out c1 --> |"

  private static func page(_ file: [UInt8]) -> String? {
    let source = Document.sourceText(of: file)
    let document = Document(source: source, id: SourceID(raw: 0))
    if document.source != source { return "the document has another source" }
    if document.parts.flatMap({ source[$0.range] }) != source { return "the parts are not the page" }
    _ = Lint.findings(in: document)
    _ = ScriptExport.text(document)
    _ = document.studentVersion
    guard document.problems.isEmpty else { return nil }
    let page = document.transcript(sourceName: "a.advnb", region: { _ in hostile }, value: { _ in "1 <&|*`\n" })
    let stripped = PageStripper(page)
    if stripped.source != source { return "stripping gives another source: \(text(stripped.source))" }
    if stripped.regions.count != document.cells.count { return "\(stripped.regions.count) regions" }
    if Document.sourceText(of: page) != source { return "reading a transcript gives another source" }
    return nil
  }

  private static func ipynb(_ file: [UInt8]) -> String? {
    guard let source = try? IPYNB.imported(file) else { return nil }
    let document = Document(source: Document.sourceText(of: source), id: SourceID(raw: 0))
    let cells = document.cells.count
    let again = Array(IPYNB.notebook(document, Run()).text().utf8)
    guard document.problems.isEmpty else { return nil }
    guard let back = try? IPYNB.imported(again) else { return "what was written is not read" }
    let second = Document(source: Document.sourceText(of: back), id: SourceID(raw: 0))
    return second.cells.count == cells ? nil : "\(cells) cells became \(second.cells.count)"
  }

  /// Formulas make elements of MathML alone, whatever they say.
  private static func mathML(_ tex: [UInt8]) -> String? {
    let element = MathML.element(String(decoding: tex, as: UTF8.self), isDisplay: tex.count % 2 == 0)
    var names: [String] = []
    // By bytes: a mark that joins a bracket makes another character of it, but no other element.
    for piece in element.utf8.split(separator: 0x3C, omittingEmptySubsequences: false).dropFirst() {
      guard let end = piece.firstIndex(of: 0x3E) else { return "an open element: \(element)" }
      let tag = String(decoding: piece[..<end], as: UTF8.self)
      let name = String(tag.split(separator: " ").first ?? "")
      if name.hasPrefix("/") {
        guard names.popLast() == String(name.dropFirst()) else { return "unbalanced: \(element)" }
      } else {
        let isKnown = name.hasPrefix("m") || ["semantics", "annotation", "code", "span"].contains(name)
        guard isKnown else { return "a foreign element \(name): \(element)" }
        if !tag.hasSuffix("/") { names.append(name) }
      }
    }
    return names.isEmpty ? nil : "left open: \(names)"
  }

  /// What is printed keeps no character that a terminal or browser would obey.
  private static func clean(_ bytes: [UInt8]) -> String? {
    let cleaned = TextCleaner.clean(String(decoding: bytes, as: UTF8.self))
    for scalar in cleaned.unicodeScalars where scalar != "\n" && scalar != "\t" {
      if scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) { return "\(scalar.value) is left" }
    }
    return TextCleaner.clean(cleaned) == cleaned ? nil : "cleaning twice gives something else"
  }

  static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}

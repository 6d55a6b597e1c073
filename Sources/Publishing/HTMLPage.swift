// A run notebook as one HTML file that needs nothing else: formulas as MathML, pictures inside, light and dark.
// Neighbours: `HTMLStyle` has the looks, `CodeHTML` colours cells, `MathML` sets formulas, `CMarkdown` reads Markdown.

import CMarkdown
import Formats
import Language
import Notebook
import Transcript

/// What is known of a notebook after a run, in the words of its transcript.
public struct PublishedRun {
  /// Markdown of a cell's results, by its label.
  public var regions: [String: String]
  /// Texts of values in prose, by where they begin in the source.
  public var values: [Int: String]
  /// Picture files by name.
  public var figures: [String: [UInt8]]
  /// How links spell the folder of the pictures.
  public var folder: String

  public init(regions: [String: String], values: [Int: String], figures: [String: [UInt8]], folder: String) {
    self.regions = regions
    self.values = values
    self.figures = figures
    self.folder = folder
  }
}

public struct HTMLPage {
  private let document: Document
  private let run: PublishedRun
  /// What stands in the places of formulas, cells and values while Markdown is read.
  private var pieces: [String] = []

  public init(_ document: Document, _ run: PublishedRun) {
    self.document = document
    self.run = run
  }

  /// The file; nil if there is no library that reads Markdown.
  public mutating func text() -> String? {
    let markdown = Array(page().utf8)
    guard let html = Self.html(markdown) else { return nil }
    let body = filled(html)
    let title = heading ?? "Notebook"
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(HTMLText.escaped(title))</title>
      <style>
      \(HTMLStyle.text)
      </style>
      </head>
      <body>
      <main>
      \(body)</main>
      </body>
      </html>

      """
  }

  static func html(_ markdown: [UInt8]) -> String? {
    let result = markdown.withUnsafeBytes { raw -> UnsafeMutablePointer<CChar>? in
      markdown_html(raw.bindMemory(to: CChar.self).baseAddress, raw.count)
    }
    guard let result else { return nil }
    defer { markdown_free(result) }
    return String(cString: result)
  }

  // MARK: Markdown with marks

  /// A mark that Markdown passes through: a number between two characters of private use.
  private mutating func mark(_ html: String) -> String {
    pieces.append(html)
    return "\u{E000}\(pieces.count - 1)\u{E001}"
  }

  private mutating func page() -> String {
    let formulas = Formulas.all(in: document.source)
    var markdown = ""
    for part in document.parts {
      switch part {
      case .frontMatter: continue
      case .prose(let prose): markdown += text(of: prose, formulas)
      case .cell(let cell):
        markdown += "\n" + mark(cellHTML(cell)) + "\n\n"
        if let region = run.regions[cell.label] {
          markdown += mark("<div class=\"out\">") + "\n\n\(region)\n\n" + mark("</div>") + "\n\n"
        }
      }
    }
    return markdown
  }

  /// Prose with its formulas and values behind marks.
  private mutating func text(of prose: Prose, _ formulas: [Formula]) -> String {
    let inside = formulas.filter { prose.range.contains($0.range.lowerBound) }
    var cuts: [(range: Range<Int>, html: String)] = inside.map { formula in
      let tex = String(decoding: document.source[formula.inner], as: UTF8.self)
      return (formula.range, MathML.element(tex, isDisplay: formula.isDisplay))
    }
    for value in prose.values {
      guard let shown = run.values[value.range.lowerBound] else { continue }
      cuts.append((value.range, "<samp title=\"\(HTMLText.escaped(value.text))\">\(HTMLText.escaped(shown))</samp>"))
    }
    var markdown = ""
    var position = prose.range.lowerBound
    for cut in cuts.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) where cut.range.lowerBound >= position {
      markdown += String(decoding: document.source[position..<cut.range.lowerBound], as: UTF8.self)
      markdown += mark(cut.html)
      position = cut.range.upperBound
    }
    return markdown + String(decoding: document.source[position..<prose.range.upperBound], as: UTF8.self)
  }

  private func cellHTML(_ cell: CodeCell) -> String {
    if cell.has(.hide) { return "" }
    let code = cell.body.split(separator: 0x0A, omittingEmptySubsequences: false)
      .drop { $0.starts(with: "#|".utf8) }.joined(separator: [0x0A])
    let name = cell.name.map { " id=\"\($0)\"" } ?? ""
    return exerciseHTML(cell) + "<pre class=\"cell\"\(name)><code>\(CodeHTML.text(Array(code)))</code></pre>"
  }

  /// What an exercise asks, and a hint that opens when it is wanted.
  private func exerciseHTML(_ cell: CodeCell) -> String {
    guard cell.has(.exercise) else { return "" }
    let prompt = cell.options.prompt.map { "<p class=\"prompt\">\(HTMLText.escaped($0))</p>" } ?? ""
    let hint = cell.options.hint.map { "<details><summary>Hint</summary>\(HTMLText.escaped($0))</details>" } ?? ""
    return prompt + hint
  }

  private var heading: String? {
    for case .prose(let prose) in document.parts {
      for line in document.source[prose.range].split(separator: 0x0A) where line.starts(with: "# ".utf8) {
        return String(decoding: line.dropFirst(2), as: UTF8.self)
      }
    }
    return nil
  }

  // MARK: HTML without marks

  private func filled(_ html: String) -> String {
    var result = ""
    var rest = Substring(withPictures(html))
    while let start = rest.firstIndex(of: "\u{E000}") {
      let tail = rest[rest.index(after: start)...]
      guard let end = tail.firstIndex(of: "\u{E001}"), let number = Int(tail[..<end]), pieces.indices.contains(number)
      else {
        result += rest[...start]
        rest = tail
        continue
      }
      var before = rest[..<start]
      var after = tail[tail.index(after: end)...]
      // A mark alone in a paragraph is a block of its own.
      if before.hasSuffix("<p>"), after.hasPrefix("</p>") {
        before = before.dropLast(3)
        after = after.dropFirst(4)
      }
      result += before + pieces[number]
      rest = after
    }
    return result + rest
  }

  /// Pictures of the run, inside the page.
  private func withPictures(_ html: String) -> String {
    let mark = "<img src=\"\(MarkdownLink.path(run.folder))/"
    var result = ""
    var rest = Substring(html)
    while let found = rest.firstRange(of: mark) {
      let name = rest[found.upperBound...].prefix { $0 != "\"" }
      guard let bytes = run.figures[String(name)] else {
        result += rest[..<found.upperBound]
        rest = rest[found.upperBound...]
        continue
      }
      let kind = name.hasSuffix(".svg") ? "svg+xml" : "png"
      result += rest[..<found.lowerBound] + "<img src=\"data:image/\(kind);base64,\(Base64.encode(bytes))"
      rest = rest[name.endIndex...]
    }
    return result + rest
  }
}

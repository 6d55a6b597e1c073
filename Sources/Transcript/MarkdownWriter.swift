// A cell's outputs as the Markdown of its region, and the figure files that go with it.
// Neighbours: `MarkdownTable`, `TextCleaner`, `SVGChart`, `ImageFigure`; the marks around are `Notebook`'s.

import Display

/// A picture file of a page.
public struct FigureFile: Sendable, Equatable {
  /// File name inside the page's folder: `fig-eps.svg`.
  public let name: String
  public let bytes: [UInt8]
}

/// What stands between the marks of a cell's region.
public struct Region: Sendable, Equatable {
  public let text: String
  public let files: [FigureFile]
}

public struct MarkdownWriter: Sendable {
  /// Name of the page's folder of figures: `toy_files`.
  public let folder: String
  public var limits: TextLimits
  public var digits: Int
  /// Names of all cells, so that no second figure of one takes the file of another.
  public var cellNames: Set<String>
  /// Makes PNG bytes of an SVG text, for notebooks with `figures: png`; nil keeps charts as SVG.
  public var rasterise: (@Sendable (String) -> [UInt8]?)?

  /// - Parameter page: the transcript's file name without `.md`.
  public init(page: String, limits: TextLimits = TextLimits(), digits: Int = 4, cellNames: Set<String> = []) {
    folder = page + "_files"
    self.limits = limits
    self.digits = digits
    self.cellNames = cellNames
  }

  /// The region of a cell; nil if it put nothing out.
  ///
  /// - Parameters:
  ///   - caption: the cell's own caption, for its first figure without one; likewise `alt`.
  ///   - maxLines: the cell's own limit.
  public func region(
    cell: String, outputs: [Output], caption: String? = nil, alt: String? = nil, maxLines: Int? = nil
  ) -> Region? {
    var limits = limits
    if let maxLines { limits.lines = max(1, maxLines) }
    var writer = RegionWriter(writer: self, cell: cell, limits: limits, caption: caption, alt: alt)
    for output in outputs { writer.add(output) }
    writer.endBlock()
    return writer.parts.isEmpty
      ? nil : Region(text: writer.parts.joined(separator: "\n\n"), files: writer.files)
  }

  /// A value in one line, for prose.
  public func inline(_ text: String) -> String {
    TextBudget.cut(MarkdownText.oneLine(TextCleaner.clean(text)), to: limits.columns)
  }
}

/// Puts one region together, part by part.
private struct RegionWriter {
  let writer: MarkdownWriter
  let cell: String
  let limits: TextLimits
  var caption: String?
  var alt: String?
  var parts: [String] = []
  var files: [FigureFile] = []
  private var budget: TextBudget
  private var figureCount = 0
  /// Outputs of one kind that follow each other share a block.
  private var text: String?
  private var checks: [String] = []
  private var claims: [ClaimRow] = []

  init(writer: MarkdownWriter, cell: String, limits: TextLimits, caption: String?, alt: String?) {
    self.writer = writer
    self.cell = cell
    self.limits = limits
    self.caption = caption
    self.alt = alt
    budget = TextBudget(limits)
  }

  mutating func add(_ output: Output) {
    switch output {
    case .text(let piece):
      if text == nil { endBlock() }
      text = (text ?? "") + piece
      return
    case .check(let line):
      if checks.isEmpty { endBlock() }
      checks.append(line)
      return
    case .claims(let rows):
      if claims.isEmpty { endBlock() }
      claims += rows
      return
    case .value, .error, .table, .figure: endBlock()
    }
    switch output {
    case .value(let value): fence(value, "value", ownBudget: true)
    case .error(_, let rendered): fence(rendered, "error", ownBudget: true)
    case .table(let table):
      if let text = MarkdownTable.text(table, digits: writer.digits, maxRows: limits.lines) {
        parts.append(text)
      }
    case .figure(let figure): add(figure)
    case .text, .check, .claims: break
    }
  }

  /// Writes the block that is being collected.
  mutating func endBlock() {
    if let text { fence(text, "stdout", ownBudget: false) }
    if !checks.isEmpty { fence(checks.joined(separator: "\n"), "check", ownBudget: true) }
    if let table = MarkdownTable.text(claims) { parts.append(table) }
    text = nil
    checks = []
    claims = []
  }

  /// Printed text shares the cell's budget; a value or an error must not vanish behind a long print.
  private mutating func fence(_ raw: String, _ kind: String, ownBudget: Bool) {
    var clean = TextCleaner.clean(raw)
    if clean.utf8.last == 0x0A { clean.unicodeScalars.removeLast() }
    if clean.isEmpty { return }
    var own = TextBudget(limits)
    parts.append(MarkdownText.fenced(ownBudget ? own.take(clean) : budget.take(clean), kind: kind))
  }

  private mutating func add(_ figure: Figure) {
    var figure = figure
    if figure.caption == nil { figure.caption = caption.take() }
    if figure.alt == nil { figure.alt = alt.take() }
    guard let file = file(for: figure) else {
      fence("this picture could not be written", "error", ownBudget: true)
      return
    }
    files.append(file)
    let path = MarkdownText.linkPath("\(writer.folder)/\(file.name)")
    parts.append("![\(MarkdownText.escaped(figure.alternativeText))](\(path))")
    if let line = captionLine(figure) { parts.append(line) }
  }

  private mutating func file(for figure: Figure) -> FigureFile? {
    let name = nextName()
    switch figure.content {
    case .chart(let chart): return drawing(SVGChart.text(chart, alt: figure.alternativeText), name)
    case .panels(let panels): return drawing(SVGPanels.text(panels, alt: figure.alternativeText), name)
    case .image(let image):
      return ImageFigure.png(image).map { FigureFile(name: name + ".png", bytes: $0) }
    }
  }

  private func drawing(_ svg: String, _ name: String) -> FigureFile {
    if let png = writer.rasterise?(svg) { return FigureFile(name: name + ".png", bytes: png) }
    return FigureFile(name: name + ".svg", bytes: Array(svg.utf8))
  }

  /// `fig`, `fig-2`, `fig-3`…, but never the name of another cell.
  private mutating func nextName() -> String {
    figureCount += 1
    if figureCount == 1 { return cell }
    while writer.cellNames.contains("\(cell)-\(figureCount)") { figureCount += 1 }
    return "\(cell)-\(figureCount)"
  }

  /// The caption in italics, with what the colours mean; it ends like a sentence.
  private func captionLine(_ figure: Figure) -> String? {
    var sentences = [MarkdownText.oneLine(figure.caption ?? "")]
    if case .image(let image) = figure.content {
      sentences.append(MarkdownText.oneLine(image.scaleNote ?? ""))
    }
    let text = sentences.filter { !$0.isEmpty }.map(Self.sentence).joined(separator: " ")
    if text.isEmpty { return nil }
    // A caption is the author's Markdown; its own asterisks need other marks around.
    if !text.utf8.contains(0x2A) { return "*\(text)*" }
    if !text.utf8.contains(0x5F) { return "_\(text)_" }
    return "*\(MarkdownText.escaped(text))*"
  }

  private static func sentence(_ text: String) -> String {
    text.last.map { ".!?…".contains($0) } == true ? text : text + "."
  }
}

// The transcript of a run: one page of Markdown and its figures.
// Neighbours: `Notebook` puts regions into the source, `Transcript` writes what stands in them.

import Display
import Notebook
import Transcript

/// A page as it will lie on the disk.
struct Page {
  let bytes: [UInt8]
  let figures: [PageCheck.Figure]
  /// Folder of the figures, as links in the page spell it: `toy_files`.
  let folder: String

  /// - Parameters:
  ///   - name: the page's file name without `.md`.
  ///   - sourceName: the notebook's file name.
  init(_ document: Document, _ run: Run, name: String, sourceName: String) {
    let outputs = Dictionary(run.cells.map { ($0.label, $0.outputs) }, uniquingKeysWith: { first, _ in first })
    self.init(document, outputs: outputs, values: run.values, name: name, sourceName: sourceName)
  }

  /// - Parameters:
  ///   - outputs: by the cells' labels.
  ///   - values: of the prose, by where they begin in the source.
  init(_ document: Document, outputs: [String: [Output]], values: [Int: String], name: String, sourceName: String) {
    let settings = document.settings
    var writer = MarkdownWriter(
      page: name, limits: TextLimits(lines: settings.maxLines ?? 40), digits: settings.digits ?? 4,
      cellNames: Set(document.cells.map(\.label)))
    if settings.figures == .png { writer.rasterise = SVGRaster.png }
    var figures: [PageCheck.Figure] = []
    bytes = document.transcript(
      sourceName: sourceName,
      region: { cell in
        guard let outputs = outputs[cell.label] else { return nil }
        let region = writer.region(
          cell: cell.label, outputs: outputs, caption: cell.options.caption, alt: cell.options.alt,
          maxLines: cell.attributes.maxLines)
        for file in region?.files ?? [] {
          figures.append(.init(cell: cell.label, name: file.name, bytes: file.bytes))
        }
        return region?.text
      },
      value: { value in values[value.range.lowerBound].map(writer.inline) })
    self.figures = figures
    folder = writer.folder
  }
}

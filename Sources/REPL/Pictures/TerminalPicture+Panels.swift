// Figures side by side in a terminal without pixels: each is drawn by itself, below its label.
// Neighbours: `TerminalPicture` draws them; `Transcript/SVGPanels` is its like for pages.

import Display
import SourceText
import Transcript

extension TerminalPicture {
  private static let gap = 2
  /// Columns that a chart needs for its axes, and a picture to be seen.
  private static let least = (chart: 24, image: 10)

  /// Lines of all panels, row by row; as many stand side by side as can be read.
  func text(_ panels: Panels, columns: Int, rows: Int) -> String? {
    let hasCharts = panels.items.contains { if case .chart = $0.content { true } else { false } }
    let least = hasCharts ? Self.least.chart : Self.least.image
    let across = max(1, min(panels.columns, panels.items.count, (columns - 1 + Self.gap) / (least + Self.gap)))
    let share = max(1, (columns - 1 - Self.gap * (across - 1)) / across)
    var result = panels.title.map { heading(clean($0), share * across + Self.gap * (across - 1)) } ?? []
    for start in stride(from: 0, to: panels.items.count, by: across) {
      let row = panels.items[start..<min(start + across, panels.items.count)]
      guard let lines = lines(row, share, rows: rows) else { return nil }
      result += lines
    }
    return result.map { $0 + "\n" }.joined()
  }

  private func lines(_ row: ArraySlice<Panels.Item>, _ share: Int, rows: Int) -> [String]? {
    let labels = row.map { $0.label.map { label(clean($0), share) } ?? [] }
    let highest = labels.map(\.count).max() ?? 0
    var blocks: [[String]] = []
    for (item, label) in zip(row, labels) {
      // One column is left free by each figure.
      guard let picture = text(item.content, columns: share + 1, rows: max(rows - highest, 1)) else { return nil }
      let lines = picture.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
      let start = (share - (lines.map(Self.width).max() ?? 0)) / 2
      let centred = lines.map { String(repeating: " ", count: max(start, 0)) + $0 }
      blocks.append([String](repeating: "", count: highest - label.count) + label + centred)
    }
    let height = blocks.map(\.count).max() ?? 0
    return (0..<height).map { place in
      let parts = blocks.map { block -> String in
        let line = block.indices.contains(place) ? block[place] : ""
        return line + String(repeating: " ", count: max(0, share - Self.width(line)))
      }
      return parts.joined(separator: String(repeating: " ", count: Self.gap)).droppingLast()
    }
  }

  private func text(_ content: Panels.Content, columns: Int, rows: Int) -> String? {
    switch content {
    case .image(let image): text(Figure(.image(image)), columns: columns, rows: rows)
    // Not higher than wide, as on a page.
    case .chart(let chart): text(Figure(.chart(chart)), columns: columns, rows: min(rows, max(9, columns / 3 + 3)))
    }
  }

  // MARK: Words

  private func clean(_ words: String) -> String { TextCleaner.clean(words) }

  private func heading(_ words: String, _ columns: Int) -> [String] {
    let line = TextFit.cut(words, columns)
    let start = String(repeating: " ", count: (columns - TextFit.width(line)) / 2)
    return [start + (isColoured ? Ink.bold.text(line) : line)]
  }

  /// At most two lines, in the middle.
  private func label(_ words: String, _ columns: Int) -> [String] {
    var lines = TextFit.wrapped(words, columns).split(separator: "\n").map(String.init)
    if lines.count > 2 { lines = [lines[0], lines[1...].joined(separator: " ")] }
    return lines.map { line in
      let cut = TextFit.cut(line, columns)
      return String(repeating: " ", count: (columns - TextFit.width(cut)) / 2) + cut
    }
  }

  /// Columns of a line that may hold escape sequences.
  private static func width(_ line: String) -> Int {
    var plain = ""
    var isInside = false
    for scalar in line.unicodeScalars {
      if scalar == "\u{1B}" {
        isInside = true
      } else if !isInside {
        plain.unicodeScalars.append(scalar)
      } else if scalar.properties.isAlphabetic {
        isInside = false
      }
    }
    return TextFit.width(plain)
  }
}

// A diagnostic as plain text: header, source lines with marks under them, notes, hint.
// Neighbours: `Diagnostic` is what it shows, `MarkedLine` draws one line; colours are a later layer's.

/// Writes diagnostics whose spans lie in the sources of one map.
public struct DiagnosticRenderer {
  private let map: SourceMap

  public init(_ map: SourceMap) { self.map = map }

  /// The whole message, without a line end after its last line. Any span is tolerated.
  public func text(_ diagnostic: Diagnostic) -> String {
    var lines = [header(of: diagnostic)]
    for section in sections(of: diagnostic.labels) { lines += text(of: section) }
    lines += diagnostic.notes.map { "note: " + $0 }
    if let hint = diagnostic.hint { lines.append("hint: " + hint) }
    return lines.joined(separator: "\n")
  }

  private func header(of diagnostic: Diagnostic) -> String {
    let code = diagnostic.code.isEmpty ? "" : "[\(diagnostic.code)]"
    return "\(diagnostic.severity.rawValue)\(code): \(diagnostic.title)"
  }

  /// The labels of one source, with the line that the section's heading names.
  private struct Section {
    let id: SourceID
    let source: Source
    let headLine: Int
    var lines: [(number: Int, labels: [Label])]
  }

  /// The primary label's source comes first, the others in order of appearance.
  private func sections(of labels: [Label]) -> [Section] {
    let ordered = labels.filter(\.isPrimary) + labels.filter { !$0.isPrimary }
    var sections: [Section] = []
    for label in ordered {
      guard let source = map.source(label.span.source) else { continue }
      let line = source.line(at: Int(label.span.start))
      if let index = sections.firstIndex(where: { $0.id == label.span.source }) {
        if let place = sections[index].lines.firstIndex(where: { $0.number == line }) {
          sections[index].lines[place].labels.append(label)
        } else {
          sections[index].lines.append((line, [label]))
        }
      } else {
        sections.append(
          Section(id: label.span.source, source: source, headLine: line, lines: [(line, [label])]))
      }
    }
    return sections
  }

  private func text(of section: Section) -> [String] {
    let lines = section.lines.sorted { $0.number < $1.number }
    let width = lines.map { String($0.number).utf8.count }.max() ?? 1
    let margin = String(repeating: " ", count: width)
    var result = ["\(margin) ┌─ \(section.source.name), line \(section.headLine)"]
    var previous: Int?
    for (number, labels) in lines {
      if let previous, number > previous + 1 { result.append("\(margin) ⋮") }
      previous = number
      let digits = String(number)
      let gutter = String(repeating: " ", count: width - digits.utf8.count) + digits
      let drawing = MarkedLine(section.source, line: number, labels: labels)
      result.append(trimmed("\(gutter) │ \(drawing.text)"))
      result += drawing.rows.map { trimmed("\(margin) │ \($0)") }
    }
    return result
  }

  private func trimmed(_ line: String) -> String {
    var line = line
    while line.unicodeScalars.last == " " { line.unicodeScalars.removeLast() }
    return line
  }
}

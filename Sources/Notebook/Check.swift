// A transcript compared with a fresh run of the notebook in it, region by region and figure by figure.
// Neighbours: `CheckWords` compares texts, `PageStripper` takes pages apart; the program runs and prints.

/// Compares a stored page with a fresh one.
public struct PageCheck {
  /// A figure file as a fresh run makes it.
  public struct Figure {
    public let cell: String
    public let name: String
    public let bytes: [UInt8]

    public init(cell: String, name: String, bytes: [UInt8]) {
      self.cell = cell
      self.name = name
      self.bytes = bytes
    }
  }

  /// A decoded picture.
  public struct Pixels {
    public let width: Int
    public let height: Int
    public let samples: [UInt8]

    public init(width: Int, height: Int, samples: [UInt8]) {
      self.width = width
      self.height = height
      self.samples = samples
    }
  }

  /// Something that is not as it was.
  public struct Difference: Equatable, Sendable {
    /// Line (1-based) of the stored page.
    public let line: Int
    public let title: String
    /// `[-old-]{+new+}`, line by line.
    public let details: [String]
    /// File name of the figure that this is about; nil for text.
    public let figure: String?

    init(line: Int, title: String, details: [String], figure: String? = nil) {
      self.line = line
      self.title = title
      self.details = details
      self.figure = figure
    }
  }

  private let document: Document
  private let isExact: Bool
  private let storedFigure: (String) -> [UInt8]?
  private let decode: ([UInt8]) -> Pixels?
  private let base64: (ArraySlice<UInt8>) -> [UInt8]?

  /// Lines of a diff that are shown for one region.
  static let mostLines = 12

  /// - Parameters:
  ///   - document: the notebook of both pages.
  ///   - exact: compares bytes; otherwise numbers may be off by one in their last printed digit.
  ///   - storedFigure: bytes of a file in the page's folder.
  ///   - decode: reads a PNG; nil if it is none.
  ///   - base64: bytes of a picture inside a drawing.
  public init(
    _ document: Document, exact: Bool, storedFigure: @escaping (String) -> [UInt8]?,
    decode: @escaping ([UInt8]) -> Pixels?, base64: @escaping (ArraySlice<UInt8>) -> [UInt8]? = { _ in nil }
  ) {
    self.document = document
    isExact = exact
    self.storedFigure = storedFigure
    self.decode = decode
    self.base64 = base64
  }

  /// What differs, in the order of the page; empty if the transcript is right.
  public func differences(stored: [UInt8], fresh: [UInt8], figures: [Figure]) -> [Difference] {
    let (old, new) = (PageStripper(stored), PageStripper(fresh))
    var found = headerDifferences(old)
    for cell in document.cells where !cell.has(.volatile) {
      found += regionDifferences(cell, old, new)
      for figure in figures where figure.cell == cell.label {
        if let difference = compare(figure, cell, line: line(of: cell, in: old)) { found.append(difference) }
      }
    }
    found += valueDifferences(old, new)
    let hasVolatile = document.cells.contains { $0.has(.volatile) }
    if isExact, found.isEmpty, !hasVolatile, PageText(normalising: stored).bytes != fresh {
      found.append(Difference(line: 1, title: "the page differs outside its regions", details: []))
    }
    return found.sorted { $0.line < $1.line }
  }

  private func headerDifferences(_ old: PageStripper) -> [Difference] {
    guard let header = old.header else { return [] }
    let actual = TranscriptHeader(source: header.source, of: old.source).sha256
    if header.sha256 == actual { return [] }
    return [
      Difference(
        line: 1, title: "the notebook in this page is not the one that was run",
        details: ["sha256 [-\(header.sha256)-] {+\(actual)+}"])
    ]
  }

  private func line(of cell: CodeCell, in page: PageStripper) -> Int {
    page.regions.first { $0.label == cell.label }?.line ?? cell.fenceLine
  }

  private func rule(for cell: CodeCell?, isDrawing: Bool = false) -> WordRule {
    WordRule(isExact: isExact, tolerance: cell?.attributes.tolerance ?? 0, isDrawing: isDrawing)
  }

  private func regionDifferences(_ cell: CodeCell, _ old: PageStripper, _ new: PageStripper) -> [Difference] {
    let before = old.regions.first { $0.label == cell.label }
    let after = new.regions.first { $0.label == cell.label }
    let title = "cell \(cell.label)"
    let place = before?.line ?? cell.fenceLine
    switch (before, after) {
    case (nil, nil): return []
    case (.some(let region), nil):
      return [
        Difference(line: place, title: "\(title) puts nothing out any more", details: added(region.text, "-"))
      ]
    case (nil, .some(let region)):
      return [
        Difference(line: place, title: "\(title) puts something out now", details: added(region.text, "+"))
      ]
    case (.some(let a), .some(let b)):
      return compare(a.text, b.text, rule(for: cell)).map {
        [Difference(line: place, title: title, details: $0)]
      } ?? []
    }
  }

  private func added(_ text: String, _ mark: String) -> [String] {
    let lines = text.utf8.split(separator: 0x0A).prefix(Self.mostLines)
    return lines.map { mark == "+" ? "{+\(Substring($0))+}" : "[-\(Substring($0))-]" }
  }

  /// The differing lines; nil if the texts are the same under the rule.
  private func compare(_ old: String, _ new: String, _ rule: WordRule) -> [String]? {
    if old.utf8.elementsEqual(new.utf8) { return nil }
    let diff = WordDiff(Array(old.utf8), Array(new.utf8), rule: rule)
    guard diff.isEmpty else { return diff.lines(most: Self.mostLines) }
    return rule.isExact ? ["only spaces differ"] : nil
  }

  private func valueDifferences(_ old: PageStripper, _ new: PageStripper) -> [Difference] {
    guard old.values.count == new.values.count else {
      let line = old.values.first?.line ?? 1
      return [
        Difference(
          line: line, title: "values in the text",
          details: ["[-\(old.values.count)-] {+\(new.values.count)+} of them"])
      ]
    }
    return zip(old.values, new.values).compactMap { before, after -> Difference? in
      guard let details = compare(before.shown, after.shown, rule(for: nil)) else { return nil }
      return Difference(line: before.line, title: "value `\(before.text)`", details: details)
    }
  }

  // MARK: Figures

  private func compare(_ figure: Figure, _ cell: CodeCell, line: Int) -> Difference? {
    func difference(_ details: [String]) -> Difference {
      Difference(line: line, title: "figure \(figure.name)", details: details, figure: figure.name)
    }
    guard let stored = storedFigure(figure.name) else { return difference(["the file is missing"]) }
    if stored == figure.bytes { return nil }
    if isExact { return difference(["the bytes differ"]) }
    if figure.name.hasSuffix(".svg") {
      return drawingDetails(stored, figure.bytes, rule(for: cell, isDrawing: true)).map { difference($0) }
    }
    return pixelDetails(stored, figure.bytes).map { difference($0) }
  }

  /// Drawings by their numbers, the pictures in them by their pixels.
  private func drawingDetails(_ stored: [UInt8], _ fresh: [UInt8], _ rule: WordRule) -> [String]? {
    let (old, new) = (DrawingText(stored), DrawingText(fresh))
    if let details = compare(old.text, new.text, rule) { return details }
    for (a, b) in zip(old.pictures, new.pictures) where a != b {
      guard let before = base64(a), let after = base64(b) else { return ["a picture inside cannot be read"] }
      if let details = pixelDetails(before, after) { return details.map { "a picture inside: \($0)" } }
    }
    return nil
  }

  private func pixelDetails(_ stored: [UInt8], _ fresh: [UInt8]) -> [String]? {
    guard let old = decode(stored) else { return ["the file is no readable PNG"] }
    guard let new = decode(fresh) else { return ["the new figure is no readable PNG"] }
    guard old.width == new.width, old.height == new.height, old.samples.count == new.samples.count else {
      return ["size [-\(old.width)×\(old.height)-] {+\(new.width)×\(new.height)+}"]
    }
    var (count, largest) = (0, 0)
    for (a, b) in zip(old.samples, new.samples) {
      let distance = abs(Int(a) - Int(b))
      largest = max(largest, distance)
      if distance > 1 { count += 1 }
    }
    return count == 0 ? nil : ["\(count) of \(old.samples.count) samples differ, by \(largest) at most"]
  }
}

/// The text of a drawing with its embedded pictures taken out.
private struct DrawingText {
  private(set) var text = ""
  /// Base64.
  private(set) var pictures: [ArraySlice<UInt8>] = []

  init(_ svg: [UInt8]) {
    var kept: [UInt8] = []
    var rest = svg[...]
    let mark = "data:image/png;base64,"
    while let found = rest.firstRange(of: mark) {
      kept += rest[..<found.upperBound]
      let picture = rest[found.upperBound...].prefix { $0 != 0x22 }
      pictures.append(picture)
      rest = rest[picture.endIndex...]
    }
    text = String(decoding: kept + rest, as: UTF8.self)
  }
}

// What stands in the braces of a cell's first line, and in the `#|` lines below it.
// Neighbours: `Document` cuts the cell, `CodeCell` keeps the result.

import SourceText

/// What kinds of cell there are.
public enum CellClass: String, Sendable, CaseIterable {
  case setup, hide, quiet, skip, volatile, exercise, test, hidden
}

/// The attributes of a cell.
public struct CellAttributes: Sendable, Equatable {
  public var name: String?
  public var classes: Set<CellClass> = []
  /// The cell must fail with this kind of error.
  public var expectedError: ErrorKind?
  public var timeout: Double?
  public var points: Double?
  /// The exercise that a test cell belongs to.
  public var exercise: String?
  public var maxLines: Int?
  /// How far numbers may be off when results are compared.
  public var tolerance: Double?
  public var seed: UInt64?

  public init() {}

  static let keys = ["error", "timeout", "points", "for", "max-lines", "tol", "seed"]

  mutating func set(_ key: String, _ value: String) -> NotebookProblem? {
    func bad(_ wanted: String) -> NotebookProblem { .badValue(key: key, value: value, wanted: wanted) }
    switch key {
    case "error":
      expectedError = ErrorKind(rawValue: value)
      return expectedError == nil
        ? bad("one of " + ErrorKind.allCases.map(\.rawValue).joined(separator: ", ")) : nil
    case "timeout":
      timeout = Number.positive(value)
      return timeout == nil ? bad("a number of seconds above 0") : nil
    case "points":
      // Sums of them stay exact, and are numbers.
      points = Number.notNegative(value).flatMap { $0 <= 1e6 ? $0 : nil }
      return points == nil ? bad("a number from 0 to 1000000") : nil
    case "for":
      exercise = value
      return CellName.isWellFormed(value) ? nil : bad("the name of a cell")
    case "max-lines":
      maxLines = Int(value).flatMap { $0 >= 1 ? $0 : nil }
      return maxLines == nil ? bad("a whole number of 1 or more") : nil
    case "tol":
      tolerance = Number.notNegative(value)
      return tolerance == nil ? bad("a number of 0 or more") : nil
    case "seed":
      seed = UInt64(value)
      return seed == nil ? bad("a whole number of 0 or more") : nil
    default: return .unknownKey(key, known: Self.keys, place: "a cell")
    }
  }
}

/// The long options of a cell, one `#| key: text` line each.
public struct CellOptions: Sendable, Equatable {
  public var caption: String?
  public var alt: String?
  public var prompt: String?
  public var stub: String?
  public var hint: String?

  public init() {}

  static let keys = ["caption", "alt", "prompt", "stub", "hint"]

  mutating func set(_ key: String, _ text: String) -> NotebookProblem? {
    switch key {
    case "caption": caption = text
    case "alt": alt = text
    case "prompt": prompt = text
    case "stub": stub = text
    case "hint": hint = text
    default: return .unknownKey(key, known: Self.keys, place: "a `#|` line")
    }
    return nil
  }
}

/// Names of cells.
public enum CellName {
  /// `[a-z][a-z0-9-]*`
  public static func isWellFormed(_ name: String) -> Bool {
    guard let first = name.utf8.first, first >= 0x61, first <= 0x7A else { return false }
    return name.utf8.allSatisfy { ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2D }
  }

  /// `c1`, `c2`… name the cells that have no name.
  public static func isReserved(_ name: String) -> Bool {
    name.utf8.first == 0x63 && name.utf8.count > 1
      && name.utf8.dropFirst().allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
  }
}

/// The info string of a fence, taken apart.
struct InfoString {
  var isCell = false
  var attributes = CellAttributes()
  /// With the byte range of each in the page.
  var problems: [(range: Range<Int>, problem: NotebookProblem)] = []

  /// Reads what stands behind the marks of a fence; a fence that is no cell draws no problems.
  init(_ page: PageText, _ info: Range<Int>) {
    let text = page.bytes[info]
    let word = text.prefix { $0 != 0x20 && $0 != 0x09 && $0 != 0x7B }
    let brace = text.firstIndex(of: 0x7B)
    let inner = brace.map { text[($0 + 1)...] } ?? []
    let parts = Self.parts(inner.prefix(upTo: inner.lastIndex(of: 0x7D) ?? inner.endIndex))
    isCell =
      word.elementsEqual("advnb".utf8) || parts.contains { page.bytes[$0].elementsEqual(".advnb".utf8) }
    guard isCell else { return }
    if let brace, inner.trimmed.last != 0x7D {
      problems.append((brace..<info.upperBound, .unclosedAttributes))
      return
    }
    if word.elementsEqual("advnb".utf8) {
      let between = text[word.endIndex..<(brace ?? text.endIndex)].trimmed
      if !between.isEmpty {
        problems.append((between.startIndex..<between.endIndex, .badAttribute(between.text)))
      }
    }
    for part in parts {
      if let problem = take(page.bytes[part]) { problems.append((part, problem)) }
    }
  }

  /// Splits at spaces outside double quotes.
  private static func parts(_ text: ArraySlice<UInt8>) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var start: Int?
    var isQuoted = false
    for index in text.indices {
      let byte = text[index]
      if byte == 0x22 { isQuoted.toggle() }
      if !isQuoted, byte == 0x20 || byte == 0x09 {
        if let begun = start { result.append(begun..<index) }
        start = nil
      } else if start == nil {
        start = index
      }
    }
    if let begun = start { result.append(begun..<text.endIndex) }
    return result
  }

  private mutating func take(_ part: ArraySlice<UInt8>) -> NotebookProblem? {
    let text = part.text
    switch part.first {
    case 0x23: return takeName(String(text.dropFirst()))
    case 0x2E:
      let name = String(text.dropFirst())
      if name == "advnb" { return nil }
      guard let found = CellClass(rawValue: name) else {
        return .unknownClass(name, known: CellClass.allCases.map(\.rawValue))
      }
      attributes.classes.insert(found)
      return nil
    default:
      guard let equals = part.firstIndex(of: 0x3D) else { return .badAttribute(text) }
      var value = part[(equals + 1)...]
      if value.count >= 2, value.first == 0x22, value.last == 0x22 { value = value.dropFirst().dropLast() }
      return attributes.set(part[..<equals].text, value.text)
    }
  }

  private mutating func takeName(_ name: String) -> NotebookProblem? {
    guard CellName.isWellFormed(name) else { return .badName(name) }
    if CellName.isReserved(name) { return .reservedName(name) }
    if attributes.name != nil { return .duplicateKey("#") }
    attributes.name = name
    return nil
  }
}

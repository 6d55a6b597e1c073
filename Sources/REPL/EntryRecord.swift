// The entries of a conversation that left something behind, and the notebook they make.
// Neighbours: `Conversation` keeps it, `:save` and `:transcript` write it.

import Display
import Language

struct EntryRecord {
  enum Failure {
    /// Stopped by Ctrl-C: nobody can stop it at the same place again.
    case interrupted
    /// An error of this kind, after the entry had bound something.
    case error(String)
  }

  struct Entry {
    /// The number in the name.
    let number: Int
    let text: String
    let seed: UInt64
    /// As a page shows them.
    let outputs: [Output]
    let bindings: Bindings
    var hasValue = false
    /// True if a `;` kept the value from showing.
    var isSilenced = false
    var failure: Failure?
    /// Where the text reads `_`.
    let readings: [Range<Int>]
    /// The entry whose value `_` was.
    let lastValue: Int?

    init(
      number: Int, text: String, seed: UInt64, outputs: [Output], bindings: Bindings, hasValue: Bool = false,
      isSilenced: Bool = false, failure: Failure? = nil, readings: [Range<Int>], lastValue: Int?
    ) {
      (self.number, self.text, self.seed, self.outputs, self.bindings) = (number, text, seed, outputs, bindings)
      (self.hasValue, self.isSilenced, self.failure) = (hasValue, isSilenced, failure)
      (self.readings, self.lastValue) = (readings, lastValue)
    }

    var name: String { "in-\(number)" }
    var wasInterrupted: Bool { if case .interrupted? = failure { true } else { false } }
  }

  /// Entries so far, failed ones included: the last was `in-<count>`.
  var count = 0
  private(set) var entries: [Entry] = []

  /// The entry whose value `_` is now.
  var lastValue: Int? { entries.last { $0.hasValue }?.number }

  mutating func keep(_ entry: Entry) { entries.append(entry) }

  mutating func dropLast() -> Entry? { entries.popLast() }

  mutating func forget() { entries = [] }

  /// What the cells of the notebook put out, by their names.
  var outputs: [String: [Output]] {
    Dictionary(written.map { ($0.name, $0.outputs) }, uniquingKeysWith: { first, _ in first })
  }

  /// Entries that a notebook can repeat.
  private var written: [Entry] { entries.filter { !$0.wasInterrupted } }

  /// A notebook whose cells have the entries' names, so that it draws the same random numbers.
  func notebook(digits: Int) -> String {
    let seed = written.first?.seed ?? 0
    var page = "---\nadvnb: 1\nseed: \(seed)\n"
    if digits != 4 { page += "digits: \(digits)\n" }
    page += "---\n"
    let named = namedValues
    for entry in written {
      let text = text(of: entry, isNamed: named.contains(entry.number))
      let marks = String(repeating: "`", count: max(3, Self.longestRun(text) + 1))
      var attributes = "#\(entry.name)"
      if entry.seed != seed { attributes += " seed=\(entry.seed)" }
      if case .error(let kind)? = entry.failure { attributes += " error=\(kind)" }
      page += "\n\(marks)advnb {\(attributes)}\n\(text)\n\(marks)\n"
    }
    return page
  }

  /// A message with its places named as on a page: what is `in-3, line 1` here is `cell in-3, line 1` there.
  static func asOnPage(_ message: String) -> String {
    let bytes = Array(message.utf8)
    let (mark, end) = (Array("in-".utf8), Array(", line".utf8))
    var result: [UInt8] = []
    for place in bytes.indices {
      if bytes[place...].starts(with: mark), place == 0 || [0x20, 0x28].contains(bytes[place - 1]) {
        let number = bytes[(place + 3)...].prefix { (0x30...0x39).contains($0) }
        if !number.isEmpty, bytes[number.endIndex...].starts(with: end) { result += Array("cell ".utf8) }
      }
      result.append(bytes[place])
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Entries whose values later ones read, as `_` or as `_7`.
  private var namedValues: Set<Int> {
    var numbers: Set<Int> = []
    for entry in written {
      if !entry.readings.isEmpty, let number = entry.lastValue { numbers.insert(number) }
      for other in written where other.hasValue && entry.text.contains("_\(other.number)") {
        numbers.insert(other.number)
      }
    }
    return numbers
  }

  /// In a notebook there is no `_`: a value that is read again gets its name where it is made.
  private func text(of entry: Entry, isNamed: Bool) -> String {
    var bytes = Array(entry.text.utf8)
    if let number = entry.lastValue {
      for range in entry.readings.reversed() { bytes.replaceSubrange(range, with: "_\(number)".utf8) }
    }
    let text = String(decoding: bytes, as: UTF8.self)
    guard isNamed else { return text }
    let bound = "_\(entry.number) = {\n\(text)\n}"
    return entry.isSilenced ? bound : bound + "\n_\(entry.number)"
  }

  private static func longestRun(_ text: String) -> Int {
    var (longest, run) = (0, 0)
    for byte in text.utf8 {
      run = byte == 0x60 ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }
}

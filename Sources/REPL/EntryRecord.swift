// The entries of a conversation that worked, and the notebook they make.
// Neighbours: `Conversation` keeps it, `:save` writes it.

struct EntryRecord {
  struct Entry {
    let name: String
    let text: String
    /// The number in the name.
    let number: Int
    let hasValue: Bool
    /// True if a `;` kept the value from showing.
    let isSilenced: Bool
    /// Where the text reads `_`.
    let readings: [Range<Int>]
    /// The entry whose value `_` was.
    let lastValue: Int?
  }

  /// Entries so far, failed ones included: the last was `in-<count>`.
  var count = 0
  private(set) var entries: [Entry] = []

  /// The entry whose value `_` is now.
  var lastValue: Int? { entries.last { $0.hasValue }?.number }

  mutating func keep(_ entry: Entry) { entries.append(entry) }

  mutating func dropLast() { _ = entries.popLast() }

  /// A notebook whose cells have the entries' names, so that it draws the same random numbers.
  func notebook(seed: UInt64, digits: Int) -> String {
    var page = "---\nadvnb: 1\nseed: \(seed)\n"
    if digits != 4 { page += "digits: \(digits)\n" }
    page += "---\n"
    let named = namedValues
    for entry in entries {
      let text = text(of: entry, isNamed: named.contains(entry.number))
      let marks = String(repeating: "`", count: max(3, Self.longestRun(text) + 1))
      page += "\n\(marks)advnb {#\(entry.name)}\n\(text)\n\(marks)\n"
    }
    return page
  }

  /// Entries whose values later ones read, as `_` or as `_7`.
  private var namedValues: Set<Int> {
    var numbers: Set<Int> = []
    for entry in entries {
      if !entry.readings.isEmpty, let number = entry.lastValue { numbers.insert(number) }
      for other in entries where other.hasValue && entry.text.contains("_\(other.number)") {
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

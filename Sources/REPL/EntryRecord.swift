// The entries of a conversation that worked, and the notebook they make.
// Neighbours: `Conversation` keeps it, `:save` writes it.

struct EntryRecord {
  struct Entry {
    let name: String
    let text: String
    let hasValue: Bool
  }

  /// Entries so far, failed ones included: the last was `in-<count>`.
  var count = 0
  private(set) var entries: [Entry] = []

  mutating func keep(_ entry: Entry) { entries.append(entry) }

  mutating func dropLast() { _ = entries.popLast() }

  /// A notebook whose cells have the entries' names, so that it draws the same random numbers.
  func notebook(seed: UInt64, digits: Int) -> String {
    var page = "---\nadvnb: 1\nseed: \(seed)\n"
    if digits != 4 { page += "digits: \(digits)\n" }
    page += "---\n"
    for entry in entries {
      let marks = String(repeating: "`", count: max(3, Self.longestRun(entry.text) + 1))
      page += "\n\(marks)advnb {#\(entry.name)}\n\(entry.text)\n\(marks)\n"
    }
    return page
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

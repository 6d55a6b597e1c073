// Answers to questions about code: completions, help, whether it is complete, what was run before.
// Neighbours: `Kernel` runs cells.

import Formats
import Language
import SourceText

extension Kernel {
  // MARK: Places in code

  /// The part of a name before the cursor, and where it begins, in code points.
  private func word(_ content: JSON) -> (code: [Unicode.Scalar], start: Int, cursor: Int) {
    let code = Array((content["code"]?.string ?? "").unicodeScalars)
    let cursor = min(max(content["cursor_pos"]?.int ?? code.count, 0), code.count)
    var start = cursor
    while start > 0, Self.isPartOfName(code[start - 1]) { start -= 1 }
    return (code, start, cursor)
  }

  private static func isPartOfName(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar.properties.isXIDContinue
  }

  private func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  // MARK: Answers

  func completions(_ content: JSON) -> JSON {
    let (code, start, cursor) = word(content)
    let prefix = text(code[start..<cursor])
    var names = session.visibleNames
    if start > 0, code[start - 1] == "." { names = fields(before: start - 1, in: code) }
    let matches = names.filter { $0.hasPrefix(prefix) && !$0.hasPrefix("_") }
    return .fields([
      "status": "ok", "matches": .array(matches.prefix(500).map(JSON.string)), "cursor_start": .int(start),
      "cursor_end": .int(cursor), "metadata": .object(JSONObject()),
    ])
  }

  /// Fields of the record that a name before a dot stands for.
  private func fields(before dot: Int, in code: [Unicode.Scalar]) -> [String] {
    var start = dot
    while start > 0, Self.isPartOfName(code[start - 1]) { start -= 1 }
    switch session[text(code[start..<dot])] {
    case .record(let record): return record.keys.sorted()
    case .tensor: return ["T", "dtype", "rank", "shape", "size"]
    default: return []
    }
  }

  func inspection(_ content: JSON) -> JSON {
    let (code, start, cursor) = word(content)
    var end = cursor
    while end < code.count, Self.isPartOfName(code[end]) { end += 1 }
    let name = text(code[start..<end])
    let wantsSource = (content["detail_level"]?.int ?? 0) > 0
    let found = wantsSource ? session.source(of: name) ?? session.help(name) : session.help(name)
    let data = found.map { JSON.fields(["text/plain": .string($0)]) } ?? .object(JSONObject())
    return .fields([
      "status": "ok", "found": .bool(found != nil), "data": data, "metadata": .object(JSONObject()),
    ])
  }

  func completeness(_ content: JSON) -> JSON {
    let code = Array((content["code"]?.string ?? "").utf8)
    if session.isIncomplete(code) { return .fields(["status": "incomplete", "indent": "  "]) }
    return .fields(["status": .string(session.isWellFormed(code) ? "complete" : "invalid")])
  }

  /// What was run: the last `n`, a range, or what matches a pattern with `*` and `?`.
  func past(_ content: JSON) -> JSON {
    var entries = history.enumerated().map { (number: $0.offset + 1, code: $0.element) }
    let count = content["n"]?.int ?? entries.count
    switch content["hist_access_type"]?.string {
    case "range":
      let start = content["start"]?.int ?? 0
      let stop = content["stop"]?.int ?? Int.max
      entries = entries.filter { $0.number >= start && $0.number < stop }
    case "search":
      let pattern = Array((content["pattern"]?.string ?? "*").utf8)
      entries = entries.filter { Self.matches(pattern[...], Array($0.code.utf8)[...]) }
      if content["unique"]?.bool ?? false {
        var seen: Set<String> = []
        entries = entries.reversed().filter { seen.insert($0.code).inserted }.reversed()
      }
      entries = entries.suffix(max(0, count))
    default: entries = entries.suffix(max(0, count))
    }
    let hasOutput = content["output"]?.bool ?? false
    return .fields([
      "status": "ok",
      "history": .array(
        entries.map { entry in
          [0, .int(entry.number), hasOutput ? [.string(entry.code), nil] : .string(entry.code)]
        }),
    ])
  }

  /// Wildcards, without recursion that could run away: each star remembers only its last place.
  private static func matches(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
    var (p, t) = (pattern.startIndex, text.startIndex)
    var star: (p: Int, t: Int)?
    while t < text.endIndex {
      if p < pattern.endIndex, pattern[p] == 0x2A {
        star = (p + 1, t)
        p += 1
      } else if p < pattern.endIndex, pattern[p] == 0x3F || pattern[p] == text[t] {
        (p, t) = (p + 1, t + 1)
      } else if let last = star {
        (p, t) = (last.p, last.t + 1)
        star = (last.p, last.t + 1)
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == 0x2A }
  }
}

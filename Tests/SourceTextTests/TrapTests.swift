// What ends a Swift program where an error should stand: words that trap are refused, places that may trap are counted, and a
// new one needs a look and a changed number in `Traps.txt`.
// Neighbours: `HouseTests`; `Traps.txt` is written anew by ADVNB_ACCEPT=1, to be read.

import Foundation
import Testing

@Suite struct TrapTests {
  /// Code of a file without its comments and the contents of its strings.
  static func code(_ text: String) -> String {
    var result: [UInt8] = []
    var rest = Array(text.utf8)[...]
    func skip(to end: [UInt8]) {
      while !rest.isEmpty, !rest.starts(with: end) {
        if rest.first == 0x5C, end.first == 0x22 { rest = rest.dropFirst() }
        if rest.first == 0x0A { result.append(0x0A) }
        rest = rest.dropFirst()
      }
      rest = rest.dropFirst(end.count)
    }
    while let byte = rest.first {
      if rest.starts(with: Array("//".utf8)) { rest = rest.drop { $0 != 0x0A } }
      else if rest.starts(with: Array("/*".utf8)) { skip(to: Array("*/".utf8)) }
      else if rest.starts(with: Array("\"\"\"".utf8)) { rest = rest.dropFirst(3); skip(to: Array("\"\"\"".utf8)); result += Array("text".utf8) }
      else if byte == 0x22 { rest = rest.dropFirst(); skip(to: [0x22]); result += Array("text".utf8) }
      else { result.append(byte); rest = rest.dropFirst() }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static let files: [(name: String, code: String)] = {
    let root = HouseTests.root.appending(path: "Sources")
    let names = (FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []).sorted()
    return names.filter { $0.hasSuffix(".swift") }.compactMap { name in
      (try? String(contentsOf: root.appending(path: name), encoding: .utf8)).map { (name, code($0)) }
    }
  }()

  @Test func stringsAndCommentsAreNoCode() {
    #expect(Self.code("let a = \"x! \\\" y!\" // b!\nc[0] /* d! */ + 1\n") == "let a = text \nc[0]  + 1\n")
    #expect(Self.code("a(\"\"\"\n e!\n\"\"\")\n") == "a(\n\ntext)\n")
  }

  @Test func nothingIsUnwrappedByForceOrTrapsOnPurpose() throws {
    #expect(Self.files.count > 300)
    let words = ["fatalError(", "preconditionFailure(", "assertionFailure(", "precondition(", "assert(", "try!", "as!", ".unsafelyUnwrapped"]
    let force = try Regex(#"[A-Za-z0-9_)\]}>]!(?!=)"#)
    for (name, code) in Self.files {
      for word in words where code.contains(word) { Issue.record("\(name) has \(word)") }
      for line in code.split(separator: "\n") where line.contains(force) { Issue.record("\(name) unwraps by force: \(line)") }
    }
  }

  /// Elements by number, conversions between numbers, shortening of what may be empty, references that may be gone.
  private static func counts(_ code: String) throws -> [Int] {
    let element = try Regex(#"[A-Za-z0-9_)\]?]\[[^\]:]"#)
    let conversion = try Regex(#"\bU?Int(8|16|32|64)?\((?!clamping:|truncatingIfNeeded:|bitPattern:|exactly:|ascii:)"#)
    let shortening = try Regex(#"\.remove(First|Last)\(|\.removeSubrange\(|\bunowned\b"#)
    return [element, conversion, shortening].map { code.matches(of: $0).count }
  }

  /// Swift checks each of them at run time, and a failed check ends the program: a new one is looked at before it is counted.
  @Test func placesThatMayTrapAreThoseThatWereLookedAt() throws {
    let list = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Traps.txt")
    let rows = try Self.files.map { (name: $0.name, counts: try Self.counts($0.code)) }.filter { $0.counts.contains { $0 > 0 } }
    if ProcessInfo.processInfo.environment["ADVNB_ACCEPT"] != nil {
      let head = "# elements by number, conversions that may not fit, shortenings and unowned references: file\n"
      let lines = rows.map { $0.counts.map(String.init).joined(separator: " ") + " " + $0.name }
      try (head + lines.joined(separator: "\n") + "\n").write(to: list, atomically: true, encoding: .utf8)
    }
    var known: [String: [Int]] = [:]
    for line in try String(contentsOf: list, encoding: .utf8).split(separator: "\n") where !line.hasPrefix("#") {
      let words = line.split(separator: " ", maxSplits: 3)
      known[String(words.last ?? "")] = words.prefix(3).compactMap { Int($0) }
    }
    for row in rows {
      let looked = known[row.name] ?? [0, 0, 0]
      let isNew = zip(row.counts, looked).contains { $0 > $1 }
      #expect(!isNew, "\(row.name) has \(row.counts) places that may trap; \(looked) were looked at (ADVNB_ACCEPT=1 writes Traps.txt)")
    }
  }
}

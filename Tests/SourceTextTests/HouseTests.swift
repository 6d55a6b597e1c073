// The map of the house is true: what a target imports is what `Sources/README.md` allows it.
// Neighbours: that table; the sources are read as text.

import Foundation
import Testing

@Suite struct HouseTests {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// Targets and what they may import, from the table's rows.
  static func allowed() throws -> [String: Set<String>] {
    let map = try String(contentsOf: root.appending(path: "Sources/README.md"), encoding: .utf8)
    let targets = try FileManager.default.contentsOfDirectory(atPath: root.appending(path: "Sources").path)
      .filter { !$0.contains(".") }
    var result: [String: Set<String>] = [:]
    for line in map.split(separator: "\n") where line.hasPrefix("| `") {
      let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
      guard cells.count == 3 else { continue }
      let names = cells[0].split(separator: ",").map { $0.trimmingCharacters(in: CharacterSet(charactersIn: " `")) }
      let imports = cells[2] == "all" ? targets : cells[2].split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
      for name in names where targets.contains(name) { result[name] = Set(imports) }
    }
    return result
  }

  static func files(in target: String, ending: String) -> [URL] {
    let folder = root.appending(path: "Sources/\(target)")
    let names = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
    return names.filter { $0.hasSuffix(ending) }.map { folder.appending(path: $0) }
  }

  @Test func everyTargetHasARowInTheMap() throws {
    let targets = try FileManager.default.contentsOfDirectory(atPath: HouseTests.root.appending(path: "Sources").path)
      .filter { !$0.contains(".") }
    #expect(Set(try HouseTests.allowed().keys) == Set(targets))
  }

  @Test func targetsImportOnlyWhatTheMapAllows() throws {
    let allowed = try HouseTests.allowed()
    let ours = Set(allowed.keys)
    for (target, permitted) in allowed {
      for file in HouseTests.files(in: target, ending: ".swift") {
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
          let words = line.split(separator: " ").map(String.init)
          guard let place = words.firstIndex(of: "import"), place <= 1, words.count == place + 2 else { continue }
          let name = words[place + 1]
          if ours.contains(name) {
            #expect(permitted.contains(name), "\(target) imports \(name) in \(file.lastPathComponent)")
          }
        }
      }
    }
  }

  @Test func filesAreSmall() throws {
    for target in try HouseTests.allowed().keys {
      for file in HouseTests.files(in: target, ending: ".swift") {
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= 600, "\(file.lastPathComponent) has \(lines.count) lines")
      }
    }
  }

  @Test func nothingInTheSourcesTrapsOnPurpose() throws {
    for target in try HouseTests.allowed().keys {
      for file in HouseTests.files(in: target, ending: ".swift") {
        let text = try String(contentsOf: file, encoding: .utf8)
        for word in ["fatalError(", "preconditionFailure(", "try!", "as!"] {
          #expect(!text.contains(word), "\(file.lastPathComponent) has \(word)")
        }
      }
    }
  }
}

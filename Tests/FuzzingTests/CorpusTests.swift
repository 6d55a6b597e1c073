// Every input that the fuzzer found worth keeping, and every one that once broke something, again and again.
// Neighbours: `Claims` says what must hold; `README.md` how the folders grow.

import Foundation
import Testing

@Suite(.serialized) struct CorpusTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

  private static func inputs(_ folder: String, _ claim: String) -> [(name: String, bytes: [UInt8])] {
    let place = root.appending(path: folder).appending(path: claim)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: place.path)) ?? []
    return names.sorted().compactMap { name in
      (try? Data(contentsOf: place.appending(path: name))).map { (name, Array($0)) }
    }
  }

  @Test(arguments: Claim.all.map(\.name)) func claimsHoldForKeptInputs(name: String) throws {
    let claim = try #require(Claim.named(name))
    let kept = Self.inputs("Corpus", name)
    #expect(!kept.isEmpty, "no corpus of \(name)")
    for input in kept + Self.inputs("Found", name) + [("nothing", [])] {
      if let words = claim.violation(input.bytes) { Issue.record("\(name), \(input.name): \(words)") }
    }
  }

  /// The claims can fail: each folder belongs to one, and no folder is forgotten.
  @Test(arguments: ["Corpus", "Found"]) func foldersAreThoseOfClaims(folder: String) throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.root.appending(path: folder).path)
    for name in names where !name.hasPrefix(".") { #expect(Claim.named(name) != nil, "\(folder)/\(name)") }
  }
}

// npz both ways: what NumPy wrote is read, and what is written here is a plain archive.
// Neighbours: `Fixtures/make.py`, `NPYTests`.

import Testing

@testable import Formats

private let limit = 1 << 20

@Suite struct NPZTests {
  @Test(arguments: ["stored", "deflated", "descriptors"])
  func archivesOfNumPyAreRead(_ name: String) throws {
    let entries = try NPZ.decode(Fixture(name: "npz/\(name).npz").bytes, limit: limit)
    #expect(entries.prefix(2).map(\.name) == ["w", "größe"])
    #expect(entries.first?.value == ArrayValue(shape: [2, 3], [0, 0.25, 0.5, 0.75, 1, 1.25] as [Float]))
    #expect(entries.dropFirst().first?.value == ArrayValue(shape: [], [3] as [Int32]))
    if name == "deflated" {
      #expect(entries.last?.value == ArrayValue(shape: [50, 50], [Double](repeating: 0, count: 2500)))
    }
  }

  @Test func emptyArchiveHasNoEntries() throws {
    #expect(try NPZ.decode(Fixture(name: "npz/empty.npz").bytes, limit: limit).isEmpty)
  }

  @Test func otherMembersAreRefusedByName() {
    #expect(throws: FormatError.zip(.notAnArray(name: "readme.txt"))) {
      try NPZ.decode(Fixture(name: "npz/other.npz").bytes, limit: limit)
    }
  }

  @Test func limitHoldsForAllMembersTogether() throws {
    let bytes = Fixture(name: "npz/deflated.npz").bytes
    #expect(try NPZ.decode(bytes, limit: 24 + 4 + 20_000).count == 3)
    #expect(throws: FormatError.member(name: "zeros", .overLimit(.npy, needed: 20_000, limit: 19_999))) {
      try NPZ.decode(bytes, limit: 24 + 4 + 19_999)
    }
  }

  @Test func encodingRoundTripsAndIsDeterministic() throws {
    let weights = try #require(ArrayValue(shape: [2, 2], [1, 2, 3, 4] as [Double]))
    let flag = try #require(ArrayValue(shape: [], [true]))
    let bytes = try NPZ.encode([("w", weights), ("größe", flag)])
    let again = try NPZ.decode(bytes, limit: limit)
    #expect(again.map(\.name) == ["w", "größe"])
    #expect(again.map(\.value) == [weights, flag])
    // Day 1980-01-01 at 0 o'clock, method stored, no flags for a plain name.
    #expect(Array(bytes[..<14]) == [0x50, 0x4b, 3, 4, 20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0])
  }

  @Test func namesMustDiffer() throws {
    let one = try #require(ArrayValue(shape: [], [1] as [Float]))
    #expect(throws: FormatError.zip(.duplicate(name: "a"))) { try NPZ.encode([("a", one), ("a", one)]) }
  }

  @Test func wrongChecksumIsFound() throws {
    var bytes = Fixture(name: "npz/stored.npz").bytes
    // The last byte before the second member's header is the last of the first array.
    let second = try #require(bytes[4...].indices.first { bytes[$0...].starts(with: [0x50, 0x4b, 3, 4]) })
    bytes[second - 1] ^= 1
    #expect(throws: FormatError.zip(.checksum(name: "w.npy"))) { try NPZ.decode(bytes, limit: limit) }
  }

  /// An entry that claims ten times what deflate could have packed is refused before anything is allocated.
  @Test func impossibleSizeIsRefused() throws {
    var bytes = Fixture(name: "npz/deflated.npz").bytes
    let entry = try #require(bytes.indices.first { bytes[$0...].starts(with: [0x50, 0x4b, 1, 2]) })
    bytes.replaceSubrange((entry + 24)..<(entry + 28), with: [0xff, 0xff, 0xff, 0x7f])
    #expect(throws: FormatError.zip(.sizes(name: "w.npy"))) { try NPZ.decode(bytes, limit: Int.max) }
  }
}

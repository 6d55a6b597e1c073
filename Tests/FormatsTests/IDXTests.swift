// idx and gzip: MNIST's container in all its types, packed and not, and the bundled digits set.
// Neighbours: `Fixture`, `CBundle`.

import CBundle
import Testing

@testable import Formats

private let limit = 1 << 20

@Suite struct IDXTests {
  @Test(arguments: [
    ([0, 0, 8, 1, 0, 0, 0, 2, 7, 255] as [UInt8], ArrayValue(shape: [2], [7, 255] as [UInt8])),
    ([0, 0, 9, 1, 0, 0, 0, 2, 7, 255], ArrayValue(shape: [2], [7, -1] as [Int32])),
    (
      [0, 0, 11, 2, 0, 0, 0, 1, 0, 0, 0, 2, 1, 0, 255, 254], ArrayValue(shape: [1, 2], [256, -2] as [Int32])
    ),
    ([0, 0, 12, 1, 0, 0, 0, 1, 255, 255, 255, 0], ArrayValue(shape: [1], [-256] as [Int32])),
    ([0, 0, 13, 1, 0, 0, 0, 1, 0x3f, 0x80, 0, 0], ArrayValue(shape: [1], [1] as [Float])),
    ([0, 0, 14, 0, 0xbf, 0xf0, 0, 0, 0, 0, 0, 0], ArrayValue(shape: [], [-1] as [Double])),
    ([0, 0, 8, 2, 0, 0, 0, 0, 0, 0, 0, 5], ArrayValue(shape: [0, 5], [] as [UInt8])),
  ])
  func allTypesAreRead(_ bytes: [UInt8], _ value: ArrayValue?) throws {
    #expect(try IDX.decode(bytes, limit: limit) == value)
  }

  @Test(arguments: [
    ([] as [UInt8], FormatError.wrongStart(.idx, found: [])),
    ([0, 1, 8, 1], .wrongStart(.idx, found: [0, 1, 8, 1])),
    ([0, 0, 10, 1, 0, 0, 0, 0], .elementType(.idx, name: "0xa")),
    ([0, 0, 8, 2, 0, 0, 0, 1], .truncated(.idx, part: .header, needed: 4, available: 0)),
    ([0, 0, 8, 1, 0, 0, 0, 3, 1, 2], .truncated(.idx, part: .data, needed: 3, available: 2)),
    ([0, 0, 8, 1, 0, 0, 0, 1, 1, 2], .trailingBytes(.idx, count: 1)),
    ([0, 0, 14, 1, 255, 255, 255, 255], .overLimit(.idx, needed: 34_359_738_360, limit: limit)),
    (
      [0, 0, 8, 2, 255, 255, 255, 255, 255, 255, 255, 255],
      .shapeTooLarge(.idx, shape: [4_294_967_295, 4_294_967_295])
    ),
  ])
  func lyingHeadersAreRefused(_ bytes: [UInt8], _ error: FormatError) {
    #expect(throws: error) { try IDX.decode(bytes, limit: limit) }
  }

  @Test func packedIsReadAlike() throws {
    // 00 00 08 01 00 00 00 03 01 02 03, packed by Python's gzip without a time.
    let packed: [UInt8] = [
      0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 3, 0x63, 0x60, 0xe0, 0x60, 0x64, 0x60, 0x60, 0x60, 0x66, 0x64, 0x62,
      6, 0, 0x8b, 0xe5, 0xbd, 0xa4, 0x0b, 0, 0, 0,
    ]
    let plain: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 3, 1, 2, 3]
    #expect(try IDX.decode(packed, limit: 3) == IDX.decode(plain, limit: 3))
  }
}

@Suite struct GZipTests {
  @Test func membersFollowEachOther() throws {
    let line = String(repeating: "one line\n", count: 20)
    #expect(try GZip.inflate(Fixture(name: "gzip/one.gz").bytes, limit: limit) == Array(line.utf8))
    #expect(
      try GZip.inflate(Fixture(name: "gzip/two.gz").bytes, limit: limit) == Array((line + "and more").utf8))
  }

  @Test func limitIsExact() throws {
    let bytes = Fixture(name: "gzip/two.gz").bytes
    #expect(try GZip.inflate(bytes, limit: 188).count == 188)
    #expect(throws: FormatError.overLimit(.gzip, needed: nil, limit: 187)) {
      try GZip.inflate(bytes, limit: 187)
    }
    #expect(throws: FormatError.overLimit(.gzip, needed: nil, limit: 0)) { try GZip.inflate(bytes, limit: 0) }
  }

  @Test func bombStopsAtTheLimit() {
    #expect(throws: FormatError.overLimit(.gzip, needed: nil, limit: limit)) {
      try GZip.inflate(Fixture(name: "gzip/bomb.gz").bytes, limit: limit)
    }
  }

  @Test func damageIsFoundByTheChecksum() {
    var bytes = Fixture(name: "gzip/one.gz").bytes
    bytes[bytes.count - 6] ^= 1
    #expect(throws: FormatError.damaged(.gzip)) { try GZip.inflate(bytes, limit: limit) }
    #expect(throws: FormatError.damaged(.gzip)) {
      try GZip.inflate(Fixture(name: "gzip/one.gz").bytes + [1, 2, 3], limit: limit)
    }
  }
}

@Suite struct BundleTests {
  private static func file(_ name: String) -> [UInt8]? {
    for index in 0..<advnb_bundle_count() where String(cString: advnb_bundle_name(index)) == name {
      return Array(UnsafeBufferPointer(start: advnb_bundle_bytes(index), count: advnb_bundle_size(index)))
    }
    return nil
  }

  /// The sums are those of the set's own description.
  @Test func digitsAreWhole() throws {
    let packed = try #require(Self.file("data/digits.csv.gz"))
    let table = try CSV.decode(try GZip.inflate(packed, limit: limit), limit: 4 * limit)
    #expect(table.names == nil)
    #expect([table.rows, table.columns.count] == [1797, 65])
    let matrix = try #require(table.matrix())
    var counts = [Int](repeating: 0, count: 10)
    var pixels = 0.0
    for row in 0..<1797 {
      counts[Int(matrix[row * 65 + 64])] += 1
      pixels += matrix[(row * 65)..<(row * 65 + 64)].reduce(0, +)
    }
    #expect(counts == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
    #expect(pixels == 561_718)
  }

  @Test func numbersOutOfRangeAreAnswered() {
    #expect(advnb_bundle_name(advnb_bundle_count()) == nil)
    #expect(advnb_bundle_bytes(Int.max) == nil)
    #expect(advnb_bundle_size(Int.max) == 0)
  }
}

// PNG against PngSuite: every good image to the sample, every corrupt one refused; writing and its limits.
// Neighbours: `Fixtures/png/expected.tsv` (sums made with another decoder), `SHA256`.

import Testing

@testable import Formats

private let limit = 1 << 22

/// A line of `expected.tsv`.
struct ExpectedImage: CustomTestStringConvertible, Sendable {
  let fields: [String]

  var testDescription: String { fields[0] }
  var bytes: [UInt8] { Fixture(name: "png/\(fields[0])").bytes }
  var isGood: Bool { fields[6] == "ok" }

  static let all: [ExpectedImage] = Fixture(name: "png/expected.tsv").text.split(separator: "\n").dropFirst()
    .map {
      ExpectedImage(fields: $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init))
    }
}

@Suite struct PNGTests {
  @Test func suiteIsWhole() {
    #expect(ExpectedImage.all.count == 176)
    #expect(ExpectedImage.all.filter(\.isGood).count == 162)
  }

  @Test(arguments: ExpectedImage.all.filter(\.isGood))
  func samplesAreRight(_ image: ExpectedImage) throws {
    let raster = try PNG.decode(image.bytes, limit: limit)
    #expect([raster.width, raster.height].map { "\($0)" } == Array(image.fields[1...2]))
    #expect(raster.depth == (image.fields[3] == "16" ? 16 : 8))
    #expect(SHA256.hex(Self.rgba(raster)) == image.fields[8])
    #expect(SHA256.hex(try PNG.decodeNative(image.bytes, limit: limit)) == image.fields[7])
  }

  @Test(arguments: ExpectedImage.all.filter { !$0.isGood })
  func corruptFilesAreRefused(_ image: ExpectedImage) {
    #expect(throws: FormatError.self) { try PNG.decode(image.bytes, limit: limit) }
  }

  /// Four channels for each pixel; 16-bit samples as two big-endian bytes.
  private static func rgba(_ raster: RasterSamples) -> [UInt8] {
    let samples: [[UInt8]]
    let full: [UInt8]
    switch raster.samples {
    case .eight(let values): (samples, full) = (values.map { [$0] }, [255])
    case .sixteen(let values):
      (samples, full) = (values.map { [UInt8($0 >> 8), UInt8($0 & 255)] }, [255, 255])
    }
    var result: [UInt8] = []
    for pixel in stride(from: 0, to: samples.count, by: raster.channels) {
      let colours = raster.channels < 3 ? [0, 0, 0] : [0, 1, 2]
      for colour in colours { result += samples[pixel + colour] }
      result += raster.channels % 2 == 0 ? samples[pixel + raster.channels - 1] : full
    }
    return result
  }

  @Test(arguments: 1...4)
  func writingRoundTrips(_ channels: Int) throws {
    var dice = Dice(7)
    let samples = (0..<(13 * 9 * channels)).map { _ in UInt8(dice.roll(256)) }
    let bytes = try PNG.encode(width: 13, height: 9, channels: channels, samples8: samples)
    #expect(
      try PNG.decode(bytes, limit: limit)
        == RasterSamples(shape: [9, 13, channels], samples: .eight(samples)))
    #expect(try PNG.encode(width: 13, height: 9, channels: channels, samples8: samples) == bytes)
  }

  @Test func writtenFileHasThreeKindsOfChunks() throws {
    let bytes = try PNG.encode(width: 2, height: 2, channels: 1, samples8: [0, 1, 2, 3])
    var kinds: [String] = []
    var place = 8
    while place + 8 <= bytes.count {
      kinds.append(String(decoding: bytes[(place + 4)..<(place + 8)], as: UTF8.self))
      place += 12 + bytes[place..<(place + 4)].reduce(0) { $0 << 8 | Int($1) }
    }
    #expect(kinds == ["IHDR", "IDAT", "IEND"])
    #expect(place == bytes.count)
  }

  @Test(arguments: [
    (0, 1, 1, 0), (1, 0, 1, 0), (1, 1, 5, 5), (2, 2, 1, 3), (-1, -1, 1, 1), (Int.max, 2, 1, 2),
  ])
  func sizesThatDisagreeAreNotWritten(_ width: Int, _ height: Int, _ channels: Int, _ samples: Int) {
    #expect(throws: FormatError.imageSize(width: width, height: height, channels: channels, samples: samples))
    {
      try PNG.encode(
        width: width, height: height, channels: channels, samples8: [UInt8](repeating: 0, count: samples))
    }
  }

  @Test func limitIsSetOnDecodedSamples() {
    let bytes = Fixture(name: "png/basn6a16.png").bytes
    #expect(throws: FormatError.overLimit(.png, needed: 8192, limit: 8191)) {
      try PNG.decode(bytes, limit: 8191)
    }
    #expect(throws: Never.self) { try PNG.decode(bytes, limit: 8192) }
  }

  /// The header alone announces 2^31 − 1 pixels each way, with a right checksum.
  @Test func hugeHeaderIsRefusedBeforeItsPixels() {
    let header: [UInt8] = [0x49, 0x48, 0x44, 0x52, 0x7f, 255, 255, 255, 0x7f, 255, 255, 255, 8, 6, 0, 0, 0]
    let bytes =
      PNG.signature + [0, 0, 0, 13] + header + Self.bigEndian(checksum(header))
      + [0, 0, 0, 0, 0x49, 0x44, 0x41, 0x54, 0x35, 0xaf, 0x06, 0x1e]
    #expect(throws: FormatError.shapeTooLarge(.png, shape: [Int(Int32.max), Int(Int32.max), 4])) {
      try PNG.decode(bytes, limit: 1)
    }
  }

  private static func bigEndian(_ word: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) }
  }

  private func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { word, _ in word & 1 == 1 ? word >> 1 ^ 0xedb8_8320 : word >> 1 }
    }
  }

  @Test func sixteenBitsAreRoundedToEight() {
    let raster = RasterSamples(shape: [1, 4, 1], samples: .sixteen([0, 65535, 257 * 7, 257 * 7 + 129]))
    #expect(raster.eightBit() == [0, 255, 7, 8])
    #expect(raster.unitFloats()[1] == 1)
  }
}

// Damaged files of every format: an error or a value within the limit, never a trap.
// Neighbours: `Fixture` (the damage), all codecs.

import Testing

@testable import Formats

private let limit = 1 << 18

/// A codec and a good file of it.
private struct Target: CustomTestStringConvertible, Sendable {
  let file: String
  /// Bytes of decoded content.
  let decode: @Sendable ([UInt8]) throws(FormatError) -> Int

  var testDescription: String { file }
  var bytes: [UInt8] { Fixture(name: file).bytes }

  static let all: [Target] =
    ["same-f32", "read-fortran3-i2", "read-half-edges", "no-fields"].map { npy("npy/\($0).npy") }
    + ["stored", "deflated", "descriptors"].map { npz("npz/\($0).npz") }
    + ["basn3p04", "basi6a16", "tbbn0g04", "basn2c08"].map { png("png/\($0).png") }
    + [gzip("gzip/one.gz"), gzip("gzip/two.gz")]
    + ["ours", "foreign"].map { safetensors("safetensors/\($0).safetensors") }

  private static func npy(_ file: String) -> Target {
    Target(file: file) { bytes throws(FormatError) in try NPY.decode(bytes, limit: limit).bytes.count }
  }

  private static func npz(_ file: String) -> Target {
    Target(file: file) { bytes throws(FormatError) in
      try NPZ.decode(bytes, limit: limit).reduce(0) { $0 + $1.value.bytes.count }
    }
  }

  private static func safetensors(_ file: String) -> Target {
    Target(file: file) { bytes throws(FormatError) in
      try SafeTensors.decode(bytes, limit: limit).reduce(0) { $0 + $1.value.bytes.count }
    }
  }

  private static func png(_ file: String) -> Target {
    Target(file: file) { bytes throws(FormatError) in
      let raster = try PNG.decode(bytes, limit: limit)
      return raster.width * raster.height * raster.channels * raster.depth / 8
    }
  }

  private static func gzip(_ file: String) -> Target {
    Target(file: file) { bytes throws(FormatError) in try GZip.inflate(bytes, limit: limit).count }
  }
}

@Suite struct HostileInputTests {
  /// A prefix of two gzip members that ends with the first is itself whole; no other prefix is.
  @Test(arguments: Target.all)
  fileprivate func everyPrefixIsRefused(_ target: Target) {
    let bytes = target.bytes
    var whole = 0
    for count in 0..<bytes.count {
      do {
        _ = try target.decode(Array(bytes[..<count]))
        whole += 1
      } catch {
        #expect(!error.message.isEmpty)
      }
    }
    #expect(whole == (target.file == "gzip/two.gz" ? 1 : 0))
  }

  @Test(arguments: Target.all)
  fileprivate func fiveThousandMutationsStayWithinTheLimit(_ target: Target) {
    let bytes = target.bytes
    var dice = Dice(UInt64(bytes.count))
    var refused = 0
    for _ in 0..<5000 {
      do {
        let size = try target.decode(bytes.mutated(&dice))
        #expect(size <= limit)
      } catch {
        refused += error.message.isEmpty ? 0 : 1
      }
    }
    #expect(refused > 0)
  }

  @Test func mutatedIDXAndTablesStayWithinTheLimit() {
    let idx: [UInt8] = [0, 0, 11, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3] + (0..<12).map { UInt8($0) }
    let table = Array("a,\"b\"\"c\",d\r\n1,x,2.5e3\n2,\"y\nz\",nan\n3,,-4\n".utf8)
    var dice = Dice(11)
    var sizes: [Int] = []
    for _ in 0..<5000 {
      if let value = try? IDX.decode(idx.mutated(&dice), limit: limit) { sizes.append(value.bytes.count) }
      if let value = try? CSV.decode(table.mutated(&dice), limit: limit) { sizes.append(value.rows) }
    }
    #expect(sizes.allSatisfy { $0 <= limit })
    #expect((1..<10_000).contains(sizes.count))
    for count in 0..<idx.count {
      #expect(throws: FormatError.self) { try IDX.decode(Array(idx[..<count]), limit: limit) }
    }
  }
}

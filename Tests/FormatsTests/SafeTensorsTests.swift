// safetensors both ways: what the package of that name wrote is read, and written again byte for byte.
// Neighbours: `Fixtures/make-safetensors.py`, `HostileInputTests` (damaged files), `NPZTests`.

import Testing

@testable import Formats

private let limit = 1 << 20

/// A file from a header and its data.
private func file(_ header: String, _ data: [UInt8] = []) -> [UInt8] {
  let text = Array(header.utf8)
  return (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text + data
}

private func entry(_ name: String, _ type: String, _ shape: String, _ begin: Int, _ end: Int) -> String {
  "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":[\(begin),\(end)]}"
}

@Suite struct SafeTensorsTests {
  @Test func tensorsOfThePackageAreRead() throws {
    let entries = try SafeTensors.decode(Fixture(name: "safetensors/ours.safetensors").bytes, limit: limit)
    let values = Dictionary(entries, uniquingKeysWith: { first, _ in first })
    #expect(entries.count == 9)
    #expect(values["layers.0.w"] == ArrayValue(shape: [2, 3], [0, 0.25, 0.5, 0.75, 1, 1.25] as [Float]))
    #expect(values["layers.0.b"] == ArrayValue(shape: [2], [1.5, -2] as [Double]))
    #expect(values["n"] == ArrayValue(shape: [], [7] as [Int32]))
    #expect(values["flag"] == ArrayValue(shape: [2], [true, false]))
    #expect(values["u8"] == ArrayValue(shape: [5], [0, 1, 2, 3, 4] as [UInt8]))
    #expect(values["u32"] == ArrayValue(shape: [1], [4_000_000_000] as [UInt32]))
    #expect(values["i64"] == ArrayValue(shape: [2], [-3, 1 << 40] as [Int64]))
    #expect(values["empty"] == ArrayValue(shape: [0, 3], [] as [Float]))
    #expect(values["größe \"x\"\n"] == ArrayValue(shape: [2], [1, 2] as [Float]))
  }

  @Test func encodingGivesThePackagesBytes() throws {
    let bytes = Fixture(name: "safetensors/ours.safetensors").bytes
    let entries = try SafeTensors.decode(bytes, limit: limit)
    #expect(try SafeTensors.encode(entries) == bytes)
    #expect(try SafeTensors.encode(entries.reversed()) == bytes)
  }

  @Test func foreignTypesBecomeTheNearest() throws {
    let entries = try SafeTensors.decode(Fixture(name: "safetensors/foreign.safetensors").bytes, limit: limit)
    let values = Dictionary(entries, uniquingKeysWith: { first, _ in first })
    #expect(values["half"]?.floats() == [1, -0.5, 65504, 0x1p-24, .infinity])
    #expect(values["i16"] == ArrayValue(shape: [1], [-300] as [Int32]))
    #expect(values["u16"] == ArrayValue(shape: [1], [60000] as [Int32]))
    #expect(values["i8"] == ArrayValue(shape: [1], [-1] as [Int32]))
    #expect(values["u64"] == ArrayValue(shape: [1], [9] as [Int64]))
  }

  @Test func brainFloatsAreTheUpperHalvesOfFloats() throws {
    let bytes = file("{\(entry("b", "BF16", "[3]", 0, 6))}", [0x80, 0x3F, 0x20, 0xC0, 0x80, 0x7F])
    #expect(try SafeTensors.decode(bytes, limit: limit).first?.value.floats() == [1, -2.5, .infinity])
  }

  @Test func escapesAndBlanksOfStrictJSONAreRead() throws {
    let name = #"\u00e4\ud83d\ude00\/\t"#
    let bytes = file("{ \(entry(name, "U8", "[ ]", 0, 1)) }  \n", [5])
    #expect(try SafeTensors.decode(bytes, limit: limit).map(\.name) == ["ä😀/\t"])
    #expect(try SafeTensors.decode(file("{}"), limit: limit).isEmpty)
  }

  @Test(arguments: [
    (entry("a", "F32", "[1]", 0, 4) + "," + entry("b", "F32", "[1]", 0, 4), 4, FormatError.SafeTensorsFlaw.overlap(name: "b")),
    (entry("a", "F32", "[2]", 0, 8) + "," + entry("b", "F32", "[1]", 4, 8), 8, .overlap(name: "b")),
    (entry("a", "U8", "[1]", 0, 1) + "," + entry("b", "U8", "[1]", 2, 3), 3, .hole(offset: 1)),
    (entry("a", "U8", "[1]", 1, 2), 2, .hole(offset: 0)),
    (entry("a", "F32", "[2]", 0, 4), 4, .sizes(name: "a")), (entry("a", "F32", "[0, 9]", 0, 4), 4, .sizes(name: "a")),
    (entry("a", "U8", "[1]", 0, 1) + "," + entry("a", "U8", "[1]", 1, 2), 2, .duplicate(name: "a")),
    ("\"a\":{\"dtype\":\"U8\",\"shape\":[]}", 0, .missing(key: "data_offsets", name: "a")),
    ("\"a\":{\"dtype\":\"U8\",\"dtype\":\"U8\"}", 0, .unexpected(key: "dtype", name: "a")),
    ("\"a\":{\"device\":\"cpu\"}", 0, .unexpected(key: "device", name: "a")),
  ])
  func whatDoesNotFitIsRefused(_ header: String, _ count: Int, _ flaw: Flaw) {
    #expect(throws: FormatError.safetensors(flaw)) {
      try SafeTensors.decode(file("{\(header)}", [UInt8](repeating: 0, count: count)), limit: limit)
    }
  }

  typealias Flaw = FormatError.SafeTensorsFlaw

  @Test(arguments: [
    "", " {}", "{", "{\"a\"}", "{\"a\":{", "{\"a\":1}", "{\"a\":{\"shape\":[01]}}", "{\"a\":{\"shape\":[-1]}}",
    "{\"a\":{\"shape\":[1.0]}}", "{\"a\":{\"shape\":[99999999999999999999]}}", "{\"\\x\":{}}", "{\"\\ud800\":{}}",
    "{\"a\n\":{}}", "{},", "{\"a\":{\"shape\":[1,]}}", "{\"__metadata__\":{\"n\":1}}",
  ])
  func whatIsNoHeaderIsRefused(_ header: String) {
    let error = #expect(throws: FormatError.self) { try SafeTensors.decode(file(header), limit: limit) }
    guard case .safetensors(.syntax) = error else {
      Issue.record("\(header): \(String(describing: error))")
      return
    }
  }

  @Test func sizesAreNotTrusted() {
    let long = [UInt8](repeating: 0xFF, count: 7) + [0x7F, UInt8(ascii: "{")]
    #expect(throws: FormatError.safetensors(.headerTooLong(bytes: Int.max))) {
      try SafeTensors.decode(long, limit: limit)
    }
    #expect(throws: FormatError.truncated(.safetensors, part: .header, needed: 64, available: 2)) {
      try SafeTensors.decode([64, 0, 0, 0, 0, 0, 0, 0, 0x7B, 0x7D], limit: limit)
    }
    let huge = file("{\(entry("a", "F64", "[4294967296,4294967296]", 0, 0))}")
    #expect(throws: FormatError.shapeTooLarge(.safetensors, shape: [1 << 32, 1 << 32])) {
      try SafeTensors.decode(huge, limit: limit)
    }
    let half = file("{\(entry("a", "F16", "[4]", 0, 8))}", [UInt8](repeating: 0, count: 8))
    #expect(throws: FormatError.overLimit(.safetensors, needed: 16, limit: 15)) {
      try SafeTensors.decode(half, limit: 15)
    }
    #expect(throws: FormatError.elementType(.safetensors, name: "F8_E4M3")) {
      try SafeTensors.decode(file("{\(entry("a", "F8_E4M3", "[1]", 0, 1))}", [0]), limit: limit)
    }
    #expect(throws: FormatError.trailingBytes(.safetensors, count: 1)) {
      try SafeTensors.decode(file("{}", [0]), limit: limit)
    }
  }

  @Test func namesAreUniqueAndNotReserved() throws {
    let one = try #require(ArrayValue(shape: [], [1] as [Float]))
    #expect(throws: FormatError.safetensors(.duplicate(name: "a"))) { try SafeTensors.encode([("a", one), ("a", one)]) }
    #expect(throws: FormatError.safetensors(.reserved)) { try SafeTensors.encode([("__metadata__", one)]) }
  }

  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (String(repeating: "a", count: 55), "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"),
    (String(repeating: "a", count: 64), "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"),
  ])
  func checksumsAreThoseOfTheStandard(_ text: String, _ sum: String) {
    #expect(Checksum.sha256(Array(text.utf8)) == sum)
    #expect(Checksum.sha256(Array(text.utf8), plain: true) == sum)
  }

  @Test func checksumsOfManyLengthsAgreeWithAndWithoutTheProcessorsInstructions() {
    for count in 0..<300 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 11) }
      #expect(Checksum.sha256(bytes) == Checksum.sha256(bytes, plain: true))
    }
  }
}

// npy both ways against files that NumPy wrote.
// Neighbours: `Fixtures/make.py`, `NPZTests`.

import Testing

@testable import Formats

private let limit = 1 << 20

@Suite struct NPYTests {
  @Test(arguments: Fixture.all(in: "npy", prefix: "same-", suffix: ".npy"))
  func encodingGivesNumPysBytes(_ file: Fixture) throws {
    #expect(NPY.encode(try NPY.decode(file.bytes, limit: limit)) == file.bytes)
  }

  @Test func allFixturesAreThere() {
    #expect(Fixture.all(in: "npy", suffix: ".npy").count == 39)
  }

  @Test(arguments: [
    ("same-bool", ArrayValue.ElementType.bool, [1, 0, 1, 0, 1, 0]), ("same-u8", .u8, [0, 1, 2, 3, 4, 5]),
    ("same-i32", .i32, [-3, -2, -1, 0, 1, 2]), ("same-u32", .u32, [0, 1, 2, 3, 4, 5]),
    ("same-i64", .i64, [-3, -2, -1, 0, 1, 2]), ("same-f32", .f32, [0, 0.25, 0.5, 0.75, 1, 1.25]),
    ("same-f64", .f64, [0, 0.25, 0.5, 0.75, 1, 1.25]), ("read-be-f4", .f32, [0, 0.25, 0.5, 0.75, 1, 1.25]),
    ("read-be-f8", .f64, [0, 0.25, 0.5, 0.75, 1, 1.25]), ("read-be-i4", .i32, [-3, -2, -1, 0, 1, 2]),
    ("read-be-i8", .i64, [-3, -2, -1, 0, 1, 2]), ("read-be-u4", .u32, [0, 1, 2, 3, 4, 5]),
    ("read-i1", .i32, [-3, -2, -1, 0, 1, 2]), ("read-i2", .i32, [-3, -2, -1, 0, 1, 2]),
    ("read-be-i2", .i32, [-3, -2, -1, 0, 1, 2]), ("read-u2", .i32, [0, 1, 2, 3, 4, 5]),
    ("read-u8", .i64, [0, 1, 2, 3, 4, 5]), ("read-f2", .f32, [-0.5, -0.25, 0, 0.25, 0.5, 0.75]),
    ("read-be-f2", .f32, [0, 0.25, 0.5, 0.75, 1, 1.25]),
    ("read-fortran-f4", .f32, [0, 0.25, 0.5, 0.75, 1, 1.25]),
    ("read-version2", .f32, [0, 0.25, 0.5, 0.75, 1, 1.25]),
    ("read-version3", .f32, [0, 0.25, 0.5, 0.75, 1, 1.25]),
  ])
  func elementsAreReadAsTheNearestType(_ name: String, _ type: ArrayValue.ElementType, _ values: [Double])
    throws
  {
    let value = try NPY.decode(Fixture(name: "npy/\(name).npy").bytes, limit: limit)
    #expect(value.shape == [2, 3])
    #expect(value.type == type)
    #expect(value.doubles() == values)
  }

  @Test func fortranOrderBecomesCOrder() throws {
    let value = try NPY.decode(Fixture(name: "npy/read-fortran3-i2.npy").bytes, limit: limit)
    #expect(value.shape == [2, 3, 4])
    #expect(value.integers() == (0..<24).map { Int64($0) })
  }

  @Test func halvesAreExactAtTheirEdges() throws {
    let values = try NPY.decode(Fixture(name: "npy/read-half-edges.npy").bytes, limit: limit).floats()
    let expected: [Float] = [0, -0.0, 1, 65504, 0x1p-24, 0x3ffp-24, .infinity, -.infinity]
    #expect(values.map(\.bitPattern) == expected.map(\.bitPattern))
    #expect(Float(bitPattern: StoredElement.floatBits(half: 0x7e00)).isNaN)
  }

  @Test(arguments: [("scalar", [Int]()), ("empty", [0, 3]), ("emptyinner", [4, 0]), ("vector", [7])])
  func unusualShapesSurvive(_ name: String, _ shape: [Int]) throws {
    #expect(try NPY.decode(Fixture(name: "npy/same-\(name).npy").bytes, limit: limit).shape == shape)
  }

  @Test(arguments: [
    ("c8", FormatError.elementType(.npy, name: "<c8")), ("U3", .elementType(.npy, name: "<U3")),
    ("S3", .elementType(.npy, name: "|S3")), ("O", .elementType(.npy, name: "|O")),
    ("M8", .elementType(.npy, name: "<M8[D]")), ("f16", .elementType(.npy, name: "<f16")),
    ("fields", .npyHeader(.structured)), ("u8-large", .elementTooLarge(.npy, value: 1 << 63, index: 1)),
  ])
  func otherTypesAreRefusedByName(_ name: String, _ error: FormatError) {
    #expect(throws: error) { try NPY.decode(Fixture(name: "npy/no-\(name).npy").bytes, limit: limit) }
  }

  @Test(arguments: [
    ("{}", FormatError.npyHeader(.missing(key: "descr"))),
    ("{'descr': '<f4', 'shape': (2,)}", .npyHeader(.missing(key: "fortran_order"))),
    ("{'descr': '<f4', 'fortran_order': False}", .npyHeader(.missing(key: "shape"))),
    ("{'descr': '<f4', 'descr': '<f4'}", .npyHeader(.unexpected(key: "descr"))),
    ("{'extra': 1}", .npyHeader(.unexpected(key: "extra"))),
    ("{'descr': <f4}", .npyHeader(.syntax(offset: 10))),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}", .npyHeader(.syntax(offset: 51))),
    ("{'descr': '<f4", .npyHeader(.syntax(offset: 14))), ("", .npyHeader(.syntax(offset: 0))),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} x", .npyHeader(.syntax(offset: 56))),
    (
      "{'descr': '<f4', 'fortran_order': False, 'shape': (9000000000, 9000000000)}",
      .shapeTooLarge(.npy, shape: [9_000_000_000, 9_000_000_000])
    ),
    (
      "{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000000,)}",
      .overLimit(.npy, needed: 4_000_000_000_000, limit: limit)
    ),
    (
      "{'descr': '<f4', 'fortran_order': False, 'shape': (9,)}",
      .truncated(.npy, part: .data, needed: 36, available: 8)
    ),
    ("{'descr': '<f4', 'fortran_order': False, 'shape': ()}", .trailingBytes(.npy, count: 4)),
  ])
  func headerIsHeldToItsWord(_ header: String, _ error: FormatError) {
    #expect(throws: error) { try NPY.decode(Self.file(header), limit: limit) }
  }

  @Test(arguments: [
    "{'descr':'<f4','fortran_order':False,'shape':(2,)}",
    "{ \"shape\": (2L,), \"fortran_order\": True, \"descr\": \"<f4\", }\n",
  ])
  func headerMayBeSpelledFreely(_ header: String) throws {
    #expect(try NPY.decode(Self.file(header), limit: limit).shape == [2])
  }

  /// A version 1.0 file with this header and 8 bytes of data.
  private static func file(_ header: String) -> [UInt8] {
    let size = header.utf8.count
    return NPY.magic + [1, 0, UInt8(size & 255), UInt8(size >> 8)] + Array(header.utf8)
      + [UInt8](repeating: 0, count: 8)
  }

  @Test func unknownVersionIsNamed() {
    #expect(throws: FormatError.unknownVersion(.npy, major: 4, minor: 0)) {
      try NPY.decode(NPY.magic + [4, 0, 0, 0], limit: limit)
    }
  }

  @Test func arrayValueRefusesBytesThatDoNotFit() {
    #expect(ArrayValue(shape: [2], [1, 2, 3] as [Float]) == nil)
    #expect(ArrayValue(shape: [-1], [] as [Float]) == nil)
    #expect(ArrayValue(shape: [Int.max, Int.max, 0], [] as [Float]) == nil)
    #expect(ArrayValue(shape: [2, 1], [true, false])?.bytes == [1, 0])
  }
}

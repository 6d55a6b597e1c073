// Which kind of file it is, and that every error has words.
// Neighbours: `FileKind`, `FormatError+Words`.

import Testing

@testable import Formats

@Suite struct FileKindTests {
  @Test(arguments: [
    ("npy/same-f32.npy", "w.dat", FileKind.npy), ("npz/stored.npz", "w", .npz), ("npz/empty.npz", "w", .npz),
    ("png/basn0g01.png", "x.csv", .png), ("gzip/one.gz", "x.csv.gz", .gzip),
  ])
  func contentDecidesFirst(_ file: String, _ name: String, _ kind: FileKind) {
    #expect(FileKind.sniff(Fixture(name: file).bytes, name: name) == kind)
  }

  @Test(arguments: [
    ([0xff, 0xd8, 0xff, 0xe0] as [UInt8], "x.png", FileKind.jpeg), ([], "a/b.png", .png), ([], "b.NPZ", .npz),
    (Array("a,b\n".utf8), "t.csv", .csv), (Array("a,b\n".utf8), "t", .text),
    (Array("é".utf8), "dir.csv/t", .text),
    ([0, 0, 8, 1, 0, 0, 0, 0], "labels", .idx), ([0], "t10k-images.idx3-ubyte", .idx),
    ([0, 1], "x", .unknown),
    ([0xff], "x", .unknown), ([0x80, 2], "model.pth", .pickle), (Array("RIFF1234WEBP".utf8), "x", .webp),
  ])
  func nameDecidesNext(_ bytes: [UInt8], _ name: String, _ kind: FileKind) {
    #expect(FileKind.sniff(bytes, name: name) == kind)
  }

  @Test func jpegIsRefusedWithAWayOut() {
    let error = FormatError.notRead(.jpeg)
    #expect(error.message == "this is a JPEG image, which is not read")
    #expect(error.hint == "convert it to PNG")
  }

  @Test(arguments: [
    (
      FormatError.truncated(.npy, part: .data, needed: 24, available: 3),
      "the npy file is truncated: its data needs 24 bytes, 3 are left"
    ),
    (
      .overLimit(.png, needed: 9, limit: 8),
      "the content of the PNG file takes 9 bytes of memory, the limit is 8"
    ),
    (
      .overLimit(.gzip, needed: nil, limit: 8),
      "the content of the gzip file takes more bytes of memory than the limit of 8"
    ),
    (.raggedRow(row: 3, fields: 1, expected: 2), "row 3 has 1 field, the first row has 2"),
    (.missingValue(row: 3, column: 2, name: "age"), "row 3 has no value in column 2 (\"age\")"),
    (
      .member(name: "w", .npyHeader(.structured)),
      "member \"w\": the npy file holds a structured array, which is not read"
    ),
    (.wrongStart(.npz, found: [0, 255]), "this is no npz file: it begins with the bytes 00 ff"),
  ])
  func messagesCarryTheEvidence(_ error: FormatError, _ message: String) {
    #expect(error.message == message)
  }
}

// A zip archive of stored members, dated 1980-01-01, so that equal contents give equal bytes.
// Neighbours: `NPZ`, `ZipReader`.

import CPNG

/// Collects members and writes the directory last.
struct ZipWriter {
  private var archive: [UInt8] = []
  private var directory: [UInt8] = []
  private var count = 0

  /// Day 1 of month 1 of year 0, counted from 1980.
  private static let date = 0x21

  mutating func add(name: String, content: [UInt8]) throws(FormatError) {
    let name = Array(name.utf8)
    guard name.count <= Int(UInt16.max) else { throw .zip(.nameTooLong(bytes: name.count)) }
    try checkSize(adding: content.count + 200 + 2 * name.count)
    // Version 2.0, UTF-8 names flagged, method 0 (stored), time, date, checksum, twice the size, name size.
    var common: [UInt8] = []
    Self.append([20, name.contains { $0 >= 0x80 } ? 0x0800 : 0, 0, 0, Self.date], width: 2, to: &common)
    Self.append(
      [Int(advnb_crc32(content, content.count)), content.count, content.count], width: 4, to: &common)
    Self.append([name.count, 0], width: 2, to: &common)

    Self.append([0x0201_4b50], width: 4, to: &directory)
    Self.append([20], width: 2, to: &directory)
    directory += common
    Self.append([0, 0, 0], width: 2, to: &directory)
    Self.append([0, archive.count], width: 4, to: &directory)
    directory += name

    Self.append([0x0403_4b50], width: 4, to: &archive)
    archive += common
    archive += name
    archive += content
    count += 1
  }

  /// The whole archive.
  consuming func finish() throws(FormatError) -> [UInt8] {
    try checkSize(adding: 22)
    guard count < Int(UInt16.max) else { throw .zip(.tooLargeToWrite(bytes: archive.count)) }
    let (start, size) = (archive.count, directory.count)
    var result = archive
    result += directory
    Self.append([0x0605_4b50], width: 4, to: &result)
    Self.append([0, 0, count, count], width: 2, to: &result)
    Self.append([size, start], width: 4, to: &result)
    Self.append([0], width: 2, to: &result)
    return result
  }

  private func checkSize(adding more: Int) throws(FormatError) {
    let total = archive.count + directory.count + more
    guard total < Int(UInt32.max) else { throw .zip(.tooLargeToWrite(bytes: total)) }
  }

  /// Little-endian numbers of `width` bytes each.
  private static func append(_ numbers: [Int], width: Int, to bytes: inout [UInt8]) {
    for number in numbers {
      for byte in 0..<width { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * byte))) }
    }
  }
}

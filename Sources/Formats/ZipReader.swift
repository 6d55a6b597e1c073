// The part of zip that arrays travel in: a directory at the end, members stored or deflated.
// Neighbours: `NPZ`, `ZipWriter`; `CPNG`'s `CInflate.c` (inflate, CRC-32).

import CPNG

/// The members of a zip archive, found through its directory, so that data descriptors do not matter.
struct ZipReader {
  struct Member: Equatable {
    var name: String
    var flags: Int
    var method: Int
    var checksum: UInt32
    var packedSize: Int
    var size: Int
    /// Where its own header is.
    var offset: Int
  }

  /// Where the directory is and how long.
  private struct Directory {
    var count: Int
    var size: Int
    var offset: Int
  }

  private let bytes: [UInt8]
  private(set) var members: [Member] = []

  init(_ bytes: [UInt8]) throws(FormatError) {
    self.bytes = bytes
    guard bytes.starts(with: [0x50, 0x4b]) else { throw .wrongStart(.npz, found: Array(bytes.prefix(8))) }
    let directory = try Self.findDirectory(bytes)
    var reader = ByteReader(bytes, format: .npz)
    reader.part = .directory
    try reader.seek(to: directory.offset)
    let (end, overflow) = directory.offset.addingReportingOverflow(directory.size)
    guard !overflow, end <= bytes.count else { throw .zip(.noDirectory) }
    while reader.offset < end { members.append(try Self.readMember(&reader)) }
    guard members.count == directory.count else {
      throw .zip(.entryCount(announced: directory.count, found: members.count))
    }
  }

  /// The unpacked bytes of a member, size and checksum verified.
  func content(of member: Member, limit: Int) throws(FormatError) -> [UInt8] {
    guard member.flags & 1 == 0 else { throw .zip(.encrypted(name: member.name)) }
    guard member.size <= limit else { throw .overLimit(.npz, needed: member.size, limit: limit) }
    let packed = try packedBytes(of: member)
    let content: [UInt8]
    switch member.method {
    case 0:
      guard member.size == member.packedSize else { throw .zip(.sizes(name: member.name)) }
      content = packed
    case 8: content = try inflate(packed, member)
    default: throw .zip(.method(member.method, name: member.name))
    }
    guard advnb_crc32(content, content.count) == member.checksum else {
      throw .zip(.checksum(name: member.name))
    }
    return content
  }

  private func packedBytes(of member: Member) throws(FormatError) -> [UInt8] {
    var reader = ByteReader(bytes, format: .npz)
    reader.part = .member
    try reader.seek(to: member.offset)
    guard try reader.u32() == 0x0403_4b50 else { throw .zip(.brokenEntry(offset: member.offset)) }
    try reader.skip(22)
    let (name, extra) = (try reader.u16(), try reader.u16())
    try reader.skip(name + extra)
    return try reader.take(member.packedSize)
  }

  private func inflate(_ packed: [UInt8], _ member: Member) throws(FormatError) -> [UInt8] {
    guard member.size <= GZip.deflateBound(packed.count) else { throw .zip(.sizes(name: member.name)) }
    var content = [UInt8](repeating: 0, count: member.size)
    let outcome = advnb_inflate(packed, packed.count, Int32(ADVNB_DEFLATE_RAW), &content, member.size)
    switch Int(outcome.status) {
    case ADVNB_INFLATE_DONE where outcome.produced == member.size && outcome.consumed == packed.count:
      return content
    case ADVNB_INFLATE_DAMAGED: throw .member(name: member.name, .damaged(.npz))
    default: throw .zip(.sizes(name: member.name))
    }
  }
}

// MARK: - The directory

extension ZipReader {
  /// The end record is the last thing in the file but for a comment of at most 65,535 bytes.
  private static func findDirectory(_ bytes: [UInt8]) throws(FormatError) -> Directory {
    var reader = ByteReader(bytes, format: .npz)
    reader.part = .directory
    var place = bytes.count - 22
    let lowest = max(0, place - Int(UInt16.max))
    while place >= lowest {
      if bytes[place] == 0x50, bytes[place + 1] == 0x4b, bytes[place + 2] == 5, bytes[place + 3] == 6 {
        try reader.seek(to: place + 10)
        let found = Directory(count: try reader.u16(), size: try reader.u32(), offset: try reader.u32())
        if try reader.u16() == bytes.count - place - 22 {
          return try wideDirectory(found, before: place, bytes)
        }
      }
      place -= 1
    }
    throw .zip(.noDirectory)
  }

  /// Replaces a directory whose numbers are marked as too large by the 64-bit record that then precedes it.
  private static func wideDirectory(_ narrow: Directory, before end: Int, _ bytes: [UInt8])
    throws(FormatError) -> Directory
  {
    let isNarrow = narrow.count != 0xffff && narrow.size != 0xffff_ffff && narrow.offset != 0xffff_ffff
    if isNarrow { return narrow }
    var reader = ByteReader(bytes, format: .npz)
    reader.part = .directory
    guard end >= 20 else { throw .zip(.noDirectory) }
    try reader.seek(to: end - 20)
    guard try reader.u32() == 0x0706_4b50 else { return narrow }
    try reader.skip(4)
    try reader.seek(to: try reader.size64())
    guard try reader.u32() == 0x0606_4b50 else { throw .zip(.noDirectory) }
    try reader.skip(28)
    return Directory(count: try reader.size64(), size: try reader.size64(), offset: try reader.size64())
  }

  private static func readMember(_ reader: inout ByteReader) throws(FormatError) -> Member {
    let start = reader.offset
    guard try reader.u32() == 0x0201_4b50 else { throw .zip(.brokenEntry(offset: start)) }
    try reader.skip(4)
    var member = Member(
      name: "", flags: try reader.u16(), method: try reader.u16(), checksum: 0, packedSize: 0, size: 0,
      offset: 0)
    try reader.skip(4)
    member.checksum = UInt32(truncatingIfNeeded: try reader.u32())
    member.packedSize = try reader.u32()
    member.size = try reader.u32()
    let (nameCount, extraCount, commentCount) = (try reader.u16(), try reader.u16(), try reader.u16())
    try reader.skip(8)
    member.offset = try reader.u32()
    member.name = String(decoding: try reader.take(nameCount), as: UTF8.self)
    try readWideSizes(try reader.take(extraCount), into: &member, at: start)
    try reader.skip(commentCount)
    return member
  }

  /// Extra field 1 holds, in this order, those of the three numbers that are all ones in the entry.
  private static func readWideSizes(_ extra: [UInt8], into member: inout Member, at start: Int)
    throws(FormatError)
  {
    var reader = ByteReader(extra, format: .npz)
    reader.part = .directory
    while reader.remaining >= 4 {
      let (kind, count) = (try reader.u16(), try reader.u16())
      guard kind == 1 else {
        try reader.skip(count)
        continue
      }
      var field = ByteReader(try reader.take(count), format: .npz)
      field.part = .directory
      if member.size == 0xffff_ffff { member.size = try field.size64() }
      if member.packedSize == 0xffff_ffff { member.packedSize = try field.size64() }
      if member.offset == 0xffff_ffff { member.offset = try field.size64() }
      return
    }
  }
}

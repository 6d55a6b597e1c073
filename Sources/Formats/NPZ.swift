// NumPy's npz: a zip archive whose members are npy files.
// Neighbours: `ZipReader`, `ZipWriter` (the archive), `NPY` (the members).

/// The npz format, as `numpy.savez` and `numpy.savez_compressed` write it.
public enum NPZ {
  /// An array under its name, without the `.npy` of its member.
  public typealias Entry = (name: String, value: ArrayValue)

  private static let suffix = ".npy"
  /// Bytes a member may have beyond its elements: headers are under 200, versions 2 and 3 allow more.
  private static let headerRoom = 1 << 16

  /// Reads all arrays, in the archive's order; together they take at most `limit` bytes.
  ///
  /// Members are stored or deflated; sizes and checksums are verified, the announced ones never trusted.
  public static func decode(_ bytes: [UInt8], limit: Int) throws(FormatError) -> [Entry] {
    let archive = try ZipReader(bytes)
    var entries: [Entry] = []
    var names: Set<String> = []
    var left = max(limit, 0)
    for member in archive.members where !member.name.hasSuffix("/") {
      guard member.name.hasSuffix(suffix) else { throw .zip(.notAnArray(name: member.name)) }
      let name = String(member.name.dropLast(suffix.count))
      guard names.insert(name).inserted else { throw .zip(.duplicate(name: name)) }
      let room = left.addingReportingOverflow(headerRoom)
      let content = try archive.content(of: member, limit: room.overflow ? left : room.partialValue)
      let value: ArrayValue
      do {
        value = try NPY.decode(content, limit: left)
      } catch {
        throw .member(name: name, error)
      }
      left -= value.bytes.count
      entries.append((name, value))
    }
    return entries
  }

  /// Writes arrays without compression and without dates: equal arrays give equal bytes.
  ///
  /// - Throws: `FormatError.zip` for a repeated or overlong name, or 4 GiB and more.
  public static func encode(_ entries: [Entry]) throws(FormatError) -> [UInt8] {
    var writer = ZipWriter()
    var names: Set<String> = []
    for (name, value) in entries {
      guard names.insert(name).inserted else { throw .zip(.duplicate(name: name)) }
      try writer.add(name: name + suffix, content: NPY.encode(value))
    }
    return try writer.finish()
  }
}

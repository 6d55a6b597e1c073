// Unpacking gzip without trusting its announced size.
// Neighbours: `CPNG`'s `CInflate.c` (zlib), `IDX` and the callers that unpack `.csv.gz`.

import CPNG

/// The gzip wrapper (RFC 1952).
public enum GZip {
  /// Whether the bytes begin as gzip does.
  public static func isGZip(_ bytes: [UInt8]) -> Bool { bytes.starts(with: [0x1f, 0x8b]) }

  /// Unpacks all members, one after another, checksums verified; at most `limit` bytes.
  ///
  /// The size at the end of the file is believed only as far as deflate can pack at all; if it turns out
  /// to be wrong, the data is measured first and unpacked in a second pass.
  public static func inflate(_ bytes: [UInt8], limit: Int) throws(FormatError) -> [UInt8] {
    guard isGZip(bytes) else { throw .wrongStart(.gzip, found: Array(bytes.prefix(8))) }
    var capacity = min(announcedSize(bytes), deflateBound(bytes.count), max(limit, 0))
    var isMeasured = false
    while true {
      var result = [UInt8](repeating: 0, count: capacity)
      let outcome = advnb_inflate(bytes, bytes.count, Int32(ADVNB_DEFLATE_GZIP), &result, capacity)
      switch Int(outcome.status) {
      case ADVNB_INFLATE_DONE:
        result.removeLast(capacity - outcome.produced)
        return result
      case ADVNB_INFLATE_FULL where !isMeasured:
        capacity = try measure(bytes, limit: limit)
        isMeasured = true
      default:
        throw failure(outcome, of: .gzip, input: bytes.count, limit: limit)
      }
    }
  }

  /// Bytes that unpacking would make, counted without keeping them.
  private static func measure(_ bytes: [UInt8], limit: Int) throws(FormatError) -> Int {
    let outcome = advnb_inflate(bytes, bytes.count, Int32(ADVNB_DEFLATE_GZIP), nil, max(limit, 0))
    guard Int(outcome.status) == ADVNB_INFLATE_DONE else {
      throw failure(outcome, of: .gzip, input: bytes.count, limit: limit)
    }
    return outcome.produced
  }

  /// The last four bytes: the size of the last member, modulo 2^32.
  private static func announcedSize(_ bytes: [UInt8]) -> Int {
    bytes.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  /// Deflate cannot pack more than 1032 bytes into one.
  static func deflateBound(_ packed: Int) -> Int {
    let (bound, overflow) = packed.multipliedReportingOverflow(by: 1032)
    return overflow ? Int.max : bound
  }

  /// The error for an `advnb_inflate` that did not end well.
  static func failure(_ outcome: advnb_inflate_result, of format: FileFormat, input: Int, limit: Int)
    -> FormatError
  {
    switch Int(outcome.status) {
    case ADVNB_INFLATE_FULL: .overLimit(format, needed: nil, limit: limit)
    case ADVNB_INFLATE_SHORT: .truncated(format, part: .data, needed: input + 1, available: input)
    default: .damaged(format)
    }
  }
}

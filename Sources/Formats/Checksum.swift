// SHA-256 of bytes, to know a file by its content.
// Neighbours: `CPNG`'s `CSHA256.c` does the work; data sets that are read from folders are verified by it.

import CPNG

/// Checksums.
public enum Checksum {
  /// The 64 hexadecimal digits of the SHA-256 of the bytes.
  public static func sha256(_ bytes: [UInt8]) -> String { sha256(bytes, plain: false) }

  /// - Parameter plain: without the processor's own instructions for it.
  static func sha256(_ bytes: [UInt8], plain: Bool) -> String {
    var digest = [UInt8](repeating: 0, count: 32)
    advnb_sha256(bytes, bytes.count, plain ? 1 : 0, &digest)
    return digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}

// The signature of a message (HMAC-SHA256, RFC 2104): who does not know the key cannot make the kernel run anything.
// Neighbours: `Wire` signs and checks; `Notebook/SHA256`.

import Notebook

enum HMAC {
  /// Hexadecimal digits of the signature of some parts, one after the other.
  static func hex(_ parts: [[UInt8]], key: [UInt8]) -> String {
    var block = key.count > 64 ? SHA256.digest(key) : key
    block += [UInt8](repeating: 0, count: 64 - block.count)
    let inner = SHA256.digest(block.map { $0 ^ 0x36 } + parts.joined())
    return SHA256.hex(block.map { $0 ^ 0x5C } + inner)
  }
}

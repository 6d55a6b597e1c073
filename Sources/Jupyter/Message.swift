// A message of Jupyter's protocol 5.3: four dictionaries, signed, behind the addresses of who sent it.
// Neighbours: `Wire` moves messages; `Kernel` answers them.

import Formats
import Glibc

struct Message {
  /// Where a reply goes.
  var identities: [[UInt8]] = []
  var header: JSON
  var parent: JSON
  var metadata: JSON
  var content: JSON

  private static let delimiter = Array("<IDS|MSG>".utf8)

  var kind: String { header["msg_type"]?.string ?? "" }

  /// A message of this kernel's.
  init(_ kind: String, _ content: JSON, answering parent: Message?, session: String) {
    header = .fields([
      "msg_id": .string(Self.identifier()), "session": .string(session), "username": "kernel",
      "date": .string(Self.date()), "msg_type": .string(kind), "version": "5.3",
    ])
    self.parent = parent?.header ?? .object(JSONObject())
    identities = parent?.identities ?? []
    metadata = .object(JSONObject())
    self.content = content
  }

  /// Reads a message; nil if it is none, or is not signed with the key.
  init?(_ frames: [[UInt8]], key: [UInt8]) {
    guard let mark = frames.firstIndex(of: Self.delimiter), frames.count >= mark + 6 else { return nil }
    let parts = Array(frames[mark + 2..<mark + 6])
    guard key.isEmpty || frames[mark + 1] == Array(HMAC.hex(parts, key: key).utf8) else { return nil }
    let values = parts.compactMap { JSON(reading: $0) }
    guard values.count == 4 else { return nil }
    identities = Array(frames[..<mark])
    (header, parent, metadata, content) = (values[0], values[1], values[2], values[3])
  }

  func frames(key: [UInt8]) -> [[UInt8]] {
    let parts = [header, parent, metadata, content].map { Array($0.text().utf8) }
    let signature = key.isEmpty ? [] : Array(HMAC.hex(parts, key: key).utf8)
    return identities + [Self.delimiter, signature] + parts
  }

  /// 32 hexadecimal digits that nobody else has.
  static func identifier() -> String {
    (0..<2).map { _ in
      let text = String(UInt64.random(in: .min ... .max), radix: 16)
      return String(repeating: "0", count: 16 - text.utf8.count) + text
    }.joined()
  }

  /// The present time as ISO 8601 has it.
  private static func date() -> String {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    var parts = tm()
    gmtime_r(&now.tv_sec, &parts)
    func digits(_ number: Int, _ count: Int) -> String {
      let text = String(number)
      return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
    }
    let day = [digits(Int(parts.tm_year) + 1900, 4), digits(Int(parts.tm_mon) + 1, 2), digits(Int(parts.tm_mday), 2)]
    let time = [digits(Int(parts.tm_hour), 2), digits(Int(parts.tm_min), 2), digits(Int(parts.tm_sec), 2)]
    return day.joined(separator: "-") + "T" + time.joined(separator: ":") + "." + digits(now.tv_nsec / 1000, 6) + "Z"
  }
}

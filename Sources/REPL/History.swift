// Entries of earlier conversations: one file, one line an entry, added to by any number of sessions.
// Neighbours: `Conversation` loads it at the start and appends each entry.

import Glibc

/// The history file; entries hold line ends, the file writes them as `\n`.
struct History {
  private let path: String

  /// Entries that are brought back.
  private static let most = 5_000
  /// Bytes from which the file is cut to those entries when a conversation begins.
  private let sizeLimit: Int

  init(path: String, sizeLimit: Int = 1 << 22) {
    self.path = path
    self.sizeLimit = sizeLimit
  }

  /// The latest entries, oldest first; none if the file cannot be read.
  func load() -> [String] {
    let descriptor = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    // Sessions that append meanwhile wait: what they add is not cut off.
    flock(descriptor, LOCK_EX)
    let bytes = Self.bytes(of: descriptor)
    let lines = bytes.split(separator: 0x0A).suffix(Self.most)
    if bytes.count > sizeLimit, ftruncate(descriptor, 0) == 0 {
      let text = lines.flatMap { $0 + [0x0A] }
      _ = text.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }
    return lines.map(Self.entry)
  }

  private static func bytes(of descriptor: Int32) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count < 1 << 26 {
      let count = read(descriptor, &buffer, buffer.count)
      guard count > 0 else { break }
      bytes += buffer.prefix(count)
    }
    return bytes
  }

  /// Adds an entry. One write to a file opened for appending: sessions cannot cut each other's lines.
  func append(_ entry: String) {
    makeFolders()
    let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    // A history that cannot be kept is no reason to stop.
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    flock(descriptor, LOCK_EX)
    let line = Self.line(entry)
    _ = line.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
  }

  private func makeFolders() {
    let bytes = Array(path.utf8)
    for (index, byte) in bytes.enumerated() where byte == 0x2F && index > 0 {
      mkdir(String(decoding: bytes[..<index], as: UTF8.self), 0o700)
    }
  }

  private static func line(_ entry: String) -> [UInt8] {
    var line: [UInt8] = []
    for byte in entry.utf8 {
      switch byte {
      case 0x0A: line += [0x5C, 0x6E]
      case 0x5C: line += [0x5C, 0x5C]
      default: line.append(byte)
      }
    }
    return line + [0x0A]
  }

  private static func entry(_ line: ArraySlice<UInt8>) -> String {
    var bytes: [UInt8] = []
    var isEscaped = false
    for byte in line {
      if isEscaped {
        bytes.append(byte == 0x6E ? 0x0A : byte)
        isEscaped = false
      } else if byte == 0x5C {
        isEscaped = true
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

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
    guard let descriptor = locked(O_RDWR) else { return [] }
    defer { close(descriptor) }
    let bytes = Self.bytes(of: descriptor)
    let lines = bytes.split(separator: 0x0A).suffix(Self.most)
    if bytes.count > sizeLimit { replace(with: lines.flatMap { $0 + [0x0A] }) }
    return lines.map(Self.entry)
  }

  /// The open file, locked: sessions that append meanwhile wait, and what they add is not cut off.
  private func locked(_ flags: Int32) -> Int32? {
    // Whoever waited for a file that was replaced meanwhile asks for the new one.
    for _ in 0..<100 {
      let descriptor = open(path, flags | O_CLOEXEC | O_NONBLOCK, 0o600)
      guard descriptor >= 0 else { return nil }
      while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
      var (mine, present) = (stat(), stat())
      if fstat(descriptor, &mine) == 0, stat(path, &present) == 0, mine.st_ino == present.st_ino { return descriptor }
      close(descriptor)
    }
    return nil
  }

  private static func bytes(of descriptor: Int32) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    // Of a file of any size the end counts.
    let most = 1 << 26
    let size = Int(lseek(descriptor, 0, SEEK_END))
    lseek(descriptor, off_t(max(0, size - most)), SEEK_SET)
    while bytes.count < most {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      bytes += buffer.prefix(count)
    }
    return bytes
  }

  /// The shortened history in one step: killed at any moment, there is the old one or the new one.
  private func replace(with bytes: [UInt8]) {
    let temporary = "\(path).\(getpid()).tmp"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return }
    let isWhole = Self.write(bytes, to: descriptor) && fsync(descriptor) == 0
    close(descriptor)
    if !isWhole || rename(temporary, path) != 0 { unlink(temporary) }
  }

  /// Adds an entry, whole or not at all: sessions cannot cut each other's lines, nor does a full disk leave half of one.
  func append(_ entry: String) {
    makeFolders()
    // A history that cannot be kept is no reason to stop.
    guard let descriptor = locked(O_RDWR | O_APPEND | O_CREAT) else { return }
    defer { close(descriptor) }
    let size = lseek(descriptor, 0, SEEK_END)
    var last: UInt8 = 0x0A
    // What was cut off by the end of a machine shall not swallow the next entry.
    let isCut = size > 0 && pread(descriptor, &last, 1, size - 1) == 1 && last != 0x0A
    if !Self.write((isCut ? [0x0A] : []) + Self.line(entry), to: descriptor), size >= 0 { ftruncate(descriptor, size) }
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var place = 0
    while place < bytes.count {
      let count = bytes[place...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      place += count
    }
    return true
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

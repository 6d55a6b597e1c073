// The program at a pseudo-terminal, with somebody typing.
// Neighbours: `ConversationTests`; `BuiltProgram` starts it.

import Glibc
import Testing

final class Dialogue {
  private let master: Int32
  private let pid: pid_t
  private var unread = ""
  private var hasEnded = false

  init(_ arguments: [String] = [], in folder: Folder, environment: [String] = []) throws {
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    try #require(master >= 0)
    // `unlockpt` and `ptsname` as they are on Linux; the Glibc module lacks them.
    var (lock, number): (Int32, Int32) = (0, 0)
    try #require(ioctl(master, 0x4004_5431, &lock) == 0 && ioctl(master, 0x8004_5430, &number) == 0)
    let name = "/dev/pts/\(number)"
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // 0x80 is POSIX_SPAWN_SETSID. Opened by the leader of a new session, the terminal is its own: Ctrl-C reaches it as a signal.
    posix_spawn_file_actions_addopen(&actions, 0, name, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    pid = try BuiltProgram.spawn(
      arguments, in: folder, actions: &actions, flags: 0x80, environment: environment)
  }

  deinit {
    if !hasEnded {
      kill(pid, SIGKILL)
      _ = BuiltProgram.wait(for: pid)
    }
    close(master)
  }

  func type(_ text: String) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
  }

  /// Reads on until a text has come; what stands behind it is kept for the next call.
  ///
  /// - Returns: what came before it; nil if it did not come in time.
  func read(until text: String, seconds: Int32 = 20) -> String? {
    var waits = seconds * 10
    while true {
      if let found = unread.firstRange(ofText: text) {
        let before = String(unread[..<found.lowerBound])
        unread = String(unread[found.upperBound...])
        return before
      }
      guard waits > 0 else { return nil }
      var descriptor = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
      if poll(&descriptor, 1, 100) == 0 {
        waits -= 1
        continue
      }
      var buffer = [UInt8](repeating: 0, count: 4096)
      let count = Glibc.read(master, &buffer, buffer.count)
      guard count > 0 else { return nil }
      unread += String(decoding: buffer.prefix(count), as: UTF8.self)
    }
  }

  /// What shows within a time, whether or not more would come.
  func read(milliseconds: Int32) -> String {
    let end = ContinuousClock.now + .milliseconds(milliseconds)
    var buffer = [UInt8](repeating: 0, count: 4096)
    while ContinuousClock.now < end {
      var descriptor = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
      guard poll(&descriptor, 1, 1) > 0 else { continue }
      let count = Glibc.read(master, &buffer, buffer.count)
      guard count > 0 else { break }
      unread += String(decoding: buffer.prefix(count), as: UTF8.self)
    }
    defer { unread = "" }
    return unread
  }

  /// Ends the program as the system does when memory runs out.
  func killNow() -> Int32 {
    kill(pid, SIGKILL)
    return end()
  }

  /// All that shows until the program ends.
  func readToEnd() -> String {
    var buffer = [UInt8](repeating: 0, count: 4096)
    var all: [UInt8] = []
    while true {
      let count = Glibc.read(master, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return String(decoding: all, as: UTF8.self) }
      all += buffer.prefix(count)
    }
  }

  /// An entry, and what shows before the next prompt.
  func ask(_ entry: String) -> String? {
    type(entry + "\r")
    // The echo of the entry ends with the line.
    guard read(until: "\n") != nil else { return nil }
    return read(until: "advnb> ")
  }

  /// Exit status, once the program has ended.
  func end() -> Int32 {
    hasEnded = true
    return BuiltProgram.wait(for: pid)
  }
}

extension String {
  func firstRange(ofText text: String) -> Range<Index>? {
    var start = utf8.startIndex
    while start < utf8.endIndex {
      if utf8[start...].starts(with: text.utf8) {
        return start..<utf8.index(start, offsetBy: text.utf8.count)
      }
      start = utf8.index(after: start)
    }
    return nil
  }
}

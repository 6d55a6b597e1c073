// Tells when files of a folder were written, through inotify.
// Neighbours: `WatchCommand` runs a notebook again.

import Glibc

/// Watches one folder; editors that write a new file and rename it are noticed, too.
final class FolderWatch {
  private let descriptor: Int32

  /// - Throws: what keeps the folder from being watched.
  init(_ folder: String) throws(SystemError) {
    descriptor = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
    guard descriptor >= 0 else { throw SystemError(errno) }
    guard inotify_add_watch(descriptor, folder, UInt32(IN_CLOSE_WRITE) | UInt32(IN_MOVED_TO)) >= 0 else {
      throw SystemError(errno)
    }
  }

  deinit { close(descriptor) }

  /// Names that were written, at the earliest when some were; empty if somebody pressed Ctrl-C.
  func wait() -> Set<String> {
    var names: Set<String> = []
    while !Interrupt.stopFlag.isRaised {
      // Once something has come, what follows within a moment belongs to it.
      guard isReadable(milliseconds: names.isEmpty ? 500 : 60) else {
        if names.isEmpty { continue }
        return names
      }
      names.formUnion(read())
    }
    return []
  }

  private func isReadable(milliseconds: Int32) -> Bool {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&request, 1, milliseconds) > 0
  }

  private func read() -> Set<String> {
    var buffer = [UInt8](repeating: 0, count: 1 << 14)
    let count = Glibc.read(descriptor, &buffer, buffer.count)
    guard count > 0 else { return [] }
    var names: Set<String> = []
    // An event is four words, the last of them the length of the name that follows.
    var place = 0
    while place + 16 <= count {
      let length = (0..<4).reduce(0) { $0 | Int(buffer[place + 12 + $1]) << (8 * $1) }
      guard place + 16 + length <= count else { break }
      names.insert(String(decoding: buffer[place + 16..<place + 16 + length].prefix { $0 != 0 }, as: UTF8.self))
      place += 16 + length
    }
    return names
  }
}

// What a program may read and write: what lies below its own folder, and what the command line adds.
// Neighbours: `Disk` does the reading and writing; `Confinement` is the kernel's wall behind this one.

import CConfine
import Glibc
import Language
import StandardLibrary

/// Files of a notebook, script or conversation.
///
/// Links are resolved before a path is judged. Then it is opened from the folder that it was judged to lie below,
/// without following a link: a path that was changed in between leads nowhere.
final class Sandbox: FileAccess {
  /// Where relative paths begin.
  private let folder: String
  private let readable: [String]
  private let writable: [String]
  private let byteLimit: Int

  /// - Parameters:
  ///   - folder: exists; reading and writing below it is free.
  ///   - read: more folders to read from; likewise `write` (which may be read, too).
  init(folder: String, read: [String], write: [String], byteLimit: Int) {
    self.folder = Disk.realPath(folder) ?? folder
    writable = [self.folder] + write.map { Disk.realPath($0) ?? $0 }
    readable = writable + read.map { Disk.realPath($0) ?? $0 }
    self.byteLimit = byteLimit
  }

  func read(_ path: String) throws -> [UInt8] {
    let place = try judged(path, readable, "read", option: "--allow-read")
    do {
      let descriptor = try place.opened(O_RDONLY | O_NONBLOCK)
      return try Disk.readAndClose(descriptor, limit: byteLimit, regularOnly: true)
    } catch {
      switch error.number {
      case EINVAL: throw FileAccessError("\(path) is no file")
      case EFBIG:
        throw FileAccessError(
          "\(path) is larger than the memory limit of \(byteLimit) bytes", hint: "raise it with --memory.")
      default: throw FileAccessError("cannot read \(path): \(error.words)")
      }
    }
  }

  func write(_ path: String, _ bytes: [UInt8]) throws {
    let place = try judged(path, writable, "write", option: "--allow-write")
    if case .other = Disk.kind(place.path) { throw FileAccessError("\(path) is no file") }
    do {
      let (folder, name) = Disk.split(place.inside)
      let parent = try Place(root: place.root, inside: folder).opened(O_RDONLY | O_DIRECTORY)
      defer { close(parent) }
      // By way of the open folder, wherever its name leads by now.
      try Disk.write(bytes, to: "/proc/self/fd/\(parent)/\(name)", followsLinks: false)
    } catch {
      throw FileAccessError("cannot write \(path): \(error.words)")
    }
  }

  /// The bundle first, so that a program behaves the same on every machine.
  func dataset(_ relativePath: String) -> [UInt8]? {
    let parts = relativePath.split(separator: "/", omittingEmptySubsequences: false)
    guard !relativePath.utf8.contains(0), parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else {
      return nil
    }
    if let bytes = StandardLibrary.data(relativePath) { return bytes }
    for root in Environment.dataRoots {
      if let bytes = try? Disk.read("\(root)/\(relativePath)", limit: byteLimit, regularOnly: true) {
        return bytes
      }
    }
    return nil
  }

  /// A path without links, as seen from the folder that it must not leave.
  private struct Place {
    let root: String
    /// `.` is the root itself.
    let inside: String

    var path: String { root + "/" + inside }

    func opened(_ flags: Int32) throws(SystemError) -> Int32 {
      let folder = advnb_open_folder(root)
      guard folder >= 0 else { throw SystemError(errno) }
      defer { close(folder) }
      var descriptor = advnb_open_beneath(folder, inside, flags, 0)
      if descriptor < 0, errno == ENOSYS { descriptor = openat(folder, inside, flags | O_NOFOLLOW | O_CLOEXEC) }
      guard descriptor >= 0 else { throw SystemError(errno) }
      return descriptor
    }
  }

  /// The resolved path, if it lies below one of the roots.
  private func judged(_ path: String, _ roots: [String], _ verb: String, option: String) throws -> Place {
    guard !path.isEmpty, !path.utf8.contains(0) else { throw FileAccessError("this is no path: \"\(path)\"") }
    let whole = path.hasPrefix("/") ? path : folder + "/" + path
    guard let place = Self.resolved(whole), let root = roots.first(where: { Self.lies(place, below: $0) }) else {
      let outside = Disk.split(path).folder
      throw FileAccessError(
        "the program may not \(verb) \(path): it lies outside the folder of the notebook",
        hint: "allow it with \(option) \(outside)")
    }
    let inside = place.dropFirst(root.utf8.count).drop { $0 == "/" }
    return Place(root: root, inside: inside.isEmpty ? "." : String(inside))
  }

  private static func lies(_ path: String, below root: String) -> Bool {
    root == "/" || path == root || path.hasPrefix(root + "/")
  }

  /// The path with all links resolved; parts that do not exist yet are taken as they stand.
  private static func resolved(_ path: String) -> String? {
    var rest: [String] = []
    var known = path
    while true {
      if let real = Disk.realPath(known) {
        return rest.isEmpty ? real : (real == "/" ? "" : real) + "/" + rest.reversed().joined(separator: "/")
      }
      var status = stat()
      // A link into nowhere: what would be made through it is not known.
      if lstat(known, &status) == 0 { return nil }
      let (folder, name) = Disk.split(known)
      if name == ".." || folder == known || folder == "." { return nil }
      if !name.isEmpty, name != "." { rest.append(name) }
      known = folder
    }
  }
}

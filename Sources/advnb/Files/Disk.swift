// Files and folders as the system has them; whole files are read, and written so that no half file is ever seen.
// Neighbours: `Sandbox` decides what programs may touch, `PageFiles` keeps a page's pictures.

import Glibc

/// What is known about a path.
enum DiskEntry { case file, folder, other, missing }

enum Disk {
  static func kind(_ path: String) -> DiskEntry {
    var status = stat()
    guard stat(path, &status) == 0 else { return .missing }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .folder
    default: return .other
    }
  }

  /// The bytes of a file, or of what a pipe or terminal gives until it ends.
  ///
  /// - Parameter limit: bytes; a longer file gives `EFBIG`.
  static func read(_ path: String, limit: Int = 1 << 30, regularOnly: Bool = false) throws(SystemError)
    -> [UInt8]
  {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | (regularOnly ? O_NONBLOCK : 0))
    guard descriptor >= 0 else { throw SystemError(errno) }
    return try readAndClose(descriptor, limit: limit, regularOnly: regularOnly)
  }

  /// The same of an open file, which is closed.
  static func readAndClose(_ descriptor: Int32, limit: Int, regularOnly: Bool) throws(SystemError) -> [UInt8] {
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw SystemError(errno) }
    if status.st_mode & S_IFMT == S_IFDIR { throw SystemError(EISDIR) }
    if regularOnly, status.st_mode & S_IFMT != S_IFREG { throw SystemError(EINVAL) }
    return try read(descriptor, expecting: Int(status.st_size), limit: limit)
  }

  static func readStandardInput() throws(SystemError) -> [UInt8] {
    try read(STDIN_FILENO, expecting: 0, limit: 1 << 30)
  }

  private static func read(_ descriptor: Int32, expecting size: Int, limit: Int) throws(SystemError)
    -> [UInt8]
  {
    if size > limit { throw SystemError(EFBIG) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(max(size, 0) + 1)
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count == 0 { return bytes }
      if count < 0 {
        if errno == EINTR, !Interrupt.stopFlag.isRaised { continue }
        throw SystemError(errno)
      }
      bytes += buffer.prefix(count)
      if bytes.count > limit { throw SystemError(EFBIG) }
    }
  }

  /// Replaces a file in one step: written beside it under another name, brought to the disk, renamed.
  ///
  /// A link is followed unless `followsLinks` is false, when only regular files are replaced; an existing file keeps
  /// its permissions. Nothing is touched if the bytes are there already.
  static func write(_ bytes: [UInt8], to path: String, followsLinks: Bool = true) throws(SystemError) {
    let target = followsLinks ? realPath(path) ?? path : path
    var status = stat()
    let exists = lstat(target, &status) == 0
    if exists, status.st_mode & S_IFMT != S_IFREG {
      guard followsLinks else { throw SystemError(EINVAL) }
      // A device or pipe cannot be replaced, only fed.
      guard status.st_mode & S_IFMT != S_IFDIR else { throw SystemError(EISDIR) }
      return try feed(bytes, to: target)
    }
    let (folder, name) = split(target)
    removeLeftovers(of: name, in: folder)
    if exists, status.st_size == bytes.count, let old = try? read(target), old == bytes { return }
    let temporary = "\(folder)/\(temporaryPrefix(name))\(getpid()).tmp"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw SystemError(errno) }
    do throws(SystemError) {
      try fill(descriptor, bytes, mode: exists ? status.st_mode & 0o777 : nil)
      guard rename(temporary, target) == 0 else { throw SystemError(errno) }
    } catch {
      unlink(temporary)
      throw error
    }
  }

  private static func temporaryPrefix(_ name: String) -> String { ".\(name.prefix(100))." }

  /// Removes what writers of a file left beside it when they were killed.
  private static func removeLeftovers(of name: String, in folder: String) {
    let prefix = temporaryPrefix(name)
    for found in names(in: folder) where found.hasPrefix(prefix) && found.hasSuffix(".tmp") {
      guard let pid = Int32(found.dropFirst(prefix.count).dropLast(4)), pid > 0, kill(pid, 0) != 0, errno == ESRCH
      else { continue }
      unlink("\(folder)/\(found)")
    }
  }

  private static func fill(_ descriptor: Int32, _ bytes: [UInt8], mode: mode_t?) throws(SystemError) {
    defer { close(descriptor) }
    if let mode, fchmod(descriptor, mode) != 0 { throw SystemError(errno) }
    try Console.write(bytes, to: descriptor)
    guard fsync(descriptor) == 0 else { throw SystemError(errno) }
  }

  private static func feed(_ bytes: [UInt8], to path: String) throws(SystemError) {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemError(errno) }
    defer { close(descriptor) }
    try Console.write(bytes, to: descriptor)
  }

  static func makeFolder(_ path: String) throws(SystemError) {
    guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw SystemError(errno) }
  }

  /// A folder and those that it lies in.
  static func makeFolders(_ path: String) throws(SystemError) {
    if kind(path) == .folder { return }
    let (outer, name) = split(path)
    if !name.isEmpty, outer != path, outer != "." { try makeFolders(outer) }
    try makeFolder(path)
  }

  /// Names in a folder, sorted, without `.` and `..`; none if it cannot be read.
  static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  static func remove(_ path: String) { unlink(path) }

  /// Removes a folder if nothing is in it.
  static func removeEmptyFolder(_ path: String) { rmdir(path) }

  // MARK: Paths

  /// The path without links and dots; nil if there is nothing there.
  static func realPath(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// Folder (`.` if none is written) and name.
  static func split(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.utf8.lastIndex(of: 0x2F) else { return (".", path) }
    let folder = String(path[..<slash])
    return (folder.isEmpty ? "/" : folder, String(path[path.utf8.index(after: slash)...]))
  }

  /// A path without the last extension of its name.
  static func withoutExtension(_ path: String) -> String {
    let (_, name) = split(path)
    return String(path.dropLast(name.count - stem(name).count))
  }

  /// A name without its last extension: `toy` of `toy.advnb`.
  static func stem(_ name: String) -> String {
    guard let dot = name.utf8.lastIndex(of: 0x2E), dot != name.utf8.startIndex else { return name }
    return String(name[..<dot])
  }
}

// Fetches one file into the cache: goes on where an earlier try stopped, and trusts nothing but its checksum.
// Neighbours: `DataCommand` decides what; `CCurl` speaks to the server.

import CCurl
import Formats
import Glibc

/// Why a file could not be fetched.
enum DownloadError: Error {
  case noLibrary
  /// Nobody answers at the other end.
  case noNetwork(String)
  case refused(status: Int)
  case brokenOff(bytes: Int)
  /// The content is not what it should be.
  case wrongContent
  case cannotWrite(String)
  case interrupted
  case other(String)
}

struct Download {
  let address: String
  /// Where the file goes; beside it lies `….part` until it is whole.
  let target: String
  /// SHA-256 of the unpacked content.
  let sha256: String

  /// Fetches, unpacks to compare, and puts the file into its place.
  ///
  /// - Parameter progress: told the bytes that there are, and that there will be (0: not known).
  func run(progress: @escaping (Int, Int) -> Void) throws(DownloadError) {
    guard advnb_curl_open() else { throw .noLibrary }
    let part = target + ".part"
    let wasBegun = Disk.kind(part) == .file
    do throws(DownloadError) {
      try fetch(into: part, progress: progress)
    } catch .refused(let status) where wasBegun && status == 416 {
      // There is nothing beyond what we have: it is whole already, or wrong.
    }
    guard Self.hasContent(part, sha256: sha256) else {
      Disk.remove(part)
      guard wasBegun else { throw .wrongContent }
      // What an earlier try left may have been at fault: once more from the beginning.
      return try run(progress: progress)
    }
    if rename(part, target) != 0 { throw .cannotWrite(SystemError(errno).words) }
  }

  /// True if a file, unpacked, is what it should be.
  static func hasContent(_ path: String, sha256: String) -> Bool {
    guard let bytes = try? Disk.read(path, regularOnly: true) else { return false }
    let content = GZip.isGZip(bytes) ? try? GZip.inflate(bytes, limit: 1 << 30) : bytes
    return content.map { Checksum.sha256($0) == sha256 } ?? false
  }

  private func fetch(into part: String, progress: @escaping (Int, Int) -> Void) throws(DownloadError) {
    let watcher = Watcher(progress)
    let result = withExtendedLifetime(watcher) {
      advnb_download(
        address, part,
        { context, done, total in
          guard let context else { return true }
          Unmanaged<Watcher>.fromOpaque(context).takeUnretainedValue().progress(Int(done), Int(total))
          return Interrupt.stopFlag.isRaised
        }, Unmanaged.passUnretained(watcher).toOpaque())
    }
    let message = withUnsafeBytes(of: result.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    switch result.code {
    case 0: return
    case 5, 6, 7, 28, 35: throw .noNetwork(message)
    case 22: throw .refused(status: result.status)
    case 33: throw .refused(status: 416)
    case 18, 52, 56: throw .brokenOff(bytes: (try? Disk.read(part).count) ?? 0)
    case 23: throw .cannotWrite(message.isEmpty ? "no room, or no permission" : message)
    case 42: throw .interrupted
    default: throw .other(message)
    }
  }
}

/// Carries the progress through the library's callback.
private final class Watcher {
  let progress: (Int, Int) -> Void
  init(_ progress: @escaping (Int, Int) -> Void) { self.progress = progress }
}

// The second wall around a notebook: the kernel keeps the process in its folders, off the network, and alone.
// Neighbours: `Sandbox` is the first wall; `run` and `check` enter before the first cell.

import CConfine

enum Confinement {
  /// What a confined process still reads: libraries that are opened late, fonts, and what it asks about itself.
  private static let system = [
    "/usr", "/lib", "/lib64", "/etc/fonts", "/var/cache/fontconfig", "/etc/ld.so.cache", "/proc/self/status", "/proc/self/maps", "/proc/cpuinfo",
    "/proc/meminfo", "/sys/devices/system/cpu", "/dev/null", "/dev/zero", "/dev/urandom", "/dev/tty",
  ]

  /// From now on, and for good, the process reads and writes below these folders only, opens no socket, and starts
  /// no process: as far as the kernel can see to that. Threads that run already are not held by the first of these.
  static func enter(reading: [String], writing: [String]) {
    let readable = system + Environment.dataRoots + reading
    withCStrings(readable) { readable in
      withCStrings(writing) { writable in
        _ = advnb_confine_files(readable.baseAddress, readable.count, writable.baseAddress, writable.count)
      }
    }
    _ = advnb_confine_calls()
  }

  private static func withCStrings(_ texts: [String], _ body: (UnsafeBufferPointer<UnsafePointer<CChar>?>) -> Void) {
    let copies = texts.map { Array($0.utf8CString) }
    var storage = copies.flatMap { $0 }
    storage.withUnsafeMutableBufferPointer { buffer in
      var place = 0
      let pointers: [UnsafePointer<CChar>?] = copies.map { copy in
        defer { place += copy.count }
        return buffer.baseAddress.map { UnsafePointer($0 + place) }
      }
      pointers.withUnsafeBufferPointer(body)
    }
  }
}

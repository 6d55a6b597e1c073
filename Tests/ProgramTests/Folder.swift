// A folder of a test's own, gone with its last reference.
// Neighbours: every test here writes its files in one.

import Glibc
import Testing

final class Folder {
  let path: String

  init() throws {
    var template = Array("/tmp/advnb-test-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { Folder.removeAll(path) }

  /// Text of a file; nil if there is none.
  subscript(name: String) -> String? {
    get { bytes(name).map { String(decoding: $0, as: UTF8.self) } }
    set {
      remove(name)
      if let newValue, let descriptor = try? open(name, newValue) { close(descriptor) }
    }
  }

  func bytes(_ name: String) -> [UInt8]? { Folder.bytes(ofFile: "\(path)/\(name)") }

  static func bytes(ofFile path: String) -> [UInt8]? {
    let descriptor = Glibc.open(path, O_RDONLY)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var result: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      guard count > 0 else { return result }
      result += buffer.prefix(count)
    }
  }

  func exists(_ name: String) -> Bool { access("\(path)/\(name)", F_OK) == 0 }

  func mode(_ name: String) -> UInt32 {
    var status = stat()
    return stat("\(path)/\(name)", &status) == 0 ? status.st_mode & 0o777 : 0
  }

  func makeFolder(_ name: String) { mkdir("\(path)/\(name)", 0o755) }

  func remove(_ name: String) { unlink("\(path)/\(name)") }

  var names: [String] { Folder.namesOf(path) }

  /// A file with a text, open at its beginning.
  func open(_ name: String, _ text: String = "") throws -> Int32 {
    let descriptor = Glibc.open("\(path)/\(name)", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    try #require(descriptor >= 0)
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
    lseek(descriptor, 0, SEEK_SET)
    return descriptor
  }

  static func namesOf(_ path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  private static func removeAll(_ path: String) {
    for name in namesOf(path) {
      let whole = path + "/" + name
      if unlink(whole) != 0 { removeAll(whole) }
    }
    rmdir(path)
  }
}

// Folders that the tests read, and sessions for them.
// Neighbours: every test of this target.

import Glibc
import Language
import Reference
import StandardLibrary
import Testing

enum Folder {
  /// The package's root.
  static let root = #filePath.components(dropping: 3)
  static let suite = root + "/Tests/LanguageSuite"
  /// Reference cases beside the repository; nil where they are not at hand.
  static let reference: String? = {
    let path = root.components(dropping: 1) + "/shared/reference/attacks"
    return access(path + "/cases.json", R_OK) == 0 ? path : nil
  }()

  static func names(_ folder: String, ending: String) -> [String] {
    guard let directory = opendir(folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(ending) { names.append(name) }
    }
    return names.sorted()
  }

  /// Paths of the files in a folder and all folders inside it.
  static func files(below folder: String, ending: String) -> [String] {
    names(folder, ending: "").filter { $0 != "." && $0 != ".." }.flatMap { name -> [String] in
      let path = folder + "/" + name
      return name.hasSuffix(ending) ? [path] : files(below: path, ending: ending)
    }
  }

  static func bytes(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "rb") else { return nil }
    defer { fclose(file) }
    var result: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      if count <= 0 { return result }
      result += buffer[0..<count]
    }
  }

  static func text(_ path: String) -> String? { bytes(path).map { String(decoding: $0, as: UTF8.self) } }
}

extension String {
  /// The path without its last parts.
  func components(dropping count: Int) -> String {
    var parts = utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    parts.removeLast(min(count, parts.count))
    return String(decoding: Array(parts.joined(separator: [UInt8(ascii: "/")])), as: UTF8.self)
  }
}

/// Files given as bytes; what is written is kept.
final class MemoryFiles: FileAccess {
  var contents: [String: [UInt8]]
  /// Where other paths are looked up; nil: nowhere.
  let folder: String?

  init(_ contents: [String: [UInt8]] = [:], folder: String? = nil) {
    self.contents = contents
    self.folder = folder
  }

  func read(_ path: String) throws -> [UInt8] {
    if let bytes = contents[path] ?? folder.flatMap({ Folder.bytes($0 + "/" + path) }) { return bytes }
    throw FileAccessError("there is no file \(path)", hint: "is the name right?")
  }

  func write(_ path: String, _ bytes: [UInt8]) throws { contents[path] = bytes }

  func dataset(_ relativePath: String) -> [UInt8]? { StandardLibrary.data(relativePath) }
}

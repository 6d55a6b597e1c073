// The few variables of the environment that mean something, and the folders of the XDG rules.
// Neighbours: `Sandbox` looks for data here, `TalkCommand` for the history.

import Glibc

enum Environment {
  /// The value of a variable; nil if it is unset or empty.
  static subscript(name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }

  /// Where data sets may lie besides the bundle; Debian's packages of data sets have a folder of their own.
  static var dataRoots: [String] {
    var roots: [String] = []
    if let given = Self["ADVNB_DATA"] { roots.append(given) }
    if let cacheFolder { roots.append(cacheFolder) }
    roots.append("/usr/share/datasets")
    return roots
  }

  /// Where fetched data sets lie.
  static var cacheFolder: String? { folder("XDG_CACHE_HOME", below: ".cache") }

  /// Where Jupyter looks for a user's kernels.
  static var jupyterFolder: String? {
    if let given = Self["JUPYTER_DATA_DIR"] { return given }
    if let data = Self["XDG_DATA_HOME"], data.hasPrefix("/") { return data + "/jupyter" }
    return Self["HOME"].map { $0 + "/.local/share/jupyter" }
  }

  /// Where the history of conversations lies; nil if `ADVNB_HISTORY` is set to nothing.
  static var historyFile: String? {
    if let given = getenv("ADVNB_HISTORY") { return given.pointee == 0 ? nil : String(cString: given) }
    return folder("XDG_STATE_HOME", below: ".local/state").map { $0 + "/history" }
  }

  /// `$NAME/advnb`, or `~/DEFAULT/advnb`. A relative path in the variable does not count (XDG).
  private static func folder(_ name: String, below standard: String) -> String? {
    if let given = Self[name], given.hasPrefix("/") { return given + "/advnb" }
    return Self["HOME"].map { "\($0)/\(standard)/advnb" }
  }

  /// The present folder.
  static var here: String { Disk.realPath(".") ?? "." }
}

// What ships inside the executable: the library's sources and small data sets.
// Neighbours: `CBundle` holds the bytes, `Language` runs the sources, the program hands out the data.

import CBundle
import Language

public enum StandardLibrary {
  /// The `.adv` files, in the bundle's order; messages call them by their file names.
  public static var sources: [LibrarySource] {
    entries.compactMap { index, name -> LibrarySource? in
      guard name.hasPrefix("adv/"), name.hasSuffix(".adv") else { return nil }
      return LibrarySource(name: String(name.dropFirst("adv/".utf8.count)), text: bytes(index))
    }
  }

  /// A bundled data file, such as `digits.csv.gz`; nil if there is none of that name.
  public static func data(_ name: String) -> [UInt8]? {
    entries.first { $0.name == "data/" + name }.map { bytes($0.index) }
  }

  private static var entries: [(index: Int, name: String)] {
    (0..<advnb_bundle_count()).compactMap { index -> (index: Int, name: String)? in
      advnb_bundle_name(index).map { (index, String(cString: $0)) }
    }
  }

  private static func bytes(_ index: Int) -> [UInt8] {
    Array(UnsafeBufferPointer(start: advnb_bundle_bytes(index), count: advnb_bundle_size(index)))
  }
}

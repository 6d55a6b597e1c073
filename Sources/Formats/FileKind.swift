// What kind of file bytes are: first by what they say themselves, then by the file's name.
// Neighbours: the codecs; whoever loads a file by name.

/// Kinds of files that can be told apart.
public enum FileKind: String, Sendable, CaseIterable {
  case npy, npz, csv, png, idx, gzip, safetensors, text
  /// Recognised only to be refused with a better sentence.
  case jpeg, gif, webp, pdf, hdf5, pickle, unknown

  /// Decides from the first bytes, and from the extension where these say nothing.
  ///
  /// A file that is named `x.png` but does not begin as one is still `.png`, so that the codec says what is
  /// wrong. Only the last part of `name` is looked at; `x.csv.gz` is `.gzip`, whatever is inside.
  public static func sniff(_ bytes: [UInt8], name: String) -> FileKind {
    for (kind, start) in starts where bytes.starts(with: start) { return kind }
    if bytes.count >= 12, bytes.starts(with: Array("RIFF".utf8)), bytes[8..<12].elementsEqual("WEBP".utf8) {
      return .webp
    }
    if let named = byExtension(name) { return named }
    if IDX.isIDX(bytes) { return .idx }
    return isText(bytes) ? .text : .unknown
  }

  private static let starts: [(FileKind, [UInt8])] = [
    (.png, PNG.signature), (.npy, NPY.magic),
    (.npz, [0x50, 0x4b, 0x03, 0x04]), (.npz, [0x50, 0x4b, 0x05, 0x06]),
    (.gzip, [0x1f, 0x8b]), (.jpeg, [0xff, 0xd8, 0xff]), (.gif, Array("GIF8".utf8)),
    (.pdf, Array("%PDF-".utf8)), (.hdf5, [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]),
  ]

  private static func byExtension(_ name: String) -> FileKind? {
    let last = name.split(separator: "/").last ?? ""
    if last.hasSuffix("-ubyte") { return .idx }
    guard let dot = last.lastIndex(of: ".") else { return nil }
    switch last[last.index(after: dot)...].lowercased() {
    case "npy": return .npy
    case "npz": return .npz
    case "csv", "tsv": return .csv
    case "png": return .png
    case "idx": return .idx
    case "gz": return .gzip
    case "safetensors": return .safetensors
    case "jpg", "jpeg": return .jpeg
    case "pkl", "pickle", "pt", "pth": return .pickle
    case "h5", "hdf5": return .hdf5
    default: return nil
    }
  }

  private static func isText(_ bytes: [UInt8]) -> Bool {
    !bytes.contains(0) && String(validating: bytes, as: UTF8.self) != nil
  }

  /// How messages call the kind.
  public var phrase: String {
    switch self {
    case .npy: "an npy file"
    case .npz: "an npz file"
    case .csv: "a csv table"
    case .png: "a PNG image"
    case .idx: "an idx file"
    case .gzip: "a gzip file"
    case .safetensors: "a safetensors file"
    case .text: "a text"
    case .jpeg: "a JPEG image"
    case .gif: "a GIF image"
    case .webp: "a WebP image"
    case .pdf: "a PDF document"
    case .hdf5: "an HDF5 file"
    case .pickle: "a Python pickle"
    case .unknown: "a file of unknown kind"
    }
  }

  /// What to do with a file of a kind that is not read; nil for the others.
  public var hint: String? {
    switch self {
    case .npy, .npz, .csv, .png, .idx, .gzip, .safetensors, .text: nil
    case .jpeg, .gif, .webp, .pdf: "convert it to PNG"
    case .hdf5, .pickle: "save its arrays with numpy.savez"
    case .unknown: "npy, npz, safetensors, csv, PNG and idx files are read, csv and idx also packed by gzip"
    }
  }
}

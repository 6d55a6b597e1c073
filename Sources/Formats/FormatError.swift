// What can be wrong with a file, as a value with its evidence; no words here.
// Neighbours: `FormatError+Words` (message and hint), the codecs (throw it).

/// The formats this target reads; the raw value is how messages call them.
public enum FileFormat: String, Sendable, CaseIterable {
  case npy, npz, csv, png = "PNG", idx, gzip, safetensors
}

/// Why bytes could not be decoded, or an array not be encoded.
public indirect enum FormatError: Error, Equatable, Sendable {
  /// The file begins with other bytes than the format asks for.
  case wrongStart(FileFormat, found: [UInt8])
  /// A part of the file would need more bytes than are left.
  case truncated(FileFormat, part: Part, needed: Int, available: Int)
  /// Bytes follow where the file should have ended.
  case trailingBytes(FileFormat, count: Int)
  /// The decoded content would be larger than the caller allows; `needed` is nil where it is not known.
  case overLimit(FileFormat, needed: Int?, limit: Int)
  /// The announced shape has more elements than a machine can count.
  case shapeTooLarge(FileFormat, shape: [Int])
  /// The format is right, this version of it is unknown.
  case unknownVersion(FileFormat, major: Int, minor: Int)
  /// The elements are of a type that has no place here; `name` as the file spells it.
  case elementType(FileFormat, name: String)
  /// An unsigned 64-bit element too large for i64.
  case elementTooLarge(FileFormat, value: UInt64, index: Int)
  case npyHeader(HeaderFlaw)
  case zip(ZipFlaw)
  case safetensors(SafeTensorsFlaw)
  /// An error inside a member of an archive.
  case member(name: String, FormatError)
  /// Compressed data that cannot be unpacked, or whose checksum is wrong.
  case damaged(FileFormat)
  /// libpng refused the file: its words, and how many bytes it had read.
  case png(reason: String, offset: Int)
  /// An image to write whose sizes and samples do not agree.
  case imageSize(width: Int, height: Int, channels: Int, samples: Int)
  /// A row of a table with more or fewer fields than the first. Rows are lines of the file, from 1.
  case raggedRow(row: Int, fields: Int, expected: Int)
  /// An empty field in a column of numbers. Rows are lines of the file, columns count from 1.
  case missingValue(row: Int, column: Int, name: String?)
  case openQuote(row: Int)
  case textAfterQuote(row: Int, column: Int)
  case tooManyColumns(count: Int)
  case emptyTable
  /// A zero byte in what should be text.
  case notText(FileFormat, offset: Int)
  /// A file of a kind that is recognised but not read.
  case notRead(FileKind)

  /// Which part of a file ended too soon.
  public enum Part: String, Sendable {
    case start, header, data, directory, member
  }

  /// What is wrong with the header of an npy file.
  public enum HeaderFlaw: Equatable, Sendable {
    case syntax(offset: Int)
    case missing(key: String)
    case unexpected(key: String)
    case structured
    case rank(Int)
  }

  /// What is wrong with a zip archive.
  public enum ZipFlaw: Equatable, Sendable {
    case noDirectory
    case brokenEntry(offset: Int)
    case entryCount(announced: Int, found: Int)
    case encrypted(name: String)
    case method(Int, name: String)
    case sizes(name: String)
    case checksum(name: String)
    case notAnArray(name: String)
    case duplicate(name: String)
    case nameTooLong(bytes: Int)
    case tooLargeToWrite(bytes: Int)
  }
  /// What is wrong with a safetensors file.
  public enum SafeTensorsFlaw: Equatable, Sendable {
    case headerTooLong(bytes: Int)
    case syntax(offset: Int)
    case missing(key: String, name: String)
    case unexpected(key: String, name: String)
    case duplicate(name: String)
    case sizes(name: String)
    case overlap(name: String)
    /// Bytes of the data that belong to no tensor.
    case hole(offset: Int)
    /// The name that the format keeps for itself.
    case reserved
  }
}

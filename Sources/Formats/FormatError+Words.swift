// The words for every `FormatError`: one sentence that says what is wrong, one that says what helps.
// Neighbours: `FormatError` (the evidence).

extension FormatError {
  /// What is wrong, in one sentence without a final stop.
  public var message: String {
    switch self {
    case .wrongStart(let format, let found):
      found.isEmpty
        ? "the file is empty, so it is no \(format.rawValue) file"
        : "this is no \(format.rawValue) file: it begins with the bytes \(Self.hex(found))"
    case .truncated(let format, let part, let needed, let available):
      "the \(format.rawValue) file is truncated: its \(part.rawValue) needs \(needed) bytes, "
        + "\(available) are left"
    case .trailingBytes(let format, let count):
      "the \(format.rawValue) file goes on for \(count) bytes after its announced end"
    case .overLimit(let format, let needed, let limit):
      "the content of the \(format.rawValue) file takes \(needed.map { "\($0)" } ?? "more") bytes of memory"
        + (needed == nil ? " than the limit of \(limit)" : ", the limit is \(limit)")
    case .shapeTooLarge(let format, let shape):
      "the \(format.rawValue) file announces the impossible shape \(Self.list(shape))"
    case .unknownVersion(let format, let major, let minor):
      "version \(major).\(minor) of the \(format.rawValue) format is not known"
    case .elementType(let format, let name):
      "the \(format.rawValue) file holds elements of type \(name), which is not read"
    case .elementTooLarge(_, let value, let index):
      "element \(index) is \(value), too large for i64"
    case .npyHeader(let flaw): flaw.message
    case .zip(let flaw): flaw.message
    case .safetensors(let flaw): flaw.message
    case .member(let name, let error): "member \"\(name)\": \(error.message)"
    case .damaged(let format):
      "the compressed data of the \(format.rawValue) file is damaged"
    case .png(let reason, let offset): "the PNG cannot be read: \(reason) (at byte \(offset))"
    case .imageSize(let width, let height, let channels, let samples):
      "an image of \(width) × \(height) pixels with \(channels) channels cannot be made from \(samples) samples"
    case .raggedRow, .missingValue, .openQuote, .textAfterQuote, .tooManyColumns, .emptyTable:
      tableMessage
    case .notText(let format, let offset):
      "the \(format.rawValue) file is not text: byte \(offset) is zero"
    case .notRead(let kind): "this is \(kind.phrase), which is not read"
    }
  }

  private var tableMessage: String {
    switch self {
    case .raggedRow(let row, let fields, let expected):
      "row \(row) has \(fields) field\(fields == 1 ? "" : "s"), the first row has \(expected)"
    case .missingValue(let row, let column, let name):
      "row \(row) has no value in column \(column)\(name.map { " (\"\($0)\")" } ?? "")"
    case .openQuote(let row): "a quote that opens in row \(row) is never closed"
    case .textAfterQuote(let row, let column):
      "row \(row), column \(column): text follows the closing quote"
    case .tooManyColumns(let count): "the table has \(count) columns, at most \(CSV.columnLimit) are read"
    default: "the table has no rows"
    }
  }

  /// What helps; nil where the message already says it.
  public var hint: String? {
    switch self {
    case .wrongStart: "the file may be of another kind than its name says"
    case .truncated, .damaged, .png: "the file may not have been copied or downloaded completely"
    case .trailingBytes: "save a single array per file, or use npz for several"
    case .overLimit: "raise the memory limit if the file can be trusted"
    case .shapeTooLarge: "the file is damaged or made to mislead"
    case .unknownVersion: "versions 1.0, 2.0 and 3.0 are read"
    case .elementType:
      "bool, whole numbers and 16-, 32- and 64-bit floats are read: convert with astype(\"float32\")"
    case .elementTooLarge: "convert the array to int64 or float64 before saving"
    case .npyHeader(let flaw): flaw.hint
    case .zip(let flaw): flaw.hint
    case .safetensors(let flaw): flaw.hint
    case .member(_, let error): error.hint
    case .imageSize: "samples = width × height × channels, with 1 to 4 channels"
    case .raggedRow: "rows are lines counted from 1, the header included"
    case .missingValue: "fill it in, or write nan; rows are lines counted from 1, the header included"
    case .openQuote: "a quote inside a quoted field is written twice"
    case .textAfterQuote: "quote the whole field, and write a quote inside it twice"
    case .tooManyColumns, .emptyTable: nil
    case .notText: "tables are read as UTF-8"
    case .notRead(let kind): kind.hint
    }
  }

  private static func hex(_ bytes: [UInt8]) -> String {
    bytes.prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
  }

  private static func list(_ sizes: [Int]) -> String {
    "[" + sizes.map { "\($0)" }.joined(separator: ", ") + "]"
  }
}

extension FormatError.HeaderFlaw {
  var message: String {
    switch self {
    case .syntax(let offset): "the npy header cannot be read: unexpected text at its character \(offset)"
    case .missing(let key): "the npy header has no \"\(key)\""
    case .unexpected(let key): "the npy header has an unexpected or repeated key \"\(key)\""
    case .structured: "the npy file holds a structured array, which is not read"
    case .rank(let rank): "the npy header announces \(rank) axes, at most \(NPY.rankLimit) are read"
    }
  }

  var hint: String? {
    self == .structured ? "save each field as an array of its own" : nil
  }
}

extension FormatError.ZipFlaw {
  var message: String {
    switch self {
    case .noDirectory: "the npz file has no directory at its end"
    case .brokenEntry(let offset): "the npz file's entry at byte \(offset) is damaged"
    case .entryCount(let announced, let found):
      "the npz file announces \(announced) members, \(found) are there"
    case .encrypted(let name): "member \"\(name)\" is encrypted"
    case .method(let method, let name):
      "member \"\(name)\" is compressed by method \(method), which is not read"
    case .sizes(let name): "the sizes of member \"\(name)\" contradict each other"
    case .checksum(let name): "the checksum of member \"\(name)\" is wrong"
    case .notAnArray(let name): "member \"\(name)\" is no array: its name does not end in .npy"
    case .duplicate(let name): "the name \"\(name)\" occurs twice"
    case .nameTooLong(let bytes): "a name of \(bytes) bytes is too long for a member"
    case .tooLargeToWrite(let bytes): "an archive of \(bytes) bytes is too large to write as npz"
    }
  }

  var hint: String? {
    switch self {
    case .noDirectory, .brokenEntry, .entryCount, .sizes, .checksum:
      "the file may not have been copied or downloaded completely"
    case .method: "stored and deflated members are read"
    case .tooLargeToWrite: "save the arrays as single npy files"
    case .encrypted, .notAnArray, .duplicate, .nameTooLong: nil
    }
  }
}

extension FormatError.SafeTensorsFlaw {
  var message: String {
    switch self {
    case .headerTooLong(let bytes): "the safetensors file announces a header of \(bytes) bytes, which is too long"
    case .syntax(let offset): "the safetensors header cannot be read: unexpected text at its byte \(offset)"
    case .missing(let key, let name): "the safetensors header says no \"\(key)\" of tensor \"\(name)\""
    case .unexpected(let key, let name):
      "the safetensors header has an unexpected or repeated \"\(key)\" for tensor \"\(name)\""
    case .duplicate(let name): "the name \"\(name)\" occurs twice"
    case .sizes(let name): "the shape of tensor \"\(name)\" does not fit its place in the safetensors file"
    case .overlap(let name): "tensor \"\(name)\" overlaps another in the safetensors file"
    case .hole(let offset): "the safetensors file holds bytes that belong to no tensor, from byte \(offset) of its data"
    case .reserved: "a tensor cannot be named \"\(SafeTensors.metadataName)\" in a safetensors file"
    }
  }

  var hint: String? {
    switch self {
    case .headerTooLong, .syntax: "the file may be of another kind than its name says"
    case .missing, .unexpected, .sizes, .overlap, .hole: "the file is damaged or made to mislead"
    case .duplicate, .reserved: nil
    }
  }
}

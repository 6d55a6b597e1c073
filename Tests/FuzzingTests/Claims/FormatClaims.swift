// Files: what can be read stays within the limit, and written and read again it is the same.
// Neighbours: `FormatsTests/HostileInputTests` has damaged files of each kind.

import Formats

enum FormatClaims {
  /// Small, so that each run is quick.
  private static let limit = 1 << 18

  static let all = [
    Claim("npy") { bytes in
      guard let value = try? NPY.decode(bytes, limit: limit) else { return nil }
      return within(value.bytes.count) ?? same(try? NPY.decode(NPY.encode(value), limit: limit), value)
    },
    Claim("npz") { bytes in
      guard let entries = try? NPZ.decode(bytes, limit: limit) else { return nil }
      return archive(entries, { try NPZ.encode($0) }, { try NPZ.decode($0, limit: limit) })
    },
    Claim("safetensors") { bytes in
      guard let entries = try? SafeTensors.decode(bytes, limit: limit) else { return nil }
      return archive(entries, { try SafeTensors.encode($0) }, { try SafeTensors.decode($0, limit: limit) })
    },
    Claim("idx") { bytes in
      guard let value = try? IDX.decode(bytes, limit: limit) else { return nil }
      return within(value.bytes.count) ?? same(try? NPY.decode(NPY.encode(value), limit: limit), value)
    },
    Claim("csv") { bytes in
      guard let table = try? CSV.decode(bytes, limit: limit) else { return nil }
      for column in table.columns {
        switch column {
        case .numbers(let items): if items.count != table.rows { return "\(items.count) numbers in \(table.rows) rows" }
        case .texts(let items): if items.count != table.rows { return "\(items.count) texts in \(table.rows) rows" }
        }
      }
      return table.names.map { $0.count == table.columns.count } == false ? "names and columns differ" : nil
    },
    Claim("gzip") { bytes in
      guard let content = try? GZip.inflate(bytes, limit: limit) else { return nil }
      return within(content.count)
    },
    Claim("png") { bytes in
      guard let raster = try? PNG.decode(bytes, limit: limit) else { return nil }
      return within(raster.width * raster.height * raster.channels * raster.depth / 8)
    },
    Claim("json") { bytes in
      guard let value = JSON(reading: bytes) else { return nil }
      let text = value.text()
      guard let again = JSON(reading: Array(text.utf8)) else { return "what was written is not read: \(text)" }
      // By their texts: nan has none, and -0 equals 0.
      return again.text() == text ? nil : "\(text) became \(again.text())"
    },
    Claim("kind") { bytes in
      _ = FileKind.sniff(bytes, name: String(decoding: bytes.prefix(24), as: UTF8.self))
      guard let decoded = Base64.decode(bytes) else { return nil }
      return Base64.decode(Base64.encode(decoded).utf8) == decoded ? nil : "base64 is not what it was"
    },
  ]

  private static func within(_ size: Int) -> String? { size <= limit ? nil : "\(size) bytes are beyond the limit" }

  private static func same(_ found: ArrayValue?, _ wanted: ArrayValue) -> String? {
    found == wanted ? nil : "an array of shape \(wanted.shape) came back as another"
  }

  private static func archive(
    _ entries: [(name: String, value: ArrayValue)],
    _ write: ([(name: String, value: ArrayValue)]) throws -> [UInt8],
    _ read: ([UInt8]) throws -> [(name: String, value: ArrayValue)]
  ) -> String? {
    if let words = within(entries.reduce(0) { $0 + $1.value.bytes.count }) { return words }
    // Names that one format allows and its writer refuses are no finding.
    guard let bytes = try? write(entries) else { return nil }
    guard let again = try? read(bytes) else { return "what was written is not read" }
    // Safetensors has an order of its own.
    func sorted(_ entries: [(name: String, value: ArrayValue)]) -> [(name: String, value: ArrayValue)] {
      entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }
    let isSame = again.count == entries.count
      && zip(sorted(again), sorted(entries)).allSatisfy { $0.name == $1.name && $0.value == $1.value }
    return isSame ? nil : "the archive came back as another"
  }
}

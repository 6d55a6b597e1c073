// Reads the fixture files beside the tests, and makes damaged variants of them.
// Neighbours: `Fixtures/make.py` (where npy, npz and gzip files come from), all tests of this target.

import Glibc
import Testing

/// A file under `Fixtures/`.
struct Fixture: CustomTestStringConvertible, Sendable {
  let name: String

  var testDescription: String { name }

  static let folder = String(#filePath.dropLast("Fixture.swift".count)) + "Fixtures/"

  /// The content; empty if the file cannot be read, which no test takes for good.
  var bytes: [UInt8] {
    guard let file = fopen(Self.folder + name, "rb") else { return [] }
    defer { fclose(file) }
    var result: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&block, 1, block.count, file)
      if count == 0 { return result }
      result += block[..<count]
    }
  }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// The files of a folder whose names begin with `prefix`, sorted.
  static func all(in folder: String, prefix: String = "", suffix: String) -> [Fixture] {
    guard let directory = opendir(Self.folder + folder) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { raw in
        String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name.hasPrefix(prefix), name.hasSuffix(suffix) { names.append(folder + "/" + name) }
    }
    return names.sorted().map(Fixture.init)
  }
}

/// A small generator with a fixed start, so that a failing variant can be found again.
struct Dice {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func roll(_ sides: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(sides))
  }
}

extension [UInt8] {
  /// A copy with one to four bytes changed; some changes are to the values that break size fields.
  func mutated(_ dice: inout Dice) -> [UInt8] {
    var copy = self
    for _ in 0...dice.roll(4) {
      let place = dice.roll(copy.count)
      switch dice.roll(4) {
      case 0: copy[place] = 0xff
      case 1: copy[place] = 0
      case 2: copy[place] ^= UInt8(1 << dice.roll(8))
      default: copy[place] = UInt8(dice.roll(256))
      }
    }
    return copy
  }
}

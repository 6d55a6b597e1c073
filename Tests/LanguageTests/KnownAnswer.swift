// Known answers as data: cases with a program, its inputs, and the value that JAX, NumPy or SciPy gives.
// Neighbours: `KnownAnswers/make.py` writes the files, `KnownAnswerTests` runs them.

import Foundation
import TensorIR

/// The cases of one area.
struct AnswerBook: Decodable {
  let area: String
  let cases: [KnownAnswer]

  static func read(_ area: String) throws -> AnswerBook {
    let path = AnswerBook.folder + "/" + area + ".json"
    return try JSONDecoder().decode(AnswerBook.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
  }

  /// All areas that have a file, in alphabetical order.
  static var areas: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(".json".count)) }.sorted()
  }

  private static var folder: String {
    String(#filePath.dropLast("KnownAnswer.swift".count)) + "KnownAnswers"
  }
}

struct KnownAnswer: Decodable {
  let name: String
  let program: String
  let inputs: [String: Answer]?
  let expected: Answer
  /// The tolerance is relative to the largest element of the answer, not to each.
  let largest: Bool?
  /// The signs of zeros must agree.
  let zeros: Bool?
  /// Relative; instead of 1e-5 for f32 and 1e-12 for f64.
  let tolerance: Double?
}

/// An expected value.
indirect enum Answer: Decodable {
  case tensor(dtype: DType, shape: [Int], data: [Double])
  case number(Double)
  case string(String)
  case list([Answer])
  case record([String: Answer])
  case error(String)
  case none

  private enum Key: String, CodingKey { case dtype, shape, data, number, string, list, record, error }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    if let name = try fields.decodeIfPresent(String.self, forKey: .dtype) {
      guard let dtype = DType(name: name) else {
        throw DecodingError.dataCorruptedError(forKey: .dtype, in: fields, debugDescription: name)
      }
      let data = try fields.decode([JSONNumber].self, forKey: .data)
      self = .tensor(
        dtype: dtype, shape: try fields.decode([Int].self, forKey: .shape), data: data.map(\.value))
    } else if let number = try fields.decodeIfPresent(JSONNumber.self, forKey: .number) {
      self = .number(number.value)
    } else if let words = try fields.decodeIfPresent(String.self, forKey: .string) {
      self = .string(words)
    } else if let items = try fields.decodeIfPresent([Answer].self, forKey: .list) {
      self = .list(items)
    } else if let record = try fields.decodeIfPresent([String: Answer].self, forKey: .record) {
      self = .record(record)
    } else if let kind = try fields.decodeIfPresent(String.self, forKey: .error) {
      self = .error(kind)
    } else {
      self = .none
    }
  }
}

/// A number, or the word for one that JSON lacks: inf, -inf, nan, -0.
private struct JSONNumber: Decodable {
  let value: Double

  init(from decoder: any Decoder) throws {
    let single = try decoder.singleValueContainer()
    if let number = try? single.decode(Double.self) {
      value = number
      return
    }
    let word = try single.decode(String.self)
    guard let number = Double(word) else {
      throw DecodingError.dataCorruptedError(in: single, debugDescription: word)
    }
    value = number
  }
}

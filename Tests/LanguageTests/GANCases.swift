// The reference values for GANs and privacy: read from JSON and csv, and handed to a session as a program.
// Neighbours: `GANReferenceTests` compares; the folder `reference/gans` lies beside the repository.

import Foundation
import Language

enum GANCases {
  /// The folder; nil where it is not at hand.
  static let folder: String? = Folder.reference.map { $0.components(dropping: 1) + "/gans" }

  /// An element type that the cases are run in, and what agreement means in it.
  enum Precision: String, CaseIterable {
    case f64, f32

    /// Relative to the value, or to a small share of the largest one beside it.
    var tolerance: String { self == .f64 ? "1e-9" : "1e-4" }
    var share: String { self == .f64 ? "1e-6" : "1e-2" }
  }

  /// A session with the cases as `c`, in f64 or f32, and `agree(what, found, wanted)`, which fails where they differ.
  static func session(_ kind: ExecutorKind, _ precision: Precision) throws -> Session {
    let session = kind.session(files: MemoryFiles())
    try session.run("cases = " + literal(try json()))
    try session.run(
      """
      c = tree_map(leaf -> if type(leaf) == "tensor" { \(precision.rawValue)(leaf) } else { leaf }, cases)
      fn agree(what, found, wanted, tol = \(precision.tolerance)) {
        (a, b) = (flatten(f64(found)), flatten(f64(wanted)))
        off = max(abs(a - b) / maximum(abs(b), \(precision.share) * max(abs(b)) + 1e-300))
        if not (off <= tol) { error("{what}: {a} instead of {b}, off by {off:.3g}") }
      }
      """)
    return session
  }

  /// Rows of a csv file by the names of its columns.
  static func rows(_ name: String) -> [[String: String]] {
    let text = folder.flatMap { Folder.text($0 + "/" + name) } ?? ""
    let lines = text.replacingOccurrences(of: "\r", with: "").lines.map { $0.components(separatedBy: ",") }
    guard let names = lines.first else { return [] }
    return lines.dropFirst().filter { $0.count == names.count }.map {
      Dictionary(zip(names, $0), uniquingKeysWith: { first, _ in first })
    }
  }

  private static func json() throws -> Any {
    let path = (folder ?? "") + "/cases.json"
    return try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: path)))
  }

  /// A JSON value as an expression: objects are records, arrays of numbers f64 tensors, other arrays lists.
  private static func literal(_ value: Any) -> String {
    switch value {
    case let object as [String: Any]:
      "{" + object.keys.sorted().map { quoted($0) + ": " + literal(object[$0] ?? 0) }.joined(separator: ", ") + "}"
    case let array as [Any]:
      array.first is NSNumber || array.first is [Any]
        ? "tensor(\(numbers(array)), dtype = f64)" : "(" + array.map { literal($0) + "," }.joined() + ")"
    case let text as String: quoted(text)
    default: "\(value)"
    }
  }

  private static func numbers(_ value: Any) -> String {
    guard let array = value as? [Any] else { return "\(value)" }
    return "(" + array.map { numbers($0) + "," }.joined() + ")"
  }

  private static func quoted(_ text: String) -> String {
    "\"" + text.replacingOccurrences(of: "{", with: "{{").replacingOccurrences(of: "}", with: "}}") + "\""
  }
}

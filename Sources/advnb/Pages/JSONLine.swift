// An object of JSON in one line, field by field.
// Neighbours: `BenchCommand` and `Report` write JSON.

import Formats

struct JSONLine {
  private var fields: [String] = []

  var json: String { "{" + fields.joined(separator: ", ") + "}" }

  mutating func add(_ name: String, _ value: String) { add(name, raw: Self.quoted(value)) }

  /// Five digits are more than clocks tell.
  mutating func add(_ name: String, _ value: Double) {
    add(name, raw: value.isFinite ? Self.short(value) : "null")
  }

  mutating func add(_ name: String, _ value: JSONLine) { add(name, raw: value.json) }

  private mutating func add(_ name: String, raw: String) { fields.append("\(Self.quoted(name)): \(raw)") }

  private static func short(_ value: Double) -> String {
    guard value != 0 else { return "0" }
    var scale = 1.0
    while abs(value) * scale < 1e4, scale < 1e290 { scale *= 10 }
    let rounded = (value * scale).rounded() / scale
    return rounded == rounded.rounded() && abs(rounded) < 1e15 ? "\(Int(rounded))" : "\(rounded)"
  }

  static func quoted(_ text: String) -> String { JSON.string(text).text() }
}

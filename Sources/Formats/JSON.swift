// JSON (RFC 8259) as a value: ipynb files, messages of the Jupyter protocol, answers to `--json`.
// Neighbours: `JSON+Reading` parses it.

public enum JSON: Sendable, Equatable {
  case null
  case bool(Bool)
  case int(Int)
  case number(Double)
  case string(String)
  case array([JSON])
  case object(JSONObject)

  /// Fields in order; later ones of the same name win.
  public static func fields(_ fields: KeyValuePairs<String, JSON>) -> JSON {
    .object(JSONObject(fields.map { ($0.key, $0.value) }))
  }

  /// A field of an object; nil if it is none, or has none of that name.
  public subscript(name: String) -> JSON? {
    guard case .object(let object) = self else { return nil }
    return object[name]
  }

  public var string: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  public var array: [JSON]? {
    guard case .array(let items) = self else { return nil }
    return items
  }

  public var int: Int? {
    switch self {
    case .int(let number): number
    case .number(let number): Int(exactly: number)
    default: nil
    }
  }

  public var bool: Bool? {
    guard case .bool(let truth) = self else { return nil }
    return truth
  }

  /// The text: in one line, or with a line for each item, `indent` spaces a level.
  public func text(indent: Int? = nil) -> String {
    var out = ""
    write(to: &out, indent: indent, level: 0)
    return out
  }

  private func write(to out: inout String, indent: Int?, level: Int) {
    switch self {
    case .null: out += "null"
    case .bool(let truth): out += truth ? "true" : "false"
    case .int(let number): out += String(number)
    case .number(let number):
      if number.isFinite {
        out += number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
      } else {
        out += "null"
      }
    case .string(let text): Self.quote(text, to: &out)
    case .array(let items):
      Self.list(items, "[", "]", to: &out, indent, level) { $0.write(to: &$1, indent: indent, level: level + 1) }
    case .object(let object):
      Self.list(object.fields, "{", "}", to: &out, indent, level) { field, out in
        Self.quote(field.name, to: &out)
        out += indent == nil ? ":" : ": "
        field.value.write(to: &out, indent: indent, level: level + 1)
      }
    }
  }

  private static func list<T>(
    _ items: [T], _ open: String, _ close: String, to out: inout String, _ indent: Int?, _ level: Int,
    _ write: (T, inout String) -> Void
  ) {
    out += open
    for (place, item) in items.enumerated() {
      if place > 0 { out += indent == nil ? "," : "," }
      if let indent { out += "\n" + String(repeating: " ", count: indent * (level + 1)) }
      write(item, &out)
    }
    if let indent, !items.isEmpty { out += "\n" + String(repeating: " ", count: indent * level) }
    out += close
  }

  private static func quote(_ text: String, to out: inout String) {
    out += "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let hex = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - hex.utf8.count) + hex
      default: out.unicodeScalars.append(scalar)
      }
    }
    out += "\""
  }
}

/// Fields in the order they were written.
public struct JSONObject: Sendable, Equatable {
  public struct Field: Sendable, Equatable {
    public let name: String
    public var value: JSON
  }

  public private(set) var fields: [Field] = []

  public init(_ fields: [(String, JSON)] = []) { for (name, value) in fields { self[name] = value } }

  /// Setting nil removes the field.
  public subscript(name: String) -> JSON? {
    get { fields.first { $0.name == name }?.value }
    set {
      let place = fields.firstIndex { $0.name == name }
      switch (place, newValue) {
      case (let place?, let value?): fields[place].value = value
      case (let place?, nil): fields.remove(at: place)
      case (nil, let value?): fields.append(Field(name: name, value: value))
      case (nil, nil): break
      }
    }
  }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByArrayLiteral, ExpressibleByFloatLiteral, ExpressibleByNilLiteral
{
  public init(stringLiteral text: String) { self = .string(text) }
  public init(integerLiteral number: Int) { self = .int(number) }
  public init(floatLiteral number: Double) { self = .number(number) }
  public init(booleanLiteral truth: Bool) { self = .bool(truth) }
  public init(arrayLiteral items: JSON...) { self = .array(items) }
  public init(nilLiteral: ()) { self = .null }
}

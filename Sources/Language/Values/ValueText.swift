// Values as text: what `print`, interpolation and the last value of a cell show.
// Neighbours: `Display.TensorText` and `NumberFormat` lay out tensors and numbers.

import Display
import TensorIR

extension Interpreter {
  /// As interpolation and `print` show it: strings without quotes.
  func plainText(_ value: Value) -> String {
    if case .string(let words) = value { return words }
    return text(value)
  }

  /// As the REPL shows it: strings in quotes, 0-d tensors as numbers, lists in parentheses.
  ///
  /// Of deep and of very large values only a part is shown: shared parts can make a text longer than any memory.
  public func text(_ value: Value) -> String {
    var room = TextRoom()
    return text(value, &room)
  }

  /// Computes the tensors in a value, so that its text shows them and failures belong to who asked.
  func settle(_ value: Value) throws {
    try eachLeaf(of: value) { leaf in
      if case .tensor(let tensor) = leaf { _ = try read(tensor) }
    }
  }

  private func text(_ value: Value, _ room: inout TextRoom) -> String {
    room.parts -= 1
    switch value {
    case .none: return "none"
    case .bool(let truth): return truth ? "true" : "false"
    case .int(let number): return String(number)
    case .float(let number): return NumberFormat.text(number, digits: digits)
    case .string(let words): return room.quoted(words)
    case .tensor(let tensor): return tensorText(tensor)
    case .list(let list): return room.inside { listText(list.items, &$0) }
    case .record(let record): return room.inside { recordText(record, &$0) }
    case .function(let function): return functionText(function)
    case .range(let range):
      return "range(\(range.start), \(range.start &+ range.count &* range.step)\(range.step == 1 ? "" : ", \(range.step)"))"
    case .sequence(let sequence): return "sequence of \(counted(sequence.count, "item"))"
    case .buffer(let buffer): return "buffer " + text(.tensor(buffer.tensor))
    case .display(let output):
      if case .table = output { return "table" }
      return value.typeName
    }
  }

  private func tensorText(_ tensor: Tensor) -> String {
    let storage: Storage
    do { storage = try read(tensor) } catch {
      return "\(tensor.dtype.name)\(tensor.shape) (no single value here)"
    }
    let kind: TensorSnapshot.Kind = tensor.dtype == .bool ? .bool : tensor.dtype.isInteger ? .integer : .real
    let snapshot = TensorSnapshot(
      dtype: tensor.dtype.name, shape: Array(tensor.shape), kind: kind, value: storage.double(at:))
    return TensorText.text(of: snapshot, digits: digits, width: displayWidth)
  }

  private func listText(_ items: [Value], _ room: inout TextRoom) -> String {
    let count = items.count
    let shown = items.prefix(count > 100 ? 20 : 100).map { text($0, &room) }
    let tail = count > shown.count ? ", … \(count - shown.count) more" : ""
    return count == 1 ? "(\(shown.joined()),)" : "(\(shown.joined(separator: ", "))\(tail))"
  }

  /// Fields in one line where they fit, else one a line; what makes a record callable or shows it is left out.
  private func recordText(_ record: Record, _ room: inout TextRoom) -> String {
    let fields = record.fields.filter { key, value in !((key == "call" || key == "shown") && value.isFunction) }
    let words = fields.map { key, value in "\(keyText(key, &room)): \(text(value, &room))" }
    let line = "{\(words.joined(separator: ", "))}"
    if line.utf8.count <= 90, !line.utf8.contains(0x0A) { return line }
    let lines = words.map { "  " + indented($0) }
    return "{\n\(lines.joined(separator: ",\n"))\n}"
  }

  private func keyText(_ key: String, _ room: inout TextRoom) -> String {
    let isName = !key.isEmpty && key.unicodeScalars.allSatisfy { $0.properties.isXIDContinue }
    return isName ? key : room.quoted(key)
  }

  private func indented(_ words: String) -> String {
    words.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n  ")
  }

  private func functionText(_ function: Function) -> String {
    if case .host(let host) = function.body { return host.name }
    return "\(function.name ?? "")(\(function.parameterNames.joined(separator: ", "))) -> …"
  }

  /// A value inside a string, with the format behind the colon.
  func interpolated(_ value: Value, format: String?) throws -> String {
    try settle(value)
    guard let format, !format.isEmpty else { return plainText(value) }
    do {
      switch value {
      case .string(let words): return try NumberFormat.formatted(words, spec: format)
      case .int(let number): return try NumberFormat.formatted(number, spec: format)
      default:
        guard let number = try number(value) else {
          throw Failure.format(
            "the format `\(format)` is for one number, but this is \(value.phrase)",
            hint: "take one element, or leave the format out.")
        }
        if case .tensor(let tensor) = value, !tensor.dtype.isFloating, let whole = Int(exactly: number) {
          return try NumberFormat.formatted(whole, spec: format)
        }
        return try NumberFormat.formatted(number, spec: format, digits: digits)
      }
    } catch let error as FormatSpecError {
      throw Failure.format(error.message, hint: error.hint)
    }
  }
}

/// How much of a value may still be shown.
private struct TextRoom {
  var parts = 20_000
  private var bytes = 1 << 16
  private var depth = 0

  /// A collection's text, or `…` where it lies too deep or too much was shown before it.
  mutating func inside(_ words: (inout TextRoom) -> String) -> String {
    guard depth < 40, parts > 0 else { return "…" }
    depth += 1
    defer { depth -= 1 }
    return words(&self)
  }

  /// A string in quotes, and behind them how much of it is left out.
  mutating func quoted(_ words: String) -> String {
    let count = words.utf8.count
    guard count > bytes else {
      bytes -= count
      return "\"\(Self.escaped(words.unicodeScalars[...]))\""
    }
    var shown = words.utf8.prefix(bytes)
    // No character is cut.
    while let next = words.utf8[shown.endIndex...].first, next & 0xC0 == 0x80 { shown.removeLast() }
    bytes = 0
    return "\"\(Self.escaped(words.unicodeScalars[..<shown.endIndex]))\" … \(counted(count - shown.count, "more byte"))"
  }

  private static func escaped(_ words: Substring.UnicodeScalarView) -> String {
    var result = ""
    for scalar in words {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case _ where scalar.isHidden: result += "\\u{\(String(scalar.value, radix: 16))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

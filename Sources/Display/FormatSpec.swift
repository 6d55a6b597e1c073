// The formats of `"{x:.3f}"` and of inline values: Python's mini language for one value.
// Neighbours: `NumberFormat` (no format given); the language hands over what stands after the colon.

import Glibc

/// Why a format could not be used; the language adds the place.
public struct FormatSpecError: Error, Sendable, Equatable {
  /// One sentence without a full stop, in lower case.
  public let message: String
  public let hint: String?

  init(_ message: String, hint: String? = nil) {
    self.message = message
    self.hint = hint
  }
}

/// `[[fill]align][sign][#][0][width][, or _][.precision][type]`, parsed.
public struct FormatSpec: Sendable, Equatable {
  public enum Alignment: Sendable { case left, right, centre, afterSign }

  var fill: Character = " "
  var alignment: Alignment?
  /// `+`, `-` or a space.
  var sign: UInt8 = UInt8(ascii: "-")
  var marksBase = false
  var width = 0
  var grouping: UInt8?
  var precision: Int?
  var type: UInt8?
  let text: String

  static let widest = 1000

  /// - Throws: `FormatSpecError` that names the part that is not understood.
  public init(_ text: String) throws(FormatSpecError) {
    self.text = text
    var rest = Array(text)[...]
    parseAlignment(&rest)
    if let first = rest.first, first == "+" || first == "-" || first == " " {
      sign = first.asciiValue ?? sign
      rest.removeFirst()
    }
    if rest.first == "#" {
      marksBase = true
      rest.removeFirst()
    }
    if rest.first == "0", alignment == nil {
      fill = "0"
      alignment = .afterSign
      rest.removeFirst()
    }
    width = try number(&rest, "width", limit: Self.widest) ?? 0
    if let first = rest.first, first == "," || first == "_" {
      grouping = first.asciiValue
      rest.removeFirst()
    }
    if rest.first == "." {
      rest.removeFirst()
      guard let digits = try number(&rest, "precision", limit: 100) else {
        throw FormatSpecError(
          "the format \"\(text)\" has no digits after its point", hint: "write it like .3f")
      }
      precision = digits
    }
    if let letter = rest.popFirst() { type = try typeLetter(letter) }
    guard rest.isEmpty else { throw misunderstood(String(rest)) }
  }

  private mutating func parseAlignment(_ rest: inout ArraySlice<Character>) {
    func alignment(_ c: Character?) -> Alignment? {
      switch c {
      case "<": .left
      case ">": .right
      case "^": .centre
      case "=": .afterSign
      default: nil
      }
    }
    if let found = alignment(rest.dropFirst().first), let first = rest.first {
      (fill, self.alignment) = (first, found)
      rest = rest.dropFirst(2)
    } else if let found = alignment(rest.first) {
      self.alignment = found
      rest.removeFirst()
    }
  }

  private func number(
    _ rest: inout ArraySlice<Character>, _ what: String, limit: Int
  ) throws(FormatSpecError) -> Int? {
    var value: Int?
    while let digit = rest.first?.asciiValue, digit >= 0x30, digit <= 0x39 {
      value = min((value ?? 0) * 10 + Int(digit - 0x30), limit + 1)
      rest.removeFirst()
    }
    if let value, value > limit {
      throw FormatSpecError("the format \"\(text)\" asks for a \(what) above \(limit)")
    }
    return value
  }

  private func typeLetter(_ letter: Character) throws(FormatSpecError) -> UInt8 {
    guard let ascii = letter.asciiValue, "dfFeEgG%xXobs".utf8.contains(ascii) else {
      throw misunderstood(String(letter))
    }
    return ascii
  }

  private func misunderstood(_ part: String) -> FormatSpecError {
    FormatSpecError(
      "the format \"\(text)\" is not understood from \"\(part)\" on",
      hint: "formats look like .3f .4g .2e d 05d +.2f ,d % x >10 <10 ^10")
  }
}

// An operation of the host: its name, parameters, help, and what it does.
// Neighbours: `Registry` holds them by name; the files beside this one define them by area.

import SourceText
import TensorIR

/// Areas of the help.
public enum Area: String, CaseIterable, Sendable {
  case make, random, elementwise, activations, reductions, shape, linear = "linear algebra"
  case images = "images and convolution", losses, transforms, trees, loops, optimisers, layers
  case data = "data and files", show, plain
}

/// A built-in operation.
public final class Builtin {
  public struct Parameter {
    public let name: String
    /// Source of the default, as the signature shows it; nil if the argument is required.
    public let fallback: String?
    /// `..xs`: takes all further positional arguments.
    public let isRest: Bool
  }

  public let name: String
  public let area: Area
  public let parameters: [Parameter]
  public let documentation: String
  let run: (Call) throws -> Value

  /// - Parameter signature: `x, axis = none, keep = false`; `..xs` takes the rest.
  init(
    _ name: String, _ signature: String, _ area: Area, _ documentation: String,
    _ run: @escaping (Call) throws -> Value
  ) {
    self.name = name
    self.area = area
    self.documentation = documentation
    self.run = run
    parameters = Builtin.parse(signature)
  }

  public var signature: String {
    let words = parameters.map { parameter in
      let name = (parameter.isRest ? ".." : "") + parameter.name
      return parameter.fallback.map { "\(name) = \($0)" } ?? name
    }
    return "\(name)(\(words.joined(separator: ", ")))"
  }

  private static func parse(_ signature: String) -> [Parameter] {
    var result: [Parameter] = []
    for piece in pieces(of: Array(signature.utf8)) {
      let halves = piece.split(separator: UInt8(ascii: "="), maxSplits: 1)
      guard let first = halves.first else { continue }
      var name = trimmed(first)
      let isRest = name.hasPrefix("..")
      if isRest { name = String(name.dropFirst(2)) }
      result.append(
        Parameter(name: name, fallback: halves.count > 1 ? trimmed(halves[1]) : nil, isRest: isRest))
    }
    return result
  }

  /// Splits at commas outside brackets.
  private static func pieces(of text: [UInt8]) -> [ArraySlice<UInt8>] {
    var result: [ArraySlice<UInt8>] = []
    var depth = 0
    var isQuoted = false
    var start = 0
    for (place, byte) in text.enumerated() {
      switch byte {
      case UInt8(ascii: "\""): isQuoted.toggle()
      case _ where isQuoted: break
      case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: ",") where depth == 0:
        result.append(text[start..<place])
        start = place + 1
      default: break
      }
    }
    if start < text.count { result.append(text[start...]) }
    return result
  }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
    let blank = UInt8(ascii: " ")
    let words = bytes.drop { $0 == blank }.reversed().drop { $0 == blank }.reversed()
    return String(decoding: Array(words), as: UTF8.self)
  }
}

/// One call of a built-in: its bound arguments and the interpreter it runs in.
public struct Call {
  public let name: String
  public let interpreter: Interpreter
  /// By parameter; nil where the caller gave none.
  let arguments: [Value?]
  /// What `..rest` took.
  let rest: [Value]
  let parameters: [String]
  /// How many arguments came without a name.
  let positionalCount: Int
  /// Named arguments as given, for functions that pass them on.
  let named: [(name: String, value: Value)]
  let span: Span

  func isGiven(_ index: Int) -> Bool {
    guard index < arguments.count, let value = arguments[index] else { return false }
    if case .none = value { return false }
    return true
  }

  /// The argument, `none` if it was not given.
  func value(_ index: Int) -> Value { index < arguments.count ? arguments[index] ?? .none : .none }

  func wrong(_ index: Int, _ expected: String, got: Value? = nil) -> Failure {
    let parameter = index < parameters.count ? parameters[index] : "argument \(index + 1)"
    return .wrongArgument(function: name, parameter: parameter, expected: expected, got: got ?? value(index))
  }
}

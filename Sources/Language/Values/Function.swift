// Callable values: closures written in the language, and operations of the host.
// Neighbours: `FunctionCode` is what a closure runs, `Builtin` what the host offers, `Interpreter+Call` calls both.

import SourceText

/// A function value.
public final class Function {
  enum Body {
    case closure(FunctionCode, captures: [Value?], group: FunctionGroup?)
    case builtin(Builtin)
    /// Made by a built-in (`grad(f)`).
    case host(HostFunction)
  }
  let body: Body
  let depth: Int

  init(closure code: FunctionCode, captures: [Value?], group: FunctionGroup? = nil) throws {
    body = .closure(code, captures: captures, group: group)
    depth = try nesting(over: captures.compactMap { $0 })
  }

  init(_ builtin: Builtin) {
    body = .builtin(builtin)
    depth = 1
  }

  /// - Parameters:
  ///   - over: values that the function holds on to.
  ///   - transform: what made it, if that and `values` tell all about it: two such functions do the same.
  init(
    name: String, parameters: [String] = [], over values: [Value], transform: String? = nil,
    _ run: @escaping (Call) throws -> Value
  ) throws {
    body = .host(HostFunction(name: name, parameters: parameters, over: values, transform: transform, run: run))
    depth = try nesting(over: values)
  }

  /// Whether both are one function: a built-in is itself wherever it is named, anything else only the value it is.
  func isSame(as other: Function) -> Bool {
    if self === other { return true }
    if case (.builtin(let mine), .builtin(let theirs)) = (body, other.body) { return mine === theirs }
    return false
  }

  public var name: String? {
    switch body {
    case .closure(let code, _, _): code.name
    case .builtin(let builtin): builtin.name
    case .host(let host): host.name
    }
  }

  /// Parameter names as written; built-ins give their signature's.
  public var parameterNames: [String] {
    switch body {
    case .closure(let code, _, _): code.parameters.map(\.label)
    case .builtin(let builtin): builtin.parameters.map(\.name)
    case .host(let host): host.parameters
    }
  }

  public var documentation: String? {
    switch body {
    case .closure(let code, _, _): code.documentation
    case .builtin(let builtin): builtin.documentation
    case .host: nil
    }
  }
}

/// A function that a built-in has made: a name, what it holds on to, and what to do.
final class HostFunction {
  let name: String
  let parameters: [String]
  let over: [Value]
  let transform: String?
  let run: (Call) throws -> Value

  init(
    name: String, parameters: [String], over: [Value], transform: String?, run: @escaping (Call) throws -> Value
  ) {
    self.name = name
    self.parameters = parameters
    self.over = over
    self.transform = transform
    self.run = run
  }
}

extension Value {
  /// The name of a function written in the language; nil for anything else.
  var calledName: String? {
    if case .function(let function) = self, case .closure(let code, _, _) = function.body { code.name } else { nil }
  }
}

// help, apropos, source: the language explains itself.
// Neighbours: `Builtin.documentation`, the `##` lines of the library; the REPL's `name?` and `name??` call these.

import Display
import SourceText

extension Registry {
  static func help() -> [Builtin] {
    [
      Builtin("help", "name = none", .plain, "Explains a name; without one, lists everything by area.") { call in
        let interpreter = call.interpreter
        guard call.isGiven(0) else {
          interpreter.emit(.text(interpreter.overview() + "\n"))
          return .none
        }
        let name = try wanted(call)
        guard let text = interpreter.helpText(name) else {
          throw Failure.unknownName(name, suggestion: interpreter.suggestion(for: name, in: interpreter.userModule))
        }
        interpreter.emit(.text(text + "\n"))
        return .none
      },
      Builtin("source", "name", .plain, "The running source of a function written in the language.") { call in
        let name = try wanted(call)
        guard let text = call.interpreter.sourceText(name) else {
          throw Failure.value("`\(name)` has no source in the language", hint: "help(\(name)) explains it.")
        }
        call.interpreter.emit(.text(text + "\n"))
        return .none
      },
      Builtin("apropos", "text", .plain, "Names whose help mentions a text.") { call in
        let wanted = try call.string(0).lowercased()
        let interpreter = call.interpreter
        let hits = interpreter.knownNames.filter { name in
          name.lowercased().contains(wanted) || (interpreter.helpText(name)?.lowercased().contains(wanted) ?? false)
        }
        interpreter.emit(.text((hits.isEmpty ? "nothing found" : hits.joined(separator: ", ")) + "\n"))
        return .none
      },
    ]
  }

  private static func wanted(_ call: Call) throws -> String {
    switch call.value(0) {
    case .string(let name): return name
    case .function(let function):
      if let name = function.name { return name }
      throw call.wrong(0, "a name")
    default: throw call.wrong(0, "a function or the name of one")
    }
  }
}

extension Interpreter {
  var knownNames: [String] { Set(registry.names + library.names).sorted() }

  /// Names by area.
  func overview() -> String {
    var areas: [(String, [String])] = Area.allCases.map { area in
      (area.rawValue, registry.all.filter { $0.area == area }.map(\.name))
    }
    areas.append(("library, in the language", library.names.sorted().filter { !$0.hasPrefix("_") }))
    return areas.filter { !$0.1.isEmpty }.map { "\($0.0): \($0.1.joined(separator: ", "))" }
      .joined(separator: "\n\n")
  }

  /// Signature and documentation; nil for an unknown name.
  func helpText(_ name: String) -> String? {
    guard let value = userModule.cell(name).current else { return nil }
    guard case .function(let function) = value else { return "\(name): \(value.description)" }
    switch function.body {
    case .builtin(let builtin): return "\(builtin.signature)\n\n\(builtin.documentation)"
    case .closure(let code, _, _):
      let head = "\(code.name ?? name)(\(code.parameters.map(signatureWord).joined(separator: ", ")))"
      return code.documentation.map { "\(head)\n\n\($0)" } ?? head
    case .host(let name, _, _): return name
    }
  }

  private func signatureWord(_ parameter: FunctionCode.Parameter) -> String {
    let fallback = parameter.fallback.map { " = \(sources.text(of: $0.span))" } ?? ""
    return (parameter.isRest ? ".." : "") + parameter.label + fallback
  }

  /// The definition's text with its documentation; nil where there is none.
  func sourceText(_ name: String) -> String? {
    guard case .function(let function)? = userModule.cell(name).current,
      case .closure(let code, _, _) = function.body
    else { return nil }
    let documentation = code.documentation.map { text in
      text.split(separator: "\n", omittingEmptySubsequences: false).map { "## \($0)" }.joined(separator: "\n") + "\n"
    }
    return (documentation ?? "") + sources.text(of: code.span)
  }
}

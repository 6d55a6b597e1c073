// help, apropos, source: the language explains itself.
// Neighbours: `Help/HelpText` composes the words; the REPL's `name?` and `name??` call it too.

import Display
import SourceText

extension Registry {
  static func help() -> [Builtin] {
    [
      Builtin("help", "name = none", .plain,
        """
        Explains a function, an area ("shape", "attacks") or an error code ("E0204"); without a name, lists all by area.

            help(relu)    # relu(x)
        """) { call in
        let interpreter = call.interpreter
        guard call.isGiven(0) else {
          interpreter.emit(.text(interpreter.overview() + "\n"))
          return .none
        }
        let name = try wanted(call)
        // An area of the library may have a page of its own.
        if let page = interpreter.library.definition("_help_\(name)") {
          _ = try call.apply(page, [])
        } else if let table = interpreter.areaTable(name) {
          interpreter.emit(.table(table))
        } else if let text = ErrorPages.text(name) ?? interpreter.helpText(name) {
          interpreter.emit(.text(text + "\n"))
        } else {
          throw interpreter.nothingToExplain(name)
        }
        return .none
      },
      Builtin("source", "name", .plain,
        """
        The running source of a function written in the language.

            source(mse)    # ## The mean squared difference.
        """) { call in
        let name = try wanted(call)
        guard let text = call.interpreter.sourceText(name) else {
          throw Failure.value("`\(name)` has no source in the language", hint: "help(\(name)) explains it.")
        }
        call.interpreter.emit(.text(text + "\n"))
        return .none
      },
      Builtin("apropos", "text", .plain,
        """
        Names whose help mentions a text, each with its first line.

            apropos("Kronecker")    # kron  Kronecker's product: each element of a times the whole of b.
        """) { call in
        let text = try call.string(0)
        let lines = call.interpreter.mentions(of: text)
        call.interpreter.emit(.text((lines.isEmpty ? "nothing mentions \"\(text)\"" : lines.joined(separator: "\n")) + "\n"))
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

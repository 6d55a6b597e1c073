// The note that a name of the program now hides a function of the language.
// Neighbours: `Session` asks before it runs an entry; `AssignedNames` knows what statements bind.

import SourceText
import Syntax

extension Session {
  /// Notes on the top-level names that an entry is the first to bind and that mean a function of the language so
  /// far. Library files are resolved in a scope of their own, so nothing but the program itself is concerned.
  func hidingNotes(_ block: Block) -> [Diagnostic] {
    var seen: Set<String> = []
    return block.statements.flatMap { statement -> [Diagnostic] in
      var bound = AssignedNames()
      bound.visit(Block([statement], statement.span))
      return bound.names.compactMap { name -> Diagnostic? in
        guard seen.insert(name).inserted, hidesFunction(name) else { return nil }
        return Diagnostic(
          .name, "", "`\(name)` hides the function of that name from here on",
          labels: [Label(statement.span, "library functions still use their own `\(name)`", primary: true)],
          hint: "choose another name if you want to call \(name)(…) later.", severity: .note)
      }
    }
  }

  private func hidesFunction(_ name: String) -> Bool {
    let cell = interpreter.userModule.cell(name)
    guard !name.hasPrefix("_"), cell.value == nil, case .function = cell.current else { return false }
    return true
  }
}

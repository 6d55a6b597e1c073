// Running the statements of a cell, a file or a library page.
// Neighbours: `Session` decides what is shown; `Resolver` made the code.

import Display
import SourceText
import Syntax

extension Interpreter {
  /// What a run of statements left behind.
  struct Outcome {
    /// Value of the last statement, if it is an expression and not silenced.
    var value: Value?
    /// Value of the last statement, silenced or not, for `_`.
    var last: Value?
  }

  /// Runs statements in a module. A display value that is the value of a statement is shown at once.
  func execute(_ block: Block, in module: Module) throws -> Outcome {
    let resolver = Resolver(module: module, sources: sources)
    var outcome = Outcome()
    for (index, statement) in block.statements.enumerated() {
      try tick(at: statement.span)
      let code = try resolver.topLevel(Block([statement], statement.span))
      let frame = Frame(slotCount: resolver.scope.slotCount, self)
      let isLast = index == block.statements.count - 1
      for piece in code {
        let value = try topLevelValue(of: piece, frame)
        guard statement.showsValue else { continue }
        if isLast {
          outcome.last = value
          if !statement.isSilenced { outcome.value = value }
        } else if !statement.isSilenced, case .display(let output) = value {
          emit(output)
        }
      }
    }
    return outcome
  }

  private func topLevelValue(of code: Code, _ frame: Frame) throws -> Value {
    do {
      switch try code.complete(frame) {
      case .value(let value): return value
      case .returned: throw misplaced("return", code.span)
      case .breakLoop: throw misplaced("break", code.span)
      case .continueLoop: throw misplaced("continue", code.span)
      }
    } catch let escape as Escape {
      switch escape.completion {
      case .returned: throw misplaced("return", code.span)
      case .continueLoop: throw misplaced("continue", code.span)
      default: throw misplaced("break", code.span)
      }
    }
  }

  func misplaced(_ word: String, _ span: Span) -> Diagnostic {
    Diagnostic(
      .syntax, "E0192", "`\(word)` stands outside a \(word == "return" ? "function" : "loop")",
      labels: [Label(span, "", primary: true)])
  }

  /// Definitions of a file brought in by `use`.
  func use(_ path: String, from span: Span) throws -> Module {
    if let known = usedModules[path] { return known }
    if usesInProgress.contains(path) {
      throw Failure.value("`use` goes round in a circle: \((usesInProgress + [path]).joined(separator: " → "))")
    }
    usesInProgress.append(path)
    defer { usesInProgress.removeLast() }
    let text = try files.read(path)
    let source = Source(name: path, text: text)
    let id = sources.add(source)
    let parsed = Parser.parse(source, id: id)
    if let error = parsed.diagnostics.first(where: { $0.severity == .error }) { throw error }
    let module = Module(name: path, isLibrary: false) { [unowned self] in self.meaning(of: $0) }
    _ = try execute(parsed.block, in: module)
    usedModules[path] = module
    return module
  }
}

extension Statement {
  /// Bindings and definitions display nothing.
  var showsValue: Bool {
    if case .expression = kind { true } else { false }
  }
}

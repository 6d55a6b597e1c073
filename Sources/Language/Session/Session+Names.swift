// What a conversation wants to know of names, and how it takes bindings back.
// Neighbours: `Session`; `Help/HelpText` has the words.

import SourceText

/// What an entry bound at the top level, with what the names meant before.
public struct Bindings {
  let changes: [(cell: GlobalCell, old: Value?)]

  public var names: [String] { Set(changes.map(\.cell.name)).sorted() }
}

extension Session {
  /// What the last entry has bound so far, failed or not.
  public var lastBindings: Bindings { Bindings(changes: interpreter.changes) }

  /// Gives names back the meaning that they had before an entry; entries are taken back from the last one on.
  public func takeBack(_ bindings: Bindings) {
    for change in bindings.changes.reversed() { change.cell.value = change.old }
    interpreter.changes = []
    interpreter.entry += 1
  }

  /// Forgets all top-level names.
  public func forgetNames() {
    for (name, _) in variables { interpreter.userModule.cell(name).value = nil }
    interpreter.changes = []
    interpreter.entry += 1
  }

  // MARK: Help

  /// A name's documentation and source, for `name?` and `name??`; nil if it has none.
  public func help(_ name: String) -> String? { interpreter.helpText(name) }
  public func source(of name: String) -> String? { interpreter.sourceText(name) }

  /// The first sentence of a name's documentation, read without running anything; empty if there is none.
  public func summary(of name: String) -> String {
    if case .function(let function)? = interpreter.userModule.cells[name]?.value {
      return interpreter.firstSentence(of: function)
    }
    return interpreter.firstLine(of: name)
  }

  /// Whether a name has a value of the user's own.
  public func isBound(_ name: String) -> Bool { interpreter.userModule.cells[name]?.value != nil }

  /// A function as its definition begins: `fgsm(loss, x, y, eps = 0.1)`.
  public func signature(of function: Function) -> String { interpreter.signature(of: function) }

  /// The first sentence of what a function's documentation says.
  public func summary(of function: Function) -> String { interpreter.firstSentence(of: function) }

  /// The definition that a function was written in, as `dense` for a layer's `call`; nil if it is not the library's.
  public func definer(of function: Function) -> String? {
    guard case .closure(let code, _, _) = function.body else { return nil }
    return interpreter.sources.definition(around: code.span)
  }
}

extension SourceMap {
  /// The name of the definition at the left edge that a place lies in.
  fileprivate func definition(around span: Span) -> String? {
    guard let source = self.source(span.source) else { return nil }
    let before = source.text[..<min(max(Int(span.start), 0), source.text.count)]
    for line in before.split(separator: 0x0A).reversed() {
      if let name = Library.definedNames(Array(line)).first { return name }
    }
    return nil
  }
}

extension Value {
  /// Whether a tensor in it waits to be computed; of large values a thousand parts are looked at, for parts that are
  /// shared can be more than anybody could count.
  var isPending: Bool {
    var budget = 1000
    return isPending(&budget)
  }

  private func isPending(_ budget: inout Int) -> Bool {
    budget -= 1
    guard budget > 0 else { return false }
    switch self {
    case .tensor(let tensor): if case .pending = tensor.body { return true } else { return false }
    case .buffer(let buffer): return Value.tensor(buffer.tensor).isPending(&budget)
    case .list(let list):
      for item in list.items where budget > 0 { if item.isPending(&budget) { return true } }
      return false
    case .record(let record):
      for value in record.values where budget > 0 { if value.isPending(&budget) { return true } }
      return false
    default: return false
    }
  }
}

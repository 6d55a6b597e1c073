// What the resolver makes of a tree: nodes that know their slots and cells, and run themselves.
// Neighbours: `Resolver` builds them; the files beside this one are the kinds of node.

import SourceText

/// A resolved expression or statement.
class Code {
  let span: Span

  init(_ span: Span) { self.span = span }

  /// The value; a statement gives `none`.
  func evaluate(_ frame: Frame) throws -> Value { .none }

  /// As `evaluate`, for code in statement position: `break`, `continue` and `return` are results here.
  func complete(_ frame: Frame) throws -> Completion { .value(try evaluate(frame)) }
}

/// How a statement ended.
enum Completion {
  case value(Value)
  case breakLoop
  case continueLoop
  case returned(Value)
}

/// `break`, `continue` or `return` inside an expression: unwinds to the loop or call.
struct Escape: Error { let completion: Completion }

/// The local names of one running function (or of the temporaries of a cell).
final class Frame {
  var slots: [Value?]
  /// Sizes that shape annotations have bound by name in this call.
  var sizes: [String: Int] = [:]
  /// Frames are used by their interpreter alone, which sets this at each call (a counted reference would cost
  /// more than the rest of a call).
  unowned(unsafe) var interpreter: Interpreter

  init(slotCount: Int, _ interpreter: Interpreter) {
    slots = Array(repeating: nil, count: slotCount)
    self.interpreter = interpreter
  }
}

/// A top-level name of a module.
final class GlobalCell {
  let name: String
  var value: Value?
  /// The entry that bound it last, so that an entry notes the old value once.
  var lastEntry = -1
  /// The last value of the present entry that had been computed when the name was bound anew: what a stopped loop
  /// goes back to.
  var computed: Value?
  /// What the name means as long as the user has not bound it: a built-in or a library definition.
  private(set) var fallback: Value?

  init(name: String, fallback: Value?) {
    self.name = name
    self.fallback = fallback
  }

  func forget() { (value, computed, fallback) = (nil, nil, nil) }

  var current: Value? { value ?? fallback }
}

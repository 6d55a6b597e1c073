// Commands that show what the engine is asked: formulas of a value and of a derivative, the plan of a computation.
// Neighbours: `NodeFormulas` writes the formulas, the host's engine the plans.

import Language
import TensorIR

extension Command {
  static let recording: [Command] = [
    Command(
      "grad", "f or f(x, …)", "the derivative of a function as formulas",
      """
      :grad loss(x, y) shows how grad(loss)(x, y) is computed, forward and backward, → marks what is wanted. A function
      of one argument may stand alone: it is taken at 0.5.
      """
    ) { $0.showDerivative($1) },
    Command(
      "graph", "expr", "how a value is computed, as formulas",
      "Short formulas are put into those that use them; the names are those of your variables."
    ) { conversation, text in
      guard !text.isEmpty else { return conversation.note(":graph wants an expression: :graph relu(W @ x)") }
      conversation.showFormulas(text)
    },
    Command(
      "plan", "expr", "the kernels that compute a value, and the memory they need",
      "One page for each flush: what is fused into one kernel stands in one line."
    ) { $0.showPlan($1) },
  ]
}

extension Conversation {
  fileprivate func showDerivative(_ text: String) {
    guard !text.isEmpty else { return note(":grad wants a function: :grad f, or :grad loss(x, y)") }
    if let open = Self.callBracket(in: text) {
      return showFormulas("grad(\(text[..<open]))\(text[open...])")
    }
    guard case .function(let function)? = session[text] ?? value(of: text) else {
      return note("\(text) is no function: :grad f, or :grad loss(x, y)")
    }
    guard function.parameterNames.count == 1 else {
      let names = function.parameterNames.joined(separator: ", ")
      return note("\(text) has several arguments: say where, as :grad \(text)(\(names))")
    }
    showFormulas("grad(\(text))(0.5)")
  }

  /// Where the arguments of a call begin: the bracket whose partner is the last character.
  private static func callBracket(in text: String) -> String.Index? {
    guard text.hasSuffix(")") else { return nil }
    var depth = 0
    for place in text.indices.reversed() {
      if text[place] == ")" { depth += 1 }
      if text[place] == "(" {
        depth -= 1
        if depth == 0 { return place == text.startIndex ? nil : place }
      }
    }
    return nil
  }

  fileprivate func showFormulas(_ text: String) {
    var pages: [String] = []
    let names = tensorNames
    session.interpreter.arena.observer = { arena, roots in
      pages.append(NodeFormulas.text(arena, roots: roots) { names[ObjectIdentifier($0)] })
    }
    defer { session.interpreter.arena.observer = nil }
    guard value(of: text) != nil else { return }
    if pages.isEmpty { return say("nothing is computed: the value is there already\n") }
    for (number, page) in pages.enumerated() {
      if pages.count > 1 { say("flush \(number + 1)\n") }
      say(page + "\n")
    }
  }

  /// Names of the user's tensors, and of those in records, by what holds their elements.
  private var tensorNames: [ObjectIdentifier: String] {
    var names: [ObjectIdentifier: String] = [:]
    for (name, value) in session.variables where !name.hasPrefix("_") {
      view.eachTensor(of: value, named: name) { path, tensor in
        if case .ready(let storage) = tensor.body { names[ObjectIdentifier(storage)] = names[ObjectIdentifier(storage)] ?? path }
      }
    }
    return names
  }

  fileprivate func showPlan(_ text: String) {
    guard !text.isEmpty else { return note(":plan wants an expression: :plan softmax(W @ x)") }
    guard host.engineCounts != nil else { return note("there is no engine that makes plans") }
    var pages: [String] = []
    host.watchPlans { pages.append($0) }
    defer { host.watchPlans(nil) }
    guard value(of: text) != nil else { return }
    if pages.isEmpty { return say("nothing is computed: the value is there already\n") }
    for (number, page) in pages.enumerated() { say("flush \(number + 1): \(page)\n") }
  }
}

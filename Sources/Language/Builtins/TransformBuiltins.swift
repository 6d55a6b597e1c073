// grad, value_and_grad, vmap: functions that make functions.
// Neighbours: `Differentiation`, `Vectorisation`; `DerivativeBuiltins` has the other derivatives.

import TensorIR

extension Registry {
  static func transforms() -> [Builtin] {
    derivatives() + ["grad", "∇"].map(gradient) + [
      asking,
      Builtin("value_and_grad", "f, wrt = 0", .transforms,
        """
        A function that gives (value, gradient). Where f returns (loss, extra) it gives ((loss, extra), gradient).

            value_and_grad(x -> x^2)(3)    # (9, 6)
        """) { call in
        let f = try functionAlone(call)
        let wrt = call.value(1)
        return .function(
          try Function(name: "value_and_grad(\(title(f)))", over: [f, wrt], transform: "value_and_grad") { inner in
            let (value, gradient) = try Differentiation(f, wrt, inner).run()
            return .list(try List([value, gradient]))
          })
      },
      Builtin("vmap", "f, over = 0, random = \"differ\"", .transforms,
        """
        f for many examples at once: `over` names the axis of each argument that counts the examples \
        (a number for all, none for an argument that all share, or a list with one for each argument). \
        Results gain a leading axis. Draws of random numbers differ from example to example unless random = "same".

            vmap(x -> x^2)([1, 2, 3])    # f32[3] [1, 4, 9]
            vmap((x, y) -> dot(x, y), over = (0, none))([[1, 2], [3, 4]], [1, 1])    # f32[2] [3, 7]
        """) { call in
        let f = call.value(1).isTensor ? try functionAlone(call) : try call.function(0)
        let over = call.isGiven(1) ? call.value(1) : .int(0)
        let same = try call.string(2, or: "differ") == "same"
        return .function(
          try Function(name: "vmap(\(title(f)))", over: [f, over, .bool(same)], transform: "vmap") { inner in
            try Vectorisation(f, over: over, sameRandom: same, inner).run()
          })
      },
    ]
  }

  private static var asking: Builtin {
    Builtin("takes_gradients", "f, ..x", .transforms,
      """
      Whether the call f(..x) takes a gradient inside, as models do that search their input before they answer.

          takes_gradients(x -> x - grad(sin)(x), 1)    # true
      """) { call in
      let f = try call.function(0)
      let interpreter = call.interpreter
      interpreter.noteEffect()
      // A call that is recorded again would begin no tape.
      let replays = interpreter.replays
      interpreter.replays = false
      defer { interpreter.replays = replays }
      let before = interpreter.recorder.tapesBegun
      _ = try call.apply(f, call.rest)
      return .bool(interpreter.recorder.tapesBegun > before)
    }
  }

  /// The function to transform, which stands alone: `grad(f, 3)` lacks a call, and would take 3 for an option.
  private static func functionAlone(_ call: Call) throws -> Value {
    let f = try call.function(0)
    guard call.positionalCount > 1 else { return f }
    let (point, option) = (call.value(1), call.parameters[1])
    let shown = point.isNumber ? call.interpreter.text(point) : "x"
    throw Failure.type(
      "\(call.name) takes the function alone, but got \(point.particulars) too",
      hint: "to call the result write \(call.name)(\(title(f)))(\(shown)); the option goes by name: \(call.name)(\(title(f)), \(option) = …).")
  }

  /// The name of a function inside the name of what was made of it.
  static func title(_ f: Value) -> String {
    if case .function(let function) = f, let name = function.name, name.utf8.count <= 40 { return name }
    return "…"
  }

  private static func gradient(_ name: String) -> Builtin {
    Builtin(name, "f, wrt = 0", .transforms,
      """
      The gradient of f, a function that returns a 0-d value. `wrt`: the argument to differentiate in: its place, \
      its name, or a list of those. The gradient has the form of the argument (number, tensor, list, record, model).

          \(name)(x -> x^3)(2)    # 12
          \(name)((x, y) -> x * y, wrt = "y")(3, 4)    # 3
          \(name)(p -> sum(p.w * 3) + p.b)({w: [1, 2], b: 0})    # {w: f32[2] [3, 3], b: 1}
      """) { call in
      let f = try functionAlone(call)
      let wrt = call.value(1)
      return .function(
        try Function(name: "\(name)(\(title(f)))", over: [f, wrt], transform: "grad") {
          try Differentiation(f, wrt, $0).run().gradient
        })
    }
  }
}

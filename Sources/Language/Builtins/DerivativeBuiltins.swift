// vjp, jvp, jacobian, hessian, hvp; derivatives of one's own; recomputation.
// Neighbours: `TransformBuiltins` has grad and vmap; `Pullback` and `Pushforward` do the work here.

import Autodiff
import TensorIR

extension Registry {
  static func derivatives() -> [Builtin] { products() + matrices() + ownRules() }

  private static func products() -> [Builtin] {
    [
      Builtin("vjp", "f, ..x", .transforms,
        """
        (y, pull): the value of f, and a function from a cotangent of y to those of the arguments (one, or a list for \
        several): pull(v) is vᵀ J.

            (y, pull) = vjp(x -> x^2, [1, 2]); pull([1, 1])    # f32[2] [2, 4]
        """) { call in
        let f = try call.function(0)
        let pullback = try Pullback(f, call.rest, call)
        let pull = Value.function(
          try Function(name: "pull", parameters: ["v"], over: [pullback.value] + call.rest) { inner in
            guard let seed = inner.arguments.first ?? nil, inner.arguments.count == 1 else {
              throw Failure.missingArgument(function: "pull", parameter: "v")
            }
            let gradients = try pullback.pull(seed, inner)
            return gradients.count == 1 ? gradients[0] : .list(try List(gradients))
          })
        return .list(try List([pullback.value, pull]))
      },
      Builtin("jvp", "f, x, v", .transforms,
        """
        (y, dy): the value of f at x, and its derivative in the direction v, which has the form of x: J v.

            jvp(x -> x^2, 3, 1)    # (9, 6)
        """) { call in
        let (y, dy) = try Pushforward.run(try call.function(0), call.value(1), call.value(2), call)
        return .list(try List([y, dy]))
      },
      Builtin("hvp", "f, x, v", .transforms,
        """
        The Hessian of f at x times v, without the Hessian: forward over reverse.

            hvp(x -> sum(x^3), [1, 2], [1, 0])    # f32[2] [6, 0]
        """) { call in
        let gradient = try gradientFunction(try call.function(0))
        return try Pushforward.run(gradient, call.value(1), call.value(2), call).tangent
      },
    ]
  }

  private static func gradientFunction(_ f: Value) throws -> Value {
    .function(
      try Function(name: "grad(\(title(f)))", over: [f, .none], transform: "grad") {
        try Differentiation(f, .none, $0).run().gradient
      })
  }

  private static func matrices() -> [Builtin] {
    [
      Builtin("jacobian", "f", .transforms,
        """
        A function that gives all partial derivatives of f: for a value of shape s and an argument of shape t a tensor of \
        shape s + t; for trees a tree of those.

            jacobian(x -> 2 * x)([1, 2])[0]    # f32[2] [2, 0]
        """) { call in
        let f = try call.function(0)
        return .function(
          try Function(name: "jacobian(\(title(f)))", over: [f], transform: "jacobian") { inner in
            try Jacobian.run(f, try only(inner), inner)
          })
      },
      Builtin("hessian", "f", .transforms,
        """
        A function that gives all second derivatives of f, whose value is 0-d: shape t + t for an argument of shape t.

            hessian(x -> sum(x^3))([1, 2])[1]    # f32[2] [0, 12]
        """) { call in
        let f = try call.function(0)
        return .function(
          try Function(name: "hessian(\(title(f)))", over: [f], transform: "hessian") { inner in
            try Jacobian.run(try gradientFunction(f), try only(inner), inner)
          })
      },
    ]
  }

  /// The one argument of a jacobian.
  private static func only(_ call: Call) throws -> Value {
    guard call.arguments.count == 1, call.named.isEmpty, let x = call.arguments[0] else {
      guard call.arguments.count + call.named.count > 0 else {
        throw Failure.missingArgument(function: call.name, parameter: "x")
      }
      throw Failure.tooManyArguments(function: call.name, expected: 1, got: call.arguments.count + call.named.count)
    }
    return x
  }

  private static func ownRules() -> [Builtin] {
    [
      Builtin("custom_grad", "f, pull", .transforms,
        """
        f with a derivative of its own: pull(v, ..x) gives the cotangent of the argument for the cotangent v of the value \
        (for several arguments a list). The straight-through estimator is custom_grad(round, (v, x) -> v).

            grad(custom_grad(round, (v, x) -> v))(1.4)    # 1
        """) { call in
        let (f, pull) = (try call.function(0), try call.function(1))
        return .function(
          try Function(name: "custom_grad(\(title(f)))", over: [f, pull], transform: "custom_grad") { inner in
            try OwnRule(f: f, call: inner) { cotangent, inputs, call in
              let result = try call.apply(pull, [cotangent] + inputs)
              if inputs.count > 1, case .list(let list) = result, list.items.count == inputs.count { return list.items }
              return [result] + Array(repeating: .none, count: inputs.count - 1)
            }.run()
          })
      },
      Builtin("checkpoint", "f", .transforms,
        """
        f whose inner values are not kept for the gradient but computed again: less memory, more time, the same result.

            grad(checkpoint(x -> x^2))(3)    # 6
        """) { call in
        let f = try call.function(0)
        return .function(
          try Function(name: "checkpoint(\(title(f)))", over: [f], transform: "checkpoint") { inner in
            try OwnRule(f: f, call: inner) { cotangent, inputs, call in
              try Pullback(f, inputs, call).pull(cotangent, call)
            }.run()
          })
      },
    ]
  }
}

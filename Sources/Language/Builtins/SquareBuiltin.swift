// `square`: of numbers their square, and by its name in the literature an attack on a model.
// Neighbours: `ElementwiseBuiltins` lists it; `attacks-square.adv` of the library has the attack.

extension Registry {
  static var squareOrAttack: Builtin {
    Builtin(
      "square",
      """
      f, x = none, y = none, eps = none, norm = "linf", queries = 5000, restarts = 1, share = 0.8, target = none, \
      bounds = (0, 1), mask = none, key = none, details = false
      """, .elementwise,
      """
      square(x) is x * x. square(f, x, y, eps) is the square attack on a model f, as square_attack explains it.

          square([1, -2, 3])    # f32[3] [1, 4, 9]
          square(x -> x @ [[0, 2], [0, 1]], [[0.5, 0.5]], [1], 0.1, queries = 9).shape    # (1, 2)
      """
    ) { call in
      guard call.positionalCount > 1 || call.isGiven(1) else {
        return try call.interpreter.binary(.multiply, try call.numeric(0), try call.numeric(0))
      }
      guard let attack = call.interpreter.library.definition("square_attack") else { throw call.wrong(0, "a number") }
      let given = zip(call.parameters, call.arguments).compactMap { name, value in value.map { (name: name, value: $0) } }
      return try call.interpreter.call(attack, Arguments([], named: given), at: call.span)
    }
  }
}

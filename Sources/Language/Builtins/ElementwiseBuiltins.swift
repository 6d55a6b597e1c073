// Functions of each element. Host numbers stay host numbers.
// Neighbours: `TensorArithmetic` has the operators.

import Glibc
import TensorIR

extension Registry {
  static func elementwise() -> [Builtin] { functions() + logarithms() + pairs() + choices() + predicates() }

  private static func function(
    _ name: String, _ op: Op, _ area: Area, _ documentation: String, keepsIntegers: Bool = false,
    _ host: @escaping (Double) -> Double
  ) -> Builtin {
    Builtin(name, "x", area, documentation) { call in
      switch call.value(0) {
      case .int(let number):
        let result = try call.watched(host(Double(number)), of: Double(number))
        return keepsIntegers ? Int(exactly: result).map { .int($0) } ?? .float(result) : .float(result)
      case .float(let number): return .float(try call.watched(host(number), of: number))
      default: break
      }
      let x = try call.tensor(0)
      if keepsIntegers, !x.dtype.isFloating {
        if [.floor, .ceil, .roundEven].contains(op) { return .tensor(x) }
        if x.dtype != .bool, x.dtype != .u32 { return .tensor(try call.emit(op, [x])) }
      }
      return .tensor(try call.emit(op, [try call.floating(x)], isWeak: x.isWeak))
    }
  }

  private static func functions() -> [Builtin] {
    [
      function("exp", .exp, .elementwise,
        """
        e to the power x.

            exp([0, 1])    # f32[2] [1, 2.718]
        """, { exp($0) }),
      function("expm1", .expm1, .elementwise,
        """
        exp(x) - 1, exact for small x.

            expm1(1e-10)    # 1e-10
        """, { expm1($0) }),
      function("log", .log, .elementwise,
        """
        The natural logarithm; -inf at 0, nan below.

            log([1, 10])    # f32[2] [0, 2.303]
        """, { log($0) }),
      function("log1p", .log1p, .elementwise,
        """
        log(1 + x), exact for small x.

            log1p(1e-10)    # 1e-10
        """, { log1p($0) }),
      function("sqrt", .sqrt, .elementwise,
        """
        The square root.

        Below 0 the value is nan; the derivative at 0 is infinite.

            sqrt([4, 9])    # f32[2] [2, 3]
        """, { $0.squareRoot() }),
      function("rsqrt", .rsqrt, .elementwise,
        """
        1 / sqrt(x).

            rsqrt(4)    # 0.5
        """, { 1 / $0.squareRoot() }),
      function("sin", .sin, .elementwise,
        """
        The sine of x in radians.

            sin(pi / 2)    # 1
        """, { sin($0) }),
      function("cos", .cos, .elementwise,
        """
        The cosine of x in radians.

            cos(0)    # 1
        """, { cos($0) }),
      function("tanh", .tanh, .activations,
        """
        The hyperbolic tangent.

            tanh([0, 1])    # f32[2] [0, 0.7616]
        """, { tanh($0) }),
      function("erf", .erf, .elementwise,
        """
        The error function.

            erf(1)    # 0.8427
        """, { erf($0) }),
      Builtin("erfinv", "x", .elementwise,
        """
        The number whose error function is x, for -1 < x < 1. The normal distribution stays below sqrt(2) erfinv(2 p - 1) \
        with probability p.

            erfinv(erf([0, 0.5, -1]))    # f32[3] [0, 0.5, -1]
        """) { call in
        let x = try call.tensor(0)
        return .tensor(try call.emit(.erfinv, [try call.floating(x)], isWeak: x.isWeak))
      },
      function("floor", .floor, .elementwise,
        """
        The largest whole number not above x.

            floor([1.5, -1.5])    # f32[2] [1, -2]
        """, keepsIntegers: true) { $0.rounded(.down) },
      function("ceil", .ceil, .elementwise,
        """
        The smallest whole number not below x.

            ceil([1.5, -1.5])    # f32[2] [2, -1]
        """, keepsIntegers: true) { $0.rounded(.up) },
      function("round", .roundEven, .elementwise,
        """
        The nearest whole number, halves to even.

            round([0.5, 1.5, 2.4])    # f32[3] [0, 2, 2]
        """, keepsIntegers: true) {
        $0.rounded(.toNearestOrEven)
      },
      function("abs", .abs, .elementwise,
        """
        The absolute value; derivative 0 at 0.

            abs([-1, 2])    # f32[2] [1, 2]
        """, keepsIntegers: true) { abs($0) },
      function("sign", .sign, .elementwise,
        """
        -1, 0 or 1; sign(0) = 0. Derivative 0.

            sign([-3, 0, 2])    # f32[3] [-1, 0, 1]
        """, keepsIntegers: true) {
        $0 > 0 ? 1 : $0 < 0 ? -1 : $0
      },
      function("sigmoid", .logistic, .activations,
        """
        1 / (1 + exp(-x)). Also σ.

            sigmoid([0, 2])    # f32[2] [0.5, 0.8808]
        """, sigmoid),
      function("σ", .logistic, .activations,
        """
        sigmoid.

            σ(0)    # 0.5
        """, sigmoid),
      function("relu", .relu, .activations,
        """
        max(x, 0); derivative 0 at 0.

            relu([-1, 0, 2])    # f32[3] [0, 0, 2]
        """, keepsIntegers: true) { max($0, 0) },
      function("softplus", .softplus, .activations,
        """
        log(1 + exp(x)), without overflow.

            softplus(0)    # 0.6931
        """, {
        max($0, 0) + log1p(exp(-abs($0)))
      }),
    ]
  }

  private static func logarithms() -> [Builtin] {
    let bases: [(name: String, base: Double, host: (Double) -> Double)] = [
      ("log2", 2, { Glibc.log2($0) }), ("log10", 10, { Glibc.log10($0) }),
    ]
    return bases.map { name, base, host in
      Builtin(name, "x", .elementwise, "The logarithm to the base \(Int(base)).\n\n    \(name)(\(Int(base * base)))    # 2") { call in
        if call.value(0).isNumber { return .float(host(try call.number(0))) }
        let x = try call.floating(0)
        let scale = call.interpreter.recorder.scalar(Glibc.log(base), x.dtype, isWeak: x.isWeak)
        return .tensor(try call.emit(.div, [try call.emit(.log, [x], isWeak: x.isWeak), scale], isWeak: x.isWeak))
      }
    }
  }

  private static func sigmoid(_ x: Double) -> Double {
    x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x))
  }

  private static func pair(
    _ name: String, _ op: Op, _ documentation: String, _ host: @escaping (Double, Double) -> Double
  ) -> Builtin {
    Builtin(name, "a, b", .elementwise, documentation) { call in
      switch (call.value(0), call.value(1)) {
      case (.int(let a), .int(let b)) where op == .max || op == .min:
        return .int(op == .max ? max(a, b) : min(a, b))
      case (.int, .int), (.int, .float), (.float, .int), (.float, .float):
        return .float(host(try call.number(0), try call.number(1)))
      default: break
      }
      var (a, b, isWeak) = try call.meeting(0, 1)
      if op == .atan2 { (a, b) = (try call.floating(a), try call.floating(b)) }
      return .tensor(try call.emit(op, [a, b], isWeak: isWeak))
    }
  }

  private static func pairs() -> [Builtin] {
    [
      pair("maximum", .max,
        """
        The larger of a and b, by element; nan if either is; ties share the gradient.

        Shapes as for +. For the largest element of one tensor: max(x).

            maximum([1, 5], [3, 2])    # f32[2] [3, 5]
            maximum([-1, 2], 0)    # f32[2] [0, 2]
        """) { $0.isNaN || $1.isNaN ? .nan : max($0, $1) },
      pair("minimum", .min,
        """
        The smaller of a and b, by element; nan if either is; ties share the gradient.

        Shapes as for +. For the smallest element of one tensor: min(x).

            minimum([1, 5], [3, 2])    # f32[2] [1, 2]
        """) { $0.isNaN || $1.isNaN ? .nan : min($0, $1) },
      pair("atan2", .atan2,
        """
        The angle of the point (b, a).

            atan2(1, 1)    # 0.7854
        """) { atan2($0, $1) },
      squareOrAttack,
      Builtin("pow", "a, b", .elementwise,
        """
        a to the power b; the operator ^.

            pow(2, [1, 2, 3])    # f32[3] [2, 4, 8]
        """) { call in
        try call.interpreter.binary(.power, try call.numeric(0), try call.numeric(1))
      },
    ]
  }

  private static func choices() -> [Builtin] {
    [
      Builtin("where", "condition, a = none, b = none", .elementwise,
        """
        a where the condition is true, else b. A zero gradient stays zero even where the branch not taken is infinite.

        The condition is a bool tensor; shapes as for +.

            where([1, -2, 3] > 0, 1, 0)    # f32[3] [1, 0, 1]
        """) {
        call in
        guard call.isGiven(1), call.isGiven(2) else {
          throw Failure.type(
            "where needs a condition and two values", hint: "nonzero(x) gives the places where x is true.")
        }
        if case .bool(let truth) = call.value(0) { return truth ? call.value(1) : call.value(2) }
        let condition = try call.tensor(0)
        guard condition.dtype == .bool else { throw call.wrong(0, "a bool tensor, as x > 0") }
        let (a, b, isWeak) = try call.meeting(1, 2)
        let keeps = isWeak && condition.rank == 0
        let (x, y) =
          isWeak && !keeps
          ? (try call.emit(.convert, [a], .dtype(.f32)), try call.emit(.convert, [b], .dtype(.f32))) : (a, b)
        return .tensor(try call.emit(.select, [condition, x, y], isWeak: keeps))
      },
      Builtin("clip", "x, low, high", .elementwise,
        """
        x kept between low and high; the gradient passes where low <= x <= high.

            clip([-1, 0.5, 2], 0, 1)    # f32[3] [0, 0.5, 1]
        """) { call in
        if case .int = call.value(0), case .int = call.value(1), case .int = call.value(2) {
          return .int(min(max(try call.whole(0), try call.whole(1)), try call.whole(2)))
        }
        if call.value(0).isNumber, call.value(1).isNumber, call.value(2).isNumber {
          return .float(min(max(try call.number(0), try call.number(1)), try call.number(2)))
        }
        let (first, _) = try call.interpreter.meeting(try call.numeric(0), try call.numeric(1), "clip")
        let x = try call.interpreter.lifted(try call.numeric(0), first)
        let (dtype, isWeak) = try call.interpreter.meeting(.tensor(x), try call.numeric(2), "clip")
        let parts = try (0...2).map { try call.interpreter.lifted(try call.numeric($0), dtype) }
        return .tensor(try call.emit(.clamp, parts, isWeak: isWeak))
      },
      Builtin("stop_grad", "x", .transforms,
        """
        x as a constant: no derivative goes through it.

            grad(x -> x * stop_grad(x))(3)    # 3
        """) { call in
        try call.interpreter.mapLeaves(call.value(0)) { leaf in
          guard case .tensor(let tensor) = leaf else { return leaf }
          return .tensor(try call.emit(.stopGrad, [tensor], isWeak: tensor.isWeak))
        }
      },
    ]
  }

  private static func predicates() -> [Builtin] {
    [
      Builtin("isfinite", "x", .elementwise,
        """
        Whether each element is neither inf nor nan.

            isfinite([1, inf, nan])    # bool[3] [true, false, false]
        """) { call in
        if call.value(0).isNumber { return .bool(try call.number(0).isFinite) }
        return .tensor(try call.emit(.isFinite, [try call.floating(0)]))
      },
      Builtin("isnan", "x", .elementwise,
        """
        Whether each element is nan.

            isnan([1, inf, nan])    # bool[3] [false, false, true]
        """) { call in
        if call.value(0).isNumber { return .bool(try call.number(0).isNaN) }
        let x = try call.floating(0)
        return .tensor(try call.emit(.compare, [x, x], .comparison(.ne)))
      },
      Builtin("approx", "a, b, tol = none", .elementwise,
        """
        a ≈ b: everywhere within tol; by default within 1e-5 of the larger size.

            approx(1, 1.001, tol = 0.01)    # true
            [1, 2] ≈ [1, 2.000001]    # true
        """) { call in
        .bool(
          try call.interpreter.approximately(
            call.value(0), call.value(1), tolerance: call.isGiven(2) ? try call.number(2) : nil))
      },
    ]
  }
}

extension Call {
  /// The result of a function of one host number; under `nan_check` it must be finite where the number is.
  func watched(_ result: Double, of number: Double) throws -> Double {
    guard interpreter.arena.refusesNonFinite, number.isFinite, !result.isFinite else { return result }
    throw Failure.notFinite(name, isNaN: result.isNaN)
  }
}

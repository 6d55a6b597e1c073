// Library operations against closed forms, and gradients against central differences, through the language.
// Neighbours: `ReferenceCaseTests` compares with saved results of other libraries.

import Glibc
import Language
import Testing

@Suite struct FormulaTests {
  @Test(arguments: ExecutorKind.allCases)
  func binaryCrossEntropyIsItsFormula(_ kind: ExecutorKind) throws {
    let session = kind.session()
    for (z, y) in [(0.3, 1.0), (-2.5, 0.0), (4.0, 0.25), (-30, 1)] {
      let p = 1 / (1 + exp(-z))
      let expected = -(y * log(p) + (1 - y) * log(1 - p))
      #expect(
        abs(try session.number("bce(tensor((\(z),), dtype = f64), tensor((\(y),), dtype = f64))") - expected)
          < 1e-12 * max(1, expected))
    }
    #expect(try session.number("bce(f64([800]), [0])") == 800)
    #expect(try session.number("bce(f64([-800]), [0])") == 0)
  }

  @Test(arguments: ExecutorKind.allCases)
  func crossEntropyIsMinusTheLogOfTheLabelsShare(_ kind: ExecutorKind) throws {
    let session = kind.session()
    let z = [0.5, -1.0, 2.0]
    let total = z.map { exp($0) }.reduce(0, +)
    for (label, logit) in z.enumerated() {
      let expected = log(total) - logit
      #expect(abs(try session.number("cross_entropy(f64([[0.5, -1, 2]]), [\(label)])") - expected) < 1e-14)
    }
    #expect(
      abs(try session.number("cross_entropy(f64([[0.5, -1, 2]]), [[0, 0, 1]])") - (log(total) - 2)) < 1e-14)
    #expect(try session.number("cross_entropy(f64([[1000, 0]]), [0])") == 0)
  }

  /// The steps of Adam, written out.
  @Test(arguments: ExecutorKind.allCases)
  func adamTakesTheStepsOfThePaper(_ kind: ExecutorKind) throws {
    let session = kind.session()
    try session.run("w = {a: f64([1, -2])}\nopt = adam(w, lr = 0.1)")
    var (m, v, w) = ([0.0, 0.0], [0.0, 0.0], [1.0, -2.0])
    for t in 1...5 {
      try session.run("(w, opt) = step(opt, w, grad(p -> sum(p.a^2 * [1, 3]))(w))")
      for i in 0..<2 {
        let g = 2 * w[i] * [1, 3][i]
        m[i] = 0.9 * m[i] + 0.1 * g
        v[i] = 0.999 * v[i] + 0.001 * g * g
        w[i] -=
          0.1 * (m[i] / (1 - pow(0.9, Double(t))))
          / ((v[i] / (1 - pow(0.999, Double(t)))).squareRoot() + 1e-8)
      }
    }
    let found = try session.elements(try session.run("w.a"))
    #expect(abs(found[0] - w[0]) < 1e-12 && abs(found[1] - w[1]) < 1e-12)
  }

  static let functions = [
    "x -> sum(sin(x) * exp(x))", "x -> log(sum(exp(x)))", "x -> norm(x)", "x -> mean(softmax(x) * [1, 2, 3])",
    "x -> var(x)", "x -> prod(x)", "x -> max(x)", "x -> sum(x[1:] / x[:-1])",
    "x -> sum(sigmoid(x @ outer(x, x)))",
    "x -> logsumexp(x)", "x -> { s = 0; for i in range(3) { s += x[i]^(i + 1) }; s }",
    "x -> { y = x; y[1] = x[0] * x[2]; sum(y^2) }", "x -> if x[0] > 0 { sum(x^3) } else { sum(x) }",
    "x -> cross_entropy(x[new], [1])", "x -> sum(vmap(t -> tanh(t) * t)(x))", "x -> sum(cumsum(x)^2)",
    "x -> sum(sort(x) * [1, 2, 3])", "x -> grad(t -> sum(t^3))(x) |> sum", "x -> sum(clip(x, -1, 0.5) * x)",
    "x -> sum(where(x > 0, sqrt(x), x^2))", "x -> std(x)", "x -> sum(softplus(x) - relu(x))",
    "x -> sum(concat((x, 2 * x))^2)", "x -> fold((a, t) -> a * t, 1, x)", "x -> sum(abs(x)^1.5)",
  ]

  @Test(arguments: functions, ExecutorKind.allCases)
  func gradientIsTheCentralDifference(_ function: String, _ kind: ExecutorKind) throws {
    let session = kind.session()
    try session.run("f = \(function)\nx = f64([0.3, -0.7, 1.9])")
    let gradient = try session.elements(try session.run("grad(f)(x)"))
    for (index, found) in gradient.enumerated() {
      let difference = try session.number(
        "{ h = 1e-6; e = f64(one_hot(\(index), 3)) * h; (f(x + e) - f(x - e)) / (2 * h) }")
      #expect(abs(found - difference) <= 1e-6 * max(1, abs(difference)), "entry \(index)")
    }
  }
}

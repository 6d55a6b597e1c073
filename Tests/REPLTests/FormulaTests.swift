// Recordings as formulas, as `:graph` and `:grad` show them.
// Neighbours: `TensorIR/NodeFormulas`.

import Engine
import Language
import StandardLibrary
import TensorIR
import Testing

@Suite struct FormulaTests {
  private func formulas(_ setting: String, _ expression: String) throws -> String {
    let session = Session(executor: Engine(threads: 1), library: StandardLibrary.sources)
    try session.run(setting)
    try session.settle()
    var names: [ObjectIdentifier: String] = [:]
    for (name, value) in session.variables {
      if case .tensor(let tensor) = value, case .ready(let storage) = tensor.body { names[ObjectIdentifier(storage)] = name }
    }
    var pages: [String] = []
    session.interpreter.arena.observer = { arena, roots in
      pages.append(NodeFormulas.text(arena, roots: roots) { names[ObjectIdentifier($0)] })
    }
    let value = try session.run(expression)
    try withExtendedLifetime(value) { try session.settle() }
    return pages.joined(separator: "\n")
  }

  @Test func shortFormulasStandInThoseThatUseThem() throws {
    let setting = "W = [[1, 2], [3, 4]]; x = [1, 2]; b = [0.5, 1]"
    #expect(try formulas(setting, "relu(W @ x + b)") == "→ t1 = relu(W @ x + b)    f32[2]")
    #expect(try formulas(setting, "(x + b) * x") == "→ t1 = (x + b) * x    f32[2]")
    #expect(try formulas(setting, "x - (b - x)") == "→ t1 = x - (b - x)    f32[2]")
    #expect(try formulas(setting, "W.T @ x") == "→ t1 = W.T @ x    f32[2]")
    #expect(try formulas(setting, "sum(W, axis = 0)") == "→ t1 = sum(W, axis = 0)    f32[2]")
    #expect(try formulas(setting, "where(x > 1, x, -b)") == "→ t1 = where(x > 1, x, -b)    f32[2]")
  }

  @Test func whatIsUsedTwiceHasAName() throws {
    let text = try formulas("x = [1, 2]", "y = exp(x) + 1; y * y")
    #expect(text == "  t1 = exp(x) + 1    f32[2]\n→ t2 = t1 * t1    f32[2]" || text.hasSuffix("= t1 * t1    f32[2]"))
  }

  @Test func theDerivativeOfACubeIsASquare() throws {
    let text = try formulas("x = [1, 2]", "grad(x -> sum(x^3))(x)")
    #expect(text.contains("→") && text.contains("x"))
    #expect(!text.contains("* 1 ") && !text.hasSuffix("* 1"))
  }
}

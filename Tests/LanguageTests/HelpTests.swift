// What help, apropos and nan_check put out.
// Neighbours: `LibraryTests` runs the examples, `ErrorPageTests` the programs on the pages of the errors.

import Display
import Language
import Testing

@Suite struct HelpTests {
  private func printed(_ program: String) -> String {
    let result = ExecutorKind.reference.session().outcome(of: program)
    return result.outputs.map { output in
      switch output {
      case .text(let words): words
      case .table(let table):
        (0..<table.rowCount).map { "\(table.cell(row: $0, column: 0).text()): \(table.cell(row: $0, column: 1).text())" }
          .joined(separator: "\n")
      default: ""
      }
    }.joined()
  }

  @Test func overviewNamesEveryAreaInShortLines() {
    let lines = printed("help()").lines
    for area in ["make", "shape", "transforms", "losses", "attacks", "layers"] {
      #expect(lines.count { $0.hasPrefix(area + " ") } == 1, "\(area)")
    }
    #expect(lines.allSatisfy { $0.utf8.count <= 110 })
  }

  @Test func oneNameShowsSignatureTextAndExample() {
    let text = printed("help(relu)")
    #expect(text.hasPrefix("relu(x)\n"))
    #expect(text.contains("    relu([-1, 0, 2])    # f32[3] [0, 0, 2]"))
    #expect(printed("help(mse)").contains("source(mse) shows its code."))
    #expect(printed("f(x) = x\nhelp(f)") == "f(x)\n")
  }

  @Test func areasAndAttacksAreTables() {
    #expect(printed("help(\"attacks\")").contains("fgsm: linf l2 l1\n"))
    #expect(printed("help(\"shape\")").contains("squeeze: "))
    #expect(printed("help(\"errors\")").contains("E0204: these two tensors cannot be matrix-multiplied"))
  }

  @Test func anErrorCodeShowsItsPage() {
    let text = printed("help(\"E0204\")")
    #expect(text.hasPrefix("E0204: "))
    #expect(text.contains("right:\n    w = zeros(4, 3)"))
  }

  @Test func unknownNamesAndCodesAreToldWhereToLook() {
    let session = ExecutorKind.reference.session()
    #expect(session.outcome(of: "help(\"reluu\")").diagnostic?.hint == "did you mean `relu`?")
    #expect(session.outcome(of: "help(\"E0999\")").diagnostic?.hint == "help(\"errors\") lists them.")
  }

  @Test func searchGivesNamesWithTheirFirstLines() {
    let lines = printed("apropos(\"hyperbolic\")").lines
    #expect(lines.contains { $0.hasPrefix("tanh ") && $0.hasSuffix("The hyperbolic tangent.") })
    #expect(printed("apropos(\"no such words\")").hasPrefix("nothing mentions"))
  }
}

@Suite struct NanCheckTests {
  @Test(arguments: ExecutorKind.allCases)
  func namesTheOperationAndItsPlace(_ executor: ExecutorKind) throws {
    let session = executor.session()
    let result = session.outcome(
      of: "nan_check(true)\nx = [1, 0, 4]\ny = x * 2\nz = log(y)\nw = z + 1\nsum(w)", name: "program")
    let diagnostic = try #require(result.diagnostic)
    #expect(diagnostic.code == "E0410")
    #expect(diagnostic.title == "log gave inf from numbers that are finite")
    #expect(session.render(diagnostic).contains("program, line 4"))
  }

  @Test(arguments: ExecutorKind.allCases)
  func valuesBesideTheFailureAreKept(_ executor: ExecutorKind) throws {
    let session = executor.session()
    try session.run("nan_check(true)")
    _ = session.outcome(of: "good = [1, 2] + 1\nbad = sqrt([4, -1])\nlast = bad * 2")
    #expect(try session.number("sum(good)") == 5)
    #expect(session.outcome(of: "print(bad)").diagnostic?.code == "E0410")
  }

  @Test(arguments: ["1 / 0", "log(0)", "0.0 / 0", "exp(1000)", "x = 2.0; x ^ 5000"])
  func hostNumbersAreWatchedToo(_ program: String) {
    let session = ExecutorKind.reference.session()
    #expect(session.outcome(of: "nan_check(true)\n" + program).diagnostic?.code == "E0410")
    #expect(session.outcome(of: "nan_check(false)\n" + program).diagnostic == nil)
  }

  @Test(arguments: [
    "where([true, false], -inf, [1, 2])", "[inf, 1] + 1", "log_odds([[1, 2]], [0])", "softmax([1000, -1000])",
    "grad(x -> cross_entropy(x, [1]))([[1, 2]])", "grad(x -> norm(x))([0, 0])",
    "where([1, -1] > 0, log([1, -1]), 0)", "grad(x -> sum(where(x > 0, sqrt(x), 0)))([0, 1])",
    "m = sequential(dense(3, 4), relu, dense(4, 2)); grad(m -> cross_entropy(m(ones(2, 3)), [0, 1]))(m); 1",
  ])
  func whatIsMeantPasses(_ program: String) {
    for executor in ExecutorKind.allCases {
      #expect(executor.session().outcome(of: "nan_check(true)\n" + program).diagnostic == nil)
    }
  }

  @Test func aChoiceThatTakesTheNanIsTracedToItsCause() {
    let session = ExecutorKind.reference.session()
    let result = session.outcome(of: "nan_check(true)\nwhere([1, -1] < 0, log([1, -1]), 0)")
    #expect(result.diagnostic?.title == "log gave nan from numbers that are finite")
  }

  @Test func aNanInsideAGradientIsFound() {
    let session = ExecutorKind.reference.session()
    let result = session.outcome(of: "nan_check(true)\ngrad(x -> sum(sqrt(x - 1)))([1, 0])")
    #expect(result.diagnostic?.code == "E0410")
  }

  @Test func resultsAreTheSameWithTheCheckOn() throws {
    let program = "seed(3); m = sequential(dense(4, 8), relu, dense(8, 3)); sum(m(randn(5, 4)))"
    let plain = ExecutorKind.engine.session()
    let watched = ExecutorKind.engine.session()
    try watched.run("nan_check(true)")
    #expect(try plain.number(program) == watched.number(program))
  }
}

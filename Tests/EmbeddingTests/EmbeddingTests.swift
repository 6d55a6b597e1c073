// Another Swift program uses the language: host functions, programs, values, several sessions.
// Neighbours: `Embedding` is what such a program imports.

import Embedding
import Testing

/// An example program: a host's own measurement, fitted by gradient descent in the language.
struct Thermometer {
  let session = Session()

  /// The line a x + b through readings that only the host knows.
  func calibrated(_ readings: [(Double, Double)]) throws -> (slope: Double, offset: Double) {
    session.define("reading", "i", documentation: "The i-th pair of the host's readings.") { arguments in
      let index = Int(try session.number(arguments[0]))
      guard readings.indices.contains(index) else { return .none }
      return .list(try List([.float(readings[index].0), .float(readings[index].1)]))
    }
    session.bind("count", .int(readings.count))
    let line = try session.run(
      """
      pairs = (reading(i) for i in range(count))
      x = [p[0] for p in pairs]
      y = [p[1] for p in pairs]
      line = {a: 0.0, b: 0.0}
      for _ in range(500) {
        g = grad(l -> mean(square(l.a * x + l.b - y)))(line)
        (line, _) = step(sgd(line, lr = 0.1), line, g)
      }
      (line.a, line.b)
      """)
    guard case .list(let pair) = line else { return (.nan, .nan) }
    return (try session.number(pair.items[0]), try session.number(pair.items[1]))
  }
}

@Suite struct EmbeddingTests {
  @Test func oneLineGivesAValue() throws {
    let session = Session()
    let value = try session.run("grad(x -> x^2)(3)")
    #expect(session.text(value) == "6")
    #expect(try session.number(value) == 6)
  }

  @Test func anExampleProgramFitsItsReadings() throws {
    let (slope, offset) = try Thermometer().calibrated([(0, 1), (1, 3), (2, 5)])
    #expect(abs(slope - 2) < 1e-3)
    #expect(abs(offset - 1) < 1e-3)
  }

  @Test func tensorsAreReadElementByElement() throws {
    let session = Session()
    #expect(try session.elements(try session.run("[1, 2, 3] * 2")) == [2, 4, 6])
  }

  @Test func errorsAreDiagnosticsAndValuesStay() throws {
    let session = Session()
    try session.run("kept = 41")
    #expect(throws: (any Error).self) { try session.run("zeros(2, 3) @ zeros(2)") }
    #expect(try session.number(try session.run("kept + 1")) == 42)
  }

  @Test func aFailingHostFunctionIsAnErrorOfTheProgram() throws {
    struct Broken: Error {}
    let session = Session()
    session.define("broken", "x") { _ in throw Broken() }
    #expect(throws: (any Error).self) { try session.run("broken(1)") }
    #expect(try session.number(try session.run("1 + 1")) == 2)
  }

  @Test func twoSessionsDoNotDisturbEachOther() throws {
    let (one, two) = (Session(seed: 1), Session(seed: 1))
    try one.run("x = 5; sum = 3")
    try one.run("randn(10)")
    one.define("mine", "") { _ in .int(1) }
    #expect(throws: (any Error).self) { try two.run("x") }
    #expect(throws: (any Error).self) { try two.run("mine()") }
    #expect(try two.number(try two.run("sum([1, 2])")) == 3)
    let fresh = Session(seed: 1)
    #expect(try two.elements(try two.run("randn(4)")) == fresh.elements(try fresh.run("randn(4)")))
  }

  @Test func sessionsRunSideBySideInTwoThreads() async throws {
    let program = "x = 0\nfor i in range(2000) { x += i }\nsum(randn(1000) * 0) + x"
    let results = await withTaskGroup(of: Double?.self) { group in
      for _ in 0..<4 {
        group.addTask {
          let session = Session(threads: 2)
          return try? session.number(try session.run(program))
        }
      }
      return await group.reduce(into: [Double?]()) { $0.append($1) }
    }
    #expect(results.allSatisfy { $0 == 1_999_000 })
  }

  @Test func theLibraryAndItsDataAreThere() throws {
    let session = Session()
    #expect(session.text(try session.run("dataset(\"digits\").x.shape")) == "(1797, 64)")
  }
}

// What Tab offers, by the place of the word.
// Neighbours: `Completion`, `CompletionContext`.

import Engine
import Language
import StandardLibrary
import Testing

@testable import REPL

@Suite struct CompletionTests {
  let completion: Completion

  init() throws {
    let session = Session(executor: Engine(threads: 1), library: StandardLibrary.sources)
    try session.run(
      """
      ## Scales. And more.
      scaled(x, factor = 2, offset = 0) = x * factor + offset
      model = {w: [1, 2], inner: {depth: 3}}
      """)
    completion = Completion(session: session)
  }

  private func candidates(_ line: String) -> [String] {
    let bytes = Array(line.utf8)
    let breaks = Set(" \t\n\"'`@$><=;|&{}(+-*/%^,)[]~!:?".utf8)
    let start = (bytes.lastIndex { breaks.contains($0) } ?? -1) + 1
    return completion.candidates(bytes, start..<bytes.count).map { $0.filter { $0 != "\u{01}" } }
  }

  @Test func namesOfTheSessionAndTheLibrary() {
    #expect(candidates("y = scal").contains("scaled"))
    #expect(candidates("softma") == ["softmax"])
    #expect(candidates("wh").contains("while"))
    #expect(candidates("") == [])
  }

  @Test func fieldsBehindDots() {
    #expect(candidates("model.") == ["model.w", "model.inner"])
    #expect(candidates("model.inner.d") == ["model.inner.depth"])
    #expect(candidates("model.w.sh") == ["model.w.shape"])
  }

  @Test func namedArgumentsThatAreNotThereYet() {
    #expect(candidates("scaled(") == ["x =", "factor =", "offset ="])
    #expect(candidates("scaled([1, 2], ") == ["factor =", "offset ="])
    #expect(candidates("scaled(1, offset = 3, ") == ["factor ="])
    #expect(candidates("scaled((1, 2), f").first == "factor =")
    #expect(!candidates("scaled(1) + f").contains("factor ="))
  }

  @Test func filesInStringsAndCommandsBehindColons() {
    #expect(candidates("load(\"da") == ["\u{02}"])
    #expect(candidates("x = \"scaled(\"; scaled(") == ["x =", "factor =", "offset ="])
    #expect(candidates(":tr") == ["transcript"])
    #expect(candidates(":load f") == ["\u{02}"])
    #expect(candidates(":doc scal") == ["scaled"])
    #expect(candidates(":set i") == ["images"])
  }

  @Test func lettersByTheirNames() {
    #expect(candidates("\\alpha") == ["α"])
    #expect(candidates("\\al") == ["\\alpha"])
  }

  @Test func theListSaysWhatThingsAreFor() {
    let list = completion.list(["scaled", "model"], in: Array("".utf8), columns: 60, isColoured: false)
    #expect(list == "scaled  Scales.\nmodel   {w: f32[2] [1, 2], inner: {depth: 3}}\n")
    let commands = completion.list(["save", "seed"], in: Array(":s".utf8), columns: 60, isColoured: false)
    #expect(commands.contains("as a notebook"))
  }

  @Test func manyCandidatesStandInColumns() {
    let names = (10..<40).map { "name\($0)" }
    let list = completion.list(names, in: [], columns: 40, isColoured: false)
    #expect(list.split(separator: "\n").count == 8)
    #expect(list.split(separator: "\n").allSatisfy { $0.count < 40 })
  }
}

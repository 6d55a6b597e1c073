// Pieces of recordings, recorded again with other operands.
// Neighbours: `Excerpt`; `LanguageTests/ReplayTests` use them through the language.

import TensorIR
import Testing

@Suite struct ExcerptTests {
  private let bench = Bench()

  /// (x + y) * 2, and x - y that nobody asks for.
  private func record(_ x: Tensor, _ y: Tensor) throws -> Tensor {
    let sum = try bench.arena.record(.add, [x, y])
    _ = try bench.arena.record(.sub, [x, y])
    return try bench.arena.record(.mul, [sum, bench.arena.scalar(2, .f32)])
  }

  private func again(_ excerpt: Excerpt, _ inputs: [Tensor]) -> [Tensor]? {
    bench.arena.record(excerpt, inputs) { (1, 2) }
  }

  @Test func anExcerptComputesWithNewOperands() throws {
    let (x, y) = (try bench.vector([1, 2]), try bench.vector([10, 20]))
    let mark = bench.arena.mark
    let result = try record(x, y)
    let excerpt = try #require(bench.arena.excerpt(since: mark, inputs: [x, y], outputs: [result], draws: []))
    #expect(excerpt.nodeCount == 3, "what nobody asks for is left out")
    #expect(try bench.read(result) == [22, 44])
    let other = try #require(again(excerpt, [try bench.vector([3, 4]), y]))
    #expect(try bench.read(other[0]) == [26, 48])
    // Pending operands, too: in the recording of which they are a part.
    let pending = try bench.arena.record(.neg, [x])
    let third = try #require(again(excerpt, [pending, pending]))
    #expect(try bench.read(third[0]) == [-4, -8])
  }

  @Test func operandsThatWereOneStayOne() throws {
    let x = try bench.vector([1, 2])
    let mark = bench.arena.mark
    let result = try record(x, x)
    let excerpt = try #require(bench.arena.excerpt(since: mark, inputs: [x, x], outputs: [result], draws: []))
    let y = try bench.vector([5, 6])
    #expect(again(excerpt, [x, y]) == nil)
    #expect(try bench.read(try #require(again(excerpt, [y, y]))[0]) == [20, 24])
  }

  @Test func valuesFromOutsideAreKept() throws {
    let (x, constant) = (try bench.vector([1, 2]), try bench.vector([7, 8]))
    let mark = bench.arena.mark
    let result = try record(x, constant)
    let excerpt = try #require(bench.arena.excerpt(since: mark, inputs: [x], outputs: [result], draws: []))
    #expect(try bench.read(try #require(again(excerpt, [try bench.vector([0, 0])]))[0]) == [14, 16])
  }

  @Test func anExcerptGoesRound() throws {
    let (x, y) = (try bench.vector([1, 2]), try bench.vector([10, 20]))
    let mark = bench.arena.mark
    let result = try record(x, y)
    let excerpt = try #require(bench.arena.excerpt(since: mark, inputs: [x, y], outputs: [result], draws: []))
    let flushes = bench.arena.flushCount
    let last = try #require(
      try bench.arena.cycle(excerpt, [x, y], [.output(0), .input(1)], passes: 3) { (1, 2) })
    // 22, then 64, then 148.
    #expect(try bench.read(last.outputs[0]) == [148, 296])
    #expect(try bench.read(last.inputs[0]) == [64, 128])
    #expect(try bench.read(last.inputs[1]) == [10, 20])
    #expect(bench.arena.flushCount == flushes + 4, "what was pending, and three passes")
    #expect(bench.arena.pendingCount == 0)
    // What is one value now would not be one later.
    #expect(try bench.arena.cycle(excerpt, [y, y], [.output(0), .input(1)], passes: 3) { (1, 2) } == nil)
  }

  @Test func whatCannotBeKeptIsNot() throws {
    let x = try bench.vector([1, 2])
    let before = try bench.arena.record(.neg, [x])
    var mark = bench.arena.mark
    let result = try record(x, before)
    #expect(bench.arena.excerpt(since: mark, inputs: [x], outputs: [result], draws: []) == nil, "a pending value from before")
    #expect(bench.arena.excerpt(since: mark, inputs: [x, before], outputs: [before], draws: []) == nil)
    mark = bench.arena.mark
    let late = try record(x, x)
    #expect(try bench.read(late) == [4, 8])
    #expect(bench.arena.recorded(since: mark) == nil, "flushed meanwhile")
    #expect(bench.arena.excerpt(since: mark, inputs: [x], outputs: [late], draws: []) == nil)
  }

  @Test func drawsGetNewKeys() throws {
    let mark = bench.arena.mark
    let (high, low) = (bench.arena.scalar(0, .u32), bench.arena.scalar(7, .u32))
    let bits = try bench.arena.record(.threefry, [high, low], .shape([3]))
    let excerpt = try #require(bench.arena.excerpt(since: mark, inputs: [], outputs: [bits], draws: [(high, low)]))
    let same = try #require(bench.arena.record(excerpt, []) { (0, 7) })[0]
    let other = try #require(again(excerpt, []))[0]
    #expect(try bench.read(bits) == bench.read(same))
    #expect(try bench.read(bits) != bench.read(other))
  }
}

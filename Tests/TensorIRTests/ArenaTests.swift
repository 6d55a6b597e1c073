// The recording: what a flush computes, what stays, and what a failure leaves behind.
// Neighbours: `Bench` has the spy that sees what the executor is asked for.

import Glibc
import Reference
import TensorIR
import Testing

@Test func aFlushComputesLiveHandlesOnly() throws {
  let bench = Bench()
  let x = try bench.vector([1, 2, 3])
  let kept = try bench.arena.record(.exp, [try bench.arena.record(.neg, [x])])
  _ = try bench.arena.record(.sqrt, [x])
  try bench.arena.flush()
  #expect(bench.executor.requests.map(\.count) == [1])
  #expect(bench.arena.pendingCount == 0)
  #expect(try distance(bench.read(kept), [0.36787944, 0.13533528, 0.04978707]) < 1e-7)
  #expect(bench.executor.requests.count == 1)
}

@Test func deadCodeIsNotComputed() throws {
  let bench = Bench()
  let large = try bench.vector([2_000_000_000], .i32)
  // This sum overflows, but nobody keeps it.
  _ = try bench.arena.record(.add, [large, large])
  let kept = try bench.arena.record(.neg, [large])
  #expect(try bench.read(kept) == [-2_000_000_000])
}

@Test func nothingIsComputedWithoutAHandle() throws {
  let bench = Bench()
  _ = try bench.arena.record(.neg, [try bench.vector([1])])
  try bench.arena.flush()
  #expect(bench.executor.requests.isEmpty)
  #expect(bench.arena.pendingCount == 0)
}

@Test func readingMidwayDoesNotChangeLaterValues() throws {
  func run(reading: Bool) throws -> [Double] {
    let bench = Bench()
    var x = try bench.vector([0.1, 0.2, 0.3])
    for _ in 0..<20 {
      x = try bench.arena.record(.sin, [try bench.arena.record(.mul, [x, bench.arena.scalar(1.7, .f32)])])
      if reading { _ = try bench.read(x) }
    }
    return try bench.read(x)
  }
  #expect(try run(reading: true) == run(reading: false))
}

@Test func valuesSurviveTheFlushesOfOthers() throws {
  let bench = Bench()
  let a = try bench.arena.record(.neg, [try bench.vector([1, 2])])
  let b = try bench.arena.record(.mul, [a, a])
  #expect(try bench.read(b) == [1, 4])
  let c = try bench.arena.record(.add, [a, b])
  #expect(try bench.read(c) == [0, 2])
  #expect(try bench.read(a) == [-1, -2])
}

@Test func aFullRecordingFlushesItself() throws {
  let bench = Bench()
  bench.arena.nodeBudget = 50
  var x = try bench.vector([0])
  for _ in 0..<1000 { x = try bench.arena.record(.add, [x, bench.arena.scalar(1, .f32)]) }
  #expect(bench.arena.pendingCount <= 60)
  #expect(bench.executor.requests.count > 10)
  #expect(try bench.read(x) == [1000])
}

@Test func aFailureAtTheBudgetIsReportedWhereItsValueIsUsed() throws {
  let bench = Bench()
  bench.arena.nodeBudget = 4
  let large = try bench.vector([2_000_000_000], .i32)
  let bad = try bench.arena.record(.add, [large, large])
  let good = try bench.arena.record(.neg, [large])
  let overflow = ExecutionError.integerOverflow(.add, origin: .unknown)
  #expect(throws: ShapeError.failedOperand(overflow)) {
    for _ in 0..<10 { _ = try bench.arena.record(.neg, [bad]) }
  }
  #expect(try bench.read(good) == [-2_000_000_000])
}

// MARK: Failures

@Test func aFailingRootLeavesTheOthersComputed() throws {
  let bench = Bench()
  let large = try bench.vector([2_000_000_000], .i32)
  let bad = try bench.arena.record(.add, [large, large])
  let worse = try bench.arena.record(.neg, [bad])
  let good = try bench.arena.record(.neg, [large])
  let overflow = ExecutionError.integerOverflow(.add, origin: .unknown)
  #expect(try bench.read(good) == [-2_000_000_000])
  #expect(throws: overflow) { try bench.arena.read(bad) }
  #expect(throws: overflow) { try bench.arena.read(worse) }
  #expect(throws: ShapeError.failedOperand(overflow)) { try bench.arena.record(.neg, [bad]) }
}

@Test(arguments: [Op.add, .sub, .mul, .neg, .pow, .reduceSum, .reduceProd, .cumsum, .abs])
func integerOverflowNamesItsOperationAndPlace(op: Op) throws {
  let bench = Bench()
  bench.arena.origin = Origin(source: 3, start: 14, end: 15)
  let low = try bench.vector([-2_147_483_648, -2], .i32)
  let other = try bench.vector(op == .sub ? [5, 5] : op == .pow ? [2, 2] : [-3, -3], .i32)
  let inputs = [.neg, .abs, .cumsum].contains(op) || op.family == .reduction ? [low] : [low, other]
  let result = try bench.arena.record(op, inputs, op.family == .reduction ? .axes([0]) : .none)
  #expect(throws: ExecutionError.integerOverflow(op, origin: Origin(source: 3, start: 14, end: 15))) {
    try bench.arena.read(result)
  }
}

@Test func aTensorAboveTheLimitIsRefusedWhenItIsRecorded() throws {
  let bench = Bench()
  let one = bench.arena.scalar(1, .f32)
  let shape: Shape = [1_000_000, 1_000_000]
  #expect(throws: ShapeError.tooLarge(shape, .f32, limit: 1 << 28)) {
    try bench.arena.record(.broadcastInDim, [one], .broadcast(shape, axes: []))
  }
  let endless = Shape(repeating: Int(Int32.max), count: 8)
  #expect(throws: ShapeError.tooLarge(endless, .f32, limit: 1 << 28)) {
    try bench.arena.record(.broadcastInDim, [one], .broadcast(endless, axes: []))
  }
}

@Test func aPlanAboveTheLimitIsRefusedBeforeItRuns() throws {
  let bench = Bench(memoryLimit: 100_000)
  let one = bench.arena.scalar(1, .f32)
  var parts: [Tensor] = []
  for _ in 0..<7 {
    parts.append(try bench.arena.record(.broadcastInDim, [one], .broadcast([100, 50], axes: [])))
  }
  var found: ExecutionError? = nil
  do { try bench.arena.flush() } catch { found = error }
  guard case .memoryLimit(let needed, let limit, let largest) = found else {
    Issue.record("expected a memory limit, got \(String(describing: found))")
    return
  }
  #expect(needed > limit && limit == 100_000)
  #expect(largest.count == 5 && largest.allSatisfy { $0.shape == [100, 50] && $0.dtype == .f32 })
}

@Test func valuesAreFreedAfterTheirLastUse() throws {
  let bench = Bench(memoryLimit: 100_000)
  var x = try bench.arena.record(
    .broadcastInDim, [bench.arena.scalar(1, .f32)], .broadcast([100, 100], axes: []))
  for _ in 0..<50 { x = try bench.arena.record(.neg, [x]) }
  #expect(try bench.read(x).allSatisfy { $0 == 1 })
}

@Test func anInterruptionLeavesTheWorkPending() throws {
  let bench = Bench()
  let x = try bench.arena.record(.neg, [try bench.vector([1, 2])])
  let pending = bench.arena.pendingCount
  bench.executor.stopFlag.raise()
  #expect(throws: ExecutionError.interrupted) { try bench.arena.read(x) }
  #expect(bench.arena.pendingCount == pending)
  bench.executor.stopFlag.lower()
  #expect(try bench.read(x) == [-1, -2])
}

@Test func aLongOperationStopsWhenAnotherThreadAsks() throws {
  let bench = Bench()
  let x = try bench.blank([1500, 1500])
  let dims = DotDimensions(leftContracting: [1], rightContracting: [0])
  let product = try bench.arena.record(.dotGeneral, [x, x], .dot(dims))
  var thread = pthread_t()
  let flag = Unmanaged.passRetained(bench.executor.stopFlag).toOpaque()
  pthread_create(
    &thread, nil,
    { flag in
      usleep(100_000)
      if let flag { Unmanaged<StopFlag>.fromOpaque(flag).takeRetainedValue().raise() }
      return nil
    }, flag)
  #expect(throws: ExecutionError.interrupted) { try bench.arena.read(product) }
  pthread_join(thread, nil)
  #expect(bench.arena.pendingCount > 0)
}

@Test func manyStepsDoNotOverflowTheStack() throws {
  let bench = Bench()
  bench.arena.nodeBudget = 10_000
  var x = try bench.vector([0], .f64)
  let one = try bench.vector([1], .f64)
  for _ in 0..<200_000 { x = try bench.arena.record(.add, [x, one]) }
  #expect(try bench.read(x) == [200_000])
}

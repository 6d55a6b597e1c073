// The plan that ran last, over and over: addresses are bound once, and results are written in turn to two sets of buffers.
// Neighbours: `Arena.cycle` comes here after a first pass; `Engine.execute` is the way of a single one.

import CKernels
import TensorIR

extension Engine {
  /// Small steps up to which all their operands fit the first caches together.
  private static let mostSmallSteps = 32

  public func cycle(
    _ arena: Arena, results: [Storage], passes: Int, feeds: [Feed], isRedrawn: Bool, redraw: () -> Void
  ) throws(ExecutionError) -> (last: [Storage], before: [Storage])? {
    guard observer == nil, passes > 0, let plan = last, let places = Engine.bufferPlaces(plan) else { return nil }
    var read = Array<Storage?>(repeating: nil, count: plan.rootBuffers.count)
    for (root, place) in places.enumerated() { read[place] = results[root] }
    var before = read.compactMap { $0 }
    guard before.count == plan.rootBuffers.count else { return nil }
    var written = try rootStorages(plan)
    plan.willRun(passes, compilesIn: compilesInRun)
    let slots = feedSlots(plan, arena, feeds, places)
    let steps = isRedrawn ? [] : plan.steps.compactMap(\.small)
    try bound(plan, arena) { () throws(ExecutionError) in
      if steps.count == plan.steps.count, steps.count <= Engine.mostSmallSteps {
        try runSmall(plan, steps, passes, slots, before, written)
        if passes % 2 == 0 { swap(&before, &written) }
        return
      }
      for pass in 0..<passes {
        if pass > 0 { swap(&before, &written) }
        if plan.isWorthWaking { context.pool.rouse() }
        for (slot, place) in slots { context.slots[slot] = before[place].pointer }
        bindRoots(plan, written)
        if isRedrawn {
          redraw()
          bindScalars(plan, arena)
        }
        statistics.flushes += 1
        statistics.hits += 1
        try runSteps(plan)
      }
    }
    return (places.map { written[$0] }, places.map { before[$0] })
  }

  /// All passes of a plan whose steps are small.
  private func runSmall(
    _ plan: Plan, _ steps: [ck_small_step], _ passes: Int, _ feeds: [(slot: Slot, place: Int)], _ first: [Storage],
    _ second: [Storage]
  ) throws(ExecutionError) {
    let feeds = feeds.map { ck_binding(slot: Int32(truncatingIfNeeded: $0.slot), place: Int32(truncatingIfNeeded: $0.place)) }
    let roots = plan.rootBuffers.enumerated().map {
      ck_binding(slot: Int32(truncatingIfNeeded: $1.slot), place: Int32(truncatingIfNeeded: $0))
    }
    guard let pool = context.pool.handle else { throw .outOfMemory(bytes: 0) }
    let sets = (first + second).map { Optional($0.pointer) }
    var failed: Int32 = 0
    let result = steps.withUnsafeBufferPointer { steps in
      feeds.withUnsafeBufferPointer { feeds in
        roots.withUnsafeBufferPointer { roots in
          sets.withUnsafeBufferPointer { sets in
            var cycle = ck_small_cycle()
            cycle.steps = steps.baseAddress
            cycle.feeds = feeds.baseAddress
            cycle.roots = roots.baseAddress
            (cycle.step_count, cycle.feed_count) = (Int32(truncatingIfNeeded: steps.count), Int32(truncatingIfNeeded: feeds.count))
            cycle.root_count = Int32(truncatingIfNeeded: roots.count)
            cycle.sets = (sets.baseAddress, sets.baseAddress.map { $0 + first.count })
            return ck_small_run(&cycle, context.slots, Int64(passes), pool, &failed)
          }
        }
      }
    }
    if result == -1 { throw .interrupted }
    if result < 0 { throw .outOfMemory(bytes: 0) }
    if result > 0 { throw plan.steps[Int(failed)].failure(Int(result), context) }
    statistics.flushes += passes
    statistics.hits += passes
    statistics.kernels &+= passes &* plan.steps.count
    let written = second.reduce(plan.temporaryBytes) { $0 &+ $1.byteCount }
    statistics.bytes &+= passes &* written
  }

  /// By root: its place among the buffers; nil if one of them is no buffer.
  private static func bufferPlaces(_ plan: Plan) -> [Int]? {
    var places: [Int] = []
    for root in plan.roots {
      guard case .buffer(let place) = root else { return nil }
      places.append(place)
    }
    return places
  }

  /// Which slots of leaves read which buffer of the pass before.
  private func feedSlots(
    _ plan: Plan, _ arena: Arena, _ feeds: [Feed], _ places: [Int]
  ) -> [(slot: Slot, place: Int)] {
    plan.leaves.flatMap { number in
      let leaf = Int(arena.nodes[Int(marking.needed[number])].leaf)
      return feeds.filter { $0.leaf == leaf }.map { (number, places[$0.root]) }
    }
  }
}

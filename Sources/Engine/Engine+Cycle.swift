// The plan that ran last, over and over: addresses are bound once, and results are written in turn to two sets of buffers.
// Neighbours: `Arena.cycle` comes here after a first pass; `Engine.execute` is the way of a single one.

import TensorIR

extension Engine {
  public func cycle(
    _ arena: Arena, roots: [NodeID], results: [Storage], passes: Int, feeds: [Feed], redraw: () -> Bool
  ) throws(ExecutionError) -> (last: [Storage], before: [Storage])? {
    guard observer == nil, passes > 0, let plan = last, let places = Engine.bufferPlaces(plan) else { return nil }
    var read = Array<Storage?>(repeating: nil, count: plan.rootBuffers.count)
    for (root, place) in places.enumerated() { read[place] = results[root] }
    var (before, written) = (read.compactMap { $0 }, [Storage]())
    guard before.count == plan.rootBuffers.count else { return nil }
    for buffer in plan.rootBuffers {
      guard let storage = blocks.storage(buffer.dtype, count: buffer.count) else {
        throw .outOfMemory(bytes: buffer.count * buffer.dtype.size)
      }
      written.append(storage)
    }
    plan.willRun(passes, compilesIn: compilesInRun)
    let slots = feedSlots(plan, arena, feeds, places)
    context.reserve(slots: plan.slotCount, scalars: plan.scalars.count)
    bindOperands(plan, arena)
    context.recording = (arena, marking.needed)
    defer { context.recording = nil }
    try withTemporaries(of: plan) { () throws(ExecutionError) in
      for pass in 0..<passes {
        if pass > 0 { swap(&before, &written) }
        if plan.isWorthWaking { context.pool.rouse() }
        for (slot, place) in slots { context.slots[slot] = before[place].pointer }
        for (place, buffer) in plan.rootBuffers.enumerated() { context.slots[buffer.slot] = written[place].pointer }
        if redraw() { bindScalars(plan, arena) }
        try runSteps(plan)
      }
    }
    count(plan, passes: passes, bytes: written.reduce(0) { $0 + $1.byteCount })
    return (places.map { written[$0] }, places.map { before[$0] })
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

  private func count(_ plan: Plan, passes: Int, bytes: Int) {
    statistics.flushes += passes
    statistics.hits += passes
    statistics.bytes &+= bytes &* passes
  }
}

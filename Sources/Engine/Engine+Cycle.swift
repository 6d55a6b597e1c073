// The plan that ran last, over and over: addresses are bound once, and results are written in turn to two sets of buffers.
// Neighbours: `Arena.cycle` comes here after a first pass; `Engine.execute` is the way of a single one.

import TensorIR

extension Engine {
  public func cycle(
    _ arena: Arena, results: [Storage], passes: Int, feeds: [Feed], redraw: () -> Bool
  ) throws(ExecutionError) -> (last: [Storage], before: [Storage])? {
    guard observer == nil, passes > 0, let plan = last, let places = Engine.bufferPlaces(plan) else { return nil }
    var read = Array<Storage?>(repeating: nil, count: plan.rootBuffers.count)
    for (root, place) in places.enumerated() { read[place] = results[root] }
    var before = read.compactMap { $0 }
    guard before.count == plan.rootBuffers.count else { return nil }
    var written = try rootStorages(plan)
    plan.willRun(passes, compilesIn: compilesInRun)
    let slots = feedSlots(plan, arena, feeds, places)
    try bound(plan, arena) { () throws(ExecutionError) in
      for pass in 0..<passes {
        if pass > 0 { swap(&before, &written) }
        if plan.isWorthWaking { context.pool.rouse() }
        for (slot, place) in slots { context.slots[slot] = before[place].pointer }
        bindRoots(plan, written)
        if redraw() { bindScalars(plan, arena) }
        statistics.flushes += 1
        statistics.hits += 1
        try runSteps(plan)
      }
    }
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
}

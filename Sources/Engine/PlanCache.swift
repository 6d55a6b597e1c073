// Plans by structure: a loop that records the same thing again finds its plan.
// Neighbours: `Marking` hashes and compares, `Engine` asks.

import TensorIR

/// The most recently used plans.
struct PlanCache {
  private var plans: [UInt64: Plan] = [:]
  private var clock = 0
  let capacity: Int

  init(capacity: Int) { self.capacity = capacity }

  var count: Int { plans.count }

  /// The plan for what is marked, if there is one.
  mutating func find(_ marking: Marking, _ arena: Arena, roots: [NodeID]) -> Plan? {
    clock &+= 1
    guard let plan = plans[marking.hash], marking.matches(plan.graph, arena, roots: roots) else { return nil }
    plan.lastUse = clock
    return plan
  }

  /// Notes that a plan was used without being looked up.
  mutating func touch(_ plan: Plan) {
    clock &+= 1
    plan.lastUse = clock
  }

  /// Keeps a plan; the one unused for longest makes room.
  mutating func insert(_ plan: Plan, hash: UInt64) {
    if plans.count >= capacity, let oldest = plans.min(by: { $0.value.lastUse < $1.value.lastUse }) {
      plans[oldest.key] = nil
    }
    plan.lastUse = clock
    plans[hash] = plan
  }
}

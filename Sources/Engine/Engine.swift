// The engine: finds or makes the plan of what is pending, and runs it.
// Neighbours: `Arena` calls it; `Marking`, `PlanCache`, `Planner`, `Plan` are its stages, in this order.

import TensorIR

/// What an engine did so far.
public struct Statistics: Sendable {
  public var flushes = 0
  /// Plans found, and plans made.
  public var hits = 0
  public var misses = 0
  /// Kernel calls.
  public var kernels = 0
  /// Bytes written by kernels to results and temporaries.
  public var bytes = 0
  /// Largest need of one plan.
  public var peakBytes = 0
  /// Spent on making plans.
  public var planSeconds = 0.0

  public init() {}
}

/// Computes recordings by cached plans of fused loops on several threads.
///
/// Results do not depend on the number of threads, nor on which values are wanted besides.
public final class Engine: Executor {
  public let stopFlag: StopFlag
  public internal(set) var statistics = Statistics()
  /// Names of the steps of the plan that ran last.
  public var lastPlan: [String] { last?.steps.map(\.name) ?? [] }
  /// Sees each plan before it runs.
  public var observer: ((PlanReport) -> Void)?
  /// Whether threads were started yet.
  public var hasStartedThreads: Bool { pool.hasStarted }

  /// Bytes kept for the next run.
  public var keptBytes: Int { blocks.keptBytes }

  /// The run of a plan from which it has machine code; nil: none has. The bits are the same.
  public var compilesInRun: Int? = 3

  private let pool: ThreadPool
  private let blocks: BlockPool
  let context: Run
  private var cache: PlanCache
  private(set) var marking = Marking()
  private(set) var last: Plan?

  /// - Parameters:
  ///   - threads: how many may work at once, this one included; none is started before it pays.
  ///   - stopFlag: raised by others to stop what is running.
  ///   - planCapacity: plans kept.
  ///   - keptBytes: memory kept for the next run.
  public init(
    threads: Int, stopFlag: StopFlag = StopFlag(), planCapacity: Int = 512, keptBytes: Int = 1 << 29
  ) {
    self.stopFlag = stopFlag
    pool = ThreadPool(threads: threads, stopFlag: stopFlag)
    blocks = BlockPool(bound: keptBytes)
    context = Run(pool: pool, blocks: blocks, stopFlag: stopFlag)
    cache = PlanCache(capacity: Swift.max(1, planCapacity))
  }

  /// Lets the largest need be found anew.
  public func forgetPeak() { statistics.peakBytes = 0 }

  public func execute(_ arena: Arena, roots: [NodeID], isRepeated: Bool) throws(ExecutionError) -> [Storage] {
    if stopFlag.stopsWork { throw .interrupted }
    statistics.flushes += 1
    let hits = statistics.hits
    let plan =
      (isRepeated ? repeated() : nil) ?? foreseen(arena, roots: roots) ?? lookedUp(arena, roots: roots)
    last = plan
    if let observer { observer(PlanReport(plan, nodes: marking.needed, isKnown: statistics.hits > hits)) }
    try checkMemory(plan, arena)
    plan.willRun(1, compilesIn: compilesInRun)
    return try run(plan, arena)
  }

  /// The plan that ran last, whose marks are still there.
  private func repeated() -> Plan? {
    guard let last else { return nil }
    cache.touch(last)
    statistics.hits += 1
    return last
  }

  /// The plan that followed the last one before, if the same was recorded again.
  private func foreseen(_ arena: Arena, roots: [NodeID]) -> Plan? {
    guard let plan = last?.next, let recording = plan.recording, recording.isLike(arena, roots: roots) else { return nil }
    marking.adopt(recording)
    cache.touch(plan)
    statistics.hits += 1
    return plan
  }

  /// The plan of that structure, made if there is none.
  private func lookedUp(_ arena: Arena, roots: [NodeID]) -> Plan {
    marking.mark(arena, roots: roots)
    let plan: Plan
    if let known = cache.find(marking, arena, roots: roots) {
      statistics.hits += 1
      plan = known
    } else {
      statistics.misses += 1
      let start = ContinuousClock.now
      var planner = Planner(marking.graph(arena, roots: roots))
      plan = planner.plan()
      cache.insert(plan, hash: marking.hash)
      statistics.planSeconds += (ContinuousClock.now - start) / .seconds(1)
    }
    plan.recording = Recording(arena, roots: roots, needed: marking.needed)
    last?.next = plan
    return plan
  }

  private func checkMemory(_ plan: Plan, _ arena: Arena) throws(ExecutionError) {
    statistics.peakBytes = Swift.max(statistics.peakBytes, plan.peakBytes)
    guard plan.peakBytes > arena.memoryLimit else { return }
    let largest = plan.largest.map { number in
      let node = arena.nodes[Int(marking.needed[number])]
      return ExecutionError.LargeValue(shape: node.shape, dtype: node.dtype, origin: node.origin)
    }
    throw .memoryLimit(needed: plan.peakBytes, limit: arena.memoryLimit, largest: largest)
  }

  // MARK: Running

  private func run(_ plan: Plan, _ arena: Arena) throws(ExecutionError) -> [Storage] {
    if plan.isWorthWaking { context.pool.rouse() }
    let shown = try rootStorages(plan)
    try bound(plan, arena) { () throws(ExecutionError) in
      bindRoots(plan, shown)
      try runSteps(plan)
    }
    return try results(plan, arena, shown)
  }

  /// Memory for the roots, by place.
  func rootStorages(_ plan: Plan) throws(ExecutionError) -> [Storage] {
    var storages: [Storage] = []
    storages.reserveCapacity(plan.rootBuffers.count)
    for buffer in plan.rootBuffers {
      guard let storage = blocks.storage(buffer.dtype, count: buffer.count) else {
        throw .outOfMemory(bytes: buffer.count * buffer.dtype.size)
      }
      storages.append(storage)
    }
    return storages
  }

  func bindRoots(_ plan: Plan, _ storages: [Storage]) {
    for (buffer, storage) in zip(plan.rootBuffers, storages) {
      context.slots[buffer.slot] = storage.pointer
      statistics.bytes &+= storage.byteCount
    }
  }

  /// Calls `body` with all but the roots bound.
  func bound(_ plan: Plan, _ arena: Arena, _ body: () throws(ExecutionError) -> Void) throws(ExecutionError) {
    context.reserve(slots: plan.slotCount, scalars: plan.scalars.count)
    bindOperands(plan, arena)
    context.recording = (arena, marking.needed)
    defer { context.recording = nil }
    guard plan.temporaryBytes > 0 else { return try body() }
    guard let block = blocks.take(plan.temporaryBytes) else { throw .outOfMemory(bytes: plan.temporaryBytes) }
    defer { blocks.release(block, byteCount: plan.temporaryBytes) }
    for (slot, start) in plan.temporaries { context.slots[slot] = block + start }
    try body()
  }

  func runSteps(_ plan: Plan) throws(ExecutionError) {
    statistics.bytes &+= plan.temporaryBytes
    for step in plan.steps {
      if stopFlag.stopsWork { throw .interrupted }
      try step.run(context)
    }
    statistics.kernels &+= plan.steps.count
  }

  /// Addresses of leaves, and values of scalars in their types.
  private func bindOperands(_ plan: Plan, _ arena: Arena) {
    let nodes = arena.nodes
    let leaves = arena.leaves
    for number in plan.leaves {
      context.slots[number] = leaves[Int(nodes[Int(marking.needed[number])].leaf)].pointer
    }
    bindScalars(plan, arena)
  }

  func bindScalars(_ plan: Plan, _ arena: Arena) {
    let nodes = arena.nodes
    let scalars = arena.scalars
    for (place, number) in plan.scalars.enumerated() {
      let node = nodes[Int(marking.needed[number])]
      let address = context.scalars + place * 8
      Engine.write(scalars[Int(node.leaf)], as: node.dtype, to: address)
      context.slots[number] = address
    }
  }

  private static func write(_ value: Double, as dtype: DType, to address: UnsafeMutableRawPointer) {
    switch dtype {
    case .bool: address.storeBytes(of: value != 0 ? 1 : 0, as: UInt8.self)
    case .u8: address.storeBytes(of: UInt8(saturating: value), as: UInt8.self)
    case .i32: address.storeBytes(of: Int32(saturating: value), as: Int32.self)
    case .u32: address.storeBytes(of: UInt32(saturating: value), as: UInt32.self)
    case .f32: address.storeBytes(of: Float(value), as: Float.self)
    case .f64: address.storeBytes(of: value, as: Double.self)
    }
  }

  private func results(_ plan: Plan, _ arena: Arena, _ shown: [Storage]) throws(ExecutionError)
    -> [Storage]
  {
    var results: [Storage] = []
    results.reserveCapacity(plan.roots.count)
    for root in plan.roots {
      switch root {
      case .leaf(let number):
        results.append(arena.leaves[Int(arena.nodes[Int(marking.needed[number])].leaf)])
      case .scalar(let number):
        let node = arena.nodes[Int(marking.needed[number])]
        guard let storage = Storage(dtype: node.dtype, count: 1) else {
          throw .outOfMemory(bytes: node.dtype.size)
        }
        storage.store(arena.scalars[Int(node.leaf)], at: 0)
        results.append(storage)
      case .buffer(let place): results.append(shown[place])
      }
    }
    return results
  }
}

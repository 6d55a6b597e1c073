// A plan: steps in order, where their buffers lie, and where the roots' values come from.
// Neighbours: `Planner` makes it, `Engine` runs it, `PlanCache` keeps it.

import CKernels
import TensorIR

/// Number of a buffer of a plan: the number of its node, or a later one for a step's own temporary.
typealias Slot = Int

/// One kernel call.
protocol Step: AnyObject {
  /// Slots read and written, for lifetimes and order.
  var reads: [Slot] { get }
  var writes: [Slot] { get }
  /// What plans print.
  var name: String { get }
  /// Cost that several threads can share, as `ThreadPool` counts it.
  var sharedWork: Int { get }
  func run(_ run: Run) throws(ExecutionError)
  /// The step for loops over a few numbers, if it is small; it holds on to nothing.
  var small: ck_small_step? { get }
  /// What it means that the small step gave a number from 1 on.
  func failure(_ number: Int, _ run: Run) -> ExecutionError
}

extension Step {
  var sharedWork: Int { 0 }
  var small: ck_small_step? { nil }
  func failure(_ number: Int, _ run: Run) -> ExecutionError { .outOfMemory(bytes: 0) }
}

/// Where a root's value is after a run.
enum RootSource {
  case leaf(node: Int)
  case scalar(node: Int)
  /// Place among the plan's root buffers.
  case buffer(Int)
}

/// A buffer of its own, because a root shows it.
struct RootBuffer {
  var slot: Slot
  var dtype: DType
  var count: Int
}

final class Plan {
  let graph: Graph
  let steps: [any Step]
  /// Leaves and scalars, by node.
  let leaves: [Int]
  let scalars: [Int]
  let rootBuffers: [RootBuffer]
  let roots: [RootSource]
  /// Starts of temporaries in the plan's block.
  let temporaries: [(slot: Slot, start: Int)]
  let temporaryBytes: Int
  let slotCount: Int
  /// Bytes at the peak: leaves, roots and temporaries.
  let peakBytes: Int
  /// Nodes with the largest buffers, largest first.
  let largest: [Int]
  /// Whether its kernels are large enough to wake threads for them.
  let isWorthWaking: Bool
  /// Flush that used it last.
  var lastUse = 0
  /// Runs so far, and the machine code that it got when they became many.
  private var runs = 0
  private var code: NativeCode?
  /// What was recorded when it was last found by structure, if that is small.
  var recording: Recording?
  /// The plan that ran after it the last time: the first guess for the next one.
  weak var next: Plan?

  init(
    graph: Graph, steps: [any Step], leaves: [Int], scalars: [Int], rootBuffers: [RootBuffer],
    roots: [RootSource], temporaries: [(slot: Slot, start: Int)], temporaryBytes: Int, slotCount: Int,
    peakBytes: Int, largest: [Int]
  ) {
    self.graph = graph
    self.steps = steps
    self.leaves = leaves
    self.scalars = scalars
    self.rootBuffers = rootBuffers
    self.roots = roots
    self.temporaries = temporaries
    self.temporaryBytes = temporaryBytes
    self.slotCount = slotCount
    self.peakBytes = peakBytes
    self.largest = largest
    isWorthWaking = steps.reduce(0) { $0 &+ $1.sharedWork } > ThreadPool.worthWaking
  }
}

extension Plan {
  /// Notes that it is about to run so many times: a plan that comes back often enough gets machine code.
  func willRun(_ count: Int, compilesIn run: Int?) {
    let before = runs
    runs &+= count
    if let run, before < run, runs >= run { code = NativeCode(steps) }
  }
}

/// What steps see while a plan runs.
final class Run {
  /// Address of each slot's buffer.
  var slots: UnsafeMutablePointer<UnsafeMutableRawPointer?>
  let pool: ThreadPool
  let blocks: BlockPool
  let stopFlag: StopFlag
  private var slotCapacity = 256
  /// Values of the plan's scalars, eight bytes each.
  private(set) var scalars: UnsafeMutableRawPointer
  private var scalarCapacity = 256
  private var partialMemory: UnsafeMutableRawPointer?
  private var partialCapacity = 0
  /// Set for one run: what is computed, for the places of errors.
  var recording: (arena: Arena, needed: [NodeID])?

  init(pool: ThreadPool, blocks: BlockPool, stopFlag: StopFlag) {
    self.pool = pool
    self.blocks = blocks
    self.stopFlag = stopFlag
    slots = .allocate(capacity: slotCapacity)
    slots.initialize(repeating: nil, count: slotCapacity)
    scalars = .allocate(byteCount: scalarCapacity * 8, alignment: 64)
  }

  deinit {
    slots.deallocate()
    scalars.deallocate()
    partialMemory?.deallocate()
  }

  func reserve(slots slotCount: Int, scalars scalarCount: Int) {
    if slotCount > slotCapacity {
      slots.deallocate()
      slotCapacity = slotCount * 2
      slots = .allocate(capacity: slotCapacity)
      slots.initialize(repeating: nil, count: slotCapacity)
    }
    if scalarCount > scalarCapacity {
      scalars.deallocate()
      scalarCapacity = scalarCount * 2
      scalars = .allocate(byteCount: scalarCapacity * 8, alignment: 64)
    }
  }

  /// Address of the first element of a view.
  func pointer(_ slot: Slot, offset: Int, size: Int) throws(ExecutionError) -> UnsafeMutableRawPointer {
    guard let base = slots[slot] else { throw .outOfMemory(bytes: 0) }
    return base + offset * size
  }

  /// Scratch memory of one step on the calling thread; valid until the next call.
  func partials(_ bytes: Int) -> UnsafeMutableRawPointer? {
    if bytes > partialCapacity {
      partialMemory?.deallocate()
      partialMemory = .allocate(byteCount: bytes, alignment: 64)
      partialCapacity = bytes
    }
    return partialMemory
  }

  /// Where a node was written.
  func origin(_ node: Int) -> Origin {
    guard let recording else { return .unknown }
    return recording.arena.nodes[Int(recording.needed[node])].origin
  }

  func overflow(_ op: Op, node: Int) -> ExecutionError { .integerOverflow(op, origin: origin(node)) }
}

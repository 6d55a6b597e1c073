// What programs hold in lists, strings and tensors is bounded, so that none of them ends the process.
// Neighbours: `Interpreter+Limits` bounds time and depth; `Arena` bounds single tensors and plans.

import CStack
import TensorIR

/// The heap of the process when a session began, to tell what has come since.
struct HeapGauge {
  private let residentAtStart = HeapGauge.largestResident()
  private let usedAtStart = HeapGauge.used()

  /// Bytes taken since the start, if they may be more than `limit`; else nil.
  func excess(over limit: Int) -> Int? {
    // The high-water mark is one cheap call; the heap is walked only when it was passed.
    guard HeapGauge.largestResident() - residentAtStart > limit else { return nil }
    let taken = HeapGauge.used() - usedAtStart
    return taken > limit ? taken : nil
  }

  private static func largestResident() -> Int { Int(advnb_resident_bytes()) }

  private static func used() -> Int { Int(advnb_heap_bytes()) }
}

extension Interpreter {
  /// Refuses a list of so many items where it would pass the memory limit.
  func checkItems(_ count: Int) throws {
    if count > limits.listItems || count > limits.memoryBytes / MemoryLayout<Value>.stride {
      throw Failure.sequenceTooLong(count)
    }
    if count > 100_000 { try checkHeap() }
  }

  /// Refuses a string of so many bytes where it would pass a limit.
  func checkText(_ bytes: Int) throws {
    if bytes > min(limits.stringBytes, limits.memoryBytes) { throw Failure.textTooLong(bytes) }
    if bytes > 1 << 20 { try checkHeap() }
  }

  /// Refuses to go on where all values together take more than the memory limit.
  func checkHeap() throws {
    let allowed = limits.memoryBytes &+ 256 << 20
    if let taken = heap.excess(over: allowed) {
      throw Failure.execution(.memoryLimit(needed: taken, limit: limits.memoryBytes, largest: []))
    }
  }

  /// Work without a place of its own goes on only within the limits.
  func step() throws {
    if stopFlag.isRaised { throw Failure.interrupted }
    ticks &+= 1
    guard ticks & 255 == 0 else { return }
    if stopFlag.isLate { throw Failure.timeLimit(deadlineSeconds) }
    try checkHeap()
  }
}

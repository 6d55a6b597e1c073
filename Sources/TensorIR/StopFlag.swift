// A flag that a signal handler or another thread may raise, and an hour by which work ends; kernels look at both.
// Neighbours: the interpreter, `Executor`s, and the program's signal handler share one.

import Glibc
import Synchronization

/// Raised to stop what is running; lowered before the next entry.
public final class StopFlag: Sendable {
  private let flag = Atomic<Bool>(false)
  private let hour = Atomic<UInt64>(Double.infinity.bitPattern)

  public init() {}

  public var isRaised: Bool { flag.load(ordering: .relaxed) }
  public func raise() { flag.store(true, ordering: .relaxed) }
  public func lower() { flag.store(false, ordering: .relaxed) }

  /// When work ends by itself, in seconds of `monotonicSeconds`; infinity: never.
  public var deadline: Double {
    get { Double(bitPattern: hour.load(ordering: .relaxed)) }
    set { hour.store(newValue.bitPattern, ordering: .relaxed) }
  }

  /// Whether the deadline is over.
  public var isLate: Bool {
    let deadline = deadline
    return deadline < .infinity && monotonicSeconds() > deadline
  }

  /// What long work asks between its pieces. With a deadline it reads the clock: some 20 ns.
  public var stopsWork: Bool { isRaised || isLate }
}

/// Seconds of a clock that never steps.
public func monotonicSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

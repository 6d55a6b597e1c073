// A flag that a signal handler or another thread may raise, and that kernels look at.
// Neighbours: the interpreter, `Executor`s, and the program's signal handler share one.

import Synchronization

/// Raised to stop what is running; lowered before the next entry.
public final class StopFlag: Sendable {
  private let flag = Atomic<Bool>(false)
  public init() {}
  public var isRaised: Bool { flag.load(ordering: .relaxed) }
  public func raise() { flag.store(true, ordering: .relaxed) }
  public func lower() { flag.store(false, ordering: .relaxed) }
}

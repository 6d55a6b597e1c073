// How far the loops of a running program are, for another thread to look at: the terminal's bar reads it.
// Neighbours: `ControlCode` counts the passes of loops; `Interpreter.progress` takes what programs report themselves.

import Synchronization

/// The two outermost loops that run, as counts of passes.
///
/// Written by the thread that runs the program, read by any.
public final class Activity: Sendable {
  /// A loop: passes done, and how many there will be; 0 where nobody knows.
  public struct Loop: Sendable, Equatable {
    public var done: Int
    public var total: Int
  }

  static let levels = 2

  private let depth = Atomic<Int>(0)
  private let outerDone = Atomic<Int>(0)
  private let outerTotal = Atomic<Int>(0)
  private let innerDone = Atomic<Int>(0)
  private let innerTotal = Atomic<Int>(0)

  /// From outside in; empty while no loop runs.
  public var loops: [Loop] {
    let depth = depth.load(ordering: .relaxed)
    let outer = Loop(done: outerDone.load(ordering: .relaxed), total: outerTotal.load(ordering: .relaxed))
    let inner = Loop(done: innerDone.load(ordering: .relaxed), total: innerTotal.load(ordering: .relaxed))
    return Array([outer, inner].prefix(max(0, depth)))
  }

  /// Begins a loop; gives its level, counted from 0.
  @inline(__always)
  func begin(_ total: Int) -> Int {
    let level = depth.load(ordering: .relaxed)
    depth.store(level &+ 1, ordering: .relaxed)
    if level == 0 {
      outerDone.store(0, ordering: .relaxed)
      outerTotal.store(total, ordering: .relaxed)
    }
    if level <= 1 {
      innerDone.store(0, ordering: .relaxed)
      innerTotal.store(level == 1 ? total : 0, ordering: .relaxed)
    }
    return level
  }

  @inline(__always)
  func pass(_ done: Int, at level: Int) {
    if level == 0 {
      outerDone.store(done, ordering: .relaxed)
    } else if level == 1 {
      innerDone.store(done, ordering: .relaxed)
    }
  }

  @inline(__always)
  func end(_ level: Int) { depth.store(level, ordering: .relaxed) }
}

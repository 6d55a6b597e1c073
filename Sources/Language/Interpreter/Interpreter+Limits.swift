// Nothing runs forever and nothing recurses into the ground.
// Neighbours: loops call `backEdge`, calls `enter`; `Arena` bounds memory.

import CStack
import Glibc
import SourceText
import TensorIR

extension Interpreter {
  /// Called between the passes of a loop: computes what is pending, so that each pass records the same.
  func backEdge(at span: Span) throws {
    try tick(at: span)
    let pending = arena.pendingCount
    guard pending > 0 else { return }
    // Inside a transform the passes belong to one computation; only its size is bounded.
    if recorder.hasLiveTraces, pending < 4_000 { return }
    do { try arena.flush() } catch { throw diagnostic(.execution(error), at: span) }
    // To ask the system each time costs as much as a small computation.
    guard arena.recordedBytes &- bytesAtLastCheck > 16 << 20 else { return }
    bytesAtLastCheck = arena.recordedBytes
    do { try checkHeap() } catch { throw located(error, at: span) }
  }

  /// Computes what is pending.
  func compute() throws {
    do { try arena.flush() } catch { throw Failure.execution(error) }
  }

  /// Looks at the stop flag, and now and then at the clock.
  func tick(at span: Span) throws {
    do { try step() } catch { throw located(error, at: span) }
  }

  /// Counts a call, and refuses it when it would recurse too deep.
  func enter(_ code: FunctionCode) throws {
    depth += 1
    if depth > limits.callDepth || isStackLow {
      let reached = depth
      depth -= 1
      throw diagnostic(.recursionTooDeep(reached), at: code.span)
    }
    do { try tick(at: code.span) } catch {
      depth -= 1
      throw error
    }
  }

  /// Whether less than the reserve of the thread's stack is left.
  var isStackLow: Bool {
    var marker: UInt8 = 0
    return withUnsafePointer(to: &marker) { UInt(bitPattern: $0) } < stackFloor
  }

  /// Learns where the present thread's stack ends.
  func measureStack() {
    var base: UnsafeMutableRawPointer?
    var size = 0
    guard advnb_stack_bounds(&base, &size) == 0, let base else { return }
    let reserve = min(size / 4, 64 << 20)
    stackFloor = UInt(bitPattern: base) + UInt(reserve)
  }

  /// - Parameter seconds: for the present cell; nil: no limit.
  func startClock(_ seconds: Double?) {
    deadlineSeconds = seconds ?? 0
    stopFlag.deadline = seconds.map { monotonicSeconds() + $0 } ?? .infinity
  }
}

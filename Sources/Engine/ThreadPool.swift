// The engine's threads: asleep until a loop is large, and stopped by the stop flag.
// Neighbours: `CKernels/pool.c` does the work; `Step`s hand it tasks.

import CKernels
import TensorIR

/// A pool of threads that share the tasks of one loop at a time.
final class ThreadPool {
  /// Cost of a kernel, in plain operations on one element (some ten a nanosecond), from which sharing it pays between
  /// threads that are awake: to hand a task over takes about half a microsecond.
  static let worthSharing = 1 << 15
  /// Cost of a kernel from which it pays to wake a thread for it alone,
  private static let worthRousing = 1 << 17
  /// and shared cost of a plan from which it pays for the whole of it: it takes up to 50 µs on a busy machine.
  static let worthWaking = 1 << 19

  let handle: OpaquePointer?
  private let stopFlag: StopFlag

  init(threads: Int, stopFlag: StopFlag) {
    self.stopFlag = stopFlag
    handle = ck_pool_new(
      Int32(clamping: threads), Self.isStopped, Unmanaged.passUnretained(stopFlag).toOpaque())
  }

  /// Reads a stop flag for C, which gets it as its context.
  static let isStopped: @convention(c) (UnsafeMutableRawPointer?) -> Bool = { context in
    guard let context else { return false }
    return Unmanaged<StopFlag>.fromOpaque(context).takeUnretainedValue().stopsWork
  }

  deinit { ck_pool_free(handle) }

  /// Whether any thread was started yet.
  var hasStarted: Bool { handle.map { ck_pool_started($0) } ?? false }

  /// Wakes threads that sleep, for kernels that are about to come.
  func rouse() { handle.map { ck_pool_rouse($0) } }

  private final class Body {
    let run: (Int) -> Void
    init(_ run: @escaping (Int) -> Void) { self.run = run }
  }

  /// The part of a kernel's cost that several threads can share: all of it, or nothing.
  static func sharedPart(of work: Int) -> Int { work > worthSharing ? work : 0 }

  /// How C shares a kernel of that cost.
  static func sharing(_ work: Int) -> Int32 {
    Int32(work > worthRousing ? CK_ROUSING : work > worthSharing ? CK_AWAKE : CK_ALONE)
  }

  /// Runs `body(0..<count)`, each once, on several threads if `work`, the cost of all together, is worth it.
  ///
  /// - Throws: `.interrupted` if the stop flag was raised between tasks.
  func run(_ count: Int, work: Int, _ body: (Int) -> Void) throws(ExecutionError) {
    let sharing = ThreadPool.sharing(work)
    guard let handle, sharing != CK_ALONE, count > 1 else {
      for task in 0..<count {
        if task > 0, stopFlag.stopsWork { throw .interrupted }
        body(task)
      }
      return
    }
    let finished = withoutActuallyEscaping(body) { body in
      let box = Body(body)
      return withExtendedLifetime(box) {
        ck_pool_run(
          handle,
          { context, task, _ in
            guard let context else { return }
            Unmanaged<Body>.fromOpaque(context).takeUnretainedValue().run(Int(task))
          }, Unmanaged.passUnretained(box).toOpaque(), Int64(count), sharing)
      }
    }
    if !finished { throw .interrupted }
  }
}

// Programs recurse; the threads of a host may have small stacks. Entries therefore run on a large one.
// Neighbours: `Session.execute`; `Interpreter.measureStack` learns the bounds.

import CStack
import Glibc

enum LargeStack {
  private static let size = 1 << 29

  /// Runs `body` to its end on a thread with half a gigabyte of stack (reserved, not used), or here if this
  /// thread's is large already.
  static func run<T>(_ body: () -> T) -> T {
    if remaining() > 64 << 20 { return body() }
    return withoutActuallyEscaping(body) { body in
      let job = Job(body)
      var attributes = pthread_attr_t()
      pthread_attr_init(&attributes)
      pthread_attr_setstacksize(&attributes, size)
      defer { pthread_attr_destroy(&attributes) }
      var thread = pthread_t()
      let argument = Unmanaged.passUnretained(job).toOpaque()
      let status = pthread_create(&thread, &attributes, { raw in
        if let raw { Unmanaged<AnyJob>.fromOpaque(raw).takeUnretainedValue().run() }
        return nil
      }, argument)
      if status == 0 { pthread_join(thread, nil) } else { job.run() }
      return job.result ?? body()
    }
  }

  private static func remaining() -> Int {
    var base: UnsafeMutableRawPointer?
    var size = 0
    guard advnb_stack_bounds(&base, &size) == 0, let base else { return 0 }
    var marker: UInt8 = 0
    let here = withUnsafePointer(to: &marker) { UInt(bitPattern: $0) }
    return Int(clamping: here) - Int(clamping: UInt(bitPattern: base))
  }

  private class AnyJob {
    func run() {}
  }

  private final class Job<T>: AnyJob {
    let body: () -> T
    var result: T?
    init(_ body: @escaping () -> T) { self.body = body }
    override func run() { result = body() }
  }
}

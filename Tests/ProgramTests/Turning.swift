// A thread that does one thing over and over, until it is stopped.
// Neighbours: races in `BreakoutTests` and `StrangerTests`.

import Glibc

/// Does something over and over in a thread.
final class Turning: @unchecked Sendable {
  private let goesOn = UnsafeMutablePointer<Int32>.allocate(capacity: 1)

  init() { goesOn.pointee = 1 }
  deinit { goesOn.deallocate() }

  func start(_ body: @escaping @Sendable () -> Void) -> pthread_t {
    var thread = pthread_t()
    let box = Unmanaged.passRetained(Work { [goesOn] in while goesOn.pointee == 1 { body() } })
    pthread_create(&thread, nil, { raw in
      if let raw { Unmanaged<Work>.fromOpaque(raw).takeRetainedValue().body() }
      return nil
    }, box.toOpaque())
    return thread
  }

  func stop(_ thread: pthread_t) {
    goesOn.pointee = 0
    pthread_join(thread, nil)
  }

  private final class Work {
    let body: () -> Void
    init(_ body: @escaping () -> Void) { self.body = body }
  }
}

// Seconds of a clock that never steps, for limits and reports; no transcript ever sees it.
// Neighbours: `RunCommand`, `ProgressBar`, the conversation's `:time`.

import Glibc

enum Clock {
  static func seconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}

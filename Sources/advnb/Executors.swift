// Which executor computes: the one place where it is chosen.
// Neighbours: `CommonOptions` asks; `Engine` is the choice, `Reference` the oracle of the tests.

import Engine
import Glibc
import TensorIR

enum Executors {
  /// - Parameter threads: nil: as many as the machine has cores.
  static func make(threads: Int?, stopFlag: StopFlag) -> any Executor {
    let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    return Engine(threads: threads ?? cores, stopFlag: stopFlag)
  }
}

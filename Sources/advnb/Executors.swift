// Which executor computes: the one place where it is chosen.
<<<<<<< Updated upstream
// Neighbours: `CommonOptions` asks; `Engine` is the choice, `Reference` the oracle of the tests.
=======
// Neighbours: `CommonOptions` asks; `Engine` starts its threads and libraries when work needs them.
>>>>>>> Stashed changes

import Engine
import Glibc
import TensorIR

enum Executors {
<<<<<<< Updated upstream
  /// - Parameter threads: nil: as many as the machine has cores.
  static func make(threads: Int?, stopFlag: StopFlag) -> any Executor {
    let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    return Engine(threads: threads ?? cores, stopFlag: stopFlag)
=======
  /// The engine.
  ///
  /// - Parameter threads: nil is one a core.
  static func make(threads: Int?, stopFlag: StopFlag) -> any Executor {
    Engine(threads: threads ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))), stopFlag: stopFlag)
>>>>>>> Stashed changes
  }
}

// Which executor computes: the one place where it is chosen.
// Neighbours: `CommonOptions` asks; `Engine` is the choice, `Reference` the plain one that shows what it should give.

import ArgumentParser
import Engine
import Glibc
import Reference
import TensorIR

enum ExecutorChoice: String, ExpressibleByArgument, CaseIterable {
  case engine, reference

  /// - Parameter threads: nil: as many as the machine has cores.
  func make(threads: Int?, stopFlag: StopFlag) -> any Executor {
    switch self {
    case .engine:
      let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
      return Engine(threads: threads ?? cores, stopFlag: stopFlag)
    case .reference: return ReferenceExecutor(stopFlag: stopFlag)
    }
  }
}

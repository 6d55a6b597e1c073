// Which executor computes: the one place where it is chosen.
// Neighbours: `CommonOptions` asks; `Reference` and `Engine` are the choices.

import Reference
import TensorIR

enum Executors {
  static func make(threads: Int?, stopFlag: StopFlag) -> any Executor { ReferenceExecutor(stopFlag: stopFlag) }
}

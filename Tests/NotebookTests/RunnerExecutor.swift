// An executor for programs without tensors.
// Neighbours: `RunnerTests`.

import TensorIR

final class NoTensors: Executor {
  let stopFlag = StopFlag()

  func execute(_ arena: Arena, roots: [NodeID], isRepeated: Bool) throws(ExecutionError) -> [Storage] {
    if roots.isEmpty { return [] }
    throw .interrupted
  }
}

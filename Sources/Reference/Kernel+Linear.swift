// Matrix decompositions and solutions, one matrix after the other.
// Neighbours: `Matrices` has the algorithms, `Kernel` calls this.

import Matrices
import TensorIR

extension Kernel {
  func linear() throws(ExecutionError) -> Values {
    let task = MatrixTask(op, inputs.map(\.shape), attributes)
    let operands = inputs.map(\.values.reals)
    var result: [Double] = []
    for number in 0..<task.count {
      if stop.stopsWork { throw .interrupted }
      let parts = operands.indices.map { index in
        let size = task.inputSize(index)
        return Array(operands[index][number * size..<(number + 1) * size])
      }
      do { result += try task.result(parts, by: PlainBackend()) } catch {
        throw .matrix(op, error, number: number, origin: node.origin)
      }
    }
    return .reals(result)
  }
}

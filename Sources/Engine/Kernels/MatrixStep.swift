// Decompositions and solutions: a batch of matrices, each by LAPACK, or in plain loops where there is none.
// Neighbours: `LAPACKBackend`, and `Matrices` for preparation, packing and the plain algorithms.

import CBLAS
import Matrices
import TensorIR

final class MatrixStep: Step {
  private let task: MatrixTask
  private let operands: [Row]
  private let to: Slot

  /// Rows from which LAPACK is worth opening.
  private static let threshold = 24

  init(_ task: MatrixTask, _ operands: [Row], to: Slot) {
    self.task = task
    self.operands = operands
    self.to = to
  }

  var reads: [Slot] { operands.map(\.slot) }
  var writes: [Slot] { [to] }
  var name: String { "\(task.op.name) \(task.count)" }

  func run(_ run: Run) throws(ExecutionError) {
    guard let dtype = operands.first?.dtype, task.outputSize > 0 else { return }
    let target = try run.pointer(to, offset: 0, size: dtype.size)
    for number in 0..<task.count {
      if run.stopFlag.stopsWork { throw .interrupted }
      var matrices: [[Double]] = []
      for (index, operand) in operands.enumerated() {
        matrices.append(try MatrixStep.read(operand, run, task.inputSize(index), number))
      }
      let result: [Double]
      do { result = try compute(matrices) } catch {
        throw .matrix(task.op, error, number: number, origin: run.origin(to))
      }
      let first = number * result.count
      if dtype == .f64 {
        let elements = target.assumingMemoryBound(to: Double.self) + first
        for (place, value) in result.enumerated() { elements[place] = value }
      } else {
        let elements = target.assumingMemoryBound(to: Float.self) + first
        for (place, value) in result.enumerated() { elements[place] = Float(value) }
      }
    }
  }

  private func compute(_ matrices: [[Double]]) throws(MatrixFailure) -> [Double] {
    // Sizes alone decide, so that results do not depend on what was computed before.
    let isLarge = (matrices.first?.count ?? 0) >= MatrixStep.threshold * MatrixStep.threshold
    if isLarge, lapack_open() { return try task.result(matrices, by: LAPACKBackend()) }
    return try task.result(matrices, by: PlainBackend())
  }

  private static func read(_ operand: Row, _ run: Run, _ size: Int, _ number: Int) throws(ExecutionError)
    -> [Double]
  {
    let pointer = try operand.pointer(run) + number * size * operand.dtype.size
    if operand.dtype == .f64 {
      return Array(UnsafeBufferPointer(start: pointer.assumingMemoryBound(to: Double.self), count: size))
    }
    let elements = UnsafeBufferPointer(start: pointer.assumingMemoryBound(to: Float.self), count: size)
    return elements.map { Double($0) }
  }
}

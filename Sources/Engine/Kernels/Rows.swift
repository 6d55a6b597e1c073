// Steps with kernels of their own for whole rows: the softmax family and random bits.
// Neighbours: `CKernels/rows.c`.

import CKernels
import Synchronization
import TensorIR

/// Raised by any task of a kernel whose integers did not fit.
final class OverflowFlag: Sendable {
  private let flag = Atomic<Bool>(false)
  func raise() { flag.store(true, ordering: .relaxed) }
  var isRaised: Bool { flag.load(ordering: .relaxed) }
}

final class SoftmaxStep: Step {
  private let op: Op
  private let operands: [Row]
  private let rows: Int
  private let columns: Int
  private let to: Slot

  init(_ op: Op, _ operands: [Row], shape: Shape, to: Slot) {
    self.op = op
    self.operands = operands
    rows = shape.dropLast().reduce(1, &*)
    columns = shape.last ?? 1
    self.to = to
  }

  var reads: [Slot] { operands.map(\.slot) }
  var writes: [Slot] { [to] }
  var name: String { "\(op.name) \(rows)·\(columns)" }

  func run(_ run: Run) throws(ExecutionError) {
    guard let logits = operands.first, rows > 0 else { return }
    let size = logits.dtype.size
    let isDouble = logits.dtype == .f64
    let from = try logits.pointer(run)
    let target = try run.pointer(to, offset: 0, size: size)
    let labels = operands.count > 1 ? try operands[1].address(run, as: Int32.self) : nil
    let chunk = Swift.max(1, (1 << 14) / Swift.max(1, columns))
    try run.pool.run((rows + chunk - 1) / chunk, work: rows &* columns &* 16) {
      task in
      let start = task * chunk
      let count = Int64(Swift.min(chunk, rows - start))
      let x = from + start * columns * size
      if let labels {
        ck_softmax_xent(target + start * size, x, labels + start, count, Int64(columns), isDouble)
      } else {
        ck_softmax(
          target + start * columns * size, x, count, Int64(columns), op == .softmax ? 0 : 1, isDouble)
      }
    }
  }
}

final class ThreefryStep: Step {
  private let key0: Row
  private let key1: Row
  private let count: Int
  private let to: Slot

  init(_ key0: Row, _ key1: Row, count: Int, to: Slot) {
    self.key0 = key0
    self.key1 = key1
    self.count = count
    self.to = to
  }

  var reads: [Slot] { [key0.slot, key1.slot] }
  var writes: [Slot] { [to] }
  var name: String { "threefry \(count)" }

  func run(_ run: Run) throws(ExecutionError) {
    guard count > 0 else { return }
    let k0 = try key0.address(run, as: UInt32.self).pointee
    let k1 = try key1.address(run, as: UInt32.self).pointee
    let target = try run.pointer(to, offset: 0, size: 4).assumingMemoryBound(to: UInt32.self)
    let chunk = 1 << 15
    try run.pool.run((count + chunk - 1) / chunk, work: count &* 16) { task in
      let first = task * chunk
      ck_threefry(target + first, k0, k1, Int64(first), Int64(Swift.min(chunk, count - first)))
    }
  }
}

// Outer products of examples that are summed without being written: their lengths, and their weighted sum.
// Neighbours: `Planner+Outer` finds them; `CKernels/outer.c` computes.

import CKernels
import TensorIR

/// The products a[e] · b[e]ᵀ of so many examples.
struct OuterProducts {
  var a: MatrixOperand
  var b: MatrixOperand
  var examples: Int
  var m: Int
  var n: Int
  var dtype: DType

  /// Cost of a pass over all elements, as `ThreadPool` counts it.
  var work: Int { 2 &* examples &* m &* n }
  var isDouble: Bool { dtype == .f64 }

  func pointers(_ run: Run, scaleStep: Int = 0) throws(ExecutionError) -> ck_outer {
    ck_outer(
      a: try run.pointer(a.slot, offset: a.offset, size: dtype.size),
      b: try run.pointer(b.slot, offset: b.offset, size: dtype.size), examples: Int64(examples), m: Int64(m),
      n: Int64(n), a_example: Int64(a.batch[0]), a_row: Int64(a.row), b_example: Int64(b.batch[0]),
      scale_step: Int64(scaleStep))
  }
}

/// The sum of squares of each example's product.
final class OuterSquaresStep: Step {
  private let products: OuterProducts
  private let to: Slot

  init(_ products: OuterProducts, to: Slot) {
    self.products = products
    self.to = to
  }

  var reads: [Slot] { [products.a.slot, products.b.slot] }
  var writes: [Slot] { [to] }
  var sharedWork: Int { ThreadPool.sharedPart(of: products.work) }
  var name: String { "squares of products [\(products.examples)] \(products.m)·1·\(products.n)" }

  func run(_ run: Run) throws(ExecutionError) {
    let outer = try products.pointers(run)
    let target = try run.pointer(to, offset: 0, size: products.dtype.size)
    let (examples, isDouble) = (products.examples, products.isDouble)
    let chunk = Swift.max(1, (1 << 17) / (products.m * products.n))
    try run.pool.run((examples + chunk - 1) / chunk, work: products.work) { task in
      withUnsafePointer(to: outer) {
        ck_outer_squares(
          target, $0, Int64(task * chunk), Int64(Swift.min(chunk, examples - task * chunk)), isDouble)
      }
    }
  }
}

/// The sum over examples of their products, each times a number.
final class OuterSumStep: Step {
  private let products: OuterProducts
  private let scale: Row
  private let scaleStep: Int
  private let to: Slot
  /// Rows and columns of one task: whole tiles, a fraction of a millisecond.
  private let rowChunk: Int
  private let columnChunk: Int

  init(_ products: OuterProducts, scale: Row, step: Int, to: Slot) {
    self.products = products
    self.scale = scale
    scaleStep = step
    self.to = to
    columnChunk = Swift.min(products.n, 256)
    rowChunk = Swift.max(4, (1 << 18) / (products.examples * columnChunk) / 4 * 4)
  }

  var reads: [Slot] { [products.a.slot, products.b.slot, scale.slot] }
  var writes: [Slot] { [to] }
  var sharedWork: Int { ThreadPool.sharedPart(of: products.work) }
  var name: String { "sum of products [\(products.examples)] \(products.m)·1·\(products.n)" }

  func run(_ run: Run) throws(ExecutionError) {
    let outer = try products.pointers(run, scaleStep: scaleStep)
    let factors = try scale.pointer(run)
    let target = try run.pointer(to, offset: 0, size: products.dtype.size)
    let (m, n, isDouble) = (products.m, products.n, products.isDouble)
    let across = (n + columnChunk - 1) / columnChunk
    let tasks = (m + rowChunk - 1) / rowChunk * across
    try run.pool.run(tasks, work: products.work) { task in
      let (row, column) = (task / across * rowChunk, task % across * columnChunk)
      withUnsafePointer(to: outer) {
        ck_outer_sum(
          target, $0, factors, Int64(row), Int64(Swift.min(rowChunk, m - row)), Int64(column),
          Int64(Swift.min(columnChunk, n - column)), isDouble)
      }
    }
  }
}

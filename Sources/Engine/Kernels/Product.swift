// Matrix products: any `dotGeneral` as a batch of products of strided matrices.
// Neighbours: `CKernels/gemm.c` multiplies; chunks depend on sizes alone.

import CKernels
import TensorIR

/// One operand as a batch of matrices; strides in elements.
struct MatrixOperand {
  var slot: Slot
  var offset: Int
  var row: Int
  var column: Int
  var batch: Strides
}

extension Planner {
  /// Several axes as one, if their strides fit together.
  private func joined(_ axes: [Int], _ source: Source) -> (size: Int, stride: Int)? {
    var (size, stride) = (1, 1)
    for axis in axes.reversed() where source.shape[axis] != 1 {
      if size != 1, source.view.strides[axis] != stride &* size { return nil }
      if size == 1 { stride = source.view.strides[axis] }
      size = size &* source.shape[axis]
    }
    return (size, stride)
  }

  /// The operand as matrices of `rows` by `columns` axes; a copy in that order if strides cannot say it.
  mutating func matrices(
    _ source: Source, batch: [Int], rows: [Int], columns: [Int]
  ) -> MatrixOperand {
    var strides = Strides.zero
    for (place, axis) in batch.enumerated() { strides[place] = source.view.strides[axis] }
    if let row = joined(rows, source), let column = joined(columns, source) {
      return MatrixOperand(
        slot: source.view.base, offset: source.view.offset, row: row.stride, column: column.stride, batch: strides)
    }
    let order = batch + rows + columns
    let shape = Shape(clamping: order.map { source.shape[$0] })
    let slot = temporary(bytes: shape.product * source.dtype.size)
    let view = source.view.transposed(Axes(clamping: order))
    steps.append(
      CopyStep(
        from: view.base, offset: view.offset, strides: view.strides, shape: shape, to: slot,
        dtype: source.dtype))
    let contiguous = View.contiguous(shape)
    for place in batch.indices { strides[place] = contiguous[place] }
    let width = columns.reduce(1) { $0 &* source.shape[$1] }
    return MatrixOperand(slot: slot, offset: 0, row: width, column: 1, batch: strides)
  }

  mutating func buildProduct(_ node: Int, _ left: Source, _ right: Source, _ dims: DotDimensions) {
    let leftFree = left.shape.indices.filter {
      !dims.leftBatch.contains($0) && !dims.leftContracting.contains($0)
    }
    let rightFree = right.shape.indices.filter {
      !dims.rightBatch.contains($0) && !dims.rightContracting.contains($0)
    }
    let m = leftFree.reduce(1) { $0 &* left.shape[$1] }
    let n = rightFree.reduce(1) { $0 &* right.shape[$1] }
    let k = dims.leftContracting.reduce(1) { $0 &* left.shape[$1] }
    let dtype = graph.nodes[node].dtype
    let a = matrices(
      left, batch: Array(dims.leftBatch), rows: leftFree, columns: Array(dims.leftContracting))
    let b = matrices(
      right, batch: Array(dims.rightBatch), rows: Array(dims.rightContracting), columns: rightFree)
    steps.append(
      ProductStep(
        a, b, batch: Shape(clamping: dims.leftBatch.map { left.shape[$0] }), sizes: (m, n, k), dtype: dtype,
        to: node))
  }
}

/// c[batch, m, n] = a[batch, m, k] · b[batch, k, n].
final class ProductStep: Step {
  private let a: MatrixOperand
  private let b: MatrixOperand
  private let batch: Shape
  private let m: Int
  private let n: Int
  private let k: Int
  private let dtype: DType
  private let to: Slot
  /// Rows and columns of one task.
  private let rowChunk: Int
  private let columnChunk: Int
  private let work: Int
  /// Outer products whose results are too large for the caches.
  private let isStream: Bool
  /// Bytes of results from which writing past the caches is quicker.
  private static let streamed = 4 << 20

  init(
    _ a: MatrixOperand, _ b: MatrixOperand, batch: Shape, sizes: (m: Int, n: Int, k: Int), dtype: DType,
    to: Slot
  ) {
    self.a = a
    self.b = b
    self.batch = batch
    (m, n, k) = sizes
    self.dtype = dtype
    self.to = to
    let planes = batch.product
    work = ProductStep.work(planes, m, n, k)
    let each = work / Swift.max(1, planes)
    // Of many, each is one task.
    let isSplit = planes == 1 || each >= 32 * ThreadPool.worthSharing
    let parts = isSplit ? Swift.max(1, Swift.min(8, each / ThreadPool.worthSharing)) : 1
    (rowChunk, columnChunk) =
      each < ProductStep.packed ? ProductStep.strips(m, n, parts: parts) : ProductStep.division(m, n, k, parts: parts)
    let rowBytes = n &* dtype.size
    isStream =
      k == 1 && b.column == 1 && columnChunk >= n && rowBytes % 64 == 0 && dtype.isFloating
      && Double(planes) * Double(m) * Double(rowBytes) > Double(ProductStep.streamed)
  }

  /// Cost from which all factors are packed.
  private static let packed = 1 << 22

  /// Of small products: equal strips of rows, as loops over the result have them, so that each core finds its part
  /// where it left it; an even number, and each as high as four rows, where a tile begins to pay.
  private static func strips(_ m: Int, _ n: Int, parts: Int) -> (rows: Int, columns: Int) {
    let parts = parts < 2 ? 1 : parts & ~1
    let down = Swift.max(1, Swift.min(parts, m / 4))
    let across = Swift.max(1, Swift.min(parts / down, n / 32))
    return (Swift.max(1, (m + down - 1) / down), Swift.max(1, share(n, across, of: 32)))
  }

  /// Of large products, from sizes alone: whole tiles, an even number of equal tasks, and wide and high ones, for each
  /// packs its own factors. No task takes more than some ten milliseconds, after which it is looked at whether to stop.
  private static func division(_ m: Int, _ n: Int, _ k: Int, parts: Int) -> (rows: Int, columns: Int) {
    let limit = Swift.max(1, (1 << 29) / Swift.max(1, k))
    let parts = Swift.max(parts, m / limit * n + (m % limit * n + limit - 1) / limit)
    var best = (rows: Swift.max(1, m), columns: Swift.max(1, n))
    guard parts > 1 else { return best }
    var lowest = Double.infinity
    var across = 1
    while across <= Swift.max(1, Swift.min(parts, (n + 31) / 32)) {
      defer { across *= 2 }
      let rows = Swift.max(1, Swift.min(m, share(m, parts / across, of: 12)))
      let columns = Swift.max(1, Swift.min(n, share(n, across, of: 32)))
      let tasks = ((m + rows - 1) / rows) * ((n + columns - 1) / columns)
      // To pack an element takes as long as six multiplications.
      let cost = Double(tasks + tasks % 2) * (Double(rows * columns) + 6 * Double(rows + columns))
      if cost < lowest { (lowest, best) = (cost, (rows, columns)) }
    }
    return best
  }

  /// The size of so many equal parts, in whole tiles.
  private static func share(_ size: Int, _ parts: Int, of tile: Int) -> Int {
    let tiles = (size + tile - 1) / tile
    return (tiles + parts - 1) / Swift.max(1, parts) * tile
  }

  /// Cost as `ThreadPool` counts: some fifty multiplications take a nanosecond, and so do five results.
  private static func work(_ planes: Int, _ m: Int, _ n: Int, _ k: Int) -> Int {
    Int(Swift.min(1e15, Double(planes) * Double(m) * Double(n) * Swift.max(2, Double(k) / 5)))
  }

  var reads: [Slot] { [a.slot, b.slot] }
  var writes: [Slot] { [to] }
  var sharedWork: Int { ThreadPool.sharedPart(of: work) }
  var name: String { "product \(batch) \(m)·\(k)·\(n)" }

  func run(_ run: Run) throws(ExecutionError) {
    let planes = batch.product
    guard planes > 0, m > 0, n > 0 else { return }
    let size = dtype.size
    let left = try run.pointer(a.slot, offset: a.offset, size: size)
    let right = try run.pointer(b.slot, offset: b.offset, size: size)
    let target = try run.pointer(to, offset: 0, size: size)
    let (rowTasks, columnTasks) = ((m + rowChunk - 1) / rowChunk, (n + columnChunk - 1) / columnChunk)
    let each = rowTasks * columnTasks
    if planes == 1, each == 1, dtype.isFloating { return multiply(left, right, target, m, n, nil) }
    let overflow = dtype.isFloating ? nil : OverflowFlag()
    // Small products of a batch share a task.
    let perTask = each > 1 ? 1 : Swift.max(1, (1 << 18) / Swift.max(1, m &* n &* k))
    let tasks = each > 1 ? planes * each : (planes + perTask - 1) / perTask
    try run.pool.run(tasks, work: work) { task in
      if each > 1 {
        let part = (task % each / columnTasks, task % each % columnTasks)
        self.multiply(task / each, part, left, right, target, overflow)
      } else {
        for plane in task * perTask..<Swift.min(planes, (task + 1) * perTask) {
          self.multiply(plane, (0, 0), left, right, target, overflow)
        }
      }
    }
    if let overflow, overflow.isRaised { throw run.overflow(.dotGeneral, node: to) }
  }

  var small: ck_small_step? {
    guard batch.product == 1, dtype.isFloating, m > 0, n > 0, ck_gemm_is_tiny(Int64(m), Int64(n), Int64(k)) else { return nil }
    return ck_small_step(
      loop: nil, is_double: dtype == .f64, to: Int32(truncatingIfNeeded: to), a: Int32(truncatingIfNeeded: a.slot),
      b: Int32(truncatingIfNeeded: b.slot), a_offset: Int64(a.offset), b_offset: Int64(b.offset), a_row: Int64(a.row),
      a_column: Int64(a.column), b_row: Int64(b.row), b_column: Int64(b.column), m: Int64(m), n: Int64(n), k: Int64(k))
  }

  private func multiply(
    _ plane: Int, _ part: (row: Int, column: Int), _ left: UnsafeMutableRawPointer,
    _ right: UnsafeMutableRawPointer,
    _ target: UnsafeMutableRawPointer, _ overflow: OverflowFlag?
  ) {
    var (x, y) = (0, 0)
    var rest = plane
    for axis in batch.indices.reversed() {
      let size = Swift.max(1, batch[axis])
      x += rest % size * a.batch[axis]
      y += rest % size * b.batch[axis]
      rest /= size
    }
    let (row, column) = (part.row * rowChunk, part.column * columnChunk)
    let rows = Swift.min(rowChunk, m - row)
    let columns = Swift.min(columnChunk, n - column)
    let size = dtype.size
    let matrixA = left + (x + row * a.row) * size
    let matrixB = right + (y + column * b.column) * size
    let matrixC = target + (plane * m * n + row * n + column) * size
    multiply(matrixA, matrixB, matrixC, rows, columns, overflow)
  }

  private func multiply(
    _ x: UnsafeMutableRawPointer, _ y: UnsafeMutableRawPointer, _ z: UnsafeMutableRawPointer, _ rows: Int,
    _ columns: Int, _ overflow: OverflowFlag?
  ) {
    let (m, n, k) = (Int64(rows), Int64(columns), Int64(self.k))
    let (ar, ac, br, bc) = (Int64(a.row), Int64(a.column), Int64(b.row), Int64(b.column))
    switch dtype {
    case .f32 where isStream:
      ck_outer_f32(
        z.assumingMemoryBound(to: Float.self), x.assumingMemoryBound(to: Float.self), ar,
        y.assumingMemoryBound(to: Float.self), m, n)
    case .f64 where isStream:
      ck_outer_f64(
        z.assumingMemoryBound(to: Double.self), x.assumingMemoryBound(to: Double.self), ar,
        y.assumingMemoryBound(to: Double.self), m, n)
    case .f32:
      ck_gemm_f32(
        z.assumingMemoryBound(to: Float.self), Int64(self.n), x.assumingMemoryBound(to: Float.self), ar, ac,
        y.assumingMemoryBound(to: Float.self), br, bc, m, n, k, false)
    case .f64:
      ck_gemm_f64(
        z.assumingMemoryBound(to: Double.self), Int64(self.n), x.assumingMemoryBound(to: Double.self), ar, ac,
        y.assumingMemoryBound(to: Double.self), br, bc, m, n, k, false)
    default:
      let bad = ck_gemm_i32(
        z.assumingMemoryBound(to: Int32.self), Int64(self.n), x.assumingMemoryBound(to: Int32.self), ar, ac,
        y.assumingMemoryBound(to: Int32.self), br, bc, m, n, k)
      if bad { overflow?.raise() }
    }
  }
}

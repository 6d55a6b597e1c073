// Steps that look elements up, add them up along an axis, or sort them.
// Neighbours: `CKernels/indexing.c`.

import CKernels
import TensorIR

#if canImport(Glibc)
  import Glibc
#endif

/// Sizes before, along and after an axis.
struct AxisLayout {
  var outer: Int
  var axis: Int
  var inner: Int

  init(_ shape: Shape, axis: Int) {
    outer = shape.prefix(axis).reduce(1, &*)
    self.axis = shape.indices.contains(axis) ? shape[axis] : 1
    inner = shape.dropFirst(axis + 1).reduce(1, &*)
  }
}

/// Sizes of a gather: batch · middle · (axis → count) · inner.
struct GatherLayout {
  var batch: Int
  var middle: Int
  var axis: Int
  var count: Int
  var inner: Int

  init(_ shape: Shape, _ indices: Shape, axis: Int, batch: Int) {
    self.batch = shape.prefix(batch).reduce(1, &*)
    middle = shape.prefix(axis).dropFirst(batch).reduce(1, &*)
    self.axis = shape[axis]
    count = indices.dropFirst(batch).reduce(1, &*)
    inner = shape.dropFirst(axis + 1).reduce(1, &*)
  }

  var results: Int { batch &* middle &* count &* inner }
  /// Small planes share a task.
  var planesPerTask: Int { Swift.max(1, (1 << 14) / Swift.max(1, Swift.max(axis, count) &* inner)) }
}

final class GatherStep: Step {
  private let source: Row
  private let indices: Row
  private let layout: GatherLayout
  private let to: Slot

  init(_ source: Row, _ indices: Row, layout: GatherLayout, to: Slot) {
    self.source = source
    self.indices = indices
    self.layout = layout
    self.to = to
  }

  var reads: [Slot] { [source.slot, indices.slot] }
  var writes: [Slot] { [to] }
  var name: String { "gather \(layout.results)" }

  func run(_ run: Run) throws(ExecutionError) {
    guard layout.results > 0 else { return }
    let size = source.dtype.size
    let from = try source.pointer(run)
    let target = try run.pointer(to, offset: 0, size: size)
    let index = try indices.address(run, as: Int32.self)
    // One task some planes of the batch, or a run of rows where there is one plane.
    let planes = layout.batch &* layout.middle
    if planes > 1 {
      let (plane, result) = (layout.axis * layout.inner * size, layout.count * layout.inner * size)
      let chunk = layout.planesPerTask
      try run.pool.run((planes + chunk - 1) / chunk, work: layout.results &* 4) { task in
        for number in task * chunk..<Swift.min(planes, (task + 1) * chunk) {
          ck_gather(
            target + number * result, from + number * plane, index + number / layout.middle * layout.count, 1, 1,
            Int64(layout.axis), Int64(layout.count), Int64(layout.inner), Int32(size))
        }
      }
      return
    }
    let rows = Swift.max(1, (1 << 15) / Swift.max(1, layout.inner))
    try run.pool.run((layout.count + rows - 1) / rows, work: layout.results &* 4)
    { task in
      let count = Swift.min(rows, layout.count - task * rows)
      ck_gather(
        target + task * rows * layout.inner * size, from, index + task * rows, 1, 1, Int64(layout.axis),
        Int64(count), Int64(layout.inner), Int32(size))
    }
  }
}

final class ScatterStep: Step {
  private let op: Op
  private let into: Row
  /// Whether all of `into` is one element, as zeros are.
  private let isFilled: Bool
  private let indices: Row
  private let updates: Row
  private let layout: GatherLayout
  private let to: Slot

  init(
    _ op: Op, _ into: Row, isFilled: Bool, _ indices: Row, _ updates: Row, layout: GatherLayout, to: Slot
  ) {
    self.op = op
    self.into = into
    self.isFilled = isFilled
    self.indices = indices
    self.updates = updates
    self.layout = layout
    self.to = to
  }

  var reads: [Slot] { [into.slot, indices.slot, updates.slot] }
  var writes: [Slot] { [to] }
  var name: String { "\(op.name) \(layout.results)" }

  func run(_ run: Run) throws(ExecutionError) {
    let size = into.dtype.size
    let target = try run.pointer(to, offset: 0, size: size)
    let plane = layout.axis * layout.inner * size
    let planes = layout.batch &* layout.middle
    let old = try into.pointer(run)
    let from = try updates.pointer(run)
    let index = try indices.address(run, as: Int32.self)
    let bytes = layout.count * layout.inner * size
    let overflow = OverflowFlag()
    let isZero = isFilled && (0..<size).allSatisfy { old.load(fromByteOffset: $0, as: UInt8.self) == 0 }
    // Updates of one plane are applied in order: that fixes the sums.
    let work = (layout.results &+ planes &* layout.axis &* layout.inner) &* 4
    let chunk = layout.planesPerTask
    try run.pool.run((planes + chunk - 1) / chunk, work: work) { task in
      for number in task * chunk..<Swift.min(planes, (task + 1) * chunk) {
        let start = target + number * plane
        if isZero {
          memset(start, 0, plane)
        } else if isFilled {
          ck_copy(start, [1], old, [0], [Int64(layout.axis * layout.inner)], 1, Int32(size))
        } else {
          memcpy(start, old + number * plane, plane)
        }
        let overflowed = ck_scatter(
          start, from + number * bytes, index + number / layout.middle * layout.count, 1, 1,
          Int64(layout.axis), Int64(layout.count), Int64(layout.inner), Int32(into.dtype.rawValue),
          op == .scatterAdd)
        if overflowed { overflow.raise() }
      }
    }
    if overflow.isRaised { throw run.overflow(op, node: to) }
  }
}

/// Place of the extreme element, or running sums, along one axis.
final class ScanStep: Step {
  private let op: Op
  private let source: Row
  private let layout: AxisLayout
  private let to: Slot

  init(_ op: Op, _ source: Row, layout: AxisLayout, to: Slot) {
    self.op = op
    self.source = source
    self.layout = layout
    self.to = to
  }

  var reads: [Slot] { [source.slot] }
  var writes: [Slot] { [to] }
  var name: String { "\(op.name) \(layout.outer)·\(layout.axis)·\(layout.inner)" }

  func run(_ run: Run) throws(ExecutionError) {
    let from = try source.pointer(run)
    let target = try run.pointer(to, offset: 0, size: 1)
    let dtype = Int32(source.dtype.rawValue)
    let plane = layout.axis * layout.inner * source.dtype.size
    let result = op == .cumsum ? plane : layout.inner * 4
    let chunk = Swift.max(1, (1 << 15) / Swift.max(1, layout.axis * layout.inner))
    let tasks = (layout.outer + chunk - 1) / chunk
    let overflow = OverflowFlag()
    try run.pool.run(tasks, work: layout.outer &* layout.axis &* layout.inner &* 8)
    { task in
      let count = Int64(Swift.min(chunk, layout.outer - task * chunk))
      let (x, d) = (from + task * chunk * plane, target + task * chunk * result)
      if op == .cumsum {
        if ck_cumsum(d, x, count, Int64(layout.axis), Int64(layout.inner), dtype) { overflow.raise() }
      } else {
        ck_arg_extreme(
          d.assumingMemoryBound(to: Int32.self), x, count, Int64(layout.axis), Int64(layout.inner), dtype,
          op == .argMax)
      }
    }
    if overflow.isRaised { throw run.overflow(op, node: to) }
  }
}

/// Stable order of each row.
final class SortStep: Step {
  private let source: Row
  private let layout: AxisLayout
  private let scratch: Slot
  private let to: Slot

  init(_ source: Row, layout: AxisLayout, scratch: Slot, to: Slot) {
    self.source = source
    self.layout = layout
    self.scratch = scratch
    self.to = to
  }

  var reads: [Slot] { [source.slot] }
  var writes: [Slot] { [to, scratch] }
  var name: String { "argsort \(layout.outer)·\(layout.axis)" }

  func run(_ run: Run) throws(ExecutionError) {
    guard layout.axis > 0 else { return }
    let from = try source.pointer(run)
    let target = try run.pointer(to, offset: 0, size: 4)
    let spare = try run.pointer(scratch, offset: 0, size: 4).assumingMemoryBound(to: Int32.self)
    for row in 0..<layout.outer {
      if run.stopFlag.stopsWork { throw .interrupted }
      let isDone = ck_argsort(
        (target + row * layout.axis * 4).assumingMemoryBound(to: Int32.self),
        from + row * layout.axis * source.dtype.size, 1, Int64(layout.axis), Int32(source.dtype.rawValue),
        spare, ThreadPool.isStopped, Unmanaged.passUnretained(run.stopFlag).toOpaque())
      if !isDone { throw .interrupted }
    }
  }
}

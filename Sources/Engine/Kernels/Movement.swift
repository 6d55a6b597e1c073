// Steps that only move elements: copies, pads, concatenations, windows at run-time places.
// Neighbours: `CKernels/movement.c` copies; `Planner+Kernels` builds the steps.

import CKernels
import TensorIR

#if canImport(Glibc)
  import Glibc
#endif

/// An operand read through strides.
struct Source {
  var view: View
  var shape: Shape
  var dtype: DType
}

/// An operand whose elements follow each other.
struct Row {
  var slot: Slot
  var offset: Int
  var dtype: DType

  func pointer(_ run: Run) throws(ExecutionError) -> UnsafeMutableRawPointer {
    try run.pointer(slot, offset: offset, size: dtype.size)
  }

  func address<T>(_ run: Run, as type: T.Type) throws(ExecutionError) -> UnsafeMutablePointer<T> {
    try pointer(run).assumingMemoryBound(to: type)
  }
}

/// Dimensions and strides of a copy, axes of size 1 dropped and neighbours joined.
struct CopyLayout {
  private(set) var dims: [Int64] = []
  private(set) var from: [Int64] = []
  private(set) var to: [Int64] = []

  init(_ shape: Shape, from: Strides, to: Strides) {
    for axis in shape.indices where shape[axis] != 1 {
      let (size, f, t) = (Int64(shape[axis]), Int64(from[axis]), Int64(to[axis]))
      if let dim = dims.last, let lastFrom = self.from.last, let lastTo = self.to.last,
        lastFrom == f &* size, lastTo == t &* size
      {
        dims[dims.count - 1] = dim &* size
        self.from[dims.count - 1] = f
        self.to[dims.count - 1] = t
      } else {
        dims.append(size)
        self.from.append(f)
        self.to.append(t)
      }
    }
  }

  var count: Int { dims.reduce(1) { Int($1) &* $0 } }

  /// Copies; a large one in parts along its first axis.
  func run(_ run: Run, to target: UnsafeMutableRawPointer, from source: UnsafeMutableRawPointer, size: Int)
    throws(ExecutionError)
  {
    guard let first = dims.first, count > 1 << 18, first > 1 else {
      ck_copy(target, to, source, from, dims, Int32(dims.count), Int32(size))
      return
    }
    let rows = Swift.max(1, (1 << 15) * Int(first) / count)
    let rounded = rows >= 16 ? rows & ~15 : rows
    let tasks = (Int(first) + rounded - 1) / rounded
    try run.pool.run(tasks, work: count &* 4) { task in
      var part = dims
      part[0] = Int64(Swift.min(rounded, Int(first) - task * rounded))
      let start = task * rounded
      ck_copy(
        target + start * Int(to[0]) * size, to, source + start * Int(from[0]) * size, from, part,
        Int32(part.count), Int32(size))
    }
  }
}

/// Copies a view into a row of its own.
final class CopyStep: Step {
  private let from: Slot
  private let offset: Int
  private let to: Slot
  private let layout: CopyLayout
  private let size: Int

  init(from: Slot, offset: Int, strides: Strides, shape: Shape, to: Slot, dtype: DType) {
    self.from = from
    self.offset = offset
    self.to = to
    layout = CopyLayout(shape, from: strides, to: View.contiguous(shape))
    size = dtype.size
  }

  var reads: [Slot] { [from] }
  var writes: [Slot] { [to] }
  var name: String { "copy \(layout.count)" }

  func run(_ run: Run) throws(ExecutionError) {
    let target = try run.pointer(to, offset: 0, size: size)
    try layout.run(run, to: target, from: try run.pointer(from, offset: offset, size: size), size: size)
  }
}

/// Copies parts of operands to places of the result, which is cleared first where they leave gaps.
final class ConcatStep: Step {
  private struct Part {
    var source: Source
    var layout: CopyLayout
    var start: Int
  }
  private var parts: [Part] = []
  private let to: Slot
  private let size: Int

  init(_ sources: [Source], axis: Int, to: Slot, shape: Shape) {
    self.to = to
    size = sources.first?.dtype.size ?? 1
    let strides = View.contiguous(shape)
    var start = 0
    for source in sources {
      let layout = CopyLayout(source.shape, from: source.view.strides, to: strides)
      parts.append(Part(source: source, layout: layout, start: start &* strides[axis]))
      start += source.shape[axis]
    }
  }

  var reads: [Slot] { parts.map(\.source.view.base) }
  var writes: [Slot] { [to] }
  var name: String { "concat of \(parts.count)" }

  func run(_ run: Run) throws(ExecutionError) {
    for part in parts {
      let view = part.source.view
      let source = try run.pointer(view.base, offset: view.offset, size: size)
      try part.layout.run(
        run, to: try run.pointer(to, offset: part.start, size: size), from: source, size: size)
    }
  }
}

/// Zeros, and the operand's elements among them; negative widths crop.
final class PadStep: Step {
  private let source: Slot
  private let sourceOffset: Int
  private let to: Slot
  private let start: Int
  private let layout: CopyLayout
  private let size: Int
  private let bytes: Int

  init(_ source: Source, low: Dims, interior: Dims, to: Slot, shape: Shape) {
    self.source = source.view.base
    self.to = to
    size = source.dtype.size
    bytes = shape.product * size
    let strides = View.contiguous(shape)
    var (from, target, kept) = (Strides.zero, Strides.zero, source.shape)
    var (offset, start) = (source.view.offset, 0)
    for axis in shape.indices {
      let step = interior[axis] + 1
      // First and last element that lands inside.
      let first = low[axis] >= 0 ? 0 : (-low[axis] + step - 1) / step
      let room = shape[axis] - 1 - low[axis]
      let last = room < 0 ? -1 : Swift.min(source.shape[axis] - 1, room / step)
      kept[axis] = Swift.max(0, last - first + 1)
      offset += first &* source.view.strides[axis]
      start += (low[axis] + first * step) &* strides[axis]
      from[axis] = source.view.strides[axis]
      target[axis] = step &* strides[axis]
    }
    layout = CopyLayout(kept, from: from, to: target)
    (sourceOffset, self.start) = (offset, start)
  }

  var reads: [Slot] { [source] }
  var writes: [Slot] { [to] }
  var name: String { "pad" }

  func run(_ run: Run) throws(ExecutionError) {
    let target = try run.pointer(to, offset: 0, size: size)
    memset(target, 0, bytes)
    guard layout.count > 0 else { return }
    try layout.run(
      run, to: target + start * size, from: try run.pointer(source, offset: sourceOffset, size: size),
      size: size)
  }
}

/// Where a window of `window` begins in `shape`: starts clamp so that it fits.
private func windowOffset(_ starts: [Row], _ window: Shape, in shape: Shape, strides: Strides, _ run: Run)
  throws(ExecutionError) -> Int
{
  var offset = 0
  for (axis, start) in starts.enumerated() where axis < shape.count {
    let wanted = Int(try start.address(run, as: Int32.self).pointee)
    offset += Swift.max(0, Swift.min(wanted, shape[axis] - window[axis])) &* strides[axis]
  }
  return offset
}

final class DynamicSliceStep: Step {
  private let source: Source
  private let starts: [Row]
  private let to: Slot
  private let shape: Shape
  private let layout: CopyLayout

  init(_ source: Source, starts: [Row], to: Slot, shape: Shape) {
    self.source = source
    self.starts = starts
    self.to = to
    self.shape = shape
    layout = CopyLayout(shape, from: source.view.strides, to: View.contiguous(shape))
  }

  var reads: [Slot] { [source.view.base] + starts.map(\.slot) }
  var writes: [Slot] { [to] }
  var name: String { "dynamicSlice" }

  func run(_ run: Run) throws(ExecutionError) {
    guard layout.count > 0 else { return }
    let size = source.dtype.size
    let offset = try windowOffset(starts, shape, in: source.shape, strides: source.view.strides, run)
    let from = try run.pointer(source.view.base, offset: source.view.offset + offset, size: size)
    try layout.run(run, to: try run.pointer(to, offset: 0, size: size), from: from, size: size)
  }
}

final class DynamicUpdateStep: Step {
  private let source: Source
  private let update: Source
  private let starts: [Row]
  private let to: Slot
  private let whole: CopyLayout
  private let window: CopyLayout

  init(_ source: Source, update: Source, starts: [Row], to: Slot) {
    self.source = source
    self.update = update
    self.starts = starts
    self.to = to
    let strides = View.contiguous(source.shape)
    whole = CopyLayout(source.shape, from: source.view.strides, to: strides)
    window = CopyLayout(update.shape, from: update.view.strides, to: strides)
  }

  var reads: [Slot] { [source.view.base, update.view.base] + starts.map(\.slot) }
  var writes: [Slot] { [to] }
  var name: String { "dynamicUpdateSlice" }

  func run(_ run: Run) throws(ExecutionError) {
    let size = source.dtype.size
    guard whole.count > 0 else { return }
    let target = try run.pointer(to, offset: 0, size: size)
    let from = try run.pointer(source.view.base, offset: source.view.offset, size: size)
    try whole.run(run, to: target, from: from, size: size)
    guard window.count > 0 else { return }
    let strides = View.contiguous(source.shape)
    let offset = try windowOffset(starts, update.shape, in: source.shape, strides: strides, run)
    let part = try run.pointer(update.view.base, offset: update.view.offset, size: size)
    try window.run(run, to: target + offset * size, from: part, size: size)
  }
}

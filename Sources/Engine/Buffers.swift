// Memory of a plan: places of temporaries in one block by their lifetimes, and blocks kept between runs.
// Neighbours: `Planner` asks for places, `Engine` owns the pool.

import TensorIR

#if canImport(Glibc)
  import Glibc
#endif

/// Places in one block of memory for values that live from one step to another.
struct Placement {
  private struct Gap {
    var start: Int
    var end: Int
  }
  private var gaps: [Gap] = []
  /// Bytes of the block.
  private(set) var size = 0

  /// Distance between starts of values: a cache line.
  static let alignment = 64

  static func rounded(_ bytes: Int) -> Int { (Swift.max(bytes, 1) + alignment - 1) & ~(alignment - 1) }

  /// Start of a free place: the smallest gap that holds it, else the block's end.
  mutating func take(_ bytes: Int) -> Int {
    let need = Placement.rounded(bytes)
    var best = -1
    for (index, gap) in gaps.enumerated() where gap.end - gap.start >= need {
      if best < 0 || gap.end - gap.start < gaps[best].end - gaps[best].start { best = index }
    }
    if best >= 0 {
      let start = gaps[best].start
      gaps[best].start += need
      if gaps[best].start == gaps[best].end { gaps.remove(at: best) }
      return start
    }
    if let last = gaps.last, last.end == size {
      gaps.removeLast()
      size = last.start + need
      return last.start
    }
    size += need
    return size - need
  }

  /// Gives a place back; neighbouring gaps become one.
  mutating func release(_ start: Int, _ bytes: Int) {
    let end = start + Placement.rounded(bytes)
    var index = gaps.firstIndex { $0.start > start } ?? gaps.count
    gaps.insert(Gap(start: start, end: end), at: index)
    if index > 0, gaps[index - 1].end == start {
      gaps[index - 1].end = end
      gaps.remove(at: index)
      index -= 1
    }
    if index + 1 < gaps.count, gaps[index].end == gaps[index + 1].start {
      gaps[index].end = gaps[index + 1].end
      gaps.remove(at: index + 1)
    }
  }
}

/// Large blocks kept for the next run, so that loops do not ask the system for memory again and again.
final class BlockPool: StorageOwner {
  private var free: [Int: [UnsafeMutableRawPointer]] = [:]
  private(set) var keptBytes = 0
  /// Bytes beyond which blocks go back to the system.
  let bound: Int
  /// Smaller blocks come from the C library, which keeps them itself.
  static let smallest = 1 << 16

  init(bound: Int) { self.bound = bound }

  deinit {
    for block in free.values.joined() { Glibc.free(block) }
  }

  /// Eight classes to a doubling: at most an eighth is wasted.
  private static func sizeClass(_ bytes: Int) -> Int {
    let step = Swift.max(1 << 12, 1 << (Int.bitWidth - bytes.leadingZeroBitCount - 4))
    return (bytes + step - 1) & ~(step - 1)
  }

  func take(_ bytes: Int) -> UnsafeMutableRawPointer? {
    let size = BlockPool.sizeClass(Swift.max(bytes, 1))
    if let block = free[size]?.popLast() {
      keptBytes -= size
      return block
    }
    return aligned_alloc(64, size)
  }

  func release(_ pointer: UnsafeMutableRawPointer, byteCount: Int) {
    let size = BlockPool.sizeClass(Swift.max(byteCount, 1))
    guard keptBytes + size <= bound else {
      Glibc.free(pointer)
      return
    }
    keptBytes += size
    free[size, default: []].append(pointer)
  }

  /// A storage whose memory comes back here.
  func storage(_ dtype: DType, count: Int) -> Storage? {
    let bytes = count * dtype.size
    if bytes < BlockPool.smallest { return Storage(dtype: dtype, count: count) }
    guard let block = take(bytes) else { return nil }
    return Storage(dtype: dtype, count: count, pointer: block, owner: self)
  }
}

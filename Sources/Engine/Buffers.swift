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

/// Blocks kept for the next run, so that loops do not ask the system for memory again and again.
final class BlockPool: StorageOwner {
  private var free: [[UnsafeMutableRawPointer]] = Array(repeating: [], count: Int.bitWidth * 8)
  private(set) var keptBytes = 0
  /// Bytes beyond which blocks go back to the system.
  let bound: Int

  init(bound: Int) { self.bound = bound }

  deinit {
    for block in free.joined() { Glibc.free(block) }
  }

  /// Eight classes to a doubling, none finer than a cache line: at most an eighth is wasted.
  private static func sizeClass(_ bytes: Int) -> (place: Int, size: Int) {
    let lines = (bytes + 63) >> 6
    if lines < 16 { return (lines, lines << 6) }
    let shift = Int.bitWidth - lines.leadingZeroBitCount - 4
    let eighths = (lines + (1 << shift) - 1) >> shift
    return (shift * 8 + eighths, eighths << (shift + 6))
  }

  func take(_ bytes: Int) -> UnsafeMutableRawPointer? {
    let (place, size) = BlockPool.sizeClass(Swift.max(bytes, 1))
    if let block = free[place].popLast() {
      keptBytes -= size
      return block
    }
    return aligned_alloc(64, size)
  }

  func release(_ pointer: UnsafeMutableRawPointer, byteCount: Int) {
    let (place, size) = BlockPool.sizeClass(Swift.max(byteCount, 1))
    guard keptBytes + size <= bound else {
      Glibc.free(pointer)
      return
    }
    keptBytes += size
    free[place].append(pointer)
  }

  /// A storage whose memory comes back here.
  func storage(_ dtype: DType, count: Int) -> Storage? {
    guard let block = take(count * dtype.size) else { return nil }
    return Storage(dtype: dtype, count: count, pointer: block, owner: self)
  }
}

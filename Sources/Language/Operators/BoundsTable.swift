// What is known of the values of integer tensors, so that indices need not be computed to be checked.
// Neighbours: `Indexing` asks and tells; makers such as `permutation` tell.

import TensorIR

/// Bounds by tensor handle; forgets a handle when another takes its place.
struct BoundsTable {
  private struct Entry {
    weak var tensor: Tensor?
    let bounds: ClosedRange<Int>
  }
  private var entries: [ObjectIdentifier: Entry] = [:]

  subscript(tensor: Tensor) -> ClosedRange<Int>? {
    guard let entry = entries[ObjectIdentifier(tensor)], entry.tensor === tensor else { return nil }
    return entry.bounds
  }

  mutating func set(_ tensor: Tensor, _ bounds: ClosedRange<Int>) {
    if entries.count > 256 { entries = entries.filter { $0.value.tensor != nil } }
    if entries.count > 4096 { entries.removeAll() }
    entries[ObjectIdentifier(tensor)] = Entry(tensor: tensor, bounds: bounds)
  }

  /// A part of a tensor has its bounds.
  mutating func inherit(_ part: Tensor, from whole: Tensor) {
    if let bounds = self[whole] { set(part, bounds) }
  }
}

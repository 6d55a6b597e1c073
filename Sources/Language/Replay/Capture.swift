// What is noted while a function runs whose recording shall be kept.
// Neighbours: the interpreter notes things here; `Replay` is made of it when the function has returned.

import TensorIR

/// Notes about one run.
final class Capture {
  /// Top-level names that the run has read, each once, in order.
  private(set) var cells: [GlobalCell] = []
  private var seen: Set<ObjectIdentifier> = []
  /// Both halves of the key of each random draw.
  private(set) var draws: [(high: Tensor, low: Tensor)] = []
  /// Whether the run did more than to record: then nothing of it is kept.
  private(set) var isSpoiled = false

  func note(_ cell: GlobalCell) {
    if seen.insert(ObjectIdentifier(cell)).inserted { cells.append(cell) }
  }

  func note(draw high: Tensor, _ low: Tensor) { draws.append((high, low)) }

  func spoil() { isSpoiled = true }
}

extension Interpreter {
  /// Called by whatever reads an element, puts something out, or depends on more than its arguments: a recording of a
  /// function that does so cannot stand for another run of it.
  func noteEffect() { capture?.spoil() }
}

// A pass of a `for` loop that is kept.
// Neighbours: `Replay` is its recording; `Interpreter+Passes` decides when; `ForCode` has the names it is about.

import TensorIR

struct KeptPass {
  let replay: Replay

  /// What a pass begins with, before it has run; nil if that cannot be described.
  static func likeness(_ loop: ForCode, _ frame: Frame) -> Likeness? {
    let recorder = frame.interpreter.recorder
    var likeness = Likeness()
    guard loop.reads.allSatisfy({ likeness.add(frame.slots[$0], recorder) }),
      loop.binds.allSatisfy({ likeness.add($0.load(frame), recorder) })
    else { return nil }
    return likeness
  }

  /// - Parameter inputs: what the pass began with.
  /// - Returns: nil if it cannot be kept.
  init?(
    of loop: ForCode, _ inputs: Likeness, since mark: Arena.Mark, _ capture: Capture, origin: Origin, _ frame: Frame
  ) {
    let values = loop.binds.compactMap { $0.load(frame) }
    let cells: [GlobalCell] = loop.binds.compactMap { if case .global(let cell) = $0 { cell } else { nil } }
    guard values.count == loop.binds.count, frame.sizes.isEmpty, let list = try? List(values),
      let replay = Replay(
        of: inputs, besides: cells, since: mark, capture, result: .list(list), origin: origin, frame.interpreter)
    else { return nil }
    self.replay = replay
  }

  /// The tensors that the next pass begins with; nil if it looks different.
  func inputs(_ loop: ForCode, _ frame: Frame) -> [Tensor]? {
    replay.inputs(frame.interpreter) { walk in
      for slot in loop.reads where !walk.fits(frame.slots[slot]) { return false }
      for destination in loop.binds where !walk.fits(destination.load(frame)) { return false }
      return true
    }
  }

  /// Binds what a pass with these inputs and outputs leaves behind.
  func bind(_ loop: ForCode, _ inputs: [Tensor], _ outputs: [Tensor], _ frame: Frame) throws {
    guard case .list(let values) = try replay.value(inputs, outputs) else { return }
    for (destination, value) in zip(loop.binds, values.items) { destination.store(value, frame) }
  }
}

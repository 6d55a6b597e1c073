// When a pass of a `for` loop is run, when it is kept, and when passes are recorded again or computed without being recorded.
// Neighbours: `ForCode` comes here; `KeptPass` is a kept pass, `Arena.cycle` computes many.

import SourceText
import TensorIR

extension Interpreter {
  /// A pass whose item is bound: recorded again, if one like it was kept.
  func pass(_ loop: ForCode, _ frame: Frame) throws -> Completion {
    let site = loop.passes
    // Sizes that annotations have named are no values that could be compared.
    guard site.isOpen, mayReplay, frame.sizes.isEmpty else { return try frame.iterate(loop.body) }
    for (place, kept) in site.kept.enumerated() {
      if let inputs = kept.inputs(loop, frame), let outputs = kept.replay.outputs(of: inputs, self) {
        site.hit(place)
        try kept.bind(loop, inputs, outputs, frame)
        return .value(.none)
      }
    }
    let mark = arena.mark
    guard site.isWarm else {
      let completion = try frame.iterate(loop.body)
      site.warm(recorded: arena.recorded(since: mark))
      return completion
    }
    guard let inputs = KeptPass.likeness(loop, frame) else {
      site.keep(nil)
      return try frame.iterate(loop.body)
    }
    let origin = arena.origin
    let (completion, notes) = try captured { try frame.iterate(loop.body) }
    switch completion {
    case .breakLoop, .returned: break
    default: site.keep(KeptPass(of: loop, inputs, since: mark, notes, origin: origin, frame))
    }
    return completion
  }

  /// Computes up to `count` passes that are the same kept one, each with what the one before left behind.
  ///
  /// They are computed in portions of a tenth of a second, so that a loop that is stopped has lost no more.
  /// - Returns: how many were computed.
  func cycled(_ loop: ForCode, _ frame: Frame, _ count: Int, progress: (Int) -> Void) throws -> Int {
    guard loop.passes.isOpen, mayReplay, frame.sizes.isEmpty, count > 2, let kept = loop.passes.kept.first,
      let before = kept.inputs(loop, frame), let outputs = kept.replay.outputs(of: before, self)
    else { return 0 }
    try kept.bind(loop, before, outputs, frame)
    try backEdge(at: loop.span)
    guard let second = kept.inputs(loop, frame), let sources = Interpreter.sources(before, outputs, second) else { return 1 }
    var (inputs, done, portion) = (second, 1, 2)
    let clock = ContinuousClock()
    while done < count {
      let passes = min(portion, count - done)
      let (drawn, start) = (random, clock.now)
      do {
        guard let last = try kept.replay.cycle(inputs, sources, passes: passes, self) else { return done }
        try kept.bind(loop, last.inputs, last.outputs, frame)
      } catch ExecutionError.interrupted {
        throw diagnostic(.execution(.interrupted), at: loop.span)
      } catch is ExecutionError {
        // Which pass it was shows when they are run one by one.
        random = drawn
        return done
      }
      done += passes
      progress(done)
      try backEdge(at: loop.span)
      guard let next = kept.inputs(loop, frame) else { return done }
      inputs = next
      if clock.now - start < .milliseconds(50) { portion *= 2 }
    }
    return done
  }
}

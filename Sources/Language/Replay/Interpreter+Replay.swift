// When a call is run, when its recording is kept, and when it is recorded again without being run.
// Neighbours: `Interpreter+Call` comes here; `Replay` is a kept call.

import TensorIR

/// What is known of the calls of one function, or of the passes of one loop.
final class ReplaySite<Kept> {
  /// Those that are kept, the one used last first.
  private(set) var kept: [Kept] = []
  /// Whether the last run only recorded, and enough for it to be worth keeping.
  private(set) var isWarm = false
  /// Runs in a row that could not be kept.
  private var strikes = 0
  /// False when they are run without a second look.
  private(set) var isOpen = true

  /// Kept runs, for inputs of different shapes.
  private var capacity: Int { 4 }
  private var patience: Int { 4 }
  /// Operations below which a run is as quick as a replay, and above which keeping them would take too much memory.
  private var worth: ClosedRange<Int> { 12...20_000 }

  /// - Parameter recorded: operations of a run; nil if they were flushed meanwhile.
  func warm(recorded: Int?) {
    isWarm = recorded.map(worth.contains) ?? false
    if !isWarm { strike() }
  }

  func keep(_ new: Kept?) {
    guard let new else { return strike() }
    kept.insert(new, at: 0)
    if kept.count > capacity { kept.removeLast() }
    // Runs that are kept and never used again are no reason to go on keeping.
    strike()
  }

  private func strike() {
    strikes += 1
    if strikes > patience {
      isOpen = false
      kept = []
    }
  }

  func hit(_ place: Int) {
    strikes = 0
    if place > 0 { kept.insert(kept.remove(at: place), at: 0) }
  }
}

extension Interpreter {
  /// Whether calls may be kept and replayed at this point: not inside a transform or another kept call, whose own
  /// recording they are part of.
  var mayReplay: Bool { replays && capture == nil && !recorder.hasLiveTraces && !arena.refusesNonFinite }

  /// The result of a call: replayed, if one like it was kept.
  ///
  /// - Parameter run: makes the call.
  func replayed(
    _ function: Function, _ site: ReplaySite<KeptCall>, _ arguments: Arguments, run: () throws -> Value
  ) throws -> Value {
    for (place, call) in site.kept.enumerated() {
      if let result = try call.again(function, arguments, self) {
        site.hit(place)
        return result
      }
    }
    let mark = arena.mark
    guard site.isWarm else {
      let result = try run()
      site.warm(recorded: arena.recorded(since: mark))
      return result
    }
    let origin = arena.origin
    let (result, notes) = try captured(run)
    site.keep(KeptCall(of: function, arguments, since: mark, notes, result: result, origin: origin, self))
    return result
  }

  /// Runs something and notes what keeping it depends on.
  func captured<T>(_ run: () throws -> T) rethrows -> (result: T, notes: Capture) {
    let notes = Capture()
    capture = notes
    defer { capture = nil }
    return (try run(), notes)
  }
}

extension Function {
  /// The code that the calls of a made function are kept with: that of the innermost closure.
  var anchor: FunctionCode? {
    switch body {
    case .closure(let code, _, _): return code
    case .builtin: return nil
    case .host(let host):
      guard host.transform != nil, case .function(let inner)? = host.over.first else { return nil }
      return inner.anchor
    }
  }
}

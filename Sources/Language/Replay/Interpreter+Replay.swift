// When a call is run, when its recording is kept, and when it is recorded again without being run.
// Neighbours: `Interpreter+Call` comes here; `Replay` is a kept call.

import TensorIR

/// What is known of the calls of one function.
struct ReplaySite {
  /// Kept calls, the one used last first.
  fileprivate(set) var replays: [Replay] = []
  /// Whether the last run only recorded, and enough for it to be worth keeping.
  fileprivate var isWarm = false
  /// Runs in a row that could not be kept.
  fileprivate var strikes = 0
  /// False when the function's calls are run without a second look.
  private(set) var isOpen = true

  /// Kept calls of one function, for inputs of different shapes.
  private static let capacity = 4
  private static let patience = 4
  /// Operations below which a run is as quick as a replay.
  fileprivate static let smallest = 12
  /// Operations above which keeping them would take too much memory.
  fileprivate static let largest = 20_000

  fileprivate mutating func keep(_ replay: Replay?) {
    guard let replay else { return strike() }
    replays.insert(replay, at: 0)
    if replays.count > ReplaySite.capacity { replays.removeLast() }
    // Kept calls that are never used again are no reason to go on keeping.
    strike()
  }

  fileprivate mutating func strike() {
    strikes += 1
    if strikes > ReplaySite.patience {
      isOpen = false
      replays = []
    }
  }

  fileprivate mutating func hit(_ place: Int) {
    strikes = 0
    if place > 0 { replays.insert(replays.remove(at: place), at: 0) }
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
    _ function: Function, _ site: ReferenceWritableKeyPath<FunctionCode, ReplaySite>, of code: FunctionCode,
    _ arguments: Arguments, run: () throws -> Value
  ) throws -> Value {
    for (place, replay) in code[keyPath: site].replays.enumerated() {
      if let result = try replay.again(function, arguments, self) {
        code[keyPath: site].hit(place)
        return result
      }
    }
    let mark = arena.mark
    guard code[keyPath: site].isWarm else {
      let result = try run()
      let count = arena.recorded(since: mark) ?? 0
      code[keyPath: site].isWarm = (ReplaySite.smallest...ReplaySite.largest).contains(count)
      if !code[keyPath: site].isWarm { code[keyPath: site].strike() }
      return result
    }
    let origin = arena.origin
    let notes = Capture()
    capture = notes
    defer { capture = nil }
    let result = try run()
    code[keyPath: site].keep(
      Replay(of: function, arguments, since: mark, notes, result: result, origin: origin, self))
    return result
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

// How long a call takes, by a clock that is handed in: rounds of calls, their median and spread.
// Neighbours: `BenchCommand` times the benchmarks of a program; clocks live in the outermost target.

/// Rounds of a call that has been made before: a round is as many calls as fit a fifth of a second.
public struct Measurement {
  public let callsPerRound: Int
  /// Seconds a call, one number for each round: the mean over its calls.
  public let rounds: [Double]

  /// - Parameters:
  ///   - budget: seconds of rounds; there are at least five (three where a call takes more than two seconds).
  ///   - clock: seconds that never step.
  ///   - call: computes all that it gives before it ends.
  public init(budget: Double = 4, clock: () -> Double, call: () throws -> Void) rethrows {
    func mean(_ count: Int) throws -> Double {
      let start = clock()
      for _ in 0..<count { try call() }
      return (clock() - start) / Double(count)
    }
    var once = try mean(1)
    if once < 0.2 {
      for turn in 0..<5 { once = turn == 0 ? try mean(5) : min(once, try mean(5)) }
    }
    callsPerRound = min(max(1, Int((0.2 / max(once, 1e-7)).rounded())), 20_000)
    var rounds: [Double] = []
    let end = clock() + budget
    while rounds.count < (once < 2 ? 5 : 3) || clock() < end { rounds.append(try mean(callsPerRound)) }
    self.rounds = rounds
  }

  /// The middle of the rounds; of two middles their mean.
  public var median: Double {
    let sorted = rounds.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}

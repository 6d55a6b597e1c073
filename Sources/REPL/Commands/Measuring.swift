// Commands that measure: how long an entry takes, and what memory holds.
// Neighbours: `Measurement` takes the times, `ValueView` names sizes.

import Display
import Language

extension Command {
  static let measuring: [Command] = [
    Command(
      "time", "entry", "runs an entry and says how long it took",
      "The entry counts as one: it has a number, and its value becomes _."
    ) { $0.time($1) },
    Command(
      "bench", "expr", "runs an expression for a second: median, spread, kernels",
      "The expression is made a function, called until it is warm, and then in rounds; all that it gives is computed."
    ) { $0.bench($1) },
    Command("mem", "", "what the values of your names take, largest first", "") { conversation, _ in
      conversation.showMemory()
    },
  ]
}

extension Conversation {
  fileprivate func time(_ text: String) {
    guard !text.isEmpty else { return note(":time wants an entry: :time mean(randn(1000, 1000))") }
    let (start, before) = (host.clock, host.engineCounts)
    run(text)
    let seconds = host.clock - start
    let kernels = before.flatMap { old in host.engineCounts.map { $0.kernels - old.kernels } } ?? 0
    note(Amount.seconds(seconds) + (kernels > 0 ? ", \(Amount.count(kernels, "kernel"))" : ""))
  }

  fileprivate func bench(_ text: String) {
    guard !text.isEmpty else { return note(":bench wants an expression: :bench W @ x") }
    guard let function = value(of: "() -> {\n\(text)\n}") else { return }
    do {
      let before = host.engineCounts
      var calls = 0
      let measurement = try Session.onLargeStack {
        Result {
          try Measurement(budget: 1, clock: { self.host.clock }) {
            let result = try session.call(function)
            // What nobody wants any more would not be computed.
            try withExtendedLifetime(result) { try session.settle() }
            calls += 1
          }
        }
      }.get()
      report(measurement, since: before, calls: calls)
    } catch {
      if let problem = session.diagnostic(of: error) { complain(problem) }
    }
  }

  private func report(_ measurement: Measurement, since before: EngineCounts?, calls: Int) {
    let rounds = measurement.rounds
    var text = Amount.seconds(measurement.median)
    if let low = rounds.min(), let high = rounds.max() {
      text += "  (\(Amount.seconds(low)) to \(Amount.seconds(high)), \(rounds.count) rounds of \(Amount.count(measurement.callsPerRound, "call")))"
    }
    if let before, let now = host.engineCounts, calls > 0 {
      let kernels = Double(now.kernels - before.kernels) / Double(calls)
      let bytes = (now.bytes - before.bytes) / calls
      text += "\n\(NumberFormat.text(kernels, digits: 3)) kernels a call, \(Amount.bytes(bytes)) written"
    }
    say(text + "\n")
  }

  fileprivate func showMemory() {
    let sizes = session.variables.filter { $0.name != "_" }
      .map { (name: $0.name, bytes: view.bytes(of: $0.value), value: $0.value) }
      .filter { $0.bytes > 0 }.sorted { $0.bytes > $1.bytes }
    let width = min(sizes.map(\.name.count).max() ?? 0, 24)
    for (name, bytes, value) in sizes.prefix(20) {
      let amount = Amount.bytes(bytes)
      let line =
        String(repeating: " ", count: max(0, 9 - amount.count)) + amount + "  " + name
        + String(repeating: " ", count: max(0, width - name.count) + 2) + view.kind(value)
      say(TextFit.cut(line, LineEditor.window.columns) + "\n")
    }
    if sizes.count > 20 { say("… \(sizes.count - 20) more\n") }
    var total = "names hold \(Amount.bytes(sizes.reduce(0) { $0 + $1.bytes }))"
    if let counts = host.engineCounts {
      total += ", kept for the next run \(Amount.bytes(counts.keptBytes)), largest plan \(Amount.bytes(counts.peakBytes))"
    }
    say(total + "\n")
  }
}

// What a progress bar says: how far, how fast, how long still, and what the program adds.
// Neighbours: `ProgressBar` draws it.

import Language
import REPL
import Transcript

struct ProgressLine {
  private let label: String
  private let note: String
  private let share: Double?
  private let done: Int
  private let total: Int
  private let elapsed: Double

  /// - Parameters:
  ///   - reported: what the program said last, by `progress(done, total, note)`.
  ///   - loops: the loops that run, from outside in.
  ///   - elapsed: seconds since the beginning.
  init(_ label: String, _ reported: Progress?, _ loops: [Activity.Loop], elapsed: Double) {
    self.label = label
    self.elapsed = elapsed
    // Drawn on one line of a terminal, whatever the program says.
    note = TextCleaner.clean(reported?.note ?? "").replacing("\n", with: " ")
    let outer = loops.first { $0.total > 0 }
    // A loop that reports itself is known more finely by its inner loop.
    if let reported, reported.total != outer?.total {
      (done, total) = (reported.done, reported.total)
      share = reported.total > 0 ? Double(reported.done) / Double(reported.total) : nil
    } else if let outer {
      (done, total) = (outer.done, outer.total)
      let inner = loops.count > 1 && loops[0] == outer ? loops[1] : nil
      let part = inner.map { $0.total > 0 ? Double($0.done) / Double($0.total) : 0 } ?? 0
      share = (Double(outer.done) + min(part, 1)) / Double(outer.total)
    } else {
      (done, total, share) = (reported?.done ?? 0, reported?.total ?? 0, nil)
    }
  }

  /// A line of at most so many columns.
  func text(columns: Int, spin: Int) -> String {
    guard let share, share > 0 else {
      let sign = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"][spin % 10]
      return cut([sign + (label.isEmpty ? "" : " " + label), Self.time(elapsed), note], columns)
    }
    let part = min(max(share, 0), 1)
    let left = "\(Self.time(elapsed / part - elapsed)) left"
    let rate = Double(total) * part / elapsed
    let speed = rate >= 0.95 ? "\(Self.rounded(rate))/s" : "\(Self.rounded(1 / rate)) s each"
    let words = ["\(done)/\(total)", speed, left, note]
    let used = ([label] + words).filter { !$0.isEmpty }.reduce(0) { $0 + $1.count + 2 }
    let width = min(24, columns - used)
    return cut([label, width >= 6 ? Self.bar(part, width) : "\(Int(part * 100)) %"] + words, columns)
  }

  /// What stays when it is done.
  var summary: String {
    let parts = [label, total > 0 ? "\(done)/\(total)" : "", note, "in \(Amount.seconds(elapsed))"]
    return parts.filter { !$0.isEmpty }.joined(separator: "  ")
  }

  private func cut(_ parts: [String], _ columns: Int) -> String {
    String(parts.filter { !$0.isEmpty }.joined(separator: "  ").prefix(columns))
  }

  private static func bar(_ share: Double, _ width: Int) -> String {
    let filled = Int(share * Double(width))
    return String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
  }

  private static func rounded(_ x: Double) -> String {
    x < 10 ? "\((x * 10).rounded() / 10)" : x < 1e9 ? "\(Int(x.rounded()))" : "∞"
  }

  /// `12 s`, `3 min 20 s`
  private static func time(_ seconds: Double) -> String {
    guard seconds < 360_000 else { return "days" }
    let whole = Int(max(0, seconds).rounded())
    if whole < 60 { return "\(whole) s" }
    return whole < 3600 ? "\(whole / 60) min \(whole % 60) s" : "\(whole / 3600) h \(whole % 3600 / 60) min"
  }
}

// A bar for whatever takes longer than half a second: on the terminal only, and gone when it is done.
// Neighbours: the interpreter reports progress; commands attach a bar to their session.

import Glibc
import Language

/// One line of standard error, drawn over and over.
final class ProgressBar {
  private var start: Double?
  private var lastDrawn = 0.0
  private var isShown = false
  private var label = ""
  private var done = 0

  /// A bar for a session; nil if standard error is no terminal.
  static func attached(to session: Session) -> ProgressBar? {
    guard Console.isTerminal(STDERR_FILENO), Environment["TERM"] != "dumb" else { return nil }
    let bar = ProgressBar()
    session.interpreter.progress = { bar.show($0) }
    return bar
  }

  /// Takes the bar away; the next progress begins a new one.
  func clear() {
    if isShown { try? Console.write(Array("\r\u{1B}[K".utf8), to: STDERR_FILENO) }
    isShown = false
    start = nil
  }

  /// Says what runs now, until the next progress.
  func announce(_ text: String) {
    clear()
    try? Console.write(Array("\r\u{1B}[K\(text)".utf8), to: STDERR_FILENO)
    isShown = true
  }

  private func show(_ progress: Progress) {
    let now = Clock.seconds()
    // A bar that starts again (the next epoch) measures anew.
    if start == nil || progress.label != label || progress.done < done { start = now }
    (label, done) = (progress.label, progress.done)
    let elapsed = now - (start ?? now)
    guard elapsed > 0.5, now - lastDrawn > 0.1 else { return }
    lastDrawn = now
    let text = "\r\u{1B}[K" + line(progress, elapsed: elapsed)
    try? Console.write(Array(text.utf8), to: STDERR_FILENO)
    isShown = true
  }

  private func line(_ progress: Progress, elapsed: Double) -> String {
    let total = max(progress.total, 1)
    let share = min(max(Double(progress.done) / Double(total), 0), 1)
    let filled = Int(share * 24)
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 24 - filled)
    let rate = Double(progress.done) / elapsed
    let left = rate > 0 ? "\(Self.whole(Double(total - progress.done) / rate)) s left" : ""
    let parts = [
      progress.label, bar, "\(progress.done)/\(progress.total)", "\(Self.whole(rate))/s", left, progress.note,
    ]
    return String(parts.filter { !$0.isEmpty }.joined(separator: "  ").prefix(Self.columns))
  }

  private static func whole(_ x: Double) -> String { x < 1e9 ? "\(Int(max(0, x).rounded()))" : "∞" }

  private static var columns: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 1 else { return 79 }
    return Int(size.ws_col) - 1
  }
}

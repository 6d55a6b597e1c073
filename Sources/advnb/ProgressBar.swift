// A bar for whatever takes longer than half a second: on the terminal only, and gone when it is done.
// Neighbours: the interpreter's `activity` says how far loops are, `Progress` what programs report; `ProgressLine`
// writes the line.

import Glibc
import Language
import Synchronization

/// One line of standard error, drawn over and over by a thread of its own while something runs.
final class ProgressBar: Sendable {
  private struct State {
    var start: Double?
    var label = ""
    var reported: Progress?
    var isShown = false
    /// Whether anything was drawn since the start.
    var wasShown = false
    var lineIsOpen = false
    var spin = 0
    var hasThread = false
  }

  private let state = Mutex(State())
  private let activity: Activity
  /// Leaves a line on what took long.
  private let summarises: Bool

  /// Seconds before anything is shown, and between two drawings.
  private static let patience = 0.5
  private static let interval: useconds_t = 100_000

  private init(_ activity: Activity, summarises: Bool) {
    self.activity = activity
    self.summarises = summarises
  }

  /// A bar for a session; nil if standard error is no terminal.
  static func attached(to session: Session, summarises: Bool = false) -> ProgressBar? {
    guard Console.isTerminal(STDERR_FILENO), Environment["TERM"] != "dumb" else { return nil }
    let bar = ProgressBar(session.interpreter.activity, summarises: summarises)
    session.interpreter.progress = { bar.report($0) }
    return bar
  }

  /// Something runs from now on.
  ///
  /// - Parameter label: stands before the bar: `cell train (3 of 9)`.
  func begin(_ label: String = "") {
    let needsThread = state.withLock { state in
      Self.erase(&state)
      let hasThread = state.hasThread
      state = State(start: Clock.seconds(), label: label, hasThread: true)
      return !hasThread
    }
    if needsThread { startThread() }
  }

  /// Nothing runs any more.
  func end() {
    state.withLock { state in
      Self.erase(&state)
      if summarises, state.wasShown, let start = state.start {
        let line = ProgressLine(state.label, state.reported, [], elapsed: Clock.seconds() - start)
        Self.write(line.summary + "\n")
      }
      state.start = nil
    }
  }

  /// Takes the bar away for a piece of output; while a line of that is open no bar is drawn into it.
  func pause(lineIsOpen: Bool = false) {
    state.withLock { state in
      Self.erase(&state)
      state.lineIsOpen = lineIsOpen
    }
  }

  private func report(_ progress: Progress) { state.withLock { $0.reported = progress } }

  // MARK: Drawing

  private func startThread() {
    var thread = pthread_t()
    let kept = Unmanaged.passRetained(self)
    let status = pthread_create(&thread, nil, { raw in
      guard let raw else { return nil }
      // Signals are for the thread that runs the program.
      var all = sigset_t()
      sigfillset(&all)
      pthread_sigmask(SIG_BLOCK, &all, nil)
      let bar = Unmanaged<ProgressBar>.fromOpaque(raw).takeRetainedValue()
      while bar.tick() { usleep(ProgressBar.interval) }
      return nil
    }, kept.toOpaque())
    // A system that has no thread to give gets no bar; the program runs as well without.
    if status == 0 { pthread_detach(thread) } else { kept.release() }
  }

  /// Draws, if it is time; false once nothing runs: the next entry starts another thread.
  private func tick() -> Bool {
    state.withLock { state in
      guard let start = state.start else {
        state.hasThread = false
        return false
      }
      let elapsed = Clock.seconds() - start
      guard elapsed > Self.patience, !state.lineIsOpen else { return true }
      state.spin += 1
      let line = ProgressLine(state.label, state.reported, activity.loops, elapsed: elapsed)
      Self.write("\r\u{1B}[K" + line.text(columns: Self.columns, spin: state.spin))
      state.isShown = true
      state.wasShown = true
      return true
    }
  }

  private static func erase(_ state: inout State) {
    if state.isShown { write("\r\u{1B}[K") }
    state.isShown = false
  }

  private static func write(_ text: String) { try? Console.write(Array(text.utf8), to: STDERR_FILENO) }

  private static var columns: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 1 else { return 79 }
    return Int(size.ws_col) - 1
  }
}

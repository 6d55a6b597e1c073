// One line from the terminal, edited with GNU Readline.
// Neighbours: `CReadline` does it; `Conversation` reads entries line by line; `Completion` knows the names.

import CReadline
import Glibc
import TensorIR

/// The terminal's line editor. There is one per process: Readline keeps its state in globals.
final class LineEditor {
  enum Line {
    case text(String)
    /// Ctrl-C: what was typed is given up.
    case interrupted
    /// Ctrl-D on an empty line, or the terminal is gone.
    case closed
  }

  private let stopFlag: StopFlag
  private let candidates: (_ line: [UInt8], _ word: Range<Int>) -> [String]

  /// - Parameters:
  ///   - stopFlag: raised by the program's handler of SIGINT.
  ///   - candidates: whole words that may stand for a range of bytes of the line.
  init(stopFlag: StopFlag, candidates: @escaping (_ line: [UInt8], _ word: Range<Int>) -> [String]) {
    self.stopFlag = stopFlag
    self.candidates = candidates
    let context = Unmanaged.passUnretained(self).toOpaque()
    advnb_line_editor_open(
      { context, line, start, end in LineEditor.answer(context, line, Int(start), Int(end)) }, context,
      { context in LineEditor.isInterrupted(context) }, context)
  }

  func read(prompt: String) -> Line {
    var text: UnsafeMutablePointer<CChar>?
    switch advnb_line_read(prompt, &text) {
    case ADVNB_LINE:
      guard let text else { return .closed }
      defer { free(text) }
      return .text(String(cString: text))
    case ADVNB_LINE_INTERRUPTED:
      stopFlag.lower()
      return .interrupted
    default: return .closed
    }
  }

  func remember(_ entry: String) { advnb_history_add(entry) }

  private static func isInterrupted(_ context: UnsafeMutableRawPointer?) -> Bool {
    guard let context else { return false }
    return Unmanaged<LineEditor>.fromOpaque(context).takeUnretainedValue().stopFlag.isRaised
  }

  private static func answer(
    _ context: UnsafeMutableRawPointer?, _ line: UnsafePointer<CChar>?, _ start: Int, _ end: Int
  ) -> UnsafeMutablePointer<CChar>? {
    guard let context, let line else { return nil }
    let bytes = Array(String(cString: line).utf8)
    guard start >= 0, start <= end, end <= bytes.count else { return nil }
    let editor = Unmanaged<LineEditor>.fromOpaque(context).takeUnretainedValue()
    let found = editor.candidates(bytes, start..<end)
    return found.isEmpty ? nil : strdup(found.joined(separator: "\n"))
  }
}

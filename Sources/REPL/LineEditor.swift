// One entry from the terminal, edited with GNU Readline.
// Neighbours: `CReadline` does it; `EntryPainter` draws; `Conversation` says what is a whole entry.

import CReadline
import Glibc
import TensorIR

/// What a line editor asks about the text in hand.
struct LineEditorQuestions {
  /// Whole words that may stand for a range of bytes of the line.
  var candidates: (_ line: [UInt8], _ word: Range<Int>) -> [String]
  /// Candidates for a word of the line as the list below it shows them, for a window of so many columns.
  var list: (_ line: [UInt8], _ candidates: [String], _ columns: Int) -> String
  /// Spaces that the next line begins with; nil if the text is a whole entry.
  var indentation: (_ text: String) -> Int?
}

/// The terminal's line editor. There is one per process: Readline keeps its state in globals.
final class LineEditor {
  enum Line {
    case text(String)
    /// Ctrl-C: what was typed is given up.
    case interrupted
    /// Ctrl-D on an empty line, or the terminal is gone.
    case closed
  }

  /// Rows and columns of the window.
  static var window: (rows: Int, columns: Int) {
    var (rows, columns): (Int32, Int32) = (0, 0)
    advnb_terminal_size(&rows, &columns)
    return (max(Int(rows), 1), max(Int(columns), 1))
  }

  static let continuation = "  ...> "

  private let stopFlag: StopFlag
  private let questions: LineEditorQuestions
  private let isColoured: Bool
  private var painter = EntryPainter()

  /// - Parameters:
  ///   - stopFlag: raised by the program's handler of SIGINT.
  ///   - movesCursor: false for terminals that only go on (TERM=dumb).
  init(stopFlag: StopFlag, questions: LineEditorQuestions, isColoured: Bool, movesCursor: Bool) {
    self.stopFlag = stopFlag
    self.questions = questions
    self.isColoured = isColoured
    var callbacks = advnb_line_callbacks(
      context: Unmanaged.passUnretained(self).toOpaque(),
      complete: { LineEditor.editor($0)?.complete($1, Int($2), Int($3)) },
      list: { LineEditor.editor($0)?.list($1, $2) },
      indentation: { Int32(clamping: LineEditor.editor($0)?.indentation($1) ?? -1) },
      paint: { LineEditor.editor($0)?.paint($1, $2, $3, Int($4)) },
      is_interrupted: { LineEditor.editor($0)?.stopFlag.isRaised ?? false })
    advnb_line_editor_open(&callbacks, movesCursor)
  }

  func read(prompt: String) -> Line {
    painter.forget()
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

  // MARK: What Readline asks

  private static func editor(_ context: UnsafeMutableRawPointer?) -> LineEditor? {
    context.map { Unmanaged<LineEditor>.fromOpaque($0).takeUnretainedValue() }
  }

  private static func bytes(_ line: UnsafePointer<CChar>?) -> [UInt8] {
    guard let line else { return [] }
    return UnsafeRawBufferPointer(start: line, count: strlen(line)).map { $0 }
  }

  private func complete(_ line: UnsafePointer<CChar>?, _ start: Int, _ end: Int) -> UnsafeMutablePointer<CChar>? {
    let bytes = Self.bytes(line)
    guard start >= 0, start <= end, end <= bytes.count else { return nil }
    let found = questions.candidates(bytes, start..<end)
    return found.isEmpty ? nil : strdup(found.joined(separator: "\n"))
  }

  private func list(_ line: UnsafePointer<CChar>?, _ candidates: UnsafePointer<CChar>?) {
    let words = Self.bytes(candidates).split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
    write(questions.list(Self.bytes(line), words, Self.window.columns))
  }

  private func indentation(_ line: UnsafePointer<CChar>?) -> Int {
    questions.indentation(String(decoding: Self.bytes(line), as: UTF8.self)) ?? -1
  }

  private func paint(
    _ how: advnb_paint, _ prompt: UnsafePointer<CChar>?, _ line: UnsafePointer<CChar>?, _ cursor: Int
  ) {
    let (rows, columns) = Self.window
    let layout = EntryLayout(
      prompt: String(decoding: Self.bytes(prompt), as: UTF8.self), continuation: Self.continuation,
      text: Self.bytes(line), cursor: cursor, columns: columns, isColoured: isColoured,
      width: { Int(advnb_character_width($0)) })
    switch how {
    case ADVNB_PAINT_LAST: write(painter.end(layout))
    case ADVNB_PAINT_ANEW:
      painter.forget()
      write(painter.changes(to: layout, windowRows: rows))
    case ADVNB_PAINT_RESIZED: write(painter.restart(columns: columns) + painter.changes(to: layout, windowRows: rows))
    default: write(painter.changes(to: layout, windowRows: rows))
    }
  }

  private func write(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { advnb_terminal_write($0.baseAddress, $0.count) }
    }
  }
}

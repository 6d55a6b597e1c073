// A program run from its beginning to its end; what it prints shows at once, its value at the end.
// Neighbours: `TalkCommand` reads the text; `OutputText` is how outputs look outside notebooks.

import Display
import Glibc
import Language
import REPL
import SourceText

struct Script {
  private let common: CommonOptions
  private let folder: String

  /// - Parameter folder: below it the program may read and write.
  init(_ common: CommonOptions, folder: String) {
    self.common = common
    self.folder = folder
  }

  /// - Throws: the exit status of a program that failed, its message printed.
  func run(_ text: [UInt8], name: String) throws {
    let session = common.session(folder: folder)
    common.showNotes(of: session)
    let bar = ProgressBar.attached(to: session)
    let printer = Printer()
    session.watch = { output in
      bar?.pause()
      printer.show(output)
      bar?.pause(lineIsOpen: printer.lineIsOpen)
    }
    bar?.begin()
    var entry = Session.Entry(text: text, name: name)
    entry.timeout = [common.timeout, common.totalTimeout].compactMap { $0 }.min()
    let result = session.execute(entry)
    bar?.end()
    try printer.finish()
    if let error = result.diagnostic {
      Console.error(ErrorPaint.text(session.render(error), coloured: common.isColoured(STDERR_FILENO)))
      throw status(of: error)
    }
    if result.hasFailedClaim { throw ExitStatus.failed }
  }

  private func status(of error: Diagnostic) -> ExitStatus {
    switch error.kind {
    case .syntax: .unreadable
    case .limit: .limit
    case .interrupted: .interrupted
    default: .failed
    }
  }
}

/// Prints outputs as they come, and remembers why that failed.
private final class Printer {
  private let text = OutputText(isForTerminal: Console.isTerminal(STDOUT_FILENO))
  private var failure: (any Error)?
  private(set) var lineIsOpen = false

  func show(_ output: Output) {
    var words = text.text(output)
    if case .text = output {
      if let last = words.utf8.last { lineIsOpen = last != 0x0A }
    } else if lineIsOpen {
      words = "\n" + words
      lineIsOpen = false
    }
    write(words)
  }

  /// - Throws: what kept the output from being written.
  func finish() throws {
    if lineIsOpen { write("\n") }
    lineIsOpen = false
    if let failure { throw failure }
  }

  private func write(_ words: String) {
    guard failure == nil else { return }
    do { try Console.output(words) } catch {
      failure = error
      // Nobody reads what would follow.
      Interrupt.stopFlag.raise()
    }
  }
}

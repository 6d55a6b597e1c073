// Standard output for results, standard error for the rest; whether they are terminals and like colours.
// Neighbours: `Progress` draws on standard error; all commands print through here.

import Glibc
import TensorIR

enum Console {
  /// Writes a result.
  ///
  /// - Throws: `ExitStatus.good` if nobody reads any more (a pipe into `head`), `ProgramProblem` if the device
  ///   is full.
  static func output(_ text: String) throws { try output(Array(text.utf8)) }

  static func output(_ bytes: [UInt8]) throws {
    do { try write(bytes, to: STDOUT_FILENO, until: Interrupt.stopFlag) } catch {
      if error.number == EPIPE { throw ExitStatus.good }
      throw ProgramProblem("cannot write to standard output: \(error.words)")
    }
  }

  /// Writes a line for the person at the terminal; nothing can be done if that fails.
  static func error(_ line: String) {
    try? write(Array((line + "\n").utf8), to: STDERR_FILENO)
  }

  static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// Writes all bytes, however often the system takes only some.
  ///
  /// - Parameter stop: once raised, the rest is not written.
  static func write(_ bytes: [UInt8], to descriptor: Int32, until stop: StopFlag? = nil) throws(SystemError) {
    var position = 0
    while position < bytes.count, stop?.isRaised != true {
      let count = bytes[position...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        position += count
      } else if errno != EINTR {
        throw SystemError(errno)
      }
    }
  }
}

/// Why a system call failed.
struct SystemError: Error {
  let number: Int32

  init(_ number: Int32) { self.number = number }

  /// `no such file or directory`
  var words: String {
    guard let message = strerror(number) else { return "error \(number)" }
    let text = String(cString: message)
    return text.prefix(1).lowercased() + text.dropFirst()
  }
}

// Standard output for results, standard error for the rest; whether they are terminals and like colours.
// Neighbours: `Progress` draws on standard error; all commands print through here.

import Display
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

  /// Writes a message that may name files: a terminal gets no commands from their names.
  static func say(_ text: String) throws { try output(isTerminal(STDOUT_FILENO) ? harmless(text) : text) }

  /// Writes a line for the person at the terminal; nothing can be done if that fails.
  static func error(_ line: String) {
    try? write(Array((harmless(line) + "\n").utf8), to: STDERR_FILENO)
  }

  /// The text as it may go to a terminal: colours pass, and whatever else it would obey is written out.
  static func harmless(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: { $0.isHidden && $0 != "\n" }) else { return text }
    var result = String.UnicodeScalarView()
    var rest = text.unicodeScalars[...]
    while let scalar = rest.first {
      if let colour = colour(at: rest) {
        result += colour
        rest = rest[colour.endIndex...]
        continue
      }
      rest.removeFirst()
      if scalar.isHidden, scalar != "\n", scalar != "\t" {
        result += "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars
      } else {
        result.append(scalar)
      }
    }
    return String(result)
  }

  /// `ESC [ 1 ; 31 m` and the like, if the text begins so.
  private static func colour(at text: Substring.UnicodeScalarView) -> Substring.UnicodeScalarView? {
    guard text.first == "\u{1B}", text.dropFirst().first == "[" else { return nil }
    let digits = text.dropFirst(2).prefix { ("0"..."9").contains($0) || $0 == ";" }
    guard digits.endIndex < text.endIndex, text[digits.endIndex] == "m" else { return nil }
    return text[...digits.endIndex]
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

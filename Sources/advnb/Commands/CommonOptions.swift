// Options that all commands which run programs share, and the session made from them.
// Neighbours: `Sandbox` takes the folders, `ExecutorChoice` the threads.

import ArgumentParser
import Glibc
import Language
import REPL
import StandardLibrary

struct CommonOptions: ParsableArguments {
  @Option(help: "Seed of random numbers, instead of the notebook's.")
  var seed: UInt64?

  @Option(help: "Threads; results do not depend on it. (default: one a core)")
  var threads: Int?

  @Option(help: "What computes: engine, or reference, which is slow and plain and shows that the other is right.")
  var executor = ExecutorChoice.engine

  @Option(help: "Seconds a cell or entry may take.")
  var timeout: Double?

  @Option(help: "Seconds the whole run may take.")
  var totalTimeout: Double?

  @Option(help: "Memory of tensors, as 512M or 4G.")
  var memory: ByteCount = ByteCount(bytes: 4 << 30)

  @Option(help: ArgumentHelp("One more folder to read from.", valueName: "dir"), completion: .directory)
  var allowRead: [String] = []

  @Option(help: ArgumentHelp("One more folder to write to (and read from).", valueName: "dir"), completion: .directory)
  var allowWrite: [String] = []

  @Option(help: "Colours: auto, always or never.")
  var color: ColorChoice = .auto

  @Flag(help: "Answer in JSON, one object a line.")
  var json = false

  func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads is a number from 1 to 1024")
    }
    for (name, seconds) in [("--timeout", timeout), ("--total-timeout", totalTimeout)] {
      if let seconds, !(seconds > 0 && seconds.isFinite) {
        throw ValidationError("\(name) is a number of seconds above 0")
      }
    }
    for folder in allowRead + allowWrite where Disk.kind(folder) != .folder {
      throw ValidationError("there is no folder \(folder)")
    }
  }

  /// A fresh session.
  ///
  /// - Parameters:
  ///   - folder: below it programs may read and write.
  ///   - wrap: may allow less.
  func session(folder: String, wrap: (any FileAccess) -> any FileAccess = { $0 }) -> Session {
    let files = wrap(Sandbox(folder: folder, read: allowRead, write: allowWrite, byteLimit: memory.bytes))
    var limits = Limits()
    limits.memoryBytes = memory.bytes
    let session = Session(
      executor: executor.make(threads: threads, stopFlag: Interrupt.stopFlag),
      library: StandardLibrary.sources,
      files: files, limits: limits, seed: seed ?? 0)
    session.replays = ExecutorChoice.replays
    return session
  }

  /// Puts the kernel's wall around a run: its folders, and those of the files that it writes.
  func confine(to folder: String, writing files: [String?]) {
    let targets = files.compactMap { $0 }.filter { $0 != "-" }.map { Disk.split($0).folder }
    Confinement.enter(reading: allowRead, writing: [folder] + allowWrite + targets)
  }

  /// Shows a session's notes on standard error, where no transcript sees them.
  func showNotes(of session: Session) {
    session.onNote = { [unowned session] note in
      Console.error(ErrorPaint.text(session.render(note), coloured: isColoured(STDERR_FILENO)))
    }
  }

  /// Whether what goes to a descriptor is coloured.
  func isColoured(_ descriptor: Int32) -> Bool {
    switch color {
    case .always: true
    case .never: false
    case .auto:
      Console.isTerminal(descriptor) && Environment["NO_COLOR"] == nil && Environment["TERM"] != "dumb"
    }
  }
}

enum ColorChoice: String, ExpressibleByArgument, CaseIterable { case auto, always, never }

/// `512M`, `4G`, or plain bytes.
struct ByteCount: ExpressibleByArgument {
  let bytes: Int

  init(bytes: Int) { self.bytes = bytes }

  init?(argument: String) {
    var text = argument.uppercased()
    if text.hasSuffix("B") { text.removeLast() }
    var shift = 0
    if let unit = text.last, let place = "KMGT".firstIndex(of: unit) {
      shift = 10 * ("KMGT".distance(from: "KMGT".startIndex, to: place) + 1)
      text.removeLast()
    }
    guard let number = Double(text), number > 0 else { return nil }
    let bytes = number * Double(1 << shift)
    guard bytes >= 1, bytes < 0x1p60 else { return nil }
    self.bytes = Int(bytes)
  }

  var defaultValueDescription: String { bytes % (1 << 30) == 0 ? "\(bytes >> 30)G" : "\(bytes)" }
}

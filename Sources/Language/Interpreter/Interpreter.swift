// The state of a running program: what is recorded, what is limited, where output goes.
// Neighbours: its extensions beside this file call functions, bound loops and word errors; `Session` owns one.

import Autodiff
import Display
import SourceText
import TensorIR

/// Runs resolved code. One per session; nothing here is shared between sessions.
public final class Interpreter {
  public let recorder: Recorder
  public var arena: Arena { recorder.arena }
  public let sources: SourceMap
  /// Files are no part of a function's arguments.
  public var files: any FileAccess {
    noteEffect()
    return fileAccess
  }
  private let fileAccess: any FileAccess
  public let registry: Registry
  public var limits: Limits
  public let stopFlag: StopFlag
  /// Takes what a program puts out, in order.
  public var sink: (Output) -> Void = { _ in }
  /// Takes progress of long-running work; the terminal shows it, transcripts never do.
  public var progress: (Progress) -> Void = { _ in }
  /// How far the loops are.
  public let activity = Activity()
  /// Significant digits of displayed numbers.
  public var digits = 4
  /// Columns that rows of matrices are cut to; nil: as many as there are.
  public var displayWidth: Int?
  public var random: RandomState
  /// Claims and checks judged so far in this cell.
  public internal(set) var hasFailedClaim = false

  /// Definitions of the shipped library, loaded file by file when a name is first needed.
  var library: Library
  /// The user's top level.
  private(set) var userModule: Module
  var usedModules: [String: Module] = [:]
  var usesInProgress: [String] = []

  /// What a derivative rule of the user's own raised during a walk back.
  var errorInRule: (any Error)?
  /// Batches under way in which each example draws its own random numbers.
  var batchesWithOwnDraws = 0
  /// Whether calls may be kept and recorded again.
  var replays = true
  /// Notes about the call that is being kept.
  var capture: Capture?
  var depth = 0
  var ticks = 0
  /// What the arena had recorded when the heap was looked at last by a loop.
  var bytesAtLastCheck = 0
  var deadlineSeconds: Double = 0
  var stackFloor: UInt = 0
  /// Names rebound by the present entry, with what they meant before: for `:undo`.
  var changes: [(cell: GlobalCell, old: Value?)] = []
  /// Number of the present entry.
  var entry = 0
  /// Top-level names whose values were given from outside.
  var fixed: [ObjectIdentifier: Value] = [:]
  let heap = HeapGauge()

  init(
    executor: any Executor, files: any FileAccess, registry: Registry, librarySources: [LibrarySource],
    limits: Limits
  ) {
    recorder = Recorder(arena: Arena(executor: executor, memoryLimit: limits.memoryBytes))
    sources = SourceMap()
    fileAccess = files
    self.registry = registry
    self.limits = limits
    stopFlag = executor.stopFlag
    random = RandomState(seed: 0, cell: "")
    let library = Library(sources: librarySources, registry: registry)
    self.library = library
    userModule = Module(name: "session", isLibrary: false) { _ in nil }
    userModule = Module(name: "session", isLibrary: false) { [unowned self] in self.meaning(of: $0) }
    library.interpreter = self
  }

  /// Lets go of all names, so that what they stand for goes with the session.
  func forget() {
    userModule.forget()
    for module in usedModules.values { module.forget() }
    library.forget()
  }

  /// What a name means before anybody has bound it: a library definition, or a built-in.
  func meaning(of name: String) -> Value? {
    if let value = library.definition(name) { return value }
    return registry[name].map { .function(Function($0)) } ?? Constants.value(name)
  }

  func bind(_ cell: GlobalCell, _ value: Value) {
    if cell.lastEntry != entry {
      changes.append((cell, cell.value))
      cell.lastEntry = entry
    } else if value.isPending, let current = cell.value, !current.isPending {
      cell.computed = current
    }
    cell.value = fixed.isEmpty ? value : fixed[ObjectIdentifier(cell)] ?? value
  }

  /// Puts something out.
  func emit(_ output: Output) {
    noteEffect()
    sink(output)
  }

  /// Stamps what is recorded next with a place in the source.
  func stamp(_ span: Span) {
    arena.origin = Origin(source: span.source.raw, start: span.start, end: span.end)
  }
}

/// Bounds on what a program may use.
public struct Limits: Sendable {
  /// Of one tensor and of the peak of one plan.
  public var memoryBytes = 4 << 30
  public var stringBytes = 64 << 20
  public var listItems = 50_000_000
  public var callDepth = 10_000
  public init() {}
}

/// A step of long-running work.
public struct Progress: Sendable {
  public var label: String
  public var done: Int
  public var total: Int
  /// `loss 0.31`: what to show beside the bar.
  public var note: String
}

/// How programs reach files; the outermost target decides what is allowed.
public protocol FileAccess: AnyObject {
  /// - Throws: `FileAccessError`.
  func read(_ path: String) throws -> [UInt8]
  func write(_ path: String, _ bytes: [UInt8]) throws
  /// Contents of a data set's file in the fixed roots; nil if there is none.
  func dataset(_ relativePath: String) -> [UInt8]?
}

/// A file that may not or cannot be used.
public struct FileAccessError: Error, Sendable {
  public let message: String
  public let hint: String?
  public init(_ message: String, hint: String? = nil) {
    self.message = message
    self.hint = hint
  }
}

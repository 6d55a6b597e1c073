// A session: one environment, its values, limits and random numbers. The language as a library.
// Neighbours: the notebook runner, the REPL and other Swift programs own one each.

import Display
import SourceText
import Syntax
import TensorIR

/// Runs programs and keeps their values.
///
/// Sessions share nothing, so several may exist in one process; one session is used by one thread at a time.
///
///     let session = Session(executor: ReferenceExecutor())
///     let value = try session.run("grad(x -> x^2)(3)")
///     print(session.text(value))   // 6
public final class Session {
  public let interpreter: Interpreter
  public var sources: SourceMap { interpreter.sources }
  /// Sees each output as it is put out, long before its entry ends.
  public var watch: (Output) -> Void = { _ in }
  /// How the last value of an entry is shown, where that is not its text: a conversation fits it to its window.
  public var present: (Value) -> String? = { _ in nil }
  /// Sees what is worth a word to whoever writes the program, though nothing is wrong. Part of no transcript.
  public var onNote: (Diagnostic) -> Void = { _ in }

  /// Whether calls that only record are kept and recorded again without being run. Values are the same either way;
  /// tests turn it off to see that they are.
  public var replays: Bool {
    get { interpreter.replays }
    set { interpreter.replays = newValue }
  }

  /// - Parameters:
  ///   - executor: computes tensors: the engine, or the reference.
  ///   - library: the shipped `.adv` files (`StandardLibrary.sources`).
  ///   - files: how programs reach files; by default not at all.
  public init(
    executor: any Executor, library: [LibrarySource] = [], files: any FileAccess = NoFiles(),
    limits: Limits = Limits(), seed: UInt64 = 0
  ) {
    interpreter = Interpreter(
      executor: executor, files: files, registry: Registry(), librarySources: library, limits: limits)
    interpreter.random = RandomState(seed: seed, cell: "")
  }

  deinit { interpreter.forget() }

  // MARK: Embedding

  /// Runs a program and gives the value of its last statement.
  ///
  /// - Throws: `Diagnostic`.
  @discardableResult
  public func run(_ program: String, name: String = "program") throws -> Value {
    let result = execute(Entry(text: Array(program.utf8), name: name))
    if let diagnostic = result.diagnostic { throw diagnostic }
    return result.value ?? .none
  }

  /// Adds a host function under a name.
  ///
  /// - Parameter parameters: `x, k = 3`: those with a default may be left out.
  public func define(
    _ name: String, _ parameters: String, documentation: String = "", _ body: @escaping ([Value]) throws -> Value
  ) {
    let builtin = Builtin(name, parameters, .plain, documentation) { call in
      // What the host does is unknown: it may be something else each time.
      call.interpreter.noteEffect()
      return try body(call.arguments.map { $0 ?? .none } + call.rest)
    }
    interpreter.bind(interpreter.userModule.cell(name), .function(Function(builtin)))
  }

  /// Calls a function or callable record of the program.
  ///
  /// What the call records may be pending still; `settle` computes it. Every call from a small stack starts a
  /// thread: `onLargeStack` is for many of them.
  ///
  /// - Throws: an error of the program; `diagnostic(of:)` words it.
  public func call(_ function: Value, _ arguments: [Value] = []) throws -> Value {
    try Self.onLargeStack {
      self.interpreter.measureStack()
      return Result { try self.interpreter.apply(function, arguments, at: Self.outside) }
    }.get()
  }

  /// Computes what is pending and still wanted by somebody.
  public func settle() throws { try interpreter.compute() }

  /// Runs `body` to its end where programs may recurse.
  public static func onLargeStack<T>(_ body: () -> T) -> T { LargeStack.run(body) }

  /// An error that came out of `call` or `settle` as readers see it; nil if it is none of the language's.
  public func diagnostic(of error: any Error) -> Diagnostic? {
    interpreter.located(error, at: Self.outside) as? Diagnostic
  }

  /// No place in any text.
  private static let outside = Span(source: SourceID(raw: -1), start: 0, end: 0)

  /// The value of a top-level name.
  public subscript(name: String) -> Value? { interpreter.userModule.cell(name).current }

  public func text(_ value: Value) -> String { interpreter.text(value) }

  /// Elements of a tensor or number, row by row, as host numbers.
  ///
  /// - Throws: `Diagnostic` if the value has none, or could not be computed.
  public func elements(_ value: Value) throws -> [Double] {
    do { return try interpreter.elements(of: value.unwrapped) } catch {
      throw diagnostic(from: error, entry: SourceID(raw: -1))
    }
  }

  /// A value as one host number.
  ///
  /// - Throws: `Diagnostic` if it is not one.
  public func number(_ value: Value) throws -> Double {
    let elements = try elements(value)
    guard elements.count == 1, let number = elements.first else {
      throw Failure.type("\(value.phrase) is not one number").diagnostic
    }
    return number
  }

  // MARK: Entries

  /// A cell, a REPL entry or a script.
  public struct Entry {
    public var text: [UInt8]
    /// In messages: `cell train`, `in-3`, `program`.
    public var name: String
    /// What its random numbers hang on, with the seed; nil: they go on from the entry before.
    public var randomKey: String?
    public var seed: UInt64 = 0
    /// Seconds; nil: no limit.
    public var timeout: Double?
    /// Line of the text's first line in its file.
    public var firstLine = 1

    public init(text: [UInt8], name: String) {
      self.text = text
      self.name = name
    }
  }

  /// What an entry put out and how it ended.
  public struct EntryResult {
    public var outputs: [Output] = []
    /// Value of the last statement, if it is an expression.
    public var value: Value?
    /// True when a `;` asked not to show the value.
    public var isSilenced = false
    public var diagnostic: Diagnostic?
    public var hasFailedClaim = false
    /// The text could be completed by more lines.
    public var isIncomplete = false

    public init() {}
  }

  /// Runs an entry; errors are part of the result, and all earlier values stay.
  ///
  /// The last value is appended to the outputs as `.value` (or as the figure or table it is).
  public func execute(_ entry: Entry) -> EntryResult {
    LargeStack.run { self.executeHere(entry) }
  }

  private func executeHere(_ entry: Entry) -> EntryResult {
    var result = EntryResult()
    let source = Source(name: entry.name, text: entry.text, firstLine: entry.firstLine)
    let id = sources.add(source)
    let parsed = Parser.parse(source, id: id)
    prepare(entry)
    interpreter.sink = { [watch] output in
      result.outputs.append(output)
      watch(output)
    }
    defer {
      interpreter.sink = { _ in }
      interpreter.startClock(nil)
    }
    let error = parsed.diagnostics.first { $0.severity == .error }
    result.isIncomplete = parsed.isIncomplete
    guard error == nil else {
      result.diagnostic = error
      return result
    }
    hidingNotes(parsed.block).forEach(onNote)
    do {
      let outcome = try interpreter.execute(parsed.block, in: interpreter.userModule)
      // Computed at the entry's end, so that its errors appear there.
      try settle()
      result.value = outcome.last
      result.isSilenced = outcome.value == nil
      if let value = outcome.value { try show(value) }
    } catch {
      let diagnostic = diagnostic(from: error, entry: id)
      result.diagnostic = diagnostic
      if diagnostic.kind == .interrupted || interpreter.stopFlag.isLate {
        dropUnfinished()
      } else {
        // What was bound before the error stays.
        try? settle()
      }
    }
    forgetPasses()
    result.hasFailedClaim = interpreter.hasFailedClaim
    return result
  }

  /// True if the text is right as far as it goes and asks for another line.
  public func isIncomplete(_ text: [UInt8]) -> Bool {
    LargeStack.run { Parser.parse(Source(name: "", text: text), id: SourceID(raw: -1)).isIncomplete }
  }

  /// True if the text is a program.
  public func isWellFormed(_ text: [UInt8]) -> Bool {
    LargeStack.run {
      !Parser.parse(Source(name: "", text: text), id: SourceID(raw: -1)).diagnostics.contains { $0.severity == .error }
    }
  }

  private func prepare(_ entry: Entry) {
    interpreter.measureStack()
    interpreter.depth = 0
    interpreter.changes = []
    interpreter.entry += 1
    interpreter.hasFailedClaim = false
    interpreter.startClock(entry.timeout)
    if let key = entry.randomKey { interpreter.random = RandomState(seed: entry.seed, cell: key) }
  }

  /// Names bound to what was stopped before it was computed mean again what they meant a pass of the loop before, or
  /// before the entry: otherwise the next entry would compute it after all.
  private func dropUnfinished() {
    for change in interpreter.changes.reversed() {
      if let value = change.cell.value, value.isPending { change.cell.value = change.cell.computed ?? change.old }
    }
  }

  /// The past of loops is not kept beyond their entry.
  private func forgetPasses() { for change in interpreter.changes { change.cell.computed = nil } }

  private func show(_ value: Value) throws {
    switch value {
    case .none: break
    case .display(let output): interpreter.emit(output)
    case .record(let record) where record.showsItself:
      try interpreter.present(record)
      try settle()
    default: interpreter.emit(.value(present(value) ?? interpreter.text(value)))
    }
  }

  private func diagnostic(from error: any Error, entry: SourceID) -> Diagnostic {
    switch interpreter.located(error, at: Span(source: entry, start: 0, end: 0)) {
    case let diagnostic as Diagnostic: diagnostic
    case is BatchedRead:
      Diagnostic(
        .value, "E0409", "a value under vmap has no single host value here",
        hint: "use where(condition, a, b) instead of if.")
    default: Diagnostic(.value, "E0001", "an error of the program itself: \(error)")
    }
  }

  /// The text of `= expr : format` in prose.
  ///
  /// - Parameter timeout: seconds; nil: no limit.
  public func inline(
    _ expression: [UInt8], format: String?, name: String, timeout: Double? = nil
  ) -> Result<String, Diagnostic> {
    LargeStack.run {
      let source = Source(name: name, text: expression)
      let id = self.sources.add(source)
      self.interpreter.measureStack()
      self.interpreter.startClock(timeout)
      defer { self.interpreter.startClock(nil) }
      switch Parser.parseExpression(source, id: id) {
      case .failure(let diagnostic): return .failure(diagnostic)
      case .success(let tree):
        do {
          let statement = Statement(.expression(tree), tree.span)
          let block = Block([statement], tree.span)
          let outcome = try self.interpreter.execute(block, in: self.interpreter.userModule)
          return .success(try self.interpreter.interpolated(outcome.last ?? .none, format: format))
        } catch { return .failure(self.diagnostic(from: error, entry: id)) }
      }
    }
  }

  /// A diagnostic as readers see it.
  public func render(_ diagnostic: Diagnostic) -> String { DiagnosticRenderer(sources).text(diagnostic) }

  // MARK: Names

  /// Top-level names that have a value, in alphabetical order.
  public var variables: [(name: String, value: Value)] {
    interpreter.userModule.definitions.map { (name: $0.0, value: $0.1) }
  }

  /// All names that mean something at the top level, but for the library's private ones.
  public var visibleNames: [String] {
    Set(variables.map(\.name) + interpreter.registry.names + interpreter.library.names.filter { !$0.hasPrefix("_") }).sorted()
  }

  /// Binds a top-level name (`_`, a notebook's parameter).
  public func bind(_ name: String, _ value: Value) {
    interpreter.bind(interpreter.userModule.cell(name), value)
  }

  /// Binds a top-level name for good: what the program assigns to it later is ignored.
  public func fix(_ name: String, _ value: Value) {
    let cell = interpreter.userModule.cell(name)
    interpreter.bind(cell, value)
    interpreter.fixed[ObjectIdentifier(cell)] = value
  }

}

/// No file can be reached.
public final class NoFiles: FileAccess {
  public init() {}
  public func read(_ path: String) throws -> [UInt8] {
    throw FileAccessError("files are not available here: \(path)")
  }
  public func write(_ path: String, _ bytes: [UInt8]) throws {
    throw FileAccessError("files are not available here: \(path)")
  }
  public func dataset(_ relativePath: String) -> [UInt8]? { nil }
}

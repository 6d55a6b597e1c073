// Runs a notebook's cells and the values in its prose, in file order, in one session.
// Neighbours: `Run` is what comes out, `RunLimits` what bounds it; the program writes the page.

import Display
import Language
import SourceText

/// Runs one document once.
public struct Runner {
  private let document: Document
  let session: Session
  let limits: RunLimits
  /// Seconds of a clock that never steps.
  let clock: () -> Double
  private var run = Run()
  private var endTime = Double.infinity

  /// Called before each cell, with its place among all cells.
  public var willRun: (_ cell: CodeCell, _ index: Int, _ count: Int) -> Void = { _, _, _ in }

  /// - Parameters:
  ///   - document: has no problems.
  ///   - session: fresh; `limits.lastCell` and the document's settings apply to it.
  public init(_ document: Document, in session: Session, limits: RunLimits, clock: @escaping () -> Double) {
    self.document = document
    self.session = session
    self.limits = limits
    self.clock = clock
  }

  var settings: FrontMatter { document.settings }

  /// Runs to the end, or to the first error that no cell expects.
  public mutating func callAsFunction() -> Run {
    session.interpreter.digits = document.settings.digits ?? 4
    if let total = limits.total { endTime = clock() + total }
    let count = document.cells.count
    var index = 0
    parts: for part in document.parts {
      switch part {
      case .frontMatter: continue
      case .prose(let prose):
        for value in prose.values where !isOver { evaluate(value) }
      case .cell(let cell):
        if isOver {
          run.cells.append(CellRun(cell, .notReached))
        } else {
          willRun(cell, index, count)
          execute(cell)
          if cell.label == limits.lastCell { run.isCut = true }
        }
        index += 1
      }
    }
    return run
  }

  /// True once nothing more is to be run.
  private var isOver: Bool { run.isStopped || run.isCut }

  // MARK: Cells

  private mutating func execute(_ cell: CodeCell) {
    guard !cell.has(.skip) else {
      run.cells.append(CellRun(cell, .skipped))
      return
    }
    var entry = Session.Entry(text: cell.body, name: "cell \(cell.label)")
    entry.randomKey = cell.label
    entry.seed = cell.attributes.seed ?? limits.seed ?? document.settings.seed ?? 0
    let start = clock()
    guard start < endTime else {
      outOfTime(cell)
      return
    }
    let seconds = limits.seconds(for: cell, in: document.settings, left: endTime - start)
    entry.timeout = seconds
    let flushes = session.interpreter.arena.flushCount
    let result = result(of: cell, entry, until: start + seconds)
    var cellRun = CellRun(cell, .passed)
    cellRun.seconds = clock() - start
    cellRun.flushes = session.interpreter.arena.flushCount &- flushes
    cellRun.outputs = cell.has(.quiet) ? result.outputs.filter(\.isFailure) : result.outputs
    judge(&cellRun, cell, result)
    run.cells.append(cellRun)
  }

  private func result(of cell: CodeCell, _ entry: Session.Entry, until end: Double) -> Session.EntryResult {
    cell.includedPath == nil ? session.execute(entry) : included(cell, until: end)
  }

  /// What the notebook that a cell includes gives.
  public func included(_ cell: CodeCell, until end: Double = .infinity) -> Session.EntryResult {
    guard let path = cell.includedPath else { return Session.EntryResult() }
    let included = include(path, outer: [], until: end)
    var result = Session.EntryResult()
    result.outputs = included.outputs
    result.diagnostic = included.error
    result.hasFailedClaim = included.hasFailedClaim
    return result
  }

  /// Compares how a cell ended with how it said it would.
  private mutating func judge(_ cellRun: inout CellRun, _ cell: CodeCell, _ result: Session.EntryResult) {
    let expected = cell.attributes.expectedError
    if let error = result.diagnostic {
      cellRun.error = error
      cellRun.outputs.append(.error(error, rendered: session.render(error)))
      if error.kind != expected { stop(&cellRun, error) }
      // Ctrl-C ends the run even where an interruption is what the cell is about.
      if error.kind == .interrupted { run.isStopped = true }
    } else if result.hasFailedClaim {
      // The table of claims shows it; what follows is still worth running.
      if expected != .claim {
        cellRun.status = .failed
        run.note(.failed)
      }
    } else if let expected {
      let error = RunProblem.missingError(expected).diagnostic
      cellRun.error = error
      cellRun.outputs.append(.error(error, rendered: session.render(error)))
      stop(&cellRun, error)
    }
  }

  /// The time of the whole run is used up before a cell begins.
  private mutating func outOfTime(_ cell: CodeCell) {
    var cellRun = CellRun(cell, .failed)
    let error = RunProblem.totalTime(limits.total ?? 0).diagnostic
    cellRun.error = error
    cellRun.outputs = [.error(error, rendered: session.render(error))]
    stop(&cellRun, error)
    run.cells.append(cellRun)
  }

  private mutating func stop(_ cellRun: inout CellRun, _ error: Diagnostic) {
    cellRun.status = .failed
    run.stop(with: error, rendered: session.render(error))
  }

  // MARK: Values in prose

  private mutating func evaluate(_ value: InlineValue) {
    let start = clock()
    let seconds = limits.seconds(forValueIn: document.settings, left: endTime - start)
    let text = Array(value.expression.utf8)
    let name = "value in line \(value.line) of the page"
    switch session.inline(text, format: value.format, name: name, timeout: seconds) {
    case .success(let shown): run.values[value.range.lowerBound] = shown
    case .failure(let error):
      let rendered = session.render(error)
      // A transcript shows the error where the value would stand; its source stays in the title.
      run.values[value.range.lowerBound] = rendered.firstLine
      run.stop(with: error, rendered: rendered)
    }
  }
}

extension Output {
  /// What even a `.quiet` cell shows.
  var isFailure: Bool {
    switch self {
    case .error: true
    case .claims(let rows): rows.contains { !$0.verdict.passes }
    default: false
    }
  }
}

extension String {
  fileprivate var firstLine: String { String(Substring(utf8.prefix { $0 != 0x0A })) }
}

/// What can be wrong with a run itself.
enum RunProblem {
  case missingError(ErrorKind)
  case totalTime(Double)
  case circularInclude([String])
  case unreadableInclude(String)

  var diagnostic: Diagnostic {
    switch self {
    case .missingError(let kind):
      Diagnostic(
        kind, "E1320", "this cell must fail with \(kind.rawValue), but it ran to its end",
        hint: "take `error=\(kind.rawValue)` out of its first line if it is right now")
    case .totalTime(let seconds):
      Diagnostic(
        .limit, "E1321", "the time for the whole run, \(seconds) seconds, is used up",
        hint: "give it more with --total-timeout")
    case .circularInclude(let paths):
      Diagnostic(
        .value, "E1322", "notebooks include each other without end: \(paths.joined(separator: ", "))",
        hint: "put what both need into a third notebook")
    case .unreadableInclude(let path):
      Diagnostic(.file, "E1323", "cannot read the notebook \(path)")
    }
  }
}

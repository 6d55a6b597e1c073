// What a run of a notebook leaves: outputs by cell, values in prose, and how it ended.
// Neighbours: `Runner` fills it, the program writes it as a page and a report.

import Display
import SourceText

/// How one cell fared.
public struct CellRun: Sendable {
  public enum Status: String, Sendable {
    case passed, failed, skipped
    /// An earlier cell ended the run.
    case notReached = "not reached"
  }

  public let label: String
  public var status: Status
  /// In order of printing; an error comes last.
  public var outputs: [Output] = []
  public var error: Diagnostic?
  public var seconds = 0.0
  /// How often pending work was computed.
  public var flushes = 0

  init(_ cell: CodeCell, _ status: Status) {
    label = cell.label
    self.status = status
  }
}

/// How a run ended, from good to bad.
public enum RunEnd: Int, Sendable, Comparable {
  case passed
  /// A cell, a check, a claim or a value failed.
  case failed
  /// A limit on time or memory ended it.
  case limit
  case interrupted

  public static func < (a: RunEnd, b: RunEnd) -> Bool { a.rawValue < b.rawValue }
}

public struct Run: Sendable {
  /// One for each cell of the document, in order.
  public internal(set) var cells: [CellRun] = []
  /// Texts of values in prose, by where they begin in the source.
  public internal(set) var values: [Int: String] = [:]
  public private(set) var end = RunEnd.passed
  /// What ended the run early, as readers see it.
  public private(set) var failure: String?
  /// True after an error that no cell expected.
  var isStopped = false
  /// True after the last cell that was asked for.
  var isCut = false

  mutating func note(_ end: RunEnd) { self.end = max(self.end, end) }

  mutating func stop(with error: Diagnostic, rendered: String) {
    isStopped = true
    failure = rendered
    switch error.kind {
    case .interrupted: note(.interrupted)
    case .limit where error.code != "E1320": note(.limit)
    default: note(.failed)
    }
  }
}

/// What bounds a run, and what of the notebook it replaces.
public struct RunLimits: Sendable {
  /// Seconds a cell may take where the notebook does not say.
  public static let defaultSeconds = 300.0

  /// Instead of the notebook's.
  public var seed: UInt64?
  /// Seconds; no cell gets more than these.
  public var timeout: Double?
  /// Seconds for all cells together.
  public var total: Double?
  /// Runs up to this cell and no further.
  public var lastCell: String?

  public init() {}

  func seconds(for cell: CodeCell, in settings: FrontMatter, left: Double) -> Double {
    bounded(cell.attributes.timeout ?? settings.timeout, left)
  }

  func seconds(forValueIn settings: FrontMatter, left: Double) -> Double { bounded(settings.timeout, left) }

  private func bounded(_ wanted: Double?, _ left: Double) -> Double {
    let own = wanted ?? timeout ?? Self.defaultSeconds
    return max(0, min(own, timeout ?? .infinity, left))
  }
}

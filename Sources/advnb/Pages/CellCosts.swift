// What each cell cost the engine: plans made and found, kernels, bytes.
// Neighbours: `NotebookRun` notes it cell by cell, `Report` writes it.

import Engine
import Language

final class CellCosts {
  /// Counts of one cell.
  struct Cost {
    var flushes = 0
    var plansMade = 0
    var plansFound = 0
    var kernels = 0
    var bytes = 0
    var planSeconds = 0.0
    /// The largest need of one plan.
    var peakBytes = 0
  }

  private(set) var byCell: [String: Cost] = [:]
  private let engine: Engine?
  private var cell: String?
  private var before = Statistics()

  init(_ session: Session) { engine = session.interpreter.arena.executor as? Engine }

  /// A cell begins, or with nil all have ended.
  func begin(_ label: String?) {
    guard let engine else { return }
    let now = engine.statistics
    if let cell {
      byCell[cell] = Cost(
        flushes: now.flushes - before.flushes, plansMade: now.misses - before.misses, plansFound: now.hits - before.hits,
        kernels: now.kernels - before.kernels, bytes: now.bytes - before.bytes,
        planSeconds: now.planSeconds - before.planSeconds, peakBytes: now.peakBytes)
    }
    engine.forgetPeak()
    (cell, before) = (label, engine.statistics)
  }
}

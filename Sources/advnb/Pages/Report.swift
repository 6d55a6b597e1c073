// Times and counts of a run as JSON: what transcripts never hold.
// Neighbours: `RunCommand --report` writes it; `JSONLine` quotes.

import Glibc
import Notebook

struct Report {
  let json: String

  init(_ run: Run, source: String) {
    let cells = run.cells.map { cell -> String in
      var fields = [
        "\"name\": \(JSONLine.quoted(cell.label))", "\"status\": \(JSONLine.quoted(cell.status.rawValue))",
        "\"wall_s\": \(Self.seconds(cell.seconds))", "\"flushes\": \(cell.flushes)",
      ]
      if let error = cell.error {
        fields.append("\"error\": \(JSONLine.quoted(error.kind.rawValue))")
        fields.append("\"message\": \(JSONLine.quoted(error.title))")
      }
      return "    {" + fields.joined(separator: ", ") + "}"
    }
    json = """
      {
        "report": 1,
        "source": \(JSONLine.quoted(source)),
        "end": \(JSONLine.quoted("\(run.end)")),
        "wall_s": \(Self.seconds(run.cells.map(\.seconds).reduce(0, +))),
        "peak_memory_kib": \(Self.peakMemory),
        "cells": [
      \(cells.joined(separator: ",\n"))
        ]
      }

      """
  }

  private static var peakMemory: Int {
    var usage = rusage()
    return getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 ? usage.ru_maxrss : 0
  }

  /// Microseconds are as fine as these clocks tell.
  private static func seconds(_ value: Double) -> String { "\((value * 1e6).rounded() / 1e6)" }
}

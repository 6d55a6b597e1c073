// Times and counts of a run as JSON: what transcripts never hold.
// Neighbours: `RunCommand --report` writes it; `JSONLine` quotes.

import Glibc
import Notebook

struct Report {
  let json: String

  init(_ run: Run, _ costs: CellCosts, source: String) {
    let cells = run.cells.map { cell -> String in
      var fields = [
        "\"name\": \(JSONLine.quoted(cell.label))", "\"status\": \(JSONLine.quoted(cell.status.rawValue))",
        "\"wall_s\": \(Self.seconds(cell.seconds))", "\"flushes\": \(cell.flushes)",
      ]
      if let cost = costs.byCell[cell.label] {
        fields += [
          "\"plan_s\": \(Self.seconds(cost.planSeconds))", "\"plans_made\": \(cost.plansMade)",
          "\"cache_hits\": \(cost.plansFound)", "\"kernels\": \(cost.kernels)", "\"bytes\": \(cost.bytes)",
          "\"peak_plan_bytes\": \(cost.peakBytes)",
        ]
      }
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

  /// Of this program alone: `getrusage` counts what the process held before it became this program, too.
  private static var peakMemory: Int {
    guard let bytes = try? Disk.read("/proc/self/status") else { return 0 }
    let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line?.split(whereSeparator: { " \t".contains($0) }).dropFirst().first.flatMap { Int($0) } ?? 0
  }

  /// Microseconds are as fine as these clocks tell.
  private static func seconds(_ value: Double) -> String { "\((value * 1e6).rounded() / 1e6)" }
}

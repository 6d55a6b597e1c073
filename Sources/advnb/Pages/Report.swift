// Times and counts of a run as JSON: what transcripts never hold.
// Neighbours: `RunCommand --report` writes it.

import Glibc
import Notebook

struct Report {
  let json: String

  init(_ run: Run, source: String) {
    let cells = run.cells.map { cell -> String in
      var fields = [
        "\"name\": \(Self.quoted(cell.label))", "\"status\": \(Self.quoted(cell.status.rawValue))",
        "\"wall_s\": \(Self.seconds(cell.seconds))", "\"flushes\": \(cell.flushes)",
      ]
      if let error = cell.error {
        fields.append("\"error\": \(Self.quoted(error.kind.rawValue))")
        fields.append("\"message\": \(Self.quoted(error.title))")
      }
      return "    {" + fields.joined(separator: ", ") + "}"
    }
    json = """
      {
        "report": 1,
        "source": \(Self.quoted(source)),
        "end": \(Self.quoted("\(run.end)")),
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

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case _ where scalar.value < 0x20:
        let hex = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - hex.utf8.count) + hex
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

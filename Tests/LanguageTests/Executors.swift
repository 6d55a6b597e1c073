// The two executors that the language's tests run on.
// Neighbours: `Folder` has the files, `SuiteTests` and the others take a kind as argument.

import Engine
import Language
import Reference
import StandardLibrary
import TensorIR
import Testing

enum ExecutorKind: String, CaseIterable, CustomTestStringConvertible {
  case reference, engine

  var testDescription: String { rawValue }

  func make() -> any Executor {
    switch self {
    case .reference: ReferenceExecutor()
    case .engine: Engine(threads: 2)
    }
  }

  /// A session with the shipped library.
  ///
  /// - Parameter memory: the memory limit in bytes.
  func session(files: any FileAccess = NoFiles(), memory: Int = 1 << 30, callDepth: Int = 10_000) -> Session {
    var limits = Limits()
    limits.memoryBytes = memory
    limits.callDepth = callDepth
    return Session(executor: make(), library: StandardLibrary.sources, files: files, limits: limits)
  }

  /// What programs put out in one session, errors included; `host()` counts its calls.
  func outcome(of programs: [String], replays: Bool) -> String {
    let session = session()
    session.replays = replays
    var count = 0
    session.define("host", "") { _ in
      count += 1
      return .int(count)
    }
    return programs.map { program in
      let result = session.outcome(of: program)
      return "\(result.outputs)" + (result.diagnostic.map { session.render($0) } ?? "")
    }.joined(separator: "\n")
  }
}

extension Session {
  /// Runs a program with a time limit and gives what it put out.
  func outcome(of program: String, name: String = "test", seconds: Double = 120) -> EntryResult {
    var entry = Entry(text: Array(program.utf8), name: name)
    entry.timeout = seconds
    return execute(entry)
  }

  /// The value of a program as a host number; nan where it has none.
  func number(_ program: String) throws -> Double {
    try elements(try run(program)).first ?? .nan
  }
}

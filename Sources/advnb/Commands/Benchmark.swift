// An entry of a program's list `benchmarks`: what is called, from which state, and what must come out.
// Neighbours: `BenchCommand` runs them; `Tests/Benchmarks/README.md` describes the fields.

import Display
import Language

struct Benchmark {
  let workload: String
  let variant: String
  let unit: String
  /// Items of work in one call: steps, or floating-point operations.
  let work: Double
  /// The state before the first call.
  let start: Value
  /// Calls, the first one included, before the figures are looked at.
  let callsToCheck: Int
  private let step: Value
  private let check: Value

  var title: String { "\(workload) \(variant)" }

  /// - Throws: `ProgramProblem` if the program has no list of them, or an entry lacks something.
  static func all(in session: Session) throws -> [Benchmark] {
    guard case .list(let list)? = session["benchmarks"] else {
      throw ProgramProblem("the program binds no list named benchmarks")
    }
    return try list.items.map { try Benchmark($0) }
  }

  private init(_ value: Value) throws {
    guard case .record(let fields) = value, case .string(let workload)? = fields["workload"],
      case .string(let unit)? = fields["unit"], let step = fields["step"]
    else { throw ProgramProblem("a benchmark is a record with the fields workload, unit and step") }
    self.workload = workload
    self.unit = unit
    self.step = step
    variant = if case .string(let words)? = fields["variant"] { words } else { "" }
    work =
      switch fields["work"] {
      case .int(let count): Double(count)
      case .float(let count): count
      default: 1
      }
    start = fields["start"] ?? .none
    callsToCheck = if case .int(let count)? = fields["calls"] { count } else { 1 }
    check = fields["check"] ?? .none
  }

  /// The state after one more call, computed.
  func call(_ state: Value, in session: Session) throws -> Value {
    let next = try session.call(step, [state])
    try session.settle()
    return next
  }

  /// The claims that `check` makes of a state.
  func figures(_ state: Value, in session: Session) throws -> [ClaimRow] {
    if case .none = check { return [] }
    var rows: [ClaimRow] = []
    session.interpreter.sink = { if case .claims(let more) = $0 { rows += more } }
    defer { session.interpreter.sink = { _ in } }
    _ = try session.call(check, [state])
    return rows
  }

  /// Seconds of a call in the unit of the benchmark.
  func figure(seconds: Double) -> Double {
    switch unit {
    case "us": seconds * 1e6 / work
    case "ms": seconds * 1e3 / work
    case "GFLOP/s": work / seconds * 1e-9
    default: seconds / work
    }
  }

  /// What is known before anything is timed.
  func line(figures: [ClaimRow], first: Double) -> JSONLine {
    var line = JSONLine()
    line.add("workload", workload)
    line.add("peer", "advnb")
    line.add("variant", variant)
    line.add("unit", unit)
    line.add("first_s", first)
    var check = JSONLine()
    for row in figures { check.add(row.label, row.computed) }
    line.add("check", check)
    return line
  }
}

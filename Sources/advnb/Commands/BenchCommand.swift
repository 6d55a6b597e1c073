// `advnb bench`: times the benchmarks that a program lists, one line of JSON each.
// Neighbours: `Benchmark` reads the list, `Measurement` takes the times; `Tests/Benchmarks/README.md` has the rules.

import ArgumentParser
import Display
import Engine
import Glibc
import Language
import REPL

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Time the benchmarks of a program.",
    discussion: "Tests/Benchmarks/README.md says how a program lists them, and what is printed.",
    shouldDisplay: false)

  @ArgumentParser.Argument(help: "A program whose top level binds `benchmarks`.")
  var file: String

  @Option(help: "Only those whose workload and variant contain this.")
  var only = ""

  @Option(help: "Seconds of rounds for each; 0: check the figures and measure nothing.")
  var budget = 4.0

  @Option(help: "Make so many calls of each, and neither check nor measure: for counting instructions.")
  var calls: Int?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp("Give a top-level name its value for good.", valueName: "name=expr"))
  var settings: [String] = []

  @OptionGroup var common: CommonOptions

  func run() throws {
    let text: [UInt8]
    do { text = try Disk.read(file) } catch { throw ProgramProblem("cannot read \(file): \(error.words)") }
    let (folder, name) = Disk.split(file)
    let session = common.session(folder: folder)
    try Parameters.apply(settings, to: session)
    // Calls from here would each start a thread if the stack were a host's.
    try Session.onLargeStack { Result { try bench(text, name: name, in: session) } }.get()
  }

  private func bench(_ text: [UInt8], name: String, in session: Session) throws {
    let result = session.execute(Session.Entry(text: text, name: name))
    if let problem = result.diagnostic {
      Console.error(ErrorPaint.text(session.render(problem), coloured: false))
      throw ExitStatus.failed
    }
    var failed = result.hasFailedClaim
    do {
      for benchmark in try Benchmark.all(in: session) where benchmark.title.contains(only) {
        if let calls {
          var state = benchmark.start
          for _ in 0..<calls { state = try benchmark.call(state, in: session) }
        } else {
          failed = try !measure(benchmark, in: session) || failed
        }
      }
    } catch {
      guard let problem = session.diagnostic(of: error) else { throw error }
      Console.error(ErrorPaint.text(session.render(problem), coloured: false))
      throw ExitStatus.failed
    }
    if failed { throw ExitStatus.failed }
  }

  /// Gives false if a figure is not what it should be.
  private func measure(_ benchmark: Benchmark, in session: Session) throws -> Bool {
    var state = benchmark.start
    let start = Clock.seconds()
    state = try benchmark.call(state, in: session)
    let first = Clock.seconds() - start
    for _ in 1..<max(benchmark.callsToCheck, 1) { state = try benchmark.call(state, in: session) }
    let figures = try benchmark.figures(state, in: session)
    for row in figures where !row.verdict.passes {
      Console.error("\(benchmark.title): \(row.label) is \(row.computed), not \(row.stated)")
    }
    var line = benchmark.line(figures: figures, first: first)
    if budget > 0 {
      let before = Load.now
      let counts = Counts(session)
      var calls = 0
      let measurement = try Measurement(budget: budget, clock: Clock.seconds) {
        state = try benchmark.call(state, in: session)
        calls += 1
      }
      line.add(benchmark, measurement, othersCores: Load.now.othersCores(since: before))
      line.add(Counts(session).since(counts, calls: calls))
    }
    try Console.output(line.json + "\n")
    return figures.allSatisfy(\.verdict.passes)
  }
}

/// How busy the machine is with other processes.
private struct Load {
  private let all: Double
  private let own: Double
  private let time: Double

  static var now: Load {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Load(
      all: busySeconds, own: Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9, time: Clock.seconds())
  }

  /// Cores that others held since then.
  func othersCores(since start: Load) -> Double {
    ((all - start.all) - (own - start.own)) / max(time - start.time, 1e-9)
  }

  /// What all processors have worked so far; 0 where the system does not say.
  private static var busySeconds: Double {
    guard let bytes = try? Disk.read("/proc/stat", limit: 1 << 20) else { return 0 }
    let line = String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self)
    let ticks = line.split(separator: " ").dropFirst().prefix(8).compactMap { Double($0) }
    guard ticks.count == 8 else { return 0 }
    return (ticks.reduce(0, +) - ticks[3] - ticks[4]) / Double(sysconf(Int32(_SC_CLK_TCK)))
  }
}

/// What the engine has done, to tell what a call makes it do.
private struct Counts {
  private let engine: Statistics?

  init(_ session: Session) { engine = (session.interpreter.arena.executor as? Engine)?.statistics }

  /// Means over calls: flushes, plans made, kernels, megabytes written.
  func since(_ start: Counts, calls: Int) -> [(String, Double)] {
    guard let a = start.engine, let b = engine, calls > 0 else { return [] }
    func mean(_ count: KeyPath<Statistics, Int>) -> Double {
      Double(b[keyPath: count] - a[keyPath: count]) / Double(calls)
    }
    return [
      ("flushes", mean(\.flushes)), ("plans_made", mean(\.misses)), ("kernels", mean(\.kernels)),
      ("megabytes", mean(\.bytes) / 1e6), ("peak_megabytes", Double(b.peakBytes) / 1e6),
    ]
  }
}

extension JSONLine {
  fileprivate mutating func add(_ benchmark: Benchmark, _ measurement: Measurement, othersCores: Double) {
    add("median", benchmark.figure(seconds: measurement.median))
    let figures = measurement.rounds.map { benchmark.figure(seconds: $0) }
    add("min", figures.min() ?? 0)
    add("max", figures.max() ?? 0)
    add("rounds", Double(figures.count))
    add("calls_a_round", Double(measurement.callsPerRound))
    add("others_cores", othersCores)
  }

  fileprivate mutating func add(_ counts: [(String, Double)]) {
    var inner = JSONLine()
    for (name, count) in counts { inner.add(name, count) }
    add("per_call", inner)
  }
}

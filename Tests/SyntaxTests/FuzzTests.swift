// Random and damaged programs, read, formatted and run with small limits: values or errors, nothing else.
// Neighbours: `ProgramGenerator` and `Damage` make them. ADVNB_FUZZ=100000 runs as many of each.

import Glibc
import Language
import Reference
import SourceText
import StandardLibrary
import Syntax
import Testing

struct FuzzTests {
  @Test func randomProgramsGiveValuesOrErrors() {
    let session = Self.session()
    let words = session.visibleNames.filter { !Self.left.contains($0) }
    let outcome = run(Programs.count(orSample: 500), session) {
      Array(ProgramGenerator.program(seed: $0, words: words).utf8)
    }
    // A generator whose programs all fail early would show nothing.
    #expect(outcome.parsed > outcome.programs / 3)
    #expect(outcome.ran > outcome.programs / 100)
  }

  @Test func damagedProgramsGiveValuesOrErrors() {
    let real = Programs.all.map(\.text)
    let outcome = run(Programs.count(orSample: 500), Self.session()) { Damage.text(of: real, seed: $0) }
    #expect(outcome.parsed > outcome.programs / 10)
    #expect(outcome.ran > 0)
  }

  /// They would only fill the output.
  private static let left: Set<String> = ["print", "help", "apropos", "source"]

  private struct Outcome {
    var programs = 0
    var parsed = 0
    var ran = 0
    var slowest = 0.0
  }

  private static func session() -> Session {
    var limits = Limits()
    limits.memoryBytes = 20 << 20
    limits.stringBytes = 1 << 20
    limits.listItems = 100_000
    limits.callDepth = 100
    return Session(executor: ReferenceExecutor(), library: StandardLibrary.sources, limits: limits)
  }

  private func run(_ count: Int, _ first: Session, _ text: (Int) -> [UInt8]) -> Outcome {
    var outcome = Outcome()
    var session = first
    let isTraced = getenv("ADVNB_FUZZ_TRACE") != nil
    let start = getenv("ADVNB_FUZZ_START").flatMap { Int(String(cString: $0)) } ?? 1
    for seed in start..<start + count {
      let program = text(seed)
      if isTraced { trace(seed, program) }
      if seed % 100 == 0 { session = Self.session() }
      outcome.programs += 1
      if checkFormat(program, "seed \(seed)") { outcome.parsed += 1 }
      var entry = Session.Entry(text: program, name: "program")
      entry.timeout = 0.1
      let clock = ContinuousClock()
      let begin = clock.now
      let result = session.execute(entry)
      let seconds =
        Double((clock.now - begin).components.attoseconds) * 1e-18
        + Double((clock.now - begin).components.seconds)
      outcome.slowest = max(outcome.slowest, seconds)
      if seconds > 5 {
        Issue.record("seed \(seed) took \(seconds) s:\n\(String(decoding: program, as: UTF8.self))")
      }
      guard let problem = result.diagnostic else {
        outcome.ran += 1
        continue
      }
      let words = session.render(problem)
      if problem.code == "E0001" || words.isEmpty {
        Issue.record("seed \(seed): \(words)\n\(String(decoding: program, as: UTF8.self))")
      }
    }
    if count > 10_000 { print("fuzz: \(outcome)") }
    return outcome
  }

  private func trace(_ seed: Int, _ program: [UInt8]) {
    guard let file = fopen("/tmp/advnb-fuzz-\(getpid())-\(pthread_self())", "wb") else { return }
    fputs("# seed \(seed)\n", file)
    fwrite(program, 1, program.count, file)
    fclose(file)
  }
}

/// Formats a text if it parses, and checks what formatting promises; false if it does not parse.
func checkFormat(_ text: [UInt8], _ name: String) -> Bool {
  let id = SourceID(raw: 0)
  do throws(FormatProblem) {
    let once = try Formatter.format(Source(name: name, text: text), id: id)
    let twice = try Formatter.format(Source(name: name, text: once), id: id)
    if once != twice {
      Issue.record(
        """
        \(name) changes when it is formatted again:
        \(String(decoding: text, as: UTF8.self))
        --- once
        \(String(decoding: once, as: UTF8.self))
        --- twice
        \(String(decoding: twice, as: UTF8.self))
        """)
    }
    return true
  } catch {
    if case .changesMeaning = error {
      Issue.record("\(name) would change its meaning:\n\(String(decoding: text, as: UTF8.self))")
    }
    return false
  }
}

// Programs changed at random: every one ends with a value or an error, never with a crash.
// Neighbours: `SuiteFile` and the library give the programs; `LimitTests` has the known dangers.

import Glibc
import Language
import StandardLibrary
import Testing

/// SplitMix64: the same programs on every machine.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Makes new programs of old ones.
struct Mutator {
  private let programs: [[UInt8]]
  private let names: [String]
  private let pieces: [[UInt8]]
  private static let odd: [String] = [
    "0", "-1", "1e308", "9223372036854775807", "nan", "inf", "10^12", "()", "[]", "{}", "none", "true",
    "\"\"",
    "zeros(0)", "zeros(2, 0)", "i32([1])", "u8([255])", "f64([1])", "sin", "x -> x", "[[1, 2], [3, 4]]",
    "{a: 1}",
    "(1, (2, 3))", "range(3)", "\"{x:.3f}\"", "grad", "vmap", "..", ":", "new", "[", "]", "(", ")", "{", "}",
    "+=",
    "|>", "->", "=", "@", "if", "for i in", "while", "fn f(x)", "return", "break", "claim", "check", "use",
    "+-",
    "try", "item", "shape", "axis = 7", "axis = -9", "keep = true", "x[-5]", "[::-1]", "[.., 0]", "# expect",
    "\"",
  ]

  init() {
    let suite = SuiteFile.all.flatMap(\.pieces).map { Array($0.program.utf8) }
    let mistakes = Mistake.all.map { Array($0.program.utf8) }
    programs = suite + mistakes + StandardLibrary.sources.map(\.text)
    let session = ExecutorKind.reference.session()
    names = session.visibleNames + ["[1, 2, 3]", "x", "A", "p", "xs"]
    pieces = programs.flatMap { Mutator.words($0) } + Mutator.odd.map { Array($0.utf8) }
  }

  /// Names, numbers, and single other bytes.
  private static func words(_ text: [UInt8]) -> [[UInt8]] {
    var result: [[UInt8]] = []
    var word: [UInt8] = []
    for byte in text {
      let isWord =
        byte >= 0x80 || byte == 0x5F || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A)
        || (0x30...0x39).contains(byte)
      if isWord {
        word.append(byte)
        continue
      }
      if !word.isEmpty { result.append(word) }
      word = []
      result.append([byte])
    }
    return word.isEmpty ? result : result + [word]
  }

  /// A call of something with arguments that it may never have seen; now and then what it gives is used.
  func call(_ random: inout SplitMix) -> [UInt8] {
    func pick(_ words: [String]) -> String { words.randomElement(using: &random) ?? "" }
    let arguments = (0..<Int.random(in: 0...4, using: &random)).map { _ in
      let word = pick(Mutator.values)
      return Int.random(in: 0..<6, using: &random) == 0 ? pick(Mutator.labels) + " = " + word : word
    }
    let call = "\(pick(names))(\(arguments.joined(separator: ", ")))"
    switch Int.random(in: 0..<12, using: &random) {
    case 0: return Array("\(call)[\(pick(Mutator.values))]".utf8)
    case 1: return Array("\(call) \(pick(Mutator.operators)) \(pick(Mutator.values))".utf8)
    case 2: return Array("y = \(call)\ny[\(pick(Mutator.values))] = \(pick(Mutator.values))\ny".utf8)
    case 3: return Array("grad(x -> sum(\(pick(names))(x)))(\(pick(Mutator.values)))".utf8)
    case 4:
      return Array(
        "vmap(x -> \(pick(names))(x, \(arguments.joined(separator: ", "))))(\(pick(Mutator.values)))".utf8)
    case 5: return Array("\"{\(call)}\"".utf8)
    default: return Array(call.utf8)
    }
  }

  private static let values = [
    "0", "1", "-1", "2", "3.5", "1e300", "-1e300", "9223372036854775807", "-9223372036854775808 + 0", "nan",
    "inf",
    "-inf", "true", "none", "\"\"", "\"text\"", "()", "(1, 2)", "((0, 1), (1, 0))", "(1, \"a\", none)", "{}",
    "{w: [1, 2], b: 3}", "[]", "[1]", "[1, 2, 3]", "[nan, inf, -inf]", "[0.5, -1.5]", "zeros(0, 3)",
    "zeros(2, 0)",
    "[[1, 2], [3, 4]]", "ones(2, 3, 4)", "ones(1, 1, 1, 1, 1, 1, 1, 1)", "i32([1, -2, 3])", "u8([0, 255])",
    "u32([7])", "[true, false]", "f64([1, 2])", "mean([1, 2])", "range(3)", "range(0)", "range(10^15)",
    "lazy(3, i -> i)", "lazy(10^15, i -> i)", "sin", "x -> x", "(x, y) -> x", "() -> 1", "grad", "f32",
    "\"f64\"", "10^12",
    "-5", "{x: [[1, 2], [3, 4]], y: i32([0, 1])}", "dense(2, 3)", "image([[0, 1]])", "2^31", "-(2^31)",
    "1e-320",
  ]
  private static let labels = [
    "axis", "keep", "dtype", "over", "wrt", "bins", "value", "eps", "steps", "lr", "bounds", "columns",
    "scale",
    "xlim", "logx", "hline", "labels", "count", "shape", "descending", "tol", "low", "high", "correction",
  ]
  private static let operators = [
    "+", "-", "*", "/", "//", "%", "^", "@", "==", "<", "≈", "in", "&", "|", "|>", "and",
  ]

  func program(_ random: inout SplitMix, of file: SuiteFile?) -> [UInt8] {
    if Int.random(in: 0..<3, using: &random) == 0 { return call(&random) }
    let own = file?.pieces.randomElement(using: &random).map { Array($0.program.utf8) }
    let isOwn = Int.random(in: 0..<3, using: &random) > 0
    guard let start = isOwn ? own : programs.randomElement(using: &random) else { return [] }
    var words = Mutator.words(start)
    if words.count > 400 {
      let first = Int.random(in: 0..<(words.count - 300), using: &random)
      words = Array(words[first..<(first + 300)])
    }
    for _ in 0..<Int.random(in: 1...4, using: &random) { change(&words, &random) }
    return Array(words.joined())
  }

  private func change(_ words: inout [[UInt8]], _ random: inout SplitMix) {
    let place = Int.random(in: 0...words.count, using: &random)
    let other = pieces.randomElement(using: &random) ?? []
    let strange = Array((Mutator.odd.randomElement(using: &random) ?? "").utf8)
    switch Int.random(in: 0..<7, using: &random) {
    case 0 where place < words.count: words.remove(at: place)
    case 1 where place < words.count: words[place] = other
    case 2 where place < words.count: words[place] = strange
    case 3: words.insert(strange, at: place)
    case 4: words.insert(other, at: place)
    case 5 where place < words.count:
      words.swapAt(place, Int.random(in: 0..<words.count, using: &random))
    default: words.insert([UInt8.random(in: 0...255, using: &random)], at: place)
    }
  }
}

@Suite struct FuzzTests {
  /// Programs for each seed; `ADVNB_FUZZ` asks for more.
  static let count = getenv("ADVNB_FUZZ").flatMap { Int(String(cString: $0)) } ?? 250

  @Test(arguments: 1...4)
  func changedProgramsNeverCrash(seed: Int) {
    let mutator = Mutator()
    var random = SplitMix(state: UInt64(seed))
    var session = small()
    var file: SuiteFile?
    var ended = 0
    for number in 0..<Self.count {
      if number % 25 == 0 {
        session = small()
        file = SuiteFile.all.randomElement(using: &random)
        // The names that the file's pieces lean on.
        for piece in file?.pieces ?? [] where !piece.expected.contains(where: { $0.hasPrefix(" error") }) {
          _ = session.outcome(of: piece.program, seconds: 1)
        }
      }
      let program = mutator.program(&random, of: file)
      note(program, seed)
      var entry = Session.Entry(text: program, name: "fuzz")
      entry.timeout = 1
      let result = session.execute(entry)
      if let diagnostic = result.diagnostic {
        #expect(
          diagnostic.code != "E0001", "\(diagnostic.title): \(String(decoding: program, as: UTF8.self))")
        #expect(!session.render(diagnostic).isEmpty)
      }
      ended += 1
    }
    #expect(ended == Self.count)
  }

  private func small() -> Session {
    let kind: ExecutorKind = getenv("ADVNB_FUZZ_ENGINE") == nil ? .reference : .engine
    return kind.session(files: MemoryFiles(), memory: 50_000_000, callDepth: 200)
  }

  /// Where a long run crashes, its program is found in the file that `ADVNB_FUZZ_NOTE` names.
  private func note(_ program: [UInt8], _ seed: Int) {
    guard let path = getenv("ADVNB_FUZZ_NOTE"), let file = fopen(String(cString: path) + "-\(seed)", "wb")
    else { return }
    fwrite(program, 1, program.count, file)
    fclose(file)
  }

  @Test func damagedFilesAreErrors() throws {
    let files = MemoryFiles()
    let writer = ExecutorKind.reference.session(files: files)
    try writer.run("save(\"a.npy\", [[1, 2], [3, 4]])\nsave(\"a.npz\", {w: [1, 2], b: i32([3])})")
    try writer.run("save(\"a.png\", [[0, 1], [1, 0]])\nsave(\"a.csv\", table(({a: 1, b: 2},)))")
    var random = SplitMix(state: 7)
    let names = files.contents.keys.sorted()
    #expect(names.count == 4)
    let session = small()
    for (name, bytes) in files.contents.sorted(by: { $0.key < $1.key }) {
      let reader = MemoryFiles()
      let session = ExecutorKind.reference.session(files: reader, memory: 50_000_000)
      for round in 0..<60 {
        var damaged = bytes
        if round % 2 == 0 { damaged.removeLast(Int.random(in: 0...damaged.count, using: &random)) }
        for _ in 0..<3 where !damaged.isEmpty {
          damaged[Int.random(in: 0..<damaged.count, using: &random)] = UInt8.random(
            in: 0...255, using: &random)
        }
        reader.contents[name] = damaged
        let result = session.outcome(of: "load(\"\(name)\")")
        #expect(result.diagnostic?.code != "E0001")
      }
    }
    #expect(session.outcome(of: "load(\"none.npy\")").diagnostic?.kind == .file)
  }

  @Test func savedFilesLoadAsTheyWere() throws {
    let session = ExecutorKind.reference.session(files: MemoryFiles())
    try session.run(
      "p = {w: [[1, 2.5], [3, 4]], n: i32([1, -2]), m: [true, false], d: f64([0.1]), u: u8([255])}")
    try session.run("save(\"p.npz\", p)\nq = load(\"p.npz\")")
    for name in ["w", "n", "m", "d", "u"] {
      #expect(
        try session.number(
          "if all(p.\(name) == q.\(name)) and p.\(name).dtype == q.\(name).dtype { 1 } else { 0 }") == 1)
    }
    #expect(session.outcome(of: "save(\"p.xyz\", 1)").diagnostic != nil)
    #expect(session.outcome(of: "save(\"p.npy\", \"text\")").diagnostic != nil)
  }

  @Test func usedFilesKeepTheirOwnNames() throws {
    let files = MemoryFiles(["h.adv": Array("k = 3\nscale(x) = k * x\n".utf8)])
    let session = ExecutorKind.reference.session(files: files)
    #expect(try session.number("use \"h.adv\"\nk = 100\nscale(2)") == 6)
    #expect(try session.number("use \"h.adv\" as h\nh.scale(5) + h.k") == 18)
    #expect(session.outcome(of: "use \"missing.adv\"").diagnostic?.kind == .file)
  }
}

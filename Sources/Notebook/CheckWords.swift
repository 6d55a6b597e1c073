// Two texts compared word by word: numbers may differ in their last printed digit.
// Neighbours: `Check` compares pages with it and prints what differs.

/// When two words count as the same.
struct WordRule {
  /// Every byte counts, numbers too.
  var isExact = false
  /// How far numbers may be apart whatever their digits (relative above 1).
  var tolerance = 0.0
  /// In drawings a letter may stand right before a number: `M12.5`.
  var isDrawing = false

  func areSame(_ a: ArraySlice<UInt8>, _ b: ArraySlice<UInt8>) -> Bool {
    if a.elementsEqual(b) { return true }
    if isExact { return false }
    let (p, q) = (pieces(a), pieces(b))
    guard p.count == q.count else { return false }
    return zip(p, q).allSatisfy { areSame($0, $1) }
  }

  private enum Piece {
    case text(ArraySlice<UInt8>)
    case number(PrintedNumber)
  }

  private func areSame(_ a: Piece, _ b: Piece) -> Bool {
    switch (a, b) {
    case (.text(let x), .text(let y)): x.elementsEqual(y)
    case (.number(let x), .number(let y)): x.isNear(y, tolerance)
    default: false
    }
  }

  /// A word as numbers and what stands between them.
  private func pieces(_ word: ArraySlice<UInt8>) -> [Piece] {
    var pieces: [Piece] = []
    var textStart = word.startIndex
    var index = word.startIndex
    while index < word.endIndex {
      let previous = index > word.startIndex ? word[index - 1] : 0x20
      guard mayPrecedeNumber(previous), let number = PrintedNumber(word[index...]) else {
        index += 1
        continue
      }
      if textStart < index { pieces.append(.text(word[textStart..<index])) }
      pieces.append(.number(number))
      index += number.length
      textStart = index
    }
    if textStart < word.endIndex { pieces.append(.text(word[textStart...])) }
    return pieces
  }

  /// `f32` and `x1` are names, not numbers.
  private func mayPrecedeNumber(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x2E, 0x5F, 0x80...: false
    case 0x41...0x5A, 0x61...0x7A: isDrawing
    default: true
    }
  }
}

/// A number as it was printed, with the worth of its last digit.
struct PrintedNumber {
  let length: Int
  private let value: Double
  /// One in the last printed digit.
  private let unit: Double
  /// Whole and short: a count, a size or a label, not a rounded number.
  private let isCount: Bool

  /// Reads `-12.5e-05` at the beginning of a text.
  init?(_ text: ArraySlice<UInt8>) {
    var rest = text
    if let sign = rest.first, sign == 0x2D || sign == 0x2B { rest = rest.dropFirst() }
    let whole = rest.prefix(while: Self.isDigit)
    rest = rest[whole.endIndex...]
    var decimals = 0
    if rest.first == 0x2E {
      let digits = rest.dropFirst().prefix(while: Self.isDigit)
      if !digits.isEmpty {
        decimals = digits.count
        rest = rest[digits.endIndex...]
      }
    }
    guard !whole.isEmpty || decimals > 0 else { return nil }
    var exponent = 0
    if let mark = rest.first, mark == 0x65 || mark == 0x45 {
      var tail = rest.dropFirst()
      if let sign = tail.first, sign == 0x2D || sign == 0x2B { tail = tail.dropFirst() }
      let digits = tail.prefix(while: Self.isDigit)
      if !digits.isEmpty {
        exponent = Int(String(decoding: rest[(rest.startIndex + 1)..<digits.endIndex], as: UTF8.self)) ?? 0
        rest = rest[digits.endIndex...]
      }
    }
    length = rest.startIndex - text.startIndex
    guard let value = Double(String(decoding: text.prefix(length), as: UTF8.self)) else { return nil }
    self.value = value
    unit = Self.power(of: exponent - decimals)
    isCount = decimals == 0 && exponent == 0 && whole.count < 4
  }

  /// Within one unit of the finer number's last digit: `0.5` may be `0.5001` rounded elsewhere. Counts are
  /// exact.
  func isNear(_ other: PrintedNumber, _ tolerance: Double) -> Bool {
    let distance = abs(value - other.value)
    if distance <= tolerance * max(1, abs(value)) { return true }
    if isCount, other.isCount { return false }
    // Decimal digits have no exact binary form: a hair more than one unit is one unit.
    return distance <= min(unit, other.unit) * 1.001
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  private static func power(of exponent: Int) -> Double {
    Double("1e\(max(-400, min(400, exponent)))") ?? 0
  }
}

/// What differs between two texts, with the words that do marked.
struct WordDiff {
  private let rule: WordRule
  private let old: [ArraySlice<UInt8>]
  private let new: [ArraySlice<UInt8>]

  private enum Step { case same, removed, added }

  init(_ old: [UInt8], _ new: [UInt8], rule: WordRule) {
    self.rule = rule
    self.old = Self.words(old)
    self.new = Self.words(new)
  }

  var isEmpty: Bool { old.count == new.count && zip(old, new).allSatisfy { rule.areSame($0, $1) } }

  /// The lines in which something differs, as `[-old-]{+new+}`.
  func lines(most: Int) -> [String] {
    var lines: [String] = []
    var line = DiffLine()
    var (i, j) = (0, 0)
    for step in steps() {
      let word = step == .added ? new[j] : old[i]
      if step != .added { i += 1 }
      if step != .removed { j += 1 }
      if word.elementsEqual([0x0A]) {
        if step != .removed {
          if let text = line.finished { lines.append(text) }
          line = DiffLine()
        }
      } else {
        line.add(String(decoding: word, as: UTF8.self), removed: step == .removed, added: step == .added)
      }
    }
    if let text = line.finished { lines.append(text) }
    let more = lines.count - most
    return more > 0 ? lines.prefix(most) + ["… \(more) more lines differ"] : lines
  }

  /// Words, and line ends as words of their own.
  private static func words(_ text: [UInt8]) -> [ArraySlice<UInt8>] {
    var words: [ArraySlice<UInt8>] = []
    for (number, line) in text.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      if number > 0 { words.append([0x0A]) }
      words += line.split { $0 == 0x20 || $0 == 0x09 }
    }
    return words
  }

  /// The longest common subsequence of what lies between the equal beginnings and ends.
  private func steps() -> [Step] {
    var head = 0
    while head < old.count, head < new.count, rule.areSame(old[head], new[head]) { head += 1 }
    var tail = 0
    while tail < old.count - head, tail < new.count - head,
      rule.areSame(old[old.count - 1 - tail], new[new.count - 1 - tail])
    { tail += 1 }
    let middle = middleSteps(head..<old.count - tail, head..<new.count - tail)
    return Array(repeating: .same, count: head) + middle + Array(repeating: .same, count: tail)
  }

  private func middleSteps(_ a: Range<Int>, _ b: Range<Int>) -> [Step] {
    let (cells, overflow) = a.count.multipliedReportingOverflow(by: b.count)
    // Past this size the table would cost more than it tells.
    guard !overflow, cells <= 1_000_000 else {
      return Array(repeating: .removed, count: a.count) + Array(repeating: .added, count: b.count)
    }
    let width = b.count + 1
    var best = [Int32](repeating: 0, count: (a.count + 1) * width)
    for i in stride(from: a.count - 1, through: 0, by: -1) {
      for j in stride(from: b.count - 1, through: 0, by: -1) {
        best[i * width + j] =
          rule.areSame(old[a.lowerBound + i], new[b.lowerBound + j])
          ? best[(i + 1) * width + j + 1] + 1 : max(best[(i + 1) * width + j], best[i * width + j + 1])
      }
    }
    var steps: [Step] = []
    var (i, j) = (0, 0)
    while i < a.count || j < b.count {
      if i < a.count, j < b.count, rule.areSame(old[a.lowerBound + i], new[b.lowerBound + j]) {
        steps.append(.same)
        (i, j) = (i + 1, j + 1)
      } else if i < a.count, j == b.count || best[(i + 1) * width + j] >= best[i * width + j + 1] {
        steps.append(.removed)
        i += 1
      } else {
        steps.append(.added)
        j += 1
      }
    }
    return steps
  }
}

/// One line of a diff under construction; neighbouring words of one kind share their marks.
private struct DiffLine {
  private var runs: [(removed: Bool, added: Bool, words: [String])] = []

  mutating func add(_ word: String, removed: Bool, added: Bool) {
    if let last = runs.last, last.removed == removed, last.added == added {
      runs[runs.count - 1].words.append(word)
    } else {
      runs.append((removed, added, [word]))
    }
  }

  /// The line, if anything differs in it.
  var finished: String? {
    guard runs.contains(where: { $0.removed || $0.added }) else { return nil }
    return runs.map { run in
      let text = run.words.joined(separator: " ")
      return run.removed ? "[-\(text)-]" : run.added ? "{+\(text)+}" : text
    }.joined(separator: " ")
  }
}

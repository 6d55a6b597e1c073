// Real programs with a few tokens cut, doubled, swapped or put in from elsewhere.
// Neighbours: `Programs` has the real ones, `FuzzTests` runs what comes out.

/// Damages a text; most results do not parse, some run.
enum Damage {
  private static let pieces: [[UInt8]] = [
    "(", ")", "[", "]", "{", "}", "\"", "\"\"\"", "\n", "\r\n", ",", ":", "=", "->", "|>", "..", "{{", "\\",
    "#",
    "##", " if ", " else ", " for ", " in ", "fn ", "claim ", "check ", " not ", " and ", "+-", "±", "^", "x̂",
    "1e9", "0", "-1", ".5", "9223372036854775807", "r\"", "\\u{", "_", ";", "return ", "<", "&", "0.0",
    "1e308",
    "[1, 2]", "()", "none", "[]", "\"{", "// 0", "% 0", "[-1]", "[9]", ".shape", ".T", "(x -> x)",
  ].map { Array($0.utf8) }

  static func text(of programs: [[UInt8]], seed: Int) -> [UInt8] {
    var dice = Dice(seed: seed)
    let whole = dice.pick(programs)
    var lines = whole.split(separator: 0x0A, omittingEmptySubsequences: false).map(Array.init)
    if lines.count > 30, dice.chance(70) {
      let start = dice.roll(lines.count)
      lines = Array(lines[start..<min(lines.count, start + 30)])
    }
    var text = Array(lines.joined(separator: [0x0A]))
    for _ in 0...dice.roll(4) {
      guard !text.isEmpty else { break }
      if dice.chance(30) { hit(byteOf: &text, &dice) } else { hit(wordOf: &text, &dice) }
    }
    return text
  }

  private static func hit(byteOf text: inout [UInt8], _ dice: inout Dice) {
    let place = dice.roll(text.count)
    switch dice.roll(3) {
    case 0: text[place] = UInt8(dice.roll(256))
    case 1: text.removeSubrange(place..<min(text.count, place + 1 + dice.roll(4)))
    default: text.insert(contentsOf: dice.pick(pieces), at: place)
    }
  }

  private static func hit(wordOf text: inout [UInt8], _ dice: inout Dice) {
    let first = word(in: text, near: dice.roll(text.count))
    let second = word(in: text, near: dice.roll(text.count))
    switch dice.roll(4) {
    case 0: text.replaceSubrange(first, with: text[second])
    case 1: text.replaceSubrange(first, with: dice.pick(pieces))
    case 2: text.removeSubrange(first)
    default: text.insert(contentsOf: text[second], at: first.upperBound)
    }
  }

  /// Letters and digits that belong together, or one other byte.
  private static func word(in text: [UInt8], near place: Int) -> Range<Int> {
    func isPart(_ byte: UInt8) -> Bool {
      byte >= 0x80 || byte == 0x5F || byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A
        || byte >= 0x30 && byte <= 0x39
    }
    var (start, end) = (place, place + 1)
    guard isPart(text[place]) else { return start..<end }
    while start > 0, isPart(text[start - 1]) { start -= 1 }
    while end < text.count, isPart(text[end]) { end += 1 }
    return start..<end
  }
}

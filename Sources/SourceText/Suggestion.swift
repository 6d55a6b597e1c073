// "Did you mean …": the known name that a mistyped one is closest to.
// Neighbours: `Language` asks it for names, fields and arguments; the parser for words of its own.

/// The candidate most likely meant by `name`, or nil if none is close.
///
/// Close means: equal but for case and underscores, or within a few typing slips (insertion, deletion,
/// replacement, swap of neighbours), more of them for longer names; failing that, a longer candidate
/// that starts with `name`. Of equally close ones the longest common beginning wins, then the alphabet.
public func suggestion(for name: String, among candidates: some Sequence<String>) -> String? {
  let wanted = Array(name.unicodeScalars.prefix(64))
  let folded = foldedName(name)
  var best: (score: Int, prefix: Int, candidate: String)?
  for candidate in candidates where candidate != name && !candidate.isEmpty {
    let letters = Array(candidate.unicodeScalars.prefix(64))
    let shared = zip(wanted, letters).prefix { $0 == $1 }.count
    let score: Int
    if foldedName(candidate) == folded {
      score = 0
    } else if let distance = slips(wanted, letters, atMost: allowedSlips(wanted.count)) {
      score = distance * 2
    } else if wanted.count >= 3, shared == wanted.count {
      score = 100 + letters.count
    } else {
      continue
    }
    let isBetter =
      if let best {
        (score, -shared, candidate) < (best.score, -best.prefix, best.candidate)
      } else { true }
    if isBetter { best = (score, shared, candidate) }
  }
  return best?.candidate
}

private func foldedName(_ name: String) -> String { name.lowercased().filter { $0 != "_" } }

/// A one- or two-letter name resembles nearly everything, so it gets no slip at all.
private func allowedSlips(_ length: Int) -> Int {
  switch length {
  case ...2: 0
  case ...5: 1
  case ...8: 2
  default: 3
  }
}

/// Damerau–Levenshtein distance (neighbours swapped count one), nil above `limit`.
private func slips(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar], atMost limit: Int) -> Int? {
  guard limit > 0, abs(a.count - b.count) <= limit, !a.isEmpty, !b.isEmpty else { return nil }
  var beforeLast = [Int](repeating: 0, count: b.count + 1)
  var last = Array(0...b.count)
  for i in 1...a.count {
    var row = [i]
    row.reserveCapacity(b.count + 1)
    for j in 1...b.count {
      var cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
      if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { cost = min(cost, beforeLast[j - 2] + 1) }
      row.append(cost)
    }
    (beforeLast, last) = (last, row)
  }
  guard let distance = last.last, distance <= limit else { return nil }
  return distance
}

// Which pieces begin a line: the author's line ends first, then what is too long is taken apart.
// Neighbours: `FormatPieces` gives the pieces, `FormatLayout+Length` takes apart, `FormatPrinter` writes.

/// A bracket with what is in it.
struct FormatGroup {
  let open: Int
  let close: Int
  let isBlock: Bool
  let depth: Int
  /// Pieces that begin an item, statement or clause directly in it.
  var starts: [Int] = []
  var hasComma = false
  var hasClause = false
  /// Its contents stand on lines of their own.
  var isExploded = false
}

/// Lines as places in the list of pieces.
struct FormatLayout {
  var pieces: [FormatPiece]
  /// In the order of their closers: inner ones first.
  var groups: [FormatGroup] = []
  /// The innermost group that holds a piece; its brackets belong to the group around it. -1: none.
  private(set) var groupOfPiece: [Int]
  /// The group that a bracket opens or closes; -1 for other pieces.
  private(set) var groupOfBracket: [Int]
  /// Whether a piece begins an item, statement or clause of its group.
  private(set) var isStart: [Bool]
  /// Pairs of blocks joined by `else`.
  private var chains: [(Int, Int)] = []

  init(_ pieces: [FormatPiece]) {
    self.pieces = pieces
    groupOfPiece = [Int](repeating: -1, count: pieces.count)
    groupOfBracket = groupOfPiece
    isStart = [Bool](repeating: false, count: pieces.count)
    findGroups()
    for start in groups.flatMap(\.starts) { isStart[start] = true }
    findChains()
    joinWhatBelongsTogether()
  }

  /// Decides on all lines.
  mutating func settle() {
    explodeWhatIsBroken()
    // Each round breaks at least one line where none was broken before.
    for _ in 0...pieces.count {
      guard breakLongLines() else { return }
      explodeWhatIsBroken()
    }
  }

  private mutating func findGroups() {
    var open: [FormatGroup] = []
    var members: [[Int]] = []
    for (place, piece) in pieces.enumerated() {
      if piece.isCloser, piece.partner >= 0, let group = open.popLast() {
        for member in members.popLast() ?? [] { groupOfPiece[member] = groups.count }
        groupOfBracket[group.open] = groups.count
        groupOfBracket[place] = groups.count
        groups.append(
          FormatGroup(
            open: group.open, close: place, isBlock: group.isBlock, depth: open.count, starts: group.starts,
            hasComma: group.hasComma, hasClause: group.hasClause))
      } else if let innermost = open.indices.last {
        note(place, in: &open[innermost])
      }
      if let innermost = members.indices.last { members[innermost].append(place) }
      if piece.isOpener, piece.partner >= 0 {
        open.append(
          FormatGroup(open: place, close: place, isBlock: piece.roles.contains(.block), depth: open.count))
        members.append([])
      }
    }
  }

  private func note(_ place: Int, in group: inout FormatGroup) {
    let piece = pieces[place]
    if group.isBlock {
      if piece.roles.contains(.statement) { group.starts.append(place) }
      return
    }
    if piece.kind == .comma { group.hasComma = true }
    if piece.roles.contains(.clause) { group.hasClause = true }
    let isStart = place == group.open + 1 || pieces[place - 1].kind == .comma || piece.roles.contains(.clause)
    if isStart { group.starts.append(place) }
  }

  private mutating func findChains() {
    for place in pieces.indices.dropFirst() where pieces[place].kind == .elseWord {
      let before = groupOfBracket[place - 1]
      var next = place + 1
      while pieces.indices.contains(next), !pieces[next].roles.contains(.block),
        pieces[next].kind != .endOfInput
      {
        next = pieces[next].isOpener && pieces[next].partner > next ? pieces[next].partner + 1 : next + 1
      }
      guard before >= 0, pieces.indices.contains(next), groupOfBracket[next] >= 0 else { continue }
      chains.append((before, groupOfBracket[next]))
    }
  }

  /// Line ends that say nothing: before `else`, before a block, before what is attached.
  private mutating func joinWhatBelongsTogether() {
    for place in pieces.indices where pieces[place].breaks && pieces[place].comments.isEmpty {
      guard place > 0 else { continue }
      let piece = pieces[place]
      let before = pieces[place - 1]
      let isJoined =
        piece.roles.contains(.attached) || before.roles.contains(.prefix) || before.kind == .spread
        || piece.kind == .comma || piece.kind == .semicolon || piece.kind == .elseWord
        || (piece.roles.contains(.block) && !before.isOpener && before.kind != .comma)
        || (piece.isCloser && before.isOpener)
      if isJoined, piece.kind != .endOfInput, !piece.roles.contains(.statement) {
        pieces[place].breaks = false
      }
    }
    for place in pieces.indices.dropFirst() where !pieces[place].comments.isEmpty {
      pieces[place].breaks = true
    }
    if let last = pieces.indices.last { pieces[last].breaks = true }
  }

  /// A bracket with a line end between its items has its contents on lines of their own.
  private mutating func explodeWhatIsBroken() {
    for index in groups.indices where !groups[index].isExploded {
      let group = groups[index]
      let isBroken =
        group.isBlock
        ? (group.open + 1...group.close).contains { pieces[$0].breaks || pieces[$0].hasLineEnd }
        : pieces[group.close].breaks || group.starts.contains { pieces[$0].breaks }
      if isBroken { explode(index) }
    }
    var isSettled = false
    while !isSettled {
      isSettled = true
      for (first, second) in chains where groups[first].isExploded != groups[second].isExploded {
        explode(first)
        explode(second)
        isSettled = false
      }
    }
    dropSemicolons()
    // What holds a block that has just been opened is on several lines too.
    let needed = groups.indices.contains { index in
      let group = groups[index]
      return !group.isExploded && group.isBlock
        && (group.open + 1...group.close).contains { pieces[$0].breaks || pieces[$0].hasLineEnd }
    }
    if needed { explodeWhatIsBroken() }
  }

  /// In a block, a line end does what a semicolon does; at the top level a semicolon there silences.
  private mutating func dropSemicolons() {
    for group in groups where group.isBlock && group.isExploded {
      for start in group.starts where pieces[start].breaks && pieces[start - 1].kind == .semicolon {
        pieces[start - 1].vanish()
      }
    }
  }

  /// Puts a line end after the opener and before the closer.
  mutating func explode(_ index: Int) {
    let group = groups[index]
    guard group.close > group.open + 1 else { return groups[index].isExploded = true }
    groups[index].isExploded = true
    pieces[group.open + 1].breaks = true
    pieces[group.close].breaks = true
    let last = group.close - 1
    if takesComma(group), pieces[last].kind != .comma { pieces[last].comma = true }
  }

  private func takesComma(_ group: FormatGroup) -> Bool {
    guard !group.isBlock, !group.hasClause else { return false }
    let isAttached = pieces[group.open].roles.contains(.attached)
    switch pieces[group.open].kind {
    case .parenOpen: return isAttached || group.hasComma
    case .bracketOpen: return !isAttached
    default: return true
    }
  }
}

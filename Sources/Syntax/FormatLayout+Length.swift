// Lines that are too long: at pipes, at the items of the outermost bracket, at the loosest operator.
// Neighbours: `FormatLayout` calls `breakLongLines` until nothing is left to do.

/// Pieces from one line end to the next.
struct FormatLine {
  let range: Range<Int>
  let indent: Int
  /// Columns of its longest line; more than one where it holds a text of several lines.
  let width: Int
}

extension FormatLayout {
  /// All lines with their indentation.
  func lines() -> [FormatLine] {
    var lines: [FormatLine] = []
    var indentOfPiece = [Int](repeating: 0, count: pieces.count)
    var start = 0
    while start < pieces.count {
      var end = start + 1
      while end < pieces.count, !pieces[end].breaks { end += 1 }
      let indent = indent(ofLineAt: start, indentOfPiece)
      for place in start..<end { indentOfPiece[place] = indent }
      lines.append(FormatLine(range: start..<end, indent: indent, width: width(start..<end, indent)))
      start = end
    }
    return lines
  }

  private func indent(ofLineAt start: Int, _ indentOfPiece: [Int]) -> Int {
    let piece = pieces[start]
    if piece.isCloser, piece.partner >= 0 { return indentOfPiece[piece.partner] }
    let index = groupOfPiece[start]
    guard index >= 0 else {
      return piece.roles.contains(.statement) || piece.kind == .endOfInput ? 0 : Formatter.indentation
    }
    let group = groups[index]
    let inside = indentOfPiece[group.open] + Formatter.indentation
    guard group.isExploded else { return inside }
    return isStart[start] || piece.comesAfterNothing ? inside : inside + Formatter.indentation
  }

  private func width(_ range: Range<Int>, _ indent: Int) -> Int {
    var column = indent
    var widest = 0
    for place in range {
      let piece = pieces[place]
      column += (place == range.lowerBound ? 0 : piece.spaces) + piece.firstWidth
      if piece.hasLineEnd {
        widest = max(widest, column)
        column = piece.lastWidth
      }
      if piece.comma { column += 1 }
    }
    return max(widest, column)
  }

  /// Breaks every line that is too long at one place or one bracket; false if nothing could be done.
  mutating func breakLongLines() -> Bool {
    var hasChanged = false
    for line in lines() where line.width > Formatter.lineLength {
      if breakPipes(line) || breakBracket(line) || breakOperator(line) { hasChanged = true }
    }
    return hasChanged
  }

  private func depth(of place: Int) -> Int {
    let group = groupOfPiece[place]
    return group < 0 ? 0 : groups[group].depth + 1
  }

  private mutating func breakPipes(_ line: FormatLine) -> Bool {
    let pipes = line.range.dropFirst().filter { pieces[$0].kind == .pipe }
    guard let outermost = pipes.map({ depth(of: $0) }).min() else { return false }
    guard outermost == line.range.map({ depth(of: $0) }).min() else { return false }
    for place in pipes where depth(of: place) == outermost { pieces[place].breaks = true }
    return true
  }

  /// The widest of the outermost brackets on the line, blocks first; of a call that ends in a block, the block.
  private mutating func breakBracket(_ line: FormatLine) -> Bool {
    let candidates = Set(line.range.map { groupOfBracket[$0] }.filter { $0 >= 0 }).filter { isWorthIt($0) }
    guard let outermost = candidates.map({ groups[$0].depth }).min() else { return false }
    let outer = candidates.filter { groups[$0].depth == outermost }
    let blocks = outer.filter { groups[$0].isBlock }
    if blocks.isEmpty, outer.count > 1, hasLooseOperator(line, depth: outermost) { return false }
    let chosen = (blocks.isEmpty ? outer : blocks).max {
      (columns($0, line.range), $0) < (columns($1, line.range), $1)
    }
    guard var index = chosen else { return false }
    while let block = lastBlock(in: index, line) { index = block }
    breakItems(of: index, line)
    explode(index)
    return true
  }

  /// A sum, or something looser, of several brackets breaks at its operators.
  private func hasLooseOperator(_ line: FormatLine, depth: Int) -> Bool {
    operators(in: line).contains {
      self.depth(of: $0) == depth && (pieces[$0].kind.binding ?? Level.power) <= Level.additive
    }
  }

  private func isWorthIt(_ index: Int) -> Bool {
    let group = groups[index]
    guard !group.isExploded, group.close > group.open + 1 else { return false }
    return group.close > group.open + 2
  }

  private func columns(_ index: Int, _ range: Range<Int>) -> Int {
    let group = groups[index]
    let inside = range.clamped(to: group.open..<group.close + 1)
    return inside.reduce(0) { $0 + pieces[$1].spaces + pieces[$1].firstWidth }
  }

  /// `f(x, y -> { … })`: the block at the end of the last argument, if what stands before it fits.
  private func lastBlock(in index: Int, _ line: FormatLine) -> Int? {
    let group = groups[index]
    guard !group.isBlock, group.close - 1 > group.open else { return nil }
    let last = groupOfBracket[group.close - 1]
    guard last >= 0, groups[last].isBlock, !groups[last].isExploded, isWorthIt(last) else { return nil }
    guard line.range.contains(groups[last].open) else { return nil }
    return width(line.range.lowerBound..<groups[last].open + 1, line.indent) <= Formatter.lineLength
      ? last : nil
  }

  /// Each item on a line of its own; short ones fill lines.
  private mutating func breakItems(of index: Int, _ line: FormatLine) {
    let group = groups[index]
    guard group.starts.count > 6, group.starts.allSatisfy({ isShort($0) }), !group.isBlock else {
      for start in group.starts { pieces[start].breaks = true }
      return
    }
    let indent = line.indent + Formatter.indentation
    var column = Formatter.lineLength
    for start in group.starts {
      var end = start + 1
      while end < group.close, !isStart[end] || groupOfPiece[end] != index { end += 1 }
      let width = (start..<end).reduce(end == group.close ? 1 : 0) {
        $0 + pieces[$1].spaces + pieces[$1].firstWidth
      }
      if column + width > Formatter.lineLength {
        pieces[start].breaks = true
        column = indent
      }
      column += width
    }
  }

  /// A number, name or short text, perhaps with a sign.
  private func isShort(_ start: Int) -> Bool {
    let isSigned = pieces[start].roles.contains(.prefix)
    let place = isSigned ? start + 1 : start
    guard pieces.indices.contains(place + 1), pieces[place].firstWidth <= 16, !pieces[place].hasLineEnd else {
      return false
    }
    return pieces[place + 1].kind == .comma || pieces[place + 1].isCloser
  }

  /// Infix operators after which a line may end.
  private func operators(in line: FormatLine) -> [Int] {
    line.range.dropFirst().dropLast().filter {
      pieces[$0].kind.binding != nil && pieces[$0].kind != .caret && pieces[$0].kind != .pipe
        && !pieces[$0].roles.contains(.prefix) && !pieces[$0].roles.contains(.column)
        && !pieces[$0].roles.contains(.attached)
    }
  }

  /// After the last operator that fits, of the loosest ones that are in the fewest brackets.
  private mutating func breakOperator(_ line: FormatLine) -> Bool {
    let operators = operators(in: line)
    guard let outermost = operators.map({ depth(of: $0) }).min() else { return false }
    let outer = operators.filter { depth(of: $0) == outermost }
    guard let loosest = outer.compactMap({ pieces[$0].kind.binding }).min() else { return false }
    let places = outer.filter { pieces[$0].kind.binding == loosest }
    let fitting = places.last { width(line.range.lowerBound..<$0 + 1, line.indent) <= Formatter.lineLength }
    guard let place = fitting ?? places.first else { return false }
    pieces[place + 1].breaks = true
    return true
  }
}

extension FormatPiece {
  /// A closer without opener, or the end: nothing it could continue.
  fileprivate var comesAfterNothing: Bool { isCloser || kind == .endOfInput }
}

// A program cut into pieces: tokens with the comments, line ends and spaces that stood before them.
// Neighbours: `Formatter` calls this, `FormatLayout` moves the pieces to lines.

import SourceText

/// A comment between two tokens.
struct FormatComment {
  /// From its mark on, without spaces at its end.
  let text: [UInt8]
  /// On the line of the token before it.
  let isTrailing: Bool
  let hasBlankBefore: Bool
  /// Where it stood in its line.
  let column: Int
}

/// A token, as the layout sees it.
struct FormatPiece {
  let kind: TokenKind
  let roles: TokenRoles
  var text: [UInt8]
  /// Columns of its first line and of its last; they differ only for texts in three quotation marks.
  var firstWidth: Int
  var lastWidth: Int
  let hasLineEnd: Bool
  /// Place of the bracket that closes or opens this one; -1 if this is none.
  var partner = -1
  var comments: [FormatComment] = []
  var hasBlankBefore = false
  /// Begins a line.
  var breaks = false
  /// Spaces before it, where it does not begin a line.
  var spaces = 0
  /// A comma that the layout puts after it.
  var comma = false
  /// Spaces before it in the source.
  var sourceSpaces = 0

  /// Leaves its place in the list and nothing on the page.
  mutating func vanish() {
    text = []
    firstWidth = 0
    lastWidth = 0
  }

  var isOpener: Bool { kind == .parenOpen || kind == .bracketOpen || kind == .braceOpen }
  var isCloser: Bool { kind == .parenClose || kind == .bracketClose || kind == .braceClose }
}

/// Cuts a program that parses.
struct FormatPieces {
  private let bytes: [UInt8]
  private let tokens: [Token]
  private let roles: [TokenRoles]
  /// The last one is the end of the input.
  private(set) var pieces: [FormatPiece] = []
  private var gap = FormatGap()

  init(_ bytes: [UInt8], _ tokens: [Token], _ roles: [TokenRoles]) {
    self.bytes = bytes
    self.tokens = tokens
    self.roles = roles
    cut()
  }

  private mutating func cut() {
    var position = tokens.first.map { _ in bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0 } ?? 0
    var placeOfToken = [Int](repeating: -1, count: tokens.count)
    var commas: [Int] = []
    for (index, token) in tokens.enumerated() {
      gap.read(bytes, from: position, to: Int(token.start))
      position = Int(token.end)
      guard !isSuperfluous(index, commas: commas.last) else { continue }
      placeOfToken[index] = pieces.count
      var piece = piece(of: index)
      if token.partner >= 0, Int(token.partner) < index {
        let opener = placeOfToken[Int(token.partner)]
        piece.partner = opener
        if pieces.indices.contains(opener) { pieces[opener].partner = pieces.count }
        _ = commas.popLast()
      } else if token.partner >= 0 {
        commas.append(0)
      } else if token.kind == .comma, let count = commas.popLast() {
        commas.append(count + 1)
      }
      gap.settle(in: &piece, isFirst: pieces.isEmpty)
      pieces.append(piece)
      gap = FormatGap()
    }
    for place in pieces.indices.dropFirst() { pieces[place].spaces = spaces(before: place) }
  }

  private func piece(of index: Int) -> FormatPiece {
    let token = tokens[index]
    let text = Array(bytes[token.range])
    let lines = text.split(separator: 0x0A, omittingEmptySubsequences: false)
    let first = FormatPiece.columns(lines.first ?? [])
    return FormatPiece(
      kind: token.kind, roles: roles.indices.contains(index) ? roles[index] : [], text: text,
      firstWidth: first, lastWidth: lines.count > 1 ? FormatPiece.columns(lines.last ?? []) : first,
      hasLineEnd: lines.count > 1)
  }

  /// A semicolon that neither separates nor silences, or the comma after the last item of a bracket.
  ///
  /// - Parameter commas: those seen in the bracket it stands in; nil outside all brackets.
  private func isSuperfluous(_ index: Int, commas: Int?) -> Bool {
    guard index + 1 < tokens.count else { return false }
    let next = tokens[index + 1]
    if tokens[index].kind == .comma { return isLastComma(before: next, commas: commas ?? 0) }
    guard tokens[index].kind == .semicolon else { return false }
    guard let before = pieces.last else { return true }
    if next.kind == .semicolon { return true }
    if before.roles.contains(.block) { return next.kind != .braceClose }
    let endsLine = next.isAfterLineEnd || next.kind == .braceClose || next.kind == .endOfInput
    return endsLine ? commas != nil : gap.hasLineEnd
  }

  /// `(a,)` and `{w,}` need theirs, and an index keeps what it has.
  private func isLastComma(before closer: Token, commas: Int) -> Bool {
    guard closer.partner >= 0, roles.indices.contains(Int(closer.partner)) else { return false }
    let isAttached = roles[Int(closer.partner)].contains(.attached)
    switch closer.kind {
    case .bracketClose: return !isAttached
    case .parenClose: return isAttached || commas > 0
    case .braceClose: return commas > 0
    default: return false
    }
  }
}

/// Spaces between pieces of a line.
extension FormatPieces {
  private func spaces(before place: Int) -> Int {
    let piece = pieces[place]
    let before = pieces[place - 1]
    if isTight(before, piece, place) { return 0 }
    return piece.roles.contains(.column) ? max(1, piece.sourceSpaces) : 1
  }

  private func isTight(_ before: FormatPiece, _ piece: FormatPiece, _ place: Int) -> Bool {
    if piece.kind == .comma || piece.kind == .semicolon { return true }
    if before.roles.contains(.block) { return piece.isCloser }
    if before.isOpener { return true }
    if piece.isCloser { return !opensBlock(piece.partner) }
    if before.kind == .spread { return piece.text.first != UInt8(ascii: ".") }
    if piece.roles.contains(.attached) {
      // `5 .e` and `5 (x)` would read as other numbers, or as a missing product.
      let isNumber = before.kind == .integer || before.kind == .float
      return !(isNumber && piece.sourceSpaces > 0)
    }
    if before.roles.contains(.prefix) || before.kind == .caret || piece.kind == .caret { return true }
    if piece.kind == .colon { return before.kind != .comma && !isWideSlice(place) }
    if before.kind == .colon, before.roles.contains(.slice) { return !isWideSlice(place - 1) }
    return false
  }

  private func opensBlock(_ place: Int) -> Bool {
    pieces.indices.contains(place) && pieces[place].roles.contains(.block)
  }

  /// `x[a + 1 : b]`: the colon stands free where both bounds are there and one is a sum or product.
  private func isWideSlice(_ colon: Int) -> Bool {
    guard pieces[colon].roles.contains(.slice) else { return false }
    let left = bound(from: colon, step: -1)
    let right = bound(from: colon, step: 1)
    return left.count > 0 && right.count > 0 && (left.isCompound || right.isCompound)
  }

  private func bound(from colon: Int, step: Int) -> (count: Int, isCompound: Bool) {
    var place = colon + step
    var count = 0
    var isCompound = false
    while pieces.indices.contains(place) {
      let piece = pieces[place]
      let isEdge = step < 0 ? piece.isOpener : piece.isCloser
      if isEdge || piece.kind == .comma || (piece.kind == .colon && piece.roles.contains(.slice)) { break }
      if piece.kind.binding != nil, !piece.roles.contains(.prefix), piece.kind != .caret { isCompound = true }
      let jumps = step < 0 ? piece.isCloser : piece.isOpener
      place = (jumps && piece.partner >= 0 ? piece.partner : place) + step
      count += 1
    }
    return (count, isCompound)
  }
}

extension FormatPiece {
  /// Columns that a text takes: scalars, marks on letters not counted.
  static func columns(_ text: some Collection<UInt8>) -> Int {
    if text.allSatisfy({ $0 < 0x80 }) { return text.count }
    return String(decoding: text, as: UTF8.self).unicodeScalars.reduce(0) {
      $0 + ($1.properties.generalCategory == .nonspacingMark ? 0 : 1)
    }
  }
}

extension TokenKind {
  /// Binding strength of an infix operator, from loose to tight.
  var binding: Int? {
    switch self {
    case .pipe: Level.pipe
    case .orWord: Level.or
    case .andWord: Level.and
    case .equal, .notEqual, .less, .lessEqual, .greater, .greaterEqual, .approximately: Level.comparison
    case .bar: Level.bitOr
    case .ampersand: Level.bitAnd
    case .plus, .minus: Level.additive
    case .star, .slash, .floor, .percent, .at: Level.multiplicative
    case .caret: Level.power
    default: nil
    }
  }
}

/// What stands between two tokens.
private struct FormatGap {
  private var comments: [FormatComment] = []
  private var lineEnds = 0
  private(set) var hasLineEnd = false
  private var spaces = 0

  /// Reads white space and comments; called once more where a token between was left out.
  mutating func read(_ bytes: [UInt8], from start: Int, to end: Int) {
    var position = start
    while position < end, position < bytes.count {
      switch bytes[position] {
      case 0x0A:
        lineEnds += 1
        hasLineEnd = true
        position += 1
      case UInt8(ascii: "#"):
        let from = position
        while position < bytes.count, bytes[position] != 0x0A { position += 1 }
        add(bytes, from..<position)
      default:
        spaces += 1
        position += 1
      }
    }
  }

  private mutating func add(_ bytes: [UInt8], _ range: Range<Int>) {
    var end = range.upperBound
    while end > range.lowerBound, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x0D { end -= 1 }
    var lineStart = range.lowerBound
    while lineStart > 0, bytes[lineStart - 1] != 0x0A { lineStart -= 1 }
    comments.append(
      FormatComment(
        text: Array(bytes[range.lowerBound..<end]), isTrailing: !hasLineEnd, hasBlankBefore: lineEnds > 1,
        column: FormatPiece.columns(bytes[lineStart..<range.lowerBound])))
    lineEnds = 0
  }

  func settle(in piece: inout FormatPiece, isFirst: Bool) {
    piece.comments = isFirst ? comments.map(\.onItsOwn) : comments
    piece.hasBlankBefore = lineEnds > 1
    piece.breaks = hasLineEnd
    piece.sourceSpaces = hasLineEnd || !comments.isEmpty ? 1 : spaces
  }
}

extension FormatComment {
  /// The same before the first token, where it trails nothing.
  fileprivate var onItsOwn: FormatComment {
    FormatComment(text: text, isTrailing: false, hasBlankBefore: hasBlankBefore, column: column)
  }
}

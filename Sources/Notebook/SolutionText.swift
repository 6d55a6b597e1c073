// The code of an exercise with and without its solution, between `## begin solution` and `## end solution`.
// Neighbours: `StudentVersion` leaves solutions out, `Grading` puts answers in.

/// An exercise's code, cut at the marks of its solution; without marks all of it but its `#|` lines is solution.
public struct SolutionText: Sendable, Equatable {
  public enum Problem: Sendable, Equatable { case unclosed, stray }

  /// Bytes outside the marks, the marks' own lines left out, `stub` in the place of each solution.
  public func student(stub: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    for piece in pieces { result += piece.isSolution ? stub : piece.text }
    return result
  }

  private struct Piece: Sendable, Equatable {
    var text: [UInt8]
    var isSolution: Bool
  }

  private var pieces: [Piece] = []
  public private(set) var problem: Problem?

  public init(_ body: [UInt8]) {
    var isInside = false
    var count = 0
    pieces = [Piece(text: [], isSolution: false)]
    for line in body.lines {
      let content = line.last == 0x0A ? line.dropLast() : line
      if content.trimmed.elementsEqual("## begin solution".utf8) {
        if isInside { problem = .stray }
        isInside = true
        count += 1
        pieces.append(Piece(text: [], isSolution: true))
      } else if content.trimmed.elementsEqual("## end solution".utf8) {
        if !isInside { problem = .stray }
        isInside = false
        pieces.append(Piece(text: [], isSolution: false))
      } else {
        pieces[pieces.count - 1].text += line
      }
    }
    if isInside { problem = .unclosed }
    if count == 0, problem == nil {
      let options = body.lines.prefix { $0.hasPrefix("#|") }
      pieces = [
        Piece(text: Array(options.joined()), isSolution: false),
        Piece(text: Array(body.lines.dropFirst(options.count).joined()), isSolution: true),
      ]
    }
  }
}

extension [UInt8] {
  /// Lines with their ends.
  var lines: [ArraySlice<UInt8>] {
    var result: [ArraySlice<UInt8>] = []
    var start = startIndex
    while start < endIndex {
      let end = self[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? endIndex
      result.append(self[start..<end])
      start = end
    }
    return result
  }
}

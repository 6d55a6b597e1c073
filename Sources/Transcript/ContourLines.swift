// Where a field has one value: marching squares, the pieces joined into lines.
// Neighbours: `ChartInk+Fields` draws them.

import Display

struct ContourLines {
  typealias Point = (x: Double, y: Double)

  /// Each open, or closed with its first point repeated.
  private(set) var lines: [[Point]] = []

  private let field: Field
  private let level: Double
  /// For each edge that the level crosses, the one or two edges that it leads to.
  private var next: [Int: [Int]] = [:]
  private var order: [Int] = []

  /// - Parameter field: its x and y are places on the page; cells with a missing corner hold no line.
  init(_ field: Field, level: Double) {
    self.field = field
    self.level = level
    guard field.x.count > 1, field.y.count > 1 else { return }
    for row in 0..<field.y.count - 1 { for column in 0..<field.x.count - 1 { cross(row, column) } }
    trace()
  }

  /// Edges have numbers: even ones run to the right from a point, odd ones down.
  private func across(_ row: Int, _ column: Int) -> Int { 2 * (row * field.x.count + column) }
  private func down(_ row: Int, _ column: Int) -> Int { across(row, column) + 1 }

  /// Pieces of the line in one cell.
  private mutating func cross(_ row: Int, _ column: Int) {
    let corners = [
      field.value(row: row, column: column), field.value(row: row, column: column + 1),
      field.value(row: row + 1, column: column + 1), field.value(row: row + 1, column: column),
    ]
    guard corners.allSatisfy(\.isFinite) else { return }
    let isAbove = corners.map { $0 > level }
    let edges = [across(row, column), down(row, column + 1), across(row + 1, column), down(row, column)]
    // The edge between corner i and corner i + 1 is crossed where they differ.
    let crossed = (0..<4).filter { isAbove[$0] != isAbove[($0 + 1) % 4] }
    if crossed.count == 2 {
      join(edges[crossed[0]], edges[crossed[1]])
    } else if crossed.count == 4 {
      // A saddle: the middle says which corners belong together.
      let middle = corners.reduce(0, +) / 4 > level
      let pairs = middle == isAbove[0] ? [(0, 1), (2, 3)] : [(3, 0), (1, 2)]
      for (a, b) in pairs { join(edges[a], edges[b]) }
    }
  }

  private mutating func join(_ a: Int, _ b: Int) {
    for (from, to) in [(a, b), (b, a)] {
      if next[from] == nil { order.append(from) }
      next[from, default: []].append(to)
    }
  }

  /// Follows the pieces: open lines from their ends, then what is left, which is closed.
  private mutating func trace() {
    var isDone: Set<Int> = []
    func follow(from start: Int) -> [Int] {
      var line = [start]
      isDone.insert(start)
      var place = start
      while let step = next[place]?.first(where: { !isDone.contains($0) }) {
        line.append(step)
        isDone.insert(step)
        place = step
      }
      return line
    }
    for edge in order where next[edge]?.count == 1 && !isDone.contains(edge) {
      lines.append(follow(from: edge).map(point))
    }
    for edge in order where !isDone.contains(edge) {
      let line = follow(from: edge)
      lines.append((line + line.prefix(1)).map(point))
    }
  }

  private func point(_ edge: Int) -> Point {
    let place = edge / 2
    let (row, column) = place.quotientAndRemainder(dividingBy: field.x.count)
    let (row2, column2) = edge % 2 == 0 ? (row, column + 1) : (row + 1, column)
    let (a, b) = (field.value(row: row, column: column), field.value(row: row2, column: column2))
    let part = b == a ? 0.5 : min(max((level - a) / (b - a), 0), 1)
    return (
      field.x[column] + (field.x[column2] - field.x[column]) * part,
      field.y[row] + (field.y[row2] - field.y[row]) * part
    )
  }
}

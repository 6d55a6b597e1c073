// Tensors as text: small ones whole, large ones by their corners and a summary.
// Neighbours: `NumberFormat`; the language hands over a snapshot, so that this target knows no tensors.

/// What of a tensor is needed to show it.
public struct TensorSnapshot {
  public enum Kind: Sendable { case real, integer, bool }

  /// `f32`
  public let dtype: String
  public let shape: [Int]
  public let kind: Kind
  /// The element at a place in row-major order, 0 ..< `count`.
  public let value: (Int) -> Double

  public init(dtype: String, shape: [Int], kind: Kind, value: @escaping (Int) -> Double) {
    self.dtype = dtype
    self.shape = shape
    self.kind = kind
    self.value = value
  }

  /// Missing values are nan.
  public init(dtype: String, shape: [Int], kind: Kind, values: [Double]) {
    self.init(dtype: dtype, shape: shape, kind: kind) { values.indices.contains($0) ? values[$0] : .nan }
  }

  public var count: Int { max(0, shape.reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue }) }
}

public enum TensorText {
  /// Along an axis up to `wholeLength` elements are shown whole; of longer ones, `edge` from each end.
  static let wholeLength = 12
  static let edge = 3
  static let wholeCount = 144
  /// Blocks of a tensor of rank 3 and up, before the rest is left out.
  static let blockLimit = 6

  /// Rank 0 as a number, rank 1 in one line, rank 2 and up as aligned rows under a line with the shape.
  ///
  /// - Parameter width: columns of a window; of longer rows the middle is left out, down to one element at each end.
  public static func text(of tensor: TensorSnapshot, digits: Int = 4, width: Int? = nil) -> String {
    var text = text(of: tensor, digits, edge: nil)
    guard let width, let length = tensor.shape.last else { return text }
    for edge in (1...edge).reversed() where length > 2 * edge && !fits(text, width, rank: tensor.shape.count) {
      text = Self.text(of: tensor, digits, edge: edge)
    }
    return text
  }

  /// Whether its elements take no more columns than the window has; the summary may.
  private static func fits(_ text: String, _ width: Int, rank: Int) -> Bool {
    if rank == 1 { return (text.lastIndex(of: "]").map { text[...$0].count } ?? 0) <= width }
    let rows: [Substring] = text.split(separator: "\n")
    return rows.dropFirst().allSatisfy { $0.count <= width }
  }

  /// - Parameter edge: along the last axis so many elements are shown from each end; nil: all of up to twelve.
  private static func text(of tensor: TensorSnapshot, _ digits: Int, edge: Int?) -> String {
    let header = header(tensor)
    if tensor.shape.isEmpty { return element(tensor, 0, digits) }
    if tensor.shape.contains(where: { $0 <= 0 }) { return header + " []" }
    let isWhole = isShownWhole(tensor) && edge == nil
    let summary = isWhole ? "" : "  " + self.summary(tensor, digits)
    if tensor.shape.count == 1 {
      let parts = picks(tensor.shape[0], edge).map { $0.map { element(tensor, $0, digits) } ?? "…" }
      return "\(header) [\(parts.joined(separator: ", "))]\(summary)"
    }
    return header + summary + "\n" + blocks(tensor, digits, edge: edge)
  }

  /// `f32[2, 3]`
  public static func header(_ tensor: TensorSnapshot) -> String {
    "\(tensor.dtype)[\(tensor.shape.map(String.init).joined(separator: ", "))]"
  }

  private static func isShownWhole(_ tensor: TensorSnapshot) -> Bool {
    tensor.count <= wholeCount && tensor.shape.suffix(2).allSatisfy { $0 <= wholeLength }
      && tensor.shape.dropLast(2).reduce(1, &*) <= blockLimit
  }

  static func element(_ tensor: TensorSnapshot, _ index: Int, _ digits: Int) -> String {
    let x = tensor.value(index)
    switch tensor.kind {
    case .real: return NumberFormat.text(x, digits: digits)
    case .integer: return Int(exactly: x).map(String.init) ?? NumberFormat.text(x, digits: 17)
    case .bool: return x == 0 ? "false" : "true"
    }
  }

  /// `min -3.1  mean 0.002  max 3.3`; for bools how many are true; nans are counted and left out.
  private static func summary(_ tensor: TensorSnapshot, _ digits: Int) -> String {
    var (low, high, sum, used, lost) = (Double.infinity, -Double.infinity, 0.0, 0, 0)
    for index in 0..<tensor.count {
      let x = tensor.value(index)
      if x.isNaN {
        lost += 1
        continue
      }
      (low, high, sum, used) = (min(low, x), max(high, x), sum + x, used + 1)
    }
    if tensor.kind == .bool { return "\(NumberFormat.text(sum, digits: 17)) of \(used) true" }
    guard used > 0 else { return "all nan" }
    let ends = [low, high].map { NumberFormat.text($0, digits: tensor.kind == .integer ? 17 : digits) }
    let mean = NumberFormat.text(sum / Double(used), digits: digits)
    return "min \(ends[0])  mean \(mean)  max \(ends[1])" + (lost > 0 ? "  nan \(lost)" : "")
  }

  /// Which places of an axis are shown; nil stands for the gap.
  private static func picks(_ length: Int, _ edge: Int? = nil) -> [Int?] {
    if length <= (edge.map { 2 * $0 } ?? wholeLength) { return Array(0..<max(0, length)) }
    let edge = edge ?? Self.edge
    return Array(0..<edge) + [nil] + Array((length - edge)..<length)
  }

  /// The matrices of the last two axes, each under its place if there are several.
  private static func blocks(_ tensor: TensorSnapshot, _ digits: Int, edge: Int?) -> String {
    let outer = Array(tensor.shape.dropLast(2))
    let (rows, columns) = (tensor.shape[tensor.shape.count - 2], tensor.shape[tensor.shape.count - 1])
    let blockCount = outer.reduce(1, &*)
    let rowPicks = picks(rows)
    let columnPicks = picks(columns, edge)
    var lines: [String] = []
    for block in 0..<min(blockCount, blockLimit) {
      if !outer.isEmpty { lines.append(place(block, in: outer)) }
      let start = block * rows * columns
      let cells = rowPicks.map { row in
        columnPicks.map { column in
          guard let row, let column else { return "…" }
          return element(tensor, start + row * columns + column, digits)
        }
      }
      lines += aligned(cells)
    }
    if blockCount > blockLimit { lines.append("… \(blockCount - blockLimit) more") }
    return lines.joined(separator: "\n")
  }

  /// `[1, 0, :, :]`
  private static func place(_ block: Int, in outer: [Int]) -> String {
    var indices: [Int] = []
    var rest = block
    for size in outer.reversed() {
      indices.append(rest % size)
      rest /= size
    }
    return "[" + (indices.reversed().map(String.init) + [":", ":"]).joined(separator: ", ") + "]"
  }

  /// Rows whose numbers stand with their points under each other.
  static func aligned(_ rows: [[String]]) -> [String] {
    let columnCount = rows.map(\.count).max() ?? 0
    var widths = [(whole: Int, rest: Int)](repeating: (0, 0), count: columnCount)
    for row in rows {
      for (column, cell) in row.enumerated() {
        let (whole, rest) = split(cell)
        widths[column] = (max(widths[column].whole, whole), max(widths[column].rest, rest))
      }
    }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        let (whole, rest) = split(cell)
        line += String(repeating: " ", count: widths[column].whole - whole + 2) + cell
        if column < row.count - 1 { line += String(repeating: " ", count: widths[column].rest - rest) }
      }
      return line
    }
  }

  /// Lengths before the point, and from it on.
  private static func split(_ cell: String) -> (whole: Int, rest: Int) {
    let length = cell.count
    let whole = cell.utf8.contains(UInt8(ascii: ".")) ? cell.prefix { $0 != "." }.count : length
    return (whole, length - whole)
  }
}

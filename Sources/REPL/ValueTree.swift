// Records and lists that do not fit into a line, as trees.
// Neighbours: `ValueView` says when; `Session.text` writes the leaves.

import Language

struct ValueTree {
  private let view: ValueView

  /// Of longer lists and records the middle is left out.
  private static let most = 12
  private static let edge = 5
  private static let deepest = 6

  init(_ view: ValueView) { self.view = view }

  func text(_ value: Value) -> String {
    ([view.kind(value)] + lines(of: value, indent: "", depth: 0)).joined(separator: "\n")
  }

  private func lines(of value: Value, indent: String, depth: Int) -> [String] {
    let shown = parts(of: value)
    let width = shown.filter { $0.1 != nil }.map { TextFit.width($0.0) }.max() ?? 0
    return shown.enumerated().flatMap { index, part -> [String] in
      let isLast = index == shown.count - 1
      let mark = indent + (isLast ? "└ " : "├ ")
      guard let item = part.1 else { return [mark + part.0] }
      let line = TextFit.cut(mark + TextFit.padded(part.0, to: width) + "  " + words(item), view.width)
      guard isTree(item), depth < Self.deepest else { return [line] }
      return [line] + lines(of: item, indent: indent + (isLast ? "  " : "│ "), depth: depth + 1)
    }
  }

  /// Parts with their names, those at both ends where there are many; the gap has no value.
  private func parts(of value: Value) -> [(String, Value?)] {
    switch value {
    case .record(let record): picks(record.keys.count) { (record.keys[$0], record.values[$0]) }
    case .list(let list): picks(list.items.count) { ("\($0)", list.items[$0]) }
    default: []
    }
  }

  private func picks(_ count: Int, _ part: (Int) -> (String, Value?)) -> [(String, Value?)] {
    if count <= Self.most { return (0..<count).map(part) }
    let gap = ("… \(Amount.grouped(count - 2 * Self.edge)) more", Value?.none)
    return (0..<Self.edge).map(part) + [gap] + (count - Self.edge..<count).map(part)
  }

  /// Whether a part gets lines of its own: it holds something, and more than its line shows.
  private func isTree(_ value: Value) -> Bool {
    switch value {
    case .record(let record) where record.isCallable: false
    case .record, .list: words(value) == view.kind(value)
    default: false
    }
  }

  /// A tensor by its head and first elements; others in one line.
  private func words(_ value: Value) -> String {
    guard case .tensor(let tensor) = value, tensor.rank > 0 else { return view.inOneLine(value) }
    let text = view.session.text(value)
    return String(text.split(separator: "\n").first ?? "")
  }
}

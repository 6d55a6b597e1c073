// A model as a table of its layers: what each is, its tensors, and how many numbers training moves.
// Neighbours: `ValueView`; layers are records that can be called.

import Language
import SourceText

struct ModelTable {
  private struct Row {
    let layer: String
    var tensors: [String]
    var parameters: Int
    var buffers = 0
  }

  private let view: ValueView
  private let record: Record
  private var rows: [Row] = []

  /// Layers inside layers are indented, down to this depth.
  private static let deepest = 8
  private static let mostRows = 200

  init(_ view: ValueView, _ record: Record) {
    (self.view, self.record) = (view, record)
    add(record, depth: 0)
  }

  var text: String {
    let layers = rows.map(\.layer)
    let counts = rows.map { $0.parameters > 0 ? Amount.grouped($0.parameters) : "" }
    let heads = ("layer", "tensors", "parameters")
    let first = max(heads.0.count, layers.map { TextFit.width($0) }.max() ?? 0)
    let last = max(heads.2.count, counts.map(\.count).max() ?? 0)
    let room = max(view.width - first - last - 4, 8)
    let tensors = rows.map { TextFit.cut($0.tensors.joined(separator: "  "), room) }
    let middle = max(heads.1.count, tensors.map { TextFit.width($0) }.max() ?? 0)
    func line(_ a: String, _ b: String, _ c: String) -> String {
      let text = TextFit.padded(a, to: first) + "  " + TextFit.padded(b, to: middle) + "  " + TextFit.indented(c, to: last)
      return text.droppingLast()
    }
    let body = zip(layers, zip(tensors, counts)).map { line($0, $1.0, $1.1) }
    let shown = body.count > Self.mostRows ? Array(body.prefix(Self.mostRows)) + ["…"] : body
    let total = view.parameters(of: .record(record))
    let buffers = rows.reduce(0) { $0 + $1.buffers }
    let sum =
      "\(Amount.count(total, "parameter")), \(Amount.bytes(view.bytes(of: .record(record))))"
      + (buffers > 0 ? ", \(Amount.grouped(buffers)) numbers that are not trained" : "")
    return ([line(heads.0, heads.1, heads.2)] + shown + [sum]).joined(separator: "\n")
  }

  /// A layer's own tensors, then the layers in it.
  private mutating func add(_ record: Record, depth: Int) {
    let indent = String(repeating: "  ", count: depth)
    var row = Row(layer: indent + view.name(of: record), tensors: [], parameters: 0)
    var inner: [Value] = []
    for (key, value) in record.fields { note(key, value, in: &row, &inner) }
    rows.append(row)
    guard depth < Self.deepest else { return }
    for value in inner { addInner(value, depth: depth + 1) }
  }

  private func note(_ key: String, _ value: Value, in row: inout Row, _ inner: inout [Value]) {
    switch value {
    case .function where key == "call": break
    case .function, .list: inner.append(value)
    case .record(let part) where part.isCallable: inner.append(value)
    case .record(let part): for (name, value) in part.fields { note("\(key).\(name)", value, in: &row, &inner) }
    case .tensor(let tensor):
      row.tensors.append("\(key) \(ValueView.type(tensor))")
      row.parameters += view.parameters(of: value)
    case .buffer(let buffer):
      row.tensors.append("\(key) \(ValueView.type(buffer.tensor)) buffer")
      row.buffers += buffer.tensor.shape.product
    default: row.tensors.append("\(key) \(view.session.text(value))")
    }
  }

  private mutating func addInner(_ value: Value, depth: Int) {
    switch value {
    case .record(let record) where record.isCallable: add(record, depth: depth)
    case .function(let function):
      let name = function.name ?? "\(function.parameterNames.joined(separator: ", ")) -> …"
      rows.append(Row(layer: String(repeating: "  ", count: depth) + name, tensors: [], parameters: 0))
    case .list(let list): for item in list.items { addInner(item, depth: depth) }
    default: break
    }
  }
}

// Values as a person at a terminal reads them: models as tables, records as trees, functions by their heads.
// Neighbours: `ModelTable` and `ValueTree` lay out; `ValuePaint` colours; a notebook's text is `Session.text`.

import Language
import TensorIR

struct ValueView {
  let session: Session
  let width: Int
  let isColoured: Bool

  /// What an entry's value shows.
  func text(_ value: Value) -> String {
    switch value {
    case .function(let function): return head(of: function)
    case .record(let record) where record.isCallable: return paint(ModelTable(self, record).text)
    case .record, .list:
      let text = session.text(value)
      let isShort = text.utf8.allSatisfy { $0 != 0x0A } && TextFit.width(text) <= width
      return paint(isShort ? text : ValueTree(self).text(value))
    default: return paint(session.text(value))
    }
  }

  /// A value's kind, shape and size: `tensor f32[3, 4], 48 B`.
  func kind(_ value: Value) -> String {
    let size = bytes(of: value)
    let amount = size > 0 ? ", \(Amount.bytes(size))" : ""
    switch value {
    case .tensor(let tensor): return "tensor \(Self.type(tensor))\(amount)"
    case .buffer(let buffer): return "buffer \(Self.type(buffer.tensor))\(amount)"
    case .record(let record) where record.isCallable:
      return "\(name(of: record)), \(Amount.count(parameters(of: value), "parameter"))\(amount)"
    case .record(let record): return "record of \(Amount.count(record.keys.count, "field"))\(amount)"
    case .list(let list): return "list of \(Amount.count(list.items.count, "item"))\(amount)"
    case .function(let function): return "function \(session.signature(of: function))"
    case .string(let words): return "string of \(Amount.count(words.utf8.count, "byte"))"
    default: return value.typeName
    }
  }

  /// For lists of names: the value itself where it is short, else its kind.
  func inOneLine(_ value: Value) -> String {
    switch value {
    case .function, .display: return kind(value)
    case .record, .list: return bytes(of: value) > 256 ? kind(value) : oneLine(value)
    case .tensor(let tensor) where tensor.rank > 1: return kind(value)
    default: return oneLine(value)
    }
  }

  private func oneLine(_ value: Value) -> String {
    let text = session.text(value)
    return text.utf8.contains(0x0A) || text.utf8.count > 2 * width ? kind(value) : text
  }

  private func head(of function: Function) -> String {
    let head = session.signature(of: function)
    let words = session.summary(of: function)
    let code = head.isEmpty ? "function" : head
    guard !words.isEmpty else { return isColoured ? HelpPaint.code(code) : code }
    let text = TextFit.wrapped(words, width - 2).split(separator: "\n").map { "  " + $0 }.joined(separator: "\n")
    return (isColoured ? HelpPaint.code(code) : code) + "\n" + (isColoured ? Ink.faint.text(text) : text)
  }

  func paint(_ text: String) -> String { isColoured ? ValuePaint.text(text) : text }

  // MARK: Parts of values

  static func type(_ tensor: Tensor) -> String {
    "\(tensor.dtype.name)[\(tensor.shape.map { "\($0)" }.joined(separator: ", "))]"
  }

  /// Calls `see` with each tensor in a value and the path to it: `model.layers[0].w`.
  func eachTensor(of value: Value, named path: String, _ see: (String, Tensor) -> Void) {
    switch value {
    case .tensor(let tensor): see(path, tensor)
    case .buffer(let buffer): see(path, buffer.tensor)
    case .list(let list):
      for (index, item) in list.items.enumerated() { eachTensor(of: item, named: "\(path)[\(index)]", see) }
    case .record(let record):
      for (key, item) in record.fields { eachTensor(of: item, named: "\(path).\(key)", see) }
    default: break
    }
  }

  /// Bytes of the tensors in a value; what two values share counts for both.
  func bytes(of value: Value) -> Int {
    switch value {
    case .tensor(let tensor): return tensor.shape.product &* tensor.dtype.size
    case .buffer(let buffer): return bytes(of: .tensor(buffer.tensor))
    case .list(let list): return list.items.reduce(0) { $0 + bytes(of: $1) }
    case .record(let record): return record.values.reduce(0) { $0 + bytes(of: $1) }
    default: return 0
    }
  }

  /// Numbers that training moves: those in tensors of floats that are no buffers.
  func parameters(of value: Value) -> Int {
    switch value {
    case .tensor(let tensor): return tensor.dtype.isFloating ? tensor.shape.product : 0
    case .list(let list): return list.items.reduce(0) { $0 + parameters(of: $1) }
    case .record(let record): return record.values.reduce(0) { $0 + parameters(of: $1) }
    default: return 0
    }
  }

  /// What made a model: the definition that its `call` was written in.
  func name(of record: Record) -> String {
    if case .function(let call)? = record["call"], let name = session.definer(of: call), !name.isEmpty { return name }
    return "model"
  }
}

extension Record {
  /// Whether it can be called: its field `call` is a function.
  var isCallable: Bool {
    if case .function? = self["call"] { return true }
    return false
  }
}

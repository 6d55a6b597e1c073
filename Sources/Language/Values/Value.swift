// What a name can stand for. All values are immutable.
// Neighbours: `Code` computes them, `Trees` walk them, `ValueText` shows them.

import Display
import TensorIR

/// A value of the language. Large payloads are boxed: values are copied all the time, and small they are quick.
public enum Value {
  case none
  case bool(Bool)
  /// A host number: exact, weak.
  case int(Int)
  /// A host number: f64, weak.
  case float(Double)
  case string(String)
  case tensor(Tensor)
  case list(List)
  case record(Record)
  case function(Function)
  indirect case range(NumberRange)
  case sequence(LazySequence)
  /// An image, chart or table: shown when it is the value of a statement.
  indirect case display(Output)
  /// A tensor of a model that is not trained; reading the field gives the tensor.
  case buffer(Buffer)
}

// A session, and with it all its values, is used by one thread at a time.
extension Value: @unchecked Sendable {}
extension Completion: @unchecked Sendable {}

/// How deep lists, records and closures may be nested: values are released by recursion, on whatever thread lets
/// the last one go (a level of closures takes about 800 bytes of its stack).
let maximumNesting = 1_000

/// An immutable list of anything.
public final class List {
  public let items: [Value]
  let depth: Int

  /// - Throws: `Failure.nestingTooDeep`.
  public init(_ items: [Value]) throws {
    self.items = items
    depth = try nesting(over: items)
  }

  private init() {
    items = []
    depth = 1
  }

  public static var empty: List { List() }
}

/// An immutable record: fields in the order they were written, names unique.
public final class Record {
  public let keys: [String]
  public let values: [Value]
  let depth: Int

  /// Later fields of the same name replace earlier ones, in their place.
  ///
  /// - Throws: `Failure.nestingTooDeep`.
  public init(_ fields: [(String, Value)]) throws {
    var keys: [String] = []
    var values: [Value] = []
    keys.reserveCapacity(fields.count)
    values.reserveCapacity(fields.count)
    var places: [String: Int] = [:]
    for (key, value) in fields {
      if let place = fields.count > 8 ? places[key] : keys.firstIndex(of: key) {
        values[place] = value
      } else {
        if fields.count > 8 { places[key] = keys.count }
        keys.append(key)
        values.append(value)
      }
    }
    self.keys = keys
    self.values = values
    depth = try nesting(over: values)
  }

  /// The same keys with other values, one for each.
  init(keys: [String], values: [Value]) throws {
    self.keys = keys
    self.values = values
    depth = try nesting(over: values)
  }

  public subscript(key: String) -> Value? {
    guard let place = keys.firstIndex(of: key) else { return nil }
    return values[place]
  }

  public var fields: [(String, Value)] { Array(zip(keys, values)) }
}

func nesting(over values: [Value]) throws -> Int {
  var deepest = 0
  for value in values {
    switch value {
    case .list(let list): deepest = max(deepest, list.depth)
    case .record(let record): deepest = max(deepest, record.depth)
    case .function(let function): deepest = max(deepest, function.depth)
    case .sequence(let sequence): deepest = max(deepest, sequence.depth)
    default: break
    }
  }
  if deepest >= maximumNesting { throw Failure.nestingTooDeep }
  return deepest + 1
}

/// `range(start, stop, step)`: host numbers, not stored.
public struct NumberRange: Sendable {
  public let start: Int
  public let step: Int
  public let count: Int
  public func element(_ index: Int) -> Int { start &+ index &* step }

  func contains(_ number: Int) -> Bool {
    guard step > 0 ? number >= start : number <= start else { return false }
    // As if unsigned: two numbers may be further apart than one of them can say.
    let distance = UInt(bitPattern: step > 0 ? number &- start : start &- number)
    let (steps, rest) = distance.quotientAndRemainder(dividingBy: step.magnitude)
    return rest == 0 && steps < count
  }
}

/// A list whose items are made when they are asked for: batches, pairs, numbered items.
public final class LazySequence {
  public let count: Int
  let depth: Int
  let element: (Int) throws -> Value

  /// - Parameter over: values that `element` holds on to, for the bound on nesting.
  init(count: Int, over values: [Value], element: @escaping (Int) throws -> Value) throws {
    self.count = count
    self.element = element
    depth = try nesting(over: values)
  }
}

extension Value {
  /// What messages call the kind of this value.
  public var typeName: String {
    switch self {
    case .none: "none"
    case .bool: "bool"
    case .int, .float: "number"
    case .string: "string"
    case .tensor: "tensor"
    case .list: "list"
    case .record: "record"
    case .function: "function"
    case .range: "range"
    case .sequence: "sequence"
    case .display(.figure(let figure)):
      if case .image = figure.content { "image" } else { "plot" }
    case .display: "table"
    case .buffer: "buffer"
    }
  }

  /// The kind with what distinguishes it: `f32[2, 3]`, `list of 3`.
  public var description: String {
    switch self {
    case .tensor(let tensor): tensor.isWeak ? "number" : "\(tensor.dtype.name)\(tensor.shape)"
    case .list(let list): "list of \(list.items.count)"
    case .record(let record):
      record.keys.isEmpty ? "empty record" : "record {\(record.keys.prefix(5).joined(separator: ", "))}"
    case .function(let function): function.name.map { "function \($0)" } ?? "function"
    case .int(let number): "number \(number)"
    case .string: "string"
    default: typeName
    }
  }

  /// Lists and what can be gone through as one.
  var isSequence: Bool {
    switch self {
    case .list, .range, .sequence: true
    default: false
    }
  }
}

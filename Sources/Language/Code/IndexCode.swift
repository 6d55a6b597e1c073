// Indexing, fields, collections.
// Neighbours: `Operators/Indexing` does the work on tensors.

import SourceText

/// A resolved subscript.
enum SubscriptCode {
  case at(Code)
  case slice(Code?, Code?, Code?)
  case ellipsis
  case new

  func evaluate(_ frame: Frame) throws -> Place {
    switch self {
    case .at(let code): return .at(try code.evaluate(frame))
    case .slice(let start, let stop, let step):
      return .slice(try start?.evaluate(frame), try stop?.evaluate(frame), try step?.evaluate(frame))
    case .ellipsis: return .ellipsis
    case .new: return .new
    }
  }
}

/// One evaluated place of an index.
enum Place {
  case at(Value)
  case slice(Value?, Value?, Value?)
  case ellipsis
  case new
}

final class IndexCode: Code {
  let object: Code
  let subscripts: [SubscriptCode]
  let stampsOrigin: Bool
  init(_ object: Code, _ subscripts: [SubscriptCode], stampsOrigin: Bool, _ span: Span) {
    self.object = object
    self.subscripts = subscripts
    self.stampsOrigin = stampsOrigin
    super.init(span)
  }
  override func evaluate(_ frame: Frame) throws -> Value {
    let value = try object.evaluate(frame)
    let places = try subscripts.map { try $0.evaluate(frame) }
    if stampsOrigin { frame.interpreter.stamp(span) }
    do { return try frame.interpreter.indexed(value, places) } catch let failure as Failure {
      throw frame.interpreter.diagnostic(failure, at: span, operands: [(object.span, value)])
    }
  }
}

final class MemberCode: Code {
  let object: Code
  let name: String
  let nameSpan: Span
  init(_ object: Code, _ name: String, nameSpan: Span, _ span: Span) {
    self.object = object
    self.name = name
    self.nameSpan = nameSpan
    super.init(span)
  }
  override func evaluate(_ frame: Frame) throws -> Value {
    let value = try object.evaluate(frame)
    do { return try frame.interpreter.member(name, of: value) } catch let failure as Failure {
      throw frame.interpreter.diagnostic(failure, at: nameSpan, operands: [(object.span, value)])
    }
  }
}

/// Items with their spreads: of lists, tensors and calls.
struct ElementCode {
  let code: Code
  let isSpread: Bool

  func append(to items: inout [Value], _ frame: Frame) throws {
    let value = try code.evaluate(frame)
    guard isSpread else {
      items.append(value)
      return
    }
    do {
      let parts = try frame.interpreter.parts(of: value)
      try frame.interpreter.checkItems(items.count + parts.count)
      items += parts
    } catch {
      throw frame.interpreter.located(error, at: code.span)
    }
  }
}

/// `(a, b)` and `[a, b]`.
final class CollectionCode: Code {
  let elements: [ElementCode]
  let isTensor: Bool
  init(_ elements: [ElementCode], isTensor: Bool, _ span: Span) {
    self.elements = elements
    self.isTensor = isTensor
    super.init(span)
  }
  override func evaluate(_ frame: Frame) throws -> Value {
    var items: [Value] = []
    items.reserveCapacity(elements.count)
    for element in elements { try element.append(to: &items, frame) }
    let interpreter = frame.interpreter
    if isTensor { interpreter.stamp(span) }
    do {
      return isTensor ? try interpreter.stacked(items) : .list(try List(items))
    } catch { throw interpreter.located(error, at: span) }
  }
}

final class RecordCode: Code {
  enum Field {
    case named(String, Code)
    case spread(Code)
  }
  let fields: [Field]
  init(_ fields: [Field], _ span: Span) {
    self.fields = fields
    super.init(span)
  }
  override func evaluate(_ frame: Frame) throws -> Value {
    var items: [(String, Value)] = []
    for field in fields {
      switch field {
      case .named(let name, let code): items.append((name, try code.evaluate(frame)))
      case .spread(let code):
        guard case .record(let record) = try code.evaluate(frame) else {
          throw frame.interpreter.diagnostic(
            .type("only a record can be spread with `..` in a record"), at: code.span)
        }
        items += record.fields
      }
    }
    do { return .record(try Record(items)) } catch { throw frame.interpreter.located(error, at: span) }
  }
}

// What a run of the language can tell about its inputs without reading tensors.
// Neighbours: `Replay` keeps the likeness of the inputs it was made with, and compares those of later calls.

import Autodiff
import TensorIR

/// A description of some values: a function that reads no tensor does the same for all values that it fits.
struct Likeness {
  /// One step on the walk through the values: plain data, so that comparing counts no references.
  fileprivate struct Trait: BitwiseCopyable {
    enum Kind: UInt8, BitwiseCopyable {
      case none, absent, bool, int
      /// Its bits, so that -0 and nan are told apart.
      case float
      case string, range
      /// Its elements are open; integers have bounds, on which checks of indices hang.
      case tensor
      /// Followed by its tensor.
      case buffer
      case list, record
      /// Followed by its captures.
      case closure
      case builtin
      /// Followed by what it holds on to.
      case made
    }
    let kind: Kind
    var dtype = DType.f32
    var isWeak = false
    var hasBounds = false
    /// The value itself, or how many parts follow.
    var number = 0
    /// Bounds of a tensor, start and step of a range.
    var lower = 0
    var upper = 0
    var shape = Shape()
    /// Place of its text or keys in `texts`.
    var text = -1
    /// What it is, where identity counts; `holds` keeps it alive.
    var object: ObjectIdentifier?
    var group: ObjectIdentifier?
  }

  fileprivate private(set) var traits: [Trait] = []
  /// Strings (one each) and keys of records.
  fileprivate private(set) var texts: [[String]] = []
  private var holds: [AnyObject] = []
  /// The tensors met on the walk.
  private(set) var leaves: [Tensor] = []

  /// Values with more parts are not described: to compare them would cost more than it saves.
  private static let limit = 4_096

  /// Lets go of the tensors, which a kept description must not keep alive.
  mutating func forgetLeaves() { leaves = [] }

  /// - Returns: false if the value cannot be described; the description is of no use then.
  mutating func add(_ value: Value?, _ recorder: Recorder) -> Bool {
    guard traits.count < Likeness.limit else { return false }
    switch value {
    case nil: traits.append(Trait(kind: .absent))
    case .none?: traits.append(Trait(kind: .none))
    case .bool(let truth)?: traits.append(Trait(kind: .bool, number: truth ? 1 : 0))
    case .int(let number)?: traits.append(Trait(kind: .int, number: number))
    case .float(let number)?: traits.append(Trait(kind: .float, number: Int(bitPattern: UInt(number.bitPattern))))
    case .string(let text)?: add(.string, text: [text])
    case .range(let range)?:
      traits.append(Trait(kind: .range, number: range.count, lower: range.start, upper: range.step))
    // What a sequence gives is unknown: it may hold a tensor that is an input too.
    case .sequence?, .display?: return false
    case .tensor(let tensor)?: return add(tensor, recorder)
    case .buffer(let buffer)?:
      guard buffer.collector == nil else { return false }
      traits.append(Trait(kind: .buffer, number: buffer.mode.rawValue))
      return add(buffer.tensor, recorder)
    case .list(let list)?:
      traits.append(Trait(kind: .list, number: list.items.count))
      return list.items.allSatisfy { add($0, recorder) }
    case .record(let record)?:
      add(.record, text: record.keys)
      return record.values.allSatisfy { add($0, recorder) }
    case .function(let function)?: return add(function, recorder)
    }
    return true
  }

  private mutating func add(_ kind: Trait.Kind, number: Int = 0, text: [String]) {
    traits.append(Trait(kind: kind, number: number, text: texts.count))
    texts.append(text)
  }

  private mutating func add(_ tensor: Tensor, _ recorder: Recorder) -> Bool {
    let plain = recorder.stripped(tensor)
    switch plain.body {
    case .pending, .ready: break
    case .failed, .traced: return false
    }
    let bounds = tensor.knownBounds
    traits.append(
      Trait(
        kind: .tensor, dtype: tensor.dtype, isWeak: tensor.isWeak, hasBounds: bounds != nil,
        lower: bounds?.lowerBound ?? 0, upper: bounds?.upperBound ?? 0, shape: tensor.shape))
    leaves.append(plain)
    return true
  }

  private mutating func add(_ function: Function, _ recorder: Recorder) -> Bool {
    switch function.body {
    case .closure(let code, let captures, let group):
      holds.append(code)
      if let group { holds.append(group) }
      traits.append(
        Trait(
          kind: .closure, number: captures.count, object: ObjectIdentifier(code), group: group.map(ObjectIdentifier.init)))
      return captures.allSatisfy { add($0, recorder) }
    case .builtin(let builtin):
      holds.append(builtin)
      traits.append(Trait(kind: .builtin, object: ObjectIdentifier(builtin)))
    case .host(let host):
      guard let transform = host.transform else { return false }
      add(.made, number: host.over.count, text: [transform])
      return host.over.allSatisfy { add($0, recorder) }
    }
    return true
  }
}

/// A walk through values beside a description.
struct LikenessWalk {
  private let likeness: Likeness
  private let recorder: Recorder
  private var place = 0
  /// The tensors met so far, in the order of the description's.
  private(set) var leaves: [Tensor] = []

  init(_ likeness: Likeness, _ recorder: Recorder) {
    self.likeness = likeness
    self.recorder = recorder
  }

  /// Whether nothing of the description is left.
  var isAtEnd: Bool { place == likeness.traits.count }

  private mutating func next() -> Likeness.Trait? {
    guard place < likeness.traits.count else { return nil }
    place += 1
    return likeness.traits[place - 1]
  }

  /// Whether the next value fits; after a false the walk is over.
  mutating func fits(_ value: Value?) -> Bool {
    guard let trait = next() else { return false }
    switch value {
    case nil: return trait.kind == .absent
    case .none?: return trait.kind == .none
    case .bool(let truth)?: return trait.kind == .bool && trait.number == (truth ? 1 : 0)
    case .int(let number)?: return trait.kind == .int && trait.number == number
    case .float(let number)?:
      return trait.kind == .float && UInt64(UInt(bitPattern: trait.number)) == number.bitPattern
    case .string(let text)?: return trait.kind == .string && likeness.texts[trait.text] == [text]
    case .range(let range)?:
      return trait.kind == .range && trait.lower == range.start && trait.upper == range.step
        && trait.number == range.count
    case .tensor(let tensor)?: return fits(tensor, trait)
    case .buffer(let buffer)?:
      guard trait.kind == .buffer, trait.number == buffer.mode.rawValue, buffer.collector == nil, let trait = next()
      else { return false }
      return fits(buffer.tensor, trait)
    case .list(let list)?:
      guard trait.kind == .list, trait.number == list.items.count else { return false }
      for item in list.items where !fits(item) { return false }
      return true
    case .record(let record)?:
      guard trait.kind == .record, likeness.texts[trait.text] == record.keys else { return false }
      for field in record.values where !fits(field) { return false }
      return true
    case .function(let function)?: return fits(function, trait)
    case .sequence?, .display?: return false
    }
  }

  private mutating func fits(_ tensor: Tensor, _ trait: Likeness.Trait) -> Bool {
    guard trait.kind == .tensor, tensor.dtype == trait.dtype, tensor.shape == trait.shape,
      tensor.isWeak == trait.isWeak, hasBounds(tensor.knownBounds, trait)
    else { return false }
    let plain = recorder.stripped(tensor)
    switch plain.body {
    case .pending, .ready:
      leaves.append(plain)
      return true
    case .failed, .traced: return false
    }
  }

  private func hasBounds(_ bounds: ClosedRange<Int>?, _ trait: Likeness.Trait) -> Bool {
    guard let bounds else { return !trait.hasBounds }
    return trait.hasBounds && bounds.lowerBound == trait.lower && bounds.upperBound == trait.upper
  }

  private mutating func fits(_ function: Function, _ trait: Likeness.Trait) -> Bool {
    switch function.body {
    case .closure(let code, let captures, let group):
      guard trait.kind == .closure, trait.object == ObjectIdentifier(code),
        trait.group == group.map(ObjectIdentifier.init), trait.number == captures.count
      else { return false }
      for capture in captures where !fits(capture) { return false }
      return true
    case .builtin(let builtin): return trait.kind == .builtin && trait.object == ObjectIdentifier(builtin)
    case .host(let host):
      guard trait.kind == .made, likeness.texts[trait.text].first == host.transform,
        trait.number == host.over.count
      else { return false }
      for part in host.over where !fits(part) { return false }
      return true
    }
  }
}

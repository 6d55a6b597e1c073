// What a run of the language can tell about its inputs without reading tensors.
// Neighbours: `Replay` keeps the likeness of the inputs it was made with, and compares those of later calls.

import Autodiff
import TensorIR

/// A description of some values: a function that reads no tensor does the same for all values that it fits.
struct Likeness {
  /// One step on the walk through the values.
  enum Trait {
    case none, absent
    case bool(Bool)
    case int(Int)
    /// Bits, so that -0 and nan are told apart.
    case float(UInt64)
    case string(String)
    case range(NumberRange)
    /// Its elements are open; integers have bounds, on which checks of indices hang.
    case tensor(DType, Shape, isWeak: Bool, bounds: ClosedRange<Int>?)
    case buffer(Buffer.Mode)
    case list(Int)
    case record([String])
    /// Followed by its captures.
    case closure(FunctionCode, FunctionGroup?, captures: Int)
    case builtin(Builtin)
    /// Followed by what it holds on to.
    case made(by: String, parts: Int)
  }

  private(set) var traits: [Trait] = []
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
    case nil: traits.append(.absent)
    case .none?: traits.append(.none)
    case .bool(let truth)?: traits.append(.bool(truth))
    case .int(let number)?: traits.append(.int(number))
    case .float(let number)?: traits.append(.float(number.bitPattern))
    case .string(let text)?: traits.append(.string(text))
    case .range(let range)?: traits.append(.range(range))
    // What a sequence gives is unknown: it may hold a tensor that is an input too.
    case .sequence?, .display?: return false
    case .tensor(let tensor)?: return add(tensor, recorder)
    case .buffer(let buffer)?:
      guard buffer.collector == nil else { return false }
      traits.append(.buffer(buffer.mode))
      return add(buffer.tensor, recorder)
    case .list(let list)?:
      traits.append(.list(list.items.count))
      return list.items.allSatisfy { add($0, recorder) }
    case .record(let record)?:
      traits.append(.record(record.keys))
      return record.values.allSatisfy { add($0, recorder) }
    case .function(let function)?: return add(function, recorder)
    }
    return true
  }

  private mutating func add(_ tensor: Tensor, _ recorder: Recorder) -> Bool {
    let plain = recorder.stripped(tensor)
    switch plain.body {
    case .pending, .ready: break
    case .failed, .traced: return false
    }
    traits.append(.tensor(tensor.dtype, tensor.shape, isWeak: tensor.isWeak, bounds: tensor.knownBounds))
    leaves.append(plain)
    return true
  }

  private mutating func add(_ function: Function, _ recorder: Recorder) -> Bool {
    switch function.body {
    case .closure(let code, let captures, let group):
      traits.append(.closure(code, group, captures: captures.count))
      return captures.allSatisfy { add($0, recorder) }
    case .builtin(let builtin): traits.append(.builtin(builtin))
    case .host(let host):
      guard let transform = host.transform else { return false }
      traits.append(.made(by: transform, parts: host.over.count))
      return host.over.allSatisfy { add($0, recorder) }
    }
    return true
  }
}

/// A walk through values beside a description.
struct LikenessWalk {
  private let traits: [Likeness.Trait]
  private let recorder: Recorder
  private var place = 0
  /// The tensors met so far, in the order of the description's.
  private(set) var leaves: [Tensor] = []

  init(_ likeness: Likeness, _ recorder: Recorder) {
    traits = likeness.traits
    self.recorder = recorder
  }

  /// Whether nothing of the description is left.
  var isAtEnd: Bool { place == traits.count }

  /// Whether the next value fits; after a false the walk is over.
  mutating func fits(_ value: Value?) -> Bool {
    guard place < traits.count else { return false }
    let trait = traits[place]
    place += 1
    switch (trait, value) {
    case (.absent, nil): return true
    case (.none, .some(.none)): return true
    case (.bool(let known), .bool(let truth)?): return known == truth
    case (.int(let known), .int(let number)?): return known == number
    case (.float(let known), .float(let number)?): return known == number.bitPattern
    case (.string(let known), .string(let text)?): return known == text
    case (.range(let known), .range(let range)?):
      return known.start == range.start && known.step == range.step && known.count == range.count
    case (.tensor, .tensor(let tensor)?): return fits(tensor, trait)
    case (.buffer(let mode), .buffer(let buffer)?):
      guard buffer.mode == mode, buffer.collector == nil, place < traits.count else { return false }
      place += 1
      return fits(buffer.tensor, traits[place - 1])
    case (.list(let count), .list(let list)?):
      guard list.items.count == count else { return false }
      for item in list.items where !fits(item) { return false }
      return true
    case (.record(let keys), .record(let record)?):
      guard record.keys == keys else { return false }
      for field in record.values where !fits(field) { return false }
      return true
    case (_, .function(let function)?): return fits(function, trait)
    default: return false
    }
  }

  private mutating func fits(_ tensor: Tensor, _ trait: Likeness.Trait) -> Bool {
    guard case .tensor(let dtype, let shape, let isWeak, let bounds) = trait, tensor.dtype == dtype,
      tensor.shape == shape, tensor.isWeak == isWeak, tensor.knownBounds == bounds
    else { return false }
    let plain = recorder.stripped(tensor)
    switch plain.body {
    case .pending, .ready:
      leaves.append(plain)
      return true
    case .failed, .traced: return false
    }
  }

  private mutating func fits(_ function: Function, _ trait: Likeness.Trait) -> Bool {
    switch (trait, function.body) {
    case (.closure(let known, let knownGroup, let count), .closure(let code, let captures, let group)):
      guard known === code, knownGroup === group, captures.count == count else { return false }
      for capture in captures where !fits(capture) { return false }
      return true
    case (.builtin(let known), .builtin(let builtin)): return known === builtin
    case (.made(let known, let count), .host(let host)):
      guard host.transform == known, host.over.count == count else { return false }
      for part in host.over where !fits(part) { return false }
      return true
    default: return false
    }
  }
}

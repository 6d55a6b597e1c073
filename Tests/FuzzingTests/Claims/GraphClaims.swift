// Recordings made of bytes: the planner's loops give what the plain kernels give, shape by shape.
// Neighbours: `EngineTests/RandomGraphTests` has larger ones, from seeds.

import Engine
import Reference
import TensorIR

enum GraphClaims {
  static let all = [Claim("graph") { violation($0) }]

  private static func violation(_ bytes: [UInt8]) -> String? {
    let engine = Arena(executor: Engine(threads: 1), memoryLimit: 1 << 24)
    let reference = Arena(executor: ReferenceExecutor(), memoryLimit: 1 << 24)
    var (first, second) = (ByteGraph(engine, bytes), ByteGraph(reference, bytes))
    first.grow()
    second.grow()
    if first.tensors.map(\.shape) != second.tensors.map(\.shape) { return "the recordings differ" }
    for (place, pair) in zip(first.tensors, second.tensors).enumerated().suffix(6) {
      let (found, wanted) = (try? engine.read(pair.0), try? reference.read(pair.1))
      guard let found, let wanted else {
        if (found == nil) != (wanted == nil) { return "only one of both computes \(first.names[place])" }
        continue
      }
      guard found.count == wanted.count else { return "\(first.names[place]) has \(found.count) elements" }
      for index in 0..<found.count {
        let (a, b) = (found.double(at: index), wanted.double(at: index))
        let isExact = !pair.0.dtype.isFloating
        let isClose = a == b || a.isNaN && b.isNaN || !isExact && (a - b).magnitude <= 2e-5 * max(1, b.magnitude)
        if !isClose { return "\(first.names[...place].joined(separator: ", ")): element \(index) is \(a), not \(b)" }
      }
    }
    return nil
  }
}

/// A recording of up to 24 operations, chosen by bytes.
private struct ByteGraph {
  private(set) var tensors: [Tensor] = []
  private(set) var names: [String] = []
  private var choices: Choices
  private let arena: Arena

  init(_ arena: Arena, _ bytes: [UInt8]) {
    self.arena = arena
    choices = Choices(bytes)
    let (rows, columns) = (1 + choices.below(9), 1 + choices.below(19))
    leaf([rows, columns], .f32)
    leaf([columns], .f32)
    leaf([rows, columns], .i32)
    leaf([rows, 1], .f32)
  }

  private mutating func leaf(_ shape: Shape, _ dtype: DType) {
    guard let storage = Storage(dtype: dtype, count: shape.product) else { return }
    // Eighths between -2 and 2: sums of them are exact, and no value is on the edge of a comparison with sixteenths.
    for index in 0..<storage.count {
      let value = Double((index * 7 + tensors.count * 5) % 33 - 16)
      storage.store(dtype == .i32 ? value : value / 8, at: index)
    }
    add(arena.tensor(storage, shape: shape), "leaf")
  }

  private mutating func add(_ tensor: Tensor?, _ name: String) {
    guard let tensor, tensor.elementCount <= 4_000 else { return }
    tensors.append(tensor)
    names.append("\(name) \(tensor.dtype) \(tensor.shape)")
  }

  private mutating func any(_ fits: (Tensor) -> Bool = { _ in true }) -> Tensor? {
    let found = tensors.filter(fits)
    return found.isEmpty ? nil : found[choices.below(found.count)]
  }

  mutating func grow() {
    var steps = 0
    while !choices.isAtEnd, steps < 24 {
      steps += 1
      step()
    }
  }

  private mutating func step() {
    let kind = choices.below(14)
    guard let x = any() else { return }
    let axis = x.rank > 0 ? choices.below(x.rank) : 0
    switch kind {
    case 0: record(choices.of([.neg, .abs], or: .neg), [x], if: x.dtype != .bool)
    case 1: record(choices.of([.tanh, .logistic, .relu, .sin, .cos, .erf, .softplus], or: .tanh), [x], if: x.dtype == .f32)
    case 2, 3: binary(x)
    case 4: record(choices.of([.reduceSum, .reduceMax, .reduceMin], or: .reduceSum), [x], .axes([axis]), if: x.rank > 0 && x.dtype != .bool)
    case 5: record(choices.of([.argMax, .argMin], or: .argMax), [x], .axes([axis]), if: x.rank > 0 && x.dtype == .i32 && x.shape[axis] > 0)
    case 6: record(.transpose, [x], .permutation([1, 0]), if: x.rank == 2)
    case 7: record(.reshape, [x], .shape(x.rank == 2 && choices.below(2) == 0 ? [x.shape[1], x.shape[0]] : [x.elementCount]))
    case 8: record(.reverse, [x], .reverse([axis]), if: x.rank > 0)
    case 9: cut(x, axis)
    case 10: pad(x, axis)
    case 11: record(.concat, [x, x], .concat(axis: axis), if: x.rank > 0)
    case 12: product(x)
    default: record(.convert, [x], .dtype(x.dtype == .i32 ? .f32 : .i32), if: x.dtype == .i32 || x.dtype == .bool)
    }
  }

  private mutating func record(_ op: Op, _ operands: [Tensor], _ attributes: Attributes = .none, if fits: Bool = true) {
    guard fits else { return }
    add(try? arena.record(op, operands, attributes), op.name)
  }

  /// Results of floats are squashed, so that rounding stays comparable.
  private mutating func binary(_ x: Tensor) {
    let op = choices.of([Op.add, .sub, .mul, .max, .min, .mod, .floorDiv, .xor], or: .add)
    let isWhole = op == .mod || op == .floorDiv || op == .xor
    guard x.dtype == .i32 || x.dtype == .f32 && !isWhole, let y = any({ $0.dtype == x.dtype }) else { return }
    guard let result = try? arena.record(op, [x, y]) else { return }
    add(x.dtype == .f32 ? try? arena.record(.tanh, [result]) : result, op.name)
  }

  private mutating func cut(_ x: Tensor, _ axis: Int) {
    guard x.rank > 0, x.shape[axis] > 0 else { return }
    var (starts, steps) = (Dims(repeating: 0, count: x.rank), Dims(repeating: 1, count: x.rank))
    starts[axis] = choices.below(x.shape[axis])
    steps[axis] = 1 + choices.below(3)
    record(.slice, [x], .slice(starts: starts, limits: x.shape, steps: steps))
  }

  private mutating func pad(_ x: Tensor, _ axis: Int) {
    guard x.rank > 0 else { return }
    let zeros = Dims(repeating: 0, count: x.rank)
    var (low, high, interior) = (zeros, zeros, zeros)
    low[axis] = choices.below(4) - 1
    high[axis] = choices.below(4) - 1
    interior[axis] = choices.below(3)
    let padded = x.shape[axis] + low[axis] + high[axis] + max(0, x.shape[axis] - 1) * interior[axis]
    record(.pad, [x], .pad(low: low, high: high, interior: interior), if: padded > 0)
  }

  private mutating func product(_ x: Tensor) {
    guard x.rank == 2, x.dtype == .f32, let y = any({ $0.dtype == .f32 && $0.rank == 2 && $0.shape[0] == x.shape[1] }),
      let result = try? arena.record(.dotGeneral, [x, y], .dot(DotDimensions(leftContracting: [1], rightContracting: [0]))),
      let small = try? arena.record(.mul, [result, arena.scalar(0.125, .f32)])
    else { return }
    add(try? arena.record(.tanh, [small]), "product")
  }
}

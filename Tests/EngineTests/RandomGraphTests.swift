// Random recordings: the engine against the oracle, one thread against two, few roots against many.
// Neighbours: `Support`.

import Engine
import Glibc
import TensorIR
import Testing

/// Records a random graph of floats and integers that stays in range.
struct RandomGraph {
  private var dice: Dice
  private let arena: Arena
  private(set) var tensors: [Tensor] = []

  init(_ arena: Arena, seed: Int) throws {
    dice = Dice(seed)
    self.arena = arena
    let rows = 1 + dice.below(seed % 25 == 0 ? 70 : 9)
    let columns = 1 + dice.below(seed % 47 == 0 ? 600 : 9)
    for place in 0..<3 {
      let shape: Shape = [[rows, columns], [columns], [rows, 1]][place]
      tensors.append(try random(arena, shape, seed: seed * 10 + place))
    }
    tensors.append(try random(arena, [rows, columns], .i32, seed: seed * 10 + 3, in: -50...50))
    tensors.append(arena.scalar(dice.real(-1...1), .f32))
    for _ in 0..<8 + dice.below(30) { try grow() }
  }

  private mutating func any(_ matches: (Tensor) -> Bool) -> Tensor? {
    let found = tensors.filter(matches)
    // Late ones more often, so that chains grow deep.
    return found.isEmpty
      ? nil
      : found[found.count - 1 - dice.below(dice.below(2) == 0 ? found.count : Swift.min(4, found.count))]
  }

  private mutating func grow() throws {
    guard let x = any({ $0.dtype == .f32 }) else { return }
    switch dice.below(17) {
    case 13: try convolution(x)
    case 14: try indexing(x)
    case 15: if x.rank > 0 { add(try arena.record(.tanh, [try arena.record(.cumsum, [x], .axes([dice.below(x.rank)]))])) }
    case 0...2: try unary(x)
    case 3...5: try binary(x)
    case 6:
      guard x.rank > 0 else { return }
      let axis = dice.below(x.rank)
      let op: Op = [.reduceSum, .reduceMax, .reduceMin][dice.below(3)]
      add(try arena.record(op, [x], .axes([axis])))
    case 7: if x.rank == 2 { add(try arena.record(.transpose, [x], .permutation([1, 0]))) }
    case 8:
      add(
        try arena.record(
          .reshape, [x],
          .shape(x.rank == 2 && dice.below(2) == 0 ? [x.shape[1], x.shape[0]] : [x.elementCount])))
    case 9: try select(x)
    case 10: try product(x)
    case 11: try move(x)
    case 12: try integers()
    default:
      if x.rank > 0 { add(try arena.record(dice.below(2) == 0 ? .softmax : .logSoftmax, [x])) }
    }
  }

  private mutating func add(_ tensor: Tensor) {
    if tensor.elementCount <= 50_000 { tensors.append(tensor) }
  }

  private mutating func unary(_ x: Tensor) throws {
    let ops: [Op] = [.neg, .abs, .tanh, .logistic, .relu, .sin, .cos, .erf, .softplus, .stopGrad]
    add(try arena.record(ops[dice.below(ops.count)], [x]))
  }

  private mutating func binary(_ x: Tensor) throws {
    guard let y = any({ $0.dtype == .f32 && (try? ShapeRules.broadcast(.add, x.shape, $0.shape)) != nil })
    else { return }
    let op: Op = [.add, .sub, .mul, .max, .min, .mulNoNan][dice.below(6)]
    let result = try arena.record(op, [x, y])
    // Kept small, so that errors stay comparable.
    add(op == .mul || op == .add || op == .sub ? try arena.record(.tanh, [result]) : result)
  }

  private mutating func select(_ x: Tensor) throws {
    guard let y = any({ $0.dtype == .f32 && $0.shape == x.shape }) else { return }
    // Halves are far from both sides: rounding cannot turn the comparison.
    let level = try arena.record(.roundEven, [try arena.record(.mul, [x, arena.scalar(0, .f32)])])
    let condition = try arena.record(
      .compare, [level, arena.scalar(0.5, .f32)], .comparison(dice.below(2) == 0 ? .lt : .ge))
    add(try arena.record(.select, [condition, x, y]))
  }

  private mutating func product(_ x: Tensor) throws {
    guard x.rank == 2, let y = any({ $0.dtype == .f32 && $0.rank == 2 && $0.shape[0] == x.shape[1] }) else {
      return
    }
    let result = try arena.record(
      .dotGeneral, [x, y], .dot(DotDimensions(leftContracting: [1], rightContracting: [0])))
    add(try arena.record(.tanh, [try arena.record(.mul, [result, arena.scalar(0.1, .f32)])]))
  }

  private mutating func move(_ x: Tensor) throws {
    guard x.rank > 0 else { return }
    let axis = dice.below(x.rank)
    switch dice.below(4) {
    case 0: add(try arena.record(.reverse, [x], .reverse([axis])))
    case 1:
      var (starts, limits, steps) = (
        Dims(repeating: 0, count: x.rank), x.shape, Dims(repeating: 1, count: x.rank)
      )
      starts[axis] = dice.below(x.shape[axis])
      limits[axis] = x.shape[axis]
      steps[axis] = 1 + dice.below(3)
      add(try arena.record(.slice, [x], .slice(starts: starts, limits: limits, steps: steps)))
    case 2: add(try arena.record(.concat, [x, x], .concat(axis: axis)))
    default:
      let zeros = Dims(repeating: 0, count: x.rank)
      var low = zeros
      low[axis] = dice.below(3) - 1
      if x.shape[axis] + low[axis] > 0 {
        add(try arena.record(.pad, [x], .pad(low: low, high: zeros, interior: zeros)))
      }
    }
  }

  /// A convolution of a matrix, or of its rows, with what networks do next: bias, relu, pooling.
  private mutating func convolution(_ x: Tensor) throws {
    guard x.rank == 2, x.elementCount > 0, x.elementCount <= 4_000 else { return }
    let asRows = dice.below(2) == 0
    let image = try arena.record(
      .reshape, [x], .shape(asRows ? [x.shape[0], 1, x.shape[1]] : [1, 1, x.shape[0], x.shape[1]]))
    let sides = image.shape.dropFirst(2).map { Swift.min($0, 1 + dice.below(4)) }
    let channels = 1 + dice.below(9)
    let weights = try random(arena, Shape(clamping: [channels, 1] + sides), seed: dice.below(1 << 20))
    let padding = dice.below(2)
    let axis = WindowAxis(stride: 1 + dice.below(2), low: padding, high: padding)
    let windows = asRows ? Windows(axis) : Windows(axis, axis)
    var result = try arena.record(.convolution, [image, weights], .convolution(windows, groups: 1))
    if dice.below(2) == 0 {
      let bias = try random(arena, Shape(clamping: [channels] + sides.map { _ in 1 }), seed: dice.below(1 << 20))
      result = try arena.record(.add, [result, bias])
    }
    if dice.below(2) == 0 { result = try arena.record(.relu, [result]) }
    result = try arena.record(.mul, [result, arena.scalar(0.1, .f32)])
    // One channel goes on as a matrix; the others as their sums.
    add(try arena.record(.reduceSum, [result], .axes(asRows ? [1] : [0, 1])))
    add(try arena.record(.tanh, [try arena.record(.reduceSum, [result], .axes(asRows ? [0, 2] : [0, 2, 3]))]))
  }

  /// Rows taken, added to and replaced at whole numbers of which some are out of range.
  private mutating func indexing(_ x: Tensor) throws {
    guard x.rank > 0 else { return }
    let axis = dice.below(x.rank)
    let places = try random(arena, [1 + dice.below(6)], .i32, seed: dice.below(1 << 20), in: -2...Double(x.shape[axis] + 1))
    let attribute = Attributes.gather(axis: axis, batch: 0)
    let taken = try arena.record(.gather, [x, places], attribute)
    let updates = try arena.record(.tanh, [taken])
    add(updates)
    add(try arena.record(.tanh, [try arena.record(.scatterAdd, [x, places, updates], attribute)]))
  }

  private mutating func integers() throws {
    guard let x = any({ $0.dtype == .i32 }) else { return }
    guard let y = any({ $0.dtype == .i32 && $0.shape == x.shape }) else { return }
    let op: Op = [.add, .sub, .max, .xor][dice.below(4)]
    let sum = try arena.record(op, [x, y])
    let limited = try arena.record(.mod, [sum, arena.scalar(97, .i32)])
    add(limited)
    add(try arena.record(.tanh, [try arena.record(.convert, [limited], .dtype(.f32))]))
  }
}

@Suite struct RandomGraphTests {
  /// The last few tensors as roots, or all.
  static func recording(_ seed: Int, all: Bool) -> Recording {
    { arena in
      let tensors = try RandomGraph(arena, seed: seed).tensors
      return all ? tensors : Array(tensors.suffix(3))
    }
  }

  /// Hundreds of graphs; `ADVNB_GRAPHS` asks for more (200 make twenty thousand).
  static let hundreds = getenv("ADVNB_GRAPHS").flatMap { Int(String(cString: $0)) } ?? 20

  @Test(arguments: 0..<hundreds) func randomGraphsAgree(hundred: Int) throws {
    for seed in hundred * 100..<(hundred + 1) * 100 {
      try expectEqual(
        RandomGraphTests.recording(seed, all: seed % 3 == 0), tolerance: 1e-5, scale: 1, threads: 1 + seed % 2,
        "seed \(seed)")
    }
  }

  @Test func bitsDoNotDependOnThreadsOrOtherRoots() throws {
    for seed in 0..<400 {
      let (one, two, many) = (engineArena(threads: 1), engineArena(threads: 2), engineArena(threads: 2))
      let a = try RandomGraphTests.recording(seed, all: false)(one)
      let b = try RandomGraphTests.recording(seed, all: false)(two)
      let c = try RandomGraphTests.recording(seed, all: true)(many)
      for (place, pair) in zip(a, b).enumerated() {
        let wanted = try bits(one, pair.0)
        #expect(try bits(two, pair.1) == wanted, "seed \(seed) result \(place), threads")
        #expect(try bits(many, c[c.count - a.count + place]) == wanted, "seed \(seed) result \(place), roots")
      }
    }
  }

  @Test func largeLoopsGiveTheSameBitsOnTwoThreads() throws {
    func record(_ arena: Arena) throws -> [Tensor] {
      let x = try random(arena, [3000, 333], seed: 1)
      let y = try random(arena, [333, 501], seed: 2)
      let e = try arena.record(.exp, [x])
      let sums = try ([[0], [1], [0, 1]] as [Axes]).map { try arena.record(.reduceSum, [e], .axes($0)) }
      let product = try arena.record(
        .dotGeneral, [e, y], .dot(DotDimensions(leftContracting: [1], rightContracting: [0])))
      return sums + [e, product, try arena.record(.softmax, [x])]
    }
    let (one, two) = (engineArena(threads: 1), engineArena(threads: 2))
    for (a, b) in zip(try record(one), try record(two)) { #expect(try bits(one, a) == bits(two, b)) }
    #expect((two.executor as? Engine)?.hasStartedThreads == true)
  }
}

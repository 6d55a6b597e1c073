// What each shape rule refuses, with its evidence, and that whatever it accepts can be computed.
// Neighbours: `ValueTests` has the results.

import TensorIR
import Testing

struct Refusal: Sendable, CustomTestStringConvertible {
  let op: Op
  let inputs: [(Shape, DType)]
  var attributes = Attributes.none
  let error: ShapeError
  var testDescription: String { "\(op.name): \(error)" }

  init(_ op: Op, _ shapes: [Shape], _ attributes: Attributes = .none, _ error: ShapeError) {
    self.init(op, shapes.map { ($0, .f32) }, attributes, error)
  }

  init(_ op: Op, _ inputs: [(Shape, DType)], _ attributes: Attributes = .none, _ error: ShapeError) {
    self.op = op
    self.inputs = inputs
    self.attributes = attributes
    self.error = error
  }

  static let elementwise: [Refusal] = [
    Refusal(.exp, [[2], [2]], .none, .operandCount(.exp, expected: 1, got: 2)),
    Refusal(.exp, [([2], .i32)], .none, .dtypeUnsupported(.exp, .i32)),
    Refusal(.neg, [([2], .bool)], .none, .dtypeUnsupported(.neg, .bool)),
    Refusal(.not, [[2]], .none, .dtypeUnsupported(.not, .f32)),
    Refusal(.add, [[2]], .none, .operandCount(.add, expected: 2, got: 1)),
    Refusal(.add, [[2, 3], [2, 4]], .none, .cannotBroadcast(.add, [2, 3], [2, 4], axis: 1)),
    Refusal(.add, [[3], [2, 4]], .none, .cannotBroadcast(.add, [3], [2, 4], axis: 1)),
    Refusal(.sub, [[5, 1], [5]], .none, .stretchesHigherRank(.sub, [5, 1], [5])),
    Refusal(.mul, [([2], .f32), ([2], .f64)], .none, .dtypeMismatch(.mul, .f32, .f64)),
    Refusal(.add, [([2], .bool), ([2], .bool)], .none, .dtypeUnsupported(.add, .bool)),
    Refusal(.xor, [[2], [2]], .none, .dtypeUnsupported(.xor, .f32)),
    Refusal(.shl, [([2], .bool), ([2], .bool)], .none, .dtypeUnsupported(.shl, .bool)),
    Refusal(.atan2, [([2], .i32), ([2], .i32)], .none, .dtypeUnsupported(.atan2, .i32)),
    Refusal(.select, [[2], [2], [2]], .none, .dtypeUnsupported(.select, .f32)),
    Refusal(.select, [([2], .bool), ([2], .f32), ([2], .i32)], .none, .dtypeMismatch(.select, .f32, .i32)),
    Refusal(.clamp, [[2], [3], [2]], .none, .cannotBroadcast(.clamp, [3], [2], axis: 0)),
  ]

  static let movement: [Refusal] = [
    Refusal(.reshape, [[2, 3]], .shape([4]), .cannotReshape(from: [2, 3], to: [4])),
    Refusal(.transpose, [[2, 3]], .permutation([0, 0]), .badPermutation([2, 3], [0, 0])),
    Refusal(
      .broadcastInDim, [[2]], .broadcast([3], axes: [0]), .cannotBroadcast(.broadcastInDim, [2], [3], axis: 0)
    ),
    Refusal(
      .slice, [[4]], .slice(starts: [2], limits: [5], steps: [1]),
      .sliceOutOfRange([4], axis: 0, start: 2, limit: 5, step: 1)),
    Refusal(.pad, [[2]], .pad(low: [-2], high: [-1], interior: [0]), .badPadding([2])),
    Refusal(.reverse, [[2]], .reverse([1]), .axisOutOfRange(.reverse, axis: 1, rank: 1)),
    Refusal(.concat, [Shape](), .concat(axis: 0), .operandCount(.concat, expected: 1, got: 0)),
    Refusal(.concat, [[2, 3], [2, 4]], .concat(axis: 0), .concatMismatch([2, 3], [2, 4], axis: 0)),
    Refusal(.dynamicSlice, [[4]], .sizes([2]), .operandCount(.dynamicSlice, expected: 1, got: 0)),
    Refusal(
      .dynamicSlice, [([4], .f32), ([], .f32)], .sizes([2]), .dtypeUnsupported(.dynamicSlice, .f32)),
    Refusal(
      .dynamicUpdateSlice, [([2], .f32), ([3], .f32), ([], .i32)], .none,
      .updateMismatch(.dynamicUpdateSlice, expected: [2], got: [3])),
    Refusal(.gather, [[3], [2]], .gather(axis: 0, batch: 0), .dtypeUnsupported(.gather, .f32)),
    Refusal(
      .gather, [([3], .f32), ([2], .i32)], .gather(axis: 1, batch: 0),
      .axisOutOfRange(.gather, axis: 1, rank: 1)),
    Refusal(
      .gather, [([3, 4], .f32), ([2], .i32)], .gather(axis: 1, batch: 1), .gatherMismatch([3, 4], [2])),
    Refusal(
      .scatterAdd, [([3], .f32), ([2], .i32), ([4], .f32)], .gather(axis: 0, batch: 0),
      .updateMismatch(.scatterAdd, expected: [2], got: [4])),
  ]

  static let others: [Refusal] = [
    Refusal(.reduceSum, [[2]], .axes([1]), .axisOutOfRange(.reduceSum, axis: 1, rank: 1)),
    Refusal(.reduceSum, [[2, 2]], .axes([1, 1]), .duplicateAxis(.reduceSum, axis: 1)),
    Refusal(.reduceMax, [[0, 2]], .axes([0]), .emptyReduction(.reduceMax, [0, 2])),
    Refusal(.argMax, [[0]], .axes([0]), .emptyReduction(.argMax, [0])),
    Refusal(.reduceAnd, [[2]], .axes([0]), .dtypeUnsupported(.reduceAnd, .f32)),
    Refusal(
      .dotGeneral, [[2, 3], [4, 5]], .dot(DotDimensions(leftContracting: [1], rightContracting: [0])),
      .dotMismatch([2, 3], [4, 5], leftAxis: 1, rightAxis: 0)),
    Refusal(
      .dotGeneral, [([2], .u8), ([2], .u8)], .dot(DotDimensions(leftContracting: [0], rightContracting: [0])),
      .dtypeUnsupported(.dotGeneral, .u8)),
    Refusal(.softmax, [[]], .none, .axisOutOfRange(.softmax, axis: -1, rank: 0)),
    Refusal(
      .softmaxXent, [([2, 3], .f32), ([3], .i32)], .none,
      .updateMismatch(.softmaxXent, expected: [2], got: [3])),
    Refusal(.threefry, [[], []], .shape([2]), .dtypeUnsupported(.threefry, .f32)),
  ]

  static let windows: [Refusal] = {
    let plain = Attributes.convolution(Windows(WindowAxis(), WindowAxis()), groups: 1)
    let image: Shape = [2, 3, 5, 5]
    func along(_ axis: WindowAxis, groups: Int = 1) -> Attributes { .convolution(Windows(axis), groups: groups) }
    return [
      Refusal(.convolution, [image], plain, .operandCount(.convolution, expected: 2, got: 1)),
      Refusal(.convolution, [image, [4, 3, 3]], plain, .convolutionRanks(image, [4, 3, 3])),
      Refusal(.convolution, [[3, 5], [4, 3]], plain, .convolutionRanks([3, 5], [4, 3])),
      Refusal(
        .convolution, [image, [4, 2, 3, 3]], plain,
        .convolutionChannels(image, weights: [4, 2, 3, 3], groups: 1)),
      Refusal(
        .convolution, [[1, 4, 5], [3, 2, 1]], along(WindowAxis(), groups: 2),
        .convolutionChannels([1, 4, 5], weights: [3, 2, 1], groups: 2)),
      Refusal(
        .convolution, [image, [4, 3, 3, 6]], plain,
        .windowTooLarge(.convolution, image, axis: 3, window: 6, image: 5)),
      Refusal(
        .convolution, [[1, 1, 5], [1, 1, 3]], along(WindowAxis(low: 1, high: -2, windowDilation: 2)),
        .windowTooLarge(.convolution, [1, 1, 5], axis: 2, window: 5, image: 4)),
      Refusal(
        .convolution, [[1, 1, 5], [1, 1, 3]], along(WindowAxis(stride: 0)),
        .badWindow(.convolution, [1, 1, 5])),
      Refusal(
        .convolution, [[1, 1, 5], [1, 1, 3]], along(WindowAxis(low: Int.max)),
        .badWindow(.convolution, [1, 1, 5])),
      Refusal(
        .convolution, [([1, 1, 5], .i32), ([1, 1, 3], .i32)], along(WindowAxis()),
        .dtypeUnsupported(.convolution, .i32)),
      Refusal(
        .windowArgMax, [[2, 4]], .window(Windows(WindowAxis()), sizes: [5]),
        .windowTooLarge(.windowArgMax, [2, 4], axis: 1, window: 5, image: 4)),
      Refusal(
        .windowArgMax, [[4]], .window(Windows(WindowAxis(), WindowAxis()), sizes: [1, 1]),
        .badWindow(.windowArgMax, [4])),
      Refusal(
        .windowArgMax, [[4]], .window(Windows(WindowAxis(dilation: 2)), sizes: [1]),
        .badWindow(.windowArgMax, [4])),
    ]
  }()
}

@Test(arguments: Refusal.elementwise + Refusal.movement + Refusal.others + Refusal.windows)
func operandsThatDoNotFitAreRefused(item: Refusal) throws {
  let bench = Bench()
  let inputs = try item.inputs.map { try bench.blank($0.0, $0.1) }
  #expect(throws: item.error) { try bench.arena.record(item.op, inputs, item.attributes) }
  #expect(bench.arena.pendingCount == 0)
}

/// Random operands and attributes: most are refused; what is accepted must be computed without a trap, to
/// the very shape and type that was announced.
@Test(arguments: Op.allCases)
func whateverTheRulesAcceptIsComputed(op: Op) throws {
  if [.param, .scalar].contains(op) { return }
  var dice = Dice(state: UInt64(op.rawValue) + 1)
  var accepted = 0
  for _ in 0..<4000 where accepted < 60 {
    let bench = Bench()
    let count = dice.roll(5) == 0 ? dice.roll(5) : usualCount(op, &dice)
    let dtype = DType.allCases[dice.roll(6)]
    let inputs = try (0..<count).map { place in
      let wantsIndex =
        (op.family == .indexing && place == 1) || (place > 0 && op == .softmaxXent)
        || (op == .dynamicSlice && place > 0) || (op == .dynamicUpdateSlice && place > 1)
      let own: DType =
        wantsIndex ? .i32 : op == .select && place == 0 ? .bool : op == .threefry ? .u32 : dtype
      let isSquare = op.family == .linear && dice.roll(4) > 0
      let shape: Shape = isSquare ? [2, 2] : randomShape(&dice, isNumber: wantsIndex && op.family == .movement || op == .threefry,
        rank: op == .convolution ? 3 : nil)
      return try bench.tensor(shape, (0..<shape.product).map { _ in Double(dice.roll(7) - 2) }, own)
    }
    guard let result = try? bench.arena.record(op, inputs, randomAttributes(op, &dice)) else { continue }
    accepted += 1
    do {
      let storage = try #require(try bench.arena.read(result))
      #expect(storage.dtype == result.dtype && storage.count == result.shape.product)
    } catch let error as ExecutionError {
      switch error {
      case .integerOverflow, .matrix: break
      default: throw error
      }
    }
  }
  #expect(accepted >= 10)
}

private func usualCount(_ op: Op, _ dice: inout Dice) -> Int {
  switch op.family {
  case .leaf: 0
  case .binary, .contraction: 2
  case .linear: op == .solve || op == .triangularSolve ? 2 : 1
  case .ternary: 3
  case .indexing: op == .gather ? 2 : 3
  case .composite: op == .threefry || op == .softmaxXent ? 2 : 1
  case .movement:
    op == .concat || op == .dynamicSlice ? 1 + dice.roll(3) : op == .dynamicUpdateSlice ? 2 + dice.roll(3) : 1
  default: 1
  }
}

private func randomShape(_ dice: inout Dice, isNumber: Bool, rank: Int?) -> Shape {
  isNumber ? [] : Shape(clamping: (0..<(rank ?? dice.roll(3))).map { _ in [1, 2, 2, 3, 0][dice.roll(5)] })
}

private func randomAttributes(_ op: Op, _ dice: inout Dice) -> Attributes {
  func list(_ low: Int, _ high: Int) -> Dims {
    Dims(clamping: (0..<dice.roll(3)).map { _ in low + dice.roll(high - low + 1) })
  }
  func windows() -> Windows {
    func axis() -> WindowAxis {
      WindowAxis(
        stride: (dice.roll(9) + 2) / 3, low: dice.roll(6) - 2, high: dice.roll(6) - 2,
        dilation: op == .convolution ? 1 + dice.roll(3) : 1, windowDilation: 1 + dice.roll(2))
    }
    return dice.roll(op == .convolution ? 9 : 2) > 0 ? Windows(axis()) : Windows(axis(), axis())
  }
  if dice.roll(10) == 0 { return .none }
  switch op {
  case .reshape, .threefry: return .shape(list(0, 3))
  case .iota: return .iota(list(0, 3), axis: dice.roll(3) - 1)
  case .transpose: return .permutation([[], [0], [0, 1], [1, 0]][dice.roll(4)])
  case .broadcastInDim: return .broadcast(list(0, 3), axes: list(0, 2))
  case .slice: return .slice(starts: list(-1, 2), limits: list(0, 3), steps: list(0, 2))
  case .pad: return .pad(low: list(-2, 2), high: list(-2, 2), interior: list(-1, 2))
  case .reverse: return .reverse(list(0, 2))
  case .concat: return .concat(axis: dice.roll(3) - 1)
  case .dynamicSlice: return .sizes(list(0, 3))
  case .gather, .scatterAdd, .scatterSet: return .gather(axis: dice.roll(3), batch: dice.roll(2))
  case .dotGeneral:
    return .dot(
      DotDimensions(
        leftContracting: list(0, 1), rightContracting: list(0, 1), leftBatch: list(0, 1),
        rightBatch: list(0, 1)))
  case .convolution: return .convolution(windows(), groups: 1 + dice.roll(4) / 3)
  case .windowArgMax: return .window(windows(), sizes: list(0, 2))
  case .triangularSolve: return .triangle(isLower: dice.roll(2) == 0)
  case .compare: return .comparison(Comparison.allCases[dice.roll(6)])
  case .convert: return .dtype(DType.allCases[dice.roll(6)])
  default: return .axes(list(0, 2))
  }
}

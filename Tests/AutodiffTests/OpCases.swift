// The table of operations that the derivative and batch tests run over.
// Neighbours: `DerivativeTests`, `BatchTests`.

import TensorIR
import Testing

/// One operation with operands away from its kinks and poles.
struct OpCase: Sendable, CustomTestStringConvertible {
  let name: String
  let op: Op
  var attributes = Attributes.none
  let inputs: [Numbers]
  /// Whether central differences mean anything.
  var isSmooth = true

  var testDescription: String { name }

  init(
    _ name: String, _ op: Op, _ inputs: [Numbers], _ attributes: Attributes = .none, isSmooth: Bool = true
  ) {
    self.name = name
    self.op = op
    self.inputs = inputs
    self.attributes = attributes
    self.isSmooth = isSmooth
  }

  static let all: [OpCase] =
    unary + binary + ternary + movement + indexing + reductions + products + convolutions + linear + composites

  /// With a floating result and a floating operand.
  static let smooth = all.filter(\.isSmooth)

  static let unary: [OpCase] = {
    let x = Numbers.spread([2, 3])
    let positive = Numbers.spread([2, 3], from: 0.2, to: 2)
    let anywhere: [Op] = [
      .neg, .abs, .sign, .exp, .expm1, .sin, .cos, .tanh, .logistic, .erf, .erfinv, .floor, .ceil, .roundEven,
      .relu,
      .softplus,
    ]
    return anywhere.map { OpCase($0.name, $0, [x]) }
      + [.log, .log1p, .sqrt, .rsqrt].map { OpCase($0.name, $0, [positive]) }
      + [
        OpCase("exp of a number", .exp, [.of([], [0.3])]),
        OpCase("isFinite", .isFinite, [x], isSmooth: false),
        OpCase("not", .not, [.of([2], [0, 1], .bool)], isSmooth: false),
        OpCase("convert to f64", .convert, [x], .dtype(.f64)),
        OpCase("convert to i32", .convert, [x], .dtype(.i32), isSmooth: false),
        OpCase("stopGrad", .stopGrad, [x], isSmooth: false),
      ]
  }()

  static let binary: [OpCase] = {
    let pairs: [(String, Shape, Shape)] = [
      ("equal shapes", [2, 3], [2, 3]), ("row", [2, 3], [3]), ("number", [], [2, 3]),
      ("column and row", [2, 1], [1, 3]), ("leading axes", [3], [2, 2, 3]), ("one wide", [2, 1], [4, 2, 1]),
    ]
    var cases: [OpCase] = []
    for op in [Op.add, .sub, .mul, .div, .pow, .max, .min, .atan2, .mod, .floorDiv, .mulNoNan] {
      for (name, a, b) in pairs {
        let left = Numbers.spread(a, from: 0.5, to: 2.5, seed: 1)
        let right = Numbers.spread(b, from: 0.6, to: 2.2, seed: 5)
        cases.append(OpCase("\(op.name), \(name)", op, [left, right]))
      }
    }
    cases += Comparison.allCases.map {
      OpCase(
        "compare \($0)", .compare, [.spread([2, 1]), .spread([1, 3], seed: 2)], .comparison($0),
        isSmooth: false)
    }
    let bits = (Numbers.integers([4], [0, 5, 9, 3]), Numbers.integers([2, 4], [1, 3, 6, 2, 7, 0, 2, 1]))
    return cases
      + [Op.and, .or, .xor, .shl, .shr].map { OpCase($0.name, $0, [bits.0, bits.1], isSmooth: false) }
  }()

  static let ternary: [OpCase] = [
    OpCase(
      "select", .select,
      [.of([2, 3], [1, 0, 0, 1, 1, 0], .bool), .spread([2, 3]), .spread([2, 3], seed: 4)]),
    OpCase("select, rows", .select, [.of([3], [1, 0, 1], .bool), .spread([2, 3]), .of([], [0.4])]),
    OpCase("clamp", .clamp, [.spread([2, 3], from: -2, to: 2), .of([], [-0.5]), .of([], [0.7])]),
    OpCase(
      "clamp, rows", .clamp,
      [.spread([2, 3], from: -2, to: 2), .of([3], [-0.5, -0.1, 0.2]), .of([3], [0.7, 0.3, 0.8])]),
  ]

  static let movement: [OpCase] = [
    OpCase("reshape", .reshape, [.spread([2, 6])], .shape([3, 4])),
    OpCase("reshape to a number", .reshape, [.spread([1, 1])], .shape([])),
    OpCase("transpose", .transpose, [.spread([2, 3, 4])], .permutation([2, 0, 1])),
    OpCase("broadcastInDim", .broadcastInDim, [.spread([3, 1])], .broadcast([2, 3, 4], axes: [1, 2])),
    OpCase(
      "broadcastInDim, turned", .broadcastInDim, [.spread([3, 2])], .broadcast([2, 4, 3], axes: [2, 0])),
    OpCase(
      "broadcastInDim, turned three", .broadcastInDim, [.spread([2, 3, 4])],
      .broadcast([3, 4, 2], axes: [2, 0, 1])),
    OpCase("broadcastInDim of a number", .broadcastInDim, [.of([], [0.3])], .broadcast([2, 2], axes: [])),
    OpCase("slice", .slice, [.spread([5, 4])], .slice(starts: [1, 0], limits: [5, 3], steps: [2, 1])),
    OpCase("empty slice", .slice, [.spread([3])], .slice(starts: [2], limits: [2], steps: [2])),
    OpCase("pad", .pad, [.spread([2, 3])], .pad(low: [1, 0], high: [0, 2], interior: [1, 2])),
    OpCase(
      "pad that crops", .pad, [.spread([3, 4])], .pad(low: [-1, 1], high: [2, -2], interior: [1, 0])),
    OpCase("reverse", .reverse, [.spread([2, 3])], .reverse([1])),
    OpCase(
      "concat", .concat, [.spread([2, 1]), .spread([2, 3], seed: 2), .spread([2, 2], seed: 3)],
      .concat(axis: 1)),
    OpCase(
      "dynamicSlice", .dynamicSlice, [.spread([4, 3]), .integers([], [1]), .integers([], [0])],
      .sizes([2, 3])),
    OpCase(
      "dynamicSlice past the end", .dynamicSlice, [.spread([4, 5]), .integers([], [9]), .integers([], [2])],
      .sizes([2, 3])),
    OpCase(
      "dynamicUpdateSlice", .dynamicUpdateSlice,
      [.spread([4, 3]), .spread([2, 2], seed: 3), .integers([], [1]), .integers([], [1])]),
    OpCase(
      "dynamicUpdateSlice of rows", .dynamicUpdateSlice,
      [.spread([4, 3]), .spread([1, 3], seed: 3), .integers([], [3]), .integers([], [0])]),
  ]

  static let indexing: [OpCase] = [
    OpCase(
      "gather", .gather, [.spread([4, 3]), .integers([2, 2], [3, 0, 1, 3])], .gather(axis: 0, batch: 0)),
    OpCase(
      "gather inside", .gather, [.spread([2, 4, 3]), .integers([3], [3, 3, 1])], .gather(axis: 1, batch: 0)),
    OpCase("gather one", .gather, [.spread([4, 3]), .integers([], [2])], .gather(axis: 0, batch: 0)),
    OpCase(
      "gather per row", .gather, [.spread([3, 4]), .integers([3], [1, 0, 3])], .gather(axis: 1, batch: 1)),
    OpCase(
      "scatterAdd", .scatterAdd, [.spread([4, 2]), .integers([3], [1, 1, 3]), .spread([3, 2], seed: 5)],
      .gather(axis: 0, batch: 0)),
    OpCase(
      "scatterSet", .scatterSet, [.spread([4, 2]), .integers([3], [1, 1, 3]), .spread([3, 2], seed: 5)],
      .gather(axis: 0, batch: 0)),
    OpCase(
      "scatterSet per row", .scatterSet,
      [.spread([2, 4]), .integers([2, 2], [1, 0, 3, 3]), .spread([2, 2], seed: 5)],
      .gather(axis: 1, batch: 1)),
  ]

  static let reductions: [OpCase] = {
    let x = Numbers.spread([2, 3, 2])
    let axes: [Axes] = [[1], [0, 2], [0, 1, 2], []]
    var cases: [OpCase] = []
    for op in [Op.reduceSum, .reduceProd, .reduceMax, .reduceMin] {
      cases += axes.map { OpCase("\(op.name) over \($0)", op, [x], .axes($0)) }
    }
    let bits = Numbers.of([2, 3], [1, 0, 1, 1, 1, 1], .bool)
    return cases + [
      OpCase("reduceProd with a zero", .reduceProd, [.of([2, 3], [0.5, 0, 2, 0, 0, 3])], .axes([1])),
      OpCase("reduceSum of nothing", .reduceSum, [.spread([0, 3])], .axes([0])),
      OpCase("cumsum", .cumsum, [.spread([2, 4])], .axes([1])),
      OpCase("cumsum down", .cumsum, [.spread([3, 2])], .axes([0])),
      OpCase("reduceAnd", .reduceAnd, [bits], .axes([1]), isSmooth: false),
      OpCase("reduceOr", .reduceOr, [bits], .axes([0]), isSmooth: false),
      OpCase("argMax", .argMax, [x], .axes([1]), isSmooth: false),
      OpCase("argMin", .argMin, [x], .axes([0]), isSmooth: false),
      OpCase("argsort", .argsort, [.spread([2, 5])], .axes([1]), isSmooth: false),
      OpCase("argsort of a number", .argsort, [.of([], [2])], .axes([]), isSmooth: false),
    ]
  }()

  static let products: [OpCase] = [
    OpCase(
      "matrix product", .dotGeneral, [.spread([2, 3]), .spread([3, 4], seed: 2)],
      .dot(DotDimensions(leftContracting: [1], rightContracting: [0]))),
    OpCase(
      "inner product", .dotGeneral, [.spread([3]), .spread([3], seed: 2)],
      .dot(DotDimensions(leftContracting: [0], rightContracting: [0]))),
    OpCase(
      "outer product", .dotGeneral, [.spread([2]), .spread([3], seed: 2)],
      .dot(DotDimensions(leftContracting: [], rightContracting: []))),
    OpCase(
      "batched product", .dotGeneral, [.spread([2, 3, 4]), .spread([4, 2, 3], seed: 2)],
      .dot(DotDimensions(leftContracting: [2], rightContracting: [0], leftBatch: [0], rightBatch: [1]))),
    OpCase(
      "product over two axes", .dotGeneral, [.spread([3, 2, 4]), .spread([4, 5, 3], seed: 2)],
      .dot(DotDimensions(leftContracting: [0, 2], rightContracting: [2, 0]))),
  ]

  static let convolutions: [OpCase] = {
    func item(
      _ name: String, _ x: Shape, _ weights: Shape, _ windows: Windows, groups: Int = 1
    ) -> OpCase {
      OpCase(
        "convolution, \(name)", .convolution, [.spread(x), .spread(weights, seed: 2)],
        .convolution(windows, groups: groups))
    }
    let plain = WindowAxis()
    return [
      item("one axis", [2, 2, 5], [3, 2, 3], Windows(plain)),
      item("two axes", [2, 2, 4, 3], [2, 2, 3, 2], Windows(plain, plain)),
      item("one channel", [1, 1, 4, 4], [1, 1, 2, 2], Windows(plain, plain)),
      item(
        "strides", [1, 2, 6, 5], [2, 2, 3, 2],
        Windows(WindowAxis(stride: 2, low: 1), WindowAxis(stride: 3, low: 1, high: 1))),
      item("stride that leaves a rest", [1, 1, 6], [1, 1, 3], Windows(WindowAxis(stride: 2))),
      item(
        "dilated window", [1, 1, 6, 5], [2, 1, 2, 2],
        Windows(WindowAxis(high: 2, windowDilation: 3), WindowAxis(low: 1, windowDilation: 2))),
      item(
        "dilated image", [1, 2, 3, 2], [2, 2, 2, 3],
        Windows(WindowAxis(low: 1, high: 1, dilation: 2), WindowAxis(low: 2, high: 2, dilation: 3))),
      item(
        "all at once", [2, 1, 4], [2, 1, 2],
        Windows(WindowAxis(stride: 2, low: 2, high: -1, dilation: 2, windowDilation: 3))),
      item("negative padding", [1, 1, 6], [1, 1, 2], Windows(WindowAxis(low: -2, high: -1))),
      item("more padding than window", [1, 1, 2], [1, 1, 2], Windows(WindowAxis(low: 4, high: 3))),
      item("groups", [2, 4, 4], [6, 2, 2], Windows(WindowAxis(low: 1)), groups: 2),
      item("groups of one", [1, 3, 3, 3], [3, 1, 2, 2], Windows(plain, WindowAxis(stride: 2)), groups: 3),
      OpCase(
        "windowArgMax", .windowArgMax, [.spread([2, 2, 4, 5])],
        .window(Windows(WindowAxis(stride: 2), WindowAxis(stride: 2, low: 1, high: 1)), sizes: [2, 3]),
        isSmooth: false),
    ]
  }()

  static let composites: [OpCase] = [
    OpCase("softmax", .softmax, [.spread([2, 4])]),
    OpCase("logSoftmax", .logSoftmax, [.spread([2, 4])]),
    OpCase("softmaxXent", .softmaxXent, [.spread([2, 4]), .integers([2], [1, 3])]),
    OpCase("softmaxXent of one", .softmaxXent, [.spread([4]), .integers([], [2])]),
    OpCase(
      "threefry", .threefry, [.of([], [17], .u32), .of([], [4_000_000_000], .u32)], .shape([2, 3]),
      isSmooth: false),
  ]
}

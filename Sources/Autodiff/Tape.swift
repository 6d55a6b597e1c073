// Reverse mode: what was computed from the watched values, in order, and the walk back through it.
// Neighbours: `Transposes` and `Partials` have one rule an operation.

import TensorIR

/// A recording for reverse mode. Flat arrays, no linked objects: its depth costs no stack.
///
/// Only operations that depend on a watched value are kept, each with the values that its rule will ask for.
public final class Tape: Trace {
  let id: TraceID
  private let recorder: Recorder
  private var ops: [Op] = []
  private var attributes: [Attributes] = []
  /// Entry i's operands are `inputs[firstInput[i]..<firstInput[i + 1]]`.
  private var firstInput: [Int32] = [0]
  private var inputs: [Tensor] = []
  /// Entry that made each operand; -1 for a constant.
  private var sources: [Int32] = []
  private var outputs: [Tensor] = []
  /// Rules that came with their values, by entry.
  private var pulls: [Int: Pull] = [:]

  /// From the cotangent of a value to those of what it was made from; nil is zero. All are one level below.
  public typealias Pull = (Tensor) throws(ShapeError) -> [Tensor?]

  init(id: TraceID, recorder: Recorder) {
    self.id = id
    self.recorder = recorder
  }

  /// Operations kept, watched values included.
  public var count: Int { ops.count }

  /// The same value, from here on followed by this tape; values that are not floating come back as they are.
  public func watch(_ x: Tensor) -> Tensor {
    guard x.dtype.isFloating else { return x }
    return entry(.param, [], [], .none, output: recorder.stripped(x).below(id), isWeak: x.isWeak)
  }

  /// A value with a derivative of its own: `custom_grad`, or a part that is computed again (`checkpoint`).
  ///
  /// - Parameters:
  ///   - value: one level below the tape.
  ///   - inputs: values on this tape that it was made from; others have no part in it.
  ///   - pull: called once in each walk back, with as many results as there are inputs.
  public func record(_ value: Tensor, from inputs: [Tensor], pull: @escaping Pull) -> Tensor {
    guard value.dtype.isFloating else { return value }
    pulls[ops.count] = pull
    let primals = inputs.map { $0.below(id).outline }
    return entry(.stopGrad, inputs, primals, .none, output: value, isWeak: value.isWeak)
  }

  // MARK: Recording

  func apply(_ op: Op, _ operands: [Tensor], _ attribute: Attributes, isWeak: Bool) throws(ShapeError)
    -> Tensor
  {
    if op == .reduceProd, case .axes(let axes) = attribute {
      return try Expansion.product(recorder, operands[0], axes)
    }
    if op == .det, let whole = try Expansion.determinant(recorder, operands[0]) { return whole }
    let primals = operands.map { $0.below(id) }
    let output = try recorder.emit(op, primals, attribute, isWeak: isWeak)
    guard output.dtype.isFloating, op.isDifferentiable else { return output }
    return entry(op, operands, primals, attribute, output: output, isWeak: isWeak)
  }

  private func entry(
    _ op: Op, _ operands: [Tensor], _ primals: [Tensor], _ attribute: Attributes, output: Tensor, isWeak: Bool
  ) -> Tensor {
    let slot = ops.count
    let start = sources.count
    var activeCount = 0
    for operand in operands {
      let source = self.slot(of: operand)
      if source >= 0 { activeCount += 1 }
      sources.append(Int32(clamping: source))
    }
    for (place, primal) in primals.enumerated() {
      let others = activeCount - (sources[start + place] >= 0 ? 1 : 0)
      inputs.append(op.keepsOperand(place, primal, othersActive: others > 0) ? primal : primal.outline)
    }
    ops.append(op)
    attributes.append(attribute)
    firstInput.append(Int32(clamping: inputs.count))
    outputs.append(op.keepsResult ? output : output.outline)
    return Tensor(
      dtype: output.dtype, shape: output.shape, isWeak: isWeak, origin: output.origin,
      body: .traced(trace: id, primal: output, payload: .slot(slot)))
  }

  /// Entry that made a value, -1 if it does not depend on what is watched.
  private func slot(of tensor: Tensor) -> Int {
    var value = tensor
    while case .traced(let trace, let primal, let payload) = value.body {
      if trace == id, case .slot(let slot) = payload { return slot }
      value = primal
    }
    return -1
  }

  // MARK: Walking back

  /// Gradients of one value.
  ///
  /// - Parameters:
  ///   - output: any value; if it does not depend on what is watched, all results are nil.
  ///   - seed: its cotangent, of its shape; nil stands for ones.
  ///   - wrt: values on this tape.
  /// - Returns: for each of `wrt` its cotangent one level below; nil where nothing depends on it.
  public func gradients(of output: Tensor, seed: Tensor? = nil, wrt: [Tensor]) throws(ShapeError) -> [Tensor?]
  {
    guard slot(of: output) >= 0 else { return wrt.map { _ in nil } }
    let cotangent = if let seed { seed } else { try recorder.constant(1, like: output) }
    return try gradients(of: [(output, cotangent)], wrt: wrt)
  }

  /// Cotangents of `wrt` for cotangents of several values at once.
  public func gradients(of results: [(output: Tensor, seed: Tensor)], wrt: [Tensor]) throws(ShapeError)
    -> [Tensor?]
  {
    var cotangents: [Tensor?] = Array(repeating: nil, count: ops.count)
    for (output, seed) in results {
      let place = slot(of: output)
      guard place >= 0 else { continue }
      if seed.shape != output.shape { throw .updateMismatch(.add, expected: output.shape, got: seed.shape) }
      try accumulate(seed.below(id), at: place, in: &cotangents)
    }
    let wanted = wrt.map(slot(of:))
    let kept = Set(wanted)
    let origin = recorder.arena.origin
    defer { recorder.arena.origin = origin }
    for place in ops.indices.reversed() {
      guard let cotangent = cotangents[place] else { continue }
      if !kept.contains(place) { cotangents[place] = nil }
      recorder.arena.origin = outputs[place].origin
      try pull(cotangent, through: place, into: &cotangents)
    }
    return wanted.map { $0 < 0 ? nil : cotangents[$0] }
  }

  private func pull(_ cotangent: Tensor, through place: Int, into cotangents: inout [Tensor?])
    throws(ShapeError)
  {
    let range = Int(firstInput[place])..<Int(firstInput[place + 1])
    if range.isEmpty { return }
    if let pull = pulls[place] {
      for (part, source) in zip(try pull(cotangent), sources[range]) where source >= 0 {
        if let part { try accumulate(part, at: Int(source), in: &cotangents) }
      }
      return
    }
    let use = Application(
      op: ops[place], attributes: attributes[place], inputs: Array(inputs[range]), output: outputs[place])
    for (index, source) in sources[range].enumerated() where source >= 0 {
      if let part = try recorder.transposed(use, index, cotangent) {
        try accumulate(part, at: Int(source), in: &cotangents)
      }
    }
  }

  private func accumulate(_ part: Tensor, at place: Int, in cotangents: inout [Tensor?]) throws(ShapeError) {
    if let known = cotangents[place] {
      cotangents[place] = try recorder.add(known, part)
    } else {
      cotangents[place] = part
    }
  }
}

extension Recorder {
  /// Starts reverse mode: values that `watch` gives, and all computed from them, are followed.
  public func beginTape() -> Tape {
    tapeCount += 1
    return begin { Tape(id: $0, recorder: self) }
  }

  /// Stops recording; the tape can still be walked back, as often as wanted, until it is released.
  public func end(_ tape: Tape) {
    end(tape.id)
  }

  /// The value one level below the tape.
  public func primal(of tensor: Tensor, in tape: Tape) -> Tensor {
    stripped(tensor.below(tape.id))
  }
}

extension Op {
  /// Whether a change of an operand can change the result smoothly; else cotangents end here.
  var isDifferentiable: Bool {
    switch self {
    case .sign, .floor, .ceil, .roundEven, .floorDiv, .stopGrad: false
    default: true
    }
  }

  /// Whether the reverse rule asks for the value of an operand, not just its shape.
  func keepsOperand(_ place: Int, _ operand: Tensor, othersActive: Bool) -> Bool {
    if !operand.dtype.isFloating { return true }
    switch self {
    case .abs, .expm1, .log, .log1p, .rsqrt, .sin, .cos, .logistic, .erf, .softplus, .pow, .max, .min, .atan2,
      .mod, .clamp, .reduceMax, .reduceMin, .softmaxXent, .det, .slogdet:
      return true
    case .solve, .triangularSolve: return place == 0
    case .mul, .mulNoNan, .dotGeneral, .convolution:
      // Each factor serves the other's cotangent.
      return othersActive
    case .div:
      return place == 1
    default: return false
    }
  }

  /// Whether the reverse rule asks for the value of the result.
  var keepsResult: Bool {
    switch self {
    case .exp, .sqrt, .rsqrt, .tanh, .logistic, .erfinv, .relu, .div, .pow, .reduceMax, .reduceMin, .softmax,
      .logSoftmax, .cholesky, .solve, .triangularSolve, .eigh, .svd, .det:
      true
    default: false
    }
  }
}

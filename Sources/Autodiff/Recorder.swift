// The one way to write down an operation; transforms are levels that it passes through.
// Neighbours: `Tape` (reverse), `Dual` (forward) and `Batch` (`vmap`) are the levels; `Arena` is the ground.

import TensorIR

/// A transform in progress.
protocol Trace: AnyObject {
  var id: TraceID { get }
  /// Applies an operation of which at least one operand belongs to this trace, by emitting others one level
  /// below.
  func apply(_ op: Op, _ operands: [Tensor], _ attributes: Attributes, isWeak: Bool) throws(ShapeError)
    -> Tensor
}

/// Records operations on the arena, through the transforms that are in progress.
///
/// Transforms nest in any order and to any depth: an operation goes to the innermost transform among its
/// operands, whose rule emits ordinary operations one level below.
public final class Recorder {
  public let arena: Arena
  /// Innermost last; identities ascend.
  private var live: [any Trace] = []
  private var nextID = 0

  public init(arena: Arena) {
    self.arena = arena
  }

  /// How many tapes were begun so far.
  var tapeCount = 0
  /// How often a gradient was asked for so far.
  public var tapesBegun: Int { tapeCount }

  /// Whether some transform is under way.
  public var hasLiveTraces: Bool { !live.isEmpty }

  /// The tape that the innermost of these values is on; nil if their innermost transform is of another kind.
  public func innermostTape(of tensors: [Tensor]) -> Tape? {
    tensors.lazy.map(self.stripped).compactMap(\.traceID).max().flatMap(trace) as? Tape
  }

  /// Records an operation.
  ///
  /// - Throws: `ShapeError` if the operands do not fit; nothing is recorded then.
  public func emit(
    _ op: Op, _ operands: [Tensor], _ attributes: Attributes = .none, isWeak: Bool = false
  ) throws(ShapeError) -> Tensor {
    guard operands.contains(where: \.isTraced) else {
      return try arena.record(op, operands, attributes, isWeak: isWeak)
    }
    let present = operands.map(stripped)
    guard let innermost = present.lazy.compactMap(\.traceID).max(), let trace = trace(innermost) else {
      return try arena.record(op, present, attributes, isWeak: isWeak)
    }
    return try trace.apply(op, present, attributes, isWeak: isWeak)
  }

  /// A 0-d number.
  public func scalar(_ value: Double, _ dtype: DType, isWeak: Bool = false) -> Tensor {
    arena.scalar(value, dtype, isWeak: isWeak)
  }

  /// A tensor of one value everywhere, in the shape and element type of `model`.
  public func constant(_ value: Double, like model: Tensor) throws(ShapeError) -> Tensor {
    try filled(value, model.shape, model.dtype)
  }

  /// A tensor of one value everywhere.
  public func filled(_ value: Double, _ shape: Shape, _ dtype: DType) throws(ShapeError) -> Tensor {
    let number = scalar(value, dtype)
    if shape.isEmpty { return number }
    return try emit(.broadcastInDim, [number], .broadcast(shape, axes: []))
  }

  // MARK: Levels

  func begin<T: Trace>(_ make: (TraceID) -> T) -> T {
    let trace = make(TraceID(raw: nextID))
    nextID += 1
    live.append(trace)
    return trace
  }

  func end(_ id: TraceID) {
    live.removeAll { $0.id == id }
  }

  private func trace(_ id: TraceID) -> (any Trace)? {
    live.last { $0.id == id }
  }

  /// The value without the layers of transforms that have ended.
  public func stripped(_ tensor: Tensor) -> Tensor {
    var value = tensor
    while case .traced(let id, let primal, _) = value.body, trace(id) == nil { value = primal }
    return value
  }
}

extension Tensor {
  var isTraced: Bool {
    if case .traced = body { true } else { false }
  }

  /// The value one level below `trace`; a value that does not belong to it is there already.
  func below(_ trace: TraceID) -> Tensor {
    if case .traced(trace, let primal, _) = body { return primal }
    return self
  }

  /// The same shape and type without a value, for rules that look at shapes alone: it keeps nothing alive.
  var outline: Tensor {
    Tensor(dtype: dtype, shape: shape, isWeak: isWeak, origin: origin, body: .failed(.interrupted))
  }
}

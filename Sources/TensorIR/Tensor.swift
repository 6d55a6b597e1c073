// The handle of a tensor: what the language holds. Only handles are reference-counted; the graph is not.
// Neighbours: `Arena` records plain tensors; `Autodiff` wraps traced ones.

/// An immutable tensor: still to be computed, computed, or seen through a transform.
///
/// A handle whose node is pending keeps that node alive: it is a root of the next flush.
public final class Tensor {
  public let dtype: DType
  public let shape: Shape
  /// A computed host number: 0-d, f64, and giving way to the element type of any tensor it meets.
  public let isWeak: Bool
  /// Where the expression that made it stands.
  public let origin: Origin
  public internal(set) var body: Body
  /// Bounds on the values of an integer tensor where the front end knows them, so that indices need not be
  /// computed to be checked.
  public var knownBounds: ClosedRange<Int>?

  public enum Body {
    /// Node of the arena's present recording.
    case pending(Arena, NodeID)
    case ready(Storage)
    case failed(ExecutionError)
    /// A value inside a transform; `primal` is the value one level below.
    case traced(trace: TraceID, primal: Tensor, payload: TracePayload)
  }

  public init(dtype: DType, shape: Shape, isWeak: Bool, origin: Origin, body: Body) {
    self.dtype = dtype
    self.shape = shape
    self.isWeak = isWeak
    self.origin = origin
    self.body = body
  }

  deinit {
    if case .pending(let arena, let node) = body { arena.forget(node, handle: self) }
  }

  public var rank: Int { shape.count }
  public var elementCount: Int { shape.product }

  /// Trace that this value belongs to; nil for a plain tensor.
  public var traceID: TraceID? {
    if case .traced(let trace, _, _) = body { trace } else { nil }
  }
}

/// Number of a transform in progress; inner ones have larger numbers.
public struct TraceID: Hashable, Comparable, Sendable {
  public let raw: Int
  public init(raw: Int) { self.raw = raw }
  public static func < (a: TraceID, b: TraceID) -> Bool { a.raw < b.raw }
}

/// What a transform adds to a value.
public enum TracePayload {
  /// Reverse mode: its place on the tape.
  case slot(Int)
  /// Forward mode: its tangent, of the same shape, one level below; nil is zero.
  case tangent(Tensor?)
  /// Batch: the primal has one axis more, in front.
  case batched
}

// The one protocol between what is recorded and who computes it.
// Neighbours: `Arena` calls it when a value is needed; `Reference` and `Engine` implement it.

/// Computes nodes of an arena.
public protocol Executor: AnyObject {
  /// Values of `roots`, in order, each contiguous in its node's shape and element type.
  ///
  /// - Parameters:
  ///   - arena: nodes 0..<nodes.count in order of recording: operands come before their users.
  ///   - roots: nodes whose values are wanted; all else may be fused away.
  ///   - isRepeated: the same was computed last; at most the values of leaves and scalars are others.
  /// - Throws: `ExecutionError`; nothing of the arena has changed then.
  func execute(_ arena: Arena, roots: [NodeID], isRepeated: Bool) throws(ExecutionError) -> [Storage]

  /// Computes once more, `passes` times, what was computed last, each time with results of the time before in the places
  /// of leaves.
  ///
  /// - Parameters:
  ///   - results: of the last `execute`; they belong to the executor from now on.
  ///   - feeds: which result takes the place of which leaf.
  ///   - isRedrawn: whether each pass has other scalars.
  ///   - redraw: gives them to the arena; called before each pass then.
  /// - Returns: results of the last pass, and of the one before it; nil, with nothing done, if it cannot.
  func cycle(
    _ arena: Arena, results: [Storage], passes: Int, feeds: [Feed], isRedrawn: Bool, redraw: () -> Void
  ) throws(ExecutionError) -> (last: [Storage], before: [Storage])?

  /// Asks a running `execute` on any thread to stop; it then throws `.interrupted`.
  var stopFlag: StopFlag { get }
}

/// A result that is a leaf of the next pass.
public struct Feed {
  /// Number of the leaf in its arena.
  public var leaf: Int
  /// Place among the roots.
  public var root: Int
}

extension Executor {
  public func execute(_ arena: Arena, roots: [NodeID]) throws(ExecutionError) -> [Storage] {
    try execute(arena, roots: roots, isRepeated: false)
  }

  public func cycle(
    _ arena: Arena, results: [Storage], passes: Int, feeds: [Feed], isRedrawn: Bool, redraw: () -> Void
  ) throws(ExecutionError) -> (last: [Storage], before: [Storage])? { nil }
}

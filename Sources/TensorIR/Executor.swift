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

  /// Asks a running `execute` on any thread to stop; it then throws `.interrupted`.
  var stopFlag: StopFlag { get }
}

extension Executor {
  public func execute(_ arena: Arena, roots: [NodeID]) throws(ExecutionError) -> [Storage] {
    try execute(arena, roots: roots, isRepeated: false)
  }
}

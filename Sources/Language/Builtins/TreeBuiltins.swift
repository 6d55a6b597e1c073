// Trees: lists and records of leaves, as models and their gradients are.
// Neighbours: `Trees` walks them.

extension Registry {
  static func trees() -> [Builtin] {
    modes() + [
      Builtin("tree_map", "f, ..trees", .trees,
        """
        f applied to each leaf of a tree (and the leaves in its place in further trees of the same form). \
        Functions, strings and other leaves that hold no numbers are kept as they are; of buffers the last tree's is \
        taken.

            tree_map(x -> 2 * x, {w: [1, 2], b: 3})    # {w: f32[2] [2, 4], b: 6}
        """) { call in
        let f = try call.function(0)
        guard !call.rest.isEmpty else { throw Failure.missingArgument(function: "tree_map", parameter: "trees") }
        return try call.interpreter.mapLeaves(call.rest) { leaves in
          // A gradient tree holds the new values of buffers: they are taken over.
          if case .buffer = leaves[0] { return leaves.last { $0.isBuffer } ?? leaves[0] }
          guard leaves[0].isNumeric else { return leaves[0] }
          return try call.apply(f, leaves)
        }
      },
      Builtin("tree_leaves", "tree", .trees,
        """
        The tensors and numbers of a tree, in order, as a list.

            tree_leaves({w: [1, 2], b: 3})    # (f32[2] [1, 2], 3)
        """) { call in
        var leaves: [Value] = []
        try call.interpreter.leaves(of: call.value(0)) { _, leaf in if leaf.isNumeric { leaves.append(leaf) } }
        return .list(try List(leaves))
      },
      Builtin("parameter_count", "model", .trees,
        """
        How many numbers the floating tensors of a tree hold.

            parameter_count(dense(3, 2))    # 8
        """) { call in
        var count = 0
        try call.interpreter.leaves(of: call.value(0)) { _, leaf in
          if case .tensor(let tensor) = leaf, tensor.dtype.isFloating { count += tensor.elementCount }
        }
        return .int(count)
      },
      Builtin("keys", "record", .trees,
        """
        The names of a record's fields, in order.

            keys({a: 1, b: 2})    # ("a", "b")
        """) { call in
        .list(try List(try call.record(0).keys.map { .string($0) }))
      },
      Builtin("has", "record, name", .trees,
        """
        Whether a record has a field.

            has({a: 1}, "b")    # false
        """) { call in
        .bool(try call.record(0)[try call.string(1)] != nil)
      },
    ]
  }
}

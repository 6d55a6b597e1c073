// Loops as operations: scan, fori, while_loop. Differentiable like everything else.
// Neighbours: `LoopBuiltins` go through lists.

extension Registry {
  static func iterations() -> [Builtin] {
    [
      Builtin("scan", "f, carry, xs", .loops,
        """
        (carry, ys): f(carry, x) gives (carry, y) for each item x in turn; the ys are stacked. As jax.lax.scan.

            scan((s, x) -> (s + x, s * x), 0, [1, 2, 3])    # (6, f32[3] [0, 2, 9])
        """) { call in
        let f = try call.function(0)
        var carry = call.value(1)
        let items = try call.interpreter.iteration(over: call.value(2))
        var results: [Value] = []
        for index in 0..<items.count {
          let pair = try call.interpreter.parts(of: try call.apply(f, [carry, try items.element(index)]))
          guard pair.count == 2 else {
            throw Failure.value("scan: the function gives (carry, y), but this gave \(counted(pair.count, "value"))")
          }
          carry = pair[0]
          results.append(pair[1])
          try call.interpreter.backEdge(at: call.span)
        }
        return .list(try List([carry, try stackedTrees(results, call.interpreter)]))
      },
      Builtin("fori", "start, stop, f, x", .loops,
        """
        f(i, x) for i from start to stop - 1, each x the value before. As jax.lax.fori_loop. Where f does not look at i, \
        the passes are recorded once.

            fori(0, 3, (i, x) -> x * 2, 1)    # 8
        """) { call in
        let (start, stop) = (try call.whole(0), try call.whole(1))
        let f = try call.function(2)
        let (distance, isTooFar) = stop.subtractingReportingOverflow(start)
        let count = stop > start ? (isTooFar ? Int.max : distance) : 0
        let passes = Passes(count: count, arePlain: true) { [.int(start &+ $0), $1] }
        return try call.interpreter.iterated(f, from: call.value(3), passes, at: call.span) {
          try call.interpreter.backEdge(at: call.span)
        }
      },
      Builtin("counter", "start = 0", .loops,
        """
        A number that counts as tensors are computed: what a loop does with it is recorded, not worked out at once, so \
        that each pass records the same and is replayed. Optimisers count their steps with it.

            n = counter(); n = n + 1; n / 2    # 0.5
        """) { call in
        .tensor(call.interpreter.recorder.scalar(Double(try call.whole(0, or: 0)), .f64, isWeak: true))
      },
      Builtin("while_loop", "condition, f, x", .loops,
        """
        x = f(x) as long as condition(x) is true. As jax.lax.while_loop.

            while_loop(x -> x < 100, x -> x * 2, 1)    # 128
        """) { call in
        let (condition, f) = (try call.function(0), try call.function(1))
        var x = call.value(2)
        while try call.interpreter.truth(of: try call.apply(condition, [x])) {
          x = try call.apply(f, [x])
          try call.interpreter.backEdge(at: call.span)
        }
        return x
      },
    ]
  }

  /// Results of equal form, leaf by leaf along a new first axis.
  private static func stackedTrees(_ results: [Value], _ interpreter: Interpreter) throws -> Value {
    guard !results.isEmpty else { return .list(.empty) }
    return try interpreter.mapLeaves(results) { leaves in
      leaves[0].isNumeric ? try interpreter.stacked(leaves) : .none
    }
  }
}

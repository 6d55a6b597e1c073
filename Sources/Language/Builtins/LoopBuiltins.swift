// Going through lists: pairs, numbers, folds, items made on demand.
// Neighbours: `Stacking` takes values apart; loops of the language are in `ControlCode`.

extension Registry {
  static func loops() -> [Builtin] {
    iterations() + [
      Builtin("enumerate", "xs, start = 0", .plain,
        """
        Pairs (i, x) of each item with its number.

            list(enumerate(("a", "b")))    # ((0, "a"), (1, "b"))
        """) { call in
        let items = try iteration(call, 0)
        let start = try call.whole(1, or: 0)
        return .sequence(
          try LazySequence(count: items.count, over: [call.value(0)]) { index in
            .list(try List([.int(start &+ index), try items.element(index)]))
          })
      },
      Builtin("zip", "..lists", .plain,
        """
        Items side by side, as long as the shortest list.

            list(zip((1, 2), ("a", "b")))    # ((1, "a"), (2, "b"))
        """) { call in
        let lists = try call.rest.map { try call.interpreter.iteration(over: $0) }
        return .sequence(
          try LazySequence(count: lists.map(\.count).min() ?? 0, over: call.rest) { index in
            .list(try List(try lists.map { try $0.element(index) }))
          })
      },
      Builtin("map", "f, xs", .plain,
        """
        The list of f(x) for each item.

            map(x -> x^2, (1, 2, 3))    # (1, 4, 9)
        """) { call in
        let f = try call.function(0)
        let items = try iteration(call, 1)
        var results: [Value] = []
        for index in 0..<items.count {
          results.append(try call.apply(f, [try items.element(index)]))
          if results.count & 1023 == 0 { try call.interpreter.checkItems(results.count) }
          try call.interpreter.tick(at: call.span)
        }
        return .list(try List(results))
      },
      Builtin("filter", "f, xs", .plain,
        """
        The list of the items for which f(x) is true.

            filter(x -> x > 1, (1, 2, 3))    # (2, 3)
        """) { call in
        let f = try call.function(0)
        let kept = try call.parts(1).filter { try call.interpreter.truth(of: try call.apply(f, [$0])) }
        return .list(try List(kept))
      },
      Builtin("fold", "f, start, xs", .loops,
        """
        f(… f(f(start, x0), x1) …): the items folded into one value.

            fold((a, b) -> a + b, 0, (1, 2, 3))    # 6
        """) { call in
        let f = try call.function(0)
        let items = try iteration(call, 2)
        let isRange = if case .range = call.value(2) { true } else { false }
        let passes = Passes(count: items.count, arePlain: isRange) { [$1, try items.element($0)] }
        return try call.interpreter.iterated(f, from: call.value(1), passes, at: call.span) {
          try call.interpreter.tick(at: call.span)
        }
      },
      Builtin("lazy", "count, f", .plain,
        """
        A list whose items f(0), f(1), … are made when a loop asks for them.

            list(lazy(3, i -> i * 10))    # (0, 10, 20)
        """) { call in
        let (count, f) = (try call.whole(0), try call.function(1))
        guard count >= 0 else { throw call.wrong(0, "a count of at least 0") }
        let (interpreter, span) = (call.interpreter, call.span)
        return .sequence(
          try LazySequence(count: count, over: [f]) { [unowned interpreter] index in
            try interpreter.apply(f, [.int(index)], at: span)
          })
      },
    ]
  }

  private static func iteration(_ call: Call, _ index: Int) throws -> Iteration {
    do { return try call.interpreter.iteration(over: call.value(index)) } catch Failure.notIterable {
      throw call.wrong(index, "a list")
    }
  }
}

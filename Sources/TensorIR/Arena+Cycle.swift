// A recording that is computed over and over, each time with results of the time before in the places of its inputs.
// Neighbours: `Excerpt` is what is recorded; `Executor` sees that only values have changed.

extension Arena {
  /// Where an input of a pass comes from.
  public enum Source {
    /// An input of the pass before.
    case input(Int)
    /// An output of the pass before.
    case output(Int)
  }

  /// Computes an excerpt `passes` times.
  ///
  /// - Parameters:
  ///   - inputs: of the first pass: plain values, of the shapes and types that the excerpt was made with.
  ///   - sources: by input; shapes and types agree.
  ///   - draw: the next key.
  /// - Returns: inputs and outputs of the last pass; nil, with nothing done, if inputs share a value now and would
  ///   not later, or are not computed.
  /// - Throws: the first `ExecutionError`; nothing of the passes is kept then.
  public func cycle(
    _ excerpt: Excerpt, _ inputs: [Tensor], _ sources: [Source], passes: Int, draw: () -> (high: UInt32, low: UInt32)
  ) throws(ExecutionError) -> (inputs: [Tensor], outputs: [Tensor])? {
    try flush()
    var values: [Storage] = []
    for input in inputs {
      guard case .ready(let storage) = input.body else { return nil }
      values.append(storage)
    }
    guard !sharesCycling(values, inputs, sources, excerpt), passes > 0 else { return nil }
    defer { reset() }
    guard let entered = enter(excerpt, inputs, draw: draw) else { return nil }
    let feeds = entered.outside.enumerated().compactMap { place, node in
      node < 0 || sources[place].isInput(place) ? nil : (leaf: Int(nodes[Int(node)].leaf), input: place)
    }
    let roots = excerpt.outputNodes(from: entered.first)
    observer?(self, roots)
    var results = try executor.execute(self, roots: roots)
    var pass = 1
    if observer == nil, passes > 1, let direct = Arena.direct(feeds, sources) {
      let redraw = { self.redraw(excerpt, scalars: entered.scalars, draw) }
      if let ends = try executor.cycle(
        self, results: results, passes: passes - 1, feeds: direct, isRedrawn: !excerpt.draws.isEmpty,
        redraw: redraw)
      {
        values = Arena.advanced(values, ends.before, sources)
        results = ends.last
        pass = passes
      }
    }
    while pass < passes {
      values = Arena.advanced(values, results, sources)
      for feed in feeds { replaceLeaf(feed.leaf, values[feed.input]) }
      redraw(excerpt, scalars: entered.scalars, draw)
      observer?(self, roots)
      results = try executor.execute(self, roots: roots, isRepeated: true)
      pass += 1
    }
    countPasses(passes)
    return (
      zip(inputs, values).map { tensor($1, shape: $0.shape, isWeak: $0.isWeak) },
      zip(results, excerpt.outputs).map { storage, output in
        tensor(storage, shape: nodes[entered.first + Int(output.node)].shape, isWeak: output.isWeak)
      }
    )
  }

  /// Inputs of the next pass.
  private static func advanced(_ values: [Storage], _ results: [Storage], _ sources: [Source]) -> [Storage] {
    sources.map { source in
      switch source {
      case .input(let place): values[place]
      case .output(let place): results[place]
      }
    }
  }

  /// The feeds, if each input stays or is a result of the pass before.
  private static func direct(_ feeds: [(leaf: Int, input: Int)], _ sources: [Source]) -> [Feed]? {
    for (place, source) in sources.enumerated() {
      if case .input = source, !source.isInput(place) { return nil }
    }
    return feeds.compactMap { feed in
      if case .output(let root) = sources[feed.input] { Feed(leaf: feed.leaf, root: root) } else { nil }
    }
  }

  /// Whether an input that changes shares its leaf of the recording with another input or a constant.
  private func sharesCycling(
    _ values: [Storage], _ inputs: [Tensor], _ sources: [Source], _ excerpt: Excerpt
  ) -> Bool {
    var owner: [ObjectIdentifier: Bool] = [:]
    for constant in excerpt.constants { owner[ObjectIdentifier(constant.storage)] = false }
    for (place, storage) in values.enumerated() {
      let changes = !sources[place].isInput(place)
      if let known = owner.updateValue(changes, forKey: ObjectIdentifier(storage)), known || changes { return true }
    }
    return false
  }
}

extension Arena.Source {
  fileprivate func isInput(_ place: Int) -> Bool {
    if case .input(place) = self { true } else { false }
  }
}

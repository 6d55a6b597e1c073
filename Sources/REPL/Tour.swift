// Ten steps for the first minutes: each says a sentence or two and offers an entry to try.
// Neighbours: `:tour` begins it; an empty entry runs what is offered.

enum Tour {
  struct Step {
    let words: String
    let entry: String
  }

  static let steps = [
    Step(
      words: "Square brackets make a tensor. A whole entry is shown as soon as you press Enter.",
      entry: "x = [1, -1, 2, 0, 3, -2]; x"),
    Step(words: "Operators work on all elements at once, and `sum`, `mean`, `max` reduce them.", entry: "sum(x^2) / 2"),
    Step(
      words: "A definition is a line. `\\sigma` and then Tab writes σ; sigmoid is its name in full.",
      entry: "predict(w, x) = sigmoid(w @ x)"),
    Step(words: "Charts show in the terminal, and as SVG in a page.", entry: "plot(linspace(-4, 4, 60), tanh(linspace(-4, 4, 60)), title = \"tanh\")"),
    Step(
      words: "grad makes a function into its derivative in the first argument. It can be nested.",
      entry: "grad(x -> sum(x^3))(x)"),
    Step(
      words: "A model is a record of tensors that can be called. This one tells 8 × 8 pictures of digits apart.",
      entry: "model = sequential(dense(64, 32), relu, dense(32, 10)); model"),
    Step(
      words: "fit trains it; a bar shows how far it is, and Ctrl-C stops it without losing anything.",
      entry:
        "(train, test) = split(dataset(\"digits\"), 1400); (model, losses) = fit(model, train, epochs = 5); accuracy(model, test)"
    ),
    Step(
      words: "An attack: go a small step uphill on the loss. Here are digits, and what fools the model.",
      entry: "adv = clip(test.x[:8] + 0.2 * sign(grad(x -> cross_entropy(model(x), test.y[:8]))(test.x[:8])), 0, 1); grid(reshape(concat((test.x[:8], adv)), 16, 8, 8), columns = 8)"),
    Step(
      words: "A GAN's generator turns noise into pictures; untrained, it gives only noise of another kind.",
      entry: "generator = sequential(dense(16, 64), relu, dense(64, 64), sigmoid); grid(reshape(generator(randn(8, 16)), 8, 8, 8), columns = 8)"),
    Step(
      words: "The session becomes a notebook, plain Markdown that runs: `advnb run tour.advnb` makes its page.",
      entry: ":save tour.advnb"),
  ]
}

extension Conversation {
  func beginTour() {
    tourStep = 0
    host.error("A tour in \(Tour.steps.count) steps. Enter on an empty line runs what is offered; anything else may be tried between.")
    offerTourStep()
  }

  /// An empty entry goes on with the tour, if there is one.
  func nextTourStep() {
    guard let step = tourStep, Tour.steps.indices.contains(step) else { return }
    let entry = Tour.steps[step].entry
    remember(entry)
    if entry.hasPrefix(":") { obey(entry) } else { run(entry) }
    tourStep = step + 1
    offerTourStep()
  }

  private func offerTourStep() {
    guard let step = tourStep else { return }
    guard Tour.steps.indices.contains(step) else {
      tourStep = nil
      host.error("\nThat was the tour. :help lists the commands, help() the names by area, fgsm? explains one of them.")
      return
    }
    let words = TextFit.wrapped("\(step + 1). \(Tour.steps[step].words)", LineEditor.window.columns)
    let entry = settings.coloursErrors ? HelpPaint.code(Tour.steps[step].entry) : Tour.steps[step].entry
    host.error("\n\(words)\n    \(entry)")
  }
}

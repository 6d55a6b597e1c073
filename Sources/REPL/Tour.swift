// Ten steps for the first minutes: each says a sentence or two and offers an entry to try.
// Neighbours: `:tour` begins it; an empty entry runs what is offered.

enum Tour {
  struct Step {
    let words: String
    let entry: String
  }

  static let steps = [
    Step(
      words: "Square brackets make a tensor. What an entry gives is shown as soon as you press Enter.",
      entry: "x = [1, -1, 2, 0, 3, -2]\nx"),
    Step(
      words: "Operators work on all elements at once; sum, mean and max reduce them. `_` is the last value.",
      entry: "sum(_^2) / 2"),
    Step(words: "A definition is a line. \\sigma and then Tab writes σ, the short name of sigmoid.", entry: "predict(w, x) = σ(w @ x)"),
    Step(
      words: "Charts show in the terminal, and as SVG in a page.",
      entry: "t = linspace(-4, 4, 60)\nplot(t, {tanh: tanh(t), sigmoid: σ(t)}, xlabel = \"t\")"),
    Step(
      words: "grad makes a function into its derivative in the first argument. :grad shows its formulas.",
      entry: "grad(x -> sum(x^3))(x)"),
    Step(
      words: "A model is a record of tensors that can be called. This one tells 8 × 8 pictures of digits apart.",
      entry: "model = sequential(dense(64, 32), relu, dense(32, 10))\nmodel"),
    Step(
      words: "fit trains it; a bar shows how far it is, and Ctrl-C stops it without losing anything.",
      entry:
        "(train, test) = split(dataset(\"digits\"), 1400)\n(model, losses) = fit(model, train, epochs = 10)\naccuracy(model, test)"
    ),
    Step(
      words: "An attack goes a small step uphill on the loss. Above are digits, below what it makes of them. fgsm?? shows how.",
      entry:
        "adv = fgsm(model, test.x[:8], test.y[:8], 0.15)\nprint(\"taken for {predict_class(model, adv)}\")\ngrid(reshape(concat((test.x[:8], adv)), 16, 8, 8), columns = 8)"
    ),
    Step(
      words: "The generator of a GAN turns noise into pictures. This one has not learned yet what digits look like.",
      entry:
        "generator = sequential(dense(16, 64), relu, dense(64, 64), sigmoid)\nsamples = generator(randn(8, 16))\ngrid(reshape(samples, 8, 8, 8), columns = 8)"
    ),
    Step(
      words: "The session becomes a notebook, plain Markdown that runs: `advnb run tour.advnb` makes its page.",
      entry: ":save tour.advnb"),
  ]
}

extension Conversation {
  func beginTour() {
    tourStep = 0
    remark("A tour in \(Tour.steps.count) steps. Enter on an empty line runs what is offered; anything else may be tried between.")
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
      remark("\nThat was the tour. :help lists the commands, help() the names by area, fgsm? explains one of them.")
      return
    }
    remark("\n\(step + 1). \(Tour.steps[step].words)")
    for line in Tour.steps[step].entry.split(separator: "\n") {
      host.error("    " + (settings.coloursErrors ? HelpPaint.code(String(line)) : String(line)))
    }
  }

  /// Words broken at the window's edge.
  private func remark(_ words: String) {
    host.error(TextFit.wrapped(words, LineEditor.window.columns))
  }
}

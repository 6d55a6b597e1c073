// Charts of series: lines, points, bands, histograms, bars.
// Neighbours: `ChartArguments` (what all take), `ChartFields` (matrices and planes).

import Display
import TensorIR

extension Registry {
  static func charts() -> [Builtin] { lineCharts() + barCharts() }

  private static let common = ChartArguments.common

  private static func lineCharts() -> [Builtin] {
    [
      Builtin("plot", "x, y = none, labels = none, error = none, markers = false, \(common)", .show,
        """
        Lines through points. y: a vector, a list of vectors, or a record of them by name; without y, x is plotted over 0, 1, …
        `error`, of the same form as y, draws a band from y - error to y + error; `markers = true` shows the points, too.

            type(plot([1, 4, 9], xlabel = "step"))    # "plot"
            type(plot([0, 1], {train: [2, 1], test: [3, 2]}, error = {train: [0.1, 0.1], test: [0.2, 0.1]}))    # "plot"
        """) { call in
        let hasMarkers = try call.truth(4, or: false)
        let lines = try lines(call).enumerated().map { place, series in
          var series = series
          (series.hasMarkers, series.slot) = (hasMarkers, place)
          return series
        }
        return try ChartArguments.figure(call, try errorBands(call, lines) + lines.map { .line($0) }, from: 5)
      },
      Builtin("scatter", "x, y, labels = none, classes = none, \(common)", .show,
        """
        Points. y may be a list or a record of vectors, as in plot. With `classes`, one for each point, every class has its own
        colour and shape.

            type(scatter([0, 1, 2], [1, 0, 1], classes = [0, 0, 1], labels = ("cat", "dog")))    # "plot"
        """) { call in
        let groups = try lines(call, names: !call.isGiven(3))
        guard call.isGiven(3) else { return try ChartArguments.figure(call, groups.map { .scatter($0) }, from: 4) }
        guard groups.count == 1, let points = groups.first else { throw call.wrong(1, "one vector, as there are classes,") }
        return try ChartArguments.figure(call, try byClass(call, points).map { .scatter($0) }, from: 4)
      },
      Builtin("band", "x, low, high, label = none, \(common)", .show,
        """
        The stretch between two curves, to lie below a plot in overlay.

            type(overlay(band([0, 1], [1, 2], [2, 4], label = "range"), plot([0, 1], [1.5, 3])))    # "plot"
        """) { call in
        let parts = try (0..<3).map { try ChartArguments.numbers(call, call.value($0)) }
        guard Set(parts.map(\.count)).count == 1 else {
          throw Failure.wrongShape("band: x has \(parts[0].count) values, low \(parts[1].count) and high \(parts[2].count)")
        }
        let band = Band(x: parts[0], low: parts[1], high: parts[2], label: try call.optionalString(3))
        return try ChartArguments.figure(call, [.band(band)], from: 4)
      },
    ]
  }

  private static func barCharts() -> [Builtin] {
    [
      Builtin("hist", "x, bins = 20, labels = none, \(common)", .show,
        """
        How many values fall into each of `bins` equal stretches; of a record of tensors, each has its own bars on the same stretches.

            type(hist(randn(100), bins = 10))    # "plot"
            type(hist({clean: randn(100), adversarial: 1 + randn(100)}))    # "plot"
        """) { call in
        let bins = try call.whole(1, or: 20)
        guard (1...1000).contains(bins) else { throw call.wrong(1, "1 to 1000 bins") }
        let labels = try ChartArguments.labels(call, 2)
        var groups: [(label: String?, values: [Double])]
        if case .record(let record) = call.value(0) {
          groups = try record.fields.map { ($0.0, try finite(call, $0.1)) }
        } else {
          groups = [(nil, try finite(call, call.value(0)))]
        }
        for place in groups.indices where labels.indices.contains(place) { groups[place].label = labels[place] }
        let edges = edges(groups.flatMap(\.values), bins)
        let marks = groups.map { group -> Chart.Mark in
          .histogram(Histogram(edges: edges, counts: counts(group.values, edges), label: group.label))
        }
        return try ChartArguments.figure(call, marks, from: 3)
      },
      Builtin("bar", "names, heights, labels = none, \(common)", .show,
        """
        Bars over names; heights may be a record of vectors.

            type(bar(("cat", "dog"), [3, 5]))    # "plot"
        """) { call in
        let names = try call.parts(0).map(call.interpreter.plainText)
        let groups = try ChartArguments.series(call, call.value(1))
        let labels = try ChartArguments.labels(call, 2)
        for group in groups where group.values.count != names.count {
          throw Failure.wrongShape("bar: there are \(counted(names.count, "name")), but \(counted(group.values.count, "height"))")
        }
        let marks = groups.enumerated().map { place, group -> Chart.Mark in
          let label = labels.indices.contains(place) ? labels[place] : group.label
          return .bars(Bars(names: names, heights: group.values, label: label))
        }
        return try ChartArguments.figure(call, marks, from: 3)
      },
    ]
  }

  // MARK: Lines and points

  private static func lines(_ call: Call, names: Bool = true) throws -> [Series] {
    let hasX = call.isGiven(1)
    let groups = try ChartArguments.series(call, hasX ? call.value(1) : call.value(0))
    let x = hasX ? try ChartArguments.numbers(call, call.value(0)) : nil
    let labels = names ? try ChartArguments.labels(call, 2) : []
    return try groups.enumerated().map { place, group in
      let xs = x ?? group.values.indices.map(Double.init)
      guard xs.count == group.values.count else {
        throw Failure.wrongShape("\(call.name): x has \(xs.count) values, but y has \(group.values.count)")
      }
      return Series(x: xs, y: group.values, label: labels.indices.contains(place) ? labels[place] : group.label)
    }
  }

  /// A band around each line.
  private static func errorBands(_ call: Call, _ lines: [Series]) throws -> [Chart.Mark] {
    guard call.isGiven(3) else { return [] }
    let errors = try ChartArguments.series(call, call.value(3))
    guard errors.count == lines.count else {
      throw Failure.wrongShape("plot: there are \(counted(lines.count, "line")), but \(counted(errors.count, "error"))")
    }
    return try zip(lines, errors).map { line, error in
      guard error.values.count == line.count else {
        throw Failure.wrongShape("plot: y has \(line.count) values, but error has \(error.values.count)")
      }
      return .band(
        Band(
          x: line.x, low: zip(line.y, error.values).map { $0 - abs($1) },
          high: zip(line.y, error.values).map { $0 + abs($1) }, slot: line.slot))
    }
  }

  /// The points of each class; class k of whole numbers has colour k, others go by their order.
  private static func byClass(_ call: Call, _ points: Series) throws -> [Series] {
    let classes = try call.parts(3)
    guard classes.count == points.count else {
      throw Failure.wrongShape("scatter: there are \(counted(points.count, "point")), but \(counted(classes.count, "class"))")
    }
    let labels = try ChartArguments.labels(call, 2)
    let numbers = try classes.map { try call.interpreter.wholeNumber($0) }
    let names = zip(numbers, classes).map { $0.map(String.init) ?? call.interpreter.plainText($1) }
    var order: [String] = []
    for name in names where !order.contains(name) { order.append(name) }
    guard order.count <= 40 else { throw Failure.value("scatter: \(order.count) classes are too many to tell apart") }
    let known = numbers.compactMap { $0 }
    let areNumbers = known.count == numbers.count
    if areNumbers { order.sort { (Int($0) ?? 0) < (Int($1) ?? 0) } }
    let areSlots = areNumbers && known.allSatisfy { (0..<1000).contains($0) }
    return order.enumerated().map { place, name in
      let slot = areSlots ? Int(name) ?? place : place
      let members = names.indices.filter { names[$0] == name }
      return Series(
        x: members.map { points.x[$0] }, y: members.map { points.y[$0] },
        label: labels.indices.contains(slot) ? labels[slot] : name, slot: slot)
    }
  }

  // MARK: Histograms

  private static func finite(_ call: Call, _ value: Value) throws -> [Double] {
    try call.interpreter.elements(of: .tensor(try call.tensor(value, at: 0))).filter(\.isFinite)
  }

  private static func edges(_ values: [Double], _ bins: Int) -> [Double] {
    let (low, high) = (values.min() ?? 0, values.max() ?? 1)
    // Halved before the division, so that the widest span does not overflow.
    let span = (high / 2 - low / 2) / Double(bins) * 2
    let width = span > 0 && span.isFinite ? span : 1
    return (0...bins).map { low + Double($0) * width }
  }

  private static func counts(_ values: [Double], _ edges: [Double]) -> [Double] {
    var counts = [Double](repeating: 0, count: edges.count - 1)
    let width = edges[1] - edges[0]
    for value in values {
      counts[min(counts.count - 1, max(0, Int(saturating: (value - edges[0]) / width)))] += 1
    }
    return counts
  }
}

// Charts laid over each other, and figures side by side.
// Neighbours: `ChartBuiltins`, `ChartFields`; `Transcript/SVGPanels` draws panels.

import Display

enum Arrangement {
  /// One label for each of `count` things.
  static func labels(_ call: Call, _ index: Int, for count: Int) throws -> [String?] {
    guard call.isGiven(index) else { return Array(repeating: nil, count: count) }
    let labels = try call.parts(index).map(call.interpreter.plainText)
    guard labels.count == count else {
      throw Failure.wrongShape(
        "\(call.name): there are \(counted(count, "picture")), but \(counted(labels.count, "label"))")
    }
    return labels.map { $0.isEmpty ? nil : $0 }
  }

  /// What shall be shown: all values that `..rest` took, or those of the one list among them.
  static func figures(_ call: Call) throws -> [Value] {
    guard call.rest.count == 1, let only = call.rest.first else { return call.rest }
    switch only {
    case .list, .sequence: return try call.interpreter.parts(of: only)
    default: return [only]
    }
  }

  /// The charts among the values.
  static func charts(_ call: Call) throws -> [Chart] {
    try figures(call).map { value in
      guard case .display(.figure(let figure)) = value, case .chart(let chart) = figure.content else {
        throw Failure.type("\(call.name) takes charts, but got \(value.phrase)", hint: "as in overlay(scatter(x, y), plot(x, z)).")
      }
      return chart
    }
  }

  /// All marks in one chart; words and scales are those of the first chart that has some.
  static func overlaid(_ charts: [Chart]) throws -> Chart {
    if charts.count > 1, charts.contains(where: { $0.marks.contains(where: \.ownsAxes) }) {
      throw Failure.value("heat maps and bars have axes of their own, and cannot lie over other charts", hint: "put them side by side with subplots.")
    }
    func axis(_ path: (Chart) -> Axis) -> Axis {
      let axes = charts.map(path)
      return Axis(
        label: axes.compactMap(\.label).first, limits: axes.compactMap(\.limits).first,
        isLog: axes.contains(where: \.isLog))
    }
    return Chart(
      marks: charts.flatMap(\.marks), title: charts.compactMap(\.title).first, x: axis(\.x), y: axis(\.y),
      horizontals: charts.flatMap(\.horizontals), verticals: charts.flatMap(\.verticals),
      notes: charts.flatMap(\.notes))
  }

  /// The pictures and charts among the values, each with its label or title.
  static func items(_ figures: [Value], _ call: Call, labels: [String?]) throws -> [Panels.Item] {
    try zip(figures, labels).map { value, label in
      guard case .display(.figure(let figure)) = value else {
        throw Failure.type("\(call.name) takes pictures and charts, but got \(value.phrase)")
      }
      switch figure.content {
      case .image(let image): return Panels.Item(.image(image), label: label ?? figure.caption)
      case .chart(let chart): return Panels.Item(.chart(chart), label: label)
      case .panels: throw Failure.value("\(call.name) cannot hold panels within panels")
      }
    }
  }
}

extension Chart.Mark {
  /// Names instead of numbers stand below it.
  fileprivate var ownsAxes: Bool {
    switch self {
    case .heatmap, .bars: true
    default: false
    }
  }
}

extension Registry {
  static func arrangements() -> [Builtin] {
    [
      Builtin("overlay", "..charts, \(ChartArguments.common)", .show,
        """
        Charts laid over each other on common axes; they may also come as one list.

            type(overlay(scatter([0, 1, 2], [1, 0, 1]), plot([0, 2], [1, 1])))    # "plot"
            type(overlay(plot([0, 2], [0, slope]) for slope in (1, 2, 3)))        # "plot"
        """) { call in
        let charts = try Arrangement.charts(call)
        guard !charts.isEmpty else { throw Failure.value("overlay needs at least one chart") }
        return try ChartArguments.figure(call, try Arrangement.overlaid(charts), from: 1)
      },
      Builtin("subplots", "..figures, labels = none, columns = none, title = none, caption = none, alt = none", .show,
        """
        Charts and pictures side by side, each with its label above it; they may also come as one list.

            type(subplots(plot([1, 2]), image(rand(8, 8)), labels = ("left", "right")))    # "plot"
            type(subplots((plot([1, k]) for k in (2, 3, 4)), columns = 2))                 # "plot"
        """) { call in
        let figures = try Arrangement.figures(call)
        let count = figures.count
        guard count > 0, count <= 100 else { throw Failure.value("subplots takes 1 to 100 figures, but got \(count)") }
        let items = try Arrangement.items(figures, call, labels: try Arrangement.labels(call, 1, for: count))
        let columns = try call.whole(2, or: count <= 3 ? count : count == 4 ? 2 : 3)
        guard columns > 0 else { throw call.wrong(2, "a number of columns above 0") }
        let panels = Panels(items: items, columns: columns, title: try call.optionalString(3))
        return figure(.panels(panels), try call.optionalString(4), try call.optionalString(5))
      },
    ]
  }
}

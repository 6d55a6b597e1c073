// Pictures, charts and tables as display values.
// Neighbours: `Pictures`, `Tables`, `ChartArguments`.

import Display
import SourceText
import TensorIR

extension Registry {
  static func showing() -> [Builtin] { pictures() + charts() }

  private static func figure(_ content: Figure.Content, _ caption: String?, _ alt: String?) -> Value {
    .display(.figure(Figure(content, caption: caption, alt: alt)))
  }

  private static func pictures() -> [Builtin] {
    [
      Builtin("image", "x, signed = none, scale = none, caption = none, alt = none", .show,
        """
        A picture of [h, w], [c, h, w] or [h, w, c]: floats 0 to 1, u8 0 to 255. Negative values give a signed picture: \
        a diverging map of colours whose ends are ± scale.

            type(image([[0, 1], [1, 0]]))    # "image"
        """) { call in
        let isSigned = call.isGiven(1) ? try call.truth(1, or: false) : nil
        let scale = call.isGiven(2) ? try call.number(2) : nil
        let image = try Pictures.image(of: try call.tensor(0), call.interpreter, isSigned: isSigned, scale: scale)
        return figure(.image(image), try call.optionalString(3), try call.optionalString(4))
      },
      Builtin("grid", "images, columns = none, signed = none, scale = none, caption = none, alt = none", .show,
        """
        Pictures side by side: a list of images, or a tensor [n, h, w] or [n, c, h, w].

            type(grid(rand(4, 8, 8)))    # "image"
        """) { call in
        let isSigned = call.isGiven(2) ? try call.truth(2, or: false) : nil
        let scale = call.isGiven(3) ? try call.number(3) : nil
        let parts = try call.parts(0)
        guard parts.count <= 4096 else { throw Failure.value("a grid of \(parts.count) images is too large to show") }
        let images = try parts.map { part -> RasterImage in
          if case .display(.figure(let figure)) = part, case .image(let image) = figure.content { return image }
          return try Pictures.image(of: try call.tensor(part, at: 0), call.interpreter, isSigned: isSigned, scale: scale)
        }
        let natural = images.count <= 6 ? images.count : Int(Double(images.count).squareRoot().rounded(.up))
        let image = try Pictures.grid(images, columns: try call.whole(1, or: natural))
        return figure(.image(image), try call.optionalString(4), try call.optionalString(5))
      },
      Builtin("show", "..values", .show,
        """
        Shows values from anywhere: pictures and tables as such, others as text. A record with a function in its \
        field `shown` is shown by calling that with the record.

            show("half")    # half
            show({n: 3, shown: self -> print("n is {self.n}")})    # n is 3
        """) { call in
        for value in call.rest {
          if case .display(let output) = value {
            call.interpreter.emit(output)
          } else if case .record(let record) = value, record.showsItself {
            try call.interpreter.present(record)
          } else {
            try call.interpreter.settle(value)
            call.interpreter.emit(.text(call.interpreter.plainText(value) + "\n"))
          }
        }
        return .none
      },
      Builtin("table", "rows", .show,
        """
        A table of records, one a row; or of a record of columns.

            type(table({step: (1, 2), loss: (0.5, 0.25)}))    # "table"
        """) { call in
        .display(.table(try Tables.table(of: call.value(0), call.interpreter)))
      },
    ]
  }

  /// The words and lines that every chart takes, after its own parameters.
  private static let common =
    "title = none, xlabel = none, ylabel = none, xlim = none, ylim = none, logx = false, logy = false, hline = none, vline = none, caption = none, alt = none"

  private static func charts() -> [Builtin] {
    [
      Builtin("plot", "x, y = none, labels = none, \(common)", .show,
        """
        Lines through points. y: a vector, a list of vectors, or a record of them by name; without y, x is plotted over 0, 1, …

            type(plot([1, 4, 9], xlabel = "step"))    # "plot"
            type(plot([0, 1], {train: [2, 1], test: [3, 2]}))    # "plot"
        """) { call in
        try lines(call) { .line($0) }
      },
      Builtin("scatter", "x, y, labels = none, \(common)", .show,
        """
        Points. y may be a list or a record of vectors, as in plot.

            type(scatter([0, 1, 2], [1, 0, 1]))    # "plot"
        """) { call in
        try lines(call) { .scatter($0) }
      },
      Builtin("hist", "x, bins = 20, labels = none, \(common)", .show,
        """
        How many values fall into each of `bins` equal stretches.

            type(hist(randn(100), bins = 10))    # "plot"
        """) { call in
        let values = try call.interpreter.elements(of: .tensor(try call.tensor(0))).filter(\.isFinite)
        let bins = try call.whole(1, or: 20)
        guard (1...1000).contains(bins) else { throw call.wrong(1, "1 to 1000 bins") }
        let (low, high) = (values.min() ?? 0, values.max() ?? 1)
        // Halved before the division, so that the widest span does not overflow.
        let span = (high / 2 - low / 2) / Double(bins) * 2
        let width = span > 0 && span.isFinite ? span : 1
        var counts = [Double](repeating: 0, count: bins)
        for value in values { counts[min(bins - 1, max(0, Int(saturating: (value - low) / width)))] += 1 }
        let edges = (0...bins).map { low + Double($0) * width }
        return try chart(call, [.histogram(Histogram(edges: edges, counts: counts))], from: 3)
      },
      Builtin("bar", "names, heights, labels = none, \(common)", .show,
        """
        Bars over names; heights may be a record of vectors.

            type(bar(("cat", "dog"), [3, 5]))    # "plot"
        """) { call in
        let names = try call.parts(0).map(call.interpreter.plainText)
        let groups = try series(call, call.value(1))
        for group in groups where group.values.count != names.count {
          throw Failure.wrongShape("bar: there are \(counted(names.count, "name")), but \(counted(group.values.count, "height"))")
        }
        return try chart(
          call, groups.map { .bars(Bars(names: names, heights: $0.values, label: $0.label)) }, from: 3)
      },
      Builtin("heatmap", "x, rows = none, columns = none, \(common)", .show,
        """
        A matrix as coloured squares, with the numbers where they fit.

            type(heatmap([[1, 2], [3, 4]]))    # "plot"
        """) { call in
        let x = try call.tensor(0)
        guard x.rank == 2 else { throw call.wrong(0, "a matrix") }
        let (rows, columns) = (call.isGiven(1) ? try call.parts(1) : [], call.isGiven(2) ? try call.parts(2) : [])
        let map = Heatmap(
          rows: x.shape[0], columns: x.shape[1], values: try call.interpreter.elements(of: .tensor(x)),
          rowNames: rows.map(call.interpreter.plainText), columnNames: columns.map(call.interpreter.plainText))
        return try chart(call, [.heatmap(map)], from: 3)
      },
    ]
  }

  // MARK: Series

  private static func lines(_ call: Call, _ mark: (Series) -> Chart.Mark) throws -> Value {
    let hasX = call.isGiven(1)
    let groups = try series(call, hasX ? call.value(1) : call.value(0))
    let x = hasX ? try numbers(call, call.value(0)) : nil
    let labels = call.isGiven(2) ? try call.parts(2).map(call.interpreter.plainText) : []
    let marks = try groups.enumerated().map { place, group -> Chart.Mark in
      let xs = x ?? group.values.indices.map(Double.init)
      guard xs.count == group.values.count else {
        throw Failure.wrongShape("\(call.name): x has \(xs.count) values, but y has \(group.values.count)")
      }
      let label = labels.indices.contains(place) ? labels[place] : group.label
      return mark(Series(x: xs, y: group.values, label: label))
    }
    return try chart(call, marks, from: 3)
  }

  private static func series(_ call: Call, _ value: Value) throws -> [(label: String?, values: [Double])] {
    switch value {
    case .record(let record): return try record.fields.map { ($0.0, try numbers(call, $0.1)) }
    case .list(let list) where list.items.contains(where: { call.interpreter.shape(of: $0).count == 1 || !$0.isNumeric }):
      return try list.items.map { (nil, try numbers(call, $0)) }
    default: return [(nil, try numbers(call, value))]
    }
  }

  private static func numbers(_ call: Call, _ value: Value) throws -> [Double] {
    let tensor = try call.tensor(value, at: 0)
    guard tensor.rank <= 1 else {
      throw Failure.wrongShape("\(call.name) takes vectors, but got \(tensor.shape)", hint: "for several lines give a list of vectors.")
    }
    return try call.interpreter.elements(of: .tensor(tensor))
  }

  // MARK: Common arguments

  private static func chart(_ call: Call, _ marks: [Chart.Mark], from first: Int) throws -> Value {
    func limits(_ index: Int) throws -> Display.Limits? {
      guard call.isGiven(index) else { return nil }
      let ends = try call.parts(index).map { try call.interpreter.number($0) ?? .nan }
      guard ends.count == 2, ends.allSatisfy(\.isFinite), ends[0] != ends[1] else { throw call.wrong(index, "two different finite numbers (low, high)") }
      return Display.Limits(ends[0], ends[1])
    }
    func rules(_ index: Int) throws -> [Rule] {
      guard call.isGiven(index) else { return [] }
      return try numbers(call, call.value(index)).map { Rule(at: $0) }
    }
    let chart = Chart(
      marks: marks, title: try call.optionalString(first),
      x: Axis(label: try call.optionalString(first + 1), limits: try limits(first + 3), isLog: try call.truth(first + 5, or: false)),
      y: Axis(label: try call.optionalString(first + 2), limits: try limits(first + 4), isLog: try call.truth(first + 6, or: false)),
      horizontals: try rules(first + 7), verticals: try rules(first + 8))
    return figure(.chart(chart), try call.optionalString(first + 9), try call.optionalString(first + 10))
  }
}

extension Record {
  /// Whether the field `shown` says how the record is shown.
  var showsItself: Bool { self["shown"]?.isFunction ?? false }
}

extension Interpreter {
  /// Shows a record by its own function, and what that gives.
  func present(_ record: Record) throws {
    guard let method = record["shown"] else { return }
    let result = try call(method, Arguments([.record(record)]), at: Span(source: SourceID(raw: -1), start: 0, end: 0))
    if case .display(let output) = result { emit(output) }
  }
}

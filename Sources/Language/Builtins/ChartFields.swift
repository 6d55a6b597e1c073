// Charts of matrices and planes: heat maps, contours, regions of classes, arrows.
// Neighbours: `ChartBuiltins`, `ChartArguments`; `charts.adv` builds on them.

import Display
import TensorIR

extension Registry {
  private static let common = ChartArguments.common

  static func fields() -> [Builtin] {
    [
      Builtin("heatmap", "x, rows = none, columns = none, values = true, range = none, \(common)", .show,
        """
        A matrix as coloured squares, with the numbers where they fit; `range = (low, high)` sets the ends of the colours.

            type(heatmap([[1, 2], [3, 4]]))    # "plot"
        """) { call in
        let x = try call.tensor(0)
        guard x.rank == 2 else { throw call.wrong(0, "a matrix") }
        let map = Heatmap(
          rows: x.shape[0], columns: x.shape[1], values: try call.interpreter.elements(of: .tensor(x)),
          rowNames: try ChartArguments.labels(call, 1), columnNames: try ChartArguments.labels(call, 2),
          showsValues: try call.truth(3, or: true), range: try ChartArguments.limits(call, 4))
        return try ChartArguments.figure(call, [.heatmap(map)], from: 5)
      },
      Builtin("contour", "x, y, z, levels = 8, filled = false, \(common)", .show,
        """
        Lines of equal height over a plane: z [len(y), len(x)], as on_grid(f, x, y) gives. `levels` is about how many, or a list of
        heights.

            type(contour([0, 1], [0, 1, 2], on_grid((a, b) -> a^2 + b^2, [0, 1], [0, 1, 2])))    # "plot"
        """) { call in
        let field = try field(call, 2)
        let contour = Contour(field: field, levels: try levels(call, 3, field.values), isFilled: try call.truth(4, or: false))
        return try ChartArguments.figure(call, [.contour(contour)], from: 5)
      },
      Builtin("regions", "x, y, classes, \(common)", .show,
        """
        A plane coloured by class numbers [len(y), len(x)]; class k has the colour that scatter(…, classes = …) gives it.
        decision_regions(model, x, y) draws those of a model.

            type(regions([0, 1], [0, 1], [[0, 1], [1, 1]]))    # "plot"
        """) { call in
        try ChartArguments.figure(call, [.regions(try field(call, 2))], from: 3)
      },
      Builtin("quiver", "x, y, u, v, label = none, \(common)", .show,
        """
        Arrows along (u, v). x and y are the axes of a grid and u and v matrices [len(y), len(x)], or all four are of one shape.

            type(quiver([0, 1], [0, 1], [[1, 0], [1, 0]], [[0, 1], [0, 1]]))    # "plot"
        """) { call in
        try ChartArguments.figure(call, [.arrows(try arrows(call))], from: 5)
      },
    ]
  }

  // MARK: Arguments

  private static func field(_ call: Call, _ index: Int) throws -> Field {
    let (x, y) = (try ChartArguments.numbers(call, call.value(0)), try ChartArguments.numbers(call, call.value(1)))
    let z = try call.tensor(index)
    guard z.rank == 2, z.shape[0] == y.count, z.shape[1] == x.count else {
      throw Failure.wrongShape(
        "\(call.name): x has \(x.count) values and y \(y.count), but \(call.parameters[index]) is \(z.shape)",
        hint: "it should be [len(y), len(x)] = [\(y.count), \(x.count)], as on_grid(f, x, y) gives.")
    }
    guard x.count > 1, y.count > 1 else { throw Failure.value("\(call.name) needs at least two values on each axis") }
    for (name, axis) in [("x", x), ("y", y)] {
      let steps = zip(axis, axis.dropFirst()).map { $1 - $0 }
      guard steps.allSatisfy({ $0 > 0 }) || steps.allSatisfy({ $0 < 0 }) else {
        throw Failure.value("\(call.name): \(name) must grow (or fall) from value to value", hint: "linspace(-1, 1, 50) does.")
      }
    }
    return Field(x: x, y: y, values: try call.interpreter.elements(of: .tensor(z)))
  }

  /// Heights at round numbers, or those that were given.
  private static func levels(_ call: Call, _ index: Int, _ values: [Double]) throws -> [Double] {
    if call.isGiven(index), try call.interpreter.wholeNumber(call.value(index)) == nil {
      let levels = try ChartArguments.numbers(call, call.value(index)).filter(\.isFinite).sorted()
      guard (1...100).contains(levels.count) else { throw call.wrong(index, "1 to 100 levels") }
      return levels
    }
    let count = try call.whole(index, or: 8)
    guard (1...100).contains(count) else { throw call.wrong(index, "1 to 100 levels") }
    let finite = values.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max(), high > low, (high - low).isFinite else { return [] }
    return RoundNumbers.within(low, high, about: count)
  }

  private static func arrows(_ call: Call) throws -> Arrows {
    let (u, v) = (try call.tensor(2), try call.tensor(3))
    let shape = u.shape
    guard shape == v.shape else { throw Failure.wrongShape("quiver: u is \(shape), but v is \(v.shape)") }
    guard shape.product <= 10_000 else { throw Failure.value("quiver: \(shape.product) arrows are too many to see", hint: "take every tenth, as in x[::10].") }
    let (x, y) = (try call.tensor(0), try call.tensor(1))
    var (xs, ys) = (try call.interpreter.elements(of: .tensor(x)), try call.interpreter.elements(of: .tensor(y)))
    if shape.count == 2, x.rank == 1, y.rank == 1 {
      guard shape[0] == ys.count, shape[1] == xs.count else {
        throw Failure.wrongShape("quiver: x has \(xs.count) values and y \(ys.count), but u is \(shape)", hint: "u and v should be [len(y), len(x)].")
      }
      (xs, ys) = (ys.flatMap { _ in xs }, ys.flatMap { value in xs.map { _ in value } })
    } else if x.shape != shape || y.shape != shape {
      throw Failure.wrongShape("quiver: x is \(x.shape), y is \(y.shape) and u is \(shape)", hint: "all four have one shape, or x and y are the axes of a grid.")
    }
    return Arrows(
      x: xs, y: ys, u: try call.interpreter.elements(of: .tensor(u)), v: try call.interpreter.elements(of: .tensor(v)),
      label: try call.optionalString(4))
  }
}

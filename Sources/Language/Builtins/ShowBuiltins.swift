// Pictures and tables as display values, and charts side by side.
// Neighbours: `Pictures`, `Tables`, `ChartBuiltins`.

import Display
import SourceText
import TensorIR

extension Registry {
  static func showing() -> [Builtin] { pictures() + charts() + fields() + arrangements() }

  static func figure(_ content: Figure.Content, _ caption: String?, _ alt: String?) -> Value {
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
      Builtin("grid", "images, columns = none, signed = none, scale = none, labels = none, caption = none, alt = none", .show,
        """
        Pictures side by side: a list of images, or a tensor [n, h, w] or [n, c, h, w]. With labels, each has its own above it.

            type(grid(rand(4, 8, 8)))    # "image"
            type(grid(rand(2, 8, 8), labels = ("cat", "dog")))    # "plot"
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
        let columns = try call.whole(1, or: natural)
        guard call.isGiven(4) else {
          return figure(.image(try Pictures.grid(images, columns: columns)), try call.optionalString(5), try call.optionalString(6))
        }
        let labels = try Arrangement.labels(call, 4, for: images.count)
        let items = zip(images, labels).map { Panels.Item(.image($0), label: $1) }
        guard !items.isEmpty else { throw Failure.value("a grid needs at least one image") }
        return figure(.panels(Panels(items: items, columns: max(1, columns))), try call.optionalString(5), try call.optionalString(6))
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

// How a matrix lies in the cells of a terminal: the size of its squares, its names as ticks, its numbers where they fit.
// Neighbours: `CharacterChart` draws the axes around it; `SVGHeatmap` is its like for pages.

import Display

struct CharacterHeatmap {
  private let map: Heatmap
  private let style: CharacterStyle
  let scale: ColourScale
  private let rows: [Int]
  private let columns: [Int]
  /// Of a square: columns, and halves of cells.
  private let size: (width: Int, height: Int)
  /// Empty unless they fit into the squares.
  private let values: [[String]]

  /// - Parameters:
  ///   - width: cells that the picture may be wide.
  ///   - height: cells that it may be high.
  init(_ map: Heatmap, width: Int, height: Int, style: CharacterStyle) {
    self.map = map
    self.style = style
    scale = ColourScale(values: map.values, range: map.range)
    // A character is as high as two pixels.
    let unit = style.paints ? 1 : 2
    rows = SVGHeatmap.picks(map.rows, most: 2 * height / unit)
    columns = SVGHeatmap.picks(map.columns, most: width)
    let (down, across) = (max(rows.count, 1), max(columns.count, 1))
    let room = (width: width / across, height: 2 * height / down / unit * unit)
    let values = Self.values(map, rows, columns, room)
    let widest = values.joined().map(\.count).max() ?? 0
    if values.isEmpty {
      // Squares, but what has few rows or columns is stretched, so that it can be seen at all.
      let side = max(unit, min(room.width, room.height, max(64 / across, 48 / down)) / unit * unit)
      // Three columns for each leave room for the names of few.
      let least = across <= 24 ? max(3, 8 / across) : 1
      size = (min(max(side, least), room.width), min(max(side, 4 / down), room.height))
    } else {
      size = (min(max(widest + 2, 6), room.width), room.height >= 6 ? 6 : 2)
    }
    self.values = values
  }

  private static func values(_ map: Heatmap, _ rows: [Int], _ columns: [Int], _ room: (width: Int, height: Int)) -> [[String]] {
    guard map.showsValues, room.height >= 2, rows.count == map.rows, columns.count == map.columns else { return [] }
    let values = rows.map { row in columns.map { NumberFormat.text(map.value(row: row, column: $0), digits: 3) } }
    return (values.joined().map(\.count).max() ?? 0) < room.width ? values : []
  }

  var width: Int { size.width * columns.count }
  var height: Int { (size.height * rows.count + 1) / 2 }
  var showsValues: Bool { !values.isEmpty }

  // MARK: Names

  static func rowNames(_ map: Heatmap) -> [String] { names(map.rowNames, map.rows) }

  private static func names(_ names: [String], _ count: Int) -> [String] {
    (0..<min(count, SVGHeatmap.mostCells)).map { names.indices.contains($0) ? names[$0] : "\($0)" }
  }

  /// Columns from the left; names as wide as their columns, if that leaves something of them.
  var x: ChartScale {
    var scale = ChartScale(names: [], count: columns.count)
    scale.ticks = columns.enumerated().map { place, column in
      let name = map.columnNames.indices.contains(column) ? map.columnNames[column] : "\(column)"
      return ChartScale.Tick(at: Double(place), label: size.width > 4 ? style.cut(name, size.width - 1) : name)
    }
    return scale
  }

  /// Rows from the top.
  var y: ChartScale {
    var scale = ChartScale(names: [], count: rows.count)
    scale.ticks = rows.enumerated().map { place, row in
      let name = map.rowNames.indices.contains(row) ? map.rowNames[row] : "\(row)"
      return ChartScale.Tick(at: Double(rows.count - 1 - place), label: name)
    }
    return scale
  }

  // MARK: Drawing

  func draw(on canvas: inout CharacterCanvas) {
    for (i, row) in rows.enumerated() {
      for (j, column) in columns.enumerated() { draw(i, j, map.value(row: row, column: column), on: &canvas) }
    }
  }

  private func draw(_ i: Int, _ j: Int, _ value: Double, on canvas: inout CharacterCanvas) {
    // Numbers are read without shades around them.
    let shade = showsValues ? " " : scale.shade(value)
    let pixel = CharacterCanvas.Pixel(colour: scale.colour(value), shade: shade)
    for row in i * size.height..<(i + 1) * size.height {
      for column in j * size.width..<(j + 1) * size.width { canvas.paint(column, row, pixel) }
    }
    guard values.indices.contains(i), values[i].indices.contains(j) else { return }
    let words = values[i][j]
    canvas.write(
      words, column: j * size.width + (size.width - words.count + 1) / 2, row: i * size.height / 2 + (size.height / 2 - 1) / 2)
  }
}

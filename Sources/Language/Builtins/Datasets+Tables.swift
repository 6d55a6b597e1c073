// Data sets in tables: the digits, and those of the UCI repository with the sizes and classes in their first line.
// Neighbours: `Datasets`, `CSV`.

import Formats
import TensorIR

extension Datasets {
  /// 64 grey values from 0 to 16 and the digit, without a header.
  func digits() throws -> Value {
    let table = try CSV.decode(try file("digits.csv.gz"), header: .absent, limit: limit)
    let (x, y) = try columns(of: table, count: 65, classes: 10, scale: 1 / 16)
    return try examples(x, y, 10, shape: [8, 8])
  }

  /// A first line such as `150,4,setosa,versicolor,virginica`, then rows of numbers and a class number.
  func table(_ name: String, features: [String]) throws -> Value {
    let bytes = try file(name)
    let end = bytes.firstIndex(of: 0x0A) ?? bytes.count
    let words = bytes[..<end].split(separator: UInt8(ascii: ",")).map { line in
      String(decoding: line.filter { $0 != 0x0D }, as: UTF8.self)
    }
    let table = try CSV.decode(Array(bytes[end...].dropFirst()), header: .absent, limit: limit)
    guard words.count > 2, Int(words[0]) == table.rows, Int(words[1]) == features.count else {
      throw FormatErrorWords("its first line does not fit its rows")
    }
    let names = Array(words[2...])
    let (x, y) = try columns(of: table, count: features.count + 1, classes: names.count, scale: 1)
    return try examples(x, y, names.count, names: names, features: features)
  }

  /// All columns but the last as f32, times `scale`; the last as class numbers.
  private func columns(of table: CSVTable, count: Int, classes: Int, scale: Double) throws -> (x: Tensor, y: Tensor) {
    let width = count - 1
    var columns: [[Double]] = []
    for column in table.columns {
      if case .numbers(let numbers) = column, numbers.count == table.rows { columns.append(numbers) }
    }
    guard columns.count == count, table.columns.count == count,
      columns[width].allSatisfy({ $0 >= 0 && $0 < Double(classes) && $0 == $0.rounded() }),
      let x = Storage(dtype: .f32, count: table.rows * width), let y = Storage(dtype: .i32, count: table.rows)
    else { throw FormatErrorWords("its columns are not as they should be") }
    let pixels = x.elements(as: Float.self)
    for (place, column) in columns.dropLast().enumerated() {
      for (row, number) in column.enumerated() { pixels[row * width + place] = Float(number * scale) }
    }
    for (row, number) in columns[width].enumerated() { y.store(number, at: row) }
    let labels = interpreter.arena.tensor(y, shape: [table.rows])
    labels.knownBounds = 0...max(classes - 1, 0)
    return (interpreter.arena.tensor(x, shape: [table.rows, width]), labels)
  }
}

/// What the columns measure; the files do not say it.
enum FeatureNames {
  static let iris = ["sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)"]

  static let wine = [
    "alcohol", "malic acid", "ash", "alkalinity of ash", "magnesium", "total phenols", "flavonoids",
    "nonflavonoid phenols", "proanthocyanins", "colour intensity", "hue", "OD280/OD315 of diluted wines", "proline",
  ]

  /// Ten measures of the cells' nuclei; of each the mean, the standard error and the mean of the three largest.
  static var breastCancer: [String] {
    let measures = [
      "radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity", "concave points",
      "symmetry", "fractal dimension",
    ]
    return measures.map { "mean \($0)" } + measures.map { "\($0) error" } + measures.map { "worst \($0)" }
  }
}

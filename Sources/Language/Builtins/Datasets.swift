// dataset: the data sets that come with the program, and those that are read from folders.
// Neighbours: `Datasets+Tables` and `FolderDatasets` read them; `notebooks/data/NOTICE.md` credits the authors.

import Formats
import TensorIR

extension Registry {
  static func datasetBuiltin() -> Builtin {
    Builtin("dataset", "name, part = none", .data,
      """
      A data set. Examples are {x, y, classes, ..}: x counts them along its first axis, y holds their class numbers (i32).

          dataset("digits").x.shape    # (1797, 64)
          dataset("iris").names    # ("setosa", "versicolor", "virginica")

      In the program:
      "digits": 1797 handwritten digits of 8 × 8 pixels, x [n, 64] in 0 to 1, shape (8, 8). E. Alpaydin and C. Kaynak \
      (1998), Optical Recognition of Handwritten Digits, UCI Machine Learning Repository, doi 10.24432/C50P49, CC BY 4.0.
      "breast_cancer": 569 tumours, 30 measures each (`features`), malignant 0 or benign 1 (`names`). W. Wolberg, \
      O. Mangasarian, N. Street, W. Street (1995), UCI, doi 10.24432/C5DW2B, CC BY 4.0.
      "iris": 150 flowers, 4 measures, 3 species. R. A. Fisher (1936), UCI, doi 10.24432/C56C76, CC BY 4.0.
      "wine": 178 wines, 13 measures, 3 growers. S. Aeberhard, M. Forina (1991), UCI, doi 10.24432/C5PC7J, CC BY 4.0.
      "cat", "cup": photographs, f32 [3, 300, 451] and [3, 400, 600] in 0 to 1. Stéfan van der Walt; Rachel Michetti; CC0.
      "alice" (or "alice29"), "shakespeare" (or "tinyshakespeare"): texts, as one string. Lewis Carroll (1865); plays \
      collected by A. Karpathy; public domain.
      "names": 32033 first names, a list of strings. US Social Security Administration (2018), collected by A. Karpathy.
      "sprites": 3931 game tiles, x u8 [n, 4, 32, 32] (red, green, blue, opacity), 7 classes (`names`). The authors of \
      Dungeon Crawl Stone Soup, CC0.

      From a folder, part = "train" or "test", x [n, 784] in 0 to 1, shape (28, 28); checksums are verified:
      "mnist": 60000 and 10000 handwritten digits. Y. LeCun and C. Cortes (1998), CC BY-SA 3.0.
      "fashion_mnist": as many pictures of clothes. Zalando SE (2017), arXiv:1708.07747, MIT.
      Their files, train-images-idx3-ubyte.gz and the like, are looked for in the folder that the environment variable \
      ADVNB_DATA names and in ~/.cache/advnb, there also in mnist/, MNIST/raw/ (torchvision's), fashion-mnist/ and \
      FashionMNIST/raw/, and where Debian's package dataset-fashion-mnist puts them.
      """) { call in
      try Datasets(call.interpreter).load(try call.string(0), part: try call.optionalString(1))
    }
  }
}

/// Reads data sets by name.
struct Datasets {
  let interpreter: Interpreter
  var limit: Int { interpreter.limits.memoryBytes }

  init(_ interpreter: Interpreter) { self.interpreter = interpreter }

  static let bundled = [
    "digits", "breast_cancer", "iris", "wine", "cat", "cup", "alice", "shakespeare", "names", "sprites",
  ]
  /// Names by which the texts are known elsewhere.
  private static let otherNames = ["alice29": "alice", "tinyshakespeare": "shakespeare"]
  static let names = bundled + otherNames.keys.sorted() + FolderDataset.all.map(\.name)

  func load(_ asked: String, part: String?) throws -> Value {
    let name = Self.otherNames[asked] ?? asked
    if let folder = FolderDataset.all.first(where: { $0.name == name }) { return try load(folder, part: part ?? "train") }
    guard Self.bundled.contains(name) else {
      let guess = interpreter.suggestion(for: name, among: Self.names)
      throw Failure.value(
        "there is no data set named \"\(name)\"",
        hint: guess.map { "did you mean \"\($0)\"?" } ?? "there are \(Self.names.joined(separator: ", ")).")
    }
    if part != nil {
      throw Failure.value("the data set \"\(name)\" has no parts", hint: "cut it with split(dataset(\"\(name)\"), n).")
    }
    return try interpreter.formatted("the data set \"\(name)\"") { try bundled(name) }
  }

  private func bundled(_ name: String) throws -> Value {
    switch name {
    case "digits": try digits()
    case "breast_cancer": try table("breast_cancer.csv", features: FeatureNames.breastCancer)
    case "iris": try table("iris.csv", features: FeatureNames.iris)
    case "wine": try table("wine_data.csv", features: FeatureNames.wine)
    case "cat": try interpreter.picture(PNG.decode(try file("chelsea.png"), limit: limit))
    case "cup": try interpreter.picture(PNG.decode(try file("coffee.png"), limit: limit))
    case "alice": .string(try text("alice29.txt.gz"))
    case "shakespeare": .string(try text("tinyshakespeare.txt.gz"))
    case "names": try lines("names.txt.gz")
    default: try sprites()
    }
  }

  // MARK: Files

  /// A bundled file, unpacked.
  func file(_ name: String) throws -> [UInt8] {
    guard let bytes = interpreter.files.dataset(name) else {
      throw FormatErrorWords("it is not part of this program")
    }
    return GZip.isGZip(bytes) ? try GZip.inflate(bytes, limit: limit) : bytes
  }

  /// A text; its lines end in a line feed alone.
  private func text(_ name: String) throws -> String {
    let bytes = try file(name).filter { $0 != 0x0D }
    try interpreter.checkText(bytes.count)
    return String(decoding: bytes, as: UTF8.self)
  }

  private func lines(_ name: String) throws -> Value {
    let lines = try file(name).split(separator: 0x0A)
    try interpreter.checkItems(lines.count)
    return .list(try List(lines.map { .string(String(decoding: $0, as: UTF8.self)) }))
  }

  private func sprites() throws -> Value {
    let pixels = try IDX.decode(try file("tiles-images-idx4-ubyte.gz"), limit: limit)
    let labels = try IDX.decode(try file("tiles-labels-idx1-ubyte.gz"), limit: limit)
    let x = try interpreter.emit(.transpose, [try interpreter.tensor(of: pixels)], .permutation([0, 3, 1, 2]))
    let y = try classNumbers(try interpreter.tensor(of: labels), classes: 7)
    let names = ["dngn", "effect", "gui", "item", "misc", "mon", "player"]
    return try examples(x, y, names.count, shape: [4, 32, 32], names: names)
  }

  // MARK: Records

  /// Labels as i32 whose bounds are known.
  func classNumbers(_ labels: Tensor, classes: Int) throws -> Tensor {
    let y = try interpreter.emit(.convert, [labels], .dtype(.i32))
    y.knownBounds = 0...max(classes - 1, 0)
    return y
  }

  func examples(
    _ x: Tensor, _ y: Tensor, _ classes: Int, shape: [Int]? = nil, names: [String]? = nil, features: [String]? = nil
  ) throws -> Value {
    var fields: [(String, Value)] = [("x", .tensor(x)), ("y", .tensor(y)), ("classes", .int(classes))]
    if let shape { fields.append(("shape", .list(try List(shape.map { .int($0) })))) }
    if let names { fields.append(("names", .list(try List(names.map { .string($0) })))) }
    if let features { fields.append(("features", .list(try List(features.map { .string($0) })))) }
    return .record(try Record(fields))
  }
}

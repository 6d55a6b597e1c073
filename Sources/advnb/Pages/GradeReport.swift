// What answers earned, as CSV and JSON for all, and as a page of Markdown for each.
// Neighbours: `GradeCommand` writes the files.

import Formats
import Notebook

struct GradeReport {
  private let key: String
  private let grading: Grading
  private var answers: [(path: String, grade: Grade)] = []

  init(key: String, grading: Grading) {
    self.key = key
    self.grading = grading
  }

  mutating func add(_ path: String, _ grade: Grade) { answers.append((path, grade)) }

  static func points(_ x: Double) -> String {
    Int(exactly: x).map { String($0) } ?? String((x * 100).rounded() / 100)
  }

  var files: [(name: String, bytes: [UInt8])] {
    var files = [("grades.csv", Array(csv.utf8)), ("grades.json", Array((json.text(indent: 1) + "\n").utf8))]
    var taken: Set<String> = []
    for (path, grade) in answers {
      var name = Disk.stem(Disk.split(path).name)
      while !taken.insert(name).inserted { name += "-again" }
      files.append((name + ".md", Array(page(path, grade).utf8)))
    }
    return files
  }

  private var csv: String {
    let head = ["answer"] + grading.emptyGrade.items.map(\.cell) + ["earned", "points", "remarks"]
    let rows = answers.map { path, grade -> [String] in
      let items = grade.items.map { Self.points($0.earned) }
      return [path] + items
        + [Self.points(grade.earned), Self.points(grade.points), grade.remarks.joined(separator: "; ")]
    }
    return ([head] + rows).map { $0.map(Self.field).joined(separator: ",") + "\n" }.joined()
  }

  private static func field(_ text: String) -> String {
    // A spreadsheet must not take a file's name for a formula.
    let safe = text.first.map { "=+-@".contains($0) } == true && Double(text) == nil ? "'" + text : text
    guard safe.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return safe }
    return "\"" + safe.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }

  var json: JSON {
    .fields([
      "key": .string(key), "points": .number(grading.points),
      "answers": .array(
        answers.map { path, grade in
          .fields([
            "answer": .string(path), "earned": .number(grade.earned), "cut_off": .bool(grade.isCutOff),
            "remarks": .array(grade.remarks.map(JSON.string)),
            "items": .array(grade.items.map(Self.item)),
          ])
        }),
    ])
  }

  private static func item(_ item: Grade.Item) -> JSON {
    .fields([
      "cell": .string(item.cell), "exercise": item.exercise.map(JSON.string) ?? .null,
      "points": .number(item.points), "earned": .number(item.earned),
      "failure": item.failure.map(JSON.string) ?? .null,
    ])
  }

  /// The page that a student gets; of hidden tests only whether they passed.
  private func page(_ path: String, _ grade: Grade) -> String {
    var text = "# \(Disk.stem(Disk.split(path).name)): \(Self.points(grade.earned)) of \(Self.points(grade.points))\n\n"
    text += "| test | exercise | points | result |\n| :-- | :-- | --: | :-- |\n"
    for (place, item) in grade.items.enumerated() {
      let name = item.isHidden ? "hidden test \(place + 1)" : item.cell
      let result = item.failure.map { item.isHidden ? "fails" : Self.inTable($0) } ?? "passes"
      text += "| \(name) | \(item.exercise ?? "") | \(Self.points(item.earned)) of \(Self.points(item.points)) | \(result) |\n"
    }
    if grade.isCutOff { text += "\nThe time for the answer was used up before its end.\n" }
    if !grade.remarks.isEmpty {
      text += "\n" + grade.remarks.map { "- \(Self.inTable($0))\n" }.joined()
    }
    return text
  }

  /// In code marks, so that nothing of an answer is read as Markdown.
  private static func inTable(_ text: String) -> String {
    var clean = ""
    for scalar in text.unicodeScalars.prefix(300) {
      switch scalar {
      case "|": clean += "¦"
      case "`": clean += "'"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F: clean += " "
      default: clean.unicodeScalars.append(scalar)
      }
    }
    return "`\(clean)`"
  }
}

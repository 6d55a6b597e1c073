// Answers of students run inside the key: only the bodies of named exercise cells are taken from them.
// Neighbours: `StudentVersion` makes what students get; `GradeReport` writes what comes out.

import Display
import Language
import SourceText

/// One answer as it fared.
public struct Grade: Sendable {
  /// A test cell, or an exercise without tests.
  public struct Item: Sendable, Equatable {
    public let cell: String
    public let exercise: String?
    public let points: Double
    public var earned = 0.0
    /// Why it failed; nil if it passed.
    public var failure: String?
    /// What the cell printed and showed, for the report; hidden tests show nothing.
    public var isHidden = false
  }

  /// What stands in the place of a failure where a person has to look.
  static let byHand = "to be graded by hand"

  public internal(set) var items: [Item] = []
  /// Cells that are missing, doubled or unknown, in words.
  public internal(set) var remarks: [String] = []
  /// True if the run was stopped by the time for all cells.
  public internal(set) var isCutOff = false

  public mutating func remark(_ words: String) { remarks.append(words) }

  public var earned: Double { items.map(\.earned).reduce(0, +) }
  public var points: Double { items.map(\.points).reduce(0, +) }
}

/// The exercises of a key and how their points are spread.
public struct Grading: Sendable {
  public let key: Document
  public let exercises: [CodeCell]

  public init(_ key: Document) {
    self.key = key
    exercises = key.cells.filter { $0.has(.exercise) && $0.name != nil }
  }

  /// The most that can be earned.
  public var points: Double { emptyGrade.points }

  /// All items, nothing earned. A test carries its own points; an exercise whose tests have none shares its own out
  /// among them, and one without tests is graded by hand.
  public var emptyGrade: Grade {
    var grade = Grade()
    for cell in key.cells where !cell.has(.skip) {
      if cell.has(.test) {
        grade.items.append(
          Grade.Item(
            cell: cell.label, exercise: cell.attributes.exercise, points: points(ofTest: cell),
            isHidden: cell.has(.hidden)))
      } else if cell.has(.exercise), let points = cell.attributes.points, tests(of: cell.label).isEmpty {
        grade.items.append(Grade.Item(cell: cell.label, exercise: cell.label, points: points))
      }
    }
    return grade
  }

  private func tests(of exercise: String) -> [CodeCell] {
    key.cells.filter { $0.has(.test) && $0.attributes.exercise == exercise && !$0.has(.skip) }
  }

  private func points(ofTest cell: CodeCell) -> Double {
    if let own = cell.attributes.points { return own }
    guard let exercise = exercises.first(where: { $0.label == cell.attributes.exercise }),
      let all = exercise.attributes.points
    else { return 1 }
    let siblings = tests(of: exercise.label)
    let given = siblings.compactMap(\.attributes.points).reduce(0, +)
    let open = siblings.count { $0.attributes.points == nil }
    return max(0, all - given) / Double(max(open, 1))
  }

  // MARK: Answers

  /// The bodies that an answer gives to the exercises, and what is odd about it.
  public func bodies(in answer: Document) -> (bodies: [String: [UInt8]], remarks: [String]) {
    var bodies: [String: [UInt8]] = [:]
    var remarks = answer.problems.filter { $0.severity == .error }.map { "the page: \($0.title)" }
    for exercise in exercises {
      let found = answer.cells.filter { $0.name == exercise.label }
      if found.isEmpty { remarks.append("cell \(exercise.label) is missing") }
      if found.count > 1 {
        remarks.append("cell \(exercise.label) stands \(found.count) times; the first is taken")
      }
      bodies[exercise.label] = found.first?.body
    }
    let known = Set(key.cells.map(\.label))
    for cell in answer.cells where cell.name != nil && !known.contains(cell.label) {
      remarks.append("cell \(cell.label) is unknown and is not run")
    }
    return (bodies, remarks)
  }

  /// Runs the key with the answer's bodies in its exercises; a failing cell stops nothing but itself.
  ///
  /// - Parameters:
  ///   - session: fresh, and with a sandbox that keeps the key itself from being read.
  ///   - limits: `total` bounds the whole answer.
  public func grade(_ answer: Document, in session: Session, limits: RunLimits, clock: () -> Double) -> Grade {
    let (bodies, remarks) = bodies(in: answer)
    var grade = emptyGrade
    grade.remarks = remarks
    let end = limits.total.map { clock() + $0 } ?? .infinity
    let runner = Runner(key, in: session, limits: limits, clock: { 0 })
    for cell in key.cells where !cell.has(.skip) {
      let left = end - clock()
      guard left > 0 else {
        grade.isCutOff = true
        grade.fail(from: cell.label, in: key, "the time for the answer was used up")
        break
      }
      if session.interpreter.stopFlag.isRaised { break }
      let body = cell.has(.exercise) ? bodies[cell.label] ?? Array(Document.standardStub.utf8) : cell.body
      var failure = runner.failure(of: cell, body: body, left: left)
      if let failure, cell.has(.exercise) { grade.remarks.append("cell \(cell.label): \(failure)") }
      guard let place = grade.items.firstIndex(where: { $0.cell == cell.label }) else { continue }
      if cell.has(.exercise) { failure = bodies[cell.label] == nil ? "the cell is missing" : Grade.byHand }
      grade.items[place].failure = failure
      grade.items[place].earned = failure == nil ? grade.items[place].points : 0
    }
    return grade
  }
}

extension Grade {
  fileprivate mutating func fail(from cell: String, in key: Document, _ words: String) {
    let rest = Set(key.cells.map(\.label).drop { $0 != cell })
    for place in items.indices where rest.contains(items[place].cell) { items[place].failure = words }
  }
}

extension Runner {
  /// Runs a cell with another body; gives why it failed in one line, nil if it did as it should.
  func failure(of cell: CodeCell, body: [UInt8], left: Double) -> String? {
    var entry = Session.Entry(text: body, name: "cell \(cell.label)")
    entry.randomKey = cell.label
    entry.seed = cell.attributes.seed ?? limits.seed ?? settings.seed ?? 0
    entry.timeout = limits.seconds(for: cell, in: settings, left: left)
    let result = cell.includedPath == nil ? session.execute(entry) : included(cell)
    if let error = result.diagnostic {
      return error.kind == cell.attributes.expectedError ? nil : "\(error.kind.rawValue): \(error.title)"
    }
    if result.hasFailedClaim, cell.attributes.expectedError != .claim {
      let rows = result.outputs.flatMap { output -> [ClaimRow] in
        guard case .claims(let rows) = output else { return [] }
        return rows.filter { !$0.verdict.passes }
      }
      return rows.map { "\($0.label): \($0.computed) instead of \($0.stated)" }.joined(separator: "; ")
    }
    if let expected = cell.attributes.expectedError, !result.hasFailedClaim {
      return "it should fail with \(expected.rawValue), but does not"
    }
    return nil
  }
}

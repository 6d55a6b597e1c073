// What all charts take: words, limits, scales, lines across, notes.
// Neighbours: `ChartBuiltins`, `ChartFields`, `Arrangement`.

import Display
import TensorIR

enum ChartArguments {
  /// Stands at the end of every chart's signature.
  static let common =
    "title = none, xlabel = none, ylabel = none, xlim = none, ylim = none, logx = false, logy = false, "
    + "hline = none, vline = none, annotate = none, caption = none, alt = none"

  static func figure(_ call: Call, _ marks: [Chart.Mark], from first: Int) throws -> Value {
    try figure(call, Chart(marks: marks), from: first)
  }

  /// The chart with what the call says about it.
  ///
  /// - Parameter first: place of `title` among the parameters.
  static func figure(_ call: Call, _ given: Chart, from first: Int) throws -> Value {
    var chart = given
    chart.title = try call.optionalString(first) ?? chart.title
    chart.x.label = try call.optionalString(first + 1) ?? chart.x.label
    chart.y.label = try call.optionalString(first + 2) ?? chart.y.label
    chart.x.limits = try limits(call, first + 3) ?? chart.x.limits
    chart.y.limits = try limits(call, first + 4) ?? chart.y.limits
    chart.x.isLog = try call.truth(first + 5, or: chart.x.isLog)
    chart.y.isLog = try call.truth(first + 6, or: chart.y.isLog)
    chart.horizontals += try rules(call, first + 7)
    chart.verticals += try rules(call, first + 8)
    chart.notes += try notes(call, first + 9)
    return Registry.figure(.chart(chart), try call.optionalString(first + 10), try call.optionalString(first + 11))
  }

  static func limits(_ call: Call, _ index: Int) throws -> Display.Limits? {
    guard call.isGiven(index) else { return nil }
    let ends = try call.parts(index).map { try call.interpreter.number($0) ?? .nan }
    guard ends.count == 2, ends.allSatisfy(\.isFinite), ends[0] != ends[1] else {
      throw call.wrong(index, "two different finite numbers (low, high)")
    }
    return Display.Limits(ends[0], ends[1])
  }

  /// Numbers, or a record of them by name.
  private static func rules(_ call: Call, _ index: Int) throws -> [Rule] {
    guard call.isGiven(index) else { return [] }
    if case .record(let record) = call.value(index) {
      return try record.fields.map { name, value in
        guard let at = try call.interpreter.number(value) else { throw call.wrong(index, "a number for `\(name)`") }
        return Rule(at: at, label: name)
      }
    }
    return try numbers(call, call.value(index)).map { Rule(at: $0) }
  }

  /// `(x, y, "words")`, or a list of such.
  private static func notes(_ call: Call, _ index: Int) throws -> [Note] {
    guard call.isGiven(index) else { return [] }
    let parts = try call.parts(index)
    func isNote(_ parts: [Value]) -> Bool {
      guard parts.count == 3, case .string = parts[2] else { return false }
      return true
    }
    let notes = isNote(parts) ? [parts] : try parts.map { try call.interpreter.parts(of: $0) }
    return try notes.map { note in
      guard isNote(note), let x = try call.interpreter.number(note[0]), let y = try call.interpreter.number(note[1]),
        case .string(let words) = note[2]
      else { throw call.wrong(index, "notes of the form (x, y, \"words\")") }
      return Note(x: x, y: y, words: words)
    }
  }

  // MARK: Series

  /// One vector, a list of them, or a record of them by name.
  static func series(_ call: Call, _ value: Value) throws -> [(label: String?, values: [Double])] {
    switch value {
    case .record(let record): return try record.fields.map { ($0.0, try numbers(call, $0.1)) }
    case .list(let list) where list.items.contains(where: { call.interpreter.shape(of: $0).count == 1 || !$0.isNumeric }):
      return try list.items.map { (nil, try numbers(call, $0)) }
    default: return [(nil, try numbers(call, value))]
    }
  }

  static func numbers(_ call: Call, _ value: Value) throws -> [Double] {
    let tensor = try call.tensor(value, at: 0)
    guard tensor.rank <= 1 else {
      throw Failure.wrongShape("\(call.name) takes vectors, but got \(tensor.shape)", hint: "for several lines give a list of vectors.")
    }
    return try call.interpreter.elements(of: .tensor(tensor))
  }

  static func labels(_ call: Call, _ index: Int) throws -> [String] {
    call.isGiven(index) ? try call.parts(index).map(call.interpreter.plainText) : []
  }
}

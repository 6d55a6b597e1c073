// Tables from records: one for each row, or one list for each column.
// Neighbours: `ShowBuiltins`, `save`.

import Display
import TensorIR

enum Tables {
  /// - Parameter value: a list of records (rows), or a record of lists and tensors (columns).
  static func table(of value: Value, _ interpreter: Interpreter) throws -> Table {
    if case .display(.table(let table)) = value { return table }
    if case .record(let record) = value {
      let columns = try record.fields.map { name, column in
        Column(name: name, cells: try interpreter.parts(of: column).map { try cell($0, interpreter) })
      }
      if let first = columns.first, let odd = columns.first(where: { $0.cells.count != first.cells.count }) {
        throw Failure.value(
          "the columns of a table have one length, but `\(first.name)` has \(first.cells.count) and `\(odd.name)` has \(odd.cells.count)")
      }
      return Table(columns: columns)
    }
    var names: [String] = []
    var rows: [Record] = []
    switch value {
    case .list, .sequence: break
    default:
      throw Failure.type(
        "a table is made of a list of records, or of a record of columns, not of \(value.phrase)",
        hint: "write table(({eps: e, p: f(e)} for e in es)).")
    }
    for row in try interpreter.parts(of: value) {
      guard case .record(let record) = row else {
        throw Failure.type("the rows of a table are records, but one is \(row.phrase)", hint: "write table(({eps: e, p: f(e)} for e in es)).")
      }
      for key in record.keys where !names.contains(key) { names.append(key) }
      rows.append(record)
    }
    return Table(
      columns: try names.map { name in
        Column(name: name, cells: try rows.map { try $0[name].map { try cell($0, interpreter) } ?? .none })
      })
  }

  private static func cell(_ value: Value, _ interpreter: Interpreter) throws -> Cell {
    switch value {
    case .none: return .none
    case .int(let number): return .integer(number)
    case .float(let number): return .number(number)
    case .bool(let truth): return .bool(truth)
    case .string(let words): return .text(words)
    case .tensor(let tensor) where tensor.rank == 0:
      let number = try interpreter.read(tensor).double(at: 0)
      if tensor.dtype == .bool { return .bool(number != 0) }
      return tensor.dtype.isInteger ? .integer(Int(number)) : .number(number)
    default: return .text(interpreter.text(value))
    }
  }

  static func csv(_ table: Table) -> String {
    func field(_ text: String) -> String {
      let needsQuotes = text.utf8.contains { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }
      guard needsQuotes else { return text }
      return "\"" + text.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\""
    }
    var lines = [table.columns.map { field($0.name) }.joined(separator: ",")]
    for row in 0..<table.rowCount {
      lines.append(
        table.columns.indices.map { field(table.cell(row: row, column: $0).text(digits: 17)) }.joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

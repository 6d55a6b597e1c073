// Tables: what is a header, a number, a text; and errors that say where.
// Neighbours: `Fixture`.

import Testing

@testable import Formats

private func read(_ text: String, header: CSV.Header = .detect) throws -> CSVTable {
  try CSV.decode(Array(text.utf8), header: header, limit: 1 << 20)
}

@Suite struct CSVTests {
  @Test func headerIsFoundAboveNumbers() throws {
    let table = try read("x,name\n1,a\n2,b\n")
    #expect(
      table == CSVTable(names: ["x", "name"], columns: [.numbers([1, 2]), .texts(["a", "b"])], rows: 2))
  }

  @Test func numbersOnTopAreNoHeader() throws {
    let table = try read("1,2\n3,4")
    #expect(table.names == nil)
    #expect(table.matrix() == [1, 2, 3, 4])
  }

  @Test func headerCanBeSettled() throws {
    #expect(try read("a,b\nc,d").names == nil)
    #expect(try read("a,b\nc,d", header: .present).names == ["a", "b"])
    #expect(try read("2020,2021\n1,2", header: .present).matrix() == [1, 2])
    #expect(try read("x\n1", header: .absent).columns == [.texts(["x", "1"])])
  }

  @Test(arguments: [
    "a;b\n1;2\n", "a\tb\r\n1\t2\r\n", "\u{feff}a,b\r1,2\r", "a,b\n\n1,2\n\n\n", " a , b \n 1 , 2 ",
  ])
  func liberties(_ text: String) throws {
    #expect(try read(text) == CSVTable(names: ["a", "b"], columns: [.numbers([1]), .numbers([2])], rows: 1))
  }

  @Test func quotedFieldsKeepSeparatorsQuotesAndLines() throws {
    let table = try read("n,t\r\n1,\"a, \"\"b\"\"\r\nc\"\r\n\"2\",\"\"\r\n")
    #expect(table.columns == [.numbers([1, 2]), .texts(["a, \"b\"\r\nc", ""])])
  }

  @Test(arguments: [
    ("a,b\n1,2\n3\n", FormatError.raggedRow(row: 3, fields: 1, expected: 2)),
    ("1,2\n3,4,5", .raggedRow(row: 2, fields: 3, expected: 2)),
    ("a,b\n1,2\n3,\n", .missingValue(row: 3, column: 2, name: "b")),
    ("1,NA\n3,4", .missingValue(row: 1, column: 2, name: nil)),
    ("1\n\n3\n", .missingValue(row: 2, column: 1, name: nil)),
    ("t,n\n\"x\ny\",1\nz,?\n", .missingValue(row: 4, column: 2, name: "n")),
    ("1,\"open\n2", .openQuote(row: 1)), ("1,\"a\"b\n", .textAfterQuote(row: 1, column: 2)),
    ("", .emptyTable), ("\n\r\n", .emptyTable), ("1,\u{0}", .notText(.csv, offset: 2)),
  ])
  func errorsSayWhere(_ text: String, _ error: FormatError) {
    #expect(throws: error) { try read(text) }
  }

  @Test(arguments: [
    ("0", 0.0), ("-12", -12), ("+.5", 0.5), ("2.", 2), ("6.02e23", 6.02e23), ("1E-3", 1e-3),
    ("0.1", 0.1), ("123456789012345678", 123456789012345680), ("1e400", .infinity), ("1e-400", 0),
    ("3.141592653589793238", 3.141592653589793), (".00000000000000000001", 1e-20), ("inf", .infinity),
    ("-Infinity", -.infinity), ("9007199254740993", 9007199254740992),
    ("12345678901234567.", 12345678901234568),
    ("1.7976931348623157e308", Double.greatestFiniteMagnitude), ("5e-324", Double.leastNonzeroMagnitude),
  ])
  func numbersAreRoundedRight(_ text: String, _ value: Double) {
    #expect(CSVNumber.parse(Array(text.utf8)[...]) == value)
  }

  @Test(arguments: [
    "", "-", ".", "1e", "1e+", "0x10", "1_000", "1 2", "--1", "1,5", "nanx", "e5", "+-1", "1e5.0",
  ])
  func otherTextsAreNoNumbers(_ text: String) {
    #expect(CSVNumber.parse(Array(text.utf8)[...]) == nil)
  }

  @Test func nanIsANumber() throws {
    let parsed = try #require(CSVNumber.parse(Array("NaN".utf8)[...]))
    #expect(parsed.isNaN)
  }

  @Test func limitCountsFields() {
    let wide = [UInt8](repeating: 0x2c, count: 1000)
    #expect(throws: FormatError.overLimit(.csv, needed: nil, limit: 4000)) {
      try CSV.decode(wide, limit: 4000)
    }
    let wider = [UInt8](repeating: 0x2c, count: CSV.columnLimit)
    #expect(throws: FormatError.tooManyColumns(count: CSV.columnLimit + 1)) {
      try CSV.decode(wider, limit: 1 << 30)
    }
  }
}

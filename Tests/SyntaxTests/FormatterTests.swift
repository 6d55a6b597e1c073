// The formatter: real programs keep tree and comments, its look is fixed by the pages in `Pages`.
// Neighbours: `FuzzTests` formats random programs, `PageTests` shows the results.

import SourceText
import Syntax
import Testing

struct FormatterTests {
  private func format(_ text: String) throws -> String {
    let source = Source(name: "program", text: Array(text.utf8))
    return String(decoding: try Formatter.format(source, id: SourceID(raw: 0)), as: UTF8.self)
  }

  @Test func realProgramsKeepTheirTreeAndFormatOnce() {
    #expect(Programs.all.count > 10)
    for (name, text) in Programs.all {
      #expect(checkFormat(text, name), "\(name) does not parse")
    }
  }

  @Test func realProgramsKeepEveryComment() throws {
    for (name, text) in Programs.all {
      let formatted = try Formatter.format(Source(name: name, text: text), id: SourceID(raw: 0))
      #expect(comments(text) == comments(formatted), "\(name)")
    }
  }

  /// Comments and strings with a `#`, in order, without the spaces around them.
  private func comments(_ text: [UInt8]) -> [String] {
    text.split(separator: 0x0A).compactMap { line in
      guard let mark = line.firstIndex(of: UInt8(ascii: "#")) else { return nil }
      var end = line.endIndex
      while end > mark, line[end - 1] == 0x20 || line[end - 1] == 0x0D { end -= 1 }
      return String(decoding: line[mark..<end], as: UTF8.self)
    }
  }

  @Test func theLibraryIsFormatted() throws {
    for (name, text) in Programs.files(below: "Sources/CBundle/adv", ending: ".adv") {
      let formatted = try Formatter.format(Source(name: name, text: text), id: SourceID(raw: 0))
      #expect(formatted == text, "run: advnb fmt \(name)")
    }
  }

  @Test(arguments: [
    ("x=1", "x = 1\n"), ("f( x ,k=3 )", "f(x, k = 3)\n"), ("- x ^ - 2", "-x^-2\n"),
    ("a[ 1 : 2 ]", "a[1:2]\n"),
    ("a[i*2:n]", "a[i * 2 : n]\n"), ("a[i+1:]", "a[i + 1:]\n"), ("a[..,new , :]", "a[.., new, :]\n"),
    ("f (x)", "f(x)\n"), ("check (x)", "check (x)\n"), ("5 .T", "5 .T\n"), ("(a , )", "(a,)\n"),
    ("(a,b,)", "(a, b)\n"),
    ("{w,} = p", "{w,} = p\n"), ("{a:1}", "{a: 1}\n"), ("g = x->{x}", "g = x -> { x }\n"),
    ("[..a, .. .5]", "[..a, .. .5]\n"),
    ("x = 3 ;", "x = 3;\n"), ("a;;b", "a; b\n"), ("", ""), ("\n\n# c", "# c\n"), ("x\u{FEFF}", nil),
    ("f(", nil),
    ("x≈1±0.1", nil), ("claim x≈1±0.1", "claim x ≈ 1 ± 0.1\n"), ("claim x==1+-0.1", "claim x == 1 +- 0.1\n"),
    ("claim x == 1 + - 2", "claim x == 1 + -2\n"), ("a\n\n\n\nb", "a\n\nb\n"), ("x = {;}", "x = {; }\n"),
    ("s = \"a   {x+1}\"", "s = \"a   {x+1}\"\n"), ("x=0x1F+1_000", "x = 0x1F + 1_000\n"),
    ("x\r\ny\r\n", "x\ny\n"),
  ])
  func spellings(_ text: String, _ wanted: String?) {
    #expect((try? format(text)) == wanted)
  }

  @Test func silencedValuesStaySilenced() throws {
    #expect(try format("a; b;\n{ c; d; }") == "a; b;\n{ c; d }\n")
  }

  @Test(arguments: [10, 100, 1_000])
  func longListsFillLines(_ count: Int) throws {
    let numbers = (0..<count).map { "\($0 * 7919)" }.joined(separator: ",")
    let lines = try format("x = [\(numbers)]").split(separator: "\n")
    #expect(lines.allSatisfy { $0.utf8.count <= Formatter.lineLength })
    #expect(lines.count <= count / 10 + 3)
  }
}

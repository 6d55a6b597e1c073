// Values in prose: which code spans are values, and how they look computed.
// Neighbours: `InlineValue`, `PageStripper`.

import Testing

@testable import Notebook

@Suite struct InlineValueTests {
  @Test(arguments: [
    ("p is `= predict(x) : .4f`.", ["predict(x)"]), ("`= a` and `= b`", ["a", "b"]), ("# Head `= h`", ["h"]),
    ("- item `= i`", ["i"]), ("> quote `= q`", ["q"]), ("| `= t` | `= u` |", ["t", "u"]),
    ("`` `= literal` ``", []), ("``= x``", []), ("`=x`", []), ("` = x`", []), ("\\`= x`", []),
    ("$`= x`$", []),
    ("```text\n`= x`\n```", []), ("<!-- `= x` -->", []), ("<!--\n`= x`\n-->", []), ("    `= x`", []),
    ("a <b title=\"`= x`\"> c", []), ("a <!-- `= x` --> `= y`", ["y"]),
    ("open `span\nends` here `= x`", ["x"]),
    ("- item\n\n      code `= x`", []), ("- item\n\n  text `= x`", ["x"]), ("> ```\n> `= x`\n> ```", []),
    ("a `lone tick\n\n`= x`", ["x"]), ("lone ` tick\n# `= x`", ["x"]), ("2 < 3 `= x` > 1", ["x"]),
    ("[`= x`](u)", ["x"]),
    ("---\nseed: 1\n---\n`= x`", ["x"]), ("- ```\n  `= x`\n  ```\n  `= y`", ["y"]),
    ("a\n    `= lazy`", ["lazy"]),
  ])
  func onlyCodeSpansOfProseAreValues(page: String, expressions: [String]) {
    #expect(notebook(page).values.map(\.expression) == expressions)
  }

  @Test(arguments: [
    ("= f(x) : .4f", "f(x)", ".4f"), ("= x", "x", nil), ("= r[1:3]", "r[1:3]", nil),
    ("= {a: 1}.a : d", "{a: 1}.a", "d"),
    ("= \"a:\\\":\" : >9", "\"a:\\\":\"", ">9"), ("= x:.2f", "x", ".2f"), ("= x : ", "x", ""),
  ])
  func theFormatStandsBehindTheFirstFreeColon(span: String, expression: String, format: String?) throws {
    let value = try #require(notebook("a `\(span)` b").values.first)
    #expect(value.text == span && value.expression == expression && value.format == format)
  }

  @Test func valuesKnowTheirPlace() throws {
    let document = notebook("a\n\nb `= x + 1` c\n")
    let value = try #require(document.values.first)
    #expect(value.line == 3)
    #expect(text(document.source[value.range]) == "`= x + 1`")
    #expect(text(document.source[value.expressionStart...].prefix(5)) == "x + 1")
  }

  @Test(arguments: [
    ("= predict(x) : .4f", "0.0180", "<samp title=\"= predict(x) : .4f\">0.0180</samp>"),
    ("= a < b & \"c|d\" > e", "x", "<samp title=\"= a &lt; b &amp; &quot;c&#124;d&quot; &gt; e\">x</samp>"),
    (
      "= s", "<b>*a*_b_`c`|$d$&amp;",
      "<samp title=\"= s\">&#60;b&#62;&#42;a&#42;&#95;b&#95;&#96;c&#96;&#124;&#36;d&#36;&#38;amp;</samp>"
    ),
    ("= s", "f32[2] [1, 2]", "<samp title=\"= s\">f32[2] [1, 2]</samp>"),
    ("= s", "[a](b)\n", "<samp title=\"= s\">&#91;a](b) </samp>"),
    ("= p(x)[i] + q[0]", "1", "<samp title=\"= p(x)&#91;i] + q[0]\">1</samp>"),
    ("= s(\"&amp;\")", "1", "<samp title=\"= s(&quot;&amp;amp;&quot;)\">1</samp>"),
  ])
  func computedValuesAreEscapedAndComeBack(span: String, value: String, computed: String) throws {
    let page = "a `\(span)` b\n"
    let document = notebook(page)
    let transcript = document.transcript(sourceName: "f.advnb", region: { _ in nil }, value: { _ in value })
    #expect(text(transcript).hasSuffix("\na \(computed) b\n"))
    let stripped = PageStripper(transcript)
    #expect(text(stripped.source) == page)
    #expect(stripped.values.map(\.text) == [span])
  }

  @Test func aValueThatFailedStaysAsItWasWritten() {
    let document = notebook("`= a` `= b`\n")
    let transcript = document.transcript(
      sourceName: "f.advnb", region: { _ in nil }, value: { $0.expression == "b" ? "2" : nil })
    #expect(text(transcript).hasSuffix("`= a` <samp title=\"= b\">2</samp>\n"))
  }
}

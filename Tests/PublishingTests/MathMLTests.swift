// Formulas of the notebooks' kind as MathML, and texts that are no formulas.
// Neighbours: `MathReader`, `MathSymbols`.

import Testing

@testable import Publishing

@Suite struct MathMLTests {
  /// The row inside, without the element around.
  private func row(_ tex: String, isDisplay: Bool = false) -> String {
    var reader = MathReader(tex, isDisplay: isDisplay)
    return reader.formula()
  }

  @Test(arguments: [
    ("x", "<mi>x</mi>"), ("12.5x", "<mn>12.5</mn><mi>x</mi>"), ("a-b", "<mi>a</mi><mo>−</mo><mi>b</mi>"),
    ("x^2", "<msup><mi>x</mi><mrow><mn>2</mn></mrow></msup>"), ("x_i", "<msub><mi>x</mi><mi>i</mi></msub>"),
    ("x_i^{2}", "<msubsup><mi>x</mi><mi>i</mi><mrow><mrow><mn>2</mn></mrow></mrow></msubsup>"),
    ("f'", "<msup><mi>f</mi><mrow><mo>′</mo></mrow></msup>"),
    ("\\frac12", "<mfrac><mn>1</mn><mn>2</mn></mfrac>"),
    ("\\frac{1}{2}", "<mfrac><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></mfrac>"),
    ("\\hat y", "<mover accent=\"true\"><mi>y</mi><mo stretchy=\"false\">^</mo></mover>"),
    ("\\sqrt[3]{x}", "<mroot><mrow><mi>x</mi></mrow><mrow><mn>3</mn></mrow></mroot>"),
    ("\\mathbb{E}", "<mrow><mi>𝔼</mi></mrow>"), ("\\mathbb R", "<mi>ℝ</mi>"), ("\\mathcal{L}", "<mrow><mi>ℒ</mi></mrow>"),
    ("\\mathrm{sign}", "<mi mathvariant=\"normal\">sign</mi>"), ("\\text{if } x", "<mtext>if\u{A0}</mtext><mi>x</mi>"),
    ("a < b", "<mi>a</mi><mo>&lt;</mo><mi>b</mi>"), ("\\{a\\}", "<mo stretchy=\"false\">{</mo><mi>a</mi><mo stretchy=\"false\">}</mo>"),
    ("\\nosuch", "<mtext>\\nosuch</mtext>"),
  ])
  func smallFormulas(_ tex: String, _ mathml: String) { #expect(row(tex) == mathml) }

  @Test func sumsHaveTheirLimitsAboveAndBelow() {
    #expect(row("\\sum_{i=1}^n x_i").hasPrefix("<munderover><mo>∑</mo><mrow><mi>i</mi>"))
    #expect(row("\\max_\\delta L").hasPrefix("<munder><mo movablelimits=\"true\">max</mo><mi>δ</mi></munder>"))
    #expect(row("\\int_0^1").hasPrefix("<msubsup><mo>∫</mo>"))
    #expect(row("\\underbrace{a+b}_{c}").contains("⏟</mo></munder><mrow><mi>c</mi></mrow></munder>"))
  }

  @Test func fencesGrow() {
    let text = row("\\left( \\frac{a}{b} \\right]")
    #expect(text.contains("form=\"prefix\">(</mo>") && text.contains("form=\"postfix\">]</mo>"))
    #expect(row("\\lVert x \\rVert^2").contains("<msup><mo stretchy=\"false\">‖</mo>"))
  }

  @Test func matricesAndCasesAreTables() {
    let text = row("\\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}")
    #expect(text.contains("<mtr><mtd><mi>a</mi></mtd><mtd><mi>b</mi></mtd></mtr><mtr>"))
    let cases = row("\\begin{cases} 1 & x > 0 \\\\ 0 & \\text{else} \\end{cases}")
    #expect(cases.contains("text-align:left") && cases.contains(">{</mo>"))
    #expect(row("\\begin{aligned} a &= b \\\\ &= c \\end{aligned}").contains("text-align:right"))
  }

  @Test func theTeXIsKeptForReadersOfIt() {
    let text = MathML.element("a < b & c", isDisplay: true)
    #expect(text.hasPrefix("<math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"block\">"))
    #expect(text.contains("<annotation encoding=\"application/x-tex\">a &lt; b &amp; c</annotation>"))
  }

  /// Whatever it is given, it ends, and every element that it opens is closed.
  @Test func anyTextGivesWellFormedMathML() {
    var state: UInt64 = 9
    let pieces = [
      "{", "}", "^", "_", "&", "\\\\", "\\frac", "\\left", "\\right", "(", "x", "1", "\\begin{pmatrix}", "\\end{pmatrix}",
      "\\text{", "\\sqrt[", "'", "\\hat", "\\sum", "\\", "%", "\n", "é", "\\mathbf", "]", "<", "\\limits", "\\not", "\\begin", "\\middle|",
    ]
    for _ in 0..<5000 {
      var tex = ""
      for _ in 0..<12 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        tex += pieces[Int(state >> 33) % pieces.count]
      }
      #expect(isBalanced(MathML.element(tex, isDisplay: false)), "\(tex)")
    }
    #expect(isBalanced(MathML.element(String(repeating: "{", count: 50_000), isDisplay: false)))
    #expect(isBalanced(MathML.element(String(repeating: "\\frac", count: 20_000), isDisplay: false)))
    #expect(isBalanced(MathML.element(String(repeating: "x^", count: 20_000), isDisplay: false)))
  }

  private func isBalanced(_ xml: String) -> Bool {
    var open: [Substring] = []
    var rest = Substring(xml)
    while let start = rest.firstIndex(of: "<") {
      guard let end = rest[start...].firstIndex(of: ">") else { return false }
      let tag = rest[rest.index(after: start)..<end]
      rest = rest[rest.index(after: end)...]
      if tag.hasSuffix("/") { continue }
      if tag.hasPrefix("/") {
        guard open.popLast() == tag.dropFirst() else { return false }
      } else {
        open.append(tag.prefix { $0 != " " })
      }
    }
    return open.isEmpty
  }
}

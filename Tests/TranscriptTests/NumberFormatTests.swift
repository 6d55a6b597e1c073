// How numbers look, with and without a format.
// Neighbours: `Display/NumberFormat`, `Display/FormatSpec`.

import Display
import Testing

@Suite struct NumberFormatTests {
  @Test(arguments: [
    (0.017986, "0.01799"), (0.832, "0.832"), (3, "3"), (100_000, "100000"), (12345.6, "12346"),
    (123_456.7, "123457"), (1_234_567, "1.235e+06"), (999_999.4, "999999"), (999_999.7, "1e+06"),
    (9999.6, "10000"), (0.0001, "0.0001"), (0.00001234, "1.234e-05"), (0.00009999996, "0.0001"),
    (-0.0, "0"), (-2.5, "-2.5"), (1.2e7, "1.2e+07"), (1e300, "1e+300"),
    (.leastNonzeroMagnitude, "4.941e-324"),
    (.nan, "nan"), (.infinity, "inf"), (-.infinity, "-inf"), (0.1 + 0.2, "0.3"), (1234.56, "1235"),
    (99.996, "100"), (-12345.6, "-12346"), (1.0 / 3, "0.3333"),
  ])
  func numbersShowFourDigitsInTheShortestForm(x: Double, text: String) {
    #expect(NumberFormat.text(x) == text)
  }

  @Test(arguments: [
    (1, "0.3"), (6, "0.333333"), (17, "0.33333333333333331"), (0, "0.3"), (99, "0.33333333333333331"),
  ])
  func digitsCanBeChosenWithinReason(digits: Int, text: String) {
    #expect(NumberFormat.text(1.0 / 3, digits: digits) == text)
  }

  @Test(arguments: [
    (0.0179862, ".4f", "0.0180"), (3.14159, ".3f", "3.142"), (12345.678, ".4g", "1.235e+04"),
    (12345.678, ".2e", "1.23e+04"), (5, "d", "5"), (5, "5d", "    5"), (-5, "05d", "-0005"),
    (2, "+.2f", "+2.00"),
    (-2, "+.2f", "-2.00"), (1_234_567, ",d", "1,234,567"), (1234.5, ",.2f", "1,234.50"), (255, "x", "ff"),
    (255, "#X", "0XFF"), (5, "b", "101"), (1e20, ",d", "100,000,000,000,000,000,000"),
    (0.256, ".1%", "25.6%"), (0.5, "%", "50.000000%"), (1.5, ">10", "       1.5"),
    (1.5, "<10", "1.5       "), (1.5, "^10", "   1.5    "), (1.5, "*^9", "***1.5***"), (2, " .1f", " 2.0"),
    (-0.0001, ".2f", "0.00"), (.nan, ".2f", "nan"), (-.infinity, "8.2f", "    -inf"),
    (0.01799, "", "0.01799"),
    (12.5, "=+8", "+   12.5"), (1e6, "_d", "1_000_000"), (2.5, "E", "2.500000E+00"), (.infinity, "F", "INF"),
    (7, "=5", "    7"), (0.000012345, ".2", "1.2e-05"), (0, "é>3", "éé0"),
  ])
  func formatsFollowPythonsMiniLanguage(x: Double, spec: String, text: String) throws {
    #expect(try NumberFormat.formatted(x, spec: spec) == text)
  }

  @Test(arguments: [
    (42, "", "42"), (42, "6d", "    42"), (-42, "06", "-00042"), (Int.min, ",", "-9,223,372,036,854,775,808"),
    (3, ".2f", "3.00"), (1, "%", "100.000000%"), (8, "o", "10"), (12345, ".3", "1.23e+04"),
  ])
  func integersTakeFormatsToo(n: Int, spec: String, text: String) throws {
    #expect(try NumberFormat.formatted(n, spec: spec) == text)
  }

  @Test(arguments: [
    ("ab", "5", "ab   "), ("ab", ">5", "   ab"), ("abcdef", ".3", "abc"), ("ab", "^6s", "  ab  "),
  ])
  func textsTakeWidthAndLength(text: String, spec: String, result: String) throws {
    #expect(try NumberFormat.formatted(text, spec: spec) == result)
  }

  @Test(arguments: [
    ("q", "from \"q\" on"), (".f", "no digits after its point"), ("5000", "width above 1000"),
    (".400f", "precision above 100"), ("d", "needs a whole number, and this is 2.5"), ("s", "for texts"),
    ("5dd", "from \"d\" on"), ("99999999999999999999d", "width above"), ("\u{301}", "is not understood"),
  ])
  func aWrongFormatSaysWhatIsWrong(spec: String, words: String) {
    let error = #expect(throws: FormatSpecError.self) { try NumberFormat.formatted(2.5, spec: spec) }
    #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
  }
}

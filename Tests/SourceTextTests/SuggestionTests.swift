// Which name is taken for a mistyped one.
// Neighbours: `DiagnosticRendererTests`.

import SourceText
import Testing

struct SuggestionTests {
  private let names = ["softmax", "sigmoid", "sign", "mean", "median", "cross_entropy", "x", "relu", "W"]

  @Test(arguments: [
    ("sofmax", "softmax"), ("sotfmax", "softmax"), ("Softmax", "softmax"), ("crossentropy", "cross_entropy"),
    ("maen", "mean"), ("rleu", "relu"), ("sigm", "sign"), ("sigmo", "sigmoid"), ("w", "W"),
  ])
  func slipsAreForgiven(_ name: String, _ meant: String) {
    #expect(suggestion(for: name, among: names) == meant)
  }

  @Test(arguments: ["y", "q", "transformer", "", "xy"])
  func farNamesGetNone(_ name: String) {
    #expect(suggestion(for: name, among: names) == nil)
  }
}

extension SuggestionTests {
  @Test func equalDistancePrefersTheSharedBeginning() {
    #expect(suggestion(for: "lossa", among: ["bossa", "lossy"]) == "lossy")
  }
}

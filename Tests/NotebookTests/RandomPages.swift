// Pages put together at random from everything that could confuse a reader of them.
// Neighbours: `PageFuzzTests`.

/// A small generator with a fixed start (SplitMix64), so that a failure can be repeated.
struct FixedRandom: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

enum RandomPages {
  static let lines = [
    "", "", "", "Some prose.", "A value `= x + 1 : .2f` here and `= y` there.", "`= a | b`", "| `= t` | b |",
    "``literal `= x` ``", "a `tick that", "ends` here `= z`", "\\`= no`", "$`= math`$", "# Heading `= h`",
    "- item", "  more of it", "    deep `= deep`", "1. one", "- ```text", "  ```", "  ~~~", "> quote `= q`",
    "> ```", ">> deep", "```", "```advnb", "```advnb {.quiet}", "```julia {.advnb}", "~~~ advnb", "~~~",
    "````",
    "```text", " ```", "   ```advnb", "    ```advnb", "x = 1", "#| caption: a < b",
    "print(\"<!-- /out -->\")",
    "<div>", "</div>", "<!-- a comment", "-->", "<!-- whole -->", "<pre>", "</pre>",
    "<b title=\"`= x`\">b</b>",
    "<!-- `= commented` -->", "---", "***", "é ŷ 🐟 \u{301}", "\u{2028}\u{0B}\u{0C}", "\t- tab", "{#name}",
    "a\u{0}b",
    "`= s(\"a\\\"b : c\") : >10`", "`=  `", "* * *", "10) ten", "$$", "<samp>plain</samp>",
  ]
  static let settings = ["---\nadvnb: 1\nseed: 4\n---\n", "---\n---\n", "---\ndigits: 6\n# note\n\n---\n"]
  static let ends = ["\n", "\n", "\n", "\r\n", "\r\r\n"]

  static func page(_ random: inout FixedRandom) -> [UInt8] {
    var text = Int.random(in: 0..<5, using: &random) == 0 ? "\u{FEFF}" : ""
    if Bool.random(using: &random) { text += settings.randomElement(using: &random) ?? "" }
    for _ in 0..<Int.random(in: 0..<30, using: &random) {
      if Int.random(in: 0..<4, using: &random) == 0 {
        text += "```advnb\nx\n```\n"
      } else {
        text += (lines.randomElement(using: &random) ?? "") + (ends.randomElement(using: &random) ?? "")
      }
    }
    if Bool.random(using: &random) { text += "last line" }
    return Array(text.utf8)
  }
}

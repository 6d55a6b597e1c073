// JSON and base64 there and back, and texts that are neither.
// Neighbours: `JSON`, `Base64`.

import Testing

@testable import Formats

@Suite struct JSONTests {
  private func read(_ text: String) -> JSON? { JSON(reading: Array(text.utf8)) }

  @Test func whatIsWrittenIsReadAgain() {
    let value = JSON.fields([
      "text": "a \"b\" \\ \n\t\u{1} é 😀", "none": nil, "list": [1, -2, 2.5, true, []], "empty": .object(JSONObject()),
    ])
    #expect(JSON(reading: Array(value.text().utf8)) == value)
    #expect(JSON(reading: Array(value.text(indent: 1).utf8)) == value)
    #expect(value.text().utf8.allSatisfy { $0 != 0x0A })
  }

  @Test func textsAreReadAsTheyStand() {
    #expect(read(" {\"a\" : [1, 2.0, -3e2], \"b\":\"\\u00e9\\ud83d\\ude00\\/\"} ")
      == .fields(["a": [1, 2.0, -300.0], "b": "é😀/"]))
    #expect(read("\"\\ud83d\"") == "\u{FFFD}")
    #expect(read("9223372036854775807") == .int(Int.max))
    #expect(read("{\"a\":1,\"a\":2}") == .fields(["a": 2]))
  }

  @Test(arguments: [
    "", "{", "[1,]", "{\"a\"}", "{a:1}", "\"a", "\"\\x\"", "tru", "1 2", "nan", "\"\u{1}\"", "[1 2]", "\"\\u12g4\"", "-",
  ])
  func otherTextsAreRefused(_ text: String) { #expect(read(text) == nil) }

  @Test func deepTextsAreRefused() {
    #expect(read(String(repeating: "[", count: 100_000)) == nil)
    #expect(read(String(repeating: "[", count: 150) + String(repeating: "]", count: 150)) != nil)
  }

  @Test(arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")])
  func base64IsThatOfItsStandard(_ text: String, _ code: String) {
    #expect(Base64.encode(Array(text.utf8)) == code)
    #expect(Base64.decode(code.utf8) == Array(text.utf8))
  }

  @Test func allBytesComeBackFromBase64() {
    let bytes = (0...255).map { UInt8($0) }
    #expect(Base64.decode(Base64.encode(bytes).utf8) == bytes)
    #expect(Base64.decode("a*b=".utf8) == nil)
  }
}

// Whatever the page, results that were put in come out again without a trace.
// Neighbours: `RandomPages`.

import Glibc
import SourceText
import Testing

@testable import Notebook

@Suite struct PageFuzzTests {
  static let hostile = [
    "```text {.stdout}\nplain\n```", "````text {.stdout}\n```\n<!-- /out -->\n<!-- out c1 -->\n````",
    "| a | b |\n| :-- | --: |\n| <!-- /out --> | 1 |", "![alt](x_files/c1.svg)\n\n*Caption.*",
  ]

  @Test func strippingATranscriptGivesItsSource() {
    var random = FixedRandom(state: 20_261_123)
    var clean = 0
    for round in 0..<10_000 {
      let file = RandomPages.page(&random)
      let source = Document.sourceText(of: file)
      let document = Document(source: source, id: SourceID(raw: 0))
      #expect(document.source == source, "round \(round)")
      #expect(document.parts.flatMap { source[$0.range] } == source, "round \(round)")
      guard document.problems.isEmpty else { continue }
      clean += 1
      let transcript = document.transcript(
        sourceName: "a.advnb", region: { _ in Self.hostile.randomElement(using: &random) },
        value: { _ in Bool.random(using: &random) ? "0.5 <&|*`\n" : nil })
      let stripped = PageStripper(transcript)
      #expect(stripped.source == source, "round \(round): \(String(decoding: file, as: UTF8.self))")
      #expect(stripped.header == TranscriptHeader(source: "a.advnb", of: source))
      #expect(stripped.regions.count == document.cells.count)
      #expect(Document.sourceText(of: transcript) == source)
    }
    #expect(clean > 3000, "too few of the pages are without problems to prove anything: \(clean)")
  }

  @Test func anyBytesAreRead() {
    var random = FixedRandom(state: 7)
    for _ in 0..<2000 {
      let bytes = (0..<Int.random(in: 0..<200, using: &random)).map { _ in
        Array("`~<!->-= \n\r\t#|{}.\"\\$a1&\u{FE}".utf8).randomElement(using: &random) ?? 0
      }
      let source = Document.sourceText(of: bytes)
      #expect(PageText(normalising: source).bytes == source)
      let document = Document(source: source, id: SourceID(raw: 0))
      #expect(document.parts.flatMap { source[$0.range] } == source)
      _ = PageStripper.strip(bytes)
    }
  }

  /// The places where a reader without bounds would need quadratic time.
  @Test(arguments: [
    "`", "`a``b", "<a ", "<!-- ", "a <!-- ", "`= x` ", "- ", "> ", "```\n", "<samp title=\"= x", "\\",
  ])
  func longHostileTextIsReadInLinearTime(piece: String) {
    let bytes = Array(String(repeating: piece, count: 60_000).utf8)
    let start = PageFuzzTests.processorSeconds
    let document = Document(source: bytes, id: SourceID(raw: 0))
    _ = PageStripper.strip(bytes)
    #expect(!document.parts.isEmpty)
    #expect(PageFuzzTests.processorSeconds - start < 10)
  }

  /// Of this thread: other work on the machine does not count.
  private static var processorSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

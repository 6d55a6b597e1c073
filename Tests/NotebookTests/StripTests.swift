// Transcripts: the worked example, what marks a region, and what only looks like one.
// Neighbours: `PageStripper`, `Document+Transcript`, `Transcript/MarkdownWriter`.

import Display
import SourceText
import Testing
import Transcript

@testable import Notebook

@Suite struct StripTests {
  static let source = """
    ---
    advnb: 1
    seed: 4
    ---

    # A small step

    ```advnb {#toy}
    predict(x)
    ```

    Class 1 gets `= predict(x) : .4f`. Do they hold?

    ```advnb {#claims}
    claim predict(x) == 0.27 +- 0.005 refuted "notes, A simple example"
    ```

    ```advnb {#fgsm}
    print("gradient")
    ```
    ```advnb {#fig-eps}
    #| caption: The probability against the size of the step
    #| alt: A rising curve.
    plot(e)
    ```

    ```advnb {#silent}
    x = 1
    ```

    """

  static let outputs: [String: [Output]] = [
    "toy": [.value("0.01799")],
    "claims": [
      .claims([
        ClaimRow(
          label: "notes, A simple example", stated: "0.27 ± 0.005", computed: "0.01799",
          verdict: .refutedAsMarked)
      ])
    ],
    "fgsm": [
      .text("gradient: f32[2] [0.01799, 0.05396]\n"),
      .table(
        Table(columns: [
          Column(name: "eps", cells: [.number(0.2), .number(0.3)]),
          Column(name: "p", cells: [.number(0.16798), .number(0.40131)]),
        ])),
    ],
    "fig-eps": [.figure(Figure(.chart(Chart(marks: [.line(Series(x: [0, 1], y: [0, 1]))]))))],
  ]

  static func run(_ document: Document) -> [UInt8] {
    let writer = MarkdownWriter(page: "toy", cellNames: Set(document.cells.map(\.label)))
    return document.transcript(
      sourceName: "toy.advnb",
      region: { cell in
        writer.region(
          cell: cell.label, outputs: outputs[cell.label] ?? [], caption: cell.options.caption,
          alt: cell.options.alt)?
          .text
      }, value: { _ in "0.0180" })
  }

  @Test func theWorkedExampleHasItsRegions() {
    let document = notebook(Self.source)
    #expect(document.problems.isEmpty)
    let hash = SHA256.hex(Array(Self.source.utf8), count: 16)
    #expect(
      text(Self.run(document)) == """
        ---
        advnb: 1
        seed: 4
        ---
        <!-- advnb-transcript format=1 source=toy.advnb sha256=\(hash) -->

        # A small step

        ```advnb {#toy}
        predict(x)
        ```

        <!-- out toy -->

        ```text {.value}
        0.01799
        ```

        <!-- /out -->

        Class 1 gets <samp title="= predict(x) : .4f">0.0180</samp>. Do they hold?

        ```advnb {#claims}
        claim predict(x) == 0.27 +- 0.005 refuted "notes, A simple example"
        ```

        <!-- out claims -->

        | claim | stated | computed | verdict |
        | :-- | --: | --: | :-- |
        | notes, A simple example | 0.27 ± 0.005 | 0.01799 | refuted, as marked |

        <!-- /out -->

        ```advnb {#fgsm}
        print("gradient")
        ```

        <!-- out fgsm -->

        ```text {.stdout}
        gradient: f32[2] [0.01799, 0.05396]
        ```

        | eps | p |
        | --: | --: |
        | 0.2 | 0.168 |
        | 0.3 | 0.4013 |

        <!-- /out -->
        ```advnb {#fig-eps}
        #| caption: The probability against the size of the step
        #| alt: A rising curve.
        plot(e)
        ```

        <!-- out fig-eps -->

        ![A rising curve.](toy_files/fig-eps.svg)

        *The probability against the size of the step.*

        <!-- /out -->

        ```advnb {#silent}
        x = 1
        ```

        """)
  }

  @Test func strippingGivesTheSourceAndTheParts() {
    let document = notebook(Self.source)
    let stripped = PageStripper(Self.run(document))
    #expect(text(stripped.source) == Self.source)
    #expect(stripped.header == TranscriptHeader(source: "toy.advnb", of: document.source))
    #expect(stripped.regions.map(\.label) == ["toy", "claims", "fgsm", "fig-eps"])
    #expect(stripped.regions.first?.text == "```text {.value}\n0.01799\n```")
    #expect(stripped.regions.first?.line == 13)
    #expect(stripped.values == [.init(text: "= predict(x) : .4f", shown: "0.0180", line: 21)])
  }

  @Test func aTranscriptIsANotebookItself() {
    let first = Self.run(notebook(Self.source))
    let again = notebook(text(first))
    #expect(text(again.source) == Self.source)
    #expect(Self.run(again) == first)
    #expect(notebook(text(first).replacing("\n", with: "\r\n")).source == again.source)
  }

  @Test func printedMarksEndNoRegion() {
    let document = notebook("```advnb\nx\n```\n\nafter\n")
    let writer = MarkdownWriter(page: "a")
    let forged = "```\n<!-- /out -->\n\n```advnb {#evil}\nx\n```\n<!-- out c1 -->\n"
    let transcript = document.transcript(
      sourceName: "a.advnb",
      region: { writer.region(cell: $0.label, outputs: [.text(forged), .value(forged)])?.text },
      value: { _ in nil })
    #expect(PageStripper.strip(transcript) == document.source)
    #expect(PageStripper(transcript).regions.count == 1)
  }

  @Test(arguments: [
    // Another cell's mark, no blank line before, no end, inside a fence: these are no regions.
    "```advnb {#a}\n```\n\n<!-- out b -->\n\nx\n\n<!-- /out -->\n",
    "```advnb {#a}\n```\n<!-- out a -->\n\n<!-- /out -->\n",
    "```advnb {#a}\n```\n\n<!-- out a -->\n\nx\n",
    "````text\n```advnb {#a}\n```\n\n<!-- out a -->\n\n<!-- /out -->\n````\n",
    "```advnb {#a}\n```\n\n<!-- out a --> \n\n<!-- /out -->\n", "```\n<samp title=\"= x\">1</samp>\n```\n",
  ])
  func whatOnlyLooksLikeARegionStays(page: String) {
    #expect(text(PageStripper.strip(Array(page.utf8))) == page)
  }

  @Test func headersComeBack() {
    let header = TranscriptHeader(source: "a b.advnb", of: Array("x\n".utf8))
    #expect(TranscriptHeader(ArraySlice(Array(header.line.utf8))) == header)
    #expect(header.line == "<!-- advnb-transcript format=1 source=a b.advnb sha256=73cb3858a687a849 -->")
    #expect(text(PageStripper.strip(Array("\(header.line)\nx\n".utf8))) == "x\n")
    #expect(!TranscriptHeader(source: "a-->b\n.advnb", of: []).line.dropLast(4).contains(">"))
  }

  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      String(repeating: "a", count: 1_000_00),
      "6d1cf22d7cc09b085dfc25ee1a1f3ae0265804c607bc2074ad253bcc82fd81ee"
    ),
  ])
  func hashesAreTheKnownOnes(message: String, hash: String) {
    #expect(SHA256.hex(Array(message.utf8)) == hash)
  }
}

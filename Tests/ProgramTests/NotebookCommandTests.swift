// `run`, `check` and `strip` from outside, on small notebooks.
// Neighbours: `BuiltProgram` runs them; `RunnerTests` look at the runner without a program around it.

import Glibc
import Testing

@Suite(.serialized) struct NotebookCommandTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  static let notebook = """
    ---
    advnb: 1
    seed: 4
    ---

    # Small

    ```advnb {#data}
    x = randn(4)
    print("drawn")
    x
    ```

    The mean is `= mean(x) : .3f`, they say.

    ```advnb {#fig}
    plot([1, 2, 3], [1, 4, 9])
    ```

    ```advnb {#pic}
    image(reshape(linspace(0, 1, 64), (8, 8)))
    ```

    ```advnb {#wrong error=ShapeError}
    [1, 2] @ [1, 2, 3]
    ```

    """

  private func start(_ arguments: String...) throws -> Ending { try BuiltProgram.run(arguments, in: folder) }

  /// Writes a notebook and runs it.
  private func run(_ text: String = notebook, _ arguments: String...) throws -> Ending {
    folder["n.advnb"] = text
    return try BuiltProgram.run(["run", "n.advnb"] + arguments, in: folder)
  }

  private static func replacing(_ old: String, by new: String, in text: String) throws -> String {
    let place = try #require(text.firstRange(ofText: old))
    return text[..<place.lowerBound] + new + text[place.upperBound...]
  }

  @Test func runWritesAPageThatStripsToItsSourceAndChecks() throws {
    #expect(try run().status == 0)
    let page = try #require(folder["n.md"])
    #expect(page.contains("<!-- out data -->\n\n```text {.stdout}\ndrawn\n```\n\n```text {.value}\nf32[4] ["))
    #expect(page.contains("<samp title=\"= mean(x) : .3f\">"))
    #expect(page.contains("](n_files/fig.svg)"))
    #expect(folder.exists("n_files/fig.svg") && folder.exists("n_files/pic.png"))
    #expect(page.contains("```text {.error}\nerror["))
    #expect(try start("strip", "n.md").output == Self.notebook)
    #expect(try start("strip", "n.advnb").output == Self.notebook)
    #expect(try start("check", "n.md").status == 0)
    #expect(try start("check", "--exact", "n.md").status == 0)
  }

  @Test func runningATranscriptWritesTheSameBytes() throws {
    #expect(try run().status == 0)
    let (page, figure) = (folder.bytes("n.md"), folder.bytes("n_files/pic.png"))
    #expect(try start("run", "n.md").status == 0)
    #expect(folder.bytes("n.md") == page)
    #expect(folder.bytes("n_files/pic.png") == figure)
    for threads in ["1", "2"] {
      folder.remove("n.md")
      #expect(try run(Self.notebook, "--threads", threads).status == 0)
      #expect(folder.bytes("n.md") == page)
    }
  }

  @Test func anErrorStopsTheRunAndThePageSaysSo() throws {
    let text =
      "```advnb\nprint(1)\n```\n\n```advnb\nnobody\n```\n\nValue `= 1 + 1`.\n\n```advnb\nprint(3)\n```\n"
    let ending = try run(text)
    #expect(ending.status == 1)
    #expect(ending.error.contains("cell c2, line 1"))
    let page = try #require(folder["n.md"])
    #expect(page.contains("<!-- out c1 -->"))
    #expect(page.contains("`nobody` is not defined"))
    #expect(!page.contains("<!-- out c3 -->"))
    #expect(page.contains("Value `= 1 + 1`."))
    #expect(try start("strip", "n.md").output == text)
  }

  static let endings: [(String, Int32, String)] = [
    ("```advnb {error=ShapeError}\n1\n```\n", 1, "ran to its end"),
    ("```advnb {error=ShapeError}\nnobody\n```\n", 1, "not defined"),
    ("```advnb\nclaim 1 + 1 == 3\n```\n", 1, "a claim fails"),
    ("```advnb\nclaim 1 + 1 == 3 refuted\n```\n", 0, ""),
    ("```advnb {error=ClaimError}\nclaim 1 + 1 == 3\n```\n", 0, ""),
    ("```advnb {timeout=0.2}\nwhile true { }\n```\n", 4, "time"),
    ("```advnb {timeout=0.2 error=LimitError}\nwhile true { }\n```\n", 0, ""),
    ("```advnb {.skip}\nnobody\n```\n", 0, ""),
    ("Text with `= nobody`.\n", 1, "not defined"),
    ("```advnb\n1\n", 3, "never closed"),
    ("```advnb {#a}\n1\n```\n\n```advnb {#a}\n1\n```\n", 3, "stands in line 1"),
    ("---\nadvnb: 1\nsed: 4\n---\n", 3, "did you mean seed"),
    ("```advnb\n1 +\n```\n", 1, "ends where"),
  ]

  @Test(arguments: endings)
  func howARunEnds(_ text: String, _ status: Int32, _ words: String) throws {
    let ending = try run(text)
    #expect(ending.status == status)
    #expect(words.isEmpty ? ending.error == "" : ending.error.contains(words))
    #expect(folder.exists("n.md") == (status != 3))
  }

  @Test func interruptionEndsTheRunWithThePageSoFar() throws {
    folder["n.advnb"] = "```advnb\nprint(1)\nsave(\"begun.npy\", [1])\n```\n\n```advnb\nwhile true { }\n```\n"
    let files = try [folder.open(".in"), folder.open(".out"), folder.open(".err")]
    let pid = try BuiltProgram.start(["run", "n.advnb"], in: folder, descriptors: files)
    for _ in 0..<400 where !folder.exists("begun.npy") { usleep(50_000) }
    usleep(100_000)
    kill(pid, SIGINT)
    #expect(BuiltProgram.wait(for: pid) == 130)
    #expect(folder["n.md"]?.contains("<!-- out c1 -->") == true)
    #expect(folder["n.md"]?.contains("interrupted") == true)
  }

  @Test func checkFindsAChangedNumberAndWord() throws {
    #expect(try run("```advnb {#a}\nprint(\"loss 0.1234 after {10 + 7} steps\")\n```\n").status == 0)
    let page = try #require(folder["n.md"])
    func check(_ new: String) throws -> Ending {
      folder["n.md"] = try Self.replacing("\nloss 0.1234 after 17 steps", by: "\n" + new, in: page)
      return try start("check", "n.md")
    }
    #expect(try check("loss 0.1235 after 17 steps").status == 0)
    let number = try check("loss 0.1236 after 17 steps")
    #expect(number.status == 1)
    #expect(number.output.contains("[-0.1236-] {+0.1234+}"))
    #expect(try check("loss 0.1234 after 18 steps").status == 1)
    #expect(try check("loss 0.1234 before 17 steps").status == 1)
    #expect(try start("check", "--accept", "n.md").status == 0)
    #expect(folder["n.md"] == page)
  }

  @Test func checkComparesFigures() throws {
    #expect(try run().status == 0)
    let svg = try #require(folder["n_files/fig.svg"])
    folder["n_files/fig.svg"] = String(svg.dropFirst(20))
    #expect(try start("check", "n.md").output.contains("figure fig.svg"))
    folder["n_files/fig.svg"] = svg
    folder.remove("n_files/pic.png")
    #expect(try start("check", "n.md").output.contains("the file is missing"))
  }

  @Test func checkSaysThatTheSourceHasMovedOn() throws {
    #expect(try run().status == 0)
    folder["n.advnb"] = Self.notebook + "More.\n"
    let ending = try start("check", "n.md")
    #expect(ending.status == 1)
    #expect(ending.output.contains("n.advnb has changed"))
  }

  @Test func volatileRegionsAreNotCompared() throws {
    #expect(try run("```advnb {#a .volatile}\nprint(\"n{1}w\")\n```\n").status == 0)
    let page = try #require(folder["n.md"])
    folder["n.md"] = try Self.replacing("\nn1w\n", by: "\nthen\n", in: page)
    #expect(try start("check", "n.md").status == 0)
  }

  @Test func figuresOfTheRunBeforeGoAndOtherFilesStay() throws {
    #expect(try run().status == 0)
    folder["n_files/mine.png"] = "not ours"
    #expect(try run(Self.replacing("{#fig}", by: "{#curve}", in: Self.notebook)).status == 0)
    #expect(folder.exists("n_files/curve.svg") && folder.exists("n_files/mine.png"))
    #expect(!folder.exists("n_files/fig.svg"))
  }

  @Test func namesFromTheCommandLineStay() throws {
    let text = "```advnb {#a}\nn = 2\nn * 10\n```\n\n```advnb {#b}\nn + 1\n```\n"
    #expect(try run(text, "--set", "n=5", "--cell", "a").output == "50\n")
    #expect(!folder.exists("n.md"))
    #expect(try run(text, "--set", "n").status == 2)
    #expect(try run(text, "--cell", "zzz").status == 2)
  }

  @Test func thePageMayGoToStandardOutputAndElsewhere() throws {
    let ending = try run(Self.notebook, "-o", "-")
    #expect(ending.status == 0)
    #expect(ending.output.contains("<!-- advnb-transcript format=1 source=n.advnb"))
    #expect(!folder.exists("n.md") && !folder.exists("n_files"))
    #expect(try run(Self.notebook, "-o", "other.md", "--report", "r.json").status == 0)
    #expect(folder["other.md"]?.contains("](other_files/fig.svg)") == true)
    #expect(folder.exists("other_files/fig.svg"))
    #expect(folder["r.json"]?.contains("\"name\": \"data\"") == true)
  }

  @Test func neitherASourceNorAForeignPageIsOverwritten() throws {
    #expect(try run(Self.notebook, "-o", "n.advnb").status == 2)
    #expect(folder["n.advnb"] == Self.notebook)
    folder["page.md"] = "# A page\n"
    #expect(try start("run", "page.md").status == 2)
    #expect(folder["page.md"] == "# A page\n")
  }
}

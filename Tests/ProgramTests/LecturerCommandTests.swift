// What a lecturer does with notebooks besides running them: claims, lint, exercises, other formats.
// Neighbours: `BuiltProgram` runs the commands; `NotebookTests` and `PublishingTests` look at the parts.

import Formats
import Glibc
import Testing

@Suite(.serialized) struct LecturerCommandTests {
  let folder: Folder

  init() throws { folder = try Folder() }

  private func start(_ arguments: String...) throws -> Ending { try BuiltProgram.run(arguments, in: folder) }

  static let page = """
    # Page

    ```advnb {#data}
    x = [1, 2, 4]
    ```

    ```advnb {#claims}
    claim sum(x) == 7 "the sum"
    claim mean(x) == 3 +- 0.1 refuted "the mean"
    ```

    ```advnb {#fig}
    #| alt: A line.
    plot(x)
    ```

    """

  @Test func claimsAreListedWithTheirVerdicts() throws {
    folder["p.advnb"] = Self.page
    let ending = try start("claims", "p.advnb")
    #expect(ending.status == 0)
    #expect(ending.output.contains("2 claims, 1 refuted as marked, 0 failed"))
    #expect(ending.output.contains("claims  the sum   7"))
    let json = try start("claims", "--json", "p.advnb").output.split(separator: "\n")
    #expect(json.count == 2 && JSON(reading: Array(json[1].utf8))?["verdict"] == "refuted, as marked")
    folder["bad.advnb"] = "# B\n\n```advnb\nclaim 1 == 2\n```\n"
    #expect(try start("claims", "bad.advnb").status == 1)
    #expect(!folder.exists("p.md"))
  }

  @Test func lintSaysWhatItFinds() throws {
    folder["p.advnb"] = Self.page
    let tidy = try start("lint", "p.advnb")
    #expect(tidy.status == 0 && tidy.output == "")
    folder["q.advnb"] = "# Q\n\n$\\{a\\}$\n\n```advnb\nplot(1 +)\n```\n"
    let ending = try start("lint", "q.advnb")
    #expect(ending.status == 1)
    for finding in ["q.advnb:3: ", "(math-escape)", "(missing-alt)", "q.advnb:6: ", "(syntax)"] {
      #expect(ending.output.contains(finding), "\(finding) in \(ending.output)")
    }
    #expect(try start("lint", "--json", "q.advnb").output.split(separator: "\n").allSatisfy { JSON(reading: Array($0.utf8)) != nil })
  }

  @Test func aNewNotebookRunsAndIsTidy() throws {
    #expect(try start("new", "first").output == "first.advnb\n")
    #expect(try start("run", "first.advnb").status == 0)
    #expect(try start("lint", "first.advnb").output == "")
    #expect(try start("new", "first.advnb").status == 2)
  }

  @Test func staleTranscriptsAreFoundWithoutARun() throws {
    folder["p.advnb"] = Self.page
    _ = try start("run", "p.advnb")
    #expect(try start("check", "--stale", "p.md").status == 0)
    folder["p.advnb"] = Self.page + "More.\n"
    let ending = try start("check", "--stale", "p.md")
    #expect(ending.status == 1 && ending.output.contains("has changed since"))
    #expect(try start("check", "--stale", "p.advnb").status == 1)
    #expect(try start("check", "--stale", "--exact", "p.md").status == 2)
  }

  @Test func picturesOfDifferencesAreWrittenAndTakenAway() throws {
    folder["p.advnb"] = Self.page
    _ = try start("run", "p.advnb")
    let svg = try #require(folder["p_files/fig.svg"])
    folder["p_files/fig.svg"] = svg.split(separator: "stroke-width=\"2\"", omittingEmptySubsequences: false).joined(separator: "stroke-width=\"5\"")
    let ending = try start("check", "p.md")
    #expect(ending.status == 1 && ending.output.contains("figure fig.svg") && ending.output.contains("p_check"))
    #expect(folder["p_check/fig.new.svg"] == svg && folder.exists("p_check/fig.old.svg"))
    let png = try #require(folder.bytes("p_check/fig.difference.png"))
    #expect(try PNG.decode(png, limit: 1 << 24).shape == [360, 600, 3])
    let json = try start("check", "--json", "p.md").output
    #expect(JSON(reading: Array(json.utf8))?["differences"]?.array?.count == 1)
    #expect(try start("check", "--accept", "p.md").status == 0)
    #expect(folder["p_files/fig.svg"] == svg && !folder.exists("p_check"))
  }

  @Test func aNotebookMayIncludeAnother() throws {
    folder["parts.advnb"] = "```advnb {#draw}\nnoise = randn(3)\nprint(\"unseen\")\n```\n"
    folder["main.advnb"] = "# Main\n\n```advnb\ninclude parts.advnb\n```\n\n```advnb {#show}\nnoise\n```\n"
    folder["alone.advnb"] = "# Alone\n\n```advnb {#draw}\nnoise = randn(3)\n```\n\n```advnb {#show}\nnoise\n```\n"
    #expect(try start("run", "main.advnb").status == 0)
    #expect(try start("run", "alone.advnb").status == 0)
    func value(_ page: String) -> Substring? { folder[page]?.split(separator: "\n").first { $0.hasPrefix("f32[3]") } }
    #expect(value("main.md") != nil && value("main.md") == value("alone.md"))
    #expect(folder["main.md"]?.contains("unseen") == false)
    #expect(try start("fmt", "--check", "main.advnb").status == 0)
  }

  // MARK: Exercises

  static let key = """
    # Key

    ```advnb {#ex .exercise points=2}
    #| stub: double(x) = x
    ## begin solution
    double(x) = 2 * x
    ## end solution
    ```

    ```advnb {#t .test .hidden for=ex}
    check double(4) == 8
    ```

    """

  @Test func answersAreGraded() throws {
    folder["key.advnb"] = Self.key
    #expect(try start("student", "key.advnb").output == "key-student.advnb\n")
    let student = try #require(folder["key-student.advnb"])
    #expect(!student.contains("2 * x") && !student.contains("check"))
    folder["good.advnb"] = student.split(separator: "double(x) = x").joined(separator: "double(x) = x + x")
    folder["endless.advnb"] = student.split(separator: "double(x) = x").joined(separator: "while true { y = 1 }")
    folder["reader.advnb"] = student.split(separator: "double(x) = x").joined(separator: "print(load(\"key.advnb\"))")
    folder["rename.advnb"] = student.split(separator: "#ex").joined(separator: "#axe")
    let ending = try start(
      "grade", "key.advnb", "good.advnb", "endless.advnb", "reader.advnb", "rename.advnb", "missing.advnb", "key-student.advnb",
      "--timeout", "1", "-o", "out")
    #expect(ending.status == 0, "\(ending.error)")
    let lines = ending.output.split(separator: "\n")
    #expect(lines.map { $0.hasSuffix("2 of 2") } == [true, false, false, false, false, false])
    #expect(lines.dropFirst().allSatisfy { $0.hasSuffix("0 of 2") })
    let csv = try #require(folder["out/grades.csv"]).split(separator: "\n")
    #expect(csv.first == "answer,t,earned,points,remarks" && csv.count == 7)
    #expect(csv[1] == "good.advnb,2,2,2,")
    #expect(csv[2].contains("LimitError") && csv[3].contains("may not read notebooks") && csv[4].contains("cell ex is missing"))
    #expect(JSON(reading: folder.bytes("out/grades.json") ?? [])?["answers"]?.array?.count == 6)
    #expect(folder["out/good.md"]?.contains("| hidden test 1 | ex | 2 of 2 | passes |") == true)
    #expect(folder["out/reader.md"]?.contains("8") == false)
  }

  // MARK: Other forms

  @Test func notebooksGoToJupyterAndBack() throws {
    folder["p.advnb"] = "---\nadvnb: 1\n---\n\n" + Self.page
    #expect(try start("export", "--to", "ipynb", "p.advnb").output == "p.ipynb\n")
    #expect(try start("import", "p.ipynb", "-o", "q.advnb").status == 0)
    #expect(folder["q.advnb"] == folder["p.advnb"])
    #expect(try start("import", "p.ipynb").status == 2)
    #expect(try start("import", "p.advnb").status == 3)
  }

  @Test func aProgramOfANotebookRuns() throws {
    folder["p.advnb"] = Self.page
    #expect(try start("export", "--to", "script", "p.advnb").status == 0)
    let ending = try start("p.adv")
    #expect(ending.status == 0 && ending.output.contains("the sum"))
  }

  @Test func aWebPageIsOneFile() throws {
    folder["p.advnb"] = Self.page
    let ending = try start("export", "--to", "html", "p.advnb")
    if ending.status == 3, ending.error.contains("not installed") { return }
    #expect(ending.status == 0)
    let html = try #require(folder["p.html"])
    #expect(html.contains("data:image/svg+xml;base64,") && html.contains("refuted, as marked"))
  }

  @Test func figuresMayBePixels() throws {
    folder["p.advnb"] = "---\nadvnb: 1\nfigures: png\n---\n\n" + Self.page
    #expect(try start("run", "p.advnb").status == 0)
    guard folder.exists("p_files/fig.png") else {
      // Without librsvg charts stay as they are.
      #expect(folder.exists("p_files/fig.svg"))
      return
    }
    #expect(try PNG.decode(folder.bytes("p_files/fig.png") ?? [], limit: 1 << 24).shape == [540, 900, 3])
    #expect(try start("check", "p.md").status == 0)
  }

  @Test(arguments: [
    ("bash", ["complete ", "'!*.@(advnb|md)'", "'!*.adv'"]), ("zsh", ["#compdef advnb", "*.advnb *.md", "_files -g '*.adv'"]),
    ("fish", ["complete -c", "set -l exts", "__fish_complete_suffix .adv"]),
  ])
  func shellsGetTheirCompletions(_ shell: String, _ words: [String]) throws {
    let ending = try start("completion", shell)
    #expect(ending.status == 0 && ending.output.contains("grade"))
    for word in words { #expect(ending.output.contains(word), "\(word)") }
  }

  @Test func watchRunsWhenAFileIsSaved() throws {
    folder["p.advnb"] = "# P\n\n```advnb\n1 + 1\n```\n"
    let files = try [folder.open(".i", ""), folder.open(".o"), folder.open(".e")]
    let pid = try BuiltProgram.start(["watch", "p.advnb"], in: folder, descriptors: files)
    for descriptor in files { close(descriptor) }
    func wait(for text: String) -> Bool {
      for _ in 0..<200 {
        if folder["p.md"]?.contains(text) == true { return true }
        usleep(50_000)
      }
      return false
    }
    #expect(wait(for: "\n2\n"))
    usleep(100_000)
    folder["p.advnb"] = "# P\n\n```advnb\n1 + 2\n```\n"
    #expect(wait(for: "\n3\n"))
    kill(pid, SIGINT)
    #expect(BuiltProgram.wait(for: pid) == 130)
  }
}

// Notebooks as files of Jupyter's and back, and as programs.
// Neighbours: `IPYNB`, `ScriptExport`.

import Formats
import Language
import Notebook
import Reference
import SourceText
import Testing

@testable import Publishing

@Suite struct IPYNBTests {
  static let page = """
    ---
    advnb: 1
    seed: 4
    ---

    # Title

    Text with `= 1 + 1`.

    ```advnb {#one}
    #| caption: none
    x = 1
    x
    ```

    More.

    ~~~julia {.advnb #two error=NameError}
    nobody
    ~~~

    ```advnb
    y = 2
    ```

    ```advnb {#skipped .skip}
    z
    ```

    The end.

    """

  private func document(_ text: String) -> Document { Document(source: Array(text.utf8), id: SourceID(raw: 0)) }

  private func run(_ text: String) -> Run {
    let session = Session(executor: ReferenceExecutor())
    let id = session.sources.add(Source(name: "page", text: Array(text.utf8)))
    var runner = Runner(Document(source: Array(text.utf8), id: id), in: session, limits: RunLimits()) { 0 }
    return runner()
  }

  @Test func whatIsExportedIsImportedAgain() throws {
    let json = IPYNB.notebook(document(Self.page), run(Self.page))
    let file = Array(json.text(indent: 1).utf8)
    let back = String(decoding: try IPYNB.imported(file), as: UTF8.self)
    #expect(back == Self.page.replacingTildes)
  }

  @Test func cellsTellTheKernelWhatItMustKnow() throws {
    let json = IPYNB.notebook(document(Self.page), run(Self.page))
    let cells = try #require(json["cells"]?.array)
    #expect(cells.map { $0["cell_type"]?.string } == ["markdown", "code", "markdown", "code", "code", "code", "markdown"])
    #expect(cells.map { $0["id"]?.string } == ["text_1", "one", "text_3", "two", "c1", "skipped", "text_7"])
    #expect(IPYNBText.joined(cells[1]["source"]) == "#| label: one\n#| seed: 4\n#| caption: none\nx = 1\nx")
    #expect(cells[1]["outputs"]?.array?.first?["data"]?["text/plain"]?.string == "1")
    #expect(cells[3]["metadata"]?["tags"] == ["raises-exception"])
    #expect(cells[3]["outputs"]?.array?.first?["ename"]?.string == "NameError")
    #expect(cells[5]["execution_count"] == .null)
    #expect(IPYNBText.joined(cells[0]["source"]).contains("<samp title=\"= 1 + 1\">"))
    let options = KernelOptions(IPYNBText.joined(cells[1]["source"]))
    #expect(options.label == "one" && options.seed == 4 && options.digits == nil)
  }

  @Test func notebooksOfOthersAreImported() throws {
    let file = """
      {"nbformat": 4, "metadata": {"kernelspec": {"language": "python"}}, "cells": [
        {"cell_type": "markdown", "source": ["# A\\n", "text"]},
        {"cell_type": "code", "source": "x = 1\\n```", "outputs": [{"output_type": "stream", "text": "no"}]},
        {"cell_type": "raw", "source": "raw"}, {"cell_type": "code", "source": []}]}
      """
    let page = String(decoding: try IPYNB.imported(Array(file.utf8)), as: UTF8.self)
    #expect(page == "# A\ntext\n\n````python\nx = 1\n```\n````\n\n```python\n```\n")
    #expect(document(page).problems.isEmpty && document(page).cells.isEmpty)
  }

  @Test(arguments: ["", "[]", "{}", "{\"cells\": 3}", "{\"nbformat\": 3, \"worksheets\": []}", "{\"nbformat\": 4, \"cells\": [3, null, {}]}"])
  func filesThatAreNoNotebooksHarmNothing(_ text: String) { _ = try? IPYNB.imported(Array(text.utf8)) }

  @Test func aProgramHasProseAsComments() {
    let text = String(decoding: ScriptExport.text(document(Self.page)), as: UTF8.self)
    #expect(text.hasPrefix("# # Title\n\n# Text with `= 1 + 1`.\n\n#| caption: none\nx = 1\nx\n\n# More.\n\n# nobody\n\ny = 2\n"))
    #expect(!text.contains("advnb: 1") && text.contains("\n# z\n"))
  }
}

extension String {
  /// What import makes of fences of tildes.
  fileprivate var replacingTildes: String {
    split(separator: "~~~", omittingEmptySubsequences: false).joined(separator: "```")
  }
}

// What lint says about pages, and about pages with nothing to say.
// Neighbours: `Lint`, `MathLint`.

import SourceText
import Testing

@testable import Notebook

@Suite struct LintTests {
  private func rules(_ page: String) -> [String] {
    Lint.findings(in: Document(source: Array(page.utf8), id: SourceID(raw: 0))).map { "\($0.line) \($0.rule)" }
  }

  @Test func aTidyPageHasNoFindings() {
    #expect(
      rules(
        """
        # Title

        With $L = -y\\log\\hat{y} - (1-y)\\log(1-\\hat{y})$, $x_1$, $x_2$ and $a_{i}$ we pay $5 or $6. Also $`\\{x\\}`$.

        ```advnb {#fig}
        #| alt: A line.
        plot([1, 2])
        ```

        ```advnb
        x = 1   # plot(x) and randn(3) in a comment, "image(x)" in a string
        ```

        $$
        a = b
        $$

        ```math
        \\{ a \\}
        ```

        """) == [])
  }

  @Test(arguments: [
    ("$a$b", "3 math-edge"), ("x$a$", "3 math-edge"), ("$\\{a\\}$", "3 math-escape"), ("$a<b$", "3 math-tag"),
    ("$\\operatorname{softmax}$", "3 math-macro"), ("$$a \\\\ b$$", "3 math-escape"),
    ("$\\hat{x}_{i}$ and $\\hat{y}_{j}$", "3 math-emphasis"), ("$a*b$ and $c*d$", "3 math-emphasis"),
    ("$$\na\n+ b\n$$", "5 math-line"),
    ("| $a$ | $P(a|b)$ |\n| --- | --- |\n", "3 math-bar"),
  ])
  func formulasThatGitHubBreaksAreFound(_ text: String, _ finding: String) {
    #expect(rules("# T\n\n\(text)\n") == [finding])
  }

  @Test(arguments: [
    ("```advnb\nplot([1])\n```", ["3 unnamed-figure", "3 missing-alt"]),
    ("```advnb\nx = randn(3)\n```", ["3 unnamed-random"]),
    ("```advnb {#a}\nx = randn(3)\nshow(image(x, alt = \"noise\"))\n```", []),
    ("- text\n\n  ```advnb {#a}\n  x = 1\n  ```", ["5 lost-cell"]),
    ("> ```advnb\n> x = 1\n> ```", ["3 lost-cell"]),
    ("1. ```advnb\n   x = 1\n   ```", ["3 lost-cell"]),
    ("```advnb {.exercise}\nx\n```", ["3 unnamed-exercise"]),
    ("```advnb {#e .exercise}\n## begin solution\nx\n```", ["3 solution-marks"]),
    ("```advnb {#t .test for=e}\ncheck true\n```", ["3 no-exercise"]),
  ])
  func cellsThatWillTroubleAreFound(_ text: String, _ findings: [String]) {
    #expect(rules("# T\n\n\(text)\n") == findings)
  }

  @Test func aPageWithoutAHeadingIsFound() { #expect(rules("text\n") == ["1 no-title"]) }
}

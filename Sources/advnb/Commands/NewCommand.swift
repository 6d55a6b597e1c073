// `advnb new`: a notebook to begin with.
// Neighbours: `advnb run` gives its transcript.

import ArgumentParser
import Notebook

struct NewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Write a small notebook to begin with.")

  @Argument(help: "Its name, with or without .advnb.")
  var name: String

  func run() throws {
    let path = name.hasSuffix(".advnb") ? name : name + ".advnb"
    guard Disk.kind(path) == .missing else {
      throw ProgramProblem("\(path) exists already", status: .usage)
    }
    do { try Disk.write(Array(Self.text.utf8), to: path) } catch {
      throw ProgramProblem("cannot write \(path): \(error.words)")
    }
    try Console.say("\(path)\n")
  }

  static let text = """
    ---
    advnb: 1
    seed: 1
    ---

    # A new notebook

    Text is Markdown. A cell is a fence that begins with `advnb`; its name files its results.

    ```advnb {#curve}
    #| caption: The square of x.
    #| alt: A parabola.
    x = linspace(-1, 1, 41)
    plot(x, x^2, xlabel = "x", ylabel = "y")
    ```

    The mean of the curve is `= mean(x^2) : .3f`, and a claim is checked on every run:

    ```advnb {#claims}
    claim mean(x^2) == 0.35 +- 0.005 "a third, and a little for the grid"
    ```

    """
}

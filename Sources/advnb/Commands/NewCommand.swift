// `advnb new`: a notebook to begin with.
// Neighbours: `RunCommand` makes its page.

import ArgumentParser
import Glibc

struct NewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Write a notebook to begin with.",
    discussion: "It trains a small classifier of digits and attacks it, in four cells. No file is written over.")

  @Argument(help: "Its name, with or without .advnb.")
  var name: String

  func run() throws {
    let path = name.hasSuffix(".advnb") ? name : name + ".advnb"
    guard !Disk.split(path).name.hasPrefix("."), path != ".advnb" else {
      throw ValidationError("\(name) is no name for a notebook")
    }
    guard Disk.kind(path) == .missing else {
      throw ProgramProblem("\(path) is there already", hint: "give another name", status: .usage)
    }
    do { try Disk.write(Array(Self.text(title: Disk.stem(Disk.split(path).name)).utf8), to: path) } catch {
      throw ProgramProblem("cannot write \(path): \(error.words)")
    }
    Console.error("\(path) is written. advnb run \(path) makes its page.")
  }

  static func text(title: String) -> String {
    """
    ---
    advnb: 1
    seed: 1
    ---

    # \(title)

    What stands between the cells is Markdown, with $\\LaTeX$ where it helps. `advnb run` puts the results below each cell.

    ```advnb {#data}
    (train, test) = split(dataset("digits"), 1400)
    grid(reshape(test.x[:8], 8, 8, 8), columns = 8, caption = "Eight digits of the test set.")
    ```

    ```advnb {#model}
    (model, losses) = fit(sequential(dense(64, 32), relu, dense(32, 10)), train, epochs = 10)
    plot(losses, xlabel = "epoch", ylabel = "loss", caption = "The loss of each epoch.")
    ```

    The model is right on `= 100 * accuracy(model, test) : .1f` % of the test set. A step of the size 0.2 along the sign of the
    gradient changes that:

    ```advnb {#attack}
    f(x) = model(x)
    adv = fgsm(f, test.x, test.y, 0.2)
    table(({data: name, accuracy: mean(predict_class(model, x) == test.y)} for (name, x) in (("clean", test.x), ("attacked", adv))))
    ```

    `claim` states a number of the text and fails when it is not so:

    ```advnb {#claims}
    claim accuracy(model, test) >= 0.8 "most digits are told apart"
    ```

    """
  }
}

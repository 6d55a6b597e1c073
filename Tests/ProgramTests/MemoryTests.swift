// A thousand steps of training need the memory of a hundred.
// Neighbours: `SteadyTests` sees that the steps find their plans; `BuiltProgram` runs the program.

import Testing

@Suite(.serialized) struct MemoryTests {
  private static let notebook = """
    ```advnb {#data}
    digits = dataset("digits")
    model = sequential(dense(64, 32), relu, dense(32, 10))
    state = {model: model, opt: adam(model, lr = 1e-3), i: 0}
    fn train_step({model, opt, i}) {
      first = 64 * (i % 20)
      (loss, g) = value_and_grad(m -> cross_entropy(m(digits.x[first:first + 64]), digits.y[first:first + 64]))(model)
      (model, opt) = step(opt, model, g)
      {model: model, opt: opt, i: i + 1}
    }
    steps = 100
    ```

    ```advnb {#train}
    for i in range(steps) { state = train_step(state) }
    accuracy(state.model, digits)
    ```
    """

  private func peak(steps: Int) throws -> Double {
    let folder = try Folder()
    folder["n.advnb"] = Self.notebook
    let ending = try BuiltProgram.run(["run", "n.advnb", "--set", "steps=\(steps)", "--report", "r.json"], in: folder)
    #expect(ending.status == 0, "\(ending.error)")
    let report = try #require(folder["r.json"])
    let words = report.split(whereSeparator: { " ,\n\":".contains($0) })
    let place = try #require(words.firstIndex(of: "peak_memory_kib"))
    return try #require(Double(words[place + 1]))
  }

  @Test func aThousandStepsNeedTheMemoryOfAHundred() throws {
    let (hundred, thousand) = (try peak(steps: 100), try peak(steps: 1000))
    #expect(hundred > 1000)
    // Pages of the program that are touched late count too: half a megabyte.
    #expect(thousand <= 1.01 * hundred + 512, "\(thousand) KiB after \(hundred) KiB")
  }
}

// Networks of convolutions learn: the whole way from the library's layers to the engine's kernels.
// Neighbours: `LanguageTests/KnownAnswers/convolution.json` has values; `LanguageSuite/images.adv` the misfits.

import Embedding
import Testing

@Suite struct ImageTests {
  @Test func aSmallNetworkLearnsTheDigits() throws {
    let session = Session()
    let program = """
      seed(1)
      d = dataset("digits")
      (train, test) = split({..d, x: reshape(d.x, (len(d.x), 1, 8, 8))}, 1400)
      m = sequential(
        conv(1, 16, 3, padding = 1), relu, conv(16, 32, 3, padding = 1), relu, max_pool(2), flatten_each,
        dense(512, 10))
      (m, losses) = fit(m, train, epochs = 6, batch = 64, lr = 2e-3)
      item(accuracy(m, test))
      """
    let accuracy = try #require(Double(session.text(try session.run(program))))
    #expect(accuracy >= 0.97)
  }

  @Test func resultsDoNotDependOnThreads() throws {
    let program = """
      seed(3)
      m = sequential(conv(2, 8, 3, padding = 1), relu, max_pool(2), conv_transpose(8, 1, 4, stride = 2, padding = 1))
      g = grad(m -> mean(square(m(randn(40, 2, 32, 32)))))(m)
      "{item(sum(f64(g.layers[0].w) * randn(3)))} {item(sum(f64(g.layers[3].w) * randn(4)))}"
      """
    let texts = try [1, 2, 5].map { threads in
      let session = Session(threads: threads)
      return session.text(try session.run(program))
    }
    #expect(Set(texts).count == 1)
  }
}

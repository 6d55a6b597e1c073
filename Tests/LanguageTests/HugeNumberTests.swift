// Numbers of any size in every place where a program may write one: a value or an error with its place, never the end of the
// program, and never long.
// Neighbours: `LimitTests` has programs that ask for too much in other ways.

import Glibc
import Language
import SourceText
import TensorIR
import Testing

@Suite struct HugeNumberTests {
  /// `N` stands for each of the numbers.
  static let numbers = [
    "9223372036854775807", "(-9223372036854775807 - 1)", "4294967296", "2147483648", "2147483647", "(-2147483648)", "10^12",
    "(-1)", "0", "65536", "1e300", "(-1e300)", "1e19", "inf", "nan", "0.5", "i32(2147483647)", "i32(-2147483648)", "u8(255)",
  ]

  static let arithmetic = [
    "N + N", "N - N", "-N", "N * N", "N // -1", "N % -1", "-1 // N", "-1 % N", "N // 0.5", "N ^ N", "2 ^ N", "N ^ 2", "N ^ -1", "abs(N)",
    "N & N", "N | -1", "~N", "i32(N) // -1", "i32(N) % -1", "i32(-2147483648) // i32(N)", "-i32(N)", "abs(i32(N))", "i32(N) * i32(N)",
    "[N] // [-1]", "i32([N]) // i32([-1])", "i32([N]) % i32([0])", "i32([N]) ^ 2", "u8(N)", "u32(N)", "i32(N)", "f32(N)", "f64(N)",
    "bool(N)", "u8(N) + u8(N)", "u32([N]) * 3", "sum(i32([N, N]))", "item(i32(N)) + N", "N == N", "N ≈ N", "N in range(N)",
    "approx(N, 1, tol = N)", "clip([1], N, -N)", "x = N\nx += N\nx *= N", "round(N)", "floor(N)", "sign(N)", "sqrt(N)", "pow(N, N)",
    "mod(N, -1)", "floor_div(N, -1)", "cumsum(i32([N, N]))", "max(i32([N]))", "mean(i32([N, N]))", "claim N == N +- N",
    "claim 1 == N +- 1", "claim N >= 1", "min(N, N)", "N and true", "not N",
  ]

  static let ranges = [
    "range(N)", "range(N, -N)", "range(0, 10, N)", "range(-N, N, N)", "len(range(N))", "len(range(-N, N))", "len(range(-N, N, N))",
    "range(N)[N]", "range(10)[N]", "range(N)[-1]", "range(N)[1:N:N]", "list(range(N, N))", "range(N, N, -1)", "range(N) == range(N)",
    "for i in range(N, N) { i }", "for i in range(5, 0, N) { i }", "for i in range(N - 2, N) { i }", "x = range(N, N + 1)\nx",
    "arange(N)", "arange(N, N + 2)", "arange(0, 10, N)", "arange(0, N, N)", "arange(-N, N, N)", "arange(N, -N, -N)", "linspace(0, N, 3)",
    "linspace(0, 1, N)", "enumerate((1, 2), start = N)", "list(enumerate((1, 2), start = N))", "lazy(N, i -> i)", "lazy(N, i -> i)[N]",
    "lazy(N, i -> i)[-1]", "len(lazy(N, i -> i))", "lazy(5, i -> i)[N]", "lazy(N, i -> i)[N:N]", "fori(N, 3, (i, x) -> x, 1)",
    "fori(0, N, (i, x) -> error(\"once\"), 1)", "fori(-N, N, (i, x) -> error(\"once\"), 1)", "counter(N)", "zip(range(N), range(N))",
    "lazy(N, i -> i)[::N]", "lazy(10, i -> i)[N::N]", "enumerate(range(N), N)[N]", "zip(range(N), lazy(N, i -> i))[N]",
  ]

  static let indexing = [
    "arange(5)[N]", "arange(5)[N:]", "arange(5)[:N]", "arange(5)[::N]", "arange(5)[N:N:N]", "arange(5)[-N:N:2]", "arange(5)[::-N]",
    "(1, 2, 3)[N]", "(1, 2, 3)[N:N]", "(1, 2, 3)[::N]", "\"abc\"[N]", "\"abc\"[N:N]", "\"abc\"[::N]", "eye(3)[N, N]", "eye(3)[[N]]",
    "eye(3)[:, [N, 0]]", "eye(3)[N:, ::N]", "eye(3)[N, ..]", "x = eye(3)\nx[N] = 1", "x = eye(3)\nx[N:] = 1", "x = eye(3)\nx[::N, 0] = 1",
    "x = eye(3)\nx[[N, 0]] = 1", "take([1, 2], N)", "take([1, 2], [N])", "take(eye(2), [0], axis = N)", "pick(eye(2), [N, 0])",
    "take_along(eye(2), [[N, 0], [0, 1]])", "gather = eye(3)[i32([N])]", "(1, (2, 3))[1][N]", "{a: 1}[N]", "range(5)[N:N:N]",
    "range(0, N)[::N]", "range(0, N)[::-N]", "set([1, 2], N, 3)", "set(eye(3), (N, N), 3)", "x = (1, 2)\nx[N] = 3", "p = {a: (1, 2)}\np.a[N] = 1",
    "arange(5)[N - 1:N + 1]", "grad(x -> x[N])([1.0, 2.0])", "vmap(x -> x[N])(eye(3))", "grad(x -> sum(x[::N]))([1.0, 2.0])",
  ]

  static let making = [
    "zeros(N)", "zeros(N, N)", "zeros(0, N)", "zeros((N, 0, N))", "zeros(N, N, N, N, N, N, N, N, N)", "ones(N)", "full(N, N)", "full((2, 2), N)",
    "full(2, N, dtype = u8)", "full(2, N, dtype = i32)", "full_like(i32([1]), N)", "eye(N)", "eye(2, N)", "eye(N, 0)", "one_hot([N], 3)",
    "one_hot([0], N)", "one_hot(N, N)", "rand(N)", "rand(N, 0)", "rand(0, N)", "uniform(2, low = N, high = -N)", "uniform(2, low = -N, high = N)",
    "random_bits(N)", "randint(N, -N, 3)", "randint(-N, N, 3)", "randint(N, N + 1, 2)", "randint(0, N, 2)", "randint(0, 2, N)", "randn(N)",
    "normal(2, mean = N, std = N)", "permutation(N)", "permutation(2, key = N)", "seed(N)", "rng(N)", "rand(2, key = rng(N))", "split_key(rng(1), N)",
    "bernoulli(N, 3)", "bernoulli(0.5, N)", "exponential(2, rate = N)", "exponential(N)", "laplace(N)", "gumbel(N)", "tensor(N)", "tensor((N, N))",
    "tensor(N, dtype = u8)", "[N, 1, true]", "[N, 1.5]", "i32([N, 0.5])", "[[N], [N]]", "broadcast_to([1], N)", "broadcast_to([1], (N, N))",
    "broadcast_to(zeros(0), (N, 0))", "[x for x in range(N, N)]", "zeros(N, 1) + zeros(1, N)", "zeros(2, dtype = N)",
  ]

  static let shapes = [
    "reshape(arange(6), N)", "reshape(arange(6), (N, -1))", "reshape(zeros(0), (N, -1))", "reshape(zeros(0), (N, 0))", "reshape(arange(6), (N, N))",
    "flatten(eye(2), from = N)", "transpose(eye(2), axes = (N, 0))", "squeeze(eye(2), axis = N)", "expand_dims(eye(2), N)",
    "reverse(eye(2), axis = N)", "concat((eye(2), eye(2)), axis = N)", "stack((eye(2), eye(2)), axis = N)", "pad(eye(2), N)", "pad(eye(2), (N, N))",
    "pad(eye(2), ((N, -N), (0, 0)))", "pad([1], ((0, N),))", "pad([1], 1, value = N)", "pad(i32([1]), 1, value = N)", "repeat([1], N)", "repeat(zeros(0), N)",
    "repeat(eye(2), 2, axis = N)", "repeat([1], [N])", "moveaxis(eye(2), N, 0)", "swapaxes(eye(2), N, 0)", "tile([1], N)", "tile([1], (N, N))", "tile(zeros(0), N)",
    "roll([1, 2], N)", "roll([1, 2], 1, axis = N)", "diff([1, 2], axis = N)", "topk([1, 2], N)", "quantile([1, 2], N)", "bincount(i32([N]), 3)",
    "bincount(i32([1]), N)", "bincount([N], N)", "histogram([1, 2], bins = N)", "histogram([1, 2], low = N, high = N)", "histogram([N, 1])",
    "sum(eye(2), axis = N)", "sum(eye(2), axis = (N, 0))", "max(eye(2), axis = N)", "argmax(eye(2), axis = N)", "cumsum(eye(2), axis = N)",
    "sort(eye(2), axis = N)", "argsort([N, 1, nan])", "softmax(eye(2), axis = N)", "norm([N, N])", "norm(eye(2), axis = N)", "searchsorted([1, 2], N)",
    "searchsorted([N, 2], 1)", "digitize([N], [1, 2])", "unique([N, N])", "meshgrid([N], [N])", "vmap(x -> x, over = N)(eye(2))",
    "grad((a, b) -> a, wrt = N)(1, 2)", "value_and_grad(x -> x, wrt = (0, N))(1)", "grad(x -> sum(pad(x, N)))([1])", "var([N, 1])", "std([N, N])",
    "einsum(\"ij,jk->ik\", eye(2), zeros(2, N))", "checkpoint(x -> x * N)(2)", "jacobian(x -> x * N)([1])", "hvp(x -> x * N, 1, N)",
  ]

  static let pictures = [
    "conv2d(zeros(1, 1, 4, 4), zeros(1, 1, 2, 2), stride = N)", "conv2d(zeros(1, 1, 4, 4), zeros(1, 1, 2, 2), padding = N)",
    "conv2d(zeros(1, 1, 4, 4), zeros(1, 1, 2, 2), dilation = N)", "conv2d(zeros(1, 1, 4, 4), zeros(1, 1, 2, 2), groups = N)",
    "conv2d(zeros(1, 1, 4, 4), zeros(1, 1, 2, 2), padding = (N, -N))", "conv1d(zeros(1, 1, 4), zeros(1, 1, 2), stride = N, padding = N)",
    "conv1d(zeros(1, 1, 4), zeros(1, 1, 2), dilation = N)", "conv_transpose2d(zeros(1, 1, 4, 4), zeros(1, 1, 2, 2), stride = N)",
    "conv_transpose2d(zeros(1, 1, 4, 4), zeros(1, 1, 2, 2), padding = N)", "conv_transpose2d(zeros(1, 1, 4, 4), zeros(1, 1, 2, 2), output_padding = N)",
    "conv_transpose2d(zeros(1, 1, 4, 4), zeros(1, 1, 2, 2), dilation = N)", "conv_transpose2d(zeros(1, 1, 4, 4), zeros(1, 1, 2, 2), groups = N)",
    "grad(w -> sum(conv2d(zeros(1, 1, 4, 4), w, stride = N)))(zeros(1, 1, 2, 2))", "grad(w -> sum(conv2d(zeros(1, 1, 4, 4), w, padding = N)))(zeros(1, 1, 2, 2))",
    "conv2d(zeros(1, 0, 4, 4), zeros(1, 0, 2, 2), padding = N)", "max_pool2d(zeros(1, 1, 4, 4), N)", "max_pool2d(zeros(1, 1, 4, 4), 2, stride = N)",
    "max_pool2d(zeros(1, 1, 4, 4), 2, padding = N)", "max_pool2d(zeros(1, 1, 4, 4), (N, 1))", "avg_pool2d(zeros(1, 1, 4, 4), N)",
    "avg_pool2d(zeros(1, 1, 4, 4), 2, stride = N, padding = N)", "upsample(zeros(1, 1, 4, 4), N)", "upsample(zeros(1, 1, 4, 4), N, mode = \"bilinear\")",
    "resize(zeros(1, 1, 4, 4), N)", "resize(zeros(1, 1, 4, 4), (N, N), mode = \"bilinear\")", "crop(zeros(1, 1, 4, 4), N, N, N, N)", "crop(zeros(1, 1, 4, 4), 0, 0, N, 2)",
    "crop(zeros(1, 1, 4, 4), N, 0, 1, 1)", "flip(eye(2), axis = N)", "rotate90(eye(2), N)", "image(eye(4), scale = N)", "image(zeros(N, 2))", "image([[N, 0], [0, N]])",
    "image(i32([[N, 0], [0, N]]))", "grid(zeros(4, 2, 2), columns = N)", "grid(zeros(4, 2, 2), scale = N)", "grid(zeros(N, 2, 2))", "grid(zeros(0, N, 2))",
    "plot([N, 1, 2])", "plot([1, 2], [N, N])", "plot([N, N], log = true)", "plot([1, 2], width = N)", "plot([1, 2], height = N)", "plot([1, 2], x_range = (N, N))",
    "plot([1, 2], y_range = (-N, N))", "plot([N, 1e300, nan])", "scatter([N, 1], [1, N])", "scatter([1, 2], [1, 2], classes = [N, 0])", "hist([N, 1, 2])",
    "hist([1, 2], bins = N)", "hist([1, 2], bins = [N, 1])", "bar((\"a\", \"b\"), [N, 1])", "heatmap([[N, 0], [1, N]])", "heatmap(eye(2), range = (N, N))", "heatmap(zeros(N, 2))",
    "contour([0, 1], [0, 1], eye(2), levels = N)", "contour([0, 1], [0, 1], [[N, 0], [0, N]])", "contour([0, 1], [0, 1], eye(2), levels = [N, 0])",
    "contour([N, 1], [0, N], eye(2))", "regions([0, 1], [0, 1], [[N, 0], [0, 1]])", "regions([0, N], [0, 1], [[1, 0], [0, 1]])", "quiver([N, 0], [0, N], [N, 1], [1, N])",
    "band([1, 2], [N, 1], [1, N])", "subplots(plot([1]), plot([2]), columns = N)", "table(({a: N, b: \"x\"},))", "plot([1, 2], error = [N, 1])", "patches(zeros(1, 1, 4, 4), N)",
    "gallery({a: zeros(2, 4)}, x -> reshape(x, (-1, 2, N)))", "turned(zeros(1, 1, 4, 4), N)", "median_smooth(zeros(1, 4, 4), size = N)", "ssim(zeros(8, 8), zeros(8, 8), size = N)",
  ]

  static let library = [
    "print(\"{N:N}\")", "\"{N:.3f}\"", "\"{N:.100f}\"", "\"{N:10}\"", "\"{1:.999999999999999999999f}\"", "\"{1:99999999999}\"", "\"{N:e}\"", "\"{N:x}\"", "\"{N:d}\"",
    "str(N)", "\"a\" * N", "(1,) * N", "from_codes(N)", "from_codes([N])", "from_codes((N, 65))", "join((\"a\",), N)", "progress(N, N)", "progress(1, N)", "progress(N, 1)",
    "append((1,), N)", "dense(N, 2)", "dense(2, N)", "conv(N, 1, 3)", "conv(1, N, 3)", "conv(1, 1, N)", "dense(0, N)", "dropout(N)([1, 2])",
    "adam({a: [1]}, lr = N)", "step(adam({a: [1.0]}, lr = N), {a: [1.0]}, {a: [N]})", "step(sgd({a: [1.0]}, lr = N), {a: [1.0]}, {a: [1]})", "cross_entropy([[1, 2]], [N])",
    "cross_entropy([1, 2], N)", "embedding(N, 2)", "embedding(3, 2)([N])", "batches({x: eye(4), y: [0, 1, 2, 3]}, N)", "image_pool(eye(2), size = N)", "cosine_schedule(N, N)",
    "windows([1, 2, 3], N)", "windows([1, 2, 3], 2, every = N)", "clopper_pearson(N, N)", "clopper_pearson(1, 2, alpha = N)", "normal_quantile(N)", "erfinv(N)", "shift_key(N)",
    "shift_key(1, k = N)", "substitution_key(N)", "vigenere_key([N])", "encipher([N, 1], shift_key(1))", "letters_text([N])", "normalize([N, N])", "lerp(N, N, N)", "cumprod([N, N])",
    "reduce_bits([0.5], N)", "min_eps(x -> x, eye(2), [0, 1], (f, x, y, e) -> x, steps = N)", "fgsm(x -> x, eye(2), [0, 1], eps = N)", "fgsm(x -> x, eye(2), [N, 1], eps = 0.1)",
    "pgd(x -> x, eye(2), [0, 1], eps = 0.1, steps = N)", "square_attack(x -> x, eye(2), [0, 1], eps = 0.1, queries = N)", "solve([[N, 0], [0, N]], [1, N])", "det([[N, 1], [1, N]])",
    "svd([[N, 1], [1, N]])", "eigh([[N, 1], [1, N]])", "cholesky([[N, 1], [1, N]])", "inverse([[N, 1], [1, N]])", "matrix_power(eye(2), N)", "film((eye(2),), x -> x, columns = N)",
    "film((eye(2),), x -> x, steps = (N,))", "scan((c, x) -> (c + x, c), N, [1, 2])", "fold((a, b) -> a + b, N, (N, N))", "attack_pictures(zeros(4, 2, 2), zeros(4, 2, 2), count = N)",
    "noise_votes(x -> x, eye(2), N, n = 4)", "noise_votes(x -> x, eye(2), 1, n = N)", "sequential(dense(2, 2))(zeros(N, 2))", "latents({latent: N}, 2)", "packed(eye(4), N)", "f(x: [N]) = x\nf([1])",
    "f(x: [99999999999999999999]) = x\nf([1])", "f(x: [n, 4294967297]) = x\nf(zeros(1, 1))", "99999999999999999999", "99999999999999999999999999.0", "1e99999", "0x7fffffffffffffffff", "1_000_000_000_000_000_000_000",
    "xs = (..range(N), 1)", "print(..range(N))", "sum(range(N))", "max(range(N))", "stack(range(N))", "map(x -> error(\"once\"), range(N))", "tree_map(x -> x * N, (N, {a: N}))", "split_text(\"a\", N)",
    "codes(N)", "nan_check(N)", "try(() -> zeros(N))", "help(N)", "show(N)", "keys(N)", "has({a: 1}, N)", "error(N)", "load(N)", "save(N, N)", "parameter_count((N, [N]))", "straight_through(eye(2), temperature = N)",
  ]

  static let areas = [
    "arithmetic": arithmetic, "ranges": ranges, "indexing": indexing, "making": making, "shapes": shapes, "pictures": pictures,
    "library": library,
  ]

  /// All pairs take many minutes: by default each program meets every sixth number, `ADVNB_NUMBERS=all` tries them all.
  private static let areAllTried = getenv("ADVNB_NUMBERS").map { String(cString: $0) } == "all"

  @Test(arguments: areas.keys.sorted()) func aNumberOfAnySizeGivesAValueOrAnError(area: String) throws {
    let session = ExecutorKind.engine.session(memory: 50_000_000)
    for (line, program) in try #require(Self.areas[area]).enumerated() {
      for (column, number) in Self.numbers.enumerated() where Self.areAllTried || (line + column) % 6 == 0 {
        let text = program.replacing("N", with: number)
        guard let problem = session.outcome(of: text, seconds: 0.3).diagnostic else { continue }
        let words = session.render(problem)
        #expect(problem.code != "E0001", "\(text): \(words)")
        #expect(!problem.labels.isEmpty, "\(text): no place in \(words)")
      }
    }
  }

  /// The limit on time holds while a million items become tensors, though their memory is over its limit, too.
  @Test func aMillionPartsEndInTime() {
    let session = ExecutorKind.engine.session(memory: 50_000_000)
    let clock = ContinuousClock()
    let start = clock.now
    let problem = session.outcome(of: "stack(range(1000000))", seconds: 0.3).diagnostic
    #expect(["E0501", "E0504"].contains(problem?.code))
    #expect(clock.now - start < .seconds(60))
  }

  /// Each part is a gather: planning takes time in proportion to them, not to their square.
  @Test func manyPartsArePlannedInTime() throws {
    let session = ExecutorKind.engine.session()
    func time(_ count: Int) throws -> Duration {
      try ContinuousClock().measure { try session.run("xs = list(rand(\(count), 2))\nxs[0]") }
    }
    let (few, many) = (try time(3_000), try time(24_000))
    #expect(many < few * 20, "\(many) after \(few)")
  }
}

// Pages of the errors about names, kinds, values, limits and files: E00…, E03… to E07…
// Neighbours: `Errors/Failure+Wording` words the errors; `ErrorPages` shows these.

extension ErrorPages {
  static let values: [ErrorPage] = names + kinds + numbers + limits

  private static let names: [ErrorPage] = [
    ErrorPage(
      "E0300", "a value of another kind is needed", "The message says which kind of value the function works on.",
      wrong: "max(1.5, 2.5)", right: "maximum(1.5, 2.5)"),
    ErrorPage(
      "E0301", "a name is not defined",
      "A typing error (the hint proposes a name), or a cell that defines it further down: cells run from top to bottom. apropos(\"text\") searches what there is.",
      wrong: "sigmoyd(0)", right: "sigmoid(0)"),
    ErrorPage(
      "E0302", "a local name is used before it has a value",
      "A name that a function assigns anywhere is local in all of it, also above the assignment.",
      wrong: "k = 3\nfn f() {\n  y = k\n  k = 4\n  y\n}\nf()", right: "k = 3\nfn f() {\n  y = k\n  y + 1\n}\nf()"),
    ErrorPage(
      "E0303", "a function cannot change a name outside",
      "Functions return new values and whoever calls binds them. That is what makes gradients and reruns safe.",
      wrong: "n = 0\nfn count() { n += 1 }\ncount()", right: "n = 0\nfn count(n) = n + 1\nn = count(n)"),
    ErrorPage(
      "E0304", "a record has no such field", "keys(p) lists the fields; the hint proposes one.",
      wrong: "p = {weight: 1}\np.wieght", right: "p = {weight: 1}\np.weight"),
  ]

  private static let kinds: [ErrorPage] = [
    ErrorPage(
      "E0305", "an operator does not work on these values",
      "Tensors and numbers are computed with; lists (a, b), strings, functions and none are not. A missing call, f instead of f(x), is a usual cause.",
      wrong: "(1, 2) * 3", right: "[1, 2] * 3"),
    ErrorPage(
      "E0306", "a condition is neither true nor false",
      "A tensor of several bools needs all(…) or any(…); a choice by element is where(condition, a, b).",
      wrong: "x = [1, -1]\nif x > 0 { print(1) }", right: "x = [1, -1]\nif any(x > 0) { print(1) }"),
    ErrorPage(
      "E0307", "a loop over something that has no items", "To count, loop over range(n).",
      wrong: "for i in 3 { print(i) }", right: "for i in range(3) { print(i) }"),
    ErrorPage(
      "E0308", "a pattern meets a value of another kind",
      "(a, b) takes lists and tensors apart, {w, b} takes records.",
      wrong: "{w} = 5", right: "{w} = {w: 5}"),
    ErrorPage(
      "E0309", "an argument of another kind",
      "The function says after a colon what it takes: a number, integer, tensor, list, record, function or string, or a record with certain fields, as {x, y}.",
      wrong: "fit(3, 4)", right: "fit(dense(2, 2), {x: ones(4, 2), y: zeros(4)}, epochs = 1)"),
    ErrorPage(
      "E0310", "what is called is not a function",
      "x(…) calls, x[…] indexes, x * (…) multiplies. A name may have been bound anew: after sum = 0 the function is hidden.",
      wrong: "x = [1, 2]\nx(0)", right: "x = [1, 2]\nx[0]"),
    ErrorPage(
      "E0311", "an argument is missing", "help(f) shows the parameters; those with a default may be left out.",
      wrong: "clip([1, 2])", right: "clip([1, 2], 0, 1)"),
    ErrorPage(
      "E0312", "too many arguments", "Several values as one argument are a list (a, b) or a tensor [a, b].",
      wrong: "exp(1, 2)", right: "exp([1, 2])"),
    ErrorPage(
      "E0313", "an unknown named argument", "The hint lists the names that the function takes, or the nearest one.",
      wrong: "sum([1, 2], dim = 0)", right: "sum([1, 2], axis = 0)"),
    ErrorPage(
      "E0314", "an argument was given twice", "Once by position and once by name, or twice by name.",
      wrong: "clip([2], 0, low = 0, high = 1)", right: "clip([2], low = 0, high = 1)"),
    ErrorPage(
      "E0315", "an argument of the wrong kind", "The message says what the parameter needs and what it got.",
      wrong: "zeros(2.5)", right: "zeros(2)"),
    ErrorPage(
      "E0316", "values have no methods",
      "Functions are called with the value: sum(x). A chain reads well with a pipe: x |> sum.",
      wrong: "[1, 2].sum()", right: "[1, 2] |> sum"),
    ErrorPage(
      "E0320", "two element types do not go together",
      "Mostly types are widened by themselves: bool < u8 < i32 < f32 < f64. u32 holds random bits and goes with u32 alone."),
    ErrorPage(
      "E0321", "an operation does not work on this element type", "Convert first, as in f32(x).",
      wrong: "~[1, 0]", right: "~bool([1, 0])"),
  ]

  private static let numbers: [ErrorPage] = [
    ErrorPage(
      "E0401", "a value that cannot be used",
      "The kind is right, the value is not; the message says which values are possible. error(\"…\") raises it too.",
      wrong: "dataset(\"digit\")", right: "dataset(\"digits\").classes"),
    ErrorPage(
      "E0402", "a format that does not fit",
      "In \"{x:.3f}\" the format belongs to one number (or one string). A tensor is inserted without one.",
      wrong: "x = [1, 2]\n\"{x:.2f}\"", right: "x = [1, 2]\n\"{x[0]:.2f}\""),
    ErrorPage(
      "E0403", "another number of values than the pattern takes",
      "(a, b) = … needs exactly two. `..rest` takes all that are left, `_` takes one that is not needed.",
      wrong: "(a, b) = (1, 2, 3)", right: "(a, b, ..rest) = (1, 2, 3)"),
    ErrorPage(
      "E0404", "an integer overflow",
      "Whole numbers are exact, in tensors 8 or 32 bits wide. Floats reach further.",
      wrong: "2 ^ 100", right: "2.0 ^ 100"),
    ErrorPage(
      "E0405", "a whole-number division by zero", "`/` by 0 gives inf, `//` and `%` have no value.",
      wrong: "7 // 0", right: "7 / 0"),
    ErrorPage(
      "E0406", "a singular matrix",
      "Its rows depend on each other, so that no solution or many solutions exist. pinv and lstsq always work; adding a small multiple of eye(n) often helps.",
      wrong: "solve([[1, 1], [1, 1]], [1, 2])", right: "lstsq([[1, 1], [1, 1]], [1, 2])"),
    ErrorPage(
      "E0407", "a matrix that is not positive definite",
      "Only positive definite matrices have a Cholesky factor: covariances of enough data, a @ a.T + eye(n).",
      wrong: "cholesky([[1, 2], [2, 1]])", right: "cholesky([[2, 1], [1, 2]])"),
    ErrorPage(
      "E0408", "an iteration did not converge",
      "Eigenvalues and singular values are found step by step. nan or inf in the matrix is the usual cause."),
    ErrorPage(
      "E0409", "a host value inside vmap",
      "Under vmap a value stands for many at once, so it cannot be read as one. Choose by element with where(condition, a, b)."),
    ErrorPage(
      "E0410", "nan or inf out of finite numbers",
      "nan_check(true) asked for this error. The place is where the operation was written down. Safe forms: softmax, log_softmax, logsumexp, bce, cross_entropy, log1p, where.",
      wrong: "nan_check(true)\nx = [0, 1]\nlog(x)", right: "nan_check(true)\nx = [0, 1]\nlog1p(x)"),
  ]

  private static let limits: [ErrorPage] = [
    ErrorPage(
      "E0001", "an error of the program itself", "This is our mistake, not yours. Your values are still there."),
    ErrorPage(
      "E0501", "more memory than the limit",
      "One tensor, or all that one computation needs at its peak, would be too large. Use smaller batches or sizes, or raise --memory.",
      wrong: "zeros(1000000, 1000000)", right: "zeros(1000, 1000).shape"),
    ErrorPage(
      "E0502", "values are nested too deeply",
      "A list of a list of a list … arises from xs = (xs, x) in a loop. append(xs, x) keeps it flat."),
    ErrorPage(
      "E0503", "the recursion is too deep", "A function calls itself without an end, or very often. A loop needs no stack.",
      wrong: "f(n) = f(n + 1)\nf(0)", right: "f(n) = if n > 9 { n } else { f(n + 1) }\nf(0)"),
    ErrorPage(
      "E0504", "the time limit is over",
      "Is there a loop without an end? The limit is `timeout=` on the cell, `timeout:` in the front matter, --timeout."),
    ErrorPage("E0505", "interrupted", "Ctrl-C stopped what was running. Earlier values are as they were."),
    ErrorPage(
      "E0507", "too many axes", "Tensors have a small number of axes. Join some with reshape.",
      wrong: "zeros(1, 1, 1, 1, 1, 1, 1, 1, 1, 1)", right: "zeros(1, 1, 1, 1)"),
    ErrorPage(
      "E0601", "a file that cannot be used",
      "It does not exist, is damaged, or lies outside of what may be read. Files below the notebook's folder are allowed, others with --allow-read DIR and --allow-write DIR.",
      wrong: "load(\"there is none.npy\")"),
    ErrorPage(
      "E0702", "a check failed",
      "The condition after `check` is false; the message shows both sides. For equality of computed numbers use ≈.",
      wrong: "check 0.1 + 0.2 == 0.3", right: "check 0.1 + 0.2 ≈ 0.3"),
  ]
}

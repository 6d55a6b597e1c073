// Pages of the errors about shapes and indices: E02…
// Neighbours: `Errors/ShapeError+Wording` words the errors; `ErrorPages` shows these.

extension ErrorPages {
  static let shapes: [ErrorPage] = [
    ErrorPage(
      "E0201", "shapes that a function cannot use",
      "The function says in its message what it needs. help(name) shows the shapes it takes.",
      wrong: "outer([[1, 2]], [1, 2])", right: "outer([1, 2], [1, 2])"),
    ErrorPage(
      "E0202", "two shapes do not fit for an operation by element",
      "Sizes are compared from the last axis: they must be equal, or one of them 1. The pointer names the two that differ.",
      wrong: "zeros(3, 2) + zeros(3)", right: "zeros(3, 2) + zeros(3)[:, new]"),
    ErrorPage(
      "E0203", "the tensor of higher rank would be stretched",
      """
      NumPy makes of a column [n, 1] and a vector [n] a matrix [n, n] without a word, which is the most common wrong \
      loss there is. Here only the operand of lower rank is stretched. Make the ranks equal and say what you mean: \
      labels as a column, or both flat.
      """,
      wrong: "prediction = zeros(4, 1)\nlabels = zeros(4)\nprediction - labels",
      right: "prediction = zeros(4, 1)\nlabels = zeros(4)\nprediction[:, 0] - labels"),
    ErrorPage(
      "E0204", "these two tensors cannot be matrix-multiplied",
      """
      In a @ b the last size of a must be the first of b (with batches: the last but one). The message tells where both \
      were made. Usual causes: a layer with another input size, a picture that was not flattened, a transpose too \
      many or too few (x.T).
      """,
      wrong: "w = zeros(4, 3)\nx = zeros(2, 3)\nx @ w", right: "w = zeros(4, 3)\nx = zeros(2, 3)\nx @ w.T"),
    ErrorPage(
      "E0206", "a reshape to another number of elements",
      "Reshaping keeps all elements. One size may be -1: it is worked out.",
      wrong: "reshape(zeros(6), 4, 2)", right: "reshape(zeros(6), -1, 2)"),
    ErrorPage(
      "E0207", "these tensors cannot be joined",
      "concat joins along an axis that all have; all other sizes must be equal. To make a new axis: stack.",
      wrong: "concat((zeros(2, 3), zeros(3, 2)))", right: "concat((zeros(2, 3), zeros(3, 2).T))"),
    ErrorPage(
      "E0208", "there is no such axis",
      "Axes count from 0; -1 is the last. A tensor of rank 2 has the axes 0 and 1."),
    ErrorPage(
      "E0209", "an extreme of nothing",
      "The largest of no elements does not exist. A selection with a mask may have left none.",
      wrong: "x = [1, 2]\nmax(x[x > 5])", right: "x = [1, 2]\nmax(x[x > 1])"),
    ErrorPage(
      "E0210", "an index is out of range",
      "Indices start at 0: of n items the last is n - 1, or -1. Class labels 1 to 10 are a usual cause: subtract 1.",
      wrong: "[5, 6, 7][3]", right: "[5, 6, 7][2]"),
    ErrorPage(
      "E0211", "this is not an index",
      "Indices are whole numbers, slices a:b, .., new, integer tensors (they gather) and bool tensors (they select).",
      wrong: "[5, 6, 7][0.5]", right: "[5, 6, 7][0:2]"),
    ErrorPage(
      "E0212", "this value cannot be indexed",
      "Tensors, lists, strings and ranges have places, records have fields. A function is called with parentheses.",
      wrong: "x = 5\nx[0]", right: "x = [5]\nx[0]"),
    ErrorPage(
      "E0213", "channels and groups of a convolution do not fit",
      """
      Images are [n, c, h, w], weights [out, c / groups, kh, kw]: with g groups, each g-th part of the results sees \
      a g-th part of the channels, so g divides both.
      """,
      wrong: "conv2d(ones(1, 4, 5, 5), ones(3, 2, 2, 2), groups = 2)",
      right: "conv2d(ones(1, 4, 5, 5), ones(6, 2, 2, 2), groups = 2)"),
    ErrorPage(
      "E0214", "a window is larger than the image",
      """
      A window of k elements d apart reaches over d (k - 1) + 1, which must fit the image with its padding. In a deep \
      network images shrink at every layer: print the shapes on the way.
      """,
      wrong: "max_pool2d(ones(1, 3, 3), 4)", right: "max_pool2d(ones(1, 3, 3), 3)"),
    ErrorPage(
      "E0220", "this cannot be differentiated",
      "grad needs a function whose value is one number: take mean or sum of a loss per example, or use jacobian. It needs floats in the argument.",
      wrong: "grad(x -> x^2)([1, 2])", right: "grad(x -> sum(x^2))([1, 2])"),
    ErrorPage(
      "E0221", "the parts of a tensor have different shapes",
      "[…] makes a tensor, so all rows are equally long. A list (…) holds anything.",
      wrong: "[[1, 2], [3]]", right: "([1, 2], [3])"),
    ErrorPage(
      "E0222", "a shape is not as annotated",
      "A name in an annotation stands for one size within a call: [n, d] and [n] must agree in n.",
      wrong: "fn loss(x: [n, d], y: [n]) = mean(x) - mean(y)\nloss(zeros(3, 2), zeros(4))",
      right: "fn loss(x: [n, d], y: [n]) = mean(x) - mean(y)\nloss(zeros(3, 2), zeros(3))"),
    ErrorPage(
      "E0223", "a matrix of this form is needed",
      "Determinants, inverses and eigenvalues exist for square matrices [.., n, n] only.",
      wrong: "det(zeros(2, 3))", right: "det(eye(3))"),
    ErrorPage(
      "E0224", "the right-hand side does not fit the matrix",
      "solve(a, b) with a [n, n] takes a vector [n] or columns [n, m].",
      wrong: "solve(eye(3), [1, 2])", right: "solve(eye(2), [1, 2])"),
  ]
}

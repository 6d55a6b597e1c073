// What NumPy, PyTorch and JAX call the things that are named otherwise here: for "did you mean".
// Neighbours: `Failure+Wording` puts them into hints; names that are merely misspelled are found by `suggestion`.

/// Names that readers bring along.
enum FamiliarNames {
  /// What a foreign function is called here.
  static let functions: [String: String] = [
    "amax": "max", "amin": "min", "arccos": "acos", "arccosh": "acosh", "arcsin": "asin", "arcsinh": "asinh",
    "arctan": "atan", "arctan2": "atan2", "arctanh": "atanh", "around": "round", "array": "tensor",
    "as_tensor": "tensor", "asarray": "tensor", "astype": "f32", "bmm": "matmul", "cat": "concat", "clamp": "clip",
    "concatenate": "concat", "convTranspose2d": "conv_transpose2d",
    "detach": "stop_grad", "double": "f64", "expand": "broadcast_to",
    "expit": "sigmoid", "fliplr": "flip", "flipud": "reverse", "float": "f32", "float32": "f32",
    "float64": "f64", "fmod": "mod", "foldl": "fold", "index_select": "take", "int": "i32", "int32": "i32",
    "isclose": "approx", "allclose": "approx", "jacfwd": "jacobian", "jacrev": "jacobian", "length": "len",
    "ln": "log", "manual_seed": "seed", "mm": "matmul", "normalise": "normalize",
    "PRNGKey": "rng", "permute": "transpose", "println": "print", "rand_like": "rand",
    "randn_like": "randn", "randperm": "permutation", "ravel": "flatten", "reduce": "fold",
    "repeat_interleave": "repeat", "reshape_as": "reshape", "standard_normal": "randn", "stop_gradient": "stop_grad",
    "swish": "silu", "take_along_axis": "take_along", "tree_flatten": "tree_leaves", "uint8": "u8",
    "unsqueeze": "expand_dims", "view": "reshape", "vstack": "concat", "hstack": "concat", "dstack": "stack",
    "Linear": "dense", "Sequential": "sequential", "Conv2d": "conv", "Adam": "adam", "AdamW": "adamw", "SGD": "sgd",
    "CrossEntropyLoss": "cross_entropy", "MSELoss": "mse", "mse_loss": "mse", "l1_loss": "mae",
    "binary_cross_entropy_with_logits": "bce", "nll_loss": "nll", "huber_loss": "huber", "kl_div": "kl_divergence",
  ]

  /// What a foreign named argument is called here.
  static let arguments: [String: String] = [
    "dim": "axis", "dims": "axes", "axes": "axis", "keepdim": "keep", "keepdims": "keep", "num": "count",
    "unbiased": "correction", "ddof": "correction", "size": "shape", "learning_rate": "lr", "in_axes": "over",
    "argnums": "wrt", "minval": "low", "maxval": "high", "min": "low", "max": "high", "loc": "mean", "scale": "std",
    "negative_slope": "slope", "label_smoothing": "smoothing", "num_classes": "classes", "kernel_size": "size",
    "epsilon": "eps", "batch_size": "batch", "sep": "separator", "a_min": "low", "a_max": "high",
  ]

  /// Modules whose functions stand here without a prefix.
  static let modules: Set<String> = ["np", "numpy", "torch", "jnp", "jax", "F", "nn", "tf", "math", "optim", "plt"]
}

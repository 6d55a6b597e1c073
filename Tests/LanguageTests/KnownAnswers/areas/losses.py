"""Softmax and the losses, where they are easy and where they are hard."""

import jax
import jax.numpy as jnp
import numpy as np
from book import Error, f32, f64, i32, sample

HARD = {
    "equal": (0, 0, 0), "large": (1000, 0, -1000), "huge": (3e38, 0, 0), "all large": (1e4, 1e4, 1e4 + 1), "one -inf": (-np.inf, 0, 1),
    "one inf": (np.inf, 0, 1), "nan": (np.nan, 0, 1), "tiny": (1e-30, 0, -1e-30), "far below": (-2000, -2001, -2002), "all -inf": (-np.inf, -np.inf, -np.inf),
}


def xent(z, y):
    return -jnp.take_along_axis(jax.nn.log_softmax(z), y[:, None], 1)[:, 0]


def softly(z, p):
    return -jnp.sum(p * jax.nn.log_softmax(z), -1)


def write(book):
    softmaxes(book)
    entropies(book)
    others(book)


def softmaxes(book):
    x = sample(1, 3, 4)
    for name, function in (("softmax", jax.nn.softmax), ("log_softmax", jax.nn.log_softmax)):
        for axis in (-1, 0, 1):
            book.both(f"{name} axis {axis}", f"{name}(x, axis = {axis})", lambda x, f=function, a=axis: f(x, axis=a), {"x": x}, grad="x", largest=True)
        book.both(f"{name} of rank 3, axis 1", f"{name}(x, axis = 1)", lambda x, f=function: f(x, axis=1), {"x": sample(2, 2, 3, 4)}, grad="x", dtypes=("f32",), largest=True)
        for word, values in HARD.items():
            given = {"x": f32(values)}
            if name == "log_softmax" and word == "one inf":
                book.add(f"{name} {word}", f"{name}(x)", f32(np.nan, -np.inf, -np.inf), given, by="contract",
                         note="JAX gives nan for all three; only the first has no limit")
                continue
            book.add(f"{name} {word}", f"{name}(x)", function(jnp.asarray(given["x"])), given)


def entropies(book):
    z, y = sample(3, 4, 3, low=-4, high=4), i32(0, 2, 1, 2)
    book.both("cross_entropies", "cross_entropies(z, y)", lambda z, y: xent(z, y), {"z": z, "y": y}, grad="z", largest=True)
    book.both("cross_entropy", "cross_entropy(z, y)", lambda z, y: jnp.mean(xent(z, y)), {"z": z, "y": y}, grad="z", largest=True)
    p = np.abs(sample(4, 4, 3)) + 0.125
    p = p / p.sum(1, keepdims=True)
    book.both("cross_entropy of probabilities", "cross_entropy(z, p)", lambda z, p: jnp.mean(softly(z, p)), {"z": z, "p": p}, grad="z p", largest=True)
    book.both("cross_entropy of f32 labels", "cross_entropy(z, y)", lambda z, y: jnp.mean(xent(z, y.astype(int))), {"z": z, "y": f64(0, 2, 1, 2)}, grad="z", largest=True)
    book.both("cross_entropy of one example", "cross_entropy(z, 2)", lambda z: xent(z[None], jnp.array([2]))[0], {"z": z[0]}, grad="z", largest=True)
    w = sample(5, 4)
    program = "H = hessian(z -> sum(w * cross_entropies(reshape(z, 4, 3), y)))\nH(z)"
    flat = z.reshape(-1)
    value = jax.hessian(lambda q: jnp.sum(w * xent(q.reshape(4, 3), jnp.asarray(y))))(jnp.asarray(flat))
    book.add("cross_entropies second derivative", program, value, {"z": flat, "y": y, "w": w}, largest=True)
    for word, values in HARD.items():
        if "inf" in word or word == "nan":
            continue
        for label in (0, 2):
            given = {"z": f32([values]), "y": i32([label])}
            exact = np.asarray(values, np.float32).astype(np.float64)
            value = np.float32(np.float64(jax.nn.logsumexp(jnp.asarray(exact))) - exact[label])
            book.add(f"cross_entropy {word} label {label}", "cross_entropy(z, y)", value, given)
            slope = np.asarray(jax.nn.softmax(jnp.asarray(exact))) - np.eye(3)[label]
            book.add(f"cross_entropy {word} label {label} gradient", "grad(z -> cross_entropy(z, y))(z)", slope.astype(np.float32)[None], given, largest=True)
    sure = {"z": f32([[40, 0, 0]]), "y": i32([0])}
    tail = np.exp(-40.0)
    book.add("the gradient of the sure label does not cancel", "grad(z -> cross_entropy(z, y))(z)", f32([[-2 * tail, tail, tail]]), sure, by="numpy")
    for name, labels in [("too large", i32(0, 3, 1, 2)), ("negative", i32(0, -4, 1, 2))]:
        book.add(f"a label that is {name}", "cross_entropy(z, y)", Error("IndexError"), {"z": z, "y": labels}, by="torch")
    book.add("too few labels", "cross_entropy(z, y)", Error("ShapeError"), {"z": z, "y": i32(0, 1)}, by="torch")


def others(book):
    z, y = sample(6, 5), f64(0, 1, 1, 0, 0.25)
    book.both("bce", "bce(z, y)", lambda z, y: jnp.mean(y * jax.nn.softplus(-z) + (1 - y) * jax.nn.softplus(z)), {"z": z, "y": y}, grad="z y", largest=True)
    for value in (-1000, -50, 50, 1000):
        for label in (0, 1):
            exact = np.logaddexp(0, -value if label else value)
            book.add(f"bce of {value} for {label}", "bce(z, y)", np.float32(exact), {"z": f32([value]), "y": f32([label])}, by="numpy")
            slope = 1 / (1 + np.exp(-float(value))) - label if abs(value) < 700 else (value > 0) - label
            if abs(value) < 700 and label == 1 and value > 0:
                slope = -np.exp(-float(value)) / (1 + np.exp(-float(value)))
            book.add(f"bce of {value} for {label} gradient", "grad(z -> bce(z, y))(z)", f32([slope]), {"z": f32([value]), "y": f32([label])}, by="numpy", tol=2e-5)
    a, b = sample(7, 3, 4), sample(8, 3, 4) + 1 / 128
    book.both("mse", "mse(a, b)", lambda a, b: jnp.mean((a - b) ** 2), {"a": a, "b": b}, grad="a b", largest=True)
    book.both("mae", "mae(a, b)", lambda a, b: jnp.mean(jnp.abs(a - b)), {"a": a, "b": b}, grad="a b", largest=True)
    k = i32(1, 0, 3)

    def odds(z, k):
        others = jnp.where(jax.nn.one_hot(k, 4) > 0, -jnp.inf, z)
        return jax.nn.logsumexp(others, axis=-1) - jnp.take_along_axis(z, k[:, None], 1)[:, 0]

    book.both("log_odds", "log_odds(z, k)", lambda z, k: odds(z, k), {"z": a, "k": k}, grad="z", largest=True)
    book.add("log_odds never vanishes", "grad(z -> sum(log_odds(z, k)))(z)", f32([[-1, 1, np.exp(-100.0)]]), {"z": f32([[90, 0, -100]]), "k": i32([0])}, by="numpy")

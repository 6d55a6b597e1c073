"""The library's functions by element, activations and further losses."""

import jax
import jax.numpy as jnp
import numpy as np
from book import f32, f64, i32, sample
from scipy import special

UNIT = f64(-0.9375, -0.5, -0.0625, 0.25, 0.75)
ALL = f64(-2.25, -1, -0.375, 0.25, 1, 1.75, 3.5)
SMOOTH = [
    ("tan", jnp.tan, ALL), ("asin", jnp.arcsin, UNIT), ("acos", jnp.arccos, UNIT), ("atan", jnp.arctan, ALL), ("sinh", jnp.sinh, ALL),
    ("cosh", jnp.cosh, ALL), ("asinh", jnp.arcsinh, ALL), ("acosh", jnp.arccosh, np.abs(ALL) + 1.0625), ("atanh", jnp.arctanh, UNIT),
    ("gelu", lambda x: jax.nn.gelu(x, approximate=False), ALL), ("silu", jax.nn.silu, ALL), ("elu", jax.nn.elu, ALL), ("selu", jax.nn.selu, ALL),
    ("mish", lambda x: x * jnp.tanh(jax.nn.softplus(x)), ALL), ("log_sigmoid", jax.nn.log_sigmoid, ALL), ("softsign", jax.nn.soft_sign, ALL),
    ("hardtanh", lambda x: jnp.clip(x, -1, 1), ALL + 0.03125), ("sum_squares", lambda x: jnp.sum(x**2), ALL),
]
EDGES = {
    "tan": (np.tan, [0.0, -0.0, 1e-20, 1.5707, np.nan, np.inf]), "asin": (np.arcsin, [-1, 1, 0, 1e-20, 1.5, np.nan]), "acos": (np.arccos, [-1, 1, 0, 0.999999, 2]),
    "atan": (np.arctan, [-np.inf, np.inf, 1e30, 0, 1e-20, np.nan]), "sinh": (np.sinh, [-20, 0, 1e-20, 80, np.inf, -np.inf, np.nan]),
    "cosh": (np.cosh, [-20, 0, 80, np.inf, -np.inf, np.nan]), "asinh": (np.arcsinh, [-1e30, -1e10, -1e-20, 0, 1e-5, 1e5, 1e18, 1e30, np.inf, -np.inf, np.nan]),
    "acosh": (np.arccosh, [1, 1.5, 1e10, 1e30, np.inf, 0.5, np.nan]), "atanh": (np.arctanh, [-1, 1, 1e-20, 0.99, 1.5, np.nan]),
    "log_sigmoid": (lambda x: -np.logaddexp(0, -x), [-1000, -50, 0, 50, 1000, -np.inf, np.inf]), "elu": (lambda x: np.where(x > 0, x, np.expm1(x)), [-1000, -1e-8, 0, 1000]),
    "softsign": (lambda x: x / (1 + abs(x)), [-1e30, 0, 1e30]),
}


def write(book):
    for name, function, x in SMOOTH:
        book.both(name, f"{name}(x)", lambda x, f=function: f(x), {"x": x}, grad="x", largest=True, tol=None)
    for name, (function, values) in EDGES.items():
        with np.errstate(all="ignore"):
            for dtype in (np.float32, np.float64):
                x = np.array(values, dtype)
                book.add(f"{name} at edges {dtype.__name__}", f"{name}(x)", np.asarray(function(x.astype(float))).astype(dtype), {"x": x}, by="numpy",
                         tol=1e-11 if dtype is np.float64 else None)
    for name in ("tan", "asin", "atan", "sinh", "asinh", "atanh", "softsign", "hardtanh"):
        book.add(f"{name} has slope 1 at 0", f"grad(x -> sum({name}(x)))(x)", f64(1, 1), {"x": f64(-0.0, 0)})
    for name, slope in (("gelu", 0.5), ("silu", 0.5), ("mish", 0.6), ("log_sigmoid", 0.5), ("cosh", 0)):
        book.add(f"{name} has its slope at 0", f"grad({name})(x)", np.float64(slope), {"x": np.float64(0)})
    book.both("lerp", "lerp(a, b, 0.25)", lambda a, b: a + 0.25 * (b - a), {"a": UNIT, "b": UNIT[::-1].copy()}, grad="a b")
    rows = sample(1, 3, 4)
    book.both("normalize", "normalize(x)", lambda x: x / jnp.linalg.norm(x, axis=-1, keepdims=True), {"x": rows}, grad="x", largest=True)
    for order, text in ((1, "1"), (jnp.inf, "inf"), (3, "3")):
        book.both(f"norm of order {text}", f"norm(x, axis = 1, ord = {text})", lambda x, o=order: jnp.linalg.norm(x, ord=o, axis=1), {"x": rows + 1 / 128}, grad="x", largest=True)
    losses(book)


def losses(book):
    a, b = sample(2, 3, 4), sample(3, 3, 4) + 1 / 128
    book.both("huber", "huber(a, b)", lambda a, b: jnp.mean(jnp.where(abs(a - b) <= 1, (a - b) ** 2 / 2, abs(a - b) - 0.5)), {"a": a, "b": b}, grad="a b", largest=True)
    book.both("huber with delta", "huber(a, b, delta = 0.5)", lambda a, b: jnp.mean(jnp.where(abs(a - b) <= 0.5, (a - b) ** 2 / 2, 0.5 * (abs(a - b) - 0.25))),
              {"a": a, "b": b}, grad="a b", largest=True)
    y = np.where(b > 0, 1.0, -1.0)
    book.both("hinge", "hinge(a, y)", lambda a, y: jnp.mean(jnp.maximum(0, 1 - y * a)), {"a": a + 1 / 128, "y": y}, grad="a", largest=True)
    p, q = (np.exp(t) / np.exp(t).sum(1, keepdims=True) for t in (a, b))
    book.both("kl_divergence", "kl_divergence(p, q)", lambda p, q: jnp.mean(jnp.sum(p * (jnp.log(p) - jnp.log(q)), 1)), {"p": p, "q": q}, grad="p q", largest=True)
    book.add("kl_divergence with zeros", "kl_divergence(p, q)", np.float64(np.mean(special.rel_entr([[0, 1], [0.5, 0.5]], [[0.5, 0.5], [0.25, 0.75]]).sum(1))),
             {"p": f64([[0, 1], [0.5, 0.5]]), "q": f64([[0.5, 0.5], [0.25, 0.75]])}, by="scipy")
    k = i32(1, 3, 0)
    book.both("nll", "nll(log_softmax(a), k)", lambda a, k: -jnp.mean(jax.nn.log_softmax(a)[jnp.arange(3), k]), {"a": a, "k": k}, grad="a", largest=True)
    book.both("smoothed cross_entropy", "cross_entropy(a, k, smoothing = 0.125)",
              lambda a, k: -jnp.mean(jnp.sum((0.875 * jax.nn.one_hot(k, 4, dtype=a.dtype) + 0.125 / 4) * jax.nn.log_softmax(a), 1)), {"a": a, "k": k}, grad="a", largest=True)
    r, t = f64(0.125, 0.5, 0.9375), f64(0, 1, 1)
    book.both("binary_cross_entropy", "binary_cross_entropy(r, t)", lambda r, t: -jnp.mean(t * jnp.log(r) + (1 - t) * jnp.log(1 - r)), {"r": r, "t": t}, grad="r", largest=True)
    book.add("binary_cross_entropy of certainties", "binary_cross_entropy(r, t)", np.float32(50), {"r": f32(0, 1), "t": f32(1, 1)}, by="contract", note="PyTorch cuts logarithms off at -100")
    book.both("cosine_similarity", "cosine_similarity(a, b)", lambda a, b: jnp.sum(a * b, 1) / jnp.linalg.norm(a, axis=1) / jnp.linalg.norm(b, axis=1), {"a": a, "b": b}, grad="a b", largest=True)

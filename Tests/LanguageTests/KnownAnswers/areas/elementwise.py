"""Functions of each element: at the edges of the number line, and their derivatives."""

import jax
import jax.numpy as jnp
import numpy as np
from book import Host, f32, f64, i32, sample
from scipy import special

EDGES = [
    -np.inf, -1e30, -100, -20, -5.5, -2.5, -1.5, -1, -0.5, -1e-3, -1e-8, -1e-40, -0.0,
    0.0, 1e-40, 1e-8, 1e-3, 0.5, 1, 1.5, 2.5, 5.5, 20, 100, 1e30, np.inf, np.nan,
]

# Name, in NumPy or SciPy (f64), in JAX.
UNARY = [
    ("exp", np.exp, jnp.exp), ("expm1", np.expm1, jnp.expm1), ("log", np.log, jnp.log),
    ("log1p", np.log1p, jnp.log1p), ("log2", np.log2, jnp.log2), ("log10", np.log10, jnp.log10),
    ("sqrt", np.sqrt, jnp.sqrt), ("rsqrt", lambda x: 1 / np.sqrt(x), jax.lax.rsqrt),
    ("sin", np.sin, jnp.sin), ("cos", np.cos, jnp.cos), ("tanh", np.tanh, jnp.tanh),
    ("erf", special.erf, jax.scipy.special.erf), ("floor", np.floor, jnp.floor), ("ceil", np.ceil, jnp.ceil),
    ("round", np.round, jnp.round), ("abs", np.abs, jnp.abs), ("sign", np.sign, jnp.sign),
    ("sigmoid", special.expit, jax.nn.sigmoid), ("relu", lambda x: np.where(np.isnan(x), x, np.maximum(x, 0)), jax.nn.relu),
    ("softplus", lambda x: np.logaddexp(x, 0), jax.nn.softplus), ("square", np.square, jnp.square),
]
# NumPy and XLA agree on the sign of these zeros.
SIGNED = {"expm1", "log1p", "sqrt", "sin", "tanh", "erf", "floor", "ceil", "round", "abs"}
POSITIVE = {"log", "log2", "log10", "sqrt", "rsqrt"}


def write(book):
    edges(book)
    derivatives(book)
    pairs(book)
    choices(book)
    hosts(book)


def edges(book):
    """The true value, from f64, rounded: so that no library's own rounding is the measure."""
    for name, exact, _ in UNARY:
        with np.errstate(all="ignore"):
            for dtype in (np.float32, np.float64):
                x = np.array(EDGES, dtype=dtype)
                y = np.asarray(exact(x.astype(np.float64))).astype(dtype)
                book.add(f"{name} at edges {dtype.__name__}", f"{name}(x)", y, {"x": x}, by="numpy",
                         zeros=name in SIGNED)
    x = i32(-3, 0, 2, 7)
    for name in ("abs", "sign", "square"):
        book.add(f"{name} of i32", f"{name}(x)", getattr(np, name)(x), {"x": x}, by="numpy")
    for name in ("exp", "sqrt", "sigmoid", "tanh"):
        function = {n: e for n, e, _ in UNARY}[name]
        x = i32(0, 1, 4, 9)
        book.add(f"{name} of i32 is f32", f"{name}(x)", function(x.astype(np.float64)).astype(np.float32), {"x": x})
    for name, call in (("isfinite", np.isfinite), ("isnan", np.isnan)):
        book.add(name, f"{name}(x)", call(f32(EDGES)), {"x": f32(EDGES)}, by="numpy")


def derivatives(book):
    at = f64(-2.25, -1, -0.375, 0.25, 1, 1.75, 3.5)
    for name, _, function in UNARY:
        x = np.abs(at) if name in POSITIVE else at if name != "log1p" else np.abs(at)
        book.both(f"{name} derivative", f"{name}(x)", lambda x, f=function: f(x), {"x": x}, grad="x")
        program = (f"f(x) = sum({name}(x) * weight)\n"
                   f"grad(x -> sum(square(grad(f)(x)) + grad(f)(x) * weight))(x)")
        weight = sample(3, x.size)

        def second(x, f=function):
            g = jax.grad(lambda x: jnp.sum(f(x) * weight))
            return jax.grad(lambda x: jnp.sum(g(x) ** 2 + g(x) * weight))(x)

        book.add(f"{name} second derivative", program, second(jnp.asarray(x)), {"x": x, "weight": weight},
                 largest=True, tol=1e-11)
    zero = f64(-0.0, 0.0)
    for name in ("abs", "sign", "relu", "floor", "round"):
        book.add(f"{name} derivative at 0", f"grad(x -> sum({name}(x)))(x)", np.zeros(2), {"x": zero}, by="convention")
    ends = f64(-1, 0, 0.5, 1, 2)
    book.add("clip derivative on the closed interval", "grad(x -> sum(clip(x, 0, 1)))(x)", f64(0, 1, 1, 1, 0), {"x": ends},
             by="convention", note="PyTorch's clamp; JAX passes half at the ends")
    book.add("where keeps an infinite branch out", "grad(x -> sum(where(x > 0, sqrt(x), 0)))(x)", f64(0, 0, 0.25),
             {"x": f64(-1, 0, 4)}, by="convention")


PAIRS = [
    ("x + y", np.add), ("x - y", np.subtract), ("x * y", np.multiply), ("x / y", np.divide),
    ("x // y", np.floor_divide), ("x % y", np.mod), ("x ^ y", np.power),
    ("maximum(x, y)", np.maximum), ("minimum(x, y)", np.minimum), ("atan2(x, y)", np.arctan2),
    ("x == y", np.equal), ("x != y", np.not_equal), ("x < y", np.less), ("x <= y", np.less_equal),
    ("x > y", np.greater), ("x >= y", np.greater_equal),
]


def pairs(book):
    some = [-np.inf, -7.5, -2, -1, -0.0, 0.0, 0.5, 1, 2, 3, np.inf, np.nan]
    for dtype in (np.float32, np.float64):
        x, y = (a.reshape(-1).astype(dtype) for a in np.meshgrid(some, some, indexing="ij"))
        for text, function in PAIRS:
            with np.errstate(all="ignore"):
                value = function(x, y)
            if text == "x // y":
                with np.errstate(all="ignore"):
                    value = np.floor(x / y)
                book.add(f"{text} at edges {dtype.__name__}", text, value, {"x": x, "y": y}, by="numpy", zeros=True,
                         note="floor(x / y), as JAX's and PyTorch's; NumPy gives nan for inf // y")
                continue
            book.add(f"{text} at edges {dtype.__name__}", text, value, {"x": x, "y": y}, by="numpy",
                     zeros=text in ("x * y", "x / y", "atan2(x, y)"))
    x, y = (a.reshape(-1) for a in np.meshgrid(i32(-7, -3, -1, 0, 1, 2, 7), i32(-4, -3, -1, 1, 2, 7), indexing="ij"))
    for text, function in PAIRS:
        if text in ("x / y", "x ^ y", "atan2(x, y)"):
            value = (x / y) if text == "x / y" else np.arctan2(x, y) if "atan2" in text else None
            if value is not None:
                book.add(f"{text} of i32", text, value.astype(np.float32), {"x": x, "y": y}, by="numpy")
            continue
        book.add(f"{text} of i32", text, function(x, y), {"x": x, "y": y}, by="numpy")
    book.add("i32 to a whole power", "x ^ y", i32(1, -8, 81, 1, 0), {"x": i32(5, -2, 3, -1, 0), "y": i32(0, 3, 4, 2, 5)}, by="numpy")
    u = np.array([0, 1, 6, 255, 2**32 - 1], dtype=np.uint32)
    book.add("u32 bits and", "x & y", u & u[::-1], {"x": u, "y": u[::-1].copy()}, by="numpy")
    book.add("u32 bits or", "x | y", u | u[::-1], {"x": u, "y": u[::-1].copy()}, by="numpy")
    b, c = np.array([1, 1, 0, 0], bool), np.array([1, 0, 1, 0], bool)
    for text, value in (("x & y", b & c), ("x | y", b | c), ("~x", ~b), ("x == y", b == c), ("x + y", b.astype(np.int32) + c)):
        book.add(f"bool {text}", text, value, {"x": b, "y": c}, by="numpy")
    smooth = {"x": sample(5, 6, low=0.25, high=3), "y": sample(6, 6, low=0.25, high=3) + 0.015625}
    for text, function in [("x + y", jnp.add), ("x - y", jnp.subtract), ("x * y", jnp.multiply), ("x / y", jnp.divide),
                           ("x ^ y", jnp.power), ("x % y", jnp.mod), ("maximum(x, y)", jnp.maximum),
                           ("minimum(x, y)", jnp.minimum), ("atan2(x, y)", jnp.arctan2), ("pow(x, y)", jnp.power)]:
        book.both(text, text, lambda x, y, f=function: f(x, y), smooth, grad="x y")
    tie = {"x": f64(1, 2, 3), "y": f64(1, 3, 3)}
    book.both("maximum with ties", "maximum(x, y)", lambda x, y: jnp.maximum(x, y), tie, grad="x y", dtypes=("f64",))
    book.both("minimum with ties", "minimum(x, y)", lambda x, y: jnp.minimum(x, y), tie, grad="x y", dtypes=("f64",))
    for power in ("2", "3", "4", "0.5", "-1", "-2", "1.5", "0", "1"):
        book.both(f"x ^ {power}", f"x ^ {power}", lambda x, p=float(power): jnp.power(x, p), {"x": smooth["x"]}, grad="x")
    book.both("2 ^ x", "2 ^ x", lambda x: 2.0**x, {"x": smooth["x"]}, grad="x")


def choices(book):
    x = sample(8, 3, 4)
    book.both("where of two", "where(x > 0, x * 2, x / 2)", lambda x: jnp.where(x > 0, x * 2, x / 2), {"x": x}, grad="x")
    book.both("where with a number", "where(x > 0, x, 0)", lambda x: jnp.where(x > 0, x, 0), {"x": x}, grad="x")
    book.both("where broadcasts", "where(c, x, y)", lambda c, x, y: jnp.where(c, x, y),
              {"c": np.array([True, False, True, False]), "x": x, "y": sample(9, 4)}, grad="x y")
    book.both("clip", "clip(x, -0.5, 1.25)", lambda x: jnp.clip(x, -0.5, 1.25), {"x": x + 0.001953125}, grad="x")
    book.both("clip between tensors", "clip(x, l, h)", lambda x, l, h: jnp.clip(x, l, h),
              {"x": x + 0.001953125, "l": f64(-1, -0.5, 0, 0.25), "h": f64(1, 0.5, 0.75, 0.5)}, grad="x l h")
    for dtype in ("f32", "f64"):
        values = f32(EDGES) if dtype == "f32" else f64(EDGES)
        book.add(f"clip at edges {dtype}", "clip(x, -1, 1)", np.clip(values, -1, 1), {"x": values}, by="numpy")
    big = f64(-2.9, -1.5, -0.5, -0.0, 0.5, 1.5, 2.9, 200.7)
    book.add("f64 to i32 cuts toward zero", "i32(x)", big.astype(np.int32), {"x": big}, by="numpy")
    book.add("f64 to f32", "f32(x)", big.astype(np.float32), {"x": big}, by="numpy")
    book.add("f64 to bool", "bool(x)", big.astype(bool), {"x": big}, by="numpy")
    book.add("f32 to u8", "u8(x)", np.array([0, 3, 255], np.uint8), {"x": f32(0.5, 3.9, 255)}, by="numpy")
    book.add("i32 to f64", "f64(x)", f64(-1, 2**31 - 1), {"x": i32(-1, 2**31 - 1)}, by="numpy")


def hosts(book):
    """Host numbers are exact integers and f64."""
    for text, value in [
        ("7 // 2", 3), ("-7 // 2", -4), ("-7 % 3", 2), ("7 % -3", -2), ("7 / 2", 3.5), ("2^10", 1024), ("2^-1", 0.5),
        ("-2^2", -4), ("2^3^2", 512), ("7.5 // 2", 3.0), ("-7.5 % 2", 0.5), ("1e308 * 10", float("inf")),
        ("exp(1)", float(np.exp(1))), ("log(10)", float(np.log(10))), ("sqrt(2)", float(np.sqrt(2))),
        ("round(2.5)", 2), ("round(3.5)", 4), ("round(-0.5)", -0.0), ("floor(-1.5)", -2), ("ceil(-1.5)", -1), ("abs(-3)", 3),
        ("sign(-2.5)", -1), ("maximum(2, 3)", 3), ("minimum(2, 3.5)", 2), ("atan2(1, -1)", float(np.arctan2(1, -1))),
        ("clip(5, 0, 3)", 3), ("sigmoid(-800)", 0.0), ("softplus(800)", 800.0), ("relu(-2)", 0), ("tanh(0.5)", float(np.tanh(0.5))),
        ("erf(0.5)", float(special.erf(0.5))), ("0.1 + 0.2", 0.1 + 0.2), ("2^62 + 1", 2**62 + 1), ("1 / 0", float("inf")),
        ("maximum(nan, 1)", float("nan")), ("minimum(1, nan)", float("nan")), ("maximum(1, nan)", float("nan")), ("sign(nan)", float("nan")), ("relu(nan)", float("nan")),
        ("clip(nan, 0, 1)", float("nan")), ("softplus(nan)", float("nan")),
    ]:
        book.add(f"host {text}", text, Host(value), by="python", tol=1e-15)

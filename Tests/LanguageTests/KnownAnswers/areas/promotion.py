"""Element types that operands meet in, weak numbers, and broadcasting with its guard."""

import jax.numpy as jnp
import numpy as np
from book import TYPES, Error, Host, f32, i32, sample

ORDER = ["bool", "u8", "i32", "f32", "f64"]


def write(book):
    table(book)
    weak(book)
    broadcasting(book)
    empty(book)


def given(dtype):
    return np.array([1, 0, 1] if dtype == "bool" else [3, 1, 2], dtype=TYPES[dtype])


def table(book):
    """NumPy's values in the types of the language's table: i32 with f32 is f32, as in JAX."""
    for a in ORDER:
        for b in ORDER:
            x, y = given(a), given(b)[::-1].copy()
            meet = TYPES[ORDER[max(ORDER.index(a), ORDER.index(b))]]
            arithmetic = np.int32 if meet is np.bool_ else meet
            real = meet if meet in (np.float32, np.float64) else np.float32
            inputs = {"x": x, "y": y}
            book.add(f"{a} + {b}", "x + y", x.astype(arithmetic) + y.astype(arithmetic), inputs, by="numpy")
            book.add(f"{a} / {b}", "x / (y + y)", x.astype(real) / (y.astype(real) * 2), inputs, by="numpy")
            book.add(f"maximum of {a} and {b}", "maximum(x, y)", np.maximum(x.astype(meet), y.astype(meet)), inputs, by="numpy")
            book.add(f"{a} < {b}", "x < y", x.astype(np.float64) < y.astype(np.float64), inputs, by="numpy")
            book.add(f"concat of {a} and {b}", "concat((x, y))", np.concatenate([x.astype(meet), y.astype(meet)]), inputs, by="numpy")
    u = np.array([1, 2, 3], np.uint32)
    book.add("u32 + u32", "x + x", u + u, {"x": u}, by="numpy")
    for other in ("i32", "f32", "u8", "bool"):
        book.add(f"u32 + {other} is refused", "x + y", Error("TypeError"), {"x": u, "y": given(other)}, by="contract")


def weak(book):
    for dtype in ORDER[1:] + ["u32"]:
        x = given(dtype)
        book.add(f"{dtype} + 1", "x + 1", x + TYPES[dtype](1), {"x": x}, by="numpy")
        book.add(f"{dtype} * true", "x * true", x, {"x": x}, by="numpy")
        if dtype == "u32":
            continue
        real = TYPES[dtype] if dtype in ("f32", "f64") else np.float32
        book.add(f"{dtype} + 0.5", "x + 0.5", x.astype(real) + real(0.5), {"x": x}, by="numpy")
        book.add(f"{dtype} / 2", "x / 2", x.astype(real) / real(2), {"x": x}, by="numpy")
        book.add(f"{dtype} against a computed number", "x * (1 + 2)", x * TYPES[dtype](3), {"x": x}, by="numpy")
        book.add(f"{dtype} ^ 2", "x ^ 2", x ** TYPES[dtype](2), {"x": x}, by="numpy")
        book.add(f"{dtype} > 1.5", "x > 1.5", x > 1.5, {"x": x}, by="numpy")
    b = given("bool")
    book.add("bool + 1", "x + 1", b.astype(np.int32) + 1, {"x": b}, by="numpy")
    book.add("bool * 0.5", "x * 0.5", b.astype(np.float32) * np.float32(0.5), {"x": b}, by="numpy")
    book.add("u8 beyond its range", "x + 300", Error("ValueError"), {"x": given("u8")}, by="contract")
    book.add("i32 sum beyond its range", "x + x", Error("ValueError"), {"x": i32(2**31 - 1, 1)}, by="contract")
    for text, dtype in [("[1, 2]", np.float32), ("[1.5, 2]", np.float32), ("arange(2) + 1", np.int32)]:
        book.add(f"literal {text}", text, np.array([1.5 if "." in text else 1, 2], dtype), by="contract")
    book.add("literal [true, false]", "[true, false]", np.array([True, False]), by="contract")
    book.add("literal []", "[]", np.zeros(0, np.float32), by="contract")
    book.add("literal of rows", "[[1, 2], [3, 4]]", f32([[1, 2], [3, 4]]), by="contract")
    book.add("f64 of a list is exact", "f64((0.1, 0.2))", np.array([0.1, 0.2]), by="numpy")
    book.add("tensor in f64 of a list is exact", 'tensor((0.1, 0.2), dtype = "f64")', np.array([0.1, 0.2]), by="numpy")
    book.add("f64 of a literal went by way of f32", "f64([0.1, 0.2])", f32(0.1, 0.2).astype(np.float64), by="contract",
             note="as torch.tensor([0.1]).double(); a list keeps all digits")
    book.add("i32 of a list is exact", "i32((16777217, 1))", i32(16777217, 1), by="numpy")
    book.add("tensor in i32 of a list is exact", 'tensor((16777217, 1), dtype = "i32")', i32(16777217, 1), by="numpy")
    book.add("tensor of a list of whole numbers", "tensor((1, 2))", f32(1, 2), by="contract")
    book.add("a mean is no host number", "mean([1, 2])", np.float32(1.5), by="contract")
    book.add("item gives a host number", "item(mean([1, 2]))", Host(1.5), by="contract")


def broadcasting(book):
    cases = [
        ((3,), (2, 3)), ((1, 3), (2, 3)), ((2, 1), (1, 3)), ((2, 1), (2, 3)), ((), (2, 3)), ((1,), (2, 3)),
        ((3, 1), (2, 3, 4)), ((1, 1, 4), (2, 3, 1)), ((2, 3), (2, 3)), ((1,), (1,)), ((4,), (2, 3, 4)),
        ((5, 1, 1), (1, 2, 3)), ((1, 1), (3, 3)), ((2, 1, 3, 1), (2, 2, 3, 4)),
    ]
    for a, b in cases:
        inputs = {"x": sample(1, *a), "y": sample(2, *b)}
        book.both(f"{list(a)} * {list(b)}", "x * y", lambda x, y: x * y, inputs, grad="x y")
    for a, b in [((2, 1), (3,)), ((2, 3, 1), (2, 4)), ((1, 3), (2, 1, 1))]:
        text = "stretches the operand of higher rank"
        book.add(f"{list(a)} - {list(b)} {text}", "x - y", Error("ShapeError"), {"x": sample(1, *a), "y": sample(2, *b)},
                 by="contract", note="NumPy broadcasts here; the language's guard does not")
    for a, b in [((2,), (3,)), ((2, 3), (3, 2)), ((4, 2), (3,))]:
        book.add(f"{list(a)} + {list(b)} does not fit", "x + y", Error("ShapeError"), {"x": sample(1, *a), "y": sample(2, *b)}, by="numpy")
    x = sample(3, 3)
    book.both("broadcast_to", "broadcast_to(x, (2, 3))", lambda x: jnp.broadcast_to(x, (2, 3)), {"x": x}, grad="x")
    book.both("broadcast_to from a column", "broadcast_to(x[:, new], (3, 4))",
              lambda x: jnp.broadcast_to(x[:, None], (3, 4)), {"x": x}, grad="x")


def empty(book):
    """Axes of size 0."""
    none = {"x": np.zeros((0, 3))}
    for program, function in [
        ("x + 1", lambda x: x + 1), ("exp(x)", jnp.exp), ("x * x", lambda x: x * x), ("sum(x)", jnp.sum),
        ("sum(x, axis = 0)", lambda x: jnp.sum(x, 0)), ("sum(x, axis = 1)", lambda x: jnp.sum(x, 1)),
        ("prod(x, axis = 0)", lambda x: jnp.prod(x, 0)), ("x.T", lambda x: x.T), ("x @ ones(3, 2, dtype = x.dtype)", lambda x: x @ jnp.ones((3, 2), x.dtype)),
        ("x.T @ x", lambda x: x.T @ x), ("cumsum(x, axis = 0)", lambda x: jnp.cumsum(x, 0)), ("sort(x)", jnp.sort),
        ("concat((x, x))", lambda x: jnp.concatenate([x, x])), ("reshape(x, 3, 0)", lambda x: x.reshape(3, 0)),
        ("x[:, 1]", lambda x: x[:, 1]), ("x[:0]", lambda x: x[:0]), ("x[::-1]", lambda x: x[::-1]),
        ("softmax(x)", lambda x: jnp.exp(x)), ("x * x[:, :1]", lambda x: x * x[:, :1]), ("max(x, axis = 1)", lambda x: x[:, 0]),
        ("x[x > 0]", lambda x: x.reshape(-1)), ("stack((x, x))", lambda x: jnp.stack([x, x])), ("reverse(x)", lambda x: x),
    ]:
        book.both(f"empty: {program}", program, lambda x, f=function: f(x), none, dtypes=("f32",))
    book.add("the mean of nothing is nan", "mean(x)", np.float32(np.nan), {"x": np.zeros((0, 3), np.float32)}, by="numpy")
    book.add("all of nothing", "all(x)", np.bool_(True), {"x": np.zeros(0, bool)}, by="numpy")
    book.add("any of nothing", "any(x)", np.bool_(False), {"x": np.zeros(0, bool)}, by="numpy")
    for name in ("max", "min", "argmax", "argmin"):
        book.add(f"{name} of nothing", f"{name}(x)", Error("ValueError"), {"x": np.zeros((0, 3), np.float32)}, by="numpy")
    book.add("gradient through nothing", "grad(x -> sum(exp(x)))(x)", np.zeros((0, 3), np.float32), {"x": np.zeros((0, 3), np.float32)})
    book.add("an inner axis of size 0", "x @ y", np.zeros((2, 3), np.float32), {"x": np.zeros((2, 0), np.float32), "y": np.zeros((0, 3), np.float32)}, by="numpy")

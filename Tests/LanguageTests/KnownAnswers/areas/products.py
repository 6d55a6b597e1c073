"""Matrix products of all ranks, and what is built on them."""

import jax.numpy as jnp
import numpy as np
from book import Error, sample

FITTING = [
    ((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 2)), ((2, 3), (3, 4)), ((5, 2, 3), (3,)), ((3,), (5, 3, 2)),
    ((5, 2, 3), (3, 4)), ((2, 3), (5, 3, 4)), ((5, 2, 3), (5, 3, 4)), ((1, 2, 3), (5, 3, 4)), ((5, 2, 3), (1, 3, 4)),
    ((4, 1, 2, 3), (1, 5, 3, 2)), ((4, 5, 2, 3), (3, 2)), ((5, 2, 3), (4, 5, 3, 2)), ((2, 3), (4, 5, 3, 2)), ((1, 1), (1, 1)),
    ((1, 3), (3, 1)), ((3, 1), (1, 3)), ((4, 5, 2, 3), (3,)), ((3,), (4, 5, 3, 2)),
]


def write(book):
    for a, b in FITTING:
        inputs = {"x": sample(1, *a), "y": sample(2, *b)}
        book.both(f"{list(a)} @ {list(b)}", "x @ y", lambda x, y: x @ y, inputs, grad="x y", largest=True)
    for a, b in [((2, 3), (4, 5)), ((3,), (4,)), ((2, 3), (2, 3)), ((5, 2, 3), (4, 3, 2)), ((2, 3, 4), (3, 4, 5))]:
        book.add(f"{list(a)} @ {list(b)} does not fit", "x @ y", Error("ShapeError"), {"x": sample(1, *a), "y": sample(2, *b)}, by="numpy")
    book.add("@ of numbers", "2 @ x", Error("TypeError"), {"x": sample(1, 3)}, by="numpy", note="NumPy: ValueError")
    n = {"x": np.arange(6, dtype=np.int32).reshape(2, 3), "y": np.arange(6, dtype=np.int32).reshape(3, 2)}
    book.add("i32 @ i32", "x @ y", n["x"] @ n["y"], n, by="numpy")
    book.add("i32 @ f32", "x @ y", (n["x"] @ n["y"]).astype(np.float32), {**n, "y": n["y"].astype(np.float32)}, by="numpy")
    v = {"x": sample(3, 3), "y": sample(4, 3)}
    book.both("dot", "dot(x, y)", lambda x, y: jnp.dot(x, y), v, grad="x y", largest=True)
    book.both("outer", "outer(x, y)", lambda x, y: jnp.outer(x, y), {"x": sample(3, 3), "y": sample(4, 2)}, grad="x y")
    book.both("matmul", "matmul(x, y)", lambda x, y: x @ y, {"x": sample(3, 3, 2), "y": sample(4, 2, 2)}, grad="x y", largest=True)
    book.both("x.T @ x", "x.T @ x", lambda x: x.T @ x, {"x": sample(5, 4, 3)}, grad="x", largest=True)
    book.both("x @ x @ x", "x @ x @ x", lambda x: x @ x @ x, {"x": sample(6, 3, 3)}, grad="x", largest=True)
    inputs = {"x": sample(7, 2, 3, 4), "y": sample(8, 2, 5, 4)}
    book.both("attention scores", "softmax(x @ transpose(y, (0, 2, 1)) / 2)",
              lambda x, y: jnp.exp(s := x @ y.transpose(0, 2, 1) / 2) / jnp.exp(s).sum(-1, keepdims=True), inputs, grad="x y", largest=True)
    wide = {"x": sample(9, 17, 33, dtype=np.float32), "y": sample(10, 33, 19, dtype=np.float32)}
    book.add("a product that fills no tile", "sum(x @ y, axis = 1)", (wide["x"].astype(float) @ wide["y"]).sum(1).astype(np.float32), wide, by="numpy", largest=True)
    holed = {"x": np.array([[np.nan, 1], [0, 2]], np.float32), "y": np.array([[0, 1], [np.inf, 1]], np.float32)}
    book.add("nan and inf go through a product", "x @ y", holed["x"] @ holed["y"], holed, by="numpy")

"""Sums, means, extremes, places, orders: axes, keep, ties, nan."""

import jax
import jax.numpy as jnp
import numpy as np
from book import Error, f32, f64, i32, sample

AXES = ["none", "0", "1", "-1", "(0, 2)", "(0, 1, 2)", "-2"]


def write(book):
    plain(book)
    spread(book)
    places(book)
    running(book)
    edges(book)


def plain(book):
    x = sample(1, 2, 3, 4) + 1 / 128
    for name in ("sum", "mean", "prod", "max", "min"):
        function = getattr(jnp, name)
        for axis in AXES:
            a = eval(axis.replace("none", "None"))
            book.both(f"{name} axis {axis}", f"{name}(x, axis = {axis})", lambda x, f=function, a=a: f(x, axis=a), {"x": x},
                      grad="x", dtypes=("f32",) if axis != "1" else ("f32", "f64"), largest=True)
        book.both(f"{name} keep", f"{name}(x, axis = 1, keep = true)", lambda x, f=function: f(x, axis=1, keepdims=True), {"x": x},
                  grad="x", dtypes=("f64",), largest=True)
    b = sample(2, 3, 4) > 0
    n = np.arange(12, dtype=np.int32).reshape(3, 4) - 4
    for name in ("all", "any"):
        for axis in ("none", "0", "-1"):
            a = eval(axis.replace("none", "None"))
            book.add(f"{name} axis {axis}", f"{name}(x, axis = {axis})", getattr(np, name)(b, axis=a), {"x": b}, by="numpy")
    for name in ("sum", "max", "min"):
        book.add(f"{name} of i32", f"{name}(x, axis = 0)", getattr(np, name)(n, axis=0).astype(np.int32), {"x": n}, by="numpy")
    book.add("prod of i32", "prod(x)", np.int32(24), {"x": i32(1, 2, 3, 4)}, by="numpy")
    book.add("mean of i32 is f32", "mean(x, axis = 1)", n.mean(1).astype(np.float32), {"x": n}, by="numpy")
    book.add("sum of bool counts", "sum(x)", np.int32(b.sum()), {"x": b}, by="numpy")
    book.add("mean of bool is a share", "mean(x)", np.float32(b.mean()), {"x": b}, by="numpy")
    book.add("sum of u8 does not wrap", "sum(x)", np.int32(510), {"x": np.array([255, 255], np.uint8)}, by="numpy")


def spread(book):
    x = sample(3, 3, 5)
    for axis in ("none", "0", "1"):
        a = eval(axis.replace("none", "None"))
        book.both(f"var axis {axis}", f"var(x, axis = {axis})", lambda x, a=a: jnp.var(x, axis=a), {"x": x}, grad="x", largest=True)
        book.both(f"std axis {axis}", f"std(x, axis = {axis})", lambda x, a=a: jnp.std(x, axis=a), {"x": x}, grad="x", largest=True)
        book.both(f"norm axis {axis}", f"norm(x, axis = {axis})", lambda x, a=a: jnp.sqrt(jnp.sum(x * x, axis=a)), {"x": x}, grad="x", largest=True)
        book.both(f"logsumexp axis {axis}", f"logsumexp(x, axis = {axis})", lambda x, a=a: jax.scipy.special.logsumexp(x, axis=a), {"x": x}, grad="x", largest=True)
    book.both("var of a sample", "var(x, axis = 0, correction = 1)", lambda x: jnp.var(x, axis=0, ddof=1), {"x": x}, grad="x", largest=True)
    book.both("std keep", "std(x, axis = -1, keep = true)", lambda x: jnp.std(x, axis=-1, keepdims=True), {"x": x}, dtypes=("f64",))
    book.both("norm keep", "norm(x, axis = -1, keep = true)", lambda x: jnp.linalg.norm(x, axis=-1, keepdims=True), {"x": x}, dtypes=("f64",))
    book.both("logsumexp keep", "logsumexp(x, axis = 0, keep = true)", lambda x: jax.scipy.special.logsumexp(x, axis=0, keepdims=True), {"x": x}, grad="x", dtypes=("f64",))
    for name, values in [("large", (1000, 1000)), ("small", (-1000, -1001)), ("one inf", (np.inf, 1)), ("all -inf", (-np.inf, -np.inf)), ("one -inf", (-np.inf, 2)), ("nan", (np.nan, 1))]:
        book.add(f"logsumexp {name}", "logsumexp(x)", np.float64(jax.scipy.special.logsumexp(jnp.array(values, float))), {"x": f64(values)})
    book.add("var of equal large numbers", "var(x)", np.float32(0), {"x": f32(1e6, 1e6, 1e6)}, by="numpy")
    book.add("norm of 0 has gradient 0", "grad(norm)(x)", f64(0, 0), {"x": f64(0, 0)}, by="convention")


def places(book):
    x = f64([[1, 5, 5, 2], [7, 7, 0, 0], [-1, -1, -1, -1]])
    for name in ("argmax", "argmin"):
        function = getattr(np, name)
        for axis in ("0", "1", "-1", "none"):
            a = eval(axis.replace("none", "None"))
            for dtype in (np.float32, np.int32):
                book.add(f"{name} axis {axis} with ties {dtype.__name__}", f"{name}(x, axis = {axis})", np.int32(function(x.astype(dtype), axis=a)),
                         {"x": x.astype(dtype)}, by="numpy")
        book.add(f"{name} keep", f"{name}(x, axis = 1, keep = true)", function(x, axis=1, keepdims=True).astype(np.int32), {"x": x}, by="numpy")
        holed = f32([[1, np.nan, 3], [np.inf, -np.inf, 0], [np.nan, np.nan, 1]])
        book.add(f"{name} with nan", f"{name}(x, axis = 1)", function(holed, axis=1).astype(np.int32), {"x": holed}, by="numpy")
    for name in ("max", "min"):
        book.add(f"{name} with nan", f"{name}(x, axis = 1)", getattr(np, name)(holed, axis=1), {"x": holed}, by="numpy")
        book.both(f"{name} shares among ties", f"{name}(x, axis = 1)", lambda x, f=getattr(jnp, name): f(x, axis=1), {"x": x}, grad="x")
        book.both(f"{name} of all shares among ties", f"{name}(x)", lambda x, f=getattr(jnp, name): f(x), {"x": x}, grad="x", dtypes=("f64",))
    mess = f32([[3, np.nan, -1, np.inf, -np.inf, 2], [0, -0.0, 1, 1, np.nan, -2]])
    ties = i32([[3, 1, 3, 1, 2], [0, 0, 0, 0, 0]])
    for name in ("sort", "argsort"):
        function = np.sort if name == "sort" else lambda x, axis=-1: np.argsort(x, axis=axis, kind="stable").astype(np.int32)
        book.add(f"{name} with nan", f"{name}(x)", function(mess), {"x": mess}, by="numpy")
        book.add(f"{name} of i32", f"{name}(x)", function(ties), {"x": ties}, by="numpy")
        book.add(f"{name} axis 0", f"{name}(x, axis = 0)", function(mess, axis=0), {"x": mess}, by="numpy")
        book.add(f"{name} axis 0 of three", f"{name}(x, axis = 1)", function(sample(5, 2, 4, 3), axis=1), {"x": sample(5, 2, 4, 3)}, by="numpy")
    finite = sample(4, 3, 5)
    book.both("sort has the gradient of its permutation", "sort(x)", lambda x: jnp.sort(x), {"x": finite}, grad="x", dtypes=("f64",))
    book.both("sort axis 0 gradient", "sort(x, axis = 0)", lambda x: jnp.sort(x, axis=0), {"x": finite}, grad="x", dtypes=("f64",))
    book.both("sort descending", "sort(x, descending = true)", lambda x: jnp.sort(x, descending=True), {"x": finite}, grad="x", dtypes=("f32",))
    large = i32(2**24 + 1, 2**24, -2**31, 2**31 - 1, 2**24 + 2)
    book.add("sort descending of large i32", "sort(x, descending = true)", np.sort(large)[::-1], {"x": large}, by="numpy")
    book.add("argsort descending keeps ties in order", "argsort(x, descending = true)", i32(0, 2, 4, 1, 3), {"x": i32(3, 1, 3, 1, 2)[[0, 1, 2, 3, 0]]}, by="numpy")
    u = np.array([0, 2**32 - 1, 5], np.uint32)
    book.add("sort descending of u32", "sort(x, descending = true)", np.sort(u)[::-1], {"x": u}, by="numpy")
    book.add("sort descending puts nan last", "sort(x, descending = true)", f32(np.inf, 2, -1, np.nan), {"x": f32(2, np.nan, np.inf, -1)}, by="contract")


def running(book):
    x = sample(6, 3, 4)
    for axis in ("0", "1", "-1"):
        book.both(f"cumsum axis {axis}", f"cumsum(x, axis = {axis})", lambda x, a=int(axis): jnp.cumsum(x, axis=a), {"x": x}, grad="x", largest=True)
    book.add("cumsum of i32", "cumsum(x)", i32(1, 3, 6), {"x": i32(1, 2, 3)}, by="numpy")
    book.add("cumsum of bool", "cumsum(x)", i32(1, 1, 2), {"x": np.array([True, False, True])}, by="numpy")
    book.add("cumsum past inf", "cumsum(x)", f32(1, np.inf, np.inf, np.nan, np.nan), {"x": f32(1, np.inf, 1, -np.inf, 1)}, by="numpy")


def edges(book):
    odd = f32(1, np.inf, -np.inf, np.nan)
    for name, value in [("sum", np.nan), ("prod", np.nan), ("mean", np.nan), ("max", np.nan), ("min", np.nan)]:
        book.add(f"{name} of all sorts", f"{name}(x)", np.float32(value), {"x": odd}, by="numpy")
    book.add("sum of infinities of one sign", "sum(x)", np.float32(np.inf), {"x": f32(1, np.inf, np.inf)}, by="numpy")
    many = np.full(10000, 0.1, np.float32)
    book.add("the sum of many keeps its digits", "sum(full((10000,), 0.1))", np.float32(many.astype(np.float64).sum()), tol=1e-6, by="numpy")
    book.add("prod with one zero", "grad(prod)(x)", np.array(jax.grad(jnp.prod)(jnp.array([2.0, 0, 3]))), {"x": f64(2, 0, 3)})
    book.add("prod with two zeros", "grad(prod)(x)", np.array(jax.grad(jnp.prod)(jnp.array([2.0, 0, 0]))), {"x": f64(2, 0, 0)})
    for text in ("sum(x, axis = 2)", "max(x, axis = -3)", "sum(x, axis = (0, 0))", "argmax(x, axis = 5)", "cumsum(x, axis = 2)"):
        book.add(f"{text} has no such axis", text, Error("ShapeError"), {"x": sample(1, 2, 2)}, by="numpy")
    book.add("sum of a 0-d tensor", "sum(x)", np.float32(2), {"x": np.float32(2)}, by="numpy")

"""The same elements in other shapes, joined, repeated, made."""

import jax.numpy as jnp
import numpy as np
from book import Error, f32, f64, i32, sample


def write(book):
    views(book)
    joins(book)
    makers(book)


def views(book):
    x, z, c = sample(1, 3, 4), sample(2, 2, 3, 4), sample(3, 3, 1, 4, 1)
    for program, function, given in [
        ("reshape(x, 2, 6)", lambda x: x.reshape(2, 6), x), ("reshape(x, (4, -1))", lambda x: x.reshape(4, -1), x),
        ("reshape(x, -1)", lambda x: x.reshape(-1), x), ("reshape(x, 1, 12, 1)", lambda x: x.reshape(1, 12, 1), x),
        ("flatten(x)", lambda x: x.reshape(-1), x), ("transpose(x)", lambda x: x.T, x), ("x.T", lambda x: x.T, z),
        ("transpose(x, (0, 2, 1))", lambda x: x.transpose(0, 2, 1), z), ("transpose(x, (-1, 0, 1))", lambda x: x.transpose(-1, 0, 1), z),
        ("squeeze(x)", lambda x: x.squeeze(), c), ("squeeze(x, axis = 1)", lambda x: x.squeeze(1), c), ("squeeze(x, axis = -1)", lambda x: x.squeeze(-1), c),
        ("expand_dims(x, 0)", lambda x: x[None], x), ("expand_dims(x, -1)", lambda x: x[..., None], x), ("expand_dims(x, 1)", lambda x: x[:, None], x),
        ("reverse(x)", lambda x: x[::-1], x), ("reverse(x, axis = -1)", lambda x: x[:, ::-1], x),
        ("repeat(x, 2)", lambda x: jnp.repeat(x, 2, 0), x), ("repeat(x, 3, axis = 1)", lambda x: jnp.repeat(x, 3, 1), x), ("repeat(x, 0)", lambda x: x[:0], x),
        ("pad(x, 1)", lambda x: jnp.pad(x, 1), x), ("pad(x, ((0, 2), (1, 0)))", lambda x: jnp.pad(x, ((0, 2), (1, 0))), x),
        ("pad(x, 1, value = 2.5)", lambda x: jnp.pad(x, 1, constant_values=2.5), x),
        ("reshape(x.T, 6, 2)", lambda x: x.T.reshape(6, 2), x), ("x.T[::-1, 1]", lambda x: x.T[::-1, 1], x),
    ]:
        book.both(f"{program} of {list(given.shape)}", program, function, {"x": given}, grad="x", dtypes=("f32",))
    for text in ("reshape(x, 5, 2)", "reshape(x, -1, 5)", "squeeze(x, axis = 0)", "transpose(x, (0, 0))", "transpose(x, (0,))", "expand_dims(x, 3)"):
        book.add(f"{text} does not fit", text, Error("ShapeError"), {"x": x}, by="numpy")
    book.add("pad of i32", "pad(x, 1, value = 9)", np.pad(i32(1, 2), 1, constant_values=9), {"x": i32(1, 2)}, by="numpy")
    book.add("pad of bool", "pad(x, 1, value = true)", np.array([True, False, True]), {"x": np.array([False])}, by="numpy")
    book.add("pad keeps inf inside", "pad(x, 1, value = -inf)", f32(-np.inf, 3, np.nan, -np.inf), {"x": f32(3, np.nan)}, by="numpy")


def joins(book):
    x, y = sample(4, 2, 3), sample(5, 2, 3)
    for program, function in [
        ("concat((x, y))", lambda x, y: jnp.concatenate([x, y])), ("concat((x, y), axis = 1)", lambda x, y: jnp.concatenate([x, y], 1)),
        ("concat((x, y, x), axis = -1)", lambda x, y: jnp.concatenate([x, y, x], -1)), ("stack((x, y))", lambda x, y: jnp.stack([x, y])),
        ("stack((x, y), axis = 1)", lambda x, y: jnp.stack([x, y], 1)), ("stack((x, y), axis = -1)", lambda x, y: jnp.stack([x, y], -1)),
        ("[x, y]", lambda x, y: jnp.stack([x, y])), ("[x[0], y[1] * 2]", lambda x, y: jnp.stack([x[0], y[1] * 2])),
        ("[a * b for (a, b) in zip(x, y)]", lambda x, y: x * y), ("concat((x, y[:1]))", lambda x, y: jnp.concatenate([x, y[:1]])),
        ("[x[0, 0], 1, y[1, 1]]", lambda x, y: jnp.stack([x[0, 0], jnp.ones((), x.dtype), y[1, 1]])),
    ]:
        book.both(program, program, lambda x, y, f=function: f(x, y), {"x": x, "y": y}, grad="x y", dtypes=("f32",))
    for text in ("concat((x, y), axis = 1)", "stack((x, y))", "[x, y]"):
        book.add(f"{text} of odd shapes", text, Error("ShapeError"), {"x": x, "y": sample(5, 3, 3)}, by="numpy")
    for a, b in [("f32", "f64"), ("i32", "f32"), ("bool", "i32"), ("u8", "f64")]:
        from book import TYPES
        p, q = np.array([1, 0], TYPES[a]), np.array([1, 1], TYPES[b])
        book.add(f"[{a}, {b}]", "[x, y]", np.stack([p.astype(TYPES[b]), q]), {"x": p, "y": q}, by="numpy")


def makers(book):
    for program, value in [
        ("zeros(2, 3)", np.zeros((2, 3), np.float32)), ("zeros((2, 3))", np.zeros((2, 3), np.float32)), ("zeros()", np.float32(0)),
        ("ones(2, dtype = \"i32\")", np.ones(2, np.int32)), ("ones(2, dtype = f64)", np.ones(2)), ("full((2, 2), 1.5)", np.full((2, 2), 1.5, np.float32)),
        ("full((2,), 7, dtype = i32)", np.full(2, 7, np.int32)), ("full((2,), true, dtype = bool)", np.full(2, True)),
        ("eye(3)", np.eye(3, dtype=np.float32)), ("eye(2, 3)", np.eye(2, 3, dtype=np.float32)), ("eye(2, dtype = f64)", np.eye(2)),
        ("arange(5)", np.arange(5, dtype=np.int32)), ("arange(2, 5)", np.arange(2, 5, dtype=np.int32)), ("arange(5, 2, -1)", np.arange(5, 2, -1, dtype=np.int32)),
        ("arange(0, 1, 0.25)", np.arange(0, 1, 0.25, dtype=np.float32)), ("arange(3.0)", np.arange(3.0, dtype=np.float32)), ("arange(5, 2)", np.arange(5, 2, dtype=np.int32)),
        ("arange(0, 1, 0.1)", np.arange(0, 1, 0.1).astype(np.float32)), ("arange(3, dtype = f64)", np.arange(3.0)), ("arange(1, 0, -0.3)", np.arange(1, 0, -0.3).astype(np.float32)),
        ("linspace(0, 1, 5)", np.linspace(0, 1, 5, dtype=np.float32)), ("linspace(1, -1, 3)", np.linspace(1, -1, 3, dtype=np.float32)),
        ("linspace(0, 1, 1)", np.linspace(0, 1, 1, dtype=np.float32)), ("linspace(0, 1, 0)", np.zeros(0, np.float32)), ("linspace(0, 1, 7, dtype = f64)", np.linspace(0, 1, 7)),
        ("logspace(1, 100, 3)", f32(1, 10, 100)), ("zeros_like(x)", np.zeros(2)), ("ones_like(x)", np.ones(2)), ("full_like(x, 3)", np.full(2, 3.0)),
    ]:
        book.add(program, program, value, {"x": f64(1, 2)} if "like" in program else None, by="numpy")

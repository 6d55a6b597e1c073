"""Every form of x[…], and of x[…] = v, with gradients in x and in v."""

import re

import jax.numpy as jnp
import numpy as np
from book import Error, Host, f32, f64, i32, sample

# The text is Python's too, but for `..` and `new`.
PLACES = [
    "0", "-1", "2", "1:3", "::2", "::-1", "3:0:-1", "-2:", ":-1", "1:100", "5:2", "-100:2", "3::-2", "0:0", ":",
    "0, 1", "-1, -2", "1:3, 2", ":, 0", "::2, ::-1", "::-2, 1::2", "0, ::-1", "1:, :-1", "..", ".., 0", "0, ..",
    ".., ::-1", "new", "new, ..", ":, new", "1, new", ".., new", ":, new, 0", "new, 1:3, new", "0, new, 1",
]
ROWS = ["0, .., -1", ".., 1, :", "1, 2, 3", "::-1, 0, ::2", "-1, 1:, ::-2", ":, :, 1", "new, .., 0", ".., 0, new"]
GATHERS = [
    ("k", "x[k]"), ("k, :", "x[k, :]"), ("k, 0", "x[k][:, 0]"), (":, j", "x[:, j]"), ("0, j", "x[0][j]"),
    ("k2", "x[k2]"), (":, k2", "x[:, k2]"), ("k, 1:3", "x[k, 1:3]"), ("1:3, j", "x[1:3][:, j]"), ("-k - 1", "x[-k - 1]"),
    ("k, j", "x[k, j]"), ("k2, k2", "x[k2, k2]"), ("k[:, new], j", "x[k[:, None], j]"),
]


def python(places):
    return places.replace("..", "...").replace("new", "None")


def write(book):
    slices(book)
    gathers(book)
    masks(book)
    updates(book)
    picks(book)
    containers(book)


def slices(book):
    x, z = sample(1, 5, 4), sample(2, 2, 3, 4)
    for places in PLACES:
        book.both(f"x[{places}]", f"x[{places}]", lambda x, p=places: eval(f"x[{python(p)}]"), {"x": x}, grad="x", dtypes=("f64",))
    for places in ROWS:
        book.both(f"z[{places}]", f"x[{places}]", lambda x, p=places: eval(f"x[{python(p)}]"), {"x": z}, grad="x", dtypes=("f32",))
    b, n = np.arange(12).reshape(3, 4) % 3 == 0, np.arange(12, dtype=np.int32).reshape(3, 4)
    for places in ("0", "::-1", ":, 1::2", "-1, ::-2"):
        book.add(f"bool x[{places}]", f"x[{places}]", eval(f"b[{places}]"), {"x": b}, by="numpy")
        book.add(f"i32 x[{places}]", f"x[{places}]", eval(f"n[{places}]"), {"x": n}, by="numpy")
    for places in ("5", "-6", "0, 4", "0, 0, 0"):
        book.add(f"x[{places}] is out of range", f"x[{places}]", Error("IndexError"), {"x": x}, by="numpy")
    book.add("an index out of range in a tensor", "x[k]", Error("IndexError"), {"x": x, "k": i32(0, 5)}, by="numpy")
    book.add("whole numbers in f32 are indices", "x[[0, 2, -1]]", x[[0, 2, -1]], {"x": x}, by="numpy")


def gathers(book):
    inputs = {"x": sample(3, 5, 5), "k": i32(4, 0, 0), "j": i32(1, 3, -1), "k2": i32([[0, 1], [4, 4]])}
    for places, text in GATHERS:
        used = {n: v for n, v in inputs.items() if n == "x" or n in re.findall(r"\w+", places)}
        book.both(f"gather x[{places}]", f"x[{places}]", lambda x, t=text, **o: eval(t, {**o, "x": x}), used, grad="x", dtypes=("f64",))
    z = sample(4, 3, 4, 5)
    k, j = i32(2, 0), i32(1, -1)
    for places, value in [
        ("k, j", lambda x, k, j: x[k, j]), (":, k, j", lambda x, k, j: x[:, k, j]), ("k, :, j", lambda x, k, j: x[k, :, j]),
        ("k, j, 0", lambda x, k, j: x[k, j, 0]), ("k, j, ::2", lambda x, k, j: x[k, j, ::2]), (".., k, j", lambda x, k, j: x[..., k, j]),
        ("k, 1:3, j", lambda x, k, j: x[k, 1:3, j]), ("k, j, k", lambda x, k, j: x[k, j, k]),
        ("k[:, new], j", lambda x, k, j: x[k[:, None], j]), ("k[:, new], :, j", lambda x, k, j: x[k[:, None], :, j]),
    ]:
        book.both(f"z[{places}] goes along both tensors", f"x[{places}]", lambda x, k, j, f=value: f(x, k, j),
                  {"x": z, "k": k, "j": j}, grad="x", dtypes=("f64",))
    rows, labels = sample(5, 4, 3), i32(2, 0, 1, 1)
    book.both("the label's entry of each row", "x[arange(4), y]", lambda x, y: x[jnp.arange(4), y], {"x": rows, "y": labels}, grad="x")
    book.add("index tensors that do not broadcast", "x[k, j]", Error("IndexError"), {"x": z, "k": i32(0, 1), "j": i32(0, 1, 2)}, by="numpy")


def masks(book):
    x = sample(6, 3, 4)
    rows, columns = np.array([True, False, True]), np.array([False, True, True, False])
    for name, program, value, extra in [
        ("of all", "x[x > 0]", x[x > 0], {}), ("of rows", "x[m]", x[rows], {"m": rows}), ("of columns", "x[:, m]", x[:, columns], {"m": columns}),
        ("of rows, one column", "x[m, 1]", x[rows, 1], {"m": rows}), ("of none", "x[x > 99]", x[x > 99], {}),
        ("of rows with a slice", "x[m, ::-1]", x[rows][:, ::-1], {"m": rows}),
        ("with an index tensor", "x[m, k]", x[rows, [3, 0]], {"m": rows, "k": i32(3, 0)}),
    ]:
        book.add(f"mask {name}", program, value, {"x": x, **extra}, by="numpy")
    book.both("mask gradient", "x[m]", lambda x, m: x[np.asarray(rows)], {"x": x, "m": rows}, grad="x")
    book.add("a mask of the wrong size", "x[m]", Error("ShapeError"), {"x": x, "m": columns}, by="contract",
             note="NumPy: IndexError")


def updates(book):
    x = sample(7, 4, 3)
    for places, shape in [("0", (3,)), ("-1", (3,)), ("1:3", (2, 3)), ("::2", (2, 3)), ("::-1", (4, 3)), ("0, 1", ()), (":, 2", (4,)),
                          ("::-2, 0", (2,)), ("..", (4, 3)), (".., 0", (4,)), (":, ::-1", (4, 3)), ("3:0:-1, 1:", (3, 2)), ("2:2", (0, 3))]:
        v = sample(8, *shape)
        book.both(f"x[{places}] = v", f"x[{places}] = v\nx", lambda x, v, p=places: eval(f"x.at[{python(p)}].set(v)"),
                  {"x": x, "v": v}, grad="x v", dtypes=("f64",))
    scalar = np.float64(1.5)
    for places in ("1", "1:3", ":, 0", "..", "0, 2"):
        book.both(f"x[{places}] = number", f"x[{places}] = v\nx", lambda x, v, p=places: eval(f"x.at[{python(p)}].set(v)"),
                  {"x": x, "v": scalar}, grad="x v", dtypes=("f32",))
        book.both(f"x[{places}] += number", f"x[{places}] += v\nx", lambda x, v, p=places: eval(f"x.at[{python(p)}].add(v)"),
                  {"x": x, "v": scalar}, grad="x v", dtypes=("f32",))
        book.both(f"x[{places}] *= number", f"x[{places}] *= v\nx", lambda x, v, p=places: eval(f"x.at[{python(p)}].multiply(v)"),
                  {"x": x, "v": scalar}, grad="x v", dtypes=("f32",))
    book.both("a row is stretched", "x[1:3] = v\nx", lambda x, v: x.at[1:3].set(v), {"x": x, "v": sample(9, 3)}, grad="x v")
    k, j = i32(3, 1), i32(0, 2)
    book.both("x[k] = v", "x[k] = v\nx", lambda x, v, k: x.at[k].set(v), {"x": x, "v": sample(10, 2, 3), "k": k}, grad="x v")
    book.both("x[:, k] = v", "x[:, j] = v\nx", lambda x, v, j: x.at[:, j].set(v), {"x": x, "v": sample(10, 4, 2), "j": j}, grad="x v")
    book.both("x[k, j] = v", "x[k, j] = v\nx", lambda x, v, k, j: x.at[k, j].set(v), {"x": x, "v": sample(10, 2), "k": k, "j": j}, grad="x v")
    book.both("x[k, j] += v", "x[k, j] += v\nx", lambda x, v, k, j: x.at[k, j].add(v), {"x": x, "v": sample(10, 2), "k": k, "j": j}, grad="x v")
    mask = np.arange(12).reshape(4, 3) % 5 < 2
    book.both("x[mask] = 0", "x[m] = 0\nx", lambda x, m: jnp.where(m, 0, x), {"x": x, "m": mask}, grad="x")
    book.both("x[x < 0] = 0", "x[x < 0] = 0\nx", lambda x: jnp.where(x < 0, 0, x), {"x": x}, grad="x")
    book.both("x[mask] *= 2", "x[m] *= 2\nx", lambda x, m: jnp.where(m, 2 * x, x), {"x": x, "m": mask}, grad="x")
    twice = x.copy()
    twice[[1, 1]] = sample(11, 2, 3)
    book.add("the last of two updates stays", "x[k] = v\nx", twice, {"x": x, "v": sample(11, 2, 3), "k": i32(1, 1)}, by="numpy")
    n = np.arange(6, dtype=np.int32)
    m = n.copy()
    m[::2] = 7
    book.add("i32 x[::2] = 7", "x[::2] = 7\nx", m, {"x": n}, by="numpy")
    book.add("the old value stays", "y = x\ny[0] = 9\nx", x, {"x": x}, by="contract")


def picks(book):
    x = sample(12, 3, 4)
    book.both("take rows", "take(x, k)", lambda x, k: jnp.take(x, k, axis=0), {"x": x, "k": i32(2, 0, 2)}, grad="x")
    book.both("take columns", "take(x, k, axis = 1)", lambda x, k: jnp.take(x, k, axis=1), {"x": x, "k": i32(3, 0)}, grad="x")
    book.both("take by a matrix", "take(x, k, axis = -1)", lambda x, k: jnp.take(x, k, axis=-1), {"x": x, "k": i32([[3, 0], [1, 1]])}, grad="x")
    book.both("pick", "pick(x, k)", lambda x, k: jnp.take_along_axis(x, k[:, None], 1)[:, 0], {"x": x, "k": i32(3, 0, 2)}, grad="x")
    book.add("one_hot", "one_hot(k, 4)", np.eye(4, dtype=np.float32)[[3, 0]], {"k": i32(3, 0)}, by="numpy")
    book.add("one_hot of a matrix", 'one_hot(k, 3, dtype = "f64")', np.eye(3)[[[0, 1], [2, 2]]], {"k": i32([[0, 1], [2, 2]])}, by="numpy")


def containers(book):
    for program, value in [
        ("(1, 2, 3)[-1]", 3), ("(1, 2, 3)[0]", 1), ("range(10)[3]", 3), ("range(10, 0, -3)[2]", 4), ("len(range(0, 10, 3))", 4),
        ("len((5, 6))", 2), ("{a: 1, b: 2}[\"b\"]", 2), ("\"hello\"[1]", "e"), ("\"hello\"[::-1]", "olleh"), ("len(zeros(3, 4))", 3),
    ]:
        book.add(program, program, Host(value), by="python")
    for program, value in [("(1, 2, 3, 4)[1:3]", [2, 3]), ("(1, 2, 3, 4)[::-2]", [4, 2]), ("zeros(3, 4).shape", [3, 4]), ("(1, 2) + (3,)", [1, 2, 3])]:
        book.add(program, program, [Host(v) for v in value], by="python")

"""The library's shapes, orders and counts, and the linear algebra, as NumPy's and SciPy's."""

import jax
import jax.numpy as jnp
import numpy as np
from book import Error, Host, f32, f64, i32, sample


def write(book):
    moves(book)
    orders(book)
    algebra(book)
    einsum(book)


def moves(book):
    x, z, v = sample(1, 3, 4), sample(2, 2, 3, 4), sample(3, 5)
    for program, function, given in [
        ("moveaxis(x, 0, -1)", lambda x: jnp.moveaxis(x, 0, -1), z), ("moveaxis(x, -1, 1)", lambda x: jnp.moveaxis(x, -1, 1), z), ("swapaxes(x, 0, -1)", lambda x: jnp.swapaxes(x, 0, -1), z),
        ("tile(x, (2,))", lambda x: jnp.tile(x, (2,)), v), ("tile(x, 3)", lambda x: jnp.tile(x, 3), v), ("tile(x, 2)", lambda x: jnp.tile(x, 2), x), ("tile(x, (2,))", lambda x: jnp.tile(x, (2,)), x),
        ("tile(x, (2, 3))", lambda x: jnp.tile(x, (2, 3)), x), ("tile(x, (2, 1, 2))", lambda x: jnp.tile(x, (2, 1, 2)), x), ("tile(x, (2, 2))", lambda x: jnp.tile(x, (2, 2)), v),
        ("roll(x, 1)", lambda x: jnp.roll(x, 1, 0), x), ("roll(x, -2, axis = 1)", lambda x: jnp.roll(x, -2, 1), x), ("roll(x, 7)", lambda x: jnp.roll(x, 7), v),
        ("diff(x)", lambda x: jnp.diff(x), x), ("diff(x, axis = 0)", lambda x: jnp.diff(x, axis=0), x), ("cumprod(x)", lambda x: jnp.cumprod(x, -1), x), ("cumprod(x, axis = 0)", lambda x: jnp.cumprod(x, 0), x),
        ("trace(x)", lambda x: jnp.trace(x), x), ("diag(x)", lambda x: jnp.diag(x), x), ("diag(x, k = 1)", lambda x: jnp.diag(x, 1), x), ("diag(x, k = -2)", lambda x: jnp.diag(x, -2), x),
        ("diag(x)", lambda x: jnp.diag(x), v), ("diag(x, k = -1)", lambda x: jnp.diag(x, -1), v), ("tril(x)", jnp.tril, x), ("tril(x, k = 1)", lambda x: jnp.tril(x, 1), x),
        ("triu(x)", jnp.triu, z), ("triu(x, k = -1)", lambda x: jnp.triu(x, -1), x), ("meshgrid(x, x[:2])[0]", lambda x: jnp.meshgrid(x, x[:2])[0], v), ("meshgrid(x, x[:2])[1]", lambda x: jnp.meshgrid(x, x[:2])[1], v),
        ("median(x)", jnp.median, v), ("median(x, axis = 1)", lambda x: jnp.median(x, 1), x), ("quantile(x, 0.3)", lambda x: jnp.quantile(x, 0.3), v), ("quantile(x, 0.75, axis = 0)", lambda x: jnp.quantile(x, 0.75, 0), x),
        ("quantile(x, 0)", jnp.min, v), ("quantile(x, 1)", jnp.max, v), ("topk(x, 2)[0]", lambda x: jax.lax.top_k(x, 2)[0], x), ("kron(x, x[:1, :2])", lambda x: jnp.kron(x, x[:1, :2]), x),
    ]:
        book.both(f"{program} of {list(given.shape)}", program, lambda x, f=function: f(x), {"x": given}, grad="x", dtypes=("f64",), largest=True)


def orders(book):
    x, n = f64(3, 1, 3, 2, 1, 0), i32(2, 0, 2, 1, 4)
    for program, value, given in [
        ("topk(x, 3)[1]", i32(0, 2, 3), x), ("unique(x)", np.unique(x), x), ("unique(x)", np.unique(n), n), ("bincount(x, 6)", np.bincount(n, minlength=6).astype(np.int32), n),
        ("nonzero(x)", i32(0, 1, 2, 3, 4), x), ("nonzero(x)", np.argwhere(np.eye(2)).astype(np.int32), np.eye(2)), ("count_nonzero(x)", np.int32(4), n), ("cumprod(x)", np.cumprod(n + 1).astype(np.int32), n + 1),
        ("searchsorted([0, 1, 3], x)", np.searchsorted([0, 1, 3], x).astype(np.int32), x), ("searchsorted([0, 1, 3], x, right = true)", np.searchsorted([0, 1, 3], x, "right").astype(np.int32), x),
        ("digitize(x, [1, 2])", np.digitize(x, [1, 2]).astype(np.int32), x), ("histogram(x, bins = 3)[0]", np.histogram(x, 3)[0].astype(np.int32), x), ("histogram(x, bins = 3)[1]", np.histogram(x, 3)[1].astype(np.float32), x),
        ("histogram(x, bins = 4, low = 0.5, high = 2.5)[0]", np.histogram(x, 4, (0.5, 2.5))[0].astype(np.int32), x), ("diff(x)", np.diff(n), n), ("median(x)", np.median(x), x),
        ("logical_and(x, x - 1)", np.logical_and(x, x - 1), x), ("logical_or(x, x)", np.logical_or(x, x), x), ("logical_xor(x, x - 1)", np.logical_xor(x, x - 1), x), ("logical_not(x)", np.logical_not(x), x),
    ]:
        book.add(f"{program} of {given.dtype} {list(given.shape)}", program, value, {"x": given}, by="numpy")
    book.add("quantile of an empty share", "quantile(x, 1.5)", Error("ValueError"), {"x": x}, by="numpy")


def algebra(book):
    a, b, c = sample(4, 3, 3) + 3 * np.eye(3), sample(5, 3), sample(6, 3, 2)
    batch = sample(7, 2, 3, 3) + 3 * np.eye(3)
    spd = a @ a.T
    for program, function, given, wrt in [
        ("solve(a, b)", lambda a, b: jnp.linalg.solve(a, b), {"a": a, "b": b}, "a b"), ("solve(a, b)", lambda a, b: jnp.linalg.solve(a, b), {"a": a, "b": c}, "a b"),
        ("solve(a, b)", lambda a, b: jnp.linalg.solve(a, b), {"a": batch, "b": sample(8, 2, 3, 2)}, "a b"), ("inv(a)", jnp.linalg.inv, {"a": a}, "a"), ("inv(a)", jnp.linalg.inv, {"a": batch}, "a"),
        ("det(a)", jnp.linalg.det, {"a": a}, "a"), ("det(a)", jnp.linalg.det, {"a": batch}, "a"), ("logdet(a)", lambda a: jnp.linalg.slogdet(a)[1], {"a": spd}, "a"), ("slogdet(a)[1]", lambda a: jnp.linalg.slogdet(a)[1], {"a": -a}, "a"),
        ("cholesky(a)", jnp.linalg.cholesky, {"a": spd}, "a"), ("eigh(a)[0]", lambda a: jnp.linalg.eigvalsh(a), {"a": spd}, "a"), ("abs(eigh(a)[1])", lambda a: jnp.abs(jnp.linalg.eigh(a)[1]), {"a": spd}, "a"),
        ("svd(a)[1]", lambda a: jnp.linalg.svd(a, full_matrices=False)[1], {"a": c}, "a"), ("abs(svd(a)[0])", lambda a: jnp.abs(jnp.linalg.svd(a, full_matrices=False)[0]), {"a": a}, "a"), ("abs(svd(a)[2])", lambda a: jnp.abs(jnp.linalg.svd(a, full_matrices=False)[2]), {"a": c.T}, ""),
        ("matrix_power(a, 3)", lambda a: a @ a @ a, {"a": a}, "a"), ("matrix_power(a, -2)", lambda a: jnp.linalg.matrix_power(a, -2), {"a": a}, "a"), ("matrix_power(a, 0)", lambda a: jnp.eye(3, dtype=a.dtype), {"a": a}, ""),
        ("pinv(a)", jnp.linalg.pinv, {"a": c}, "a"), ("lstsq(a, b)", lambda a, b: jnp.linalg.lstsq(a, b)[0], {"a": c, "b": b}, "a b"), ("cross(a, b)", lambda a, b: jnp.cross(a, b), {"a": b, "b": c[:, 0].copy()}, "a b"),
        ("triangular_solve(a, b)", lambda a, b: jax.scipy.linalg.solve_triangular(a, b, lower=True), {"a": a, "b": b}, "a b"), ("spectral_norm(a)", lambda a: jnp.linalg.norm(a, 2), {"a": a}, "a"), ("trace(inv(a))", lambda a: jnp.trace(jnp.linalg.inv(a)), {"a": a}, "a"),
    ]:
        shapes = ", ".join(str(list(np.shape(v))) for v in given.values())
        sign = " negative" if (program.startswith("slogdet")) else ""
        book.both(f"{program} of {shapes}{sign}", program, lambda f=function, **k: f(*k.values()), given, grad=wrt, dtypes=("f64",), largest=True, tol=1e-10)
        if "eigh" not in program and "svd" not in program:
            book.both(f"{program} of {shapes}{sign}", program, lambda f=function, **k: f(*k.values()), given, dtypes=("f32",), largest=True, tol=2e-5)
    for program in ("solve(a, b)", "inv(a)"):
        book.add(f"{program} of a singular matrix", program, Error("ValueError"), {"a": f64([[1, 2], [2, 4]]), "b": f64(1, 2)}, by="numpy")
    book.add("cholesky of an indefinite matrix", "cholesky(a)", Error("ValueError"), {"a": f64([[1, 2], [2, 1]])}, by="numpy")
    book.add("det of an empty matrix", "det(zeros(0, 0))", np.float32(1), by="numpy")


def einsum(book):
    sizes = {"i": 2, "j": 3, "k": 4, "b": 5}
    for seed, formula in enumerate(["ij,jk->ik", "ij->ji", "ij->", "ij->i", "ij->j", "ij,ij->", "i,j->ij", "bij,bjk->bik", "ij,jk", "ij,ij->ij", "bi,bj->bij", "bij,jk,bk->i", "kj,ij->ki", "i,i->", "ijk->kij"]):
        inputs = formula.split("->")[0].split(",")
        given = {n: sample(20 + seed + i, *(sizes[c] for c in letters)) for i, (n, letters) in enumerate(zip("xyz", inputs))}
        book.both(f"einsum {formula}", f'einsum("{formula}", {", ".join(given)})', lambda f=formula, **k: jnp.einsum(f, *k.values()), given, grad=" ".join(given), dtypes=("f64",), largest=True)
    m = sample(40, 3, 3)
    for formula in ("ii", "ii->i"):
        book.both(f"einsum {formula}", f'einsum("{formula}", x)', lambda x, f=formula: jnp.einsum(f, x), {"x": m}, grad="x", dtypes=("f64",))

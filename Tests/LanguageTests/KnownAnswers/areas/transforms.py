"""grad, jvp, vjp, jacobian, hessian, hvp, vmap, loops as operations, nested in each other."""

import jax
import jax.numpy as jnp
import numpy as np
from book import Error, Host, f32, f64, i32, sample

# Functions of a vector [4] to a number, in the language and in JAX.
FUNCTIONS = {
    "cubes": ("sum(x^3)", lambda x: jnp.sum(x**3)),
    "a product": ("prod(x)", jnp.prod),
    "logsumexp": ("logsumexp(x)", jax.nn.logsumexp),
    "a quotient": ("sum(sin(x)) / (2 + sum(cos(x)))", lambda x: jnp.sum(jnp.sin(x)) / (2 + jnp.sum(jnp.cos(x)))),
    "neighbours": ("sum(tanh(x[1:] * x[:-1]))", lambda x: jnp.sum(jnp.tanh(x[1:] * x[:-1]))),
    "a quadratic form": ("x @ A @ x", None),
    "softmax entropy": ("-sum(softmax(x) * log_softmax(x))", lambda x: -jnp.sum(jax.nn.softmax(x) * jax.nn.log_softmax(x))),
    "a root": ("sqrt(1 + sum(x * x))", lambda x: jnp.sqrt(1 + jnp.sum(x * x))),
    "a choice": ("sum(where(x > 0, x^2, exp(x)))", lambda x: jnp.sum(jnp.where(x > 0, x**2, jnp.exp(x)))),
    "running sums": ("sum(square(cumsum(x)))", lambda x: jnp.sum(jnp.cumsum(x) ** 2)),
    "an order": ("sum(sort(x) * [1, 2, 3, 4])", lambda x: jnp.sum(jnp.sort(x) * jnp.arange(1.0, 5))),
    "gathered": ("sum(x[[0, 0, 3]]^3)", lambda x: jnp.sum(x[jnp.array([0, 0, 3])] ** 3)),
    "replaced": ("sum(square(replaced(x)))", lambda x: jnp.sum(x.at[1].set(x[0] * x[2]) ** 2)),
    "a loop": ("looped(x)", None),
    "variance": ("var(x) * std(x)", lambda x: jnp.var(x) * jnp.std(x)),
    "erf and softplus": ("sum(erf(x) * softplus(x))", lambda x: jnp.sum(jax.scipy.special.erf(x) * jax.nn.softplus(x))),
}
HEAD = {
    "replaced": "fn replaced(x) { x[1] = x[0] * x[2]\n x }\n",
    "a loop": "fn looped(x) { s = 0\n for i in range(3) { s = s + sum(sin(x * (i + 1)) * s + x) }\n s }\n",
}


def looped(x):
    s = 0.0
    for i in range(3):
        s = s + jnp.sum(jnp.sin(x * (i + 1)) * s + x)
    return s


def write(book):
    functions(book)
    trees(book)
    vectors(book)
    batches(book)
    loops(book)
    values(book)


def functions(book):
    a = sample(1, 4, 4)
    x, v = f64(0.5, -1.25, 0.75, 1.5), f64(1, -0.5, 2, 0.25)
    for name, (text, function) in FUNCTIONS.items():
        f = {"a quadratic form": lambda x: x @ a @ x, "a loop": looped}.get(name, function)
        head = HEAD.get(name, "") + f"f(x) = {text}\n"
        given = {"x": x, "A": a} if "A" in text else {"x": x}
        both = {**given, "v": v}
        p, t = jnp.asarray(x), jnp.asarray(v)
        g = jax.grad(f)
        many = {"tol": 1e-11, "largest": True}
        book.add(f"grad of {name}", head + "grad(f)(x)", g(p), given, **many)
        book.add(f"value_and_grad of {name}", head + "value_and_grad(f)(x)", [f(p), g(p)], given, **many)
        book.add(f"hessian of {name}", head + "hessian(f)(x)", jax.hessian(f)(p), given, **many)
        book.add(f"hvp of {name}", head + "hvp(f, x, v)", jax.jvp(g, (p,), (t,))[1], both, **many)
        book.add(f"jvp of {name}", head + "jvp(f, x, v)", list(jax.jvp(f, (p,), (t,))), both, **many)
        book.add(f"gradient penalty of {name}", head + "grad(x -> sum(square(grad(f)(x))))(x)", jax.grad(lambda x: jnp.sum(g(x) ** 2))(p), given, **many)
        third = jax.grad(lambda x: jnp.sum(jax.grad(lambda x: jnp.sum(jax.grad(f)(x) * v))(x) * v))(p)
        book.add(f"third derivative of {name}", head + "grad(x -> sum(grad(x -> sum(grad(f)(x) * v))(x) * v))(x)", third, both, **many)
        rows = sample(2, 3, 4)
        stacked = {**given, "rows": rows}
        del stacked["x"]
        book.add(f"vmap of grad of {name}", head + "vmap(grad(f))(rows)", jax.vmap(g)(jnp.asarray(rows)), stacked, **many)
        book.add(f"grad of vmap of {name}", head + "grad(r -> sum(square(vmap(f)(r))))(rows)",
                 jax.grad(lambda r: jnp.sum(jax.vmap(f)(r) ** 2))(jnp.asarray(rows)), stacked, **many)
        book.add(f"checkpoint of {name}", head + "grad(checkpoint(f))(x)", g(p), given, **many)
    p32 = jnp.asarray(x, jnp.float32)
    for name in ("cubes", "logsumexp", "softmax entropy", "variance"):
        text, f = FUNCTIONS[name]
        book.add(f"hessian of {name} in f32", f"hessian(x -> {text})(x)", jax.hessian(f)(p32), {"x": x.astype(np.float32)}, largest=True)


def trees(book):
    w, b = sample(3, 2, 3), sample(4, 3)

    def loss(p):
        return jnp.sum(jnp.tanh(p["w"] + p["b"]) * p["k"])

    p = {"w": jnp.asarray(w), "b": jnp.asarray(b), "k": 2.0}
    g = jax.grad(loss)(p)
    program = "g = grad(p -> sum(tanh(p.w + p.b) * p.k))({w: w, b: b, k: 2})\n"
    book.add("gradient of a record", program + "(g.w, g.b, item(g.k))", [g["w"], g["b"], Host(float(g["k"]))], {"w": w, "b": b}, largest=True, tol=1e-11)
    book.add("wrt by place", "grad((a, b) -> sum(a * exp(b)), wrt = 1)(w, b)", jax.grad(lambda a, b: jnp.sum(a * jnp.exp(b)), 1)(w, b), {"w": w, "b": b}, largest=True)
    book.add("wrt by name", 'grad((a, b) -> sum(a * exp(b)), wrt = "b")(w, b)', jax.grad(lambda a, b: jnp.sum(a * jnp.exp(b)), 1)(w, b), {"w": w, "b": b}, largest=True)
    book.add("wrt both", "grad((a, b) -> sum(a * exp(b)), wrt = (0, 1))(w, b)", list(jax.grad(lambda a, b: jnp.sum(a * jnp.exp(b)), (0, 1))(w, b)), {"w": w, "b": b}, largest=True)
    book.add("integers have no gradient", "grad(p -> sum(p.w * p.n))({w: w, n: arange(3)}).n", None, {"w": w}, by="contract")
    book.add("an extra beside the loss", "value_and_grad(w -> (sum(w^2), w * 2))(w)", [[np.sum(w**2), w * 2], 2 * w], {"w": w}, by="numpy", tol=1e-11)
    book.add("gradient of a host number", "item(grad(x -> x^3)(2))", Host(12.0), by="python")
    book.add("stop_grad", "grad(x -> sum(x * stop_grad(x)))(b)", b, {"b": b}, by="numpy")
    book.add("straight through", "grad(x -> sum(custom_grad(round, (v, x) -> v * 3)(x)))(b)", np.full(3, 3.0), {"b": b}, by="numpy")
    book.add("a constant has gradient 0", "grad(x -> 3)(b)", np.zeros(3), {"b": b}, by="contract")
    book.add("a vector has no gradient", "grad(x -> x * 2)(b)", Error("ShapeError"), {"b": b})


def vectors(book):
    x, m = sample(5, 3), sample(6, 2, 3)

    def f(x):
        return jnp.stack([x[0] * x[1], jnp.sin(x[2]), jnp.sum(x**2), x[0]])

    text = "f(x) = [x[0] * x[1], sin(x[2]), sum(x^2), x[0]]\n"
    book.add("jacobian", text + "jacobian(f)(x)", jax.jacobian(f)(x), {"x": x})
    book.add("jacobian of a softmax", "jacobian(softmax)(x)", jax.jacobian(jax.nn.softmax)(x), {"x": x}, largest=True)
    book.add("jacobian of a matrix", "jacobian(x -> x @ x.T)(x)", jax.jacobian(lambda x: x @ x.T)(m), {"x": m}, largest=True)
    book.add("jacobian of a jacobian", text + "jacobian(jacobian(f))(x)", jax.jacobian(jax.jacobian(f))(x), {"x": x})
    y, pull = jax.vjp(f, x)
    v = f64(1, -2, 0.5, 3)
    book.add("vjp", text + "(y, pull) = vjp(f, x)\n(y, pull(v))", [y, pull(v)[0]], {"x": x, "v": v})
    y2, pull2 = jax.vjp(lambda a, b: a @ b, m, m.T)
    u = sample(7, 2, 2)
    book.add("vjp of two", "(y, pull) = vjp((a, b) -> a @ b, x, x.T)\n(y, pull(u))", [y2, list(pull2(u))], {"x": m, "u": u}, largest=True)
    book.add("hessian of a matrix function", "hessian(x -> sum(exp(x @ x.T)))(x)", jax.hessian(lambda x: jnp.sum(jnp.exp(x @ x.T)))(m / 4), {"x": m / 4}, largest=True, tol=1e-11)
    d = sample(8, 3)
    book.add("jvp of jvp", text + "jvp(x -> jvp(f, x, v)[1], x, v)", list(jax.jvp(lambda x: jax.jvp(f, (x,), (d,))[1], (x,), (d,))), {"x": x, "v": d})


def batches(book):
    x, w = sample(9, 4, 3), sample(10, 3, 2)
    cases = [
        ("vmap(x -> x @ w)(x)", jax.vmap(lambda x: x @ w)(x)), ("vmap(x -> sum(x), over = 1)(x)", x.sum(0)),
        ("vmap((x, w) -> x @ w, over = (0, none))(x, w)", x @ w), ("vmap(x -> sort(x))(x)", np.sort(x)),
        ("vmap(x -> sum(x[x > 0]))(x)", np.where(x > 0, x, 0).sum(1)), ("vmap(x -> argmax(x))(x)", x.argmax(1).astype(np.int32)),
        ("vmap(x -> cumsum(x))(x)", x.cumsum(1)), ("vmap(x -> softmax(x))(x)", jax.nn.softmax(x)),
        ("vmap(x -> vmap(y -> x @ y)(x0))(x)", x @ x.T), ("vmap(x -> outer(x, x))(x)", np.einsum("ni,nj->nij", x, x)),
        ("vmap(x -> x[::-1] * 2)(x)", x[:, ::-1] * 2), ("vmap(x -> norm(x))(x)", np.linalg.norm(x, axis=1)),
        ("vmap((a, b) -> a[b])(x, k)", x[np.arange(4), [0, 2, 1, 1]]), ("vmap(x -> where(x > 0, x, -1))(x)", np.where(x > 0, x, -1)),
        ("vmap(x -> if x[0] > 0 { x } else { -x })(x)", np.where(x[:, :1] > 0, x, -x)), ("vmap(x -> (x, sum(x)))(x)", [x, x.sum(1)]),
        ("vmap(x -> concat((x, x)))(x)", np.concatenate([x, x], 1)), ("vmap(x -> x[:, new] @ x[new, :])(x)", np.einsum("ni,nj->nij", x, x)),
    ]
    for program, value in cases:
        given = {"x": x}
        if "w" in program.replace("where", "").replace("new", ""):
            given["w"] = w
        if "x0" in program:
            given["x0"] = x
        if "(x, k)" in program:
            given["k"] = i32(0, 2, 1, 1)
        book.add(program, program, value, given, largest=True)


def loops(book):
    x = sample(11, 5, low=0, high=1)

    def f(s, x):
        s = jnp.tanh(s * 0.5 + x)
        return s, s * x

    c, ys = jax.lax.scan(f, jnp.float64(0.25), x)
    text = "f(s, x) = { s = tanh(s * 0.5 + x)\n (s, s * x) }\n"
    book.add("scan", text + "scan(f, s, x)", [c, ys], {"x": x, "s": np.float64(0.25)})
    g = jax.grad(lambda x: jnp.sum(jax.lax.scan(f, jnp.float64(0.25), x)[1] ** 2))(x)
    book.add("scan gradient", text + "grad(x -> sum(square(scan(f, s, x)[1])))(x)", g, {"x": x, "s": np.float64(0.25)})
    h = jax.hessian(lambda x: jnp.sum(jax.lax.scan(f, jnp.float64(0.25), x)[1] ** 2))(x)
    book.add("scan hessian", text + "hessian(x -> sum(square(scan(f, s, x)[1])))(x)", h, {"x": x, "s": np.float64(0.25)}, largest=True)
    book.add("fori", "fori(1, 4, (i, x) -> x * i + 1, x)", ((x + 1) * 2 + 1) * 3 + 1, {"x": x}, by="numpy")
    book.add("fori gradient", "grad(x -> sum(fori(1, 4, (i, x) -> sin(x) * i, x)))(x)",
             jax.grad(lambda x: jnp.sum(jnp.sin(jnp.sin(jnp.sin(x)) * 2) * 3))(x), {"x": x})
    book.add("while_loop", "while_loop(x -> sum(x) < 100, x -> x * 2 + 1, x)",
             jax.lax.while_loop(lambda x: jnp.sum(x) < 100, lambda x: x * 2 + 1, x), {"x": x})
    book.add("while_loop forward derivative", "jvp(x -> while_loop(x -> sum(x) < 100, x -> x * 2 + 1, x), x, x)",
             list(jax.jvp(lambda x: jax.lax.while_loop(lambda x: jnp.sum(x) < 100, lambda x: x * 2 + 1, x), (x,), (x,))), {"x": x})


def values(book):
    """Trees and loops of the host side, with tensors in them."""
    x, k = sample(12, 3, 4), i32(3, 0, 2)
    for program, value in [
        ("tree_map((a, b) -> a + b, {u: x, v: (x,)}, {u: 1, v: (2,)})", {"u": x + 1, "v": [x + 2]}), ("tree_leaves({u: x, s: \"no\", v: (x[0],)})", [x, x[0]]),
        ("parameter_count({u: x, k: arange(3)})", Host(12)), ("fold((s, row) -> s + row, 0, x)", x.sum(0)), ("map(row -> sum(row), (x, x[:2]))", [x.sum(), x[:2].sum()]),
        ("filter(row -> row[0] > 0, (x[0], x[1], x[2]))", [r for r in x if r[0] > 0]), ("take_along(x, [[0, 1], [3, 3], [-1, 0]])", np.take_along_axis(x, np.array([[0, 1], [3, 3], [-1, 0]]), 1)),
        ("set(x, 1, 7)", np.where(np.arange(3)[:, None] == 1, 7, x)), ("[a * i for (i, a) in enumerate(x)]", x * np.arange(3)[:, None]), ("mod(x, 0.75)", np.mod(x, 0.75)), ("floor_div(x, 0.75)", np.floor(x / 0.75)),
        ("x |> sum(axis = 0) |> exp", np.exp(x.sum(0))), ("approx(x, x + 1e-9)", Host(True)), ("check_grad(x -> sum(tanh(x) * x), x)", Host(True)),
    ]:
        book.add(program, program, value, {"x": x}, by="numpy", largest=True)

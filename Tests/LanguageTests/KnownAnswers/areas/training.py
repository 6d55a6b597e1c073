"""Optimisers against their papers' formulas, layers, models, attacks."""

import jax
import jax.numpy as jnp
import numpy as np
from book import TYPES, f32, f64, i32, sample


def write(book):
    optimisers(book)
    layers(book)
    data(book)
    attacks(book)


def slope(w, b, c):
    """The gradient of sum(c (w - 1)²) + w₀ sum(b) + sum(b⁴)."""
    gw = 2 * c * (w - 1)
    gw[0] += b.sum()
    return gw, w[0] + 4 * b**3


def adam(p, g, state, t, lr, b1, b2, eps, decay):
    m, v = state
    m, v = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g * g
    hat = (m / (1 - b1**t)) / (np.sqrt(v / (1 - b2**t)) + eps)
    return p - lr * decay * p - lr * hat, (m, v)


def heavy(p, g, state, t, lr, mu):
    v = mu * state[0] + g
    return p - lr * v, (v, 0)


def optimisers(book):
    w, b, c = f64(0.5, -1.25, 2, 0), f64(0.75, -0.5), f64(0.5, 1, 0.25, 3)
    cases = [
        ("sgd(model, lr = 0.05)", heavy, dict(lr=0.05, mu=0)), ("sgd(model, lr = 0.05, momentum = 0.9)", heavy, dict(lr=0.05, mu=0.9)),
        ("adam(model)", adam, dict(lr=1e-3, b1=0.9, b2=0.999, eps=1e-8, decay=0)), ("adam(model, lr = 0.1)", adam, dict(lr=0.1, b1=0.9, b2=0.999, eps=1e-8, decay=0)),
        ("adam(model, lr = 0.05, beta1 = 0.5, beta2 = 0.9, eps = 1e-3)", adam, dict(lr=0.05, b1=0.5, b2=0.9, eps=1e-3, decay=0)),
        ("adamw(model)", adam, dict(lr=1e-3, b1=0.9, b2=0.999, eps=1e-8, decay=0.01)), ("adamw(model, lr = 0.1, weight_decay = 0.2)", adam, dict(lr=0.1, b1=0.9, b2=0.999, eps=1e-8, decay=0.2)),
    ]
    for text, rule, settings in cases:
        for dtype in ("f32", "f64"):
            p, q = w.copy(), b.copy()
            ps, qs = (0 * p, 0 * p), (0 * q, 0 * q)
            for t in range(1, 6):
                gp, gq = slope(p, q, c)
                p, ps = rule(p, gp, ps, t, **settings)
                q, qs = rule(q, gq, qs, t, **settings)
            program = (f"model = {{w: w, b: b}}\nopt = {text}\nloss(m) = sum(c * square(m.w - 1)) + m.w[0] * sum(m.b) + sum(m.b^4)\n"
                       "for i in range(5) { (model, opt) = step(opt, model, grad(loss)(model)) }\nmodel")
            given = {"w": w.astype(TYPES[dtype]), "b": b.astype(TYPES[dtype]), "c": c.astype(TYPES[dtype])}
            book.add(f"five steps of {text} {dtype}", program, {"w": p.astype(TYPES[dtype]), "b": q.astype(TYPES[dtype])}, given, by="numpy", largest=True)
    program = "model = {w: w, n: none, f: relu}\nopt = adam(model, lr = 0.1)\n(model, opt) = step(opt, model, {w: w, n: none, f: none})\nmodel.w"
    book.add("what has no gradient stays", program, w - 0.1 * w / (np.abs(w) + 1e-8), {"w": w}, by="numpy")


def network(m, x):
    return jax.nn.relu(x @ m["w"] + m["b"]) @ m["v"] + m["c"]


MODEL = ("model = sequential({..dense(3, 4), w: w, b: b}, relu, {..dense(4, 2), w: v, b: c})\n")


def layers(book):
    weights = {"w": sample(1, 3, 4), "b": sample(2, 4), "v": sample(3, 4, 2), "c": sample(4, 2)}
    x, y = sample(5, 5, 3), i32(0, 1, 1, 0, 1)

    def loss(m, x):
        z = network(m, x)
        return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(z), jnp.asarray(y)[:, None], 1))

    for dtype in ("f32", "f64"):
        m = {k: jnp.asarray(v.astype(TYPES[dtype])) for k, v in weights.items()}
        q = x.astype(TYPES[dtype])
        given = {**{k: np.asarray(v) for k, v in m.items()}, "x": q, "y": y}
        plain = {k: v for k, v in given.items() if k != "y"}
        book.add(f"a network of two layers {dtype}", MODEL + "model(x)", network(m, q), plain, largest=True)
        gm, gx = jax.grad(loss, (0, 1))(m, q)
        program = MODEL + "g = grad(m -> cross_entropy(m(x), y))(model)\n(g.layers[0].w, g.layers[0].b, g.layers[1], g.layers[2].w, g.layers[2].b)"
        book.add(f"gradient of a model {dtype}", program, [gm["w"], gm["b"], None, gm["v"], gm["c"]], given, largest=True)
        book.add(f"gradient in the input {dtype}", MODEL + "grad(x -> cross_entropy(model(x), y))(x)", gx, given, largest=True)
        book.add(f"gradient of each example {dtype}",
                 MODEL + "per = vmap(grad((m, x, y) -> cross_entropy(m(x), y)), over = (none, 0, 0))(model, x, y)\nper.layers[0].w",
                 jax.vmap(jax.grad(lambda m, x, y: -jax.nn.log_softmax(network(m, x))[y]), (None, 0, 0))(m, q, jnp.asarray(y))["w"], given, largest=True)
        penalty = jax.grad(lambda m: jnp.sum(jax.grad(loss, 1)(m, q) ** 2))(m)
        program = MODEL + "g = grad(m -> sum(square(grad(x -> cross_entropy(m(x), y))(x))))(model)\n(g.layers[0].w, g.layers[2].w, g.layers[2].b)"
        book.add(f"gradient penalty {dtype}", program, [penalty["w"], penalty["v"], penalty["c"]], given, largest=True)
    z = sample(6, 3, 4)
    book.both("leaky_relu", "leaky_relu(x)", lambda x: jnp.where(x > 0, x, 0.2 * x), {"x": z}, grad="x")
    book.both("leaky_relu with a slope", "leaky_relu(x, slope = 0.01)", lambda x: jax.nn.leaky_relu(x, 0.01), {"x": z}, grad="x")
    key = jax.random.fold_in(jax.random.PRNGKey(3), 0)
    weight = np.asarray(jax.random.normal(key, (6, 2), jnp.float32)) * np.float32(np.sqrt(2 / 6))
    book.add("a fresh dense layer", "seed(3)\nm = dense(6, 2)\n(m.w, m.b)", [weight, f32(0, 0)], largest=True)


def data(book):
    z = f64([[1, 2, 0], [5, 5, 1], [0, 0, 1], [-1, -2, -3]])
    given = {"z": z, "y": i32(1, 1, 2, 0)}
    book.add("predict_class", "predict_class(x -> x, z)", i32(1, 0, 2, 0), {"z": z}, by="numpy")
    book.add("accuracy", "accuracy(x -> x, {x: z, y: y})", np.float32(0.75), given, by="numpy")
    book.add("batches in order", "[sum(x) for (x, y) in batches({x: z, y: y}, 3, shuffle = false)]", f64(15, -6), given, by="numpy")
    book.add("subset", "subset({x: z, y: y}, [2, 0]).y", i32(2, 1), given, by="numpy")


def attacks(book):
    w, x, y = sample(7, 3, 4), sample(8, 2, 3, low=0, high=1), i32(1, 3)

    def loss(x):
        z = x @ w
        others = jnp.where(jax.nn.one_hot(y, 4) > 0, -jnp.inf, z)
        return jnp.sum(jax.nn.logsumexp(others, axis=-1) - jnp.take_along_axis(z, y[:, None], 1)[:, 0])

    g = np.asarray(jax.grad(loss)(jnp.asarray(x)))
    book.add("fgsm on a linear model", "fgsm(x -> x @ w, x, y, 0.125)", np.clip(x + 0.125 * np.sign(g), 0, 1), {"x": x, "w": w, "y": y})
    book.add("fgsm in other bounds", "fgsm(x -> x @ w, x, y, 2, bounds = (-1, 2))", np.clip(x + 2 * np.sign(g), -1, 2), {"x": x, "w": w, "y": y})

    def descent(x):
        wanted = jax.nn.one_hot(y, 4)
        return 0.5 * jnp.sum((jax.nn.softmax(x @ w) - wanted) ** 2) + 0.05 * jnp.sum((x - start) ** 2)

    start = jnp.asarray(x)
    at = start
    for _ in range(20):
        at = jnp.clip(at - 0.1 * jax.grad(descent)(at), 0, 1)
    book.add("targeted descent, twenty steps", "targeted_descent(x -> x @ w, x, y, steps = 20)", at, {"x": x, "w": w, "y": y}, tol=1e-11)

"""Normalisations, embeddings, dropout, initialisers, further optimisers and schedules, by PyTorch's definitions."""

import jax
import jax.numpy as jnp
import numpy as np
from areas.training import slope
from book import TYPES, Error, Host, f32, f64, i32, sample


def write(book):
    batch_norm(book)
    others(book)
    starts(book)
    optimisers(book)
    measures(book)


def spread(v, x):
    return v.reshape([-1 if i == 1 else 1 for i in range(x.ndim)])


def normal(x, axes, eps=1e-5):
    d = x - x.mean(axes, keepdims=True)
    return d / jnp.sqrt((d * d).mean(axes, keepdims=True) + eps)


def batch_norm(book):
    w, b, mean, var = sample(1, 3), sample(2, 3), sample(3, 3), np.abs(sample(4, 3)) + 0.5
    c = sample(7, 3)
    for shape in ((5, 3), (2, 3, 4, 2)):
        x = sample(5, *shape)
        weight = sample(6, *shape)
        axes = tuple(i for i in range(len(shape)) if i != 1)
        count = x.size // 3

        def trained(w, b, x):
            return jnp.sum(weight * jnp.tanh(normal(x, axes) * spread(w, x) + spread(b, x)))

        def fixed(x):
            return (x - spread(mean, x)) / jnp.sqrt(spread(var, x) + 1e-5) * spread(w, x) + spread(b, x)

        head = "m = {..batch_norm(3), w: w, b: b, mean: buffer(mean0), var: buffer(var0)}\n"
        for dtype in ("f32", "f64"):
            given = {k: v.astype(TYPES[dtype]) for k, v in {"w": w, "b": b, "mean0": mean, "var0": var, "x": x, "weight": weight}.items()}
            plain = {k: v for k, v in given.items() if k != "weight"}
            gw, gb = (jnp.asarray(g, TYPES[dtype]) for g in jax.grad(trained, (0, 1))(jnp.asarray(w), jnp.asarray(b), jnp.asarray(x)))
            after = [0.9 * mean + 0.1 * x.mean(axes), 0.9 * var + 0.1 * x.var(axes) * count / (count - 1)]
            program = head + "(l, g) = value_and_grad(m -> sum(weight * tanh(m(x))))(m)\n(l, g.w, g.b, g.mean, g.var)"
            value = np.asarray(trained(w, b, jnp.asarray(x))).astype(TYPES[dtype])
            book.add(f"batch_norm in training {list(shape)} {dtype}", program, [value, gw, gb, *(a.astype(TYPES[dtype]) for a in after)], given,
                     largest=True, tol=3e-5 if dtype == "f32" else None)
            book.add(f"batch_norm in evaluation {list(shape)} {dtype}", head + "m(x)", np.asarray(fixed(x)).astype(TYPES[dtype]), plain, largest=True)
        gx = jax.grad(lambda x: jnp.sum(weight * jnp.tanh(normal(x, axes) * spread(w, x) + spread(b, x))))(jnp.asarray(x))
        book.add(f"batch_norm in training, gradient in the input {list(shape)}", head + "grad(x -> sum(weight * tanh(training(m)(x))))(x)", gx,
                 {"w": w, "b": b, "mean0": mean, "var0": var, "x": x, "weight": weight}, largest=True)
        penalty = jax.grad(lambda w: jnp.sum(jax.grad(trained, 2)(w, b, jnp.asarray(x)) ** 2))(jnp.asarray(w))
        book.add(f"batch_norm in training, gradient penalty {list(shape)}",
                 head + "grad(m -> sum(square(grad(x -> sum(weight * tanh(m(x))))(x))))(m).w", penalty,
                 {"w": w, "b": b, "mean0": mean, "var0": var, "x": x, "weight": weight}, largest=True, tol=1e-10)
    book.add("batch_norm of other channels", "batch_norm(4)(x)", Error("ValueError"), {"x": sample(5, 5, 3)}, by="torch")


def others(book):
    x, w, b = sample(8, 2, 4, 3, 2), sample(9, 4), sample(10, 4)
    book.both("layer_norm", "m = {..layer_norm(4), w: w, b: b}\nm(x)", lambda x, w, b: normal(x, -1) * w + b, {"x": sample(11, 3, 4), "w": w, "b": b}, grad="x w b", largest=True)
    full = {"x": x, "w": sample(12, 4, 3, 2), "b": sample(13, 4, 3, 2)}
    book.both("layer_norm over three axes", "m = {..layer_norm((4, 3, 2)), w: w, b: b}\nm(x)", lambda x, w, b: normal(x, (1, 2, 3)) * w + b, full, grad="x w b", dtypes=("f64",), largest=True)
    book.both("instance_norm", "instance_norm(4)(x)", lambda x: normal(x, (2, 3)), {"x": x}, grad="x", largest=True)
    book.both("instance_norm with weights", "m = {..instance_norm(4, affine = true), w: w, b: b}\nm(x)", lambda x, w, b: normal(x, (2, 3)) * spread(w, x) + spread(b, x),
              {"x": x, "w": w, "b": b}, grad="x w b", dtypes=("f64",), largest=True)

    def grouped(x, w, b, groups=2):
        y = normal(x.reshape(x.shape[0], groups, -1), 2).reshape(x.shape)
        return y * spread(w, x) + spread(b, x)

    book.both("group_norm", "m = {..group_norm(2, 4), w: w, b: b}\nm(x)", grouped, {"x": x, "w": w, "b": b}, grad="x w b", largest=True)
    table, ids = sample(14, 5, 3), i32([[0, 4], [4, 2]])
    book.both("embedding", "m = {..embedding(5, 3), w: w}\nm(ids)", lambda w, ids: w[ids], {"w": table, "ids": ids}, grad="w")
    book.both("residual", "residual(x -> x @ w, relu)(x)", lambda x, w: x + jax.nn.relu(x @ w), {"x": sample(15, 2, 3), "w": sample(16, 3, 3)}, grad="x w", largest=True)
    v = sample(17, 40, dtype=np.float32)
    kept = np.asarray(jax.random.uniform(jax.random.fold_in(jax.random.PRNGKey(3), 0), (40,), np.float32)) >= np.float32(0.25)
    book.add("dropout in training", "seed(3)\ntraining(dropout(0.25))(x)", np.where(kept, v / np.float32(0.75), 0).astype(np.float32), {"x": v})
    book.add("dropout in evaluation", "dropout(0.25)(x)", v, {"x": v}, by="torch")


def starts(book):
    key = jax.random.PRNGKey(6)
    z, u = (np.asarray(f(key, (4, 6), np.float32)) for f in (jax.random.normal, jax.random.uniform))
    for name, value in [("he_normal", z * np.sqrt(2 / 4)), ("glorot_normal", z * np.sqrt(2 / 10)), ("he_uniform", (2 * u - 1) * np.sqrt(6 / 4)), ("glorot_uniform", (2 * u - 1) * np.sqrt(6 / 10))]:
        book.add(name, f"{name}((4, 6), key = rng(6))", value.astype(np.float32), largest=True)
    z = np.asarray(jax.random.normal(key, (6, 2, 3, 3), np.float32))
    book.add("he_normal of a convolution", "he_normal((6, 2, 3, 3), key = rng(6))", (z * np.sqrt(2 / 18)).astype(np.float32), largest=True)
    book.add("orthogonal", "q = orthogonal((5, 3), gain = 2)\nq.T @ q + zeros(3, 3)", 4 * np.eye(3, dtype=np.float32), by="numpy", largest=True)


def momentum(p, g, s, t, lr, mu, nesterov=False, decay=0.0):
    g = g + decay * p
    v = mu * s[0] + g
    return p - lr * (g + mu * v if nesterov else v), (v, 0)


def rms(p, g, s, t, lr=0.01, alpha=0.99, eps=1e-8, mu=0.0):
    v = alpha * s[0] + (1 - alpha) * g * g
    d = mu * s[1] + g / (np.sqrt(v) + eps)
    return p - lr * d, (v, d)


def optimisers(book):
    w, b, c = f64(0.5, -1.25, 2, 0), f64(0.75, -0.5), f64(0.5, 1, 0.25, 3)
    for text, rule, settings in [
        ("sgd(model, lr = 0.05, momentum = 0.9, nesterov = true)", momentum, dict(lr=0.05, mu=0.9, nesterov=True)),
        ("sgd(model, lr = 0.05, momentum = 0.5, weight_decay = 0.1)", momentum, dict(lr=0.05, mu=0.5, decay=0.1)), ("sgd(model, weight_decay = 0.1)", momentum, dict(lr=0.1, mu=0, decay=0.1)),
        ("rmsprop(model)", rms, {}), ("rmsprop(model, lr = 0.05, alpha = 0.9, eps = 1e-3, momentum = 0.9)", rms, dict(lr=0.05, alpha=0.9, eps=1e-3, mu=0.9)),
        ("sgd(model, lr = cosine_schedule(0.1, 4, warmup = 1))", momentum, "cosine"),
    ]:
        p, q = w.copy(), b.copy()
        ps, qs = (0 * p, 0 * p), (0 * q, 0 * q)
        for t in range(1, 6):
            gp, gq = slope(p, q, c)
            now = settings if settings != "cosine" else dict(mu=0, lr=rate(t - 1))
            p, ps = rule(p, gp, ps, t, **now)
            q, qs = rule(q, gq, qs, t, **now)
        program = (f"model = {{w: w, b: b}}\nopt = {text}\nloss(m) = sum(c * square(m.w - 1)) + m.w[0] * sum(m.b) + sum(m.b^4)\n"
                   "for i in range(5) { (model, opt) = step(opt, model, grad(loss)(model)) }\nmodel")
        book.add(f"five steps of {text}", program, {"w": p, "b": q}, {"w": w, "b": b, "c": c}, by="numpy", largest=True)
    for t in (0, 1, 3, 4, 9):
        book.add(f"cosine_schedule at {t}", f"cosine_schedule(0.1, 4, warmup = 1)({t})", Host(rate(t)), by="numpy")
    book.add("step_schedule", "list(step_schedule(0.5, 3)(t) for t in range(7))", [Host(0.5 * 0.1 ** (t // 3)) for t in range(7)], by="python")
    book.add("exponential_schedule", "list(exponential_schedule(0.5, 0.5, every = 2)(t) for t in range(3))", [Host(0.5 * 0.5 ** (t / 2)) for t in range(3)], by="python")
    g = {"w": w, "b": b}
    length = np.sqrt((w**2).sum() + (b**2).sum())
    book.add("clip_norm of a long gradient", "clip_norm({w: w, b: b}, 1)", {k: v / (length + 1e-6) for k, v in g.items()}, g, by="torch")
    book.add("clip_norm of a short gradient", "clip_norm({w: w, b: b}, 100)", g, g, by="torch")
    book.add("ema", "ema({w: w}, {w: w * 2 + 1}, decay = 0.9)", {"w": 0.9 * w + 0.1 * (2 * w + 1)}, {"w": w}, by="numpy")


def rate(t):
    return 0.1 * (t + 1) if t < 1 else 0.05 * (1 + np.cos(np.pi * min((t - 1) / 3, 1)))


def measures(book):
    z, y = sample(18, 7, 3), i32(0, 1, 2, 2, 1, 0, 1)
    hit = z.argmax(1)
    table = np.zeros((3, 3), np.int32)
    np.add.at(table, (y, hit), 1)
    given = {"z": z, "y": y}
    book.add("confusion", "confusion(x -> x, {x: z, y: y}, batch = 3)", table, given, by="numpy")
    loss = -np.mean(np.asarray(jax.nn.log_softmax(jnp.asarray(z)))[np.arange(7), y])
    book.add("evaluate", "r = evaluate(x -> x, {x: z, y: y}, batch = 3)\n(f64(r.loss), f64(r.accuracy))", [np.float64(loss), np.float64((hit == y).mean())], given, tol=1e-6)
    x = np.column_stack([sample(19, 5, 2), np.ones(5)])
    spread = np.where(x.std(0) > 0, x.std(0), 1)
    book.add("standardize", "standardize(x)", (x - x.mean(0)) / spread, {"x": x}, by="numpy", largest=True)
    book.add("standardize like the training part", "standardize(x, like = z)", (x - z.mean(0)) / z.std(0), {"x": x, "z": z}, by="numpy", largest=True)

"""Convolution, its transpose, pooling and resizing, by JAX in PyTorch's conventions (NCHW, OIHW)."""

import jax
import jax.numpy as jnp
import numpy as np
from book import Error, TYPES, f64, sample
from jax import lax

LAYOUT = ("NCHW", "OIHW", "NCHW")


def pair(n):
    return n if isinstance(n, tuple) else (n, n)


def conv(x, w, stride=1, padding=0, dilation=1, groups=1):
    if isinstance(padding, str):
        sides = padding.upper()
    else:
        sides = [(p, p) for p in pair(padding)]
    return lax.conv_general_dilated(x, w, pair(stride), sides, rhs_dilation=pair(dilation), feature_group_count=groups, dimension_numbers=LAYOUT)


def conv_transpose(x, w, stride=1, padding=0, output_padding=0):
    """PyTorch's: the gradient of a convolution in its input."""
    (sy, sx), (py, px), (oy, ox) = pair(stride), pair(padding), pair(output_padding)
    height = (x.shape[2] - 1) * sy - 2 * py + w.shape[2] + oy
    width = (x.shape[3] - 1) * sx - 2 * px + w.shape[3] + ox
    zero = jnp.zeros((x.shape[0], w.shape[1], height, width), x.dtype)
    return jax.vjp(lambda z: conv(z, w, stride, padding), zero)[1](x)[0]


def pool(x, size, stride, padding, start, op):
    stride = stride or size
    window, steps = (1, 1, *pair(size)), (1, 1, *pair(stride))
    sides = [(0, 0), (0, 0)] + [(p, p) for p in pair(padding)]
    return lax.reduce_window(x, np.asarray(start, x.dtype)[()], op, window, steps, sides)


def options(**given):
    return "".join(f", {k} = {str(v) if not isinstance(v, str) else chr(34) + v + chr(34)}" for k, v in given.items())


def write(book):
    convolutions(book)
    transposes(book)
    pools(book)
    resizes(book)
    layers(book)


def convolutions(book):
    for x, w, given in [
        ((2, 3, 6, 5), (4, 3, 3, 3), {}), ((2, 3, 6, 5), (4, 3, 3, 3), {"padding": 1}), ((1, 2, 7, 7), (3, 2, 3, 3), {"stride": 2}), ((1, 2, 7, 7), (3, 2, 3, 3), {"stride": 2, "padding": 1}),
        ((2, 2, 6, 6), (2, 2, 2, 3), {"stride": (2, 1), "padding": (0, 1)}), ((1, 2, 8, 8), (2, 2, 3, 3), {"dilation": 2}), ((1, 2, 8, 9), (2, 2, 2, 3), {"dilation": (2, 1), "padding": 2, "stride": 3}),
        ((2, 4, 5, 5), (6, 2, 3, 3), {"groups": 2}), ((1, 3, 5, 5), (3, 1, 3, 3), {"groups": 3, "padding": 1}), ((1, 1, 1, 1), (1, 1, 1, 1), {}), ((2, 3, 4, 4), (5, 3, 1, 1), {}),
        ((1, 2, 5, 5), (2, 2, 5, 5), {}), ((1, 2, 5, 6), (3, 2, 3, 3), {"padding": "same"}), ((0, 2, 5, 5), (2, 2, 3, 3), {}), ((1, 2, 5, 5), (2, 2, 5, 5), {"padding": 2, "stride": 2}),
    ]:
        name = f"conv2d {list(x)} {list(w)}{options(**given)}"
        inputs = {"x": sample(1, *x), "w": sample(2, *w)}
        book.both(name, f"conv2d(x, w{options(**given)})", lambda x, w, g=given: conv(x, w, **g), inputs, grad="x w", dtypes=("f64",) if given else ("f32", "f64"), largest=True)
    one = {"x": sample(3, 2, 3, 9), "w": sample(4, 4, 3, 3)}
    for given in ({}, {"stride": 2, "padding": 1}, {"dilation": 2}):
        flat = {k: (1, v) if k != "padding" else (0, v) for k, v in given.items()}
        book.both(f"conv1d{options(**given)}", f"conv1d(x, w{options(**given)})", lambda x, w, g=flat: conv(x[:, :, None], w[:, :, None], **g)[:, :, 0], one, grad="x w", dtypes=("f64",), largest=True)
    x, w = jnp.asarray(sample(5, 1, 2, 4, 4)), jnp.asarray(sample(6, 2, 2, 3, 3) / 4)
    penalty = jax.grad(lambda w: jnp.sum(jax.grad(lambda x: jnp.sum(jnp.tanh(conv(x, w, padding=1))))(x) ** 2))(w)
    book.add("gradient penalty through a convolution", "grad(w -> sum(square(grad(x -> sum(tanh(conv2d(x, w, padding = 1))))(x))))(w)", penalty, {"x": np.asarray(x), "w": np.asarray(w)}, largest=True, tol=1e-11)
    many = sample(7, 3, 2, 2, 3, 3)
    book.add("vmap over the weights", "vmap(w -> conv2d(x, w))(ws)", jnp.stack([conv(x, m) for m in many]), {"x": np.asarray(x), "ws": many}, largest=True)
    for text, a, b in [("channels that differ", (1, 3, 5, 5), (2, 2, 3, 3)), ("a kernel larger than the image", (1, 2, 2, 2), (2, 2, 3, 3))]:
        book.add(f"conv2d with {text}", "conv2d(x, w)", Error("ShapeError"), {"x": sample(1, *a), "w": sample(2, *b)}, by="torch")


def transposes(book):
    for x, w, given in [
        ((2, 3, 4, 5), (3, 2, 3, 3), {}), ((1, 2, 3, 3), (2, 3, 4, 4), {"stride": 2, "padding": 1}), ((1, 2, 3, 3), (2, 3, 3, 3), {"stride": 2, "padding": 1, "output_padding": 1}),
        ((1, 2, 4, 3), (2, 1, 2, 3), {"stride": (2, 1)}), ((1, 2, 3, 3), (2, 2, 3, 3), {"stride": 3}),
    ]:
        inputs = {"x": sample(8, *x), "w": sample(9, *w)}
        book.both(f"conv_transpose2d {list(x)} {list(w)}{options(**given)}", f"conv_transpose2d(x, w{options(**given)})",
                  lambda x, w, g=given: conv_transpose(x, w, **g), inputs, grad="x w", dtypes=("f64",), largest=True)


def pools(book):
    x = sample(10, 2, 2, 6, 7)
    x = x + np.arange(x.size).reshape(x.shape) / 4096
    for size, stride, padding in [(2, None, 0), (3, None, 0), (3, 2, 1), ((2, 3), None, 0), (2, 1, 0), ((3, 2), (1, 2), 1)]:
        given = {k: v for k, v in (("stride", stride), ("padding", padding)) if v}
        tail = f"{size}{options(**given)}"
        book.both(f"max_pool2d {tail}", f"max_pool2d(x, {tail})", lambda x, a=size, s=stride, p=padding: pool(x, a, s, p, -np.inf, lax.max), {"x": x}, grad="x", dtypes=("f64",))
        count = pair(size)[0] * pair(size)[1]
        book.both(f"avg_pool2d {tail}", f"avg_pool2d(x, {tail})", lambda x, a=size, s=stride, p=padding, n=count: pool(x, a, s, p, 0, lax.add) / n,
                  {"x": x}, grad="x", dtypes=("f64",), note="the border counts, as PyTorch's default")
    book.both("global_avg_pool", "global_avg_pool(x)", lambda x: x.mean((2, 3)), {"x": x}, grad="x", largest=True)
    negative = -np.abs(x) - 1
    book.add("the border of max_pool2d is -inf, not 0", "max_pool2d(x, 3, stride = 2, padding = 1)", pool(jnp.asarray(negative), 3, 2, 1, -np.inf, lax.max), {"x": negative})
    book.add("max_pool2d takes the first of equals", "grad(x -> sum(max_pool2d(x, 2)))(x)", f64([[[[1, 0], [0, 0]]]]), {"x": np.ones((1, 1, 2, 2))}, by="torch")


def resizes(book):
    x = sample(11, 1, 2, 3, 4)
    for mode, method in (("nearest", "nearest"), ("bilinear", "linear")):
        for factor in (2, 3):
            size = (1, 2, 3 * factor, 4 * factor)
            book.both(f"upsample {mode} {factor}", f'upsample(x, {factor}, mode = "{mode}")', lambda x, m=method, s=size: jax.image.resize(x, s, m), {"x": x}, grad="x", dtypes=("f64",), largest=True)
    for size in ((5, 6), (2, 3), (3, 4), (1, 1)):
        book.both(f"resize bilinear {size}", f"resize(x, {size})", lambda x, s=size: jax.image.resize(x, (1, 2, *s), "linear", antialias=False), {"x": x}, grad="x", dtypes=("f64",), largest=True)
    for program, function in [("crop(x, 1, 0, 2, 3)", lambda x: x[..., 1:3, 0:3]), ("flip(x)", lambda x: x[..., ::-1]), ("flip(x, axis = 2)", lambda x: x[:, :, ::-1]),
                              ("rotate90(x)", lambda x: jnp.rot90(x, 1, (2, 3))), ("rotate90(x, 3)", lambda x: jnp.rot90(x, 3, (2, 3))), ("rotate90(x, -1)", lambda x: jnp.rot90(x, -1, (2, 3)))]:
        book.both(program, program, lambda x, f=function: f(x), {"x": x}, grad="x", dtypes=("f64",))


def layers(book):
    x, w, b, d = sample(12, 2, 1, 6, 6), sample(13, 3, 1, 3, 3), sample(14, 3, 1, 1), sample(15, 12, 4)
    y = np.array([1, 3], np.int32)

    def loss(w, b, d, x):
        h = pool(jax.nn.relu(conv(x, w) + b), 2, None, 0, -np.inf, lax.max)
        return -jnp.mean(jax.nn.log_softmax(h.reshape(2, -1) @ d)[jnp.arange(2), y])

    program = ("model = sequential({..conv(1, 3, 3), w: w, b: b}, relu, max_pool(2), flatten_each, {..dense(12, 4), w: d, b: zeros(4)})\n"
               "(l, g) = value_and_grad((m, x) -> cross_entropy(m(x), y), wrt = (0, 1))(model, x)\n(l, g[0].layers[0].w, g[0].layers[0].b, g[0].layers[4].w, g[1])")
    for dtype in ("f32", "f64"):
        given = {k: v.astype(TYPES[dtype]) for k, v in {"w": w, "b": b, "d": d, "x": x}.items()}
        values = [jnp.asarray(given[k]) for k in "wbdx"]
        slopes = jax.grad(loss, (0, 1, 2, 3))(*values)
        book.add(f"a small convolutional network {dtype}", program, [loss(*values), *slopes], {**given, "y": y}, largest=True)
    x, w, b = sample(16, 1, 2, 3, 3), sample(17, 2, 3, 4, 4), sample(18, 3, 1, 1)
    book.add("a layer of conv_transpose", "m = {..conv_transpose(2, 3, 4, stride = 2, padding = 1), w: w, b: b}\nm(x)", conv_transpose(jnp.asarray(x), w, 2, 1) + b, {"x": x, "w": w, "b": b}, largest=True)

"""Convolutions, their transposes, pooling, resizing; sizes as PyTorch's documentation states them."""

import jax
import jax.numpy as jnp
import numpy as np
from book import Host, sample
from jax import lax


def conv(x, w, stride=(1, 1), padding=((0, 0), (0, 0)), dilation=(1, 1), groups=1):
    names = ("NCHW", "OIHW", "NCHW") if x.ndim == 4 else ("NCH", "OIH", "NCH")
    return lax.conv_general_dilated(
        x, w, stride, padding, rhs_dilation=dilation, dimension_numbers=names, feature_group_count=groups)


def transposed(x, w, stride, padding, extra):
    """The derivative of a convolution in its image: PyTorch's definition of the transpose."""
    sizes = [(x.shape[2 + i] - 1) * stride[i] - 2 * padding[i] + w.shape[2 + i] + extra[i] for i in (0, 1)]
    image = jnp.zeros((x.shape[0], w.shape[1], *sizes), x.dtype)
    pads = tuple((p, p) for p in padding)
    return jax.vjp(lambda image: conv(image, w, stride, pads), image)[1](x)[0]


def max_pool(x, size, stride, padding):
    pads = ((0, 0), (0, 0)) + tuple((p, p) for p in padding)
    return lax.reduce_window(x, -jnp.inf, lax.max, (1, 1, *size), (1, 1, *stride), pads)


def avg_pool(x, size, stride, padding):
    pads = ((0, 0), (0, 0)) + tuple((p, p) for p in padding)
    return lax.reduce_window(x, 0.0, lax.add, (1, 1, *size), (1, 1, *stride), pads) / (size[0] * size[1])


CONVOLUTIONS = [
    # x, w, arguments of the language, arguments of conv
    ((2, 3, 5, 6), (4, 3, 3, 2), "", {}),
    ((1, 1, 4, 4), (1, 1, 1, 1), "", {}),
    ((2, 2, 7, 6), (3, 2, 3, 3), ", stride = 2, padding = 1", dict(stride=(2, 2), padding=((1, 1), (1, 1)))),
    ((1, 2, 8, 7), (2, 2, 3, 2), ", stride = (3, 2)", dict(stride=(3, 2))),
    ((1, 2, 5, 4), (2, 2, 2, 3), ", padding = (2, 0)", dict(padding=((2, 2), (0, 0)))),
    ((1, 2, 7, 8), (2, 2, 3, 2), ", dilation = (2, 3)", dict(dilation=(2, 3))),
    ((2, 4, 5, 5), (6, 2, 3, 3), ", groups = 2, padding = 1", dict(groups=2, padding=((1, 1), (1, 1)))),
    ((1, 3, 5, 5), (3, 1, 2, 2), ", groups = 3, stride = 2", dict(groups=3, stride=(2, 2))),
    ((1, 2, 5, 5), (2, 2, 3, 3), ', padding = "same"', dict(padding=((1, 1), (1, 1)))),
    ((1, 1, 5, 6), (1, 1, 2, 4), ', padding = "same"', dict(padding=((0, 1), (1, 2)))),
    ((1, 1, 6, 6), (1, 1, 3, 3), ', padding = "same", dilation = 2', dict(padding=((2, 2), (2, 2)), dilation=(2, 2))),
    ((1, 2, 3, 3), (2, 2, 3, 3), ', padding = "valid"', {}),
]

SIZES = [
    # From the formulas in PyTorch's documentation: x, program on ones, shape.
    ("conv2d(ones(20, 16, 50, 100), ones(33, 16, 3, 3), stride = 2).shape", (20, 33, 24, 49)),
    ("conv2d(ones(2, 16, 50, 100), ones(33, 16, 3, 5), stride = (2, 1), padding = (4, 2)).shape", (2, 33, 28, 100)),
    ("conv2d(ones(2, 4, 50, 100), ones(5, 4, 3, 5), stride = (2, 1), padding = (4, 2), dilation = (3, 1)).shape", (2, 5, 26, 100)),
    ("conv1d(ones(20, 16, 50), ones(33, 16, 3), stride = 2).shape", (20, 33, 24)),
    ("conv_transpose2d(ones(2, 16, 50, 100), ones(16, 3, 3, 3), stride = 2).shape", (2, 3, 101, 201)),
    ("conv_transpose2d(ones(1, 6, 6, 6), ones(6, 6, 3, 3), stride = 2, padding = 1, output_padding = 1).shape", (1, 6, 12, 12)),
    ("conv_transpose2d(ones(64, 100, 1, 1), ones(100, 8, 4, 4)).shape", (64, 8, 4, 4)),
    ("max_pool2d(ones(2, 16, 50, 32), 3, stride = 2).shape", (2, 16, 24, 15)),
    ("max_pool2d(ones(2, 16, 50, 32), (3, 2), stride = (2, 1)).shape", (2, 16, 24, 31)),
    ("avg_pool2d(ones(16, 50, 32), 3, stride = 2, padding = 1).shape", (16, 25, 16)),
]


def cubic(x, factor):
    """Bicubic as PyTorch: Keys' kernel with -0.75, borders repeated; written out pixel by pixel."""
    def kernel(d, a=-0.75):
        d = abs(d)
        if d <= 1:
            return (a + 2) * d**3 - (a + 3) * d**2 + 1
        return a * d**3 - 5 * a * d**2 + 8 * a * d - 4 * a if d < 2 else 0.0

    for axis in (-2, -1):
        rows = np.moveaxis(x, axis, 0)
        out = []
        for i in range(len(rows) * factor):
            at = (i + 0.5) / factor - 0.5
            near = range(int(np.floor(at)) - 1, int(np.floor(at)) + 3)
            out.append(sum(kernel(at - j) * rows[min(max(j, 0), len(rows) - 1)] for j in near))
        x = np.moveaxis(np.array(out), 0, axis)
    return x


def write(book):
    for x, w, text, options in CONVOLUTIONS:
        book.both(f"conv2d {list(x)} {list(w)}{text}", f"conv2d(x, w{text})", lambda x, w, o=options: conv(x, w, **o),
                  {"x": sample(1, *x), "w": sample(2, *w)}, grad="x w", largest=True)
    pair = {"x": sample(3, 2, 3, 9), "w": sample(4, 2, 3, 3)}
    book.both("conv1d", "conv1d(x, w, stride = 2, padding = 1)",
              lambda x, w: conv(x, w, stride=(2,), padding=((1, 1),), dilation=(1,)), pair, grad="x w", largest=True)
    one = {"x": sample(5, 2, 4, 4), "w": sample(6, 3, 2, 3, 3)}
    book.both("conv2d of one image", "conv2d(x, w)", lambda x, w: conv(x[None], w)[0], one, grad="x w", largest=True)
    for stride, padding, extra in [((1, 1), (0, 0), (0, 0)), ((2, 2), (1, 1), (0, 0)), ((2, 2), (1, 1), (1, 1)), ((3, 2), (0, 1), (2, 0))]:
        book.both(f"conv_transpose2d {stride} {padding} {extra}",
                  f"conv_transpose2d(x, w, stride = {stride}, padding = {padding}, output_padding = {extra})",
                  lambda x, w, s=stride, p=padding, e=extra: transposed(x, w, s, p, e),
                  {"x": sample(7, 2, 3, 3, 4), "w": sample(8, 3, 2, 4, 3)}, grad="x w", largest=True)
    x = {"x": np.random.default_rng(9).permutation(2 * 2 * 6 * 7).reshape(2, 2, 6, 7) / 16}
    for size, stride, padding in [((2, 2), (2, 2), (0, 0)), ((3, 2), (2, 1), (1, 1)), ((3, 3), (3, 3), (1, 1)), ((6, 7), (6, 7), (0, 0))]:
        arguments = f"{size}, stride = {stride}, padding = {padding}"
        book.both(f"max_pool2d {arguments}", f"max_pool2d(x, {arguments})",
                  lambda x, s=size, t=stride, p=padding: max_pool(x, s, t, p), x, grad="x", largest=True)
        book.both(f"avg_pool2d {arguments}", f"avg_pool2d(x, {arguments})",
                  lambda x, s=size, t=stride, p=padding: avg_pool(x, s, t, p), x, grad="x", largest=True)
    ties = {"x": np.array([[[[1, 1, 0], [1, 1, 0]]]], np.float32)}
    book.add("the first of equals takes the gradient of max_pool2d", "grad(x -> sum(max_pool2d(x, 2)))(x)",
             np.array([[[[1, 0, 0], [0, 0, 0]]]], np.float32), ties, by="PyTorch's convention")
    book.both("global_avg_pool", "global_avg_pool(x)", lambda x: x.mean((2, 3)), x, grad="x", largest=True)
    small = {"x": sample(10, 2, 3, 4)}
    book.both("upsample nearest", "upsample(x, (2, 3))", lambda x: x.repeat(2, -2).repeat(3, -1), small, grad="x")
    book.both("upsample bilinear", 'upsample(x, 2, mode = "bilinear")',
              lambda x: jax.image.resize(x, (2, 6, 8), "bilinear"), small, grad="x", largest=True)
    for dtype in (np.float32, np.float64):
        given = {"x": sample(11, 2, 3, 4, dtype=dtype)}
        book.add(f"upsample bicubic {dtype.__name__}", 'upsample(x, 2, mode = "bicubic")',
                 cubic(given["x"].astype(float), 2).astype(dtype), given, by="numpy", largest=True)
    book.both("resize to smaller", 'resize(x, (2, 2))',
              lambda x: jax.image.resize(x, (2, 2, 2), "bilinear", antialias=False), small, grad="x", largest=True)
    book.both("crop", "crop(x, 1, 0, 2, 3)", lambda x: x[:, 1:3, :3], small, grad="x")
    book.both("flip", "flip(x)", lambda x: x[..., ::-1], small, grad="x")
    book.both("flip of two axes", "flip(x, axis = (0, 1))", lambda x: x[::-1, ::-1], small, grad="x")
    for times in (-1, 0, 1, 2, 3):
        book.both(f"rotate90 {times}", f"rotate90(x, {times})", lambda x, t=times: jnp.rot90(x, t, (1, 2)), small, grad="x")
    book.both("flatten keeps the batch", "flatten(x, from = 1)", lambda x: x.reshape(2, 12), small, grad="x")
    for program, shape in SIZES:
        book.add(program, program, [Host(size) for size in shape], by="PyTorch's documentation")
    second(book)


def second(book):
    """Derivatives of derivatives, and batches over all operands."""
    x, w = sample(12, 1, 2, 5, 5), sample(13, 3, 2, 3, 3)

    def value(x, w):
        return jnp.sum(jnp.tanh(conv(x, w, stride=(2, 2), padding=((1, 1), (1, 1)))) ** 2)

    def penalty(w, x):
        return jnp.sum(jax.grad(value)(x, w) ** 2)

    program = "v(x, w) = sum(square(tanh(conv2d(x, w, stride = 2, padding = 1))))\n"
    book.add("gradient penalty through conv2d", program + "grad(w -> sum(square(grad(v)(x, w))))(w)",
             jax.grad(penalty)(w, x), {"x": x, "w": w}, largest=True)
    many, kernels = sample(14, 4, 2, 5, 5), sample(15, 4, 3, 2, 2, 2)
    book.add("vmap over images and kernels", "vmap(conv2d)(x, w)", jax.vmap(lambda x, w: conv(x[None], w)[0])(many, kernels),
             {"x": many, "w": kernels}, largest=True)
    book.add("vmap over kernels", "vmap(conv2d, over = (none, 0))(x, w)", jax.vmap(lambda w: conv(many, w))(kernels),
             {"x": many, "w": kernels}, largest=True)
    book.add("per-example gradients of conv2d", "vmap(grad(w, x -> sum(square(conv2d(x, w)))), over = (none, 0))(w, x)"
             .replace("grad(w, x ->", "grad((w, x) ->"),
             jax.vmap(jax.grad(lambda w, x: jnp.sum(conv(x[None], w) ** 2)), (None, 0))(w, many), {"x": many, "w": w}, largest=True)

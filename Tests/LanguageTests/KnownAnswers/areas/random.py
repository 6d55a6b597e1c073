"""Bits and numbers of Threefry, bit for bit as jax.random gives them (jax_threefry_partitionable)."""

import jax
import jax.numpy as jnp
import numpy as np
from book import f32, f64

SHAPES = [(), (1,), (2,), (5,), (2, 3), (3, 1, 2), (0,), (129,)]


def key(seed, draw=None):
    k = jax.random.PRNGKey(seed)
    return k if draw is None else jax.random.fold_in(k, draw)


def write(book):
    for seed in (0, 1, 42, 2**31 - 1, 2**40 + 7):
        half = np.array([seed >> 32, seed & 0xFFFFFFFF], np.uint32)
        book.add(f"rng({seed})", f"rng({seed})", half, by="contract")
        book.add(f"bits of key {seed}", f"random_bits(7, key = rng({seed}))", jax.random.bits(jnp.asarray(half), (7,), np.uint32))
        book.add(f"split of key {seed}", f"split_key(rng({seed}), 3)", jax.random.split(jnp.asarray(half), 3))
    for shape in SHAPES:
        text = "".join(f"{n}, " for n in shape)
        for name, function, exact in [
            ("random_bits", lambda k, s: jax.random.bits(k, s, np.uint32), True), ("rand", lambda k, s: jax.random.uniform(k, s, np.float32), True),
            ("randn", lambda k, s: jax.random.normal(k, s, np.float32), False), ("gumbel", lambda k, s: jax.random.gumbel(k, s, np.float32), False),
            ("exponential", lambda k, s: jax.random.exponential(k, s, np.float32), False), ("laplace", lambda k, s: jax.random.laplace(k, s, np.float32), False),
        ]:
            if shape in ((1,), (2,), (0,)) and name in ("gumbel", "exponential", "laplace"):
                continue
            book.add(f"{name} {list(shape)}", f"{name}({text}key = rng(11))", function(key(11), shape), tol=1e-30 if exact else None,
                     largest=not exact)
    integers(book)
    seeded = "seed(5)\n"
    book.add("the first draw of a seed", seeded + "rand(4)", jax.random.uniform(key(5, 0), (4,), np.float32), tol=1e-30)
    book.add("the third draw of a seed", seeded + "a = rand(4)\nb = randn(2)\nrand(4)", jax.random.uniform(key(5, 2), (4,), np.float32), tol=1e-30)
    book.add("a key of its own takes no count", seeded + "a = rand(4, key = rng(1))\nrand(4)", jax.random.uniform(key(5, 0), (4,), np.float32), tol=1e-30)
    book.add("the same seed again", seeded + "a = rand(3)\nseed(5)\nrand(3)", jax.random.uniform(key(5, 0), (3,), np.float32), tol=1e-30)
    book.add("draws in a loop", seeded + "[rand() for i in range(3)]",
             np.array([jax.random.uniform(key(5, i), (), np.float32) for i in range(3)]), tol=1e-30)
    book.add("uniform between bounds", "uniform(6, low = -2, high = 3, key = rng(8))", jax.random.uniform(key(8), (6,), np.float32, -2, 3), largest=True)
    z = np.asarray(jax.random.normal(key(8), (6,), np.float32))
    book.add("normal with mean and std", "normal(6, mean = 2, std = 0.5, key = rng(8))", np.float32(2) + np.float32(0.5) * z, largest=True)
    book.add("bernoulli", "bernoulli(0.3, 20, key = rng(4))", jax.random.bernoulli(key(4), jnp.float32(0.3), (20,)))
    p = f32(0, 0.25, 0.5, 0.75, 1)
    book.add("bernoulli of probabilities", "bernoulli(p, key = rng(4))", np.asarray(jax.random.uniform(key(4), (5,), np.float32)) < p, {"p": p})
    logits = f32([[0, 1, 2], [5, 0, 0], [0, -np.inf, 0]])
    book.add("categorical", "categorical(logits, key = rng(9))", jax.random.categorical(key(9), logits).astype(np.int32), {"logits": logits})
    book.add("draws under vmap differ as split counts do", "seed(5)\nvmap(x -> x * 0 + rand())(zeros(3))",
             np.array([jax.random.uniform(key(5, i), (), np.float32) for i in range(3)]), tol=1e-30)
    book.add("the same draw under vmap", 'seed(5)\nvmap(x -> x * 0 + rand(), random = "same")(zeros(3))',
             np.full(3, jax.random.uniform(key(5, 0), (), np.float32)), tol=1e-30)
    book.add("a draw inside grad is the same draw", "seed(5)\ngrad(x -> sum(x * randn(3)))(x)", jax.random.normal(key(5, 0), (3,), np.float32), {"x": f32(1, 2, 3)}, largest=True)


def integers(book):
    """Whole numbers, orders and choices; the sizes reach shuffles of no, one and two rounds."""
    for low, high, shape in [(0, 10, (7,)), (-5, 6, (2, 3)), (0, 1, (4,)), (0, 2**16 + 1, (9,)), (-(2**30), 2**30 - 1, (6,)), (0, 2**31 - 1, (5,)), (0, 100, ())]:
        text = "".join(f", {n}" for n in shape)
        book.add(f"randint {low} to {high} {list(shape)}", f"randint({low}, {high}{text}, key = rng(11))",
                 jax.random.randint(key(11), shape, low, high, dtype=jnp.int32))
    for n in (0, 1, 2, 5, 300, 2000):
        order = jax.random.permutation(key(3), jnp.arange(n, dtype=jnp.int32))
        book.add(f"permutation of {n}", f"permutation({n}, key = rng(3))", order)
    rows = f32(np.arange(12).reshape(6, 2))
    book.add("rows shuffled", "permutation(x, key = rng(4))", jax.random.permutation(key(4), jnp.asarray(rows)), {"x": rows})
    book.add("shuffle", "shuffle(x, key = rng(4))", jax.random.permutation(key(4), jnp.asarray(rows[:, 0])), {"x": rows[:, 0]})
    things = jnp.arange(9, dtype=jnp.int32)
    book.add("choice of different ones", "choice(9, 4, key = rng(6))", jax.random.choice(key(6), things, (4,), replace=False))
    with jax.enable_x64(False):
        book.add("choice with repetition", "choice(9, 20, replace = true, key = rng(6))",
                 np.asarray(jax.random.choice(key(6), 9, (20,)), np.int32))
    book.add("the second draw of whole numbers", "seed(5)\na = rand(4)\nrandint(0, 50, 6)",
             jax.random.randint(key(5, 1), (6,), 0, 50, dtype=jnp.int32))
    book.add("the first draw of an order", "seed(5)\npermutation(8)", jax.random.permutation(key(5, 0), jnp.arange(8, dtype=jnp.int32)))
